// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/csv/span_csv_reader.h"

#include "importers/id_text.h"
#include "importers/span_kind_text.h"

#include <limits>

namespace tailrace {

namespace {

using Column = SpanCsvColumn;

} // namespace

SpanCsvReader::SpanCsvReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_csv(in, reportTo(sink), ',')
    , m_record(sink)
    , m_fields(m_record, "csv.")
    , m_span(sink.keys())
    , m_resource(sink.keys())
    , m_scope(sink.keys())
{
}

Result<void> SpanCsvReader::readAll()
{
    (void)m_csv.next(); // the header, which the importer has seen
    while (m_csv.next())
        row();
    return m_csv.streamState();
}

void SpanCsvReader::row()
{
    const Location where = m_csv.location();
    if (m_csv.size() < kSpanCsvColumns.size()) {
        m_sink.problem(m_csv.isTerminated() ? ProblemCode::BrokenRecord : ProblemCode::Truncated, where,
                       "a row with fewer cells than columns");
        return;
    }
    m_span.clear();
    readIds();
    readWords();
    readTimes();
    attributes(Column::Attributes, m_span.attributes);
    readEvents();
    readLinks();
    number(Column::Flags, m_span.flags);
    number(Column::DroppedAttributes, m_span.droppedAttributes);
    number(Column::DroppedEvents, m_span.droppedEvents);
    number(Column::DroppedLinks, m_span.droppedLinks);
    m_span.resource = resource();
    m_span.scope = scope();
    for (std::size_t i = kSpanCsvColumns.size(); i < m_csv.size(); ++i) {
        m_sink.problem(ProblemCode::WrongType, where, "a row with more cells than columns");
        m_span.attributes.addText("csv.column " + std::to_string(i + 1), validText(m_csv.field(i), m_sink, where));
    }
    m_sink.addSpan(m_span, where);
}

void SpanCsvReader::readIds()
{
    const Location where = m_csv.location();
    setTraceId(m_span, text(Column::TraceId), m_sink, where);
    setSpanId(m_span, text(Column::SpanId), m_sink, where);
    setParentId(m_span, text(Column::ParentSpanId), m_sink, where);
}

void SpanCsvReader::readWords()
{
    m_span.name = text(Column::Name);
    m_span.statusMessage = text(Column::StatusMessage);
    m_span.traceState = text(Column::TraceState);
    if (const std::optional<SpanKind> kind = spanKindFromText(cell(Column::Kind)))
        m_span.kind = *kind;
    else
        wrong(Column::Kind);
    if (const std::optional<StatusCode> status = statusFromText(cell(Column::Status)))
        m_span.status = *status;
    else
        wrong(Column::Status);
    if (cell(Column::Shared) == "true")
        set(m_span.marks, SpanMark::SharedSpan);
    else
        wrong(Column::Shared);
}

void SpanCsvReader::readTimes()
{
    if (!time(Column::StartNs, m_span.startNs))
        set(m_span.marks, SpanMark::StartUnknown);
    if (!time(Column::DurationNs, m_span.durationNs))
        set(m_span.marks, SpanMark::DurationUnknown);
}

void SpanCsvReader::readEvents()
{
    if (!parse(Column::Events, '['))
        return;
    (void)m_record.forEachElement([&](JsonValue value) {
        if (kindOf(value) == JsonKind::Object)
            event(value);
        else
            m_fields.wrongType("event", value, m_span.attributes);
    });
}

void SpanCsvReader::event(JsonValue value)
{
    EventDraft& event = m_span.addEvent();
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "timeNs")
            (void)m_fields.time(key, member, TimeUnit::Nanoseconds, event.timeNs, event.attributes);
        else if (key == "name")
            m_fields.text(key, member, event.name, event.attributes);
        else if (key == "attributes")
            (void)m_record.copyMembers(member, event.attributes);
        else if (key == "droppedAttributes")
            m_fields.number(key, member, event.droppedAttributes, event.attributes);
        else
            m_fields.keep(key, member, event.attributes);
    });
}

void SpanCsvReader::readLinks()
{
    if (!parse(Column::Links, '['))
        return;
    (void)m_record.forEachElement([&](JsonValue value) {
        if (kindOf(value) == JsonKind::Object)
            link(value);
        else
            m_fields.wrongType("link", value, m_span.attributes);
    });
}

