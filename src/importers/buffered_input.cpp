// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/buffered_input.h"

#include <algorithm>
#include <cstring>

namespace tailrace {

BufferedInput::BufferedInput(std::unique_ptr<ByteStream> stream)
    : m_owned(std::move(stream))
    , m_stream(m_owned.get())
{
}

BufferedInput::BufferedInput(ByteStream& stream)
    : m_stream(&stream)
{
}

std::string_view BufferedInput::ensure(std::size_t count)
{
    while (!m_ended && m_end - m_pos < count) {
        if (m_pos > 0) {
            std::memmove(m_buffer.data(), m_buffer.data() + m_pos, m_end - m_pos);
            m_end -= m_pos;
            m_pos = 0;
        }
        if (m_end == m_buffer.size())
            m_buffer.resize(std::max(kBlock, 2 * m_buffer.size()));
        const Result<std::size_t> got = m_stream->read(m_buffer.data() + m_end, m_buffer.size() - m_end);
        if (!got)
            m_state = tl::unexpected<Error>(got.error());
        m_ended = got.value_or(0) == 0;
        m_end += got.value_or(0);
    }
    return available();
}

void BufferedInput::consume(std::size_t count)
{
    m_pos += count;
    m_offset += count;
}

bool BufferedInput::skip(std::uint64_t count)
{
    while (count > 0) {
        const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(count, ensure(1).size()));
        if (here == 0)
            return false;
        consume(here);
        count -= here;
    }
    return true;
}

Result<std::size_t> BufferedInput::read(char* buffer, std::size_t size)
{
    if (const std::size_t here = std::min(size, m_end - m_pos); here > 0) {
        std::memcpy(buffer, m_buffer.data() + m_pos, here);
        consume(here);
        return here;
    }
    if (!m_state)
        return tl::unexpected<Error>(m_state.error());
    if (m_ended)
        return std::size_t{0};
    Result<std::size_t> got = m_stream->read(buffer, size);
    m_offset += got.value_or(0);
    return got;
}

} // namespace tailrace
