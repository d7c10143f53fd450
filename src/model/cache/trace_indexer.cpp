// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/trace_indexer.h"

#include "model/base/ids.h"
#include "statements.h"

#include <algorithm>
#include <limits>
#include <map>

namespace tailrace {

namespace {

constexpr std::size_t kRecordsPerRun = 250'000; // 72 bytes each: 18 MB, whatever the size of the source
constexpr std::size_t kRowsPerInsert = 16'384;

struct Summary {
    StringId rootService = 0;
    StringId rootName = 0;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    std::int64_t errors = 0;
};

/// The same rules as completeSpanTable(): what the list says and what the waterfall shows agree.
Summary summarize(std::span<const TreeSpan> spans, const BuiltTree& tree)
{
    Summary sum;
    std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
    std::size_t mainRoot = 0;
    for (std::size_t i = 0; i < tree.order.size(); ++i) {
        const TreeSpan& span = spans[tree.order[i]];
        if (!has(span.marks, SpanMark::StartUnknown))
            earliest = std::min(earliest, span.startNs);
        sum.errors += span.status == StatusCode::Error ? 1 : 0;
        if (tree.depth[i] == 0 && tree.subtree[i] > tree.subtree[mainRoot])
            mainRoot = i;
    }
    if (earliest == std::numeric_limits<std::int64_t>::max())
        earliest = 0;
    // Starts that are unknown follow the parent, as they are shown.
    std::vector<std::int64_t> path;
    std::int64_t latest = earliest;
    for (std::size_t i = 0; i < tree.order.size(); ++i) {
        const TreeSpan& span = spans[tree.order[i]];
        path.resize(tree.depth[i]);
        const std::int64_t inherited = path.empty() ? earliest : path.back();
        path.push_back(has(span.marks, SpanMark::StartUnknown) ? inherited : span.startNs);
        latest = std::max(latest, path.back() + std::max<std::int64_t>(span.durationNs, 0));
    }
    sum.startNs = earliest;
    sum.durationNs = latest - earliest;
    sum.rootService = spans[tree.order[mainRoot]].service;
    sum.rootName = spans[tree.order[mainRoot]].name;
    return sum;
}

} // namespace

TraceIndexer::TraceIndexer(Database& database, RowTables& tables)
    : m_database(database)
    , m_tables(tables)
    , m_sorter(kRecordsPerRun)
{
}

Result<Statement*> TraceIndexer::statement(const char* sql)
{
    for (auto& [text, prepared] : m_statements)
        if (text == sql)
            return &prepared;
    Result<Statement> prepared = m_database.prepare(sql);
    if (!prepared)
        return failure(std::move(prepared));
    // Room for all there are: callers hold pointers into the list.
    m_statements.reserve(32);
    m_statements.emplace_back(sql, std::move(*prepared));
    return &m_statements.back().second;
}

Result<void> TraceIndexer::add(const SpanBatch& batch)
{
    for (const SpanRow& row : batch.spans) {
        if (m_firstNewSpan == 0)
            m_firstNewSpan = row.id;
        TreeSpan span;
        span.rowId = row.id;
        span.spanId = row.spanId;
        span.parentId = row.parentId;
        span.startNs = row.startNs;
        span.durationNs = row.durationNs;
        span.contentHash = row.contentHash;
        span.trace = static_cast<std::uint32_t>(row.trace);
        span.service = row.service;
        span.name = row.name;
        span.marks = row.marks;
        span.kind = row.kind;
        span.status = row.status;
        Result<void> added = m_sorter.add(span);
        if (!added)
            return added;
    }
    return {};
}

Result<void> TraceIndexer::finish(bool joinTraces, ImportReport& report, Progress& progress,
                                  const std::stop_token& stop)
{
    m_report = &report;
    progress.itemsTotal = m_sorter.size();
    progress.stage = Stage::Indexing;
    const auto sameTrace = [](const TreeSpan& a, const TreeSpan& b) { return a.trace == b.trace; };
    Result<void> done = m_sorter.forEachGroup(sameTrace, [&](std::span<const TreeSpan> spans) -> Result<void> {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "cancelled");
        progress.itemsDone += spans.size();
        return indexTrace(spans, joinTraces);
    });
    if (!done)
        return done;
    report.services = m_services.size();
    return flushTree();
}

