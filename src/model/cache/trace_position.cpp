// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/trace_position.h"

#include "model/cache/database.h"
#include "model/cache/list_statement.h"

#include <algorithm>

namespace tailrace {

Result<std::vector<std::optional<std::int64_t>>> positionsOf(const std::string& cacheFile, TraceOrder order,
                                                             bool descending, std::span<const TraceId> traces,
                                                             const std::stop_token& stop)
{
    std::vector<std::optional<std::int64_t>> positions(traces.size());
    Result<Database> database = Database::open(cacheFile, Database::Mode::ReadOnly);
    if (!database)
        return failure(std::move(database));
    const std::stop_callback interrupt(stop, [&database] { database->interrupt(); });
    Result<Statement> list = database->prepare(listStatement(order, descending));
    if (!list)
        return failure(std::move(list));
    list->bind(1, -1).bind(2, 0);
    auto missing = static_cast<std::ptrdiff_t>(traces.size());
    for (std::int64_t row = 0; missing > 0; ++row) {
        const Result<bool> more = list->step();
        if (!more)
            return tl::unexpected<Error>(more.error());
        if (!*more)
            break;
        const TraceId id{static_cast<std::uint64_t>(list->integer(1)),
                         static_cast<std::uint64_t>(list->integer(2))};
        for (std::size_t i = 0; i < traces.size(); ++i) {
            if (traces[i] != id || positions[i])
                continue;
            positions[i] = row;
            --missing;
        }
    }
    return positions;
}

} // namespace tailrace
