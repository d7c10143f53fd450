// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A set of row numbers as bits: 125 KB for a million. Plain values, one thread.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace tailrace {

class IdSet
{
public:
    /// Row numbers are never negative.
    void add(std::int64_t id)
    {
        const auto word = static_cast<std::size_t>(id) / 64;
        if (word >= m_words.size())
            m_words.resize(std::max(word + 1, m_words.size() * 2));
        m_words[word] |= bit(id);
    }
    [[nodiscard]] bool has(std::int64_t id) const
    {
        const auto word = static_cast<std::size_t>(id) / 64;
        return word < m_words.size() && (m_words[word] & bit(id)) != 0;
    }
    [[nodiscard]] std::uint64_t count() const
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t word : m_words)
            sum += static_cast<std::uint64_t>(std::popcount(word));
        return sum;
    }
    void unite(const IdSet& other)
    {
        if (m_words.size() < other.m_words.size())
            m_words.resize(other.m_words.size());
        for (std::size_t i = 0; i < other.m_words.size(); ++i)
            m_words[i] |= other.m_words[i];
    }
    void intersect(const IdSet& other)
    {
        if (m_words.size() > other.m_words.size())
            m_words.resize(other.m_words.size());
        for (std::size_t i = 0; i < m_words.size(); ++i)
            m_words[i] &= other.m_words[i];
    }
    void subtract(const IdSet& other)
    {
        for (std::size_t i = 0; i < m_words.size() && i < other.m_words.size(); ++i)
            m_words[i] &= ~other.m_words[i];
    }
    template <class Each>
    void forEach(Each each) const
    {
        for (std::size_t i = 0; i < m_words.size(); ++i)
            for (std::uint64_t word = m_words[i]; word != 0; word &= word - 1)
                each(static_cast<std::int64_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
    }

private:
    static std::uint64_t bit(std::int64_t id) { return std::uint64_t{1} << (static_cast<std::uint64_t>(id) % 64); }

    std::vector<std::uint64_t> m_words;
};

} // namespace tailrace
