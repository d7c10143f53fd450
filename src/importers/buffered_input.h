// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A stream with a window of bytes that can be looked at before they are taken: for magic numbers, decoders and
// binary formats. One thread; owns the stream, or not, as the constructors say.

#include "importers/byte_stream.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tailrace {

class BufferedInput
{
public:
    explicit BufferedInput(std::unique_ptr<ByteStream> stream);
    explicit BufferedInput(ByteStream& stream);

    /// Reads until `count` bytes are available, the input ends or fails; what is there then, valid until the next
    /// call. The window grows only as bytes arrive, so a wrong `count` costs no memory.
    std::string_view ensure(std::size_t count);
    [[nodiscard]] std::string_view available() const { return {m_buffer.data() + m_pos, m_end - m_pos}; }
    void consume(std::size_t count);
    /// Passes over bytes that need not be there all at once; false if the input ended before.
    bool skip(std::uint64_t count);
    /// Takes bytes, from the window or directly from the stream.
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size);

    /// Place of the first available byte in the stream.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    /// Fails once the stream has failed.
    [[nodiscard]] const Result<void>& state() const { return m_state; }

    static constexpr std::size_t kBlock = 256 * 1024;

private:
    std::unique_ptr<ByteStream> m_owned;
    ByteStream* m_stream;
    std::vector<char> m_buffer;
    std::size_t m_pos = 0;
    std::size_t m_end = 0;
    std::uint64_t m_offset = 0;
    bool m_ended = false;
    Result<void> m_state;
};

} // namespace tailrace
