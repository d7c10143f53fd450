// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A format that can be written. One small class a format: it says what it is called and writes spans of a cache to
// a stream, trace by trace, so that memory does not grow with the cache. What the format has no room for is counted
// in the report and never left out in silence. Exporters have no state: one object serves all threads, each call to
// write() has its own.

#include "model/base/ids.h"
#include "model/base/result.h"
#include "model/cache/span_detail.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class CacheReader;

/// What a format can lack. The sentences are in exporter.cpp.
enum class LossKind : std::uint8_t {
    TimePrecision,     ///< spans whose times were rounded to microseconds
    NegativeLength,    ///< spans that end before they start
    TimeAsAttribute,   ///< spans with times that only our own readers find, in attributes
    MadeUpId,          ///< spans without an id, which got one
    SharedMark,        ///< server halves of Zipkin's shared spans
    ValueType,         ///< values that are not of their type any more
    RepeatedKey,       ///< attributes whose key is there already
    FieldName,         ///< attributes with names that the format reads as something else
    ResourceAttribute, ///< attributes of resources that became the span's
    ResourceDetail,    ///< spans whose resource has a schema URL or a count of dropped attributes
    ScopeDetail,       ///< spans whose scope has a schema URL, attributes or a count of dropped ones
    Flags,             ///< W3C flags of spans
    LinkLeftOut,       ///< whole links
    LinkType,          ///< links that became references of a type
    LinkDetail,        ///< attributes, trace state, flags of links
    TooLarge,          ///< records larger than readers take
    LogLeftOut,        ///< whole log records
    TraceLeftOut,      ///< traces that are listed without their spans
};

struct ExportLoss {
    LossKind kind;
    std::uint64_t count = 0;
    SpanId example; ///< the first span that was met; zero if it is not about a span
};

struct ExportReport {
    std::uint64_t spans = 0;
    std::uint64_t traces = 0;
    std::vector<ExportLoss> losses; ///< one a kind, in the order in which they were met

    void lose(LossKind kind, SpanId span, std::uint64_t count = 1);
    void add(const ExportReport& other);
};

/// A stable name in camelBack, for JSON: "timePrecision".
[[nodiscard]] std::string_view name(LossKind kind);
/// What was lost, in words: "12 links are left out".
[[nodiscard]] std::string sentence(const ExportLoss& loss);

struct ExporterInfo {
    std::string_view id;          ///< stable name: "otlp-json"
    std::string_view displayName; ///< "OTLP JSON"
    std::string_view suffix;      ///< of file names, without the dot
};

class Exporter
{
public:
    virtual ~Exporter() = default;
    [[nodiscard]] virtual ExporterInfo info() const = 0;
    /// Writes all spans, or those of one trace. Fails with NotFound if there is no such trace, with what the cache
    /// says if it cannot be read (Cancelled after CacheReader::interrupt()), and with Unreadable when `out` fails.
    [[nodiscard]] virtual Result<ExportReport> write(CacheReader& cache, std::optional<TraceId> trace,
                                                     std::ostream& out) const = 0;
};

/// For exporters: calls `each` for all spans, or those of one trace, trace by trace, and counts spans and traces
/// into the report. Ends early when `out` has failed, which checkWritten() tells.
[[nodiscard]] Result<void> forEachExported(CacheReader& cache, std::optional<TraceId> trace, std::ostream& out,
                                           ExportReport& report,
                                           const std::function<void(const SpanDetail&)>& each);
enum class LogsAre : std::uint8_t { Written, LeftOut };
/// For exporters, after everything was written and counted. Flushes; Unreadable if something could not be written.
/// Counts the traces that are listed without their spans, which no format here has room for, and the log records if
/// they are left out too.
[[nodiscard]] Result<ExportReport> finishExport(CacheReader& cache, std::optional<TraceId> trace,
                                                std::ostream& out, LogsAre logs, ExportReport report);

} // namespace tailrace
