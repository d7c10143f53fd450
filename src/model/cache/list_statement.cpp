// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/list_statement.h"

#include "statements.h"

namespace tailrace {

const char* listStatement(TraceOrder order, bool descending)
{
    switch (order) {
    case TraceOrder::Start:
        return descending ? sql::kTracesByStartDesc : sql::kTracesByStartAsc;
    case TraceOrder::Duration:
        return descending ? sql::kTracesByDurationDesc : sql::kTracesByDurationAsc;
    case TraceOrder::Spans:
        return descending ? sql::kTracesBySpansDesc : sql::kTracesBySpansAsc;
    case TraceOrder::Errors:
        return descending ? sql::kTracesByErrorsDesc : sql::kTracesByErrorsAsc;
    case TraceOrder::RootName:
        return descending ? sql::kTracesByRootNameDesc : sql::kTracesByRootNameAsc;
    case TraceOrder::RootService:
        return descending ? sql::kTracesByRootServiceDesc : sql::kTracesByRootServiceAsc;
    }
    return sql::kTracesByStartDesc;
}

} // namespace tailrace
