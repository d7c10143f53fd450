// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The second half of an import: collects what trees need while spans are written, and builds each trace's tree and
// summary and writes them. In a new cache that begins while spans still come: a trace of which nothing came for a
// while is likely complete, and can be looked at. A trace that is in the cache already (it went on after all, is
// from another source too, or the import was too large to remember all traces) is joined with its older spans.
// Used by the writer thread until that has ended, then by the thread that finishes.

#include "model/base/progress.h"
#include "model/cache/database.h"
#include "model/cache/import_report.h"
#include "model/cache/row_tables.h"
#include "model/cache/run_sorter.h"
#include "model/cache/span_batch.h"
#include "model/trace/tree_builder.h"

#include <array>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tailrace {

class TraceIndexer
{
public:
    /// `early` if traces may be indexed before the end: only while nothing else is in the cache, so that taking the
    /// source back means emptying it.
    TraceIndexer(Database& database, RowTables& tables, bool early);

    [[nodiscard]] Result<void> add(const SpanBatch& batch);
    /// Indexes the traces that seem to be complete, so that readers see them after the next commit.
    [[nodiscard]] Result<void> indexQuiet();
    /// Builds everything; call inside a transaction. `joinTraces` if trace numbers may have equal ids. Fills spans,
    /// traces, services, duplicates and the tree's problems of the report.
    [[nodiscard]] Result<void> finish(bool joinTraces, ImportReport& report, Progress& progress,
                                      const std::stop_token& stop);

private:
    struct ByTrace {
        bool operator()(const TreeSpan& a, const TreeSpan& b) const { return a.trace < b.trace; }
    };
    /// What is odd in trees, counted for the report. The first samples are kept with the trace they are from.
    struct Oddity {
        ProblemCode code;
        SpanMark mark;
        std::uint64_t count = 0;
        std::vector<std::pair<std::int64_t, std::string>> samples = {};
    };

    [[nodiscard]] Result<void> indexTrace(std::span<const TreeSpan> spans, bool joinTraces);
    [[nodiscard]] Result<void> joinWithOlder(std::int64_t older, std::span<const TreeSpan> spans);
    [[nodiscard]] Result<void> removeOlder(std::int64_t older, std::span<const TreeSpan> spans);
    [[nodiscard]] Result<std::vector<TreeSpan>> olderSpans(std::int64_t trace, std::vector<SpanMarks>& treeMarks);
    void uncount(std::int64_t trace, std::span<const TreeSpan> spans, std::span<const SpanMarks> treeMarks);
    [[nodiscard]] Result<void> settle(std::int64_t trace, std::span<const TreeSpan> spans);
    [[nodiscard]] Result<void> giveToSorter();
    [[nodiscard]] Result<void> store(std::int64_t trace, std::span<const TreeSpan> spans, const BuiltTree& tree);
    [[nodiscard]] Result<void> storeServices(std::int64_t trace, std::span<const TreeSpan> spans,
                                             const BuiltTree& tree);
    [[nodiscard]] Result<void> dropCopies(std::span<const TreeSpan> spans, const BuiltTree& tree);
    [[nodiscard]] Result<void> flushTree();
    void count(std::int64_t trace, const BuiltTree& tree, std::span<const TreeSpan> spans);
    [[nodiscard]] bool isIndexed(std::uint32_t trace) const
    {
        return trace < m_indexed.size() && m_indexed[trace];
    }
    [[nodiscard]] Result<Statement*> statement(const char* sql);

    Database& m_database;
    RowTables& m_tables;
    RunSorter<TreeSpan, ByTrace> m_sorter;
    std::vector<TreeRow> m_rows;
    std::vector<std::pair<const char*, Statement>> m_statements;
    std::unordered_set<StringId> m_services;
    std::int64_t m_firstNewSpan = 0;

    std::stop_token m_stop; // of finish()
    bool m_early;
    std::vector<TreeSpan> m_recent; // of traces that may go on while m_early; else the next ones for the sorter
    std::size_t m_stillRecent = 0;  // of m_recent, when it was last looked through
    std::int64_t m_lastSpan = 0;
    std::vector<bool> m_indexed; // early, by number of the trace
    std::uint64_t m_indexedCount = 0;
    std::uint64_t m_wentOn = 0; // traces that were indexed too early

    std::uint64_t m_spans = 0;
    std::uint64_t m_traces = 0;
    std::uint64_t m_duplicates = 0;
    std::uint64_t m_joined = 0; // traces with spans of an older source
    std::array<Oddity, 3> m_oddities{Oddity{ProblemCode::ConflictingSpan, SpanMark::DuplicateId},
                                     Oddity{ProblemCode::OrphanSpan, SpanMark::Orphan},
                                     Oddity{ProblemCode::ParentCycle, SpanMark::InCycle}};
    std::vector<std::string> m_duplicateSamples;
};

} // namespace tailrace
