// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/search_terms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace tailrace {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Characters before a byte of UTF-8, plus one.
int columnOf(std::string_view text, std::size_t byte)
{
    return 1 +
           static_cast<int>(std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(byte),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// One word as it was typed: its text without quotes, and where the first sign outside of quotes lies.
struct Word {
    std::string text;
    std::vector<std::size_t> at; ///< of each byte of `text`, its place in the query
    std::size_t begin = 0;
    std::size_t sign = std::string::npos;  ///< of = or != or < > outside quotes, in `text`
    std::size_t colon = std::string::npos; ///< of the first : outside quotes, in `text`
};

class Parser
{
public:
    explicit Parser(std::string_view query)
        : m_query(query)
    {
    }

    SearchTerms parse()
    {
        while (!m_problem) {
            while (m_at < m_query.size() && isBlank(m_query[m_at]))
                ++m_at;
            if (m_at == m_query.size())
                break;
            const Word word = readWord();
            if (!m_problem)
                addTerm(word);
        }
        if (m_problem)
            return {{}, m_problem};
        return {std::move(m_terms), {}};
    }

private:
    Word readWord();
    void addTerm(const Word& word);
    bool addField(const Word& word);
    void addComparison(const Word& word);
    void addDuration(const std::string& value, std::size_t at, SearchTerm::Test test);
    void setValue(SearchTerm& term, const std::string& value, std::size_t at);
    void fail(std::size_t byte, std::string message)
    {
        if (!m_problem)
            m_problem = {std::move(message), columnOf(m_query, byte)};
    }
    /// Place in the query of a byte of a word's text, or of the word's end.
    [[nodiscard]] std::size_t placeOf(const Word& word, std::size_t byte) const
    {
        return byte < word.at.size() ? word.at[byte] : m_at;
    }

    std::string_view m_query;
    std::size_t m_at = 0;
    std::vector<SearchTerm> m_terms;
    QueryProblem m_problem;
};

Word Parser::readWord()
{
    Word word;
    word.begin = m_at;
    std::size_t quote = std::string::npos;
    for (; m_at < m_query.size(); ++m_at) {
        char c = m_query[m_at];
        if (quote == std::string::npos && isBlank(c))
            break;
        if (c == '"') {
            quote = quote == std::string::npos ? m_at : std::string::npos;
            continue;
        }
        if (quote != std::string::npos) {
            if (c == '\\' && m_at + 1 < m_query.size() && (m_query[m_at + 1] == '"' || m_query[m_at + 1] == '\\'))
                c = m_query[++m_at];
        } else if (word.sign == std::string::npos) {
            const bool isUnequal = c == '!' && m_at + 1 < m_query.size() && m_query[m_at + 1] == '=';
            if (c == '=' || c == '<' || c == '>' || isUnequal)
                word.sign = word.text.size();
            else if (c == ':' && word.colon == std::string::npos)
                word.colon = word.text.size();
        }
        word.text.push_back(c);
        word.at.push_back(m_at);
    }
    if (quote != std::string::npos)
        fail(quote, "this quote is not closed");
    return word;
}

void Parser::addTerm(const Word& word)
{
    if (m_terms.size() >= kMaxSearchTerms)
        return fail(word.begin, "more than " + std::to_string(kMaxSearchTerms) + " words");
    if (word.colon < word.sign && addField(word))
        return;
    if (word.sign != std::string::npos && word.sign > 0)
        return addComparison(word);
    if (word.text.empty()) // a pair of quotes, which everything contains
        return;
    SearchTerm term;
    term.text = foldedCase(word.text);
    m_terms.push_back(std::move(term));
}

/// "service:payment"; false if what is before the colon names no field, as in a URL.
bool Parser::addField(const Word& word)
{
    const std::string field = foldedCase(word.text.substr(0, word.colon));
    SearchTerm term;
    if (field == "name")
        term.field = SearchTerm::Field::Name;
    else if (field == "service")
        term.field = SearchTerm::Field::Service;
    else if (field == "status")
        term.field = SearchTerm::Field::Status;
    else if (field == "kind")
        term.field = SearchTerm::Field::Kind;
    else
        return false;
    setValue(term, word.text.substr(word.colon + 1), placeOf(word, word.colon + 1));
    m_terms.push_back(std::move(term));
    return true;
}

void Parser::setValue(SearchTerm& term, const std::string& value, std::size_t at)
{
    term.text = foldedCase(value);
    const auto isValue = [&](std::string_view name) { return name == term.text; };
    if (term.field == SearchTerm::Field::Status) {
        for (const StatusCode status : {StatusCode::Unset, StatusCode::Ok, StatusCode::Error}) {
            if (isValue(name(status))) {
                term.status = status;
                return;
            }
        }
        fail(at, "a status is unset, ok or error");
    } else if (term.field == SearchTerm::Field::Kind) {
        for (const SpanKind kind : {SpanKind::Unspecified, SpanKind::Internal, SpanKind::Server, SpanKind::Client,
                                    SpanKind::Producer, SpanKind::Consumer}) {
            if (isValue(name(kind))) {
                term.kind = kind;
                return;
            }
        }
        fail(at, "a kind is server, client, producer, consumer, internal or unspecified");
    } else if (value.empty() && term.test == SearchTerm::Test::Contains) {
        fail(at, "a text is missing after the colon");
    }
}

void Parser::addComparison(const Word& word)
{
    using Test = SearchTerm::Test;
    const std::string_view rest = std::string_view(word.text).substr(word.sign);
    constexpr std::pair<std::string_view, Test> kSigns[] = {
        {"!=", Test::Differs}, {">=", Test::MoreOrEqual}, {"<=", Test::LessOrEqual},
        {"=", Test::Equals},   {">", Test::More},         {"<", Test::Less},
    };
    const auto* sign = std::find_if(std::begin(kSigns), std::end(kSigns),
                                    [&](const auto& s) { return rest.starts_with(s.first); });
    const std::string key = foldedCase(word.text.substr(0, word.sign));
    const std::size_t valueAt = word.sign + sign->first.size();
    const std::string value = word.text.substr(valueAt);
    if (key == "duration")
        return addDuration(value, placeOf(word, valueAt), sign->second);
    SearchTerm term;
    term.test = sign->second;
    if (term.test != Test::Equals && term.test != Test::Differs)
        return fail(placeOf(word, word.sign), "only duration can be compared with " + std::string(sign->first) +
                                                  "; put quotes around a text that contains it");
    term.key = key;
    term.field = key == "name"      ? SearchTerm::Field::Name
                 : key == "service" ? SearchTerm::Field::Service
                 : key == "status"  ? SearchTerm::Field::Status
                 : key == "kind"    ? SearchTerm::Field::Kind
                                    : SearchTerm::Field::Attribute;
    setValue(term, value, placeOf(word, valueAt));
    m_terms.push_back(std::move(term));
}

void Parser::addDuration(const std::string& value, std::size_t at, SearchTerm::Test test)
{
    const auto length = durationOf(value);
    if (!length)
        return fail(at, value.empty() ? "a duration is missing, as in duration>100ms"
                                      : "this is not a duration such as 100ms, 2.5s or 3min");
    SearchTerm term;
    term.field = SearchTerm::Field::Duration;
    term.test = test;
    term.durationNs = *length;
    m_terms.push_back(std::move(term));
}

} // namespace

std::optional<std::int64_t> durationOf(std::string_view text)
{
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc() || !std::isfinite(number) || number < 0)
        return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    constexpr std::pair<std::string_view, double> kUnits[] = {
        {"ns", 1},  {"us", 1e3}, {"µs", 1e3},   {"μs", 1e3},   {"ms", 1e6},
        {"s", 1e9}, {"m", 60e9}, {"min", 60e9}, {"h", 3600e9},
    };
    for (const auto& [name, factor] : kUnits) {
        if (unit == name)
            return number * factor < 9.2e18 ? static_cast<std::int64_t>(std::llround(number * factor)) : INT64_MAX;
    }
    return number == 0 && unit.empty() ? std::optional<std::int64_t>(0) : std::nullopt;
}

SearchTerms parseSearch(std::string_view query)
{
    return Parser(query).parse();
}

} // namespace tailrace
