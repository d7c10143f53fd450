// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What SQL needs beside its own functions to answer queries: reading attribute blobs, comparing values whose types are
// known only when a span is looked at, regular expressions. Values of a query as SQL sees them: nil is NULL; integers,
// floats, durations and strings are themselves; all others are blobs whose first byte says what they are.
//
//   attribute(blob, key)                 the first value of that key
//   has_attribute(blob, key)             1 or 0
//   attribute_is(blob, key, op, value)   1 or 0; NULL if it is missing
//   compares(op, a, b)                   1 or 0
//   calculates(op, a, b), negative(a), opposite(a), is_true(a), bool_value(n), status_value(n), kind_value(n)
//   text_matches(text, regex)            1 or 0; the whole text must match
//   text_contains(text, word)            1 or 0; ASCII letters whatever their case; `word` in lower case
//   value_contains(blob, word)           whether the text of any value of a blob does
//   trace_text(hi, lo), span_text(id)    ids in hex; empty for zero
//   all_values(value)                    an aggregate: an array of the values that are not NULL; NULL if there are none
//
// and the views texts(id, text), which has the empty text too. One connection, one thread.

#include "model/cache/sql_function.h"
#include "model/query/query_value.h"

#include <memory>

namespace tailrace {

class QueryFunctions
{
public:
    /// Adds the functions to a connection, which must not outlive this.
    [[nodiscard]] static Result<std::unique_ptr<QueryFunctions>> attach(Database& database);
    /// Forgets what was read of the cache: it has changed.
    void forget()
    {
        m_keys.clear();
        m_lastNumbers = nullptr;
    }

private:
    explicit QueryFunctions(Database& database)
        : m_database(database)
    {
    }
    [[nodiscard]] Result<void> addAll();
    /// The numbers that a key has in the table of strings.
    [[nodiscard]] const std::vector<std::int64_t>& keyNumbers(std::string_view key);
    [[nodiscard]] bool textMatches(std::string_view text, std::string_view pattern);
    void attribute(SqlCall& call);
    void hasAttribute(SqlCall& call);
    void attributeIs(SqlCall& call);
    void valueContains(SqlCall& call);

    Database& m_database;
    std::unordered_map<std::string, std::vector<std::int64_t>> m_keys;
    std::string m_lastKey;
    const std::vector<std::int64_t>* m_lastNumbers = nullptr;
    RegexCache m_regexes;
    std::string m_lastPattern;
    const re2::RE2* m_lastRegex = nullptr;
};

/// Binds a value in the form that SQL sees. `storage` must live as long as the binding.
void bindValue(Statement& statement, int parameter, const QueryValue& value, std::string& storage);
/// A column of a statement as a value. An integer is an Int.
[[nodiscard]] QueryValue readValue(const Statement& row, int column);

} // namespace tailrace
