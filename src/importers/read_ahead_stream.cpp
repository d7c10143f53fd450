// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/read_ahead_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tailrace {

ReadAheadStream::ReadAheadStream(ByteStream& in, std::stop_source stop)
    : m_in(in)
    , m_stop(std::move(stop))
{
    for (std::size_t i = 0; i < kBlocks; ++i)
        (void)m_free.push({std::make_unique_for_overwrite<char[]>(kBlockSize), 0});
    m_thread = std::thread([this] { readAhead(); });
}

ReadAheadStream::~ReadAheadStream()
{
    m_free.close();
    m_filled.close();
    if (!m_end)
        m_stop.request_stop();
    m_thread.join();
}

void ReadAheadStream::readAhead()
{
    while (std::optional<Block> block = m_free.pop()) {
        block->got = m_in.read(block->bytes.get(), kBlockSize);
        const bool isLast = !block->got || *block->got == 0;
        if (!m_filled.push(std::move(*block)) || isLast)
            return;
    }
}

Result<std::size_t> ReadAheadStream::read(char* buffer, std::size_t size)
{
    if (m_end)
        return *m_end;
    // What was read ahead takes a while to parse.
    if (m_stop.stop_requested())
        return failure(ErrorCode::Cancelled, "stopped");
    if (!m_current) {
        m_current = m_filled.pop();
        m_given = 0;
        if (!m_current)
            return failure(ErrorCode::Cancelled, "stopped");
        if (!m_current->got || *m_current->got == 0) {
            m_end = std::move(m_current->got);
            return *m_end;
        }
    }
    size = std::min(size, *m_current->got - m_given);
    std::memcpy(buffer, m_current->bytes.get() + m_given, size);
    m_given += size;
    if (m_given == *m_current->got) {
        (void)m_free.push(std::move(*m_current));
        m_current.reset();
    }
    return size;
}

} // namespace tailrace
