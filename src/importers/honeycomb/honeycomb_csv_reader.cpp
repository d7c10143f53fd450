// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/honeycomb/honeycomb_csv_reader.h"

#include "importers/csv/csv_rows.h"
#include "importers/json/json_fields.h"

namespace tailrace {

HoneycombCsvReader::HoneycombCsvReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_csv(in, reportTo(sink))
    , m_row(sink)
    , m_table(sink)
{
}

Result<void> HoneycombCsvReader::readAll()
{
    if (m_csv.next())
        header();
    while (m_csv.next())
        row();
    m_table.finish();
    return m_csv.streamState();
}

void HoneycombCsvReader::header()
{
    for (std::size_t i = 0; i < m_csv.size(); ++i) {
        Column column;
        column.name = validText(m_csv.field(i), m_sink, m_csv.location());
        column.field = honeycombField(HoneycombPlace::Row, column.name);
        m_columns.push_back(std::move(column));
    }
}

void HoneycombCsvReader::row()
{
    const Location where = m_csv.location();
    if (!isWholeRow(m_csv, m_columns.size(), m_sink))
        return;
    m_row.begin(where);
    for (std::size_t i = 0; i < m_csv.size(); ++i)
        if (!m_csv.field(i).empty())
            cell(i);
    m_table.add(m_row, where);
}

void HoneycombCsvReader::cell(std::size_t i)
{
    const std::string text = validText(m_csv.field(i), m_sink, m_csv.location());
    if (i >= m_columns.size())
        m_row.attributes().addText("column " + std::to_string(i + 1), text);
    else if (!m_row.take(m_columns[i].field, text))
        m_row.attributes().addText(m_columns[i].name, text);
}

} // namespace tailrace
