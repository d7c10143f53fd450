// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One row of a table, cell by cell in any order, as a span. A cell that does not fit its column is counted with its
// line and column, and kept as an attribute. Of Duration and End the duration counts; the end is an attribute then.
// One thread; memory is reused from row to row.

#include "importers/span_sink.h"
#include "model/trace/table_mapping.h"

#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

class TableRow
{
public:
    /// All formats of `mapping` are settled (see settleFormats()); it must outlive the row.
    TableRow(SpanSink& sink, const TableMapping& mapping);

    void begin(Location where);
    /// Takes the cell of a column that is one thing: not of Attribute or Resource, for which the writers are.
    void take(const TableColumn& column, std::string_view text);
    [[nodiscard]] AttributeWriter& attributes() { return m_span.attributes; }
    [[nodiscard]] AttributeWriter& resourceAttributes() { return m_resource.attributes; }
    /// Hands the span on; a row that has neither an id nor a start is counted as no span.
    void finish();

private:
    void takeKind(const TableColumn& column, std::string_view text);
    void takeStatus(const TableColumn& column, std::string_view text);
    void takeError(const TableColumn& column, std::string_view text);
    void doesNotFit(ProblemCode code, const TableColumn& column, std::string_view text);
    void finishIds();
    void finishTimes();
    [[nodiscard]] std::optional<std::int64_t> startNs();
    [[nodiscard]] std::optional<std::int64_t> lengthNs(std::optional<std::int64_t> start);
    void finishResource();

    SpanSink& m_sink;
    const TableColumn* m_start;
    const TableColumn* m_end;
    const TableColumn* m_duration;
    SpanDraft m_span;
    Location m_where;
    std::string m_traceText;
    std::string m_spanText;
    std::string m_parentText;
    std::string m_serviceText;
    std::string m_startText;
    std::string m_dateText;
    std::string m_endText;
    std::string m_durationText;

    ResourceDraft m_resource;
    // The last one; spans of one service mostly follow each other.
    std::string m_lastService;
    std::string m_lastAttributes;
    ResourceRef m_lastResource = 0;
};

} // namespace tailrace
