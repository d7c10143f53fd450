// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/csv/span_csv_export.h"

#include "importers/csv/csv_reader.h"
#include "importers/csv/span_csv_columns.h"
#include "importers/json/plain_json.h"
#include "model/base/json_writer.h"

namespace tailrace {

namespace {

using Column = SpanCsvColumn;

/// The cells of one row.
class Row
{
public:
    void set(Column column, std::string_view text) { m_cells[static_cast<std::size_t>(column)] = text; }
    void set(Column column, std::uint32_t count)
    {
        if (count != 0)
            set(column, std::to_string(count));
    }
    void set(Column column, const AttributeList& list)
    {
        if (!list.empty())
            appendPlainJson(m_cells[static_cast<std::size_t>(column)], list);
    }

    [[nodiscard]] std::string text() const
    {
        std::string out;
        for (std::size_t i = 0; i < m_cells.size(); ++i) {
            out += i > 0 ? "," : "";
            append(out, m_cells[i]);
        }
        return out + "\n";
    }

private:
    static void append(std::string& out, const std::string& cell)
    {
        if (cell.find_first_of(",;|\t\"\r\n") == std::string::npos) {
            out += cell;
            return;
        }
        out += '"';
        for (const char c : cell)
            out.append(c == '"' ? 2 : 1, c);
        out += '"';
    }

    std::array<std::string, kSpanCsvColumns.size()> m_cells;
};

/// The members of an object, one behind the other.
class Members
{
public:
    void raw(std::string_view key, std::string_view json)
    {
        m_out.append(m_out.empty() ? "{" : ",").append("\"").append(key).append("\":").append(json);
    }
    void text(std::string_view key, std::string_view text)
    {
        if (text.empty())
            return;
        std::string json;
        appendJsonString(json, text);
        raw(key, json);
    }
    void count(std::string_view key, std::uint32_t count)
    {
        if (count != 0)
            raw(key, std::to_string(count));
    }
    void attributes(const AttributeList& list)
    {
        if (list.empty())
            return;
        std::string json;
        appendPlainJson(json, list);
        raw("attributes", json);
    }
    [[nodiscard]] std::string object() const { return m_out.empty() ? "{}" : m_out + "}"; }

private:
    std::string m_out;
};

std::string eventsOf(const SpanDetail& span)
{
    std::string out;
    for (const SpanEvent& event : span.events) {
        Members members;
        members.raw("timeNs", std::to_string(event.timeNs));
        members.text("name", event.name);
        members.attributes(event.attributes);
        members.count("droppedAttributes", event.droppedAttributes);
        out.append(out.empty() ? "[" : ",").append(members.object());
    }
    return out.empty() ? out : out + "]";
}

std::string linksOf(const SpanDetail& span)
{
    std::string out;
    for (const SpanLink& link : span.links) {
        Members members;
        members.text("traceId", link.traceId.isZero() ? std::string() : toHex(link.traceId));
        members.text("spanId", link.spanId.isZero() ? std::string() : toHex(link.spanId));
        members.text("traceState", link.traceState);
        members.count("flags", link.flags);
        members.attributes(link.attributes);
        members.count("droppedAttributes", link.droppedAttributes);
        out.append(out.empty() ? "[" : ",").append(members.object());
    }
    return out.empty() ? out : out + "]";
}

void setSpan(Row& row, const SpanDetail& span)
{
    row.set(Column::TraceId, span.traceId.isZero() ? std::string() : toHex(span.traceId));
    if (!has(span.marks, SpanMark::IdMissing))
        row.set(Column::SpanId, toHex(span.spanId));
    if (!span.parentId.isZero())
        row.set(Column::ParentSpanId, toHex(span.parentId));
    row.set(Column::Name, span.name);
    row.set(Column::Kind, name(span.kind));
    row.set(Column::Status, name(span.status));
    row.set(Column::StatusMessage, span.statusMessage);
    if (!has(span.marks, SpanMark::StartUnknown))
        row.set(Column::StartNs, std::to_string(span.startNs));
    if (!has(span.marks, SpanMark::DurationUnknown))
        row.set(Column::DurationNs, std::to_string(span.durationNs));
    row.set(Column::Attributes, span.attributes);
    row.set(Column::Events, eventsOf(span));
    row.set(Column::Links, linksOf(span));
    row.set(Column::TraceState, span.traceState);
    row.set(Column::Flags, span.flags);
    if (has(span.marks, SpanMark::SharedSpan))
        row.set(Column::Shared, "true");
    row.set(Column::DroppedAttributes, span.droppedAttributes);
    row.set(Column::DroppedEvents, span.droppedEvents);
    row.set(Column::DroppedLinks, span.droppedLinks);
}

void setResourceAndScope(Row& row, const SpanDetail& span)
{
    row.set(Column::Service, span.resource.service);
    row.set(Column::Resource, span.resource.attributes);
    row.set(Column::ResourceSchemaUrl, span.resource.schemaUrl);
    row.set(Column::ResourceDropped, span.resource.droppedAttributes);
    row.set(Column::ScopeName, span.scope.name);
    row.set(Column::ScopeVersion, span.scope.version);
    row.set(Column::Scope, span.scope.attributes);
    row.set(Column::ScopeSchemaUrl, span.scope.schemaUrl);
    row.set(Column::ScopeDropped, span.scope.droppedAttributes);
}

std::uint64_t lostTypes(const SpanDetail& span)
{
    std::uint64_t lost = countLostByPlainJson(span.attributes) + countLostByPlainJson(span.resource.attributes) +
                         countLostByPlainJson(span.scope.attributes);
    for (const SpanEvent& event : span.events)
        lost += countLostByPlainJson(event.attributes);
    for (const SpanLink& link : span.links)
        lost += countLostByPlainJson(link.attributes);
    return lost;
}

class SpanCsvExporter : public Exporter
{
public:
    [[nodiscard]] ExporterInfo info() const override { return {"csv", "CSV", "csv"}; }

    [[nodiscard]] Result<ExportReport> write(CacheReader& cache, std::optional<TraceId> trace,
                                             std::ostream& out) const override
    {
        ExportReport report;
        for (std::size_t i = 0; i < kSpanCsvColumns.size(); ++i)
            out << (i > 0 ? "," : "") << kSpanCsvColumns[i];
        out << "\n";
        Result<void> done = forEachExported(cache, trace, out, report, [&](const SpanDetail& span) {
            Row row;
            setSpan(row, span);
            setResourceAndScope(row, span);
            const std::string text = row.text();
            out << text;
            report.lose(LossKind::ValueType, span.spanId, lostTypes(span));
            if (text.size() > CsvReader::kMaxRecord)
                report.lose(LossKind::TooLarge, span.spanId);
        });
        if (!done)
            return failure(std::move(done));
        return finishExport(cache, trace, out, LogsAre::LeftOut, std::move(report));
    }
};

} // namespace

std::unique_ptr<Exporter> makeSpanCsvExporter()
{
    return std::make_unique<SpanCsvExporter>();
}

} // namespace tailrace
