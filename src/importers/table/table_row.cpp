// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_row.h"

#include "importers/id_text.h"
#include "importers/table/table_cells.h"

namespace tailrace {

TableRow::TableRow(SpanSink& sink, const TableMapping& mapping)
    : m_sink(sink)
    , m_start(mapping.find(TableRole::Start))
    , m_end(mapping.find(TableRole::End))
    , m_duration(mapping.find(TableRole::Duration))
    , m_span(sink.keys())
    , m_resource(sink.keys())
{
}

void TableRow::begin(Location where)
{
    m_where = where;
    m_span.clear();
    m_resource.clear();
    for (std::string* text : {&m_traceText, &m_spanText, &m_parentText, &m_serviceText, &m_startText, &m_dateText,
                              &m_endText, &m_durationText})
        text->clear();
}

void TableRow::take(const TableColumn& column, std::string_view text)
{
    switch (column.role) {
    case TableRole::Attribute:
        return m_span.attributes.addText(column.name, text);
    case TableRole::Resource:
        return m_resource.attributes.addText(column.name, text);
    case TableRole::TraceId:
        m_traceText = text;
        return;
    case TableRole::SpanId:
        m_spanText = text;
        return;
    case TableRole::ParentId:
        m_parentText = text;
        return;
    case TableRole::Name:
        m_span.name = text;
        return;
    case TableRole::Service:
        m_serviceText = column.format == TableFormat::Pod ? workloadOfPod(text) : text;
        if (m_serviceText.size() != text.size() && !text.empty())
            m_resource.attributes.addText(column.name, text);
        if (m_serviceText.empty())
            m_serviceText = text;
        return;
    case TableRole::Kind:
        return takeKind(column, text);
    case TableRole::Status:
        return takeStatus(column, text);
    case TableRole::Error:
        return takeError(column, text);
    case TableRole::StatusMessage:
        m_span.statusMessage = text;
        return;
    case TableRole::Start:
        m_startText = text;
        return;
    case TableRole::StartDate:
        m_dateText = text;
        return;
    case TableRole::End:
        m_endText = text;
        return;
    case TableRole::Duration:
        m_durationText = text;
        return;
    }
}

void TableRow::takeKind(const TableColumn& column, std::string_view text)
{
    if (const std::optional<SpanKind> kind = tableKind(text))
        m_span.kind = *kind;
    else if (!text.empty())
        doesNotFit(ProblemCode::WrongType, column, text);
}

void TableRow::takeStatus(const TableColumn& column, std::string_view text)
{
    const std::optional<StatusCode> status = tableStatus(text);
    if (!status && !text.empty())
        return doesNotFit(ProblemCode::WrongType, column, text);
    if (status && m_span.status != StatusCode::Error) // which another column may have said
        m_span.status = *status;
}

void TableRow::takeError(const TableColumn& column, std::string_view text)
{
    if (meansNoParent(text)) // the same words stand for no error
        return;
    const std::optional<bool> isError = tableBool(text);
    if (isError && !*isError)
        return;
    m_span.status = StatusCode::Error;
    if (isError)
        return;
    if (m_span.statusMessage.empty())
        m_span.statusMessage = text;
    else if (m_span.statusMessage != text)
        m_span.attributes.addText(column.name, text);
}

void TableRow::doesNotFit(ProblemCode code, const TableColumn& column, std::string_view text)
{
    m_sink.problem(code, m_where, "column " + column.name + ": " + quotedCell(text));
    m_span.attributes.addText(column.name, text);
}

void TableRow::finish()
{
    if (m_traceText.empty() && m_spanText.empty() && m_startText.empty()) {
        m_sink.problem(ProblemCode::UnknownRecord, m_where, "a row without ids and without a start");
        return;
    }
    finishIds();
    finishTimes();
    finishResource();
    m_sink.addSpan(m_span, m_where);
}

void TableRow::finishIds()
{
    AttributeWriter& attributes = m_span.attributes;
    if (const auto decimal = m_traceText.starts_with('-') ? decimalId(m_traceText) : std::nullopt) {
        m_span.traceId.lo = *decimal;
        attributes.addText(kOriginalTraceId, m_traceText);
    } else {
        setTraceId(m_span, m_traceText, m_sink, m_where);
    }
    if (const std::optional<std::uint64_t> decimal = decimalId(m_spanText)) {
        m_span.spanId.value = *decimal;
        attributes.addText(kOriginalSpanId, m_spanText);
    } else {
        setSpanId(m_span, m_spanText, m_sink, m_where);
    }
    if (meansNoParent(m_parentText))
        return;
    if (const std::optional<std::uint64_t> decimal = decimalId(m_parentText)) {
        m_span.parentId.value = *decimal;
        attributes.addText(kOriginalParentId, m_parentText);
    } else {
        setParentId(m_span, m_parentText, m_sink, m_where);
    }
}

void TableRow::finishTimes()
{
    const std::optional<std::int64_t> start = startNs();
    if (start && *start != 0)
        m_span.startNs = *start;
    else
        set(m_span.marks, SpanMark::StartUnknown);
    if (const std::optional<std::int64_t> length = lengthNs(start))
        m_span.durationNs = *length;
    else
        set(m_span.marks, SpanMark::DurationUnknown);
}

std::optional<std::int64_t> TableRow::startNs()
{
    if (m_startText.empty() || m_start == nullptr)
        return std::nullopt;
    const bool hasDate = !m_dateText.empty() && m_start->format == TableFormat::Iso;
    const std::string text = hasDate ? m_dateText + " " + m_startText : m_startText;
    const std::optional<std::int64_t> ns = tableTime(text, m_start->format);
    if (!ns)
        doesNotFit(ProblemCode::TimeImpossible, *m_start, text);
    return ns;
}

std::optional<std::int64_t> TableRow::lengthNs(std::optional<std::int64_t> start)
{
    std::optional<std::int64_t> length;
    if (!m_durationText.empty()) {
        length = tableLength(m_durationText, m_duration->format);
        if (!length)
            doesNotFit(ProblemCode::TimeImpossible, *m_duration, m_durationText);
    }
    if (m_endText.empty())
        return length;
    if (length) {
        m_span.attributes.addText(m_end->name, m_endText);
        return length;
    }
    const std::string text =
        m_dateText.empty() || m_end->format != TableFormat::Iso ? m_endText : m_dateText + " " + m_endText;
    std::optional<std::int64_t> end = tableTime(text, m_end->format);
    if (!end && text != m_endText)
        end = tableTime(m_endText, m_end->format);
    if (!end)
        doesNotFit(ProblemCode::TimeImpossible, *m_end, m_endText);
    else if (!start)
        m_span.attributes.addText(m_end->name, m_endText);
    return end && start ? std::optional(*end - *start) : std::nullopt;
}

void TableRow::finishResource()
{
    if (m_serviceText.empty() && m_resource.attributes.count() == 0)
        return;
    const std::string_view attributes = m_resource.attributes.blob();
    if (m_lastResource == 0 || m_lastService != m_serviceText || m_lastAttributes != attributes) {
        m_lastService = m_serviceText;
        m_lastAttributes = attributes;
        m_resource.service = m_serviceText;
        if (!m_serviceText.empty())
            m_resource.attributes.addText("service.name", m_serviceText);
        m_lastResource = m_sink.addResource(m_resource);
    }
    m_span.resource = m_lastResource;
}

} // namespace tailrace
