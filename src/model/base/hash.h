// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Fast content hashes (XXH3). Stable across machines, so they may be stored; not meant against an adversary.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tailrace {

/// 64-bit hash of some bytes.
[[nodiscard]] std::uint64_t hashBytes(std::string_view bytes, std::uint64_t seed = 0);

/// 128-bit hash of a stream of bytes, fed piece by piece: the identity of a source's content.
class ContentHash
{
public:
    ContentHash();
    ~ContentHash();
    ContentHash(ContentHash&&) noexcept;
    ContentHash& operator=(ContentHash&&) noexcept;

    void add(const void* data, std::size_t size);
    /// 32 hex digits of what was added so far.
    [[nodiscard]] std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace tailrace
