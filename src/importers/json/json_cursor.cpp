// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_cursor.h"

#include "importers/json/json_string.h"
#include "model/base/format.h"

#include <cstring>

namespace tailrace {

namespace {

constexpr std::size_t kReadSize = 256 * 1024;
constexpr std::size_t kPadding = 64;
constexpr std::size_t kMaxKey = 1 << 20;
constexpr char kRecordSeparator = 0x1E;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// What numbers, true, false and null are made of.
bool isScalarByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
}

JsonKind kindOfByte(int c)
{
    switch (c) {
    case '{':
        return JsonKind::Object;
    case '[':
        return JsonKind::Array;
    case '"':
        return JsonKind::String;
    case 't':
        return JsonKind::True;
    case 'f':
        return JsonKind::False;
    case 'n':
        return JsonKind::Null;
    default:
        return c == '-' || (c >= '0' && c <= '9') ? JsonKind::Number : JsonKind::None;
    }
}

bool isScalar(std::string_view text)
{
    return text == "true" || text == "false" || text == "null" || isJsonNumber(text);
}

std::string_view scalarAt(std::string_view text)
{
    std::size_t size = 0;
    while (size < text.size() && isScalarByte(text[size]))
        ++size;
    return text.substr(0, size);
}

std::string_view withoutSpaces(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size() && isSpace(text[i]))
        ++i;
    return text.substr(i);
}

/// True if the first bytes may be those of a JSON text. Lines of logs often start with brackets, numbers or words;
/// what does not show within JsonOpenings::kMaxLength bytes is given the benefit of the doubt.
bool looksLikeDocument(std::string_view head)
{
    const char first = head.front();
    if (first == '"')
        return true;
    if (first == '{' || first == '[') {
        const std::string_view rest = withoutSpaces(head.substr(1));
        if (rest.empty() || rest.front() == '"')
            return true;
        if (first == '{' || rest.front() == ']')
            return rest.front() == '}' || rest.front() == ']';
        if (rest.front() == '{' || rest.front() == '[')
            return true;
        const std::string_view scalar = scalarAt(rest);
        if (scalar.size() == rest.size())
            return true;
        const char behind = rest[scalar.size()];
        return isScalar(scalar) && (isSpace(behind) || behind == ',' || behind == ']');
    }
    const std::string_view scalar = scalarAt(head);
    if (!isScalar(scalar))
        return false;
    std::string_view rest = head.substr(scalar.size());
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\r'))
        rest.remove_prefix(1);
    return rest.empty() || rest.front() == '\n' || rest.front() == ',' || rest.front() == kRecordSeparator ||
           rest.front() == '\0';
}

} // namespace

JsonCursor::JsonCursor(ByteStream& in, ErrorHandler onError)
    : m_in(in)
    , m_onError(std::move(onError))
    , m_window(2 * kReadSize + kPadding)
{
}

// ---- the window

bool JsonCursor::fill(std::size_t keepFrom)
{
    if (m_ended)
        return false;
    if (m_window.size() - kPadding - m_end < kReadSize) {
        if (keepFrom >= kReadSize)
            discard(keepFrom);
        else
            m_window.resize(m_window.size() + m_window.size() / 2);
    }
    const Result<std::size_t> got = m_in.read(m_window.data() + m_end, kReadSize);
    if (!got)
        m_stream = failure(got.error().code, got.error().message, got.error().where);
    const std::size_t size = got.value_or(0);
    m_ended = size == 0;
    m_end += size;
    // The scanner looks at whole blocks and must not find old bytes behind the end.
    std::memset(m_window.data() + m_end, ' ', kPadding);
    return !m_ended;
}

void JsonCursor::discard(std::size_t count)
{
    (void)location(); // its line can be counted only while it is here
    (void)locationAt(count);
    m_before = byteBefore(count);
    std::memmove(m_window.data(), m_window.data() + count, m_end - count);
    m_base += static_cast<std::int64_t>(count);
    m_end -= count;
    m_pos -= count;
    m_counted -= count;
    m_valueStart = m_valueStart > count ? m_valueStart - count : 0;
}

bool JsonCursor::ensure(std::size_t count)
{
    while (m_end - m_pos < count) {
        if (!fill(m_pos))
            return false;
    }
    return true;
}

std::string_view JsonCursor::ahead() const
{
    return {m_window.data() + m_pos, m_end - m_pos};
}

char JsonCursor::byteBefore(std::size_t at) const
{
    return at == 0 ? m_before : m_window[at - 1];
}

/// Places are asked for in rising order, so each line end is counted once.
Location JsonCursor::locationAt(std::size_t at) const
{
    if (at > m_counted) {
        m_line += static_cast<std::int64_t>(countLineEnds(m_window.data() + m_counted, at - m_counted));
        m_counted = at;
    }
    return {m_line, m_base + static_cast<std::int64_t>(at)};
}

