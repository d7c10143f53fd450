// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads Honeycomb events from a table with a column for each field, named in the first row. The types of the
// values are gone there, so attributes are texts; an empty cell is no value. One thread.

#include "importers/csv/csv_reader.h"
#include "importers/honeycomb/honeycomb_row.h"
#include "importers/honeycomb/honeycomb_table.h"
#include "importers/span_sink.h"

#include <string>
#include <vector>

namespace tailrace {

class HoneycombCsvReader
{
public:
    HoneycombCsvReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    struct Column {
        std::string name;
        HoneycombField field = HoneycombField::None;
    };

    void header();
    void row();
    void cell(std::size_t i);

    SpanSink& m_sink;
    CsvReader m_csv;
    HoneycombRow m_row;
    HoneycombTable m_table;
    std::vector<Column> m_columns;
};

} // namespace tailrace
