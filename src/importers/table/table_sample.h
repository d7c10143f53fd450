// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The first rows of a table, from the first bytes of an input. Tables are delimited text with a header, and JSON:
// an array of objects, or objects one after the other. Pure functions, any thread.

#include "importers/csv/csv_reader.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"
#include "model/trace/table_mapping.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// True if the first character that is not blank opens a JSON array or object.
[[nodiscard]] bool looksLikeJson(std::string_view head);

/// What mappings call the columns of a delimited table: each by another name, and none by an empty one. Names are those
/// of the header on which the reader stands; a second column of a name has its place behind it, "id (column 5)", and
/// one without a name is called by its place alone, "column 5".
[[nodiscard]] std::vector<std::string> tableColumnNames(const CsvReader& header);
/// The name in the header of the column with such a name at index `i`.
[[nodiscard]] std::string_view nameInHeader(std::string_view column, std::size_t i);

/// Nothing if the bytes are no table: text without a header of at least three different names and a row of as many
/// cells, or JSON without an object. `isAll`: nothing follows, so that the last row is a row.
[[nodiscard]] std::optional<TableSample> sampleTable(std::string_view head, bool isAll);

/// A sink for rows that are only looked at: keeps the last span and what is said about it.
class TableScratchSink : public SpanSink
{
public:
    TableScratchSink();
    ~TableScratchSink() override;

    [[nodiscard]] KeyInterner& keys() override;
    [[nodiscard]] ResourceRef addResource(const ResourceDraft& draft) override;
    [[nodiscard]] ScopeRef addScope(const ScopeDraft& draft) override;
    void addSpan(SpanDraft& draft, Location where) override;
    void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count) override;

    std::optional<SpanDraft> span;       ///< handed over since the last reset()
    std::string service;                 ///< of the last resource
    std::vector<std::string> complaints; ///< sentences, with details; those that are more than information
    void reset();

private:
    class Keys;
    std::unique_ptr<Keys> m_keys;
};

} // namespace tailrace
