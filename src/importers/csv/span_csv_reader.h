// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads Tailrace's own CSV (span_csv_columns.h) back. Nothing is lost: a cell that is not what its column says is
// reported and kept as the attribute "csv.COLUMN", and so are cells behind the last column. One thread; memory is
// reused from span to span.

#include "importers/csv/csv_reader.h"
#include "importers/csv/span_csv_columns.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <string>
#include <string_view>

namespace tailrace {

class SpanCsvReader
{
public:
    SpanCsvReader(ByteStream& in, SpanSink& sink);
    [[nodiscard]] Result<void> readAll();

private:
    void row();
    void readIds();
    void readWords();
    void readTimes();
    void readEvents();
    void event(JsonValue value);
    void readLinks();
    void link(JsonValue value);
    [[nodiscard]] ResourceRef resource();
    [[nodiscard]] ScopeRef scope();

    [[nodiscard]] std::string_view cell(SpanCsvColumn column) const;
    [[nodiscard]] std::string text(SpanCsvColumn column);
    void number(SpanCsvColumn column, std::uint32_t& target);
    [[nodiscard]] bool time(SpanCsvColumn column, std::int64_t& ns);
    void attributes(SpanCsvColumn column, AttributeWriter& out);
    /// Starts on a cell of JSON that begins with this bracket; false, reported and kept, if it is none.
    [[nodiscard]] bool parse(SpanCsvColumn column, char bracket);
    void wrong(SpanCsvColumn column);
    [[nodiscard]] std::string joined(std::initializer_list<SpanCsvColumn> columns) const;

    SpanSink& m_sink;
    CsvReader m_csv;
    JsonRecord m_record;
    JsonFields m_fields;
    SpanDraft m_span;
    ResourceDraft m_resource;
    ScopeDraft m_scope;
    std::string m_resourceCells; // of m_resourceRef; the spans of one resource mostly follow each other
    std::string m_scopeCells;
    ResourceRef m_resourceRef = 0;
    ScopeRef m_scopeRef = 0;
    std::string m_json; // the cell that is being read, padded
};

} // namespace tailrace
