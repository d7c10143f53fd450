// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The values that queries work with, and what operators make of them. Numbers and durations (ns) compare by value;
// other pairs of types are neither equal nor unequal, and nothing compares with a missing value. A comparison with an
// array holds if it holds for any element; != and !~ hold if elements can be compared and none of them is equal or
// matches. Plain values and pure functions, any thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace re2 {
class RE2;
}

namespace tailrace {

enum class QueryType : std::uint8_t {
    Nil,
    Bool,
    Int,
    Float,
    Duration, ///< ns
    String,
    Status, ///< numbers of StatusCode
    Kind,   ///< numbers of SpanKind
    Array,
    Other,  ///< bytes and lists: there, but comparable with nothing
    Unknown ///< of an expression: known only when a span is looked at
};

struct QueryValue {
    QueryType type = QueryType::Nil;
    std::int64_t integer = 0; ///< of Bool, Int, Duration, Status, Kind
    double real = 0;
    std::string text;
    std::vector<QueryValue> items; ///< of Array

    [[nodiscard]] bool isNil() const { return type == QueryType::Nil; }
    [[nodiscard]] bool isTrue() const { return type == QueryType::Bool && integer != 0; }
    [[nodiscard]] bool isNumber() const
    {
        return type == QueryType::Int || type == QueryType::Float || type == QueryType::Duration;
    }
    /// Of a number.
    [[nodiscard]] double asReal() const { return type == QueryType::Float ? real : static_cast<double>(integer); }
    bool operator==(const QueryValue&) const = default;

    [[nodiscard]] static QueryValue ofBool(bool value);
    [[nodiscard]] static QueryValue ofInt(std::int64_t value);
    [[nodiscard]] static QueryValue ofFloat(double value);
    [[nodiscard]] static QueryValue ofDuration(std::int64_t ns);
    [[nodiscard]] static QueryValue ofString(std::string_view text);
    [[nodiscard]] static QueryValue of(QueryType type, std::int64_t integer);
};

enum class QueryOperator : std::uint8_t {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    MatchesNot,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    And,
    Or,
    Not,
    Negate
};

[[nodiscard]] constexpr bool isComparison(QueryOperator op)
{
    return op <= QueryOperator::MatchesNot;
}
/// "=", "!~", "&&", ….
[[nodiscard]] std::string_view signOf(QueryOperator op);
/// "a string", "a duration", ….
[[nodiscard]] std::string_view nameOf(QueryType type);
/// The comparison with its sides exchanged.
[[nodiscard]] QueryOperator mirrored(QueryOperator op);

/// Compiled regular expressions (RE2 syntax, the whole text must match), a bounded number of them. One thread.
class RegexCache
{
public:
    RegexCache();
    ~RegexCache();
    RegexCache(RegexCache&&) noexcept;
    RegexCache& operator=(RegexCache&&) noexcept;
    /// Null if it does not compile.
    [[nodiscard]] const re2::RE2* find(const std::string& pattern);
    [[nodiscard]] bool matches(const std::string& pattern, std::string_view text);

private:
    std::unordered_map<std::string, std::unique_ptr<re2::RE2>> m_compiled;
};

/// Why a regular expression does not compile; empty if it does.
[[nodiscard]] std::string regexProblem(const std::string& pattern);

[[nodiscard]] bool compareValues(QueryOperator op, const QueryValue& left, const QueryValue& right,
                                 RegexCache& regexes);
/// Nil where the values are no numbers, and for a division by the integer zero.
[[nodiscard]] QueryValue calculate(QueryOperator op, const QueryValue& left, const QueryValue& right);
[[nodiscard]] QueryValue negated(const QueryValue& value);
/// The opposite of a Bool; nil for everything else.
[[nodiscard]] QueryValue opposite(const QueryValue& value);

/// As it is written in a query: strings in quotes, durations with a unit.
[[nodiscard]] std::string queryText(const QueryValue& value);
/// As it is shown in a result: strings as they are.
[[nodiscard]] std::string shownText(const QueryValue& value);

/// One byte string that orders and tells apart values, for grouping.
[[nodiscard]] std::string groupKey(const QueryValue& value);

} // namespace tailrace
