// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Passes over everything that was recorded of a trace without decoding it, for searches: attributes come as the
// blobs in which they are stored (attribute_blob.h), names as numbers of the cache's string table. Several times
// faster than reading spans whole. A scanner is a read-only connection of its own and belongs to one thread at a
// time; interrupt() may be called from any. Views into rows are valid during the call that hands them out.

#include "model/base/ids.h"
#include "model/base/result.h"
#include "model/base/string_pool.h"
#include "model/trace/span_table.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct ScannedSpan {
    SpanIndex span = kNoSpan;
    std::int64_t resource = 0; ///< number in the cache; 0 = none
    std::string_view statusMessage;
    std::string_view attributes;
};

struct ScannedEvent {
    SpanIndex span = kNoSpan;
    StringId name = 0;
    std::string_view attributes;
};

struct ScannedLog {
    SpanId spanId; ///< as recorded; may be of no span of the trace
    StringId name = 0;
    std::string_view body; ///< one entry without a key, or nothing
    std::string_view attributes;
};

/// A link, as the span that it leads to sees it.
struct LinkFrom {
    SpanId target; ///< the span that is linked to
    TraceId trace; ///< of the span that links
    SpanId span;
    std::string service; ///< of that span; may be empty, as its name
    std::string name;
};

/// How long spans of one operation took.
struct PeerSample {
    std::vector<std::int64_t> durationsNs; ///< ascending
    bool isWhole = true;                   ///< false: the cache is larger than what was looked at
};

/// A share of the spans of a trace, for several scanners that pass over it at the same time: part `index` of `count`.
struct ScanPart {
    std::int64_t index = 0;
    std::int64_t count = 1;
};

class TraceScanner
{
public:
    /// Fails as CacheReader::open() does.
    [[nodiscard]] static Result<TraceScanner> open(const std::string& path);
    ~TraceScanner();
    TraceScanner(TraceScanner&&) noexcept;
    TraceScanner& operator=(TraceScanner&&) noexcept;

    /// Spans come in the order in which they are stored, not in that of the table. NotFound if the table's trace is
    /// not in this cache.
    [[nodiscard]] Result<void>
    forEachSpan(const SpanTable& table, const std::function<void(const ScannedSpan&)>& each, ScanPart part = {});
    [[nodiscard]] Result<void>
    forEachEvent(const SpanTable& table, const std::function<void(const ScannedEvent&)>& each, ScanPart part = {});
    [[nodiscard]] Result<void> forEachLog(TraceId id, const std::function<void(const ScannedLog&)>& each);
    /// Links of all spans of the cache that lead to this trace, which need not be here; at most `atMost`.
    [[nodiscard]] Result<void> forEachLinkTo(TraceId id, std::int64_t atMost,
                                             const std::function<void(LinkFrom)>& each);
    /// Text of a number; empty if there is none. Valid until the next call.
    [[nodiscard]] std::string_view text(StringId id);
    /// The attributes of a resource as a blob.
    [[nodiscard]] std::string resourceAttributes(std::int64_t resource);

    /// Durations of the spans that have the service and name of this one, itself included, among the `atMost` spans
    /// stored around it. Spans without a usable duration do not count. ns
    [[nodiscard]] Result<PeerSample> peers(std::int64_t rowId, std::int64_t atMost);

    /// Ends the running call with ErrorCode::Cancelled. Any thread.
    void interrupt();

private:
    struct Private;
    explicit TraceScanner(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace tailrace
