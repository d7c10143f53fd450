// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/gzip_stream.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace tailrace {

namespace {

constexpr int kGzipOnly = 16; // added to the window bits, see inflateInit2
constexpr std::string_view kMagic = "\x1F\x8B\x08";

class GzipCodec : public Codec
{
public:
    GzipCodec() { m_ready = inflateInit2(&m_zlib, MAX_WBITS + kGzipOnly) == Z_OK; }
    ~GzipCodec() override { inflateEnd(&m_zlib); }
    GzipCodec(const GzipCodec&) = delete;
    GzipCodec& operator=(const GzipCodec&) = delete;

    [[nodiscard]] std::string_view name() const override { return "gzip"; }
    [[nodiscard]] bool startsFrame(std::string_view bytes) const override
    {
        return kMagic.starts_with(bytes.substr(0, kMagic.size()));
    }
    void startFrame() override { inflateReset(&m_zlib); }
    [[nodiscard]] Step decode(std::string_view in, char* out, std::size_t size) override;

private:
    z_stream m_zlib{};
    bool m_ready = false;
};

Codec::Step GzipCodec::decode(std::string_view in, char* out, std::size_t size)
{
    if (!m_ready)
        return {State::Broken, 0, 0, "zlib refuses to start"};
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    const auto inSize = static_cast<uInt>(std::min(in.size(), kMost));
    const auto outSize = static_cast<uInt>(std::min(size, kMost));
    // zlib never writes to its input, whatever the type says.
    m_zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    m_zlib.avail_in = inSize;
    m_zlib.next_out = reinterpret_cast<Bytef*>(out);
    m_zlib.avail_out = outSize;
    const int result = inflate(&m_zlib, Z_NO_FLUSH);
    Step step{State::More, inSize - m_zlib.avail_in, outSize - m_zlib.avail_out, {}};
    if (result == Z_STREAM_END) {
        step.state = State::FrameEnd;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
        step.state = State::Broken;
        step.error = m_zlib.msg != nullptr ? m_zlib.msg : zError(result);
    }
    return step;
}

} // namespace

bool isGzip(std::string_view head)
{
    return head.starts_with(kMagic);
}

std::unique_ptr<Codec> gzipCodec()
{
    return std::make_unique<GzipCodec>();
}

} // namespace tailrace
