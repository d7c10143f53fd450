// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/clock_layer.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <tuple>
#include <unordered_map>

namespace tailrace {

namespace {

constexpr std::int64_t kNoLow = INT64_MIN;
constexpr std::int64_t kNoHigh = INT64_MAX;

/// The sum, or the bound that is missing. Sums beyond 64 bits count as no bound.
std::int64_t addBounds(std::int64_t a, std::int64_t b, std::int64_t none)
{
    std::int64_t sum = 0;
    return a == none || b == none || __builtin_add_overflow(a, b, &sum) ? none : sum;
}

/// Moved as far as 64 bits allow.
std::int64_t addOffset(std::int64_t ns, std::int64_t offset)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(ns, offset, &sum))
        return offset > 0 ? INT64_MAX : INT64_MIN;
    return sum;
}

/// Gathers what the client and server pairs between two hosts say. Offsets are those of the host with the higher
/// number against the other.
class PairBounds
{
public:
    /// `low` is always known.
    void add(std::int64_t low, std::int64_t high, bool backwards)
    {
        if (backwards)
            std::tie(low, high) = std::pair(high == kNoHigh ? kNoLow : -high, low == kNoLow ? kNoHigh : -low);
        m_low = std::max(m_low, low);
        m_high = std::min(m_high, high);
        ++m_pairs;
        if (low != kNoLow && high != kNoHigh) {
            m_middles += std::midpoint(low, high);
            ++m_closed;
        }
    }

    [[nodiscard]] HostPair result(HostIndex from, HostIndex to) const
    {
        return {from, to, offset(), m_low, m_high, m_pairs, m_low <= m_high};
    }

private:
    [[nodiscard]] std::int64_t offset() const
    {
        if (m_low > m_high)
            return m_closed > 0 ? static_cast<std::int64_t>(m_middles / m_closed) : std::midpoint(m_low, m_high);
        if (m_low <= 0 && m_high >= 0)
            return 0;
        if (m_low == kNoLow || m_high == kNoHigh)
            return m_low == kNoLow ? m_high : m_low;
        return std::midpoint(m_low, m_high);
    }

    __extension__ using Sum = __int128;

    std::int64_t m_low = kNoLow;
    std::int64_t m_high = kNoHigh;
    Sum m_middles = 0;
    std::uint32_t m_closed = 0;
    std::uint32_t m_pairs = 0;
};

bool endUnknown(SpanMarks marks)
{
    return has(marks, SpanMark::DurationUnknown) || has(marks, SpanMark::EndBeforeStart);
}

std::vector<HostPair> findPairs(const SpanTable& trace, const std::vector<HostIndex>& hostOf)
{
    std::unordered_map<std::uint64_t, PairBounds> bounds;
    for (SpanIndex server = 0; server < trace.size(); ++server) {
        const SpanIndex client = trace.parent[server];
        if (client == kNoSpan || trace.kind[server] != SpanKind::Server ||
            trace.kind[client] != SpanKind::Client || hostOf[client] == hostOf[server])
            continue;
        const SpanMarks marks = trace.marks[client] | trace.marks[server];
        std::int64_t low = 0;
        std::int64_t high = 0;
        if (has(marks, SpanMark::StartUnknown) ||
            __builtin_sub_overflow(trace.startNs[client], trace.startNs[server], &low) || low == kNoLow)
            continue;
        if (endUnknown(marks) || trace.durationNs[server] > trace.durationNs[client] ||
            __builtin_sub_overflow(trace.endNs(client), trace.endNs(server), &high) || high == kNoLow)
            high = kNoHigh;
        const HostIndex first = std::min(hostOf[client], hostOf[server]);
        const HostIndex second = std::max(hostOf[client], hostOf[server]);
        bounds[std::uint64_t{first} << 32U | second].add(low, high, hostOf[client] != first);
    }
    std::vector<HostPair> pairs;
    pairs.reserve(bounds.size());
    for (const auto& [hosts, bound] : bounds)
        pairs.push_back(bound.result(static_cast<HostIndex>(hosts >> 32U), static_cast<HostIndex>(hosts)));
    std::sort(pairs.begin(), pairs.end(), [](const HostPair& a, const HostPair& b) {
        return std::pair(a.from, a.to) < std::pair(b.from, b.to);
    });
    return pairs;
}

/// The pair seen from its other side.
HostPair reversed(const HostPair& pair)
{
    return {pair.to,
            pair.from,
            -pair.offsetNs,
            pair.highNs == kNoHigh ? kNoLow : -pair.highNs,
            pair.lowNs == kNoLow ? kNoHigh : -pair.lowNs,
            pair.spanPairs,
            pair.feasible};
}

/// Host of the main root, then those of other spans by their start.
std::vector<HostIndex> leadersInOrder(const SpanTable& trace, const std::vector<HostIndex>& hostOf,
                                      std::size_t hosts)
{
    std::vector<std::int64_t> earliest(hosts, INT64_MAX);
    for (SpanIndex i = 0; i < trace.size(); ++i)
        earliest[hostOf[i]] = std::min(earliest[hostOf[i]], trace.startNs[i]);
    if (trace.mainRoot != kNoSpan)
        earliest[hostOf[trace.mainRoot]] = INT64_MIN;
    std::vector<HostIndex> order(hosts);
    for (HostIndex h = 0; h < order.size(); ++h)
        order[h] = h;
    std::stable_sort(order.begin(), order.end(),
                     [&](HostIndex a, HostIndex b) { return earliest[a] < earliest[b]; });
    return order;
}

} // namespace

