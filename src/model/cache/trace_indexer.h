// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The second half of an import: collects what trees need while spans are written, then builds each trace's tree and
// summary and writes them. A trace that the cache already held (from another source, or because an import was too
// large to remember all traces) is joined with its older spans. Writer thread only.

#include "model/base/progress.h"
#include "model/cache/database.h"
#include "model/cache/import_report.h"
#include "model/cache/row_tables.h"
#include "model/cache/run_sorter.h"
#include "model/cache/span_batch.h"
#include "model/trace/tree_builder.h"

#include <stop_token>
#include <unordered_set>

namespace tailrace {

class TraceIndexer
{
public:
    TraceIndexer(Database& database, RowTables& tables);

    [[nodiscard]] Result<void> add(const SpanBatch& batch);
    /// Builds everything; call inside a transaction. `joinTraces` if trace numbers may have equal ids. Fills spans,
    /// traces, services, duplicates and the tree's problems of the report.
    [[nodiscard]] Result<void> finish(bool joinTraces, ImportReport& report, Progress& progress,
                                      const std::stop_token& stop);

private:
    struct ByTrace {
        bool operator()(const TreeSpan& a, const TreeSpan& b) const { return a.trace < b.trace; }
    };
    struct Statements;

    [[nodiscard]] Result<void> indexTrace(std::span<const TreeSpan> spans, bool joinTraces);
    [[nodiscard]] Result<void> joinWithOlder(std::int64_t older, std::span<const TreeSpan> spans);
    [[nodiscard]] Result<void> store(std::int64_t trace, std::span<const TreeSpan> spans, const BuiltTree& tree);
    [[nodiscard]] Result<void> storeServices(std::int64_t trace, std::span<const TreeSpan> spans,
                                             const BuiltTree& tree);
    [[nodiscard]] Result<void> dropCopies(std::span<const TreeSpan> spans, const BuiltTree& tree);
    [[nodiscard]] Result<void> flushTree();
    void count(const BuiltTree& tree, std::span<const TreeSpan> spans);
    [[nodiscard]] Result<Statement*> statement(const char* sql);

    Database& m_database;
    RowTables& m_tables;
    RunSorter<TreeSpan, ByTrace> m_sorter;
    std::vector<TreeRow> m_rows;
    std::vector<std::pair<const char*, Statement>> m_statements;
    std::unordered_set<StringId> m_services;
    std::int64_t m_firstNewSpan = 0;
    ImportReport* m_report = nullptr;
};

} // namespace tailrace
