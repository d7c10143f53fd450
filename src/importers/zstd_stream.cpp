// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zstd_stream.h"

#include <zstd.h>

namespace tailrace {

namespace {

constexpr std::string_view kFrame = "\x28\xB5\x2F\xFD";
constexpr std::string_view kSkippableRest = "\x2A\x4D\x18"; // behind a byte from 50 to 5F

/// True if `bytes` is a magic number or, being shorter, begins like one.
bool isMagic(std::string_view bytes)
{
    bytes = bytes.substr(0, kFrame.size());
    if (kFrame.starts_with(bytes))
        return true;
    return (static_cast<unsigned char>(bytes.front()) & 0xF0U) == 0x50U &&
           kSkippableRest.starts_with(bytes.substr(1));
}

class ZstdCodec : public Codec
{
public:
    ZstdCodec()
        : m_context(ZSTD_createDCtx())
    {
    }
    ~ZstdCodec() override { ZSTD_freeDCtx(m_context); }
    ZstdCodec(const ZstdCodec&) = delete;
    ZstdCodec& operator=(const ZstdCodec&) = delete;

    [[nodiscard]] std::string_view name() const override { return "zstd"; }
    [[nodiscard]] bool startsFrame(std::string_view bytes) const override { return isMagic(bytes); }
    void startFrame() override { ZSTD_DCtx_reset(m_context, ZSTD_reset_session_only); }
    [[nodiscard]] Step decode(std::string_view in, char* out, std::size_t size) override;

private:
    ZSTD_DCtx* m_context;
};

Codec::Step ZstdCodec::decode(std::string_view in, char* out, std::size_t size)
{
    if (m_context == nullptr)
        return {State::Broken, 0, 0, "no memory"};
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out, size, 0};
    Step step;
    // One call does one block at most; small blocks would otherwise mean small reads.
    do {
        const std::size_t before = input.pos + output.pos;
        const std::size_t result = ZSTD_decompressStream(m_context, &output, &input);
        if (ZSTD_isError(result) != 0) {
            step.state = State::Broken;
            step.error = ZSTD_getErrorName(result);
        } else if (result == 0) {
            step.state = State::FrameEnd;
        } else if (input.pos + output.pos == before) {
            break;
        }
    } while (step.state == State::More && input.pos < input.size && output.pos < output.size);
    step.consumed = input.pos;
    step.produced = output.pos;
    return step;
}

} // namespace

bool isZstd(std::string_view head)
{
    return head.size() >= kFrame.size() && isMagic(head);
}

std::unique_ptr<Codec> zstdCodec()
{
    return std::make_unique<ZstdCodec>();
}

} // namespace tailrace
