// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/bzip2_stream.h"

#include <bzlib.h>

#include <algorithm>
#include <limits>

namespace tailrace {

namespace {

constexpr std::string_view kMagic = "BZh";                      // then the block size, 1 to 9
constexpr std::string_view kBlock = "\x31\x41\x59\x26\x53\x59"; // π
constexpr std::string_view kEnd = "\x17\x72\x45\x38\x50\x90";   // √π: a stream without blocks
constexpr std::size_t kStartSize = 10;

/// True if `bytes` starts a stream or, being shorter, begins like one.
bool isStart(std::string_view bytes)
{
    const std::string_view block = bytes.substr(std::min(bytes.size(), kMagic.size() + 1), kBlock.size());
    return kMagic.starts_with(bytes.substr(0, kMagic.size())) &&
           (bytes.size() <= kMagic.size() || (bytes[3] >= '1' && bytes[3] <= '9')) &&
           (kBlock.starts_with(block) || kEnd.starts_with(block));
}

class Bzip2Codec : public Codec
{
public:
    Bzip2Codec() = default;
    ~Bzip2Codec() override { stop(); }
    Bzip2Codec(const Bzip2Codec&) = delete;
    Bzip2Codec& operator=(const Bzip2Codec&) = delete;

    [[nodiscard]] std::string_view name() const override { return "bzip2"; }
    [[nodiscard]] bool startsFrame(std::string_view bytes) const override { return isStart(bytes); }
    void startFrame() override
    {
        stop();
        m_bzip = {};
        m_ready = BZ2_bzDecompressInit(&m_bzip, 0, 0) == BZ_OK;
    }
    [[nodiscard]] Step decode(std::string_view in, char* out, std::size_t size) override;

private:
    void stop()
    {
        if (m_ready)
            BZ2_bzDecompressEnd(&m_bzip);
        m_ready = false;
    }

    bz_stream m_bzip{};
    bool m_ready = false;
};

Codec::Step Bzip2Codec::decode(std::string_view in, char* out, std::size_t size)
{
    if (!m_ready)
        return {State::Broken, 0, 0, "no memory"};
    constexpr std::size_t kMost = std::numeric_limits<unsigned>::max();
    const auto inSize = static_cast<unsigned>(std::min(in.size(), kMost));
    const auto outSize = static_cast<unsigned>(std::min(size, kMost));
    m_bzip.next_in = const_cast<char*>(in.data());
    m_bzip.avail_in = inSize;
    m_bzip.next_out = out;
    m_bzip.avail_out = outSize;
    const int result = BZ2_bzDecompress(&m_bzip);
    Step step;
    step.consumed = inSize - m_bzip.avail_in;
    step.produced = outSize - m_bzip.avail_out;
    if (result == BZ_STREAM_END) {
        step.state = State::FrameEnd;
    } else if (result != BZ_OK) {
        step.state = State::Broken;
        step.error = result == BZ_MEM_ERROR ? "no memory" : "the data is corrupt";
    }
    return step;
}

} // namespace

bool isBzip2(std::string_view head)
{
    return head.size() >= kStartSize && isStart(head.substr(0, kStartSize));
}

std::unique_ptr<Codec> bzip2Codec()
{
    return std::make_unique<Bzip2Codec>();
}

} // namespace tailrace
