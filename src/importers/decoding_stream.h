// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What decompressing streams have in common: several members or frames in a row, what lies behind the last one,
// truncated and broken data, and the guard against decompression bombs. The codec itself only turns bytes into
// bytes. One thread.

#include "importers/buffered_input.h"
#include "importers/byte_stream.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace tailrace {

/// One compression method. Used for one frame after the other.
class Codec
{
public:
    enum class State { More, FrameEnd, Broken };
    struct Step {
        State state = State::More;
        std::size_t consumed = 0;
        std::size_t produced = 0;
        std::string error; ///< of Broken
    };

    virtual ~Codec() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// True if a frame may start with these bytes, which may be fewer than a magic number only at the input's end.
    [[nodiscard]] virtual bool startsFrame(std::string_view bytes) const = 0;
    /// Zeros between two frames come in multiples of so many; 0 = none may stand there.
    [[nodiscard]] virtual std::size_t paddingUnit() const { return 0; }
    /// Gets ready for the next frame.
    virtual void startFrame() = 0;
    /// Decompresses as much of `in` as fits into `out`. `in` may be empty when the step before filled its `out`.
    [[nodiscard]] virtual Step decode(std::string_view in, char* out, std::size_t size) = 0;
};

/// What is known about the input as a whole.
struct DecodingContext {
    std::string name;                             ///< for messages
    std::shared_ptr<Expansion> expansion;         ///< not null
    std::function<void(const std::string&)> note; ///< may be empty
    std::stop_token stop;                         ///< asked at every read: little input may become very much output
};

class DecodingStream : public ByteStream
{
public:
    static constexpr std::size_t kMagicSize = 10;

    DecodingStream(BufferedInput input, std::unique_ptr<Codec> codec, DecodingContext context);
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;

private:
    [[nodiscard]] bool nextFrame();
    void passPadding();
    void passTrailing();
    void fail(ErrorCode code, std::string message);

    BufferedInput m_input;
    std::unique_ptr<Codec> m_codec;
    DecodingContext m_context;
    bool m_betweenFrames = true;
    bool m_mayHoldMore = false; // the last output was filled to the brim
    bool m_done = false;
    std::optional<Error> m_failure;
};

} // namespace tailrace
