// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/place_table.h"

#include <vector>

namespace tailrace {

namespace {

/// A span whose descendants are still being read.
struct Open {
    std::int64_t span = 0;
    std::int64_t parent = 0; ///< 0 = none
    std::int64_t left = 0;
    std::int64_t right = 0;
    std::int64_t setParent = -1;
    std::int64_t children = 0;
};

class PlaceWriter
{
public:
    explicit PlaceWriter(Statement insert)
        : m_insert(std::move(insert))
    {
    }

    Result<void> add(std::int64_t position, std::int64_t last, std::int64_t depth, std::int64_t span)
    {
        Result<void> done = closeTo(static_cast<std::size_t>(depth));
        Open open;
        open.span = span;
        // Begun before: every earlier one. Ended before: those but for the ancestors.
        open.left = 2 * position - depth + 1;
        open.right = open.left + 2 * (last - position) + 1;
        if (!m_open.empty()) {
            Open& parent = m_open.back();
            ++parent.children;
            open.parent = parent.span;
            open.setParent = parent.left;
        }
        m_open.push_back(open);
        return done;
    }

    Result<void> closeTo(std::size_t depth)
    {
        for (; m_open.size() > depth; m_open.pop_back()) {
            const Open& o = m_open.back();
            m_insert.bind(1, o.span).bind(3, o.left).bind(4, o.right).bind(5, o.setParent).bind(6, o.children);
            if (o.parent == 0)
                m_insert.bindNull(2);
            else
                m_insert.bind(2, o.parent);
            Result<void> done = m_insert.run();
            if (!done)
                return done;
        }
        return {};
    }

private:
    Statement m_insert;
    std::vector<Open> m_open;
};

} // namespace

bool readsPlaces(const Query& query)
{
    bool reads = false;
    forEachField(query, [&reads](const FieldRef& field) {
        reads = reads || field.ofParent || field.intrinsic == Intrinsic::NestedSetLeft ||
                field.intrinsic == Intrinsic::NestedSetRight || field.intrinsic == Intrinsic::NestedSetParent ||
                field.intrinsic == Intrinsic::ChildCount;
    });
    return reads;
}

Result<void> makePlaces(Database& database, const std::stop_token& stop)
{
    Result<void> made =
        database.execute("DROP TABLE IF EXISTS temp.places;"
                         "CREATE TEMP TABLE places (span INTEGER PRIMARY KEY, parent INTEGER,"
                         " set_left INTEGER, set_right INTEGER, set_parent INTEGER, children INTEGER)");
    if (!made)
        return made;
    Result<Statement> insert = database.prepare("INSERT OR REPLACE INTO temp.places VALUES (?, ?, ?, ?, ?, ?)");
    Result<Statement> rows =
        database.prepare("SELECT position, last, depth, span FROM tree ORDER BY trace, position");
    if (!insert || !rows)
        return !insert ? failure(std::move(insert)) : failure(std::move(rows));
    PlaceWriter writer(std::move(*insert));
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "cancelled");
        Result<void> done =
            *row ? writer.add(rows->integer(0), rows->integer(1), rows->integer(2), rows->integer(3))
                 : writer.closeTo(0);
        if (!done || !*row)
            return done;
    }
}

} // namespace tailrace
