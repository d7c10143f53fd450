// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/span_rows.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kOwnColumns = 8;

std::vector<FieldRef> selectedFields(const Query& query)
{
    std::vector<FieldRef> fields;
    for (const QueryStage& stage : query.stages)
        for (const FieldRef& field : stage.fields)
            if (std::find(fields.begin(), fields.end(), field) == fields.end())
                fields.push_back(field);
    return fields;
}

} // namespace

std::vector<std::string> SpanRows::columns(const Query& query)
{
    std::vector<std::string> names;
    for (const FieldRef& field : selectedFields(query))
        names.push_back(fieldText(field));
    return names;
}

Result<SpanRows> SpanRows::prepare(Database& database, const Query& query)
{
    SpanRows rows;
    ConditionSql writer;
    const std::string id = writer.parameter(QueryValue::of(QueryType::Other, 0)); // the span, bound by read()
    std::string text =
        "SELECT s.id, s.span_id, (SELECT text FROM texts WHERE id = (SELECT service FROM resource WHERE "
        "resource.id = s.resource)), (SELECT text FROM texts WHERE id = s.name), s.kind, s.status, "
        "s.start_ns, max(s.duration_ns, 0)";
    for (const FieldRef& field : selectedFields(query)) {
        text += ", " + writer.value(field);
        rows.m_types.push_back(typeOf(field));
    }
    text += " FROM span AS s WHERE s.id = " + id;
    Result<Statement> span = prepareSql(database, writer.take(std::move(text)), rows.m_bound);
    Result<Statement> trace = database.prepare("SELECT hi, lo FROM trace WHERE id = ?");
    if (!span || !trace)
        return !span ? failure(std::move(span)) : failure(std::move(trace));
    rows.m_span = std::move(*span);
    rows.m_trace = std::move(*trace);
    return rows;
}

Result<MatchedSpan> SpanRows::read(std::int64_t rowId, TraceId traceId)
{
    const Result<bool> row = m_span.bind(1, rowId).step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    MatchedSpan span;
    span.rowId = rowId;
    span.traceId = traceId;
    span.spanId = SpanId{static_cast<std::uint64_t>(m_span.integer(1))};
    span.service = m_span.text(2);
    span.name = m_span.text(3);
    span.kind = static_cast<SpanKind>(m_span.integer(4));
    span.status = static_cast<StatusCode>(m_span.integer(5));
    span.startNs = m_span.integer(6);
    span.durationNs = m_span.integer(7);
    for (std::size_t i = 0; i < m_types.size(); ++i) {
        span.selected.push_back(readValue(m_span, kOwnColumns + static_cast<int>(i)));
        if (m_types[i] == QueryType::Duration && span.selected.back().type == QueryType::Int)
            span.selected.back().type = QueryType::Duration;
    }
    m_span.reset();
    return span;
}

Result<TraceId> SpanRows::traceId(std::int64_t trace)
{
    const Result<bool> row = m_trace.bind(1, trace).step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    const TraceId id{static_cast<std::uint64_t>(m_trace.integer(0)),
                     static_cast<std::uint64_t>(m_trace.integer(1))};
    m_trace.reset();
    return id;
}

} // namespace tailrace
