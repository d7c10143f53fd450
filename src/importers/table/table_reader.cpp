// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_reader.h"

#include "importers/csv/csv_rows.h"
#include "importers/table/table_sample.h"

#include <algorithm>

namespace tailrace {

TableCsvReader::TableCsvReader(ByteStream& in, SpanSink& sink, const TableMapping& mapping)
    : m_sink(sink)
    , m_mapping(mapping)
    , m_csv(in, reportTo(sink))
    , m_row(sink, mapping)
{
}

Result<void> TableCsvReader::readAll()
{
    if (m_csv.next())
        header();
    while (m_csv.next())
        row();
    return m_csv.streamState();
}

void TableCsvReader::header()
{
    const std::vector<std::string> names = tableColumnNames(m_csv);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (const TableColumn* mapped = m_mapping.column(names[i]))
            m_columns.push_back(*mapped);
        else
            m_columns.push_back({validText(nameInHeader(names[i], i), m_sink, m_csv.location())});
    }
}

void TableCsvReader::row()
{
    const Location where = m_csv.location();
    if (!isWholeRow(m_csv, m_columns.size(), m_sink))
        return;
    m_row.begin(where);
    for (std::size_t i = 0; i < m_csv.size(); ++i) {
        if (m_csv.field(i).empty())
            continue;
        const std::string text = validText(m_csv.field(i), m_sink, where);
        if (i < m_columns.size())
            m_row.take(m_columns[i], text);
        else
            m_row.attributes().addText("column " + std::to_string(i + 1), text);
    }
    m_row.finish();
}

TableJsonReader::TableJsonReader(ByteStream& in, SpanSink& sink, const TableMapping& mapping)
    : m_sink(sink)
    , m_mapping(mapping)
    , m_cursor(in, reportTo(sink))
    , m_record(sink)
    , m_fields(m_record, "")
    , m_flattener(m_record)
    , m_row(sink, mapping)
{
}

Result<void> TableJsonReader::readAll()
{
    while (m_cursor.nextDocument()) {
        if (m_cursor.kind() != JsonKind::Array) {
            row();
            continue;
        }
        for (m_cursor.enterArray(); m_cursor.nextElement();)
            row();
    }
    return m_cursor.streamState();
}

void TableJsonReader::row()
{
    const Location where = m_cursor.location();
    if (m_cursor.kind() != JsonKind::Object) {
        if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value that is no row");
        return;
    }
    if (!m_record.parse(m_cursor.value(), where))
        return;
    m_row.begin(where);
    m_path.clear();
    if (m_record.forEachMember([this](std::string_view key, JsonValue value) { member(key, value); }))
        m_row.finish();
}

/// Goes no deeper than the names of the mapped columns have points.
void TableJsonReader::member(std::string_view key, JsonValue value)
{
    const std::size_t length = m_path.size();
    if (length > 0)
        m_path += '.';
    m_path += key;
    if (const TableColumn* column = m_mapping.column(m_path))
        cell(*column, value);
    else if (kindOf(value) == JsonKind::Object && hasColumnsWithin(m_path))
        (void)m_record.forEachMember(value,
                                     [this](std::string_view name, JsonValue inner) { member(name, inner); });
    else if (!saysNothing(value))
        m_flattener.write(m_path, value, m_row.attributes());
    m_path.resize(length);
}

void TableJsonReader::cell(const TableColumn& column, JsonValue value)
{
    if (saysNothing(value))
        return;
    if (column.role == TableRole::Resource)
        return m_flattener.write(m_path, value, m_row.resourceAttributes());
    if (const std::optional<std::string_view> text = m_record.anyText(value))
        m_row.take(column, *text);
    else
        m_fields.wrongType(m_path, value, m_row.attributes());
}

bool TableJsonReader::hasColumnsWithin(std::string_view path) const
{
    return std::any_of(m_mapping.columns.begin(), m_mapping.columns.end(), [path](const TableColumn& column) {
        return column.name.size() > path.size() && column.name.starts_with(path) &&
               column.name[path.size()] == '.';
    });
}

} // namespace tailrace
