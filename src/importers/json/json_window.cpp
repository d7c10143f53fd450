// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_window.h"

#include "importers/json/json_scan.h"

#include <cstring>

namespace tailrace {

namespace {

constexpr std::size_t kReadSize = 256 * 1024;

} // namespace

JsonWindow::JsonWindow(ByteStream& in)
    : m_in(in)
    , m_data(2 * kReadSize + kPadding)
{
}

bool JsonWindow::more(bool keepMark)
{
    if (m_ended)
        return false;
    const std::size_t keepFrom = keepMark ? m_mark : m_pos;
    if (m_data.size() - kPadding - m_end < kReadSize) {
        if (keepFrom >= kReadSize)
            discard(keepFrom);
        else
            m_data.resize(m_data.size() + m_data.size() / 2);
    }
    const Result<std::size_t> got = m_in.read(m_data.data() + m_end, kReadSize);
    if (!got)
        m_state = tl::unexpected<Error>(got.error());
    const std::size_t size = got.value_or(0);
    m_ended = size == 0;
    m_end += size;
    // The scanner looks at whole blocks and must not find old bytes behind the end.
    std::memset(m_data.data() + m_end, ' ', kPadding);
    return !m_ended;
}

void JsonWindow::discard(std::size_t count)
{
    static_cast<void>(markLocation()); // its line can be counted only while it is here
    static_cast<void>(locationAt(count));
    m_before = m_data[count - 1];
    std::memmove(m_data.data(), m_data.data() + count, m_end - count);
    m_base += static_cast<std::int64_t>(count);
    m_end -= count;
    m_pos -= count;
    m_counted -= count;
    m_mark = m_mark > count ? m_mark - count : 0;
}

bool JsonWindow::ensure(std::size_t count)
{
    while (m_end - m_pos < count) {
        if (!more())
            return false;
    }
    return true;
}

int JsonWindow::nextToken()
{
    do {
        for (; m_pos < m_end; ++m_pos) {
            const char c = m_data[m_pos];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
                return static_cast<unsigned char>(c);
        }
    } while (more());
    return -1;
}

void JsonWindow::skipLine()
{
    do {
        const void* found = std::memchr(m_data.data() + m_pos, '\n', m_end - m_pos);
        if (found != nullptr) {
            m_pos = static_cast<std::size_t>(static_cast<const char*>(found) - m_data.data()) + 1;
            return;
        }
        m_pos = m_end;
    } while (more());
}

void JsonWindow::mark()
{
    m_mark = m_pos;
    m_markOffset = offset();
    m_markLine = -1;
}

std::string_view JsonWindow::marked() const
{
    return {m_data.data() + m_mark, m_pos - m_mark};
}

Location JsonWindow::markLocation() const
{
    if (m_markLine < 0)
        m_markLine = locationAt(m_mark).line;
    return {m_markLine, m_markOffset};
}

/// Places are asked for in rising order, the mark before what lies behind it, so each line end is counted once.
Location JsonWindow::locationAt(std::size_t at) const
{
    if (at > m_counted) {
        m_line += static_cast<std::int64_t>(countLineEnds(m_data.data() + m_counted, at - m_counted));
        m_counted = at;
    }
    return {m_line, m_base + static_cast<std::int64_t>(at)};
}

void JsonWindow::fence()
{
    m_fenced = true;
    m_behindFence = m_data[m_pos];
    m_data[m_pos] = ' ';
}

void JsonWindow::unfence()
{
    if (m_fenced)
        m_data[m_pos] = m_behindFence;
    m_fenced = false;
}

} // namespace tailrace
