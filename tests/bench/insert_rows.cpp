// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/stages.h"
#include "bench/stopwatch.h"

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <sqlite3.h>
#include <vector>

namespace tailrace::bench {

namespace {

struct Closer {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};
using Connection = std::unique_ptr<sqlite3, Closer>;
using Query = std::unique_ptr<sqlite3_stmt, Closer>;

struct Cell {
    int type = SQLITE_NULL;
    std::int64_t integer = 0; ///< or where the bytes begin
    std::size_t size = 0;
};

/// One table in memory, row after row.
struct Table {
    std::string name;
    std::string create;
    int columns = 0;
    std::vector<Cell> cells;
    std::string bytes;
};

struct Rows {
    std::vector<Table> tables;
    std::vector<std::string> indexes; ///< CREATE INDEX statements
};

Connection open(const std::string& path, int flags)
{
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection(handle);
    return code == SQLITE_OK ? std::move(connection) : nullptr;
}

Query prepare(sqlite3* database, const std::string& sql)
{
    sqlite3_stmt* handle = nullptr;
    sqlite3_prepare_v2(database, sql.c_str(), -1, &handle, nullptr);
    return Query(handle);
}

std::string textOf(sqlite3_stmt* query, int column)
{
    const unsigned char* text = sqlite3_column_text(query, column);
    return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

void loadTable(sqlite3* database, Table& table)
{
    const Query all = prepare(database, "SELECT * FROM \"" + table.name + '"');
    table.columns = sqlite3_column_count(all.get());
    while (sqlite3_step(all.get()) == SQLITE_ROW) {
        for (int i = 0; i < table.columns; ++i) {
            Cell cell;
            cell.type = sqlite3_column_type(all.get(), i);
            if (cell.type == SQLITE_INTEGER) {
                cell.integer = sqlite3_column_int64(all.get(), i);
            } else if (cell.type != SQLITE_NULL) {
                const auto* bytes = static_cast<const char*>(sqlite3_column_blob(all.get(), i));
                cell.integer = static_cast<std::int64_t>(table.bytes.size());
                cell.size = static_cast<std::size_t>(sqlite3_column_bytes(all.get(), i));
                table.bytes.append(bytes, cell.size);
            }
            table.cells.push_back(cell);
        }
    }
}

/// The cache's own schema says what to copy: whatever version it is, the same rows end up in the same tables.
Rows loadRows(sqlite3* database)
{
    Rows rows;
    const Query list = prepare(database, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
                                         "AND name NOT LIKE 'sqlite_%' AND type IN ('table', 'index')");
    while (sqlite3_step(list.get()) == SQLITE_ROW) {
        if (textOf(list.get(), 0) == "index") {
            rows.indexes.push_back(textOf(list.get(), 2));
        } else {
            rows.tables.push_back({textOf(list.get(), 1), textOf(list.get(), 2), 0, {}, {}});
        }
    }
    for (Table& table : rows.tables) {
        loadTable(database, table);
    }
    return rows;
}

void bind(sqlite3_stmt* insert, int parameter, const Cell& cell, const std::string& bytes)
{
    switch (cell.type) {
    case SQLITE_INTEGER:
        sqlite3_bind_int64(insert, parameter, cell.integer);
        break;
    case SQLITE_NULL:
        sqlite3_bind_null(insert, parameter);
        break;
    case SQLITE_TEXT:
        sqlite3_bind_text(insert, parameter, bytes.data() + cell.integer, static_cast<int>(cell.size),
                          SQLITE_STATIC);
        break;
    default:
        sqlite3_bind_blob(insert, parameter, bytes.data() + cell.integer, static_cast<int>(cell.size),
                          SQLITE_STATIC);
    }
}

bool insertTable(sqlite3* database, const Table& table)
{
    std::string sql = "INSERT INTO \"" + table.name + "\" VALUES (?";
    for (int i = 1; i < table.columns; ++i) {
        sql += ",?";
    }
    const Query insert = prepare(database, sql + ')');
    const auto width = static_cast<std::size_t>(table.columns);
    for (std::size_t row = 0; row < table.cells.size(); row += width) {
        for (std::size_t i = 0; i < width; ++i) {
            bind(insert.get(), static_cast<int>(i) + 1, table.cells[row + i], table.bytes);
        }
        if (sqlite3_step(insert.get()) != SQLITE_DONE) {
            return false;
        }
        sqlite3_reset(insert.get());
    }
    return true;
}

bool writeRows(sqlite3* database, const Rows& rows)
{
    const auto run = [&](const std::string& sql) {
        return sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    };
    bool fine = run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; "
                    "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=OFF; BEGIN");
    for (const Table& table : rows.tables) {
        fine = fine && run(table.create) && insertTable(database, table);
    }
    for (const std::string& index : rows.indexes) {
        fine = fine && run(index);
    }
    return fine && run("COMMIT");
}

} // namespace

int insertRows(const std::string& cacheFile, const std::string& target)
{
    Rows rows;
    {
        const Connection cache = open(cacheFile, SQLITE_OPEN_READONLY);
        if (cache == nullptr) {
            std::cerr << cacheFile << ": not a database\n";
            return 3;
        }
        rows = loadRows(cache.get());
    }
    std::filesystem::remove(target);
    const Stopwatch watch;
    Connection database = open(target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (database == nullptr || !writeRows(database.get(), rows)) {
        std::cerr << target << ": " << sqlite3_errmsg(database.get()) << '\n';
        return 3;
    }
    database.reset();
    std::cout << "seconds " << watch.seconds() << '\n';
    return 0;
}

} // namespace tailrace::bench
