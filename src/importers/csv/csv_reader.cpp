// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/csv/csv_reader.h"

#include "model/base/format.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace tailrace {

namespace {

constexpr std::size_t kReadSize = 256 * 1024;
constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kSeparators = ",;\t|";
constexpr std::size_t kMore = static_cast<std::size_t>(-1);
/// Each record that is given up may have been scanned up to kMaxRecord bytes far, so there must not be many.
constexpr unsigned kMaxGivenUp = 64;

char commonSeparator(std::string_view line)
{
    std::array<std::size_t, kSeparators.size()> counts{};
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        const std::size_t i = quoted ? std::string_view::npos : kSeparators.find(c);
        if (i != std::string_view::npos)
            ++counts[i];
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

} // namespace

CsvReader::CsvReader(ByteStream& in, ErrorHandler onError, char separator)
    : m_in(in)
    , m_onError(std::move(onError))
    , m_separator(separator)
    , m_window(2 * kReadSize)
{
}

bool CsvReader::fill()
{
    if (m_ended)
        return false;
    if (m_window.size() - m_end < kReadSize && m_pos > 0) {
        std::memmove(m_window.data(), m_window.data() + m_pos, m_end - m_pos);
        m_end -= m_pos;
        m_pos = 0;
    }
    if (m_window.size() - m_end < kReadSize)
        m_window.resize(m_window.size() * 2);
    const Result<std::size_t> got = m_in.read(m_window.data() + m_end, kReadSize);
    if (!got)
        m_stream = failure(got.error().code, got.error().message, got.error().where);
    m_ended = got.value_or(0) == 0;
    m_end += got.value_or(0);
    return !m_ended;
}

/// Passes over `count` bytes.
void CsvReader::take(std::size_t count)
{
    const char* begin = m_window.data() + m_pos;
    m_line += std::count(begin, begin + count, '\n');
    m_offset += static_cast<std::int64_t>(count);
    m_pos += count;
}

/// Place behind the end of the line that holds `from`, or the end of the window.
std::size_t CsvReader::lineEnd(std::size_t from) const
{
    const void* found = std::memchr(m_window.data() + from, '\n', m_end - from);
    return found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - m_window.data()) + 1
                            : m_end;
}

/// Looks at the first line.
void CsvReader::start()
{
    m_started = true;
    while (m_end - m_pos < kReadSize && fill()) {
    }
    const auto ahead = [this] { return std::string_view(m_window.data() + m_pos, m_end - m_pos); };
    if (ahead().starts_with(kBom))
        take(kBom.size());
    const std::string_view line = ahead().substr(0, lineEnd(m_pos) - m_pos);
    constexpr std::string_view kSep = "sep=";
    const bool names = line.starts_with(kSep) && line.size() > kSep.size() + 1 &&
                       line.find_first_not_of("\r\n", kSep.size() + 1) == std::string_view::npos;
    if (names && m_separator == 0)
        m_separator = line[kSep.size()];
    if (names)
        take(line.size());
    else if (m_separator == 0)
        m_separator = commonSeparator(line);
}

bool CsvReader::next()
{
    if (!m_started)
        start();
    while (m_stream) {
        const bool last = m_ended;
        if (m_pos == m_end) {
            if (last || !fill())
                return false;
            continue;
        }
        const Scan scan = scanRecord(last);
        if (scan == Scan::Record && m_next - m_pos <= kMaxRecord) {
            m_location = {m_line, m_offset};
            take(m_next - m_pos);
            const bool isEmptyLine = m_ends.size() == 1 && m_text.empty() && m_quoted[0] == 0;
            if (!isEmptyLine)
                return true;
        } else if (scan == Scan::TooManyFields) {
            giveUpRecord("a record of more than " + formatCount(kMaxFields) + " fields", false);
        } else if (scan == Scan::NeedsMore && last) {
            giveUpRecord("a quote is never closed", true);
        } else if (m_end - m_pos > kMaxRecord) {
            giveUpRecord("a record larger than " + formatBytes(kMaxRecord), false);
        } else {
            // The record is scanned again from its start, so each time there must be twice as much.
            const std::size_t wanted = 2 * (m_end - m_pos);
            while (m_end - m_pos < wanted && fill()) {
            }
        }
    }
    return false;
}

