// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/hash.h"

#include "model/base/ids.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tailrace {

std::uint64_t hashBytes(std::string_view bytes, std::uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

struct ContentHash::State {
    XXH3_state_t xxh;
};

ContentHash::ContentHash()
    : m_state(new State)
{
    XXH3_128bits_reset(&m_state->xxh);
}

ContentHash::~ContentHash() = default;
ContentHash::ContentHash(ContentHash&&) noexcept = default;
ContentHash& ContentHash::operator=(ContentHash&&) noexcept = default;

void ContentHash::add(const void* data, std::size_t size)
{
    XXH3_128bits_update(&m_state->xxh, data, size);
}

std::string ContentHash::hex() const
{
    const XXH128_hash_t hash = XXH3_128bits_digest(&m_state->xxh);
    return toHex(TraceId{hash.high64, hash.low64});
}

} // namespace tailrace