void SpanCsvReader::link(JsonValue value)
{
    LinkDraft& link = m_span.addLink();
    const Location where = m_csv.location();
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "traceId")
            setTraceId(link, m_fields.id(key, member, link.attributes), m_sink, where);
        else if (key == "spanId")
            setSpanId(link, m_fields.id(key, member, link.attributes), m_sink, where);
        else if (key == "traceState")
            m_fields.text(key, member, link.traceState, link.attributes);
        else if (key == "flags")
            m_fields.number(key, member, link.flags, link.attributes);
        else if (key == "attributes")
            (void)m_record.copyMembers(member, link.attributes);
        else if (key == "droppedAttributes")
            m_fields.number(key, member, link.droppedAttributes, link.attributes);
        else
            m_fields.keep(key, member, link.attributes);
    });
}

ResourceRef SpanCsvReader::resource()
{
    std::string cells =
        joined({Column::Service, Column::Resource, Column::ResourceSchemaUrl, Column::ResourceDropped});
    if (cells == m_resourceCells)
        return m_resourceRef;
    m_resource.clear();
    m_resource.service = text(Column::Service);
    m_resource.schemaUrl = text(Column::ResourceSchemaUrl);
    attributes(Column::Resource, m_resource.attributes);
    number(Column::ResourceDropped, m_resource.droppedAttributes);
    const bool saysNothing = m_resource.service.empty() && m_resource.schemaUrl.empty() &&
                             m_resource.attributes.count() == 0 && m_resource.droppedAttributes == 0;
    m_resourceRef = saysNothing ? 0 : m_sink.addResource(m_resource);
    m_resourceCells = std::move(cells);
    return m_resourceRef;
}

ScopeRef SpanCsvReader::scope()
{
    std::string cells = joined(
        {Column::ScopeName, Column::ScopeVersion, Column::Scope, Column::ScopeSchemaUrl, Column::ScopeDropped});
    if (cells == m_scopeCells)
        return m_scopeRef;
    m_scope.clear();
    m_scope.name = text(Column::ScopeName);
    m_scope.version = text(Column::ScopeVersion);
    m_scope.schemaUrl = text(Column::ScopeSchemaUrl);
    attributes(Column::Scope, m_scope.attributes);
    number(Column::ScopeDropped, m_scope.droppedAttributes);
    const bool saysNothing = m_scope.name.empty() && m_scope.version.empty() && m_scope.schemaUrl.empty() &&
                             m_scope.attributes.count() == 0 && m_scope.droppedAttributes == 0;
    m_scopeRef = saysNothing ? 0 : m_sink.addScope(m_scope);
    m_scopeCells = std::move(cells);
    return m_scopeRef;
}

std::string_view SpanCsvReader::cell(Column column) const
{
    return m_csv.field(static_cast<std::size_t>(column));
}

std::string SpanCsvReader::text(Column column)
{
    return validText(cell(column), m_sink, m_csv.location());
}

void SpanCsvReader::number(Column column, std::uint32_t& target)
{
    const std::optional<std::uint64_t> number = parseUint(cell(column));
    if (number && *number <= std::numeric_limits<std::uint32_t>::max())
        target = static_cast<std::uint32_t>(*number);
    else
        wrong(column);
}

bool SpanCsvReader::time(Column column, std::int64_t& ns)
{
    if (const std::optional<std::int64_t> number = parseInt(cell(column))) {
        ns = *number;
        return true;
    }
    wrong(column);
    return false;
}

void SpanCsvReader::attributes(Column column, AttributeWriter& out)
{
    if (!parse(column, '{'))
        return;
    (void)m_record.forEachMember([&](std::string_view key, JsonValue value) {
        out.key(key);
        (void)m_record.copyValue(value, out);
    });
}

bool SpanCsvReader::parse(Column column, char bracket)
{
    const std::string_view json = cell(column);
    if (!json.starts_with(bracket)) {
        wrong(column);
        return false;
    }
    m_json.assign(json);
    m_json.append(simdjson::SIMDJSON_PADDING, ' ');
    return m_record.parse(std::string_view(m_json).substr(0, json.size()), m_csv.location());
}

/// An empty cell says nothing and is never wrong.
void SpanCsvReader::wrong(Column column)
{
    if (cell(column).empty())
        return;
    const std::string_view name = kSpanCsvColumns[static_cast<std::size_t>(column)];
    m_sink.problem(ProblemCode::WrongType, m_csv.location(), std::string(name));
    m_span.attributes.addText(m_fields.keptName(name), text(column));
}

std::string SpanCsvReader::joined(std::initializer_list<Column> columns) const
{
    std::string out;
    for (const Column column : columns)
        out.append(std::to_string(cell(column).size())).append(":").append(cell(column));
    return out;
}

} // namespace tailrace
