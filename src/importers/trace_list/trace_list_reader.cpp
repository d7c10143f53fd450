// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/trace_list/trace_list_reader.h"

#include "importers/id_text.h"
#include "model/base/format.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tailrace {

namespace {

constexpr int kMaxEnvelopes = 2; // {"result":{"summaries":…}}

} // namespace

TraceListReader::TraceListReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_record(sink)
    , m_fields(m_record, "")
    , m_unused(sink.keys())
{
}

Result<void> TraceListReader::readAll()
{
    while (m_cursor.nextDocument()) {
        if (m_cursor.kind() == JsonKind::Object)
            envelope(1);
        else
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(),
                           "a JSON value that is no list of traces");
    }
    if (m_matched > 0)
        m_sink.problem(ProblemCode::Note, {},
                       formatCount(m_matched, "span") +
                           " that matched the search stand in the list without parents and were not read");
    return m_cursor.streamState();
}

void TraceListReader::envelope(int depth)
{
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const std::string_view key = m_cursor.key();
        if ((key == "traces" || key == "summaries") && m_cursor.kind() == JsonKind::Array) {
            list();
        } else if (key == "result" && m_cursor.kind() == JsonKind::Object && depth < kMaxEnvelopes) {
            envelope(depth + 1);
        } else if (key != "metrics" && key != "traces" && key != "summaries" &&
                   m_cursor.kind() != JsonKind::Null) {
            const Location where = m_cursor.location();
            m_sink.problem(ProblemCode::UnknownRecord, where, "the member " + validText(key, m_sink, where));
        }
    }
}

void TraceListReader::list()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        if (m_cursor.kind() == JsonKind::Object)
            entry();
        else
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "an element that is no trace");
    }
}

void TraceListReader::entry()
{
    const Location where = m_cursor.location();
    m_trace = {};
    m_unused.clear();
    m_endNs = 0;
    m_ofEntry = 0;
    if (m_record.parse(m_cursor.value(), where) &&
        m_record.forEachMember([this](std::string_view key, JsonValue value) { member(key, value); }))
        finish(where);
}

void TraceListReader::finish(Location where)
{
    if (m_endNs > m_trace.startNs && m_trace.startNs > 0)
        m_trace.durationNs = m_endNs - m_trace.startNs;
    if (m_trace.durationNs < 0) {
        m_sink.problem(ProblemCode::TimeImpossible, where, "a trace of negative length");
        m_trace.durationNs = 0;
    }
    if (m_trace.spans < 0 && !m_trace.services.empty()) {
        m_trace.spans = m_trace.errors = 0;
        for (const ListedTraceDraft::Service& service : m_trace.services) {
            m_trace.spans += service.spans;
            m_trace.errors += service.errors;
        }
    }
    // What counts spans counts errors as well, but leaves out a zero.
    if (m_trace.spans >= 0 && m_trace.errors < 0)
        m_trace.errors = 0;
    if (m_trace.services.empty() && !m_trace.rootService.empty())
        m_trace.services.push_back({m_trace.rootService, 0, 0});
    m_matched += m_ofEntry;
    m_sink.addListedTrace(m_trace, where);
}

void TraceListReader::member(std::string_view key, JsonValue value)
{
    if (key == "traceID" || key == "traceId")
        m_trace.traceId = traceIdFromText(m_fields.id(key, value, m_unused)).id;
    else if (key == "rootServiceName")
        m_fields.text(key, value, m_trace.rootService, m_unused);
    else if (key == "rootTraceName" || key == "rootOperationName")
        m_fields.text(key, value, m_trace.rootName, m_unused);
    else if (key == "serviceStats" && kindOf(value) == JsonKind::Object)
        tempoServices(value);
    else if (key == "services" && kindOf(value) == JsonKind::Array)
        jaegerServices(value);
    else if (key == "spanSet" || key == "spanSets")
        matchedSpans(key, value);
    else if (!timeMember(key, value) && !countMember(key, value) && !saysNothing(value))
        m_fields.report(ProblemCode::UnknownRecord, "the member " + std::string(key) + " of a listed trace");
}

bool TraceListReader::timeMember(std::string_view key, JsonValue value)
{
    if (key == "startTimeUnixNano" || key == "minStartTimeUnixNano")
        static_cast<void>(m_fields.time(key, value, TimeUnit::Nanoseconds, m_trace.startNs, m_unused));
    else if (key == "maxEndTimeUnixNano")
        static_cast<void>(m_fields.time(key, value, TimeUnit::Nanoseconds, m_endNs, m_unused));
    else if (key == "durationMs")
        static_cast<void>(m_fields.length(key, value, TimeUnit::Milliseconds, m_trace.durationNs, m_unused));
    else
        return false;
    return true;
}

bool TraceListReader::countMember(std::string_view key, JsonValue value)
{
    const bool isSpans = key == "spanCount";
    if (!isSpans && key != "errorSpanCount" && key != "errorCount")
        return false;
    std::uint32_t count = 0;
    m_fields.number(key, value, count, m_unused);
    (isSpans ? m_trace.spans : m_trace.errors) = count;
    return true;
}

/// {"frontend":{"spanCount":3,"errorCount":1}}
void TraceListReader::tempoServices(JsonValue value)
{
    static_cast<void>(
        m_record.forEachMember(value, [this](std::string_view name, JsonValue counts) { service(name, counts); }));
}

/// [{"name":"frontend","spanCount":3,"errorSpanCount":1}]
void TraceListReader::jaegerServices(JsonValue value)
{
    static_cast<void>(m_record.forEachElement(value, [this](JsonValue item) { service({}, item); }));
}

void TraceListReader::service(std::string_view name, JsonValue value)
{
    ListedTraceDraft::Service service;
    service.name = name;
    static_cast<void>(m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "name")
            m_fields.text(key, member, service.name, m_unused);
        else if (key == "spanCount")
            m_fields.number(key, member, service.spans, m_unused);
        else if (key == "errorCount" || key == "errorSpanCount")
            m_fields.number(key, member, service.errors, m_unused);
    }));
    m_trace.services.push_back(std::move(service));
}

/// Tempo writes the first set under both names, older versions only under one.
void TraceListReader::matchedSpans(std::string_view key, JsonValue value)
{
    std::uint64_t spans = 0;
    const auto count = [&](JsonValue set) {
        static_cast<void>(m_record.forEachMember(set, [&](std::string_view name, JsonValue list) {
            if (name == "spans")
                static_cast<void>(m_record.forEachElement(list, [&spans](JsonValue) { ++spans; }));
        }));
    };
    if (key == "spanSet")
        count(value);
    else
        static_cast<void>(m_record.forEachElement(value, count));
    m_ofEntry = std::max(m_ofEntry, spans);
}

} // namespace tailrace
