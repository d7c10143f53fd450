// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads a table row by row with a mapping whose formats are settled. Delimited text has a header; an empty cell is
// nothing, other cells without a role are text attributes. Of JSON, every object in the outer arrays or at the top
// is a row; nested objects are attributes with points in their names, and keep their types. A file that ends in the
// middle keeps every whole row. One thread.

#include "importers/csv/csv_reader.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_flatten.h"
#include "importers/table/table_row.h"

#include <string>
#include <vector>

namespace tailrace {

class TableCsvReader
{
public:
    /// `mapping` must outlive the reader.
    TableCsvReader(ByteStream& in, SpanSink& sink, const TableMapping& mapping);
    [[nodiscard]] Result<void> readAll();

private:
    void header();
    void row();

    SpanSink& m_sink;
    const TableMapping& m_mapping;
    CsvReader m_csv;
    TableRow m_row;
    std::vector<TableColumn> m_columns;
};

class TableJsonReader
{
public:
    /// `mapping` must outlive the reader.
    TableJsonReader(ByteStream& in, SpanSink& sink, const TableMapping& mapping);
    [[nodiscard]] Result<void> readAll();

private:
    void row();
    void member(std::string_view key, JsonValue value);
    void cell(const TableColumn& column, JsonValue value);
    [[nodiscard]] bool hasColumnsWithin(std::string_view path) const;

    SpanSink& m_sink;
    const TableMapping& m_mapping;
    JsonCursor m_cursor;
    JsonRecord m_record;
    JsonFields m_fields;
    JsonFlattener m_flattener;
    TableRow m_row;
    std::string m_path;
};

} // namespace tailrace
