// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/honeycomb/honeycomb_json_reader.h"

namespace tailrace {

HoneycombJsonReader::HoneycombJsonReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_record(sink)
    , m_fields(m_record, "honeycomb.")
    , m_row(sink)
    , m_table(sink)
{
}

Result<void> HoneycombJsonReader::readAll()
{
    while (m_cursor.nextDocument()) {
        if (m_cursor.kind() == JsonKind::Array)
            list();
        else if (m_cursor.kind() == JsonKind::Object)
            object();
        else
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no event");
    }
    m_table.finish();
    return m_cursor.streamState();
}

void HoneycombJsonReader::list()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const Location where = m_cursor.location();
        if (m_cursor.kind() == JsonKind::Object)
            row(m_cursor.value(), where);
        else if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value that is no event");
    }
}

/// An event, or an answer that has lists of events.
void HoneycombJsonReader::object()
{
    bool hasLists = false;
    m_members.begin(m_cursor.location());
    m_dataMembers.begin(m_cursor.location());
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const JsonKind kind = m_cursor.kind();
        if (m_cursor.key() == "results" && kind == JsonKind::Array) {
            hasLists = true;
            list();
        } else if (m_cursor.key() == "data" && kind == JsonKind::Object) {
            hasLists = dataMember() || hasLists;
        } else {
            m_members.add(m_cursor);
        }
    }
    if (m_members.isTooLarge() || m_dataMembers.isTooLarge())
        m_sink.problem(ProblemCode::TooLarge, m_members.where(), "the members of a JSON object");
    const Location where = m_members.where();
    if (!hasLists)
        row(m_members.record(), where);
    else
        reportUnknown(m_members, m_sink, {"id", "complete", "query", "query_id", "query_annotation_id", "links"});
}

/// "data" of an event holds its fields, that of an answer lists; true for the latter.
bool HoneycombJsonReader::dataMember()
{
    bool hasLists = false;
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        if (m_cursor.key() == "results" && m_cursor.kind() == JsonKind::Array) {
            hasLists = true;
            list();
        } else {
            m_dataMembers.add(m_cursor);
        }
    }
    if (!hasLists)
        m_members.add("data", m_dataMembers.record());
    else
        reportUnknown(m_dataMembers, m_sink, {"series"});
    return hasLists;
}

void HoneycombJsonReader::row(std::string_view raw, Location where)
{
    m_row.begin(where);
    if (!m_record.parse(raw, where))
        return;
    const bool isWhole = m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key != "data" || kindOf(value) != JsonKind::Object)
            return member(key, value, HoneycombPlace::Row);
        (void)m_record.forEachMember(
            value, [&](std::string_view name, JsonValue field) { member(name, field, HoneycombPlace::Data); });
    });
    if (isWhole)
        m_table.add(m_row, where);
}

void HoneycombJsonReader::member(std::string_view key, JsonValue value, HoneycombPlace place)
{
    AttributeWriter& out = m_row.attributes();
    const HoneycombField field = honeycombField(place, key);
    const JsonKind kind = kindOf(value);
    if (kind == JsonKind::Object || kind == JsonKind::Array) {
        if (field != HoneycombField::None)
            return m_fields.wrongType(key, value, out);
    } else if (field != HoneycombField::None) {
        const std::optional<std::string_view> text = m_record.anyText(value);
        if (!text || m_row.take(field, *text))
            return;
    }
    if (saysNothing(value))
        return;
    out.key(key);
    (void)m_record.copyValue(value, out);
}

} // namespace tailrace