Result<void> TraceIndexer::indexTrace(std::span<const TreeSpan> spans, bool joinTraces)
{
    ++m_report->traces;
    std::int64_t canonical = spans.front().trace;
    if (joinTraces) {
        const Result<Statement*> find = statement(sql::kCanonicalTrace);
        if (!find)
            return tl::unexpected<Error>(find.error());
        const Result<bool> row = (*find)->bind(1, canonical).step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        canonical = (*find)->integer(0);
        (*find)->reset();
    }
    if (canonical != spans.front().trace)
        return joinWithOlder(canonical, spans);
    const BuiltTree tree = buildTree(spans);
    count(tree, spans);
    Result<void> dropped = dropCopies(spans, tree);
    return dropped ? store(canonical, spans, tree) : dropped;
}

Result<void> TraceIndexer::joinWithOlder(std::int64_t older, std::span<const TreeSpan> spans)
{
    Result<void> flushed = flushTree(); // the older spans may still wait there
    if (!flushed)
        return flushed;
    const Result<Statement*> list = statement(sql::kTreeSpansOfTrace);
    if (!list)
        return tl::unexpected<Error>(list.error());
    std::vector<TreeSpan> all;
    (*list)->bind(1, older);
    for (;;) {
        const Result<bool> row = (*list)->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            break;
        const auto integer = [&](int column) { return (*list)->integer(column); };
        TreeSpan span;
        span.rowId = integer(0);
        span.spanId = static_cast<std::uint64_t>(integer(1));
        span.parentId = static_cast<std::uint64_t>(integer(2));
        span.startNs = integer(3);
        span.durationNs = integer(4);
        span.contentHash = static_cast<std::uint64_t>(integer(5));
        span.trace = static_cast<std::uint32_t>(older);
        span.service = static_cast<StringId>(integer(6));
        span.name = static_cast<StringId>(integer(7));
        span.marks = static_cast<SpanMarks>(integer(8));
        span.kind = static_cast<SpanKind>(integer(9));
        span.status = static_cast<StatusCode>(integer(10));
        all.push_back(span);
    }
    if (!all.empty() && all.back().rowId >= m_firstNewSpan)
        --m_report->traces; // counted already: forgotten and met again within this import
    all.insert(all.end(), spans.begin(), spans.end());
    for (const char* sql : {sql::kDeleteTree, sql::kDeleteTraceServices, sql::kDeleteTrace}) {
        const Result<Statement*> remove = statement(sql);
        if (!remove)
            return tl::unexpected<Error>(remove.error());
        const std::int64_t number = sql == sql::kDeleteTrace ? spans.front().trace : older;
        Result<void> done = (*remove)->bind(1, number).run();
        if (!done)
            return done;
    }
    const Result<Statement*> move = statement(sql::kMoveSpan);
    if (!move)
        return tl::unexpected<Error>(move.error());
    for (const TreeSpan& span : spans) {
        Result<void> done = (*move)->bind(1, span.rowId).bind(2, older).run();
        if (!done)
            return done;
    }
    const BuiltTree tree = buildTree(all);
    count(tree, all);
    Result<void> dropped = dropCopies(all, tree);
    return dropped ? store(older, all, tree) : dropped;
}

