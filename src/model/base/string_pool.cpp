// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/string_pool.h"

#include "model/base/hash.h"

#include <algorithm>
#include <cstring>

namespace tailrace {

namespace {
constexpr std::size_t kInitialSlots = 256;
constexpr std::size_t kBlockSize = 64 * 1024;
} // namespace

StringPool::StringPool()
{
    clear();
}

void StringPool::clear()
{
    m_texts.assign(1, std::string_view());
    m_hashes.assign(1, 0);
    m_slots.assign(kInitialSlots, 0);
    m_blocks.clear();
    m_blockUsed = m_blockSize = m_blockBytes = 0;
}

std::size_t StringPool::memory() const
{
    return m_blockBytes + m_texts.capacity() * sizeof(std::string_view) +
           m_hashes.capacity() * sizeof(std::uint64_t) + m_slots.capacity() * sizeof(StringId);
}

char* StringPool::allocate(std::size_t bytes)
{
    if (m_blockSize - m_blockUsed < bytes) {
        m_blockSize = std::max(kBlockSize, bytes);
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(m_blockSize));
        m_blockBytes += m_blockSize;
        m_blockUsed = 0;
    }
    char* place = m_blocks.back().get() + m_blockUsed;
    m_blockUsed += bytes;
    return place;
}

void StringPool::grow()
{
    std::vector<StringId> slots(m_slots.size() * 2, 0);
    const std::size_t mask = slots.size() - 1;
    for (StringId id = 1; id < m_texts.size(); ++id) {
        std::size_t slot = m_hashes[id] & mask;
        while (slots[slot] != 0)
            slot = (slot + 1) & mask;
        slots[slot] = id;
    }
    m_slots.swap(slots);
}

StringId StringPool::intern(std::string_view text)
{
    if (text.empty())
        return 0;
    const std::uint64_t hash = hashBytes(text);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hash & mask;
    while (const StringId id = m_slots[slot]) {
        if (m_hashes[id] == hash && m_texts[id] == text)
            return id;
        slot = (slot + 1) & mask;
    }
    char* copy = allocate(text.size());
    std::memcpy(copy, text.data(), text.size());
    const auto id = static_cast<StringId>(m_texts.size());
    m_texts.emplace_back(copy, text.size());
    m_hashes.push_back(hash);
    m_slots[slot] = id;
    if (m_texts.size() * 2 > m_slots.size())
        grow();
    return id;
}

} // namespace tailrace
