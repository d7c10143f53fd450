// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/row_tables.h"

#include "model/cache/database.h"

#include <sqlite3.h>

namespace tailrace {

namespace {

const SpanBatch kNoBatch;
const std::vector<TreeRow> kNoTree;

/// What one table shows: how many rows, its columns, and each cell.
struct TableShape {
    const char* name;
    const char* declaration;
    std::size_t (*count)(const RowTables&);
    void (*cell)(const RowTables&, std::size_t row, int column, sqlite3_context* out);
};

template <class T>
void number(sqlite3_context* out, T value)
{
    sqlite3_result_int64(out, static_cast<std::int64_t>(value));
}

void text(sqlite3_context* out, const RowTables& tables, BlobRef ref)
{
    const std::string_view bytes = tables.batch().bytes(ref);
    if (!bytes.empty())
        sqlite3_result_text64(out, bytes.data(), bytes.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void blob(sqlite3_context* out, const RowTables& tables, BlobRef ref)
{
    const std::string_view bytes = tables.batch().bytes(ref);
    if (!bytes.empty())
        sqlite3_result_blob64(out, bytes.data(), bytes.size(), SQLITE_STATIC);
}

void spanCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const SpanRow& span = t.batch().spans[row];
    switch (column) {
    case 0: return number(out, span.id);
    case 1: return number(out, span.trace);
    case 2: return number(out, span.spanId);
    case 3: return number(out, span.parentId);
    case 4: return number(out, span.resource);
    case 5: return number(out, span.scope);
    case 6: return number(out, span.name);
    case 7: return number(out, span.kind);
    case 8: return number(out, span.status);
    case 9: return number(out, span.startNs);
    case 10: return number(out, span.durationNs);
    case 11: return number(out, span.flags);
    case 12: return number(out, span.marks);
    case 13: return number(out, span.droppedAttributes);
    case 14: return number(out, span.droppedEvents);
    case 15: return number(out, span.droppedLinks);
    case 16: return number(out, span.contentHash);
    case 17: return text(out, t, span.statusMessage);
    case 18: return text(out, t, span.traceState);
    default: return blob(out, t, span.attributes);
    }
}

void eventCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const EventRow& event = t.batch().events[row];
    switch (column) {
    case 0: return number(out, event.span);
    case 1: return number(out, event.sequence);
    case 2: return number(out, event.timeNs);
    case 3: return number(out, event.name);
    case 4: return number(out, event.dropped);
    default: return blob(out, t, event.attributes);
    }
}

void linkCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const LinkRow& link = t.batch().links[row];
    switch (column) {
    case 0: return number(out, link.span);
    case 1: return number(out, link.sequence);
    case 2: return number(out, link.traceHi);
    case 3: return number(out, link.traceLo);
    case 4: return number(out, link.spanId);
    case 5: return number(out, link.flags);
    case 6: return number(out, link.dropped);
    case 7: return text(out, t, link.traceState);
    default: return blob(out, t, link.attributes);
    }
}

void logCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const LogRow& log = t.batch().logs[row];
    switch (column) {
    case 0: return number(out, log.id);
    case 1: return number(out, log.traceHi);
    case 2: return number(out, log.traceLo);
    case 3: return number(out, log.spanId);
    case 4: return number(out, log.timeNs);
    case 5: return number(out, log.observedNs);
    case 6: return number(out, log.severity);
    case 7: return number(out, log.severityText);
    case 8: return number(out, log.name);
    case 9: return number(out, log.resource);
    case 10: return number(out, log.scope);
    case 11: return number(out, log.flags);
    case 12: return number(out, log.dropped);
    case 13: return number(out, log.contentHash);
    case 14: return blob(out, t, log.body);
    default: return blob(out, t, log.attributes);
    }
}

void stringCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const StringRow& string = t.batch().strings[row];
    return column == 0 ? number(out, string.id) : text(out, t, string.text);
}

void resourceCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const ResourceRow& resource = t.batch().resources[row];
    switch (column) {
    case 0: return number(out, resource.id);
    case 1: return number(out, resource.service);
    case 2: return text(out, t, resource.schemaUrl);
    case 3: return blob(out, t, resource.attributes);
    default: return number(out, resource.dropped);
    }
}

void scopeCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const ScopeRow& scope = t.batch().scopes[row];
    switch (column) {
    case 0: return number(out, scope.id);
    case 1: return number(out, scope.name);
    case 2: return text(out, t, scope.version);
    case 3: return text(out, t, scope.schemaUrl);
    case 4: return blob(out, t, scope.attributes);
    default: return number(out, scope.dropped);
    }
}

void traceCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const TraceRow& trace = t.batch().traces[row];
    switch (column) {
    case 0: return number(out, trace.id);
    case 1: return number(out, trace.hi);
    default: return number(out, trace.lo);
    }
}

void listedTraceCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const ListedTraceRow& listed = t.batch().listedTraces[row];
    switch (column) {
    case 0: return number(out, listed.trace);
    case 1: return number(out, listed.service);
    case 2: return number(out, listed.name);
    case 3: return number(out, listed.startNs);
    case 4: return number(out, listed.durationNs);
    case 5: return number(out, listed.spans);
    default: return number(out, listed.errors);
    }
}

void listedServiceCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const ListedServiceRow& listed = t.batch().listedServices[row];
    switch (column) {
    case 0: return number(out, listed.trace);
    case 1: return number(out, listed.service);
    case 2: return number(out, listed.spans);
    default: return number(out, listed.errors);
    }
}

void treeCell(const RowTables& t, std::size_t row, int column, sqlite3_context* out)
{
    const TreeRow& tree = t.tree()[row];
    switch (column) {
    case 0: return number(out, tree.trace);
    case 1: return number(out, tree.position);
    case 2: return number(out, tree.last);
    case 3: return number(out, tree.depth);
    case 4: return number(out, tree.span);
    default: return number(out, tree.marks);
    }
}

