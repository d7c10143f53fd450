// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/xray/xray_document.h"

#include "importers/json/json_string.h"

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool endsScalar(char c)
{
    return isSpace(c) || c == ',' || c == '}' || c == ']';
}

} // namespace

void XrayDocument::split(std::string_view raw)
{
    m_raw = raw;
    m_at = 0;
    m_parts.clear();
    m_cuts.clear();
    m_frames.clear();
    m_skipped = 0;
    if (walk())
        return;
    m_parts.assign(1, Part{0, raw.size(), kNoParent, kNone, kNone});
    m_cuts.clear();
    m_skipped = 0;
}

/// True if the whole text was understood.
bool XrayDocument::walk()
{
    if (nextToken() != '{')
        return false;
    openPart(kNoParent);
    while (!m_frames.empty())
        if (!(m_frames.back().cut == kNone ? member() : element()))
            return false;
    return true;
}

/// The next member of the innermost segment, or its end.
bool XrayDocument::member()
{
    const char token = nextToken();
    if (token == '}') {
        m_parts[m_frames.back().part].end = ++m_at;
        m_frames.pop_back();
        return true;
    }
    if (token == ',') {
        ++m_at;
        return true;
    }
    if (token != '"')
        return false;
    const std::string_view key = passString();
    if (nextToken() != ':')
        return false;
    ++m_at;
    if (nextToken() != '[' || key != "subsegments")
        return passValue();
    openCut();
    return true;
}

/// The next subsegment of the innermost list, or its end.
bool XrayDocument::element()
{
    switch (nextToken()) {
    case ']':
        m_cuts[m_frames.back().cut].end = ++m_at;
        m_frames.pop_back();
        return true;
    case ',':
        ++m_at;
        return true;
    case '{':
        openPart(m_frames.back().part);
        return true;
    default:
        ++m_skipped;
        return passValue();
    }
}

void XrayDocument::openPart(std::uint32_t parent)
{
    m_frames.push_back({static_cast<std::uint32_t>(m_parts.size()), kNone});
    m_parts.push_back({m_at++, m_raw.size(), parent, kNone, kNone});
}

void XrayDocument::openCut()
{
    const auto cut = static_cast<std::uint32_t>(m_cuts.size());
    const std::uint32_t part = m_frames.back().part;
    m_cuts.push_back({m_at++, m_raw.size(), kNone});
    Part& owner = m_parts[part];
    (owner.lastCut == kNone ? owner.firstCut : m_cuts[owner.lastCut].next) = cut;
    owner.lastCut = cut;
    m_frames.push_back({part, cut});
}

/// Passes over white space; 0 at the end.
char XrayDocument::nextToken()
{
    while (m_at < m_raw.size() && isSpace(m_raw[m_at]))
        ++m_at;
    return m_at < m_raw.size() ? m_raw[m_at] : '\0';
}

/// The inside of the string at the cursor, as it is written.
std::string_view XrayDocument::passString()
{
    const char* const end = m_raw.data() + m_raw.size();
    const char* const start = m_raw.data() + m_at + 1;
    const char* at = findQuoteOrBackslash(start, end);
    while (at < end && *at == '\\')
        at = at + 2 < end ? findQuoteOrBackslash(at + 2, end) : end;
    m_at = static_cast<std::size_t>(at - m_raw.data()) + (at < end ? 1 : 0);
    return {start, static_cast<std::size_t>(at - start)};
}

bool XrayDocument::passValue()
{
    std::size_t depth = 0;
    do {
        const char token = nextToken();
        if (token == '\0')
            return false;
        if (token == '"') {
            (void)passString();
        } else if (token == '{' || token == '[') {
            ++depth;
            ++m_at;
        } else if (token == '}' || token == ']') {
            if (depth == 0)
                return false;
            --depth;
            ++m_at;
        } else if (token == ',' || token == ':') {
            if (depth == 0)
                return false;
            ++m_at;
        } else {
            while (m_at < m_raw.size() && !endsScalar(m_raw[m_at]) && m_raw[m_at] != ':')
                ++m_at;
        }
    } while (depth > 0);
    return true;
}

std::string_view XrayDocument::text(std::size_t i)
{
    const Part& part = m_parts[i];
    if (part.firstCut == kNone)
        return m_raw.substr(part.begin, part.end - part.begin);
    m_text.clear();
    std::size_t from = part.begin;
    for (std::uint32_t cut = part.firstCut; cut != kNone; cut = m_cuts[cut].next) {
        m_text.append(m_raw, from, m_cuts[cut].begin - from).append("null");
        from = m_cuts[cut].end;
    }
    m_text.append(m_raw, from, part.end - from);
    const std::size_t size = m_text.size();
    m_text.append(kPadding, ' ');
    return std::string_view(m_text).substr(0, size);
}

} // namespace tailrace
