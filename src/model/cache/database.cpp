// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/database.h"

#include <sqlite3.h>

namespace tailrace {

namespace {

/// Serialised access is not needed (one thread a connection) and memory statistics cost a lock an allocation.
void configureOnce()
{
    static const bool done = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    (void)done;
}

ErrorCode errorCode(int result)
{
    switch (result & 0xFF) {
    case SQLITE_FULL:
        return ErrorCode::DiskFull;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Busy;
    case SQLITE_INTERRUPT:
        return ErrorCode::Cancelled;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return ErrorCode::Malformed;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_AUTH:
        return ErrorCode::Unreadable;
    default:
        return ErrorCode::Internal;
    }
}

} // namespace

Error databaseError(sqlite3* handle)
{
    const int result = sqlite3_extended_errcode(handle);
    const char* file = sqlite3_db_filename(handle, "main");
    std::string message;
    switch (result & 0xFF) {
    case SQLITE_FULL:
        message = "the disk is full; the cache could not be written";
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        message = kBusyMessage;
        break;
    case SQLITE_INTERRUPT:
        message = "cancelled";
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        message = "not a Tailrace cache, or damaged (" + std::string(sqlite3_errmsg(handle)) + ")";
        break;
    default:
        message = std::string("cache: ") + sqlite3_errmsg(handle);
    }
    return Error{errorCode(result), std::move(message), file != nullptr ? file : ""};
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

Statement::Statement(Statement&& other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
{
}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(m_statement, other.m_statement);
    return *this;
}

Statement& Statement::bind(int parameter, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, parameter, value);
    return *this;
}

Statement& Statement::bindText(int parameter, std::string_view value)
{
    sqlite3_bind_text64(m_statement, parameter, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindReal(int parameter, double value)
{
    sqlite3_bind_double(m_statement, parameter, value);
    return *this;
}

Statement& Statement::bindBlob(int parameter, std::string_view value)
{
    sqlite3_bind_blob64(m_statement, parameter, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bindNull(int parameter)
{
    sqlite3_bind_null(m_statement, parameter);
    return *this;
}

Result<bool> Statement::step()
{
    const int result = sqlite3_step(m_statement);
    if (result == SQLITE_ROW)
        return true;
    if (result == SQLITE_DONE) {
        sqlite3_reset(m_statement);
        return false;
    }
    Error error = databaseError(sqlite3_db_handle(m_statement));
    sqlite3_reset(m_statement);
    return tl::unexpected<Error>(std::move(error));
}

Result<void> Statement::run()
{
    for (;;) {
        Result<bool> row = step();
        if (!row)
            return failure(std::move(row));
        if (!*row)
            return {};
    }
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement, column);
}

Statement::Type Statement::type(int column) const
{
    switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER:
        return Type::Integer;
    case SQLITE_FLOAT:
        return Type::Real;
    case SQLITE_TEXT:
        return Type::Text;
    case SQLITE_BLOB:
        return Type::Blob;
    default:
        return Type::Null;
    }
}

ColumnBytes Statement::text(int column) const
{
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return data == nullptr
               ? ColumnBytes()
               : ColumnBytes(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

ColumnBytes Statement::blob(int column) const
{
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return data == nullptr
               ? ColumnBytes()
               : ColumnBytes(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

Result<Database> Database::open(const std::string& path, Mode mode)
{
    configureOnce();
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == Mode::Create)
        flags |= SQLITE_OPEN_CREATE;
    Database database;
    database.m_path = path;
    const int result = sqlite3_open_v2(path.c_str(), &database.m_handle, flags, nullptr);
    if (result != SQLITE_OK) {
        if (database.m_handle == nullptr)
            return failure(ErrorCode::Internal, "out of memory", path);
        Error error = databaseError(database.m_handle);
        error.where = path;
        return tl::unexpected<Error>(std::move(error));
    }
    sqlite3_busy_timeout(database.m_handle, 5000);
    return database;
}

Database::~Database()
{
    sqlite3_close_v2(m_handle);
}

Database::Database(Database&& other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_path(std::move(other.m_path))
{
}

Database& Database::operator=(Database&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_path, other.m_path);
    return *this;
}

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (result != SQLITE_OK)
        return tl::unexpected<Error>(databaseError(m_handle));
    return Statement(statement);
}

Result<void> Database::execute(const char* sql)
{
    if (sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return tl::unexpected<Error>(databaseError(m_handle));
    return {};
}

Result<std::int64_t> Database::integer(std::string_view sql)
{
    Result<Statement> statement = prepare(sql);
    if (!statement)
        return failure(std::move(statement));
    const Result<bool> row = statement->step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    return *row ? statement->integer(0) : 0;
}

std::int64_t Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

void Database::stopOn(const std::stop_token* stop)
{
    constexpr int kOperations = 4096; // far below a millisecond
    const auto asked = [](void* token) {
        return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0;
    };
    if (stop == nullptr)
        sqlite3_progress_handler(m_handle, 0, nullptr, nullptr);
    else
        sqlite3_progress_handler(m_handle, kOperations, asked, const_cast<std::stop_token*>(stop));
}

void Database::leaveJournal()
{
    if (m_handle != nullptr)
        sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::interrupt()
{
    if (m_handle != nullptr)
        sqlite3_interrupt(m_handle);
}

} // namespace tailrace
