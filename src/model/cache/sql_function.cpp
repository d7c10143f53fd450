// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/sql_function.h"

#include <sqlite3.h>

#include <memory>

namespace tailrace {

namespace {

Result<void> outcome(Database& database, int result)
{
    if (result != SQLITE_OK)
        return tl::unexpected<Error>(databaseError(database.handle()));
    return {};
}

void callFunction(sqlite3_context* context, int, sqlite3_value** arguments)
{
    SqlCall call(context, arguments);
    (*static_cast<SqlFunction*>(sqlite3_user_data(context)))(call);
}

/// SQLite gives zeroed memory; what is collected lies behind a pointer in it.
std::string** collectedOf(sqlite3_context* context, bool make)
{
    auto** place = static_cast<std::string**>(
        sqlite3_aggregate_context(context, make ? static_cast<int>(sizeof(std::string*)) : 0));
    if (make && place != nullptr && *place == nullptr)
        *place = new std::string;
    return place;
}

void stepAggregate(sqlite3_context* context, int, sqlite3_value** arguments)
{
    std::string** collected = collectedOf(context, true);
    if (collected == nullptr) {
        sqlite3_result_error_nomem(context);
        return;
    }
    SqlCall call(context, arguments);
    static_cast<SqlAggregate*>(sqlite3_user_data(context))->step(**collected, call);
}

void finishAggregate(sqlite3_context* context)
{
    std::string** place = collectedOf(context, false);
    const std::unique_ptr<std::string> collected(place == nullptr ? nullptr : std::exchange(*place, nullptr));
    SqlCall call(context, nullptr);
    static_cast<SqlAggregate*>(sqlite3_user_data(context))->finish(collected ? *collected : std::string(), call);
}

} // namespace

Statement::Type SqlCall::type(int argument) const
{
    switch (sqlite3_value_type(m_arguments[argument])) {
    case SQLITE_INTEGER:
        return Statement::Type::Integer;
    case SQLITE_FLOAT:
        return Statement::Type::Real;
    case SQLITE_TEXT:
        return Statement::Type::Text;
    case SQLITE_BLOB:
        return Statement::Type::Blob;
    default:
        return Statement::Type::Null;
    }
}

std::int64_t SqlCall::integer(int argument) const
{
    return sqlite3_value_int64(m_arguments[argument]);
}

double SqlCall::real(int argument) const
{
    return sqlite3_value_double(m_arguments[argument]);
}

std::string_view SqlCall::bytes(int argument) const
{
    const auto* data = static_cast<const char*>(sqlite3_value_blob(m_arguments[argument]));
    return data == nullptr
               ? std::string_view()
               : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(m_arguments[argument])));
}

void SqlCall::giveInteger(std::int64_t value)
{
    sqlite3_result_int64(m_context, value);
}

void SqlCall::giveReal(double value)
{
    sqlite3_result_double(m_context, value);
}

void SqlCall::giveText(std::string_view value)
{
    sqlite3_result_text64(m_context, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                          SQLITE_UTF8);
}

void SqlCall::giveBlob(std::string_view value)
{
    sqlite3_result_blob64(m_context, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT);
}

void SqlCall::give(int argument)
{
    sqlite3_result_value(m_context, m_arguments[argument]);
}

Result<void> addFunction(Database& database, const char* name, int arguments, SqlFunction function)
{
    return outcome(database, sqlite3_create_function_v2(
                                 database.handle(), name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                 new SqlFunction(std::move(function)), callFunction, nullptr, nullptr,
                                 [](void* data) { delete static_cast<SqlFunction*>(data); }));
}

Result<void> addAggregate(Database& database, const char* name, SqlAggregate aggregate)
{
    return outcome(database, sqlite3_create_function_v2(
                                 database.handle(), name, 1, SQLITE_UTF8, new SqlAggregate(std::move(aggregate)),
                                 nullptr, stepAggregate, finishAggregate,
                                 [](void* data) { delete static_cast<SqlAggregate*>(data); }));
}

} // namespace tailrace
