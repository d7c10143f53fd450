// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/readable_text.h"

#include "model/analysis/search_terms.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tailrace {

namespace {

constexpr std::size_t kShortText = 48; // bytes that are read well on one line
constexpr std::size_t kShortSql = 32;
constexpr std::size_t kLongestText = 1 << 20; // bytes that are laid out
constexpr std::size_t kDeepest = 200;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// After the text in double quotes that begins at `at`; npos if it does not end.
std::size_t afterJsonText(std::string_view text, std::size_t at)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return std::string_view::npos;
}

/// Where a container without containers in it ends that is short enough for one line; npos otherwise.
std::size_t endOnOneLine(std::string_view text, std::size_t open)
{
    for (std::size_t at = open + 1; at < text.size() && at - open < kShortText; ++at) {
        if (text[at] == '"') {
            at = afterJsonText(text, at);
            if (at == std::string_view::npos)
                return at;
            --at;
        } else if (text[at] == '{' || text[at] == '[') {
            return std::string_view::npos;
        } else if (text[at] == '}' || text[at] == ']') {
            return at;
        }
    }
    return std::string_view::npos;
}

class JsonLayout
{
public:
    explicit JsonLayout(std::string_view text)
        : m_text(text)
    {
    }

    std::string layOut()
    {
        for (std::size_t at = 0; at < m_text.size();) {
            const char c = m_text[at];
            if (isBlank(c)) {
                ++at;
            } else if (m_open.empty() && !m_out.empty()) {
                return {}; // something behind the end
            } else if (c == '"') {
                const std::size_t end = afterJsonText(m_text, at);
                if (end == std::string_view::npos || m_open.empty())
                    return {};
                m_out.append(m_text.substr(at, end - at));
                at = end;
            } else if (!addSign(at)) {
                return {};
            } else {
                ++at;
            }
        }
        return m_open.empty() ? std::move(m_out) : std::string();
    }

private:
    struct Open {
        char close;
        bool onOneLine;
    };

    bool addSign(std::size_t at)
    {
        const char c = m_text[at];
        if (c == '{' || c == '[')
            return open(at);
        if (m_open.empty())
            return false;
        if (c == '}' || c == ']')
            return close(c);
        m_out.push_back(c);
        if (c == ',' && !m_open.back().onOneLine)
            breakLine();
        else if (c == ',' || c == ':')
            m_out.push_back(' ');
        else
            return isWordPart(c) || c == '-' || c == '+' || c == '.';
        return true;
    }

    bool open(std::size_t at)
    {
        if (m_open.size() == kDeepest)
            return false;
        const bool inside = !m_open.empty() && m_open.back().onOneLine;
        const char close = m_text[at] == '{' ? '}' : ']';
        m_open.push_back({close, inside || endOnOneLine(m_text, at) != std::string_view::npos});
        m_out.push_back(m_text[at]);
        if (!m_open.back().onOneLine)
            breakLine();
        return true;
    }

    bool close(char c)
    {
        const Open open = m_open.back();
        if (open.close != c)
            return false;
        m_open.pop_back();
        if (!open.onOneLine)
            breakLine();
        m_out.push_back(c);
        return true;
    }

    void breakLine()
    {
        m_out.push_back('\n');
        m_out.append(2 * m_open.size(), ' ');
    }

    std::string_view m_text;
    std::string m_out;
    std::vector<Open> m_open;
};

/// What begins a line of SQL.
struct Clause {
    std::string_view words; ///< in capitals, one blank between them
    bool isIndented = false;
};
// Longer ones first where one begins another.
constexpr Clause kClauses[] = {
    {"LEFT OUTER JOIN"},
    {"RIGHT OUTER JOIN"},
    {"FULL OUTER JOIN"},
    {"LEFT JOIN"},
    {"RIGHT JOIN"},
    {"FULL JOIN"},
    {"INNER JOIN"},
    {"CROSS JOIN"},
    {"JOIN"},
    {"SELECT"},
    {"FROM"},
    {"WHERE"},
    {"GROUP BY"},
    {"ORDER BY"},
    {"HAVING"},
    {"LIMIT"},
    {"OFFSET"},
    {"UNION ALL"},
    {"UNION"},
    {"EXCEPT"},
    {"INTERSECT"},
    {"VALUES"},
    {"SET"},
    {"RETURNING"},
    {"ON CONFLICT"},
    {"ON DUPLICATE KEY"},
    {"ON", true},
    {"AND", true},
    {"OR", true},
};

class SqlLayout
{
public:
    explicit SqlLayout(std::string_view text)
        : m_text(text)
    {
    }

    std::string layOut()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isBlank(c)) {
                m_gap = true;
                ++m_at;
            } else if (const std::size_t end = endOfFixed(); end != m_at) {
                if (end == std::string_view::npos)
                    return {};
                copyTo(end);
            } else if (c == '(' || c == ')') {
                addParenthesis(c);
            } else if (isWordPart(c)) {
                addWord();
            } else {
                copyTo(m_at + 1);
            }
        }
        return std::move(m_out);
    }