Location JsonCursor::location() const
{
    if (m_valueLine < 0)
        m_valueLine = locationAt(m_valueStart).line;
    return {m_valueLine, m_valueOffset};
}

// ---- tokens

/// Passes over white space. The byte there, -1 at the end of the input.
int JsonCursor::nextToken()
{
    do {
        for (; m_pos < m_end; ++m_pos) {
            const char c = m_window[m_pos];
            if (!isSpace(c))
                return static_cast<unsigned char>(c);
        }
    } while (fill(m_pos));
    return -1;
}

bool JsonCursor::atOtherDocument()
{
    if (byteBefore(m_pos) != '\n')
        return false;
    (void)ensure(JsonOpenings::kMaxLength);
    return m_openings.matches(ahead());
}

void JsonCursor::fail(std::string message, bool atEnd)
{
    (void)location();
    m_failure = Failure{locationAt(m_pos), std::move(message), atEnd};
    m_kind = JsonKind::None;
    m_pending = false;
    m_text = {};
}

bool JsonCursor::failAt(int token, const char* expected)
{
    if (token < 0)
        fail("the input ends in the middle of a JSON document", true);
    else if ((token == '{' || token == '[') && atOtherDocument())
        failBrokenOff();
    else
        fail(std::string("expected ") + expected);
    return false;
}

/// The cursor stands at the start of the line behind the broken document.
void JsonCursor::failBrokenOff()
{
    fail("the JSON document breaks off here; another one starts in the next line");
    --m_failure->where.line;
    --m_failure->where.offset;
}

void JsonCursor::beginValue()
{
    m_valueStart = m_pos;
    m_valueOffset = m_base + static_cast<std::int64_t>(m_pos);
    m_valueLine = -1;
    m_kind = kindOfByte(static_cast<unsigned char>(m_window[m_pos]));
    m_pending = true;
    m_text = {};
}

/// Finds the value at the next token; false if there is none.
bool JsonCursor::beginMemberValue()
{
    const int token = nextToken();
    if (kindOfByte(token) == JsonKind::None)
        return failAt(token, "a JSON value");
    if ((token == '{' || token == '[') && atOtherDocument()) {
        failBrokenOff();
        return false;
    }
    beginValue();
    return true;
}

bool JsonCursor::readKey()
{
    std::size_t size = 1;
    bool escapes = false;
    for (;;) {
        const char* start = m_window.data() + m_pos;
        const char* end = m_window.data() + m_end;
        const char* at = findQuoteOrBackslash(start + size, end);
        size = static_cast<std::size_t>(at - start);
        if (at != end && *at == '"')
            break;
        if (at != end && at + 1 < end) {
            escapes = true;
            size += 2;
            continue;
        }
        if (size > kMaxKey)
            return failAt('"', "a shorter name");
        if (!fill(m_pos))
            return failAt(-1, "");
    }
    const std::string_view raw(m_window.data() + m_pos + 1, size - 1);
    if (const std::size_t lineEnd = raw.find('\n'); lineEnd != std::string_view::npos) {
        m_pos += lineEnd + 1;
        return failAt('\n', "the end of the name before the end of the line");
    }
    m_key.clear();
    if (escapes)
        appendUnescaped(m_key, raw);
    else
        m_key = raw;
    m_pos += size + 1;
    return true;
}

/// Moves to the next member or element of the innermost container; false at its end.
bool JsonCursor::step(char frame, char closer)
{
    if (m_failure || m_frames.empty())
        return false;
    if (m_frames.back() == 'x') {
        m_frames.pop_back();
        return false;
    }
    if (m_frames.back() != frame || (m_pending && !passValue(false)))
        return false;
    int token = nextToken();
    if (token == ',' && !m_first) {
        ++m_pos;
        token = nextToken();
    } else if (token != closer && !m_first) {
        return failAt(token, frame == '{' ? "a comma or }" : "a comma or ]");
    }
    m_first = false;
    if (token == closer) {
        ++m_pos;
        m_frames.pop_back();
        m_kind = JsonKind::None;
        return false;
    }
    return true;
}

void JsonCursor::enterObject()
{
    const bool fits = m_pending && m_kind == JsonKind::Object;
    m_frames += fits ? '{' : 'x';
    if (fits) {
        ++m_pos;
        m_pending = false;
        m_first = true;
    }
}

bool JsonCursor::nextKey()
{
    if (!step('{', '}'))
        return false;
    int token = nextToken();
    if (token != '"')
        return failAt(token, "a name in quotes");
    if (!readKey())
        return false;
    token = nextToken();
    if (token != ':')
        return failAt(token, "a colon");
    ++m_pos;
    return beginMemberValue();
}

