// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_cursor.h"

#include "importers/json/json_string.h"
#include "model/base/format.h"

#include <utility>

namespace tailrace {

namespace {

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
    : m_onError(std::move(onError))
    , m_window(in)
{
}

// ---- tokens

bool JsonCursor::atOtherDocument()
{
    if (m_window.before() != '\n')
        return false;
    m_window.ensure(JsonOpenings::kMaxLength);
    return m_openings.matches(m_window.ahead());
}

void JsonCursor::fail(std::string message, bool atEnd)
{
    static_cast<void>(location()); // places are counted in order
    m_failure = Failure{m_window.location(), std::move(message), atEnd};
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
    m_window.mark();
    m_kind = kindOfByte(static_cast<unsigned char>(m_window.ahead().front()));
    m_pending = true;
    m_text = {};
}

/// Finds the value at the next token; false if there is none.
bool JsonCursor::beginMemberValue()
{
    const int token = m_window.nextToken();
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
        const std::string_view ahead = m_window.ahead();
        const char* end = ahead.data() + ahead.size();
        const char* at = findQuoteOrBackslash(ahead.data() + size, end);
        size = static_cast<std::size_t>(at - ahead.data());
        if (at != end && *at == '"')
            break;
        if (at != end && at + 1 < end) {
            escapes = true;
            size += 2;
            continue;
        }
        if (size > kMaxKey)
            return failAt('"', "a shorter name");
        if (!m_window.more())
            return failAt(-1, "");
    }
    const std::string_view raw = m_window.ahead().substr(1, size - 1);
    if (const std::size_t lineEnd = raw.find('\n'); lineEnd != std::string_view::npos) {
        m_window.advance(lineEnd + 1);
        return failAt('\n', "the end of the name before the end of the line");
    }
    m_key.clear();
    if (escapes)
        appendUnescaped(m_key, raw);
    else
        m_key = raw;
    m_window.advance(size + 1);
    return true;
}

/// Moves to the next member or element of the innermost container; false at its end.
bool JsonCursor::step(char frame, char closer)
{
    m_window.unfence();
    if (m_failure || m_frames.empty())
        return false;
    if (m_frames.back() == 'x') {
        m_frames.pop_back();
        return false;
    }
    if (m_frames.back() != frame || (m_pending && !passValue(false)))
        return false;
    int token = m_window.nextToken();
    if (token == ',' && !m_first) {
        m_window.advance();
        token = m_window.nextToken();
    } else if (token != closer && !m_first) {
        return failAt(token, frame == '{' ? "a comma or }" : "a comma or ]");
    }
    m_first = false;
    if (token == closer) {
        m_window.advance();
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
        m_window.advance();
        m_pending = false;
        m_first = true;
    }
}

bool JsonCursor::nextKey()
{
    if (!step('{', '}'))
        return false;
    int token = m_window.nextToken();
    if (token != '"')
        return failAt(token, "a name in quotes");
    if (!readKey())
        return false;
    token = m_window.nextToken();
    if (token != ':')
        return failAt(token, "a colon");
    m_window.advance();
    return beginMemberValue();
}

void JsonCursor::enterArray()
{
    const bool fits = m_pending && m_kind == JsonKind::Array;
    m_frames += fits ? '[' : 'x';
    if (fits) {
        m_window.advance();
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
        m_text = m_window.marked();
    m_window.fence();
    return m_text;
}

void JsonCursor::skip()
{
    if (m_pending && !m_failure)
        static_cast<void>(passValue(false));
}

bool JsonCursor::passValue(bool keep)
{
    m_pending = false;
    if (m_kind != JsonKind::Object && m_kind != JsonKind::Array && m_kind != JsonKind::String)
        return passScalar(keep);
    m_window.advance();
    if (m_kind == JsonKind::String)
        m_scanner.startString();
    else
        m_scanner.startContainer(1);
    return scanOn(keep);
}

/// Gets more input while a value is passed that may have to be kept. False at the end of the input.
bool JsonCursor::needsMore(bool& keep)
{
    if (keep && m_window.marked().size() > kMaxRecord) {
        keep = false;
        m_tooLarge = true;
    }
    return m_window.more(keep);
}

bool JsonCursor::passScalar(bool keep)
{
    do
        m_window.advance(scalarAt(m_window.ahead()).size());
    while (m_window.ahead().empty() && needsMore(keep));
    return true;
}

bool JsonCursor::scanOn(bool keep)
{
    for (;;) {
        const bool last = m_window.isEnded();
        const JsonScanner::Step step =
            m_scanner.scan(m_window.data(), m_window.position(), m_window.end(), last, m_openings);
        m_window.moveTo(step.at);
        if (step.stop == JsonScanner::Stop::End)
            return true;
        if (step.stop == JsonScanner::Stop::OtherDocument) {
            failBrokenOff();
            return false;
        }
        if (last)
            return failAt(-1, "");
        static_cast<void>(needsMore(keep));
    }
}

// ---- between documents

bool JsonCursor::nextDocument()
{
    m_window.unfence();
    if (m_inDocument && !m_failure)
        finishDocument();
    m_inDocument = false;
    m_kind = JsonKind::None;
    if (m_failure && m_window.state()) {
        m_onError(m_failure->where, m_failure->message, m_failure->atEnd);
        recover();
    }
    m_failure.reset();
    m_frames.clear();
    while (m_window.state() && skipSeparators()) {
        m_window.ensure(JsonOpenings::kMaxLength);
        const std::string_view head = m_window.ahead().substr(0, JsonOpenings::kMaxLength);
        if (looksLikeDocument(head)) {
            m_openings.begin(head);
            beginValue();
            m_documentOffset = m_window.offset();
            m_inDocument = true;
            return true;
        }
        m_onError(m_window.location(), std::string(kNoDocument), false);
        m_window.skipLine();
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
    while (m_window.ensure(1)) {
        const char c = m_window.ahead().front();
        const bool behind = m_window.offset() > m_documentOffset;
        if (behind && m_window.before() == '\n' && (c == '{' || c == '['))
            return;
        m_window.skipLine();
    }
}

/// False at the end of the input.
bool JsonCursor::skipSeparators()
{
    for (;;) {
        const int token = m_window.nextToken();
        if (token < 0)
            return false;
        if (token == ',' || token == kRecordSeparator || token == 0) {
            m_window.advance();
        } else if (token == static_cast<unsigned char>(kBom.front()) && m_window.ensure(kBom.size()) &&
                   m_window.ahead().starts_with(kBom)) {
            m_window.advance(kBom.size());
        } else {
            return true;
        }
    }
}

} // namespace tailrace
