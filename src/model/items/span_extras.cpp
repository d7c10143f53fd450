// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_extras.h"

#include "model/base/saturate.h"
#include "model/items/cache_work.h"
#include "model/items/incoming_links.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

namespace tailrace {

namespace {

constexpr std::size_t kMostKnown = 20'000; // spans; beyond that all are forgotten
constexpr std::string_view kPeerKeys[] = {
    "peer.service",          "db.system.name",       "db.system",   "messaging.destination.name",
    "messaging.destination", "messaging.system",     "rpc.service", "server.address",
    "net.peer.name",         "network.peer.address", "net.peer.ip", "http.host"};
/// How it is told that a span stands for several: by an Elastic agent (intake v2, span.composite.count), and by the
/// OpenTelemetry collector's span pruning processor, whose prefix ("aggregation") can be configured.
constexpr std::string_view kCompositeKey = "elastic.composite.count";
constexpr std::string_view kSummarySuffix = ".is_summary";
constexpr std::string_view kCountSuffix = ".span_count";

std::string textOf(const AttributeList& attributes, std::string_view key)
{
    const Value* value = findValue(attributes, key);
    return value == nullptr || value->isNull() ? std::string() : displayText(*value);
}

/// Of the span, else of what recorded it.
std::string chosenText(const SpanDetail& detail, const std::string& key)
{
    std::string text = textOf(detail.attributes, key);
    return text.empty() ? textOf(detail.resource.attributes, key) : text;
}

std::uint64_t countOf(const AttributeList& attributes, std::string_view key)
{
    const std::string text = textOf(attributes, key);
    std::uint64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

std::uint64_t callsOf(const AttributeList& attributes)
{
    for (const Attribute& attribute : attributes) {
        const auto* isSummary = std::get_if<bool>(&attribute.value.data);
        if (isSummary == nullptr || !*isSummary || !attribute.key.ends_with(kSummarySuffix))
            continue;
        std::string key = attribute.key.substr(0, attribute.key.size() - kSummarySuffix.size());
        if (const std::uint64_t count = countOf(attributes, key.append(kCountSuffix)); count > 0)
            return count;
    }
    return countOf(attributes, kCompositeKey);
}

/// The links to one trace, looked for when they are first asked for. Any thread.
class LinksOnce
{
public:
    /// Adds none if they cannot be read.
    void addTo(FetchedSpan& span, const std::string& cacheFile, const std::stop_token& stop)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_links || m_trace != span.detail.traceId) {
            Result<IncomingLinks> found = IncomingLinks::find(cacheFile, span.detail.traceId, stop);
            if (!found && found.error().code == ErrorCode::Cancelled)
                return;
            m_trace = span.detail.traceId;
            m_links = found ? std::move(*found) : IncomingLinks();
        }
        const auto all = m_links->to(span.detail.spanId);
        span.linksIn = all.size();
        const auto shown = all.first(std::min(all.size(), SpanExtra::kMostLinks));
        span.linkedFrom.assign(shown.begin(), shown.end());
    }

private:
    std::mutex m_mutex;
    TraceId m_trace;
    std::optional<IncomingLinks> m_links;
};

} // namespace

SpanExtra extraOf(const SpanDetail& detail, const std::vector<std::string>& chosenKeys)
{
    SpanExtra extra;
    for (const SpanEvent& event : detail.events)
        extra.events.push_back({event.timeNs, event.name == "exception", event.name,
                                static_cast<std::uint32_t>(extra.events.size())});
    std::stable_sort(extra.events.begin(), extra.events.end(),
                     [](const SpanExtra::Event& a, const SpanExtra::Event& b) { return a.timeNs < b.timeNs; });
    if (extra.events.size() > SpanExtra::kMostEvents) {
        extra.moreEvents = extra.events.size() - SpanExtra::kMostEvents;
        extra.events.resize(SpanExtra::kMostEvents);
    }
    extra.links = static_cast<std::uint32_t>(detail.links.size());
    for (const SpanLink& link : detail.links)
        if (extra.linked.size() < SpanExtra::kMostLinks)
            extra.linked.emplace_back(link.traceId, link.spanId);
    for (const std::string_view key : kPeerKeys)
        if (extra.peer.empty())
            extra.peer = textOf(detail.attributes, key);
    extra.calls = callsOf(detail.attributes);
    for (const Attribute& attribute : detail.attributes)
        extra.keys.push_back(attribute.key);
    for (const std::string& key : chosenKeys)
        if (std::string text = chosenText(detail, key); !text.empty())
            extra.chosen.emplace_back(key, std::move(text));
    return extra;
}

