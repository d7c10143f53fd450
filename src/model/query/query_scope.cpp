// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_scope.h"

namespace tailrace {

Result<IdSet> tracesWithin(const QueryScope& scope, const TraceRange& range)
{
    Result<Statement> rows = scope.database.prepare("SELECT id, start_ns, duration_ns FROM trace WHERE spans IS NOT NULL");
    if (!rows)
        return failure(std::move(rows));
    IdSet traces;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return traces;
        if (scope.hasTrace(rows->integer(0)) && range.holds(rows->integer(1), rows->integer(2)))
            traces.add(rows->integer(0));
    }
}

} // namespace tailrace
