// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_value.h"

#include "model/base/json_writer.h"
#include "model/base/value.h"
#include "model/trace/span_types.h"

#include <re2/re2.h>

#include <array>
#include <bit>
#include <cmath>

namespace tailrace {

namespace {

constexpr std::size_t kMaxCompiled = 256;

RE2::Options regexOptions()
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    return options;
}

/// -1, 0 or 1; the two others for values without an order; the last where they cannot be compared.
constexpr int kDiffer = 2;
constexpr int kSame = 3;
constexpr int kIncomparable = 4;

int compareNumbers(const QueryValue& a, const QueryValue& b)
{
    if (a.type != QueryType::Float && b.type != QueryType::Float)
        return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
    // long double holds every 64-bit integer on the machines we build for.
    const auto exact = [](const QueryValue& v) {
        return v.type == QueryType::Float ? static_cast<long double>(v.real) : static_cast<long double>(v.integer);
    };
    const long double x = exact(a);
    const long double y = exact(b);
    if (std::isnan(x) || std::isnan(y))
        return kIncomparable;
    return x < y ? -1 : x > y ? 1 : 0;
}

int compareSingle(const QueryValue& a, const QueryValue& b)
{
    if (a.isNumber() && b.isNumber())
        return compareNumbers(a, b);
    if (a.type != b.type)
        return kIncomparable;
    switch (a.type) {
    case QueryType::String: {
        const int order = a.text.compare(b.text);
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    case QueryType::Bool:
    case QueryType::Status:
    case QueryType::Kind:
        return a.integer == b.integer ? kSame : kDiffer;
    default:
        return kIncomparable;
    }
}

bool orderHolds(QueryOperator op, int order)
{
    switch (op) {
    case QueryOperator::Equal:
        return order == 0 || order == kSame;
    case QueryOperator::Less:
        return order == -1;
    case QueryOperator::LessOrEqual:
        return order == -1 || order == 0;
    case QueryOperator::Greater:
        return order == 1;
    case QueryOperator::GreaterOrEqual:
        return order == 1 || order == 0;
    default:
        return false;
    }
}

/// Calls `each` with every pair of elements; a value that is no array counts as its only element.
template <class Each>
void forEachPair(const QueryValue& left, const QueryValue& right, Each each)
{
    const auto over = [](const QueryValue& v, auto inner) {
        if (v.type != QueryType::Array)
            return inner(v);
        for (const QueryValue& item : v.items)
            inner(item);
    };
    over(left, [&](const QueryValue& a) { over(right, [&](const QueryValue& b) { each(a, b); }); });
}

QueryValue integerResult(std::uint64_t bits)
{
    return QueryValue::ofInt(static_cast<std::int64_t>(bits));
}

QueryValue power(const QueryValue& left, const QueryValue& right)
{
    constexpr double kExact = 9007199254740992.0; // 2^53
    const double result = std::pow(left.asReal(), right.asReal());
    const bool integers = left.type != QueryType::Float && right.type != QueryType::Float;
    if (integers && right.integer >= 0 && std::abs(result) <= kExact)
        return QueryValue::ofInt(static_cast<std::int64_t>(result));
    return QueryValue::ofFloat(result);
}

QueryValue calculateIntegers(QueryOperator op, std::int64_t a, std::int64_t b)
{
    const auto x = static_cast<std::uint64_t>(a);
    const auto y = static_cast<std::uint64_t>(b);
    switch (op) {
    case QueryOperator::Add:
        return integerResult(x + y);
    case QueryOperator::Subtract:
        return integerResult(x - y);
    case QueryOperator::Multiply:
        return integerResult(x * y);
    case QueryOperator::Divide:
        return b == 0 ? QueryValue{} : b == -1 ? integerResult(0 - x) : QueryValue::ofInt(a / b);
    case QueryOperator::Remainder:
        return b == 0 ? QueryValue{} : b == -1 ? QueryValue::ofInt(0) : QueryValue::ofInt(a % b);
    default:
        return {};
    }
}

QueryValue calculateReals(QueryOperator op, double a, double b)
{
    switch (op) {
    case QueryOperator::Add:
        return QueryValue::ofFloat(a + b);
    case QueryOperator::Subtract:
        return QueryValue::ofFloat(a - b);
    case QueryOperator::Multiply:
        return QueryValue::ofFloat(a * b);
    case QueryOperator::Divide:
        return QueryValue::ofFloat(a / b);
    case QueryOperator::Remainder:
        return QueryValue::ofFloat(std::fmod(a, b));
    default:
        return {};
    }
}

std::string durationText(std::int64_t ns)
{
    struct Unit {
        std::int64_t ns;
        std::string_view sign;
    };
    constexpr std::array kUnits{Unit{3'600'000'000'000, "h"}, Unit{60'000'000'000, "m"}, Unit{1'000'000'000, "s"},
                                Unit{1'000'000, "ms"}, Unit{1'000, "us"}};
    for (const Unit& unit : kUnits)
        if (ns != 0 && ns % unit.ns == 0)
            return std::to_string(ns / unit.ns) + std::string(unit.sign);
    return std::to_string(ns) + "ns";
}

} // namespace

QueryValue QueryValue::of(QueryType type, std::int64_t integer)
{
    QueryValue value;
    value.type = type;
    value.integer = integer;
    return value;
}

QueryValue QueryValue::ofBool(bool value)
{
    return of(QueryType::Bool, value ? 1 : 0);
}

QueryValue QueryValue::ofInt(std::int64_t value)
{
    return of(QueryType::Int, value);
}

QueryValue QueryValue::ofDuration(std::int64_t ns)
{
    return of(QueryType::Duration, ns);
}

QueryValue QueryValue::ofFloat(double real)
{
    QueryValue value;
    value.type = QueryType::Float;
    value.real = real;
    return value;
}

QueryValue QueryValue::ofString(std::string_view text)
{
    QueryValue value;
    value.type = QueryType::String;
    value.text = text;
    return value;
}

std::string_view signOf(QueryOperator op)
{
    constexpr std::array<std::string_view, 18> kSigns{"=", "!=", "<", "<=", ">", ">=", "=~", "!~", "+",
                                                      "-", "*",  "/", "%",  "^", "&&", "||", "!",  "-"};
    return kSigns[static_cast<std::size_t>(op)];
}

std::string_view nameOf(QueryType type)
{
    constexpr std::array<std::string_view, 11> kNames{"nil",        "a bool",   "a number",    "a number",
                                                      "a duration", "a string", "a status",    "a kind",
                                                      "an array",   "bytes",    "an attribute"};
    return kNames[static_cast<std::size_t>(type)];
}

QueryOperator mirrored(QueryOperator op)
{
    switch (op) {
    case QueryOperator::Less:
        return QueryOperator::Greater;
    case QueryOperator::LessOrEqual:
        return QueryOperator::GreaterOrEqual;
    case QueryOperator::Greater:
        return QueryOperator::Less;
    case QueryOperator::GreaterOrEqual:
        return QueryOperator::LessOrEqual;
    default:
        return op;
    }
}

RegexCache::RegexCache() = default;
RegexCache::~RegexCache() = default;
RegexCache::RegexCache(RegexCache&&) noexcept = default;
RegexCache& RegexCache::operator=(RegexCache&&) noexcept = default;

const re2::RE2* RegexCache::find(const std::string& pattern)
{
    auto known = m_compiled.find(pattern);
    if (known == m_compiled.end()) {
        if (m_compiled.size() >= kMaxCompiled)
            m_compiled.clear();
        known = m_compiled.emplace(pattern, std::make_unique<re2::RE2>(pattern, regexOptions())).first;
    }
    return known->second->ok() ? known->second.get() : nullptr;
}

bool RegexCache::matches(const std::string& pattern, std::string_view text)
{
    const re2::RE2* regex = find(pattern);
    return regex != nullptr && re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

std::string regexProblem(const std::string& pattern)
{
    const re2::RE2 regex(pattern, regexOptions());
    return regex.ok() ? std::string() : regex.error();
}

bool compareValues(QueryOperator op, const QueryValue& left, const QueryValue& right, RegexCache& regexes)
{
    bool any = false;
    bool comparable = false;
    const bool isRegex = op == QueryOperator::Matches || op == QueryOperator::MatchesNot;
    const bool isNegative = op == QueryOperator::NotEqual || op == QueryOperator::MatchesNot;
    forEachPair(left, right, [&](const QueryValue& a, const QueryValue& b) {
        if (isRegex) {
            if (a.type != QueryType::String || b.type != QueryType::String || regexes.find(b.text) == nullptr)
                return;
            comparable = true;
            any = any || regexes.matches(b.text, a.text);
            return;
        }
        const int order = compareSingle(a, b);
        comparable = comparable || order != kIncomparable;
        any = any || orderHolds(isNegative ? QueryOperator::Equal : op, order);
    });
    return isNegative ? comparable && !any : any;
}

QueryValue calculate(QueryOperator op, const QueryValue& left, const QueryValue& right)
{
    if (!left.isNumber() || !right.isNumber())
        return {};
    if (op == QueryOperator::Power)
        return power(left, right);
    if (left.type == QueryType::Float || right.type == QueryType::Float)
        return calculateReals(op, left.asReal(), right.asReal());
    QueryValue result = calculateIntegers(op, left.integer, right.integer);
    if (!result.isNil() && (left.type == QueryType::Duration || right.type == QueryType::Duration))
        result.type = QueryType::Duration;
    return result;
}

QueryValue negated(const QueryValue& value)
{
    if (value.type == QueryType::Float)
        return QueryValue::ofFloat(-value.real);
    if (!value.isNumber())
        return {};
    return QueryValue::of(value.type, static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value.integer)));
}

QueryValue opposite(const QueryValue& value)
{
    return value.type == QueryType::Bool ? QueryValue::ofBool(value.integer == 0) : QueryValue{};
}

std::string queryText(const QueryValue& value)
{
    if (value.type != QueryType::String)
        return shownText(value);
    std::string quoted;
    appendJsonString(quoted, value.text);
    return quoted;
}

std::string shownText(const QueryValue& value)
{
    switch (value.type) {
    case QueryType::Nil:
        return "nil";
    case QueryType::Bool:
        return value.integer != 0 ? "true" : "false";
    case QueryType::Int:
        return std::to_string(value.integer);
    case QueryType::Float:
        return displayText(Value{value.real});
    case QueryType::Duration:
        return durationText(value.integer);
    case QueryType::String:
        return value.text;
    case QueryType::Status:
        return std::string(name(static_cast<StatusCode>(value.integer)));
    case QueryType::Kind:
        return std::string(name(static_cast<SpanKind>(value.integer)));
    case QueryType::Array: {
        std::string text = "[";
        for (const QueryValue& item : value.items)
            text.append(text.size() > 1 ? ", " : "").append(queryText(item));
        return text + "]";
    }
    case QueryType::Other:
    case QueryType::Unknown:
        break;
    }
    return "(bytes)";
}

std::string groupKey(const QueryValue& value)
{
    std::string key(1, static_cast<char>('0' + static_cast<int>(value.type)));
    const auto append = [&key](std::uint64_t bits) {
        for (int shift = 56; shift >= 0; shift -= 8)
            key.push_back(static_cast<char>(bits >> shift));
    };
    switch (value.type) {
    case QueryType::String:
        return key + value.text;
    case QueryType::Float:
        append(std::bit_cast<std::uint64_t>(value.real));
        return key;
    case QueryType::Array:
        for (const QueryValue& item : value.items) {
            const std::string part = groupKey(item);
            append(part.size());
            key += part;
        }
        return key;
    default:
        append(static_cast<std::uint64_t>(value.integer) ^ (std::uint64_t{1} << 63));
        return key;
    }
}

} // namespace tailrace
