// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Read access to a span cache: the list of traces, one trace in full, one span in full, what was imported. One
// reader is one read-only SQLite connection and belongs to one thread at a time; open one a worker. interrupt()
// may be called from any thread. Times are ns.

#include "model/base/ids.h"
#include "model/base/result.h"
#include "model/cache/import_report.h"
#include "model/cache/span_detail.h"
#include "model/trace/span_table.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tailrace {

class Database;

/// One line of the list of traces.
struct TraceSummary {
    TraceId traceId;
    std::string rootService; ///< of the main root; may be empty
    std::string rootName;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    std::uint32_t spans = 0;  ///< of a summary: as its source says, 0 if it does not
    std::uint32_t errors = 0; ///< likewise
    bool isSummary = false;   ///< a source lists the trace, but its spans are not here
    bool knowsSpans = true;   ///< false for a summary whose source does not count them
    bool knowsErrors = true;  ///< likewise
    std::uint32_t roots = 0; ///< spans without a parent in the trace, orphans included
    std::uint32_t orphans = 0;
    std::vector<std::string> services; ///< sorted by the number of their spans, most first, then name
};

enum class TraceOrder : std::uint8_t { Start, Duration, Spans, Errors, RootName, RootService };

/// What is said of a trace whose spans are not here.
inline constexpr std::string_view kSummaryOnly = "the file lists this trace without its spans";

struct TraceQuery {
    TraceOrder order = TraceOrder::Start;
    bool descending = true;
    std::int64_t offset = 0;
    std::int64_t limit = -1; ///< -1 = all
};

/// Totals over the whole cache.
struct CacheTotals {
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;
    std::uint64_t services = 0;
    std::uint64_t errors = 0; ///< spans with status error
    std::int64_t maxDurationNs = 0; ///< of the longest trace
};

class CacheReader
{
public:
    /// Opens an existing cache. Fails with NotFound, Malformed (not a cache, or of a newer version) or Busy.
    [[nodiscard]] static Result<CacheReader> open(const std::string& path);
    ~CacheReader();
    CacheReader(CacheReader&&) noexcept;
    CacheReader& operator=(CacheReader&&) noexcept;

    [[nodiscard]] Result<CacheTotals> totals();
    [[nodiscard]] Result<std::vector<TraceSummary>> traces(const TraceQuery& query);
    /// NotFound if the cache has no such trace.
    [[nodiscard]] Result<TraceSummary> trace(TraceId id);
    /// NotFound also for a trace that is only listed; the message says so.
    [[nodiscard]] Result<SpanTablePtr> loadTrace(TraceId id);
    /// Everything of one span, by SpanTable::rowId, with its logs; for the first of a trace also the trace's.
    [[nodiscard]] Result<SpanDetail> spanDetail(std::int64_t rowId);
    /// Calls `each` for every span of the cache with everything but logs, traces in order of their import, spans in waterfall
    /// order; stops when it returns false. Memory does not grow with the cache.
    [[nodiscard]] Result<void> forEachSpan(const std::function<bool(const SpanDetail&)>& each);
    /// The same for one trace.
    [[nodiscard]] Result<void> forEachSpan(TraceId id, const std::function<bool(const SpanDetail&)>& each);
    /// Calls `each` for every log record of the cache in order of import, also those of traces that are not here;
    /// stops when it returns false.
    [[nodiscard]] Result<void> forEachLog(const std::function<bool(const LogDetail&)>& each);
    /// Those of one trace, which need not be here, in order of time.
    [[nodiscard]] Result<void> forEachLog(TraceId id, const std::function<bool(const LogDetail&)>& each);
    /// What was imported, in order, with the problems met.
    [[nodiscard]] Result<std::vector<ImportReport>> reports();
    /// Ends the running call of this reader with ErrorCode::Cancelled. Any thread.
    void interrupt();
    [[nodiscard]] const std::string& path() const;

private:
    struct Private;
    explicit CacheReader(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace tailrace
