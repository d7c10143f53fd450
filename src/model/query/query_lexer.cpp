// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_lexer.h"

#include "model/base/utf8.h"
#include "model/query/query_grammar.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace tailrace {

namespace {

namespace peg = tao::pegtl;
namespace grammar = query_grammar;

/// What an action noted of the token that was read.
struct Found {
    QueryToken token;
    std::string problem; ///< the token is well formed but means nothing
    std::string expected;
    std::int64_t durationNs = 0;
    bool isTooLong = false;
};

std::optional<std::uint32_t> hexNumber(std::string_view digits)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

void appendUtf8(std::string& out, std::uint32_t code)
{
    if (code < 0x80) {
        out.push_back(static_cast<char>(code));
        return;
    }
    const int further = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr std::array<std::uint32_t, 4> kLead{0, 0xC0, 0xE0, 0xF0};
    out.push_back(static_cast<char>(kLead[static_cast<std::size_t>(further)] | code >> (6 * further)));
    for (int i = further - 1; i >= 0; --i)
        out.push_back(static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3F)));
}

/// The content of a string in double quotes, with the escapes of Go's strings; nothing if one is wrong.
std::optional<std::string> unquoted(std::string_view text)
{
    text = text.substr(1, text.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out.push_back(text[i]);
            continue;
        }
        const char sign = text[++i];
        constexpr std::string_view kNames = "abfnrtv\\\"'";
        constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\\"'";
        if (const std::size_t known = kNames.find(sign); known != std::string_view::npos) {
            out.push_back(kValues[known]);
            continue;
        }
        const std::size_t digits = sign == 'x' ? 2 : sign == 'u' ? 4 : sign == 'U' ? 8 : 0;
        if (digits == 0 || i + digits >= text.size())
            return std::nullopt;
        const std::optional<std::uint32_t> code = hexNumber(text.substr(i + 1, digits));
        if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000))
            return std::nullopt;
        if (sign == 'x')
            out.push_back(static_cast<char>(*code));
        else
            appendUtf8(out, *code);
        i += digits;
    }
    return out;
}

/// An attribute's name: quoted parts without their quotes, in which \" and \\ stand for a quote and a backslash.
std::string attributeName(std::string_view text)
{
    std::string name;
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            isQuoted = !isQuoted;
        else if (isQuoted && text[i] == '\\' && i + 1 < text.size())
            name.push_back(text[++i]);
        else
            name.push_back(text[i]);
    }
    return name;
}

struct UnitLength {
    std::string_view sign;
    double ns;
};
constexpr std::array kUnits{
    UnitLength{"ns", 1},          UnitLength{"us", 1e3},          UnitLength{"\xC2\xB5s", 1e3},
    UnitLength{"\xCE\xBCs", 1e3}, UnitLength{"ms", 1e6},          UnitLength{"s", 1e9},
    UnitLength{"m", 60e9},        UnitLength{"h", 3600e9},        UnitLength{"d", 86400e9},
    UnitLength{"w", 7 * 86400e9}, UnitLength{"y", 365 * 86400e9},
};

void addDuration(Found& found, std::string_view part)
{
    const std::size_t digits = part.find_first_not_of("0123456789.");
    const std::string_view mantissa = part.substr(0, digits);
    for (const UnitLength& unit : kUnits) {
        if (unit.sign != part.substr(digits))
            continue;
        // Whole numbers stay exact.
        std::int64_t whole = 0;
        const auto [end, error] = std::from_chars(mantissa.data(), mantissa.data() + mantissa.size(), whole);
        long double ns = 0;
        if (error == std::errc() && end == mantissa.data() + mantissa.size()) {
            ns = static_cast<long double>(whole) * static_cast<long double>(unit.ns);
        } else {
            double value = 0;
            std::from_chars(mantissa.data(), mantissa.data() + mantissa.size(), value);
            ns = static_cast<long double>(value) * static_cast<long double>(unit.ns);
        }
        const long double sum = ns + static_cast<long double>(found.durationNs);
        found.isTooLong = found.isTooLong || sum > 9.2e18L || error == std::errc::result_out_of_range;
        if (!found.isTooLong)
            found.durationNs = static_cast<std::int64_t>(std::round(sum));
        return;
    }
}