void TraceIndexer::count(const BuiltTree& tree, std::span<const TreeSpan> spans)
{
    StringId last = 0;
    for (const TreeSpan& span : spans) {
        if (span.service != last && span.rowId >= m_firstNewSpan)
            m_services.insert(span.service);
        last = span.service;
    }
    m_services.erase(0);
    const auto note = [&](ProblemCode code, std::uint64_t count, SpanMark mark) {
        if (count == 0)
            return;
        std::string detail;
        for (std::size_t i = 0; i < tree.order.size() && detail.empty(); ++i)
            if (has(tree.marks[i], mark))
                detail = "first: span " + toHex(SpanId{spans[tree.order[i]].spanId});
        m_report->add(code, {}, std::move(detail), count);
    };
    note(ProblemCode::ConflictingSpan, tree.conflicts, SpanMark::DuplicateId);
    note(ProblemCode::OrphanSpan, tree.orphans, SpanMark::Orphan);
    note(ProblemCode::ParentCycle, tree.cycles, SpanMark::InCycle);
    if (!tree.duplicates.empty()) {
        m_report->duplicates += tree.duplicates.size();
        m_report->add(ProblemCode::DuplicateSpan, {},
                      "first: span " + toHex(SpanId{spans[tree.duplicates.front()].spanId}), tree.duplicates.size());
    }
}

Result<void> TraceIndexer::dropCopies(std::span<const TreeSpan> spans, const BuiltTree& tree)
{
    for (const std::uint32_t duplicate : tree.duplicates) {
        for (const char* sql : {sql::kDeleteSpan, sql::kDeleteSpanEvents, sql::kDeleteSpanLinks}) {
            const Result<Statement*> remove = statement(sql);
            if (!remove)
                return tl::unexpected<Error>(remove.error());
            Result<void> done = (*remove)->bind(1, spans[duplicate].rowId).run();
            if (!done)
                return done;
        }
    }
    return {};
}

Result<void> TraceIndexer::store(std::int64_t trace, std::span<const TreeSpan> spans, const BuiltTree& tree)
{
    for (std::size_t i = 0; i < tree.order.size(); ++i) {
        const TreeSpan& span = spans[tree.order[i]];
        m_report->spans += span.rowId >= m_firstNewSpan ? 1 : 0;
        const auto position = static_cast<std::int64_t>(i);
        m_rows.push_back({trace, position, position + tree.subtree[i] - 1, tree.depth[i], span.rowId, tree.marks[i]});
    }
    if (m_rows.size() >= kRowsPerInsert) {
        Result<void> flushed = flushTree();
        if (!flushed)
            return flushed;
    }
    const Result<Statement*> finish = statement(sql::kFinishTrace);
    if (!finish)
        return tl::unexpected<Error>(finish.error());
    const Summary sum = summarize(spans, tree);
    (*finish)->bind(1, trace).bind(2, sum.rootService).bind(3, sum.rootName).bind(4, sum.startNs);
    (*finish)->bind(5, sum.durationNs).bind(6, static_cast<std::int64_t>(tree.order.size())).bind(7, sum.errors);
    Result<void> done = (*finish)->bind(8, tree.roots).bind(9, tree.orphans).run();
    return done ? storeServices(trace, spans, tree) : done;
}

Result<void> TraceIndexer::storeServices(std::int64_t trace, std::span<const TreeSpan> spans, const BuiltTree& tree)
{
    struct Counts {
        std::int64_t spans = 0;
        std::int64_t errors = 0;
    };
    std::map<StringId, Counts> services;
    auto current = services.end();
    for (const std::uint32_t i : tree.order) {
        if (spans[i].service == 0)
            continue;
        if (current == services.end() || current->first != spans[i].service)
            current = services.try_emplace(spans[i].service).first;
        ++current->second.spans;
        current->second.errors += spans[i].status == StatusCode::Error ? 1 : 0;
    }
    const Result<Statement*> insert = statement(sql::kInsertTraceService);
    if (!insert)
        return tl::unexpected<Error>(insert.error());
    for (const auto& [service, counts] : services) {
        Result<void> done =
            (*insert)->bind(1, trace).bind(2, service).bind(3, counts.spans).bind(4, counts.errors).run();
        if (!done)
            return done;
    }
    return {};
}

Result<void> TraceIndexer::flushTree()
{
    const Result<Statement*> insert = statement(sql::kInsertTree);
    if (!insert)
        return tl::unexpected<Error>(insert.error());
    m_tables.show(m_rows);
    Result<void> done = (*insert)->run();
    m_rows.clear();
    return done;
}

} // namespace tailrace