/// Goes on behind the line in which the record starts.
void CsvReader::giveUpRecord(const std::string& why, bool atEnd)
{
    m_onError({m_line, m_offset}, why, atEnd);
    take(lineEnd(m_pos) - m_pos);
    while (m_pos == m_end && m_window[m_end - 1] != '\n' && fill())
        take(lineEnd(m_pos) - m_pos);
    if (++m_givenUp < kMaxGivenUp)
        return;
    m_onError({m_line, m_offset}, "too many records like that; the rest is not read", true);
    do
        take(m_end - m_pos);
    while (fill());
}

void CsvReader::endField(bool quoted)
{
    m_ends.push_back(m_text.size());
    m_quoted.push_back(quoted ? 1 : 0);
}

/// Scans the record at m_pos; `last` means that nothing follows the window.
CsvReader::Scan CsvReader::scanRecord(bool last)
{
    m_text.clear();
    m_ends.clear();
    m_quoted.clear();
    bool quoted = false;
    bool atStart = true; // of a field
    for (std::size_t at = m_pos; at < m_end;) {
        const char c = m_window[at];
        if (c == '"' && atStart) {
            at = scanQuoted(at + 1, last);
            if (at == kMore)
                return Scan::NeedsMore;
            quoted = true;
            atStart = false;
        } else if (c == m_separator) {
            endField(quoted);
            if (m_ends.size() >= kMaxFields)
                return Scan::TooManyFields;
            quoted = false;
            atStart = true;
            ++at;
        } else if (c == '\n') {
            endField(quoted);
            m_next = at + 1;
            m_terminated = true;
            return Scan::Record;
        } else if (c == '\r' && (at + 1 == m_end || m_window[at + 1] == '\n')) {
            ++at; // half of a line end, perhaps: without more input it is not decided here
        } else {
            const std::size_t begin = at++;
            while (at < m_end && m_window[at] != m_separator && m_window[at] != '\n' && m_window[at] != '\r')
                ++at;
            m_text.append(m_window.data() + begin, at - begin);
            atStart = false;
        }
    }
    if (!last)
        return Scan::NeedsMore;
    endField(quoted);
    m_next = m_end;
    m_terminated = false;
    return Scan::Record;
}

/// Takes text up to its closing quote and gives the place behind it, or kMore if the window ends before.
std::size_t CsvReader::scanQuoted(std::size_t at, bool last)
{
    for (;;) {
        const void* found = std::memchr(m_window.data() + at, '"', m_end - at);
        if (found == nullptr)
            return kMore;
        const auto quote = static_cast<std::size_t>(static_cast<const char*>(found) - m_window.data());
        m_text.append(m_window.data() + at, quote - at);
        if (quote + 1 == m_end)
            return last ? m_end : kMore;
        if (m_window[quote + 1] != '"')
            return quote + 1;
        m_text += '"';
        at = quote + 2;
    }
}

std::string_view CsvReader::field(std::size_t i) const
{
    if (i >= m_ends.size())
        return {};
    const std::size_t begin = i == 0 ? 0 : m_ends[i - 1];
    return std::string_view(m_text).substr(begin, m_ends[i] - begin);
}

std::optional<std::vector<std::string>> csvHeader(std::string_view head, bool isAll)
{
    const std::unique_ptr<ByteStream> stream = memoryStream(head);
    bool broken = false;
    CsvReader reader(*stream, [&broken](Location, const std::string&, bool) { broken = true; });
    if (!reader.next() || broken)
        return std::nullopt;
    if (!reader.isTerminated() && !isAll)
        return std::nullopt;
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < reader.size(); ++i)
        fields.emplace_back(reader.field(i));
    return fields;
}

} // namespace tailrace