void setNumber(Found& found, std::string_view text)
{
    if (text.find_first_of(".eE") == std::string_view::npos) {
        std::int64_t value = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
            found.problem = "this number does not fit into 64 bits";
        found.token.value = QueryValue::ofInt(value);
        return;
    }
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        found.problem = "this number is too large or too small";
    found.token.value = QueryValue::ofFloat(value);
}

struct ScopedName {
    std::string_view text;
    Intrinsic intrinsic;
};
constexpr std::array kScopedIntrinsics{
    ScopedName{"span:name", Intrinsic::Name},
    ScopedName{"span:status", Intrinsic::Status},
    ScopedName{"span:statusMessage", Intrinsic::StatusMessage},
    ScopedName{"span:duration", Intrinsic::Duration},
    ScopedName{"span:kind", Intrinsic::Kind},
    ScopedName{"span:id", Intrinsic::SpanId},
    ScopedName{"span:parentID", Intrinsic::ParentId},
    ScopedName{"span:childCount", Intrinsic::ChildCount},
    ScopedName{"trace:id", Intrinsic::TraceId},
    ScopedName{"trace:duration", Intrinsic::TraceDuration},
    ScopedName{"trace:rootName", Intrinsic::RootName},
    ScopedName{"trace:rootService", Intrinsic::RootService},
    ScopedName{"event:name", Intrinsic::EventName},
    ScopedName{"event:timeSinceStart", Intrinsic::EventTimeSinceStart},
    ScopedName{"link:traceID", Intrinsic::LinkTraceId},
    ScopedName{"link:spanID", Intrinsic::LinkSpanId},
    ScopedName{"instrumentation:name", Intrinsic::InstrumentationName},
    ScopedName{"instrumentation:version", Intrinsic::InstrumentationVersion},
};

void setIntrinsic(Found& found, std::string_view text)
{
    found.token.kind = QueryToken::Kind::Field;
    for (const ScopedName& known : kScopedIntrinsics)
        if (known.text == text) {
            found.token.field.intrinsic = known.intrinsic;
            return;
        }
    found.problem = "there is no field '" + std::string(text) + "'";
    const std::string_view scope = text.substr(0, text.find(':') + 1);
    for (const ScopedName& known : kScopedIntrinsics)
        if (known.text.starts_with(scope))
            found.expected.append(found.expected.empty() ? "" : ", ").append(known.text);
}

template <class Rule>
struct Action : peg::nothing<Rule> {
};

template <FieldScope Scope>
struct SetScope {
    template <class Input>
    static void apply(const Input&, Found& found)
    {
        found.token.field.scope = Scope;
    }
};
// clang-format off
template <> struct Action<grammar::SpanScope> : SetScope<FieldScope::Span> {};
template <> struct Action<grammar::ResourceScope> : SetScope<FieldScope::Resource> {};
template <> struct Action<grammar::EventScope> : SetScope<FieldScope::Event> {};
template <> struct Action<grammar::LinkScope> : SetScope<FieldScope::Link> {};
template <> struct Action<grammar::InstrumentationScope> : SetScope<FieldScope::Instrumentation> {};
// clang-format on

template <>
struct Action<grammar::ParentScope> {
    template <class Input>
    static void apply(const Input&, Found& found)
    {
        found.token.field.ofParent = true;
    }
};

template <>
struct Action<grammar::Name> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        found.token.kind = QueryToken::Kind::Field;
        found.token.field.key = attributeName(in.string_view());
    }
};

template <>
struct Action<grammar::ScopedIntrinsic> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        setIntrinsic(found, in.string_view());
    }
};

