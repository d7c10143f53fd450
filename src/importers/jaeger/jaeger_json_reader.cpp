// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_json_reader.h"

#include "importers/json/json_fields.h"

#include <algorithm>
#include <array>

namespace tailrace {

namespace {

/// How much text of one trace may wait for its processes.
constexpr std::size_t kPatience = std::size_t{256} << 20;
/// {"data":[{"spans":…}]}, itself in a list.
constexpr int kMaxDepth = 2;

/// Members without a loss: paging, and what Jaeger's UI computes from the spans.
bool isDerived(std::string_view key)
{
    static constexpr std::array<std::string_view, 15> kNames = {
        "total",      "limit",          "offset",    "services",        "duration",
        "startTime",  "endTime",        "traceName", "spanMap",         "rootSpans",
        "traceEmoji", "tracePageTitle", "spanTree",  "orphanSpanCount", "nodesBySpanId"};
    return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

} // namespace

JaegerJsonReader::JaegerJsonReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_records(sink)
    , m_span(sink.keys())
    , m_resource(sink.keys())
{
}

Result<void> JaegerJsonReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    return m_cursor.streamState();
}

void JaegerJsonReader::document()
{
    m_isKnown = false;
    m_unknown.clear();
    const Location where = m_cursor.location();
    if (m_cursor.kind() == JsonKind::Object) {
        object(0);
    } else if (m_cursor.kind() == JsonKind::Array) {
        for (m_cursor.enterArray(); m_cursor.nextElement();)
            if (m_cursor.kind() == JsonKind::Object)
                object(0);
            else if (m_cursor.kind() != JsonKind::Null)
                m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no trace");
    } else {
        m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value that is no trace");
        return;
    }
    if (!m_isKnown && !m_unknown.empty())
        m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON object without spans");
    else if (!m_unknown.empty())
        m_sink.problem(ProblemCode::UnknownRecord, m_unknownWhere, "the member " + m_unknown);
}

void JaegerJsonReader::object(int depth)
{
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        member(depth);
    finishTrace();
}

void JaegerJsonReader::member(int depth)
{
    const std::string_view key = m_cursor.key();
    const JsonKind kind = m_cursor.kind();
    if (kind == JsonKind::Null || isDerived(key))
        return;
    if (key == "data" && (kind == JsonKind::Array || kind == JsonKind::Object) && depth < kMaxDepth)
        data(depth);
    else if (key == "spans" && kind == JsonKind::Array)
        spans();
    else if (key == "processes" && kind == JsonKind::Object)
        processes();
    else if (key == "traceID" && kind == JsonKind::String)
        m_traceId = takeText(m_cursor, m_sink);
    else if (key == "warnings" && kind == JsonKind::Array)
        warnings();
    else if (key == "errors" && kind == JsonKind::Array)
        errors();
    else
        rememberUnknown();
}

void JaegerJsonReader::data(int depth)
{
    finishTrace();
    if (m_cursor.kind() == JsonKind::Object)
        return object(depth + 1);
    m_isKnown = true;
    for (m_cursor.enterArray(); m_cursor.nextElement();)
        if (m_cursor.kind() == JsonKind::Object)
            object(depth + 1);
        else if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "an element of data that is no trace");
}

void JaegerJsonReader::errors()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const Location where = m_cursor.location();
        m_sink.problem(ProblemCode::Note, where,
                       "the server reported an error: " + validText(m_cursor.value(), m_sink, where));
    }
}

void JaegerJsonReader::warnings()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const Location where = m_cursor.location();
        if (m_cursor.kind() == JsonKind::String)
            m_sink.problem(ProblemCode::Note, where, "Jaeger warns: " + takeText(m_cursor, m_sink));
    }
}

void JaegerJsonReader::rememberUnknown()
{
    if (!m_unknown.empty())
        return;
    m_unknownWhere = m_cursor.location();
    m_unknown = '"' + validText(m_cursor.key(), m_sink, m_unknownWhere) + '"';
}

void JaegerJsonReader::spans()
{
    m_isKnown = true;
    forEachSpanObject(m_cursor, m_sink, [this](std::string_view raw, Location where) {
        if (m_hasProcesses && !m_traceId.empty()) {
            handOn(raw, where);
            return;
        }
        m_held.add(raw, where);
        if (m_held.bytes() > kPatience) {
            m_sink.problem(ProblemCode::Note, where,
                           "the processes of a trace stand behind many megabytes of spans, "
                           "which are kept without their service");
            handOnHeld();
        }
    });
}

void JaegerJsonReader::processes()
{
    m_hasProcesses = true;
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const Location where = m_cursor.location();
        const std::string id = validText(m_cursor.key(), m_sink, where);
        if (m_cursor.kind() == JsonKind::Object)
            m_processes[id] = readProcess(m_cursor.value(), where);
        else if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::WrongType, where, "the process " + id + " is no object");
    }
}

void JaegerJsonReader::finishTrace()
{
    handOnHeld();
    m_traceId.clear();
    m_processes.clear();
    m_hasProcesses = false;
}

void JaegerJsonReader::handOnHeld()
{
    for (std::size_t i = 0; i < m_held.count(); ++i) {
        const HeldRecords::Record record = m_held.record(i);
        handOn(record.raw, record.where);
    }
    m_held.clear();
}

void JaegerJsonReader::handOn(std::string_view raw, Location where)
{
    JaegerSpanContext context;
    context.traceId = m_traceId;
    m_span.clear();
    if (!m_records.readSpan(raw, where, context, m_span))
        return;
    m_span.resource = resourceOf(context, m_span, where);
    m_sink.addSpan(m_span, where);
}

/// The trace's process if there is one, else the span's own; what is named but not there stays an attribute.
ResourceRef JaegerJsonReader::resourceOf(const JaegerSpanContext& context, SpanDraft& span, Location where)
{
    const auto process = m_processes.find(context.processId);
    if (process != m_processes.end())
        return process->second;
    if (!context.process.empty()) {
        // Parsing it ends the life of the span's own text, of which it is a part.
        m_process.assign(context.process);
        m_process.append(simdjson::SIMDJSON_PADDING, ' ');
        return readProcess(std::string_view(m_process).substr(0, context.process.size()), where);
    }
    if (!context.processId.empty()) {
        span.attributes.addText("jaeger.processID", context.processId);
        m_sink.problem(ProblemCode::Note, where,
                       "the process " + std::string(context.processId) + " of a span is not in the file");
    }
    return 0;
}

ResourceRef JaegerJsonReader::readProcess(std::string_view raw, Location where)
{
    m_resource.clear();
    if (raw.empty() || !m_records.readProcess(raw, where, m_resource))
        return 0;
    if (m_resource.service.empty() && m_resource.attributes.count() == 0)
        return 0;
    return m_sink.addResource(m_resource);
}

} // namespace tailrace