const TableShape kTables[] = {
    {"new_span",
     "CREATE TABLE x(id, trace, span_id, parent_id, resource, scope, name, kind, status, start_ns, duration_ns, flags, "
     "marks, dropped_attributes, dropped_events, dropped_links, content_hash, status_message, trace_state, attributes)",
     [](const RowTables& t) { return t.batch().spans.size(); }, spanCell},
    {"new_event", "CREATE TABLE x(span, sequence, time_ns, name, dropped, attributes)",
     [](const RowTables& t) { return t.batch().events.size(); }, eventCell},
    {"new_link", "CREATE TABLE x(span, sequence, hi, lo, span_id, flags, dropped, trace_state, attributes)",
     [](const RowTables& t) { return t.batch().links.size(); }, linkCell},
    {"new_log",
     "CREATE TABLE x(id, hi, lo, span_id, time_ns, observed_ns, severity, severity_text, name, resource, scope, flags, "
     "dropped, content_hash, body, attributes)",
     [](const RowTables& t) { return t.batch().logs.size(); }, logCell},
    {"new_string", "CREATE TABLE x(id, text)", [](const RowTables& t) { return t.batch().strings.size(); },
     stringCell},
    {"new_resource", "CREATE TABLE x(id, service, schema_url, attributes, dropped)",
     [](const RowTables& t) { return t.batch().resources.size(); }, resourceCell},
    {"new_scope", "CREATE TABLE x(id, name, version, schema_url, attributes, dropped)",
     [](const RowTables& t) { return t.batch().scopes.size(); }, scopeCell},
    {"new_trace", "CREATE TABLE x(id, hi, lo)", [](const RowTables& t) { return t.batch().traces.size(); },
     traceCell},
    {"new_listed_trace", "CREATE TABLE x(trace, service, name, start_ns, duration_ns, spans, errors)",
     [](const RowTables& t) { return t.batch().listedTraces.size(); }, listedTraceCell},
    {"new_listed_service", "CREATE TABLE x(trace, service, spans, errors)",
     [](const RowTables& t) { return t.batch().listedServices.size(); }, listedServiceCell},
    {"new_tree", "CREATE TABLE x(trace, position, last, depth, span, marks)",
     [](const RowTables& t) { return t.tree().size(); }, treeCell},
};

struct Connection {
    const RowTables* tables;
    const TableShape* shape;
};

struct Table : sqlite3_vtab {
    Connection connection;
};

struct Cursor : sqlite3_vtab_cursor {
    std::size_t row;
    std::size_t count;
};

int connectTable(sqlite3* database, void* aux, int, const char* const*, sqlite3_vtab** table, char**)
{
    const auto* connection = static_cast<const Connection*>(aux);
    *table = new Table{{}, *connection};
    return sqlite3_declare_vtab(database, connection->shape->declaration);
}

int disconnectTable(sqlite3_vtab* table)
{
    delete static_cast<Table*>(table);
    return SQLITE_OK;
}

int bestIndex(sqlite3_vtab*, sqlite3_index_info*)
{
    return SQLITE_OK;
}

int openCursor(sqlite3_vtab*, sqlite3_vtab_cursor** cursor)
{
    *cursor = new Cursor{};
    return SQLITE_OK;
}

int closeCursor(sqlite3_vtab_cursor* cursor)
{
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int firstRow(sqlite3_vtab_cursor* base, int, const char*, int, sqlite3_value**)
{
    auto* cursor = static_cast<Cursor*>(base);
    const Connection& connection = static_cast<Table*>(base->pVtab)->connection;
    cursor->row = 0;
    cursor->count = connection.shape->count(*connection.tables);
    return SQLITE_OK;
}

int nextRow(sqlite3_vtab_cursor* cursor)
{
    ++static_cast<Cursor*>(cursor)->row;
    return SQLITE_OK;
}

int atEnd(sqlite3_vtab_cursor* base)
{
    const auto* cursor = static_cast<Cursor*>(base);
    return cursor->row >= cursor->count ? 1 : 0;
}

int columnValue(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int column)
{
    const Connection& connection = static_cast<Table*>(cursor->pVtab)->connection;
    connection.shape->cell(*connection.tables, static_cast<Cursor*>(cursor)->row, column, out);
    return SQLITE_OK;
}

int rowNumber(sqlite3_vtab_cursor* cursor, sqlite3_int64* row)
{
    *row = static_cast<sqlite3_int64>(static_cast<Cursor*>(cursor)->row);
    return SQLITE_OK;
}

/// xCreate is null: the tables exist without CREATE VIRTUAL TABLE ("eponymous only").
const sqlite3_module kModule = [] {
    sqlite3_module module{};
    module.xConnect = connectTable;
    module.xBestIndex = bestIndex;
    module.xDisconnect = disconnectTable;
    module.xOpen = openCursor;
    module.xClose = closeCursor;
    module.xFilter = firstRow;
    module.xNext = nextRow;
    module.xEof = atEnd;
    module.xColumn = columnValue;
    module.xRowid = rowNumber;
    return module;
}();

} // namespace

RowTables::RowTables()
    : m_batch(&kNoBatch)
    , m_tree(&kNoTree)
{
}

RowTables::~RowTables() = default;

void RowTables::attach(Database& database)
{
    for (const TableShape& shape : kTables)
        sqlite3_create_module_v2(database.handle(), shape.name, &kModule, new Connection{this, &shape},
                                 [](void* aux) { delete static_cast<Connection*>(aux); });
}

} // namespace tailrace