template <>
struct Action<grammar::DurationPart> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        addDuration(found, in.string_view());
    }
};

template <>
struct Action<grammar::Duration> {
    template <class Input>
    static void apply(const Input&, Found& found)
    {
        found.token.kind = QueryToken::Kind::Value;
        found.token.value = QueryValue::ofDuration(found.durationNs);
        if (found.isTooLong)
            found.problem = "this duration does not fit into 64 bits of nanoseconds";
    }
};

template <>
struct Action<grammar::Number> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        found.token.kind = QueryToken::Kind::Value;
        setNumber(found, in.string_view());
    }
};

template <>
struct Action<grammar::Word> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        found.token.kind = QueryToken::Kind::Word;
        found.token.text = in.string_view();
    }
};

template <>
struct Action<grammar::Sign> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        found.token.kind = QueryToken::Kind::Sign;
        found.token.text = in.string_view();
    }
};

template <>
struct Action<grammar::WholeString> {
    template <class Input>
    static void apply(const Input& in, Found& found)
    {
        const std::string_view text = in.string_view();
        found.token.kind = QueryToken::Kind::Value;
        const std::optional<std::string> content =
            text.front() == '`' ? std::string(text.substr(1, text.size() - 2)) : unquoted(text);
        if (!content)
            found.problem = "this string has an escape that is none";
        found.token.value = QueryValue::ofString(content.value_or(""));
    }
};

int columnAt(std::string_view text, std::size_t byte)
{
    int column = 1;
    for (const char sign : text.substr(0, byte))
        column += (static_cast<unsigned char>(sign) & 0xC0) != 0x80 ? 1 : 0;
    return column;
}

/// Nothing of the grammar begins here.
QueryRefusal unreadable(std::string_view rest, int column)
{
    const char sign = rest.front();
    if (sign == '"' || sign == '`')
        return {"this string does not end", std::string("a closing ") + sign, column};
    if (sign == '\'')
        return {"strings stand in double quotes or back quotes, not in single ones", "\" or `", column};
    if (sign == '/' && rest.starts_with("/*"))
        return {"this comment does not end", "*/", column};
    if (sign == '&')
        return {"a single & is no operator", "&&, &>, &>>, &<, &<< or &~", column};
    if ((sign >= '0' && sign <= '9') || (sign == '.' && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9'))
        return {"this is neither a number nor a duration",
                "digits, or digits with one of the units ns us ms s m h d w y", column};
    if (sign == '.')
        return {"an attribute's name is missing after the point", "a name, quoted if it has blanks", column};
    std::size_t end = 1;
    while (end < rest.size() && (static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80)
        ++end;
    return {"'" + repairUtf8(rest.substr(0, end)) + "' has no meaning here", "", column};
}

} // namespace

tl::expected<std::vector<QueryToken>, QueryRefusal> readTokens(std::string_view text)
{
    if (text.size() > kMaxQueryText)
        return tl::unexpected(QueryRefusal{"this query is longer than 64 KiB", "", 1});
    std::vector<QueryToken> tokens;
    peg::memory_input<> in(text.data(), text.data() + text.size(), "");
    int column = 1;
    std::size_t counted = 0;
    for (;;) {
        (void)peg::parse<grammar::Blanks>(in);
        const auto at = static_cast<std::size_t>(in.current() - text.data());
        column += columnAt(text.substr(counted), at - counted) - 1;
        counted = at;
        Found found;
        found.token.column = column;
        if (in.empty()) {
            tokens.push_back(std::move(found.token));
            return tokens;
        }
        if (text.substr(at).starts_with("/*") || !peg::parse<grammar::Token, Action>(in, found))
            return tl::unexpected(unreadable(text.substr(at), column));
        if (!found.problem.empty())
            return tl::unexpected(QueryRefusal{std::move(found.problem), std::move(found.expected), column});
        tokens.push_back(std::move(found.token));
    }
}

} // namespace tailrace