void SpanExtras::setFetch(Fetch fetch)
{
    clear();
    m_fetch = std::move(fetch);
}

void SpanExtras::setKeys(std::vector<std::string> keys)
{
    clear();
    m_keys = std::move(keys);
}

void SpanExtras::clear()
{
    m_job.cancel();
    m_known.clear();
    m_wanted = {};
}

const SpanExtra* SpanExtras::known(SpanIndex span) const
{
    const auto found = m_known.find(span);
    return found == m_known.end() ? nullptr : &found->second;
}

const SpanExtra* SpanExtras::find(const SpanTable& table, SpanIndex span)
{
    const SpanExtra* found = known(span);
    if (found == nullptr && m_fetch) {
        m_wanted.spans.push_back(span);
        m_wanted.rowIds.push_back(table.rowId[span]);
        m_wanted.movedNs.push_back(table.movedBy(span));
    }
    return found;
}

void SpanExtras::endFrame()
{
    Wanted wanted = std::exchange(m_wanted, {});
    if (m_known.size() > kMostKnown)
        m_known.clear();
    // What is missing when the answer comes is asked for by the frame that follows it.
    if (wanted.spans.empty() || m_job.isRunning())
        return;
    using Found = std::vector<SpanExtra>;
    const auto work = [fetch = m_fetch, rowIds = std::move(wanted.rowIds), keys = m_keys](std::stop_token stop) {
        Found found;
        if (auto details = fetch(rowIds, std::move(stop)))
            for (FetchedSpan& span : *details) {
                found.push_back(extraOf(span.detail, keys));
                found.back().linksIn = span.linksIn;
                found.back().linkedFrom = std::move(span.linkedFrom);
            }
        return found;
    };
    m_job.start(work, [this, spans = std::move(wanted.spans), moved = std::move(wanted.movedNs)](Found found) {
        // One that could not be read has nothing to show; asking again would not help.
        found.resize(spans.size());
        for (std::size_t i = 0; i < spans.size(); ++i) {
            for (SpanExtra::Event& event : found[i].events)
                event.timeNs = saturatedSum(event.timeNs, moved[i]);
            m_known.insert_or_assign(spans[i], std::move(found[i]));
        }
        if (onReady)
            onReady();
    });
}

std::vector<std::string> SpanExtras::seenKeys() const
{
    std::set<std::string> keys(m_keys.begin(), m_keys.end());
    for (const auto& [span, extra] : m_known)
        keys.insert(extra.keys.begin(), extra.keys.end());
    return {keys.begin(), keys.end()};
}

SpanExtras::Fetch fetchFromCache(std::string cacheFile)
{
    return [file = std::move(cacheFile), links = std::make_shared<LinksOnce>()](
               const std::vector<std::int64_t>& rowIds, const std::stop_token& stop) {
        using Spans = std::vector<FetchedSpan>;
        return readFromCache<Spans>(file, stop, [&](CacheReader& reader) -> Result<Spans> {
            Spans spans;
            for (const std::int64_t rowId : rowIds) {
                auto detail = reader.spanDetail(rowId);
                if (!detail)
                    return failure(std::move(detail));
                spans.push_back({std::move(*detail), 0, {}});
                links->addTo(spans.back(), file, stop);
            }
            return spans;
        });
    };
}

} // namespace tailrace