ClockHosts hostsByService(const SpanTable& trace)
{
    ClockHosts hosts;
    std::vector<HostIndex> known(trace.strings.size(), kNoHost);
    hosts.ofSpan.reserve(trace.size());
    for (const StringId service : trace.serviceId) {
        if (known[service] == kNoHost) {
            known[service] = static_cast<HostIndex>(hosts.names.size());
            hosts.names.emplace_back(trace.strings.text(service));
        }
        hosts.ofSpan.push_back(known[service]);
    }
    return hosts;
}

ClockHosts hostsByText(const SpanTable& trace, const std::function<std::string(SpanIndex)>& textOf)
{
    ClockHosts hosts;
    std::unordered_map<std::string, HostIndex> known;
    hosts.ofSpan.reserve(trace.size());
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const auto [found, isNew] = known.try_emplace(textOf(i), static_cast<HostIndex>(hosts.names.size()));
        if (isNew)
            hosts.names.push_back(found->first);
        hosts.ofSpan.push_back(found->second);
    }
    return hosts;
}

ClockLayer ClockLayer::estimate(const SpanTable& trace)
{
    return estimate(trace, hostsByService(trace));
}

ClockLayer ClockLayer::estimate(const SpanTable& trace, ClockHosts hosts)
{
    ClockLayer layer;
    layer.m_hostOf = std::move(hosts.ofSpan);
    layer.m_hosts.resize(hosts.names.size());
    for (HostIndex h = 0; h < layer.m_hosts.size(); ++h)
        layer.m_hosts[h].name = std::move(hosts.names[h]);
    for (const HostIndex h : layer.m_hostOf)
        ++layer.m_hosts[h].spans;
    layer.m_toRef.assign(layer.m_hosts.size(), 0);
    layer.m_pairs = findPairs(trace, layer.m_hostOf);

    // Each host follows the one that more calls join it to, from the leading host outwards (Prim's algorithm).
    std::vector<std::vector<HostPair>> from(layer.m_hosts.size());
    for (const HostPair& pair : layer.m_pairs) {
        from[pair.from].push_back(pair);
        from[pair.to].push_back(reversed(pair));
    }
    const auto later = [](const HostPair& a, const HostPair& b) {
        return std::tuple(a.spanPairs, b.from, b.to) < std::tuple(b.spanPairs, a.from, a.to);
    };
    std::vector<bool> reached(layer.m_hosts.size(), false);
    std::priority_queue<HostPair, std::vector<HostPair>, decltype(later)> open(later);
    const auto reach = [&](HostIndex host) {
        reached[host] = true;
        layer.m_order.push_back(host);
        for (const HostPair& pair : from[host])
            open.push(pair);
    };
    for (const HostIndex leader : leadersInOrder(trace, layer.m_hostOf, layer.m_hosts.size())) {
        if (!reached[leader])
            reach(leader);
        while (!open.empty()) {
            const HostPair pair = open.top();
            open.pop();
            if (reached[pair.to])
                continue;
            const HostClock& reference = layer.m_hosts[pair.from];
            HostClock& host = layer.m_hosts[pair.to];
            host.reference = pair.from;
            host.spanPairs = pair.spanPairs;
            host.feasible = pair.feasible;
            host.estimatedNs = addOffset(reference.estimatedNs, pair.offsetNs);
            host.lowNs = addBounds(reference.lowNs, pair.lowNs, kNoLow);
            host.highNs = addBounds(reference.highNs, pair.highNs, kNoHigh);
            layer.m_toRef[pair.to] = pair.offsetNs;
            reach(pair.to);
        }
    }
    layer.applyOffsets();
    return layer;
}

HostIndex ClockLayer::hostOf(SpanIndex span) const
{
    return span < m_hostOf.size() ? m_hostOf[span] : kNoHost;
}

void ClockLayer::setOffset(HostIndex host, std::int64_t ns)
{
    m_hosts[host].isSet = true;
    m_hosts[host].offsetNs = ns;
    applyOffsets();
}

void ClockLayer::resetOffset(HostIndex host)
{
    m_hosts[host].isSet = false;
    applyOffsets();
}

void ClockLayer::resetOffsets()
{
    for (HostClock& host : m_hosts)
        host.isSet = false;
    applyOffsets();
}

void ClockLayer::applyOffsets()
{
    for (const HostIndex h : m_order) {
        HostClock& host = m_hosts[h];
        if (!host.isSet)
            host.offsetNs =
                host.reference == kNoHost ? 0 : addOffset(m_hosts[host.reference].offsetNs, m_toRef[h]);
    }
}

std::int64_t ClockLayer::offsetNs(SpanIndex span) const
{
    const HostIndex host = hostOf(span);
    return host == kNoHost ? 0 : m_hosts[host].offsetNs;
}

std::uint32_t ClockLayer::movedSpans() const
{
    std::uint32_t moved = 0;
    for (const HostClock& host : m_hosts)
        moved += host.offsetNs != 0 ? host.spans : 0;
    return moved;
}

std::uint32_t ClockLayer::movedHosts() const
{
    return static_cast<std::uint32_t>(std::count_if(m_hosts.begin(), m_hosts.end(), [](const HostClock& host) {
        return host.offsetNs != 0 && host.spans > 0;
    }));
}

std::vector<std::int64_t> ClockLayer::correctedStarts(const SpanTable& trace) const
{
    std::vector<std::int64_t> starts(trace.startNs);
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        const SpanIndex parent = trace.parent[i];
        if (parent != kNoSpan && has(trace.marks[i], SpanMark::StartUnknown))
            starts[i] = starts[parent];
        else
            starts[i] = addOffset(starts[i], offsetNs(i));
    }
    return starts;
}

} // namespace tailrace
