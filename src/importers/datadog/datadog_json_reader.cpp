// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_json_reader.h"

#include "importers/json/json_fields.h"

#include <string>

namespace tailrace {

DatadogJsonReader::DatadogJsonReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportToLog(sink))
    , m_records(sink)
{
}

Result<void> DatadogJsonReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    m_records.finish();
    return m_cursor.streamState();
}

void DatadogJsonReader::document()
{
    if (m_cursor.kind() == JsonKind::Array)
        list(DatadogForm::Agent, 0);
    else if (m_cursor.kind() == JsonKind::Object)
        object(0);
    else
        m_sink.problem(ProblemCode::OtherSignal, m_cursor.location(), "a JSON value that is no trace");
}

void DatadogJsonReader::list(DatadogForm form, int depth)
{
    m_records.beginChunk();
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const JsonKind kind = m_cursor.kind();
        const Location where = m_cursor.location();
        if (kind == JsonKind::Array && depth + 1 < kMaxLists) {
            list(form, depth + 1);
        } else if (kind == JsonKind::Object) {
            span(m_cursor.value(), where, depth == 0 && form == DatadogForm::Agent ? DatadogForm::Lone : form);
        } else if (kind != JsonKind::Null) {
            m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value that is no span");
        }
    }
}

void DatadogJsonReader::span(std::string_view raw, Location where, DatadogForm form)
{
    if (!raw.empty() && !m_records.readSpan(raw, where, form))
        m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON object that is no span");
}

void DatadogJsonReader::object(int depth)
{
    m_members[static_cast<std::size_t>(depth)].begin(m_cursor.location());
    bool hasSpans = false;
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        hasSpans = member(depth) || hasSpans;
    finishObject(depth, hasSpans);
}

/// Enters a member that may hold spans; false for all others, which are kept.
bool DatadogJsonReader::member(int depth)
{
    const std::string_view key = m_cursor.key();
    const JsonKind kind = m_cursor.kind();
    const bool isArray = kind == JsonKind::Array;
    const bool canEnter = kind == JsonKind::Object && depth + 1 < kMaxObjects;
    if (key == "traces" && isArray)
        list(DatadogForm::Log, 0);
    else if (key == "data" && isArray)
        list(DatadogForm::Event, 0);
    else if ((key == "spans" || key == "orphaned") && isArray)
        list(DatadogForm::View, 0);
    else if ((key == "spans" || key == "orphaned") && kind == JsonKind::Object)
        spansById();
    else if (canEnter && (key == "trace" || key == "data" || (key == "attributes" && depth > 0)))
        object(depth + 1);
    else {
        m_members[static_cast<std::size_t>(depth)].add(m_cursor);
        return false;
    }
    return true;
}

void DatadogJsonReader::spansById()
{
    m_records.beginChunk();
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const Location where = m_cursor.location();
        if (m_cursor.kind() == JsonKind::Object)
            span(m_cursor.value(), where, DatadogForm::View);
        else if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::WrongType, where, "a span that is no object");
    }
}

/// An object without lists of spans is a span itself, or something else, such as a line of a log.
void DatadogJsonReader::finishObject(int depth, bool hasSpans)
{
    JsonMembers& members = m_members[static_cast<std::size_t>(depth)];
    if (members.isTooLarge())
        m_sink.problem(ProblemCode::TooLarge, members.where(), "the members of a JSON object");
    // Beside the spans: paging, and what follows from them.
    if (hasSpans || depth > 0)
        return reportUnknown(members, m_sink, {"root_id", "meta", "links", "type", "id", "is_truncated"});
    const Location where = members.where();
    const std::string_view raw = members.record();
    if (!m_records.readSpan(raw, where, DatadogForm::Lone))
        m_sink.problem(ProblemCode::OtherSignal, where, "a JSON object that is no trace");
}

} // namespace tailrace
