// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Functions of ours that SQL statements of one connection can call. They run on the thread that steps the statement,
// and must outlive its statements. What they read of a SqlCall is valid during the call only.

#include "model/cache/database.h"

#include <functional>
#include <string>
#include <string_view>

struct sqlite3_context;
struct sqlite3_value;

namespace tailrace {

class SqlCall
{
public:
    SqlCall(sqlite3_context* context, sqlite3_value** arguments)
        : m_context(context)
        , m_arguments(arguments)
    {
    }

    [[nodiscard]] Statement::Type type(int argument) const;
    [[nodiscard]] std::int64_t integer(int argument) const;
    [[nodiscard]] double real(int argument) const;
    /// Of a text or a blob.
    [[nodiscard]] std::string_view bytes(int argument) const;

    // The result; null unless one is given. Bytes are copied.
    void giveInteger(std::int64_t value);
    void giveReal(double value);
    void giveText(std::string_view value);
    void giveBlob(std::string_view value);
    /// The argument itself.
    void give(int argument);

private:
    sqlite3_context* m_context;
    sqlite3_value** m_arguments;
};

using SqlFunction = std::function<void(SqlCall&)>;

/// The same arguments give the same result, always.
[[nodiscard]] Result<void> addFunction(Database& database, const char* name, int arguments, SqlFunction function);

/// Of one argument: `step` adds a row to the collected bytes, `finish` gives the result.
struct SqlAggregate {
    std::function<void(std::string& collected, SqlCall&)> step;
    std::function<void(const std::string& collected, SqlCall&)> finish;
};
[[nodiscard]] Result<void> addAggregate(Database& database, const char* name, SqlAggregate aggregate);

} // namespace tailrace
