// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/xz_stream.h"

#include <lzma.h>

namespace tailrace {

namespace {

constexpr std::string_view kMagic{"\xFD"
                                  "7zXZ\0",
                                  6};
constexpr std::uint64_t kMemory = std::uint64_t{192} << 20; // "xz -9" takes 65 MiB

class XzCodec : public Codec
{
public:
    XzCodec() = default;
    ~XzCodec() override { lzma_end(&m_lzma); }
    XzCodec(const XzCodec&) = delete;
    XzCodec& operator=(const XzCodec&) = delete;

    [[nodiscard]] std::string_view name() const override { return "xz"; }
    [[nodiscard]] bool startsFrame(std::string_view bytes) const override
    {
        return kMagic.starts_with(bytes.substr(0, kMagic.size()));
    }
    /// Between streams stand zeros, by fours.
    [[nodiscard]] std::size_t paddingUnit() const override { return 4; }
    void startFrame() override { m_ready = lzma_stream_decoder(&m_lzma, kMemory, 0) == LZMA_OK; }
    [[nodiscard]] Step decode(std::string_view in, char* out, std::size_t size) override;

private:
    lzma_stream m_lzma = LZMA_STREAM_INIT;
    bool m_ready = false;
};

std::string describe(lzma_ret result)
{
    switch (result) {
    case LZMA_MEM_ERROR:
        return "no memory";
    case LZMA_MEMLIMIT_ERROR:
        return "more than 192 MiB of memory would be needed";
    case LZMA_FORMAT_ERROR:
        return "unknown format";
    case LZMA_OPTIONS_ERROR:
        return "unsupported options";
    default:
        return "the data is corrupt";
    }
}

Codec::Step XzCodec::decode(std::string_view in, char* out, std::size_t size)
{
    if (!m_ready)
        return {State::Broken, 0, 0, describe(LZMA_MEM_ERROR)};
    m_lzma.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    m_lzma.avail_in = in.size();
    m_lzma.next_out = reinterpret_cast<std::uint8_t*>(out);
    m_lzma.avail_out = size;
    const lzma_ret result = lzma_code(&m_lzma, LZMA_RUN);
    Step step;
    step.consumed = in.size() - m_lzma.avail_in;
    step.produced = size - m_lzma.avail_out;
    if (result == LZMA_STREAM_END) {
        step.state = State::FrameEnd;
    } else if (result != LZMA_OK && result != LZMA_BUF_ERROR) { // the latter only wants more bytes
        step.state = State::Broken;
        step.error = describe(result);
    }
    return step;
}

} // namespace

bool isXz(std::string_view head)
{
    return head.starts_with(kMagic);
}

std::unique_ptr<Codec> xzCodec()
{
    return std::make_unique<XzCodec>();
}

} // namespace tailrace
