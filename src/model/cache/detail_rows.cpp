// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/detail_rows.h"

#include "statements.h"

#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kKept = 20'000;

} // namespace

std::string_view DetailRows::text(std::int64_t id)
{
    if (id == 0)
        return {};
    if (const auto known = m_strings.find(id); known != m_strings.end())
        return known->second;
    if (m_strings.size() > kKept)
        m_strings.clear();
    std::string value;
    if (Statement* query = m_statements.statement(sql::kStringText)) {
        if (m_statements.step(query->bind(1, id)))
            value = query->text(0);
        query->reset();
    }
    return m_strings.emplace(id, std::move(value)).first->second;
}

AttributeList DetailRows::attributes(ColumnBytes blob)
{
    // The blob may move when texts are looked up by another statement of the connection; decode from a copy.
    const std::string copy(blob);
    return decodeAttributes(copy, [this](StringId id) { return text(id); });
}

const ResourceDetail& DetailRows::resource(std::int64_t id)
{
    if (const auto known = m_resources.find(id); known != m_resources.end())
        return known->second;
    if (m_resources.size() > kKept)
        m_resources.clear();
    ResourceDetail detail;
    detail.id = id;
    Statement* query = id == 0 ? nullptr : m_statements.statement(sql::kResourceDetail);
    if (query != nullptr && m_statements.step(query->bind(1, id))) {
        detail.schemaUrl = query->text(1);
        detail.droppedAttributes = static_cast<std::uint32_t>(query->integer(2));
        detail.attributes = attributes(query->blob(3));
        detail.service = text(query->integer(0));
        query->reset();
    }
    return m_resources.emplace(id, std::move(detail)).first->second;
}

const ScopeDetail& DetailRows::scope(std::int64_t id)
{
    if (const auto known = m_scopes.find(id); known != m_scopes.end())
        return known->second;
    if (m_scopes.size() > kKept)
        m_scopes.clear();
    ScopeDetail detail;
    detail.id = id;
    Statement* query = id == 0 ? nullptr : m_statements.statement(sql::kScopeDetail);
    if (query != nullptr && m_statements.step(query->bind(1, id))) {
        detail.version = query->text(1);
        detail.schemaUrl = query->text(2);
        detail.droppedAttributes = static_cast<std::uint32_t>(query->integer(3));
        detail.attributes = attributes(query->blob(4));
        detail.name = text(query->integer(0));
        query->reset();
    }
    return m_scopes.emplace(id, std::move(detail)).first->second;
}

SpanDetail DetailRows::readSpan(const Statement& row, TraceId traceId)
{
    SpanDetail span;
    const auto count = [&](int column) { return static_cast<std::uint32_t>(row.integer(column)); };
    span.rowId = row.integer(0);
    span.traceId = traceId;
    span.spanId = SpanId{static_cast<std::uint64_t>(row.integer(2))};
    span.parentId = SpanId{static_cast<std::uint64_t>(row.integer(3))};
    span.name = text(row.integer(6));
    span.kind = static_cast<SpanKind>(row.integer(7));
    span.status = static_cast<StatusCode>(row.integer(8));
    span.startNs = row.integer(9);
    span.durationNs = row.integer(10);
    span.flags = count(11);
    span.marks = count(12);
    span.droppedAttributes = count(13);
    span.droppedEvents = count(14);
    span.droppedLinks = count(15);
    span.statusMessage = row.text(16);
    span.traceState = row.text(17);
    span.attributes = attributes(row.blob(18));
    span.resource = resource(row.integer(4));
    span.scope = scope(row.integer(5));
    readEvents(span);
    readLinks(span);
    return span;
}

void DetailRows::readEvents(SpanDetail& span)
{
    Statement* query = m_statements.statement(sql::kEventsOfSpan);
    if (query == nullptr)
        return;
    query->bind(1, span.rowId);
    while (m_statements.step(*query)) {
        SpanEvent event;
        event.timeNs = query->integer(0);
        event.droppedAttributes = static_cast<std::uint32_t>(query->integer(2));
        event.attributes = attributes(query->blob(3));
        event.name = text(query->integer(1));
        span.events.push_back(std::move(event));
    }
}

void DetailRows::readLinks(SpanDetail& span)
{
    Statement* query = m_statements.statement(sql::kLinksOfSpan);
    if (query == nullptr)
        return;
    query->bind(1, span.rowId);
    while (m_statements.step(*query)) {
        SpanLink link;
        link.traceId = traceIdOf(query->integer(0), query->integer(1));
        link.spanId = SpanId{static_cast<std::uint64_t>(query->integer(2))};
        link.flags = static_cast<std::uint32_t>(query->integer(3));
        link.droppedAttributes = static_cast<std::uint32_t>(query->integer(4));
        link.traceState = query->text(5);
        link.attributes = attributes(query->blob(6));
        span.links.push_back(std::move(link));
    }
}

LogDetail DetailRows::readLog(const Statement& row)
{
    LogDetail log;
    log.traceId = traceIdOf(row.integer(0), row.integer(1));
    log.spanId = SpanId{static_cast<std::uint64_t>(row.integer(2))};
    log.timeNs = row.integer(3);
    log.observedNs = row.integer(4);
    log.severity = static_cast<int>(row.integer(5));
    log.severityText = text(row.integer(6));
    log.name = text(row.integer(7));
    log.flags = static_cast<std::uint32_t>(row.integer(10));
    log.droppedAttributes = static_cast<std::uint32_t>(row.integer(11));
    if (AttributeList body = attributes(row.blob(12)); !body.empty())
        log.body = std::move(body.front().value);
    log.attributes = attributes(row.blob(13));
    log.resource = resource(row.integer(8));
    log.scope = scope(row.integer(9));
    return log;
}

/// The first logs that belong to a span; the others are counted.
void DetailRows::readLogs(Statement* query, std::vector<LogDetail>& logs, std::uint64_t& furtherLogs)
{
    if (query == nullptr)
        return;
    while (m_statements.step(*query)) {
        if (logs.size() < kMaxLogsShown)
            logs.push_back(readLog(*query));
        else
            ++furtherLogs;
    }
}

void DetailRows::readLogs(SpanDetail& span, std::int64_t trace)
{
    if (!m_statements.isTrue(m_statements.statement(sql::kHasLogs)))
        return;
    if (Statement* query = m_statements.statement(sql::kLogsOfSpan))
        readLogs(&bindId(*query, span.traceId).bind(3, static_cast<std::int64_t>(span.spanId.value)), span.logs,
                 span.furtherLogs);
    Statement* first = m_statements.statement(sql::kIsFirstInTree);
    if (first == nullptr || !m_statements.isTrue(&first->bind(1, trace).bind(2, span.rowId)))
        return;
    if (Statement* query = m_statements.statement(sql::kLogsWithoutSpan))
        readLogs(&bindId(*query, span.traceId).bind(3, trace), span.traceLogs, span.furtherTraceLogs);
}

} // namespace tailrace
