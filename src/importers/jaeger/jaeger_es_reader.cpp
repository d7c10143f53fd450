// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_es_reader.h"

#include "importers/json/json_fields.h"

namespace tailrace {

namespace {

/// {"responses":[{"hits":{"hits":[{"_source":…}]}}]}, itself in a list.
constexpr int kMaxDepth = 6;

/// What the bulk API writes before a document (Elasticsearch, REST APIs, Bulk).
bool isAction(std::string_view key)
{
    return key == "index" || key == "create" || key == "update" || key == "delete";
}

} // namespace

JaegerEsReader::JaegerEsReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_records(sink)
    , m_span(sink.keys())
    , m_resource(sink.keys())
{
}

Result<void> JaegerEsReader::readAll()
{
    while (m_cursor.nextDocument())
        value(0);
    return m_cursor.streamState();
}

void JaegerEsReader::value(int depth)
{
    const JsonKind kind = m_cursor.kind();
    if (kind == JsonKind::Object && depth < kMaxDepth)
        object(depth);
    else if (kind == JsonKind::Array && depth < kMaxDepth)
        list(depth);
    else if (kind != JsonKind::Null)
        m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no document");
}

void JaegerEsReader::list(int depth)
{
    for (m_cursor.enterArray(); m_cursor.nextElement();)
        value(depth + 1);
}

/// An action, a hit, an answer or a document: which one shows by its members. Names with a leading underscore are
/// Elasticsearch's own and cannot be a document's.
void JaegerEsReader::object(int depth)
{
    const Location where = m_cursor.location();
    m_members.begin(where);
    bool isContainer = false;
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        if (isWalked(depth)) {
            m_members.begin(where); // the walk may have used it
            isContainer = true;
        } else if (!m_cursor.key().starts_with('_')) {
            m_members.add(m_cursor);
        }
    }
    if (m_members.isEmpty() || m_cursor.isBroken())
        return;
    if (isContainer)
        reportUnknown(m_members, m_sink,
                      {"took", "timed_out", "status", "total", "max_score", "sort", "fields", "pit_id",
                       "num_reduce_phases", "terminated_early"});
    else if (m_members.isTooLarge())
        m_sink.problem(ProblemCode::TooLarge, where, "a document that is too large");
    else
        span(m_members.record(), where);
}

/// True if the member on which the cursor stands is what its object is there for: it is read then.
bool JaegerEsReader::isWalked(int depth)
{
    const std::string_view key = m_cursor.key();
    const JsonKind kind = m_cursor.kind();
    if (kind == JsonKind::Object && isAction(key))
        return true;
    if (key == "_source" && kind == JsonKind::Object) {
        const Location where = m_cursor.location();
        span(m_cursor.value(), where);
        return true;
    }
    if ((key == "hits" || key == "responses") && (kind == JsonKind::Object || kind == JsonKind::Array)) {
        value(depth + 1);
        return true;
    }
    return false;
}

void JaegerEsReader::span(std::string_view raw, Location where)
{
    JaegerSpanContext context;
    m_span.clear();
    if (raw.empty() || !m_records.readSpan(raw, where, context, m_span))
        return;
    if (m_span.traceId.isZero() && m_span.spanId.isZero()) {
        m_sink.problem(ProblemCode::UnknownRecord, where, "a document that is no span");
        return;
    }
    if (!context.process.empty())
        m_span.resource = readProcess(context.process, where);
    if (!context.processId.empty())
        m_span.attributes.addText("jaeger.processID", context.processId);
    m_sink.addSpan(m_span, where);
}

/// Spans of one process mostly follow each other. Parsing a process ends the life of the span's own text.
ResourceRef JaegerEsReader::readProcess(std::string_view raw, Location where)
{
    if (raw == std::string_view(m_process).substr(0, raw.size()) &&
        m_process.size() == raw.size() + simdjson::SIMDJSON_PADDING)
        return m_processRef;
    m_process.assign(raw).append(simdjson::SIMDJSON_PADDING, ' ');
    m_processRef = 0;
    m_resource.clear();
    const bool isRead =
        m_records.readProcess(std::string_view(m_process).substr(0, raw.size()), where, m_resource);
    if (isRead && (!m_resource.service.empty() || m_resource.attributes.count() > 0))
        m_processRef = m_sink.addResource(m_resource);
    return m_processRef;
}

} // namespace tailrace
