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
/// A trace of which none of so many spans was may be complete.
constexpr std::int64_t kQuietSpans = 32'768;

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

TraceIndexer::TraceIndexer(Database& database, RowTables& tables, bool early)
    : m_database(database)
    , m_tables(tables)
    , m_sorter(kRecordsPerRun)
    , m_early(early)
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
        m_recent.push_back(span);
        m_lastSpan = row.id;
    }
    if (!m_early)
        return giveToSorter();
    // Looking again makes sense only when much has come since.
    if (m_recent.size() > 2 * (m_stillRecent + static_cast<std::size_t>(kQuietSpans)))
        return indexQuiet();
    return {};
}

Result<void> TraceIndexer::giveToSorter()
{
    for (const TreeSpan& span : m_recent) {
        Result<void> added = m_sorter.add(span);
        if (!added)
            return added;
    }
    m_recent.clear();
    return {};
}

Result<void> TraceIndexer::indexQuiet()
{
    if (!m_early)
        return {};
    std::stable_sort(m_recent.begin(), m_recent.end(), ByTrace());
    std::size_t kept = 0;
    for (std::size_t begin = 0; begin < m_recent.size();) {
        std::size_t end = begin + 1;
        while (end < m_recent.size() && m_recent[end].trace == m_recent[begin].trace)
            ++end;
        if (m_recent[end - 1].rowId > m_lastSpan - kQuietSpans) {
            std::copy(m_recent.begin() + static_cast<std::ptrdiff_t>(begin),
                      m_recent.begin() + static_cast<std::ptrdiff_t>(end),
                      m_recent.begin() + static_cast<std::ptrdiff_t>(kept));
            kept += end - begin;
        } else {
            Result<void> indexed = indexTrace({m_recent.data() + begin, end - begin}, false);
            if (!indexed)
                return indexed;
        }
        begin = end;
    }
    m_recent.resize(kept);
    m_stillRecent = kept;
    // Sources whose traces go on and on are better indexed once.
    m_early = kept < kRecordsPerRun && m_wentOn < 100 + m_indexedCount / 8;
    Result<void> flushed = flushTree();
    return flushed && !m_early ? giveToSorter() : flushed;
}

Result<void> TraceIndexer::finish(bool joinTraces, ImportReport& report, Progress& progress,
                                  const std::stop_token& stop)
{
    Result<void> given = giveToSorter();
    if (!given)
        return given;
    m_early = false;
    m_stop = stop;
    progress.itemsTotal = m_sorter.size();
    progress.stage = Stage::Indexing;
    const auto sameTrace = [](const TreeSpan& a, const TreeSpan& b) { return a.trace == b.trace; };
    const auto index = [&](std::span<const TreeSpan> spans) {
        progress.itemsDone += spans.size();
        return indexTrace(spans, joinTraces);
    };
    Result<void> done = m_sorter.forEachGroup(sameTrace, index, stop);
    if (!done)
        return done;
    report.spans += m_spans;
    report.traces += m_traces;
    report.services = m_services.size();
    report.duplicates += m_duplicates;
    for (Oddity& oddity : m_oddities) {
        std::uint64_t count = oddity.count;
        for (auto& [trace, detail] : oddity.samples)
            report.add(oddity.code, {}, std::move(detail), std::exchange(count, 0));
        if (count > 0)
            report.add(oddity.code, {}, {}, count);
    }
    if (m_joined > 0)
        report.add(ProblemCode::JoinedTrace, {}, {}, m_joined);
    std::uint64_t copies = m_duplicates;
    for (std::string& detail : m_duplicateSamples)
        report.add(ProblemCode::DuplicateSpan, {}, std::move(detail), std::exchange(copies, 0));
    return flushTree();
}

Result<void> TraceIndexer::indexTrace(std::span<const TreeSpan> spans, bool joinTraces)
{
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
    if (canonical != spans.front().trace || isIndexed(spans.front().trace))
        return joinWithOlder(canonical, spans);
    return settle(canonical, spans);
}

/// All spans of a trace are known: its tree.
Result<void> TraceIndexer::settle(std::int64_t trace, std::span<const TreeSpan> spans)
{
    ++m_traces;
    if (m_early) {
        const auto number = static_cast<std::size_t>(trace);
        if (number >= m_indexed.size())
            m_indexed.resize(std::max(number + 1, m_indexed.size() * 2));
        m_indexed[number] = true;
        ++m_indexedCount;
    }
    const BuiltTree tree = buildTree(spans, m_stop);
    if (m_stop.stop_requested())
        return failure(ErrorCode::Cancelled, "cancelled");
    count(trace, tree, spans);
    Result<void> dropped = dropCopies(spans, tree);
    return dropped ? store(trace, spans, tree) : dropped;
}