private:
    /// The end of a quoted text or comment that begins here; m_at if none does, npos if it does not end.
    std::size_t endOfFixed()
    {
        const char c = m_text[m_at];
        const std::string_view rest = m_text.substr(m_at);
        if (rest.starts_with("--")) {
            m_mustBreak = true;
            return std::min(m_text.find('\n', m_at), m_text.size());
        }
        std::size_t end = m_at;
        if (rest.starts_with("/*"))
            end = m_text.find("*/", m_at + 2);
        else if (rest.starts_with("$$"))
            end = m_text.find("$$", m_at + 2);
        else if (c == '\'' || c == '"' || c == '`')
            return afterQuotes(c);
        else
            return m_at;
        return end == std::string_view::npos ? end : end + 2;
    }

    /// A doubled quote goes on; so does one after a backslash, which some databases allow.
    std::size_t afterQuotes(char quote) const
    {
        for (std::size_t at = m_at + 1; at < m_text.size(); ++at) {
            if (m_text[at] == '\\' && quote == '\'')
                ++at;
            else if (m_text[at] == quote && at + 1 < m_text.size() && m_text[at + 1] == quote)
                ++at;
            else if (m_text[at] == quote)
                return at + 1;
        }
        return std::string_view::npos;
    }

    void copyTo(std::size_t end)
    {
        const bool breaks = std::exchange(m_mustBreak, false);
        addGap();
        m_out.append(m_text.substr(m_at, end - m_at));
        m_at = end;
        if (breaks)
            breakLine(0);
    }

    void addGap()
    {
        if (std::exchange(m_gap, false) && !m_out.empty() && m_out.back() != '\n' && m_out.back() != ' ')
            m_out.push_back(' ');
    }

    void breakLine(std::size_t further)
    {
        while (!m_out.empty() && m_out.back() == ' ')
            m_out.pop_back();
        if (!m_out.empty() && m_out.back() != '\n')
            m_out.push_back('\n');
        const auto depth = static_cast<std::size_t>(std::count(m_isQuery.begin(), m_isQuery.end(), true));
        m_out.append(2 * (std::min(depth, kDeepest) + further), ' ');
        m_gap = false;
    }

    void addParenthesis(char c)
    {
        if (c == '(') {
            copyTo(m_at + 1);
            std::size_t next = m_at;
            while (next < m_text.size() && isBlank(m_text[next]))
                ++next;
            m_isQuery.push_back(clauseWords(next, "SELECT") > 0);
            return;
        }
        if (!m_isQuery.empty()) {
            const bool wasQuery = m_isQuery.back();
            m_isQuery.pop_back();
            if (wasQuery)
                breakLine(0);
        }
        copyTo(m_at + 1);
    }

    /// Length of the text at `at` that is these words, with any blanks between them; 0 if it is something else.
    [[nodiscard]] std::size_t clauseWords(std::size_t at, std::string_view words) const
    {
        const std::size_t begin = at;
        for (const char word : words) {
            if (word == ' ') {
                if (at == m_text.size() || !isBlank(m_text[at]))
                    return 0;
                while (at < m_text.size() && isBlank(m_text[at]))
                    ++at;
            } else if (at == m_text.size() || (m_text[at] & ~0x20) != word) {
                return 0;
            } else {
                ++at;
            }
        }
        return at < m_text.size() && isWordPart(m_text[at]) ? 0 : at - begin;
    }

    void addWord()
    {
        // In a list or a call nothing is broken; BETWEEN … AND is one condition.
        const bool isQuery = m_isQuery.empty() || m_isQuery.back();
        for (const Clause& clause : kClauses) {
            const std::size_t length = isQuery ? clauseWords(m_at, clause.words) : 0;
            if (length == 0)
                continue;
            if (m_isBetween && clause.words == "AND") {
                m_isBetween = false;
                break;
            }
            breakLine(clause.isIndented && !m_out.empty() ? 1 : 0);
            copyTo(m_at + length);
            return;
        }
        m_isBetween = m_isBetween || clauseWords(m_at, "BETWEEN") > 0;
        std::size_t end = m_at;
        while (end < m_text.size() && isWordPart(m_text[end]) && !m_text.substr(end).starts_with("$$"))
            ++end;
        copyTo(std::max(end, m_at + 1));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_out;
    std::vector<bool> m_isQuery; // of each open parenthesis
    bool m_gap = false;
    bool m_isBetween = false;
    bool m_mustBreak = false; // behind a comment that ends with its line
};

bool isSql(std::string_view key, std::string_view text)
{
    for (const std::string_view known : {"db.statement", "db.query.text", "sql.query", "db.sql"})
        if (key == known)
            return true;
    const std::string begin = foldedCase(text.substr(0, 12));
    constexpr std::array kBegins{"select ", "insert into ", "update ", "delete from ", "with "};
    return (key.starts_with("db.") || key.find("sql") != std::string_view::npos) &&
           std::any_of(kBegins.begin(), kBegins.end(), [&](const char* word) { return begin.starts_with(word); });
}

} // namespace

std::string readableJson(std::string_view text)
{
    return JsonLayout(text).layOut();
}

std::string readableSql(std::string_view text)
{
    return SqlLayout(text).layOut();
}

std::string readableText(std::string_view key, std::string_view text)
{
    if (text.size() <= kShortSql || text.size() > kLongestText || text.find('\n') != std::string_view::npos)
        return {};
    const char first = text[std::min(text.find_first_not_of(" \t\r"), text.size() - 1)];
    std::string laidOut;
    if (first == '{' || first == '[')
        laidOut = text.size() <= kShortText ? std::string() : readableJson(text);
    else if (isSql(key, text))
        laidOut = readableSql(text);
    return laidOut.find('\n') == std::string::npos ? std::string() : laidOut;
}

} // namespace tailrace
