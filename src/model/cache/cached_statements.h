// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A cache's database with the statements that were prepared once, and the first error of a row or look-up: they happen
// inside of callbacks and of other look-ups, which cannot fail by themselves. One thread, except interrupt() of the
// database. For the readers of a cache in this folder.

#include "model/base/ids.h"
#include "model/cache/database.h"

#include <unordered_map>
#include <utility>

namespace tailrace {

class CachedStatements
{
public:
    explicit CachedStatements(Database database)
        : m_database(std::move(database))
    {
    }

    [[nodiscard]] Database& database() { return m_database; }

    /// A prepared statement, reset; null after noting the error. `sql` is one of statements.h.
    [[nodiscard]] Statement* statement(const char* sql);
    /// Steps; false at the end and on errors, which are noted.
    [[nodiscard]] bool step(Statement& statement);
    /// Whether there is a row and its first column is not 0; resets. False for null.
    [[nodiscard]] bool isTrue(Statement* query);

    [[nodiscard]] bool failed() const { return !m_lastError.message.empty(); }
    [[nodiscard]] tl::unexpected<Error> takeError()
    {
        return tl::unexpected<Error>(std::exchange(m_lastError, {}));
    }

private:
    Database m_database;
    std::unordered_map<const char*, Statement> m_statements;
    Error m_lastError;
};

/// Halves of a trace id, as columns and as the parameters 1 and 2.
[[nodiscard]] inline TraceId traceIdOf(std::int64_t hi, std::int64_t lo)
{
    return {static_cast<std::uint64_t>(hi), static_cast<std::uint64_t>(lo)};
}
inline Statement& bindId(Statement& query, TraceId id)
{
    return query.bind(1, static_cast<std::int64_t>(id.hi)).bind(2, static_cast<std::int64_t>(id.lo));
}

} // namespace tailrace
