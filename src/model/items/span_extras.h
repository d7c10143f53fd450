// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What rows show of spans beyond the columns of a SpanTable: events, links, the peer of a call, how many calls a
// summary stands for, chosen attributes. Read from the cache for the spans that are on the screen, on a worker; what
// is not there yet is simply not shown. extraOf() is pure; the rest belongs to the GUI thread.

#include "model/base/result.h"
#include "model/cache/span_detail.h"
#include "model/cache/trace_scanner.h"
#include "model/items/job.h"
#include "model/trace/span_table.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tailrace {

struct SpanExtra {
    struct Event {
        std::int64_t timeNs = 0; ///< ns since the epoch, as shown: moved along with its span
        bool isException = false;
        std::string name;
        std::uint32_t number = 0; ///< its position as recorded
    };
    std::vector<Event> events;     ///< in order of time, at most kMostEvents
    std::uint64_t moreEvents = 0;  ///< beyond those
    std::uint32_t links = 0;       ///< to other spans
    std::vector<std::pair<TraceId, SpanId>> linked; ///< those spans, at most kMostLinks
    std::uint64_t linksIn = 0;                      ///< from other spans
    std::vector<LinkFrom> linkedFrom;               ///< those spans, at most kMostLinks
    std::uint64_t calls = 0;       ///< for which a span stands that sums up several; 0 = not recorded
    std::string peer;              ///< what the span called, by its attributes; empty if they do not say
    std::vector<std::string> keys; ///< of its attributes
    std::vector<std::pair<std::string, std::string>> chosen; ///< key and value of those that were asked for

    static constexpr std::size_t kMostEvents = 500;
    static constexpr std::size_t kMostLinks = 20;
};

/// What is fetched of a span.
struct FetchedSpan {
    SpanDetail detail;
    std::uint64_t linksIn = 0;        ///< from other spans
    std::vector<LinkFrom> linkedFrom; ///< those spans, at most SpanExtra::kMostLinks
};

/// The peer is the first of peer.service, db.system(.name), messaging destination, rpc.service, server.address,
/// net.peer.name, network.peer.address that is there (OpenTelemetry semantic conventions, older names included).
[[nodiscard]] SpanExtra extraOf(const SpanDetail& detail, const std::vector<std::string>& chosenKeys);

class SpanExtras
{
public:
    /// Spans by SpanTable::rowId, in the order of the numbers. Runs on a worker.
    using Fetch =
        std::function<Result<std::vector<FetchedSpan>>(const std::vector<std::int64_t>&, std::stop_token)>;

    /// Called when something has arrived.
    std::function<void()> onReady;

    /// Nothing is fetched without it.
    void setFetch(Fetch fetch);
    /// Attributes to take along; forgets what was fetched with others.
    void setKeys(std::vector<std::string> keys);
    [[nodiscard]] const std::vector<std::string>& keys() const { return m_keys; }
    void clear();
    /// Null if it is not there yet; then endFrame() fetches it. Valid until endFrame().
    [[nodiscard]] const SpanExtra* find(const SpanTable& table, SpanIndex span);
    /// The same without fetching.
    [[nodiscard]] const SpanExtra* known(SpanIndex span) const;
    void endFrame();
    /// Whether something is on its way.
    [[nodiscard]] bool isFetching() const { return m_job.isRunning(); }
    /// Names of all attributes of the spans fetched so far, sorted.
    [[nodiscard]] std::vector<std::string> seenKeys() const;

private:
    struct Wanted {
        std::vector<SpanIndex> spans;
        std::vector<std::int64_t> rowIds;
        std::vector<std::int64_t> movedNs;
    };

    Fetch m_fetch;
    std::vector<std::string> m_keys;
    std::unordered_map<SpanIndex, SpanExtra> m_known;
    Wanted m_wanted;
    JobRunner m_job;
};

/// Reads from this cache file. The links to a trace are looked for once, with the first spans of it that are read.
[[nodiscard]] SpanExtras::Fetch fetchFromCache(std::string cacheFile);

} // namespace tailrace
