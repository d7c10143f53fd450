// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_log_stream.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tailrace {

namespace {

constexpr std::size_t kReadSize = 64 * 1024;
constexpr std::string_view kMessage = R"({"resource)";

} // namespace

Result<std::size_t> OtlpLogStream::read(char* buffer, std::size_t size)
{
    while (m_handedOut == m_ready.size()) {
        m_ready.clear();
        m_handedOut = 0;
        while (step()) {
        }
        if (!m_ready.empty())
            break;
        if (m_ended)
            return m_state ? Result<std::size_t>(0) : tl::unexpected<Error>(m_state.error());
        fill();
    }
    const std::size_t count = std::min(size, m_ready.size() - m_handedOut);
    std::memcpy(buffer, m_ready.data() + m_handedOut, count);
    m_handedOut += count;
    return count;
}

void OtlpLogStream::fill()
{
    m_pending.erase(0, m_taken);
    m_taken = 0;
    const std::size_t had = m_pending.size();
    m_pending.resize(had + kReadSize);
    const Result<std::size_t> got = m_in.read(m_pending.data() + had, kReadSize);
    if (!got)
        m_state = tl::unexpected<Error>(got.error());
    m_ended = got.value_or(0) == 0;
    m_pending.resize(had + got.value_or(0));
}

/// False if there is nothing to do before more was read.
bool OtlpLogStream::step()
{
    if (m_taken == m_pending.size())
        return false;
    if (m_at == At::LineStart)
        return startLine();
    const std::size_t newline = m_pending.find('\n', m_taken);
    const std::size_t end = newline == std::string::npos ? m_pending.size() : newline + 1;
    take(end - m_taken, m_at == At::Text);
    if (newline != std::string::npos)
        m_at = At::LineStart;
    return true;
}

/// Decides what the line is, and takes what stands before a message.
bool OtlpLogStream::startLine()
{
    const std::string_view ahead = std::string_view(m_pending).substr(m_taken);
    const std::size_t newline = ahead.find('\n');
    const std::string_view line = ahead.substr(0, std::min(newline, kMaxPrefix + kMessage.size()));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && line[first] == '{') {
        m_at = At::Message;
        return true;
    }
    // Within a document that takes several lines no line is a message.
    const bool isText =
        first != std::string_view::npos && std::string_view("\"}],").find(line[first]) == std::string_view::npos;
    const std::size_t message = isText ? line.find(kMessage) : std::string_view::npos;
    if (message != std::string_view::npos) {
        ++m_prefixes;
        take(message, true);
        m_at = At::Message;
        return true;
    }
    if (newline == std::string_view::npos && line.size() < kMaxPrefix + kMessage.size() && !m_ended)
        return false;
    if (first != std::string_view::npos && m_textLines++ == 0)
        m_firstTextLine = m_here;
    m_at = At::Text;
    return true;
}

void OtlpLogStream::take(std::size_t count, bool isBlank)
{
    const std::string_view bytes = std::string_view(m_pending).substr(m_taken, count);
    const std::size_t start = m_ready.size();
    m_ready.append(bytes);
    if (isBlank)
        std::replace_if(
            m_ready.begin() + static_cast<std::ptrdiff_t>(start), m_ready.end(), [](char c) { return c != '\n'; },
            ' ');
    m_here.line += std::count(bytes.begin(), bytes.end(), '\n');
    m_here.offset += static_cast<std::int64_t>(count);
    m_taken += count;
}

} // namespace tailrace
