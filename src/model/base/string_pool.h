// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Interns strings: equal texts get equal small numbers, so that spans carry integers instead of text. Texts
// live as long as the pool. Id 0 is the empty string. One thread at a time may intern; a pool that is no
// longer changed may be read from any thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tailrace {

using StringId = std::uint32_t;

class StringPool
{
public:
    StringPool();

    /// The id of `text`, adding it when it is new.
    StringId intern(std::string_view text);
    [[nodiscard]] std::string_view text(StringId id) const { return m_texts[id]; }
    /// Number of strings, the empty one included; ids are 0 … size()-1.
    [[nodiscard]] std::size_t size() const { return m_texts.size(); }
    /// Bytes of text and of the tables, for memory budgets.
    [[nodiscard]] std::size_t memory() const;
    /// Forgets everything; ids start again.
    void clear();

private:
    char* allocate(std::size_t bytes);
    void grow();

    std::vector<std::string_view> m_texts;
    std::vector<std::uint64_t> m_hashes;
    std::vector<StringId> m_slots; // open addressing, 0 = free (the empty string is never stored there)
    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_blockUsed = 0;
    std::size_t m_blockSize = 0;
    std::size_t m_blockBytes = 0;
};

} // namespace tailrace
