// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lets SQLite read C++ vectors as tables, so that thousands of rows go in with one `INSERT … SELECT … FROM
// new_span`. That is about twice as fast as a prepared statement stepped once a row. The tables are new_span,
// new_event, new_link, new_log, new_string, new_resource, new_scope, new_trace, new_listed_trace,
// new_listed_service (over a SpanBatch) and new_tree.

#include "model/cache/span_batch.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace tailrace {

class Database;

struct TreeRow {
    std::int64_t trace = 0;
    std::int64_t position = 0;
    std::int64_t last = 0;
    std::int64_t depth = 0;
    std::int64_t span = 0;
    SpanMarks marks = 0;
};

/// Owned by the writer; must outlive its connection's statements.
class RowTables
{
public:
    RowTables();
    ~RowTables();
    RowTables(const RowTables&) = delete;
    RowTables& operator=(const RowTables&) = delete;

    /// Registers the tables with a connection. Call once.
    void attach(Database& database);
    /// What the tables show from now on; not copied.
    void show(const SpanBatch& batch) { m_batch = &batch; }
    void show(const std::vector<TreeRow>& rows) { m_tree = &rows; }

    [[nodiscard]] const SpanBatch& batch() const { return *m_batch; }
    [[nodiscard]] const std::vector<TreeRow>& tree() const { return *m_tree; }

private:
    const SpanBatch* m_batch;
    const std::vector<TreeRow>* m_tree;
};

} // namespace tailrace
