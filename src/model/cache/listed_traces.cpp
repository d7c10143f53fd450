// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/listed_traces.h"

#include "model/cache/database.h"
#include "statements.h"

namespace tailrace {

Result<void> finishListedTraces(Database& database)
{
    const Result<std::int64_t> any =
        database.integer("SELECT EXISTS (SELECT 1 FROM trace WHERE spans IS NULL AND summary_only = 1)");
    if (!any)
        return tl::unexpected<Error>(any.error());
    if (*any == 0)
        return {};
    for (const char* sql : {sql::kDropListedAgain, sql::kDropStrayServices, sql::kFinishListedTraces}) {
        Result<void> done = database.execute(sql);
        if (!done)
            return done;
    }
    return {};
}

} // namespace tailrace
