// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_extras.h"

#include "model/cache/cache_reader.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace tailrace {

namespace {

constexpr std::size_t kMostKnown = 20'000; // spans; beyond that all are forgotten
constexpr std::string_view kPeerKeys[] = {
    "peer.service",          "db.system.name",       "db.system",   "messaging.destination.name",
    "messaging.destination", "messaging.system",     "rpc.service", "server.address",
    "net.peer.name",         "network.peer.address", "net.peer.ip", "http.host"};
/// How an agent tells that a span stands for several equal ones (Elastic APM, intake v2, span.composite.count).
constexpr std::string_view kCallsKey = "elastic.composite.count";

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

} // namespace

SpanExtra extraOf(const SpanDetail& detail, const std::vector<std::string>& chosenKeys)
{
    SpanExtra extra;
    for (const SpanEvent& event : detail.events)
        extra.events.push_back({event.timeNs, event.name == "exception", event.name});
    std::stable_sort(extra.events.begin(), extra.events.end(),
                     [](const SpanExtra::Event& a, const SpanExtra::Event& b) { return a.timeNs < b.timeNs; });
    if (extra.events.size() > SpanExtra::kMostEvents) {
        extra.moreEvents = extra.events.size() - SpanExtra::kMostEvents;
        extra.events.resize(SpanExtra::kMostEvents);
    }
    extra.links = static_cast<std::uint32_t>(detail.links.size());
    for (const std::string_view key : kPeerKeys)
        if (extra.peer.empty())
            extra.peer = textOf(detail.attributes, key);
    if (const std::string calls = textOf(detail.attributes, kCallsKey); !calls.empty())
        extra.calls = std::strtoull(calls.c_str(), nullptr, 10);
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
        if (const auto details = fetch(rowIds, std::move(stop)))
            for (const SpanDetail& detail : *details)
                found.push_back(extraOf(detail, keys));
        return found;
    };
    m_job.start(work, [this, spans = std::move(wanted.spans)](Found found) {
        // One that could not be read has nothing to show; asking again would not help.
        found.resize(spans.size());
        for (std::size_t i = 0; i < spans.size(); ++i)
            m_known.insert_or_assign(spans[i], std::move(found[i]));
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
    return [file = std::move(cacheFile)](const std::vector<std::int64_t>& rowIds,
                                         std::stop_token stop) -> Result<std::vector<SpanDetail>> {
        auto reader = CacheReader::open(file);
        if (!reader)
            return failure(std::move(reader));
        const std::stop_callback interrupt(stop, [&reader] { reader->interrupt(); });
        std::vector<SpanDetail> details;
        for (const std::int64_t rowId : rowIds) {
            auto detail = reader->spanDetail(rowId);
            if (!detail)
                return failure(std::move(detail));
            details.push_back(std::move(*detail));
        }
        return details;
    };
}

} // namespace tailrace
