// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A thin RAII layer over SQLite's C API: one connection, prepared statements, errors as values. Only the cache
// library includes it. A connection and its statements belong to one thread at a time; interrupt() is the exception.

#include "model/base/result.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tailrace {

/// Of ErrorCode::Busy.
inline constexpr char kBusyMessage[] = "another program is writing this cache; try again when it is done";

/// Text or blob of one column; valid until the statement steps again.
using ColumnBytes = std::string_view;

class Statement
{
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* statement)
        : m_statement(statement)
    {
    }
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;

    // Parameters count from 1. Bytes are not copied: they must live until the statement is reset.
    Statement& bind(int parameter, std::int64_t value);
    Statement& bindText(int parameter, std::string_view value);
    Statement& bindReal(int parameter, double value);
    Statement& bindBlob(int parameter, std::string_view value);
    Statement& bindNull(int parameter);

    /// True while there is a row. Resets itself at the end and on errors.
    [[nodiscard]] Result<bool> step();
    /// Runs to the end, ignoring rows, and resets.
    [[nodiscard]] Result<void> run();
    /// Ends a run early, so that no read lock is left behind.
    void reset();

    enum class Type : std::uint8_t { Null, Integer, Real, Text, Blob };
    [[nodiscard]] Type type(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] ColumnBytes text(int column) const;
    [[nodiscard]] ColumnBytes blob(int column) const;

private:
    sqlite3_stmt* m_statement = nullptr;
};

class Database
{
public:
    enum class Mode { ReadOnly, ReadWrite, Create };

    [[nodiscard]] static Result<Database> open(const std::string& path, Mode mode);
    Database() = default;
    ~Database();
    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;

    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    /// Runs one or more statements without parameters.
    [[nodiscard]] Result<void> execute(const char* sql);
    /// First column of the first row, or 0 without a row.
    [[nodiscard]] Result<std::int64_t> integer(std::string_view sql);
    [[nodiscard]] std::int64_t lastInsertId() const;
    /// Makes the running statement of this connection fail with Cancelled. Any thread.
    void interrupt();
    /// From now on statements fail with Cancelled soon after a stop was requested; null ends that. The token must live
    /// until then.
    void stopOn(const std::stop_token* stop);
    /// Closing this connection will not take time to move what is in the journal into the file.
    void leaveJournal();
    [[nodiscard]] sqlite3* handle() const { return m_handle; }
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    sqlite3* m_handle = nullptr;
    std::string m_path;
};

/// The last error of a connection as an Error; `where` is the database's file.
[[nodiscard]] Error databaseError(sqlite3* handle);

} // namespace tailrace
