// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One Datadog span on its way from any encoding to the sink, field by field in any order (agent payloads v0.3 to
// v0.5: datadog-agent, pkg/proto/datadog/trace/span.proto; meaning of meta and metrics: Datadog's documentation of
// span tags). What becomes what:
//
//  - The resource ("GET /items/:id") is the span's name, as Datadog shows it; the operation ("express.request") is
//  kept
//    as the attribute operation.name, the type as span.type.
//  - meta are text attributes, metrics numbers. From meta become fields: span.kind; the error message, if the span
//    has an error; _dd.span_links and events (JSON text); _dd.p.tid, the upper half of the trace id.
//  - env, version, host, language and runtime-id belong to the resource.
//  - Without span.kind it is guessed: from type and operation where these are those of one side of a call.
//  - A span without a service has that of _dd.base_service, else of the first span before it in its chunk that has
//    one: a chunk is what one process sent of a trace.
//
// One thread; memory is reused from span to span.

#include "importers/datadog/datadog_trace_ids.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

class DatadogSpan
{
public:
    explicit DatadogSpan(SpanSink& sink);
    DatadogSpan(const DatadogSpan&) = delete;
    DatadogSpan& operator=(const DatadogSpan&) = delete;

    /// The spans behind are from another chunk.
    void beginChunk() { m_chunkService.clear(); }
    /// Starts an empty span.
    void begin(Location where);

    // What is only taken as it is: ids, links, events and attributes into the draft.
    [[nodiscard]] SpanDraft& draft() { return m_draft; }
    [[nodiscard]] AttributeWriter& attributes() { return m_draft.attributes; }
    std::string operation;
    std::string resource;
    std::string service;
    std::string type;

    void setStart(std::int64_t ns) { m_start = ns; }
    void setEnd(std::int64_t ns) { m_end = ns; }
    void setDuration(std::int64_t ns) { m_duration = ns; }
    /// 0 = none; tracers write 1, some more than that.
    void setError(std::int64_t error) { m_error = error; }
    /// A pair of meta, or another attribute by its full name.
    void meta(std::string_view key, std::string_view text);

    /// Completes the span and hands it on.
    void finish();
    /// Hands on the spans that were held back for the upper halves of their trace ids.
    void finishAll() { m_traceIds.finish(); }

private:
    static constexpr std::array<std::string_view, 5> kResourceKeys = {"env", "version", "host", "language",
                                                                      "runtime-id"};

    [[nodiscard]] bool takeMeta(std::string_view key, std::string_view text);
    [[nodiscard]] bool takeErrorMessage(std::string_view key, std::string_view text);
    [[nodiscard]] bool takeUpperHalf(std::string_view text);
    [[nodiscard]] bool takeList(std::string_view key, std::string_view json);
    void finishName();
    void finishKind();
    void finishStatus();
    void finishTimes();
    void finishResource();

    SpanSink& m_sink;
    DatadogTraceIds m_traceIds;
    SpanDraft m_draft;
    Location m_where;
    std::optional<std::int64_t> m_start;
    std::optional<std::int64_t> m_end;
    std::optional<std::int64_t> m_duration;
    std::int64_t m_error = 0;
    std::string m_errorKey; // of the error message
    std::string m_errorMessage;
    std::string m_baseService;
    std::uint64_t m_upperHalf = 0;
    std::array<std::string, kResourceKeys.size()> m_resourceTexts;

    std::string m_chunkService;
    ResourceDraft m_resourceDraft;
    std::array<std::string, kResourceKeys.size() + 1> m_lastResource; // service and texts of m_resourceRef
    ResourceRef m_resourceRef = 0;

    simdjson::dom::parser m_checker;
    JsonRecord m_embedded; // JSON text in meta
    std::string m_embeddedText;
};

/// A trace or span id as decimal digits, if they fit into 64 bits.
[[nodiscard]] std::optional<std::uint64_t> datadogDecimalId(std::string_view text);

} // namespace tailrace
