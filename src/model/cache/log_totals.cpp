// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/log_totals.h"

#include "model/cache/database.h"
#include "statements.h"

#include <vector>

namespace tailrace {

namespace {

struct LogRange {
    std::int64_t source = 0;
    std::int64_t first = 0;
    std::int64_t end = 0;
};

Result<void> dropCopies(Database& database, std::int64_t source)
{
    for (const char* sql : {sql::kCountLogs, sql::kDropCopiedLogs, sql::kCountKeptLogs}) {
        Result<Statement> statement = database.prepare(sql);
        if (!statement)
            return failure(std::move(statement));
        Result<void> done = statement->bind(1, source).run();
        if (!done)
            return done;
    }
    return {};
}

Result<void> countAbsent(Database& database)
{
    Result<Statement> list = database.prepare(sql::kLogsToSettle);
    if (!list)
        return failure(std::move(list));
    std::vector<LogRange> ranges;
    for (;;) {
        const Result<bool> row = list->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            break;
        ranges.push_back({list->integer(0), list->integer(1), list->integer(2)});
    }
    Result<Statement> settle = database.prepare(sql::kSettleLogs);
    if (!settle)
        return failure(std::move(settle));
    for (const LogRange& range : ranges) {
        Result<void> done = settle->bind(1, range.source).bind(2, range.first).bind(3, range.end).run();
        if (!done)
            return done;
    }
    return {};
}

} // namespace

Result<void> finishLogs(Database& database, std::int64_t source)
{
    Result<void> done = dropCopies(database, source);
    return done ? countAbsent(database) : done;
}

} // namespace tailrace