Result<std::vector<TreeSpan>> TraceIndexer::olderSpans(std::int64_t trace, std::vector<SpanMarks>& treeMarks)
{
    const Result<Statement*> list = statement(sql::kTreeSpansOfTrace);
    if (!list)
        return tl::unexpected<Error>(list.error());
    std::vector<TreeSpan> all;
    (*list)->bind(1, trace);
    for (;;) {
        const Result<bool> row = (*list)->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return all;
        const auto integer = [&](int column) { return (*list)->integer(column); };
        TreeSpan span;
        span.rowId = integer(0);
        span.spanId = static_cast<std::uint64_t>(integer(1));
        span.parentId = static_cast<std::uint64_t>(integer(2));
        span.startNs = integer(3);
        span.durationNs = integer(4);
        span.contentHash = static_cast<std::uint64_t>(integer(5));
        span.trace = static_cast<std::uint32_t>(trace);
        span.service = static_cast<StringId>(integer(6));
        span.name = static_cast<StringId>(integer(7));
        span.marks = static_cast<SpanMarks>(integer(8));
        span.kind = static_cast<SpanKind>(integer(9));
        span.status = static_cast<StatusCode>(integer(10));
        treeMarks.push_back(static_cast<SpanMarks>(integer(11)));
        all.push_back(span);
    }
}

Result<void> TraceIndexer::joinWithOlder(std::int64_t older, std::span<const TreeSpan> spans)
{
    Result<void> flushed = flushTree(); // the older spans may still wait there
    if (!flushed)
        return flushed;
    ++m_wentOn;
    std::vector<SpanMarks> treeMarks;
    Result<std::vector<TreeSpan>> all = olderSpans(older, treeMarks);
    if (!all)
        return failure(std::move(all));
    // Counted already: indexed early, or forgotten and met again.
    if (!all->empty() && all->back().rowId >= m_firstNewSpan)
        uncount(older, *all, treeMarks);
    else if (!all->empty())
        ++m_joined;
    all->insert(all->end(), spans.begin(), spans.end());
    Result<void> removed = removeOlder(older, spans);
    return removed ? settle(older, *all) : removed;
}

/// Takes away the older tree, and the number that the new spans had until it was known that their trace has one.
Result<void> TraceIndexer::removeOlder(std::int64_t older, std::span<const TreeSpan> spans)
{
    for (const char* sql : {sql::kDeleteTree, sql::kDeleteTraceServices}) {
        const Result<Statement*> remove = statement(sql);
        if (!remove)
            return tl::unexpected<Error>(remove.error());
        Result<void> done = (*remove)->bind(1, older).run();
        if (!done)
            return done;
    }
    if (spans.front().trace == older)
        return {};
    const Result<Statement*> remove = statement(sql::kDeleteTrace);
    if (!remove)
        return tl::unexpected<Error>(remove.error());
    Result<void> done = (*remove)->bind(1, spans.front().trace).run();
    const Result<Statement*> move = statement(sql::kMoveSpan);
    if (!move)
        return tl::unexpected<Error>(move.error());
    for (std::size_t i = 0; i < spans.size() && done; ++i)
        done = (*move)->bind(1, spans[i].rowId).bind(2, older).run();
    return done;
}

void TraceIndexer::count(std::int64_t trace, const BuiltTree& tree, std::span<const TreeSpan> spans)
{
    StringId last = 0;
    for (const TreeSpan& span : spans) {
        if (span.service != last && span.rowId >= m_firstNewSpan)
            m_services.insert(span.service);
        last = span.service;
    }
    m_services.erase(0);
    const std::array<std::uint32_t, 3> counts{tree.conflicts, tree.orphans, tree.cycles};
    for (std::size_t k = 0; k < counts.size(); ++k) {
        Oddity& oddity = m_oddities[k];
        oddity.count += counts[k];
        if (counts[k] == 0 || oddity.samples.size() == ProblemGroup::kMaxSamples)
            continue;
        std::size_t i = 0;
        while (i + 1 < tree.order.size() && !has(tree.marks[i], oddity.mark))
            ++i;
        oddity.samples.emplace_back(trace, "first: span " + toHex(SpanId{spans[tree.order[i]].spanId}));
    }
    m_duplicates += tree.duplicates.size();
    if (!tree.duplicates.empty() && m_duplicateSamples.size() < ProblemGroup::kMaxSamples)
        m_duplicateSamples.push_back("first: span " + toHex(SpanId{spans[tree.duplicates.front()].spanId}));
}

/// Takes back what count(), settle() and store() counted for a trace that goes on.
void TraceIndexer::uncount(std::int64_t trace, std::span<const TreeSpan> spans, std::span<const SpanMarks> treeMarks)
{
    --m_traces;
    for (const TreeSpan& span : spans)
        m_spans -= span.rowId >= m_firstNewSpan ? 1 : 0;
    for (Oddity& oddity : m_oddities) {
        for (const SpanMarks marks : treeMarks)
            oddity.count -= has(marks, oddity.mark) ? 1 : 0;
        std::erase_if(oddity.samples, [trace](const auto& sample) { return sample.first == trace; });
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
        m_spans += span.rowId >= m_firstNewSpan ? 1 : 0;
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