void JsonCursor::enterArray()
{
    const bool fits = m_pending && m_kind == JsonKind::Array;
    m_frames += fits ? '[' : 'x';
    if (fits) {
        ++m_pos;
        m_pending = false;
        m_first = true;
    }
}

bool JsonCursor::nextElement()
{
    return step('[', ']') && beginMemberValue();
}

// ---- passing over values

std::string_view JsonCursor::value()
{
    if (!m_pending || m_failure)
        return m_text;
    m_tooLarge = false;
    if (!passValue(true))
        return {};
    if (m_tooLarge)
        m_onError(location(), "a record larger than " + formatBytes(kMaxRecord) + " was skipped", false);
    else
        m_text = std::string_view(m_window.data() + m_valueStart, m_pos - m_valueStart);
    return m_text;
}

void JsonCursor::skip()
{
    if (m_pending && !m_failure)
        (void)passValue(false);
}

bool JsonCursor::passValue(bool keep)
{
    m_pending = false;
    if (m_kind != JsonKind::Object && m_kind != JsonKind::Array && m_kind != JsonKind::String)
        return passScalar(keep);
    ++m_pos;
    if (m_kind == JsonKind::String)
        m_scanner.startString();
    else
        m_scanner.startContainer(1);
    return scanOn(keep);
}

/// Gets more input while a value is passed that may have to be kept. False at the end of the input.
bool JsonCursor::needsMore(bool& keep)
{
    if (keep && m_pos - m_valueStart > kMaxRecord) {
        keep = false;
        m_tooLarge = true;
    }
    return fill(keep ? m_valueStart : m_pos);
}

bool JsonCursor::passScalar(bool keep)
{
    do {
        while (m_pos < m_end && isScalarByte(m_window[m_pos]))
            ++m_pos;
    } while (m_pos == m_end && needsMore(keep));
    return true;
}

bool JsonCursor::scanOn(bool keep)
{
    for (;;) {
        const bool last = m_ended;
        const JsonScanner::Step step = m_scanner.scan(m_window.data(), m_pos, m_end, last, m_openings);
        m_pos = step.at;
        if (step.stop == JsonScanner::Stop::End)
            return true;
        if (step.stop == JsonScanner::Stop::OtherDocument) {
            failBrokenOff();
            return false;
        }
        if (last)
            return failAt(-1, "");
        (void)needsMore(keep);
    }
}

// ---- between documents

bool JsonCursor::nextDocument()
{
    if (m_inDocument && !m_failure)
        finishDocument();
    m_inDocument = false;
    m_kind = JsonKind::None;
    if (m_failure && m_stream) {
        m_onError(m_failure->where, m_failure->message, m_failure->atEnd);
        recover();
    }
    m_failure.reset();
    m_frames.clear();
    while (m_stream && skipSeparators()) {
        (void)ensure(JsonOpenings::kMaxLength);
        if (looksLikeDocument(ahead().substr(0, JsonOpenings::kMaxLength))) {
            m_openings.begin(ahead().substr(0, JsonOpenings::kMaxLength));
            beginValue();
            m_documentOffset = m_valueOffset;
            m_inDocument = true;
            return true;
        }
        m_onError(locationAt(m_pos), std::string(kNoDocument), false);
        skipLine();
    }
    return false;
}

/// Passes over what the caller left unread.
void JsonCursor::finishDocument()
{
    if (m_pending && !passValue(false))
        return;
    std::erase(m_frames, 'x');
    if (!m_frames.empty()) {
        m_scanner.startContainer(m_frames.size());
        if (!scanOn(false))
            return;
    }
    m_openings.keep();
}

/// Goes to the next line that may start a document, behind the start of the broken one.
void JsonCursor::recover()
{
    while (ensure(1)) {
        const char c = m_window[m_pos];
        const bool behind = m_base + static_cast<std::int64_t>(m_pos) > m_documentOffset;
        if (behind && byteBefore(m_pos) == '\n' && (c == '{' || c == '['))
            return;
        skipLine();
    }
}

void JsonCursor::skipLine()
{
    do {
        const void* found = std::memchr(m_window.data() + m_pos, '\n', m_end - m_pos);
        if (found != nullptr) {
            m_pos = static_cast<std::size_t>(static_cast<const char*>(found) - m_window.data()) + 1;
            return;
        }
        m_pos = m_end;
    } while (fill(m_pos));
}

/// False at the end of the input.
bool JsonCursor::skipSeparators()
{
    for (;;) {
        const int token = nextToken();
        if (token < 0)
            return false;
        if (token == ',' || token == kRecordSeparator || token == 0) {
            ++m_pos;
        } else if (token == static_cast<unsigned char>(kBom.front()) && ensure(kBom.size()) &&
                   ahead().starts_with(kBom)) {
            m_pos += kBom.size();
        } else {
            return true;
        }
    }
}

} // namespace tailrace
