// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the columns of a table of spans mean: which one is the trace id, which the start and in what unit. Columns
// without a role become attributes of the span. Also what is known of a table before it is read: its first rows, a
// guess, and what the rows give with a mapping. Plain values, any thread; made and used by importers/table, shown
// by views/sources.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

enum class TableRole : std::uint8_t {
    Attribute, ///< none of the others: kept as an attribute of the span
    Resource,  ///< an attribute of what made the span: host, version
    TraceId,
    SpanId,
    ParentId,
    Name,
    Service,
    Kind,
    Status,        ///< ok, error, unset in the usual spellings, or OpenTelemetry's numbers
    Error,         ///< true or false, or a message where there is an error
    StatusMessage, ///< what the error was
    Start,
    StartDate, ///< the day, where Start has only the time of day
    End,
    Duration
};
inline constexpr TableRole kTableRoles[] = {
    TableRole::Attribute,     TableRole::Resource, TableRole::TraceId,   TableRole::SpanId, TableRole::ParentId,
    TableRole::Name,          TableRole::Service,  TableRole::Kind,      TableRole::Status, TableRole::Error,
    TableRole::StatusMessage, TableRole::Start,    TableRole::StartDate, TableRole::End,    TableRole::Duration};

/// How the cells of a column are to be read.
enum class TableFormat : std::uint8_t {
    Guess, ///< as the first rows say; of columns that have no format: as text
    Iso,   ///< dates with a time of day
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
    Pod ///< of Service: the name of a Kubernetes pod, of which the workload's name is taken
};
inline constexpr TableFormat kTableFormats[] = {
    TableFormat::Guess,        TableFormat::Iso,         TableFormat::Seconds, TableFormat::Milliseconds,
    TableFormat::Microseconds, TableFormat::Nanoseconds, TableFormat::Pod};

/// "attribute", "resource", "trace", "span", "parent", "name", "service", "kind", "status", "error", "message",
/// "start", "date", "end", "duration": the words of the mapping's text forms.
[[nodiscard]] std::string_view name(TableRole role);
[[nodiscard]] std::optional<TableRole> tableRoleFromText(std::string_view text);
/// "", "iso", "s", "ms", "us", "ns", "pod".
[[nodiscard]] std::string_view name(TableFormat format);
[[nodiscard]] std::optional<TableFormat> tableFormatFromText(std::string_view text);

/// True if at most one column can have it.
[[nodiscard]] bool isSingle(TableRole role);
/// True if a column with this role may have that format.
[[nodiscard]] bool takesFormat(TableRole role, TableFormat format);

struct TableColumn {
    std::string
        name; ///< as in the header; of nested JSON objects the names with points between: "context.span_id"
    TableRole role = TableRole::Attribute;
    TableFormat format = TableFormat::Guess;
    bool operator==(const TableColumn&) const = default;
};

struct TableMapping {
    std::vector<TableColumn> columns; ///< those that have a role

    /// The column with that role, or that name; nullptr if there is none. Of Resource, the first.
    [[nodiscard]] const TableColumn* find(TableRole role) const;
    [[nodiscard]] const TableColumn* column(std::string_view columnName) const;
    /// What a table cannot be read without: trace id, span id and start. Those that are missing, in that order.
    [[nodiscard]] std::vector<TableRole> missing() const;
    bool operator==(const TableMapping&) const = default;
};

/// The first rows of a table, as text.
struct TableSample {
    bool isJson = false;
    bool hasObjectLists = false; ///< JSON: some cell is a list of objects
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows; ///< each with a cell for every column

    static constexpr std::size_t kMaxRows = 200;
    static constexpr std::size_t kMaxColumns = 2000;
};

struct TableGuess {
    TableMapping mapping;
    std::vector<std::string> doubts; ///< what is missing or not clear, a phrase each: "no column for the trace id"

    [[nodiscard]] bool isCertain() const { return doubts.empty(); }
};

/// What the sample gives with a mapping. The span is the first one; times in ns since the epoch.
struct TablePreview {
    std::size_t rows = 0;
    std::size_t spans = 0; ///< rows that could be read without any problem
    std::string problem;   ///< the first one; empty if there is none
    std::string spanName;
    std::string service;
    std::optional<std::int64_t> startNs;
    std::optional<std::int64_t> durationNs;
    std::size_t parents = 0; ///< rows whose parent is among the rows
    bool canImport = false;  ///< nothing is missing, and every format is known
};

} // namespace tailrace
