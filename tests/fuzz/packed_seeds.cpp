// SPDX-License-Identifier: GPL-3.0-or-later

// Seeds for the byte sources: every codec and archive around a short text, and some in one another.

#include "fuzz/seeds.h"
#include "support/packing.h"

#include <bzlib.h>
#include <lzma.h>
#include <zstd.h>

namespace tailrace::fuzz {

using test::ArchiveForm;
using test::gzip;
using test::pack;
using test::PackedMember;

namespace {

std::string zstd(const std::string& text)
{
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

std::string xz(const std::string& text)
{
    std::string out(lzma_stream_buffer_bound(text.size()), '\0');
    std::size_t size = 0;
    // The smallest preset: what it needs to be unpacked is in the stream's header.
    lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                            text.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
    out.resize(size);
    return out;
}

std::string bzip2(const std::string& text)
{
    std::string out(text.size() * 2 + 600, '\0');
    auto size = static_cast<unsigned>(out.size());
    BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(text.data()), static_cast<unsigned>(text.size()),
                             1, 0, 0);
    out.resize(size);
    return out;
}

} // namespace

std::vector<Seed> packedSeeds()
{
    const std::string text = "{\"resourceSpans\":[]}\n{\"resourceSpans\":[{\"scopeSpans\":[]}]}\n";
    const std::vector<PackedMember> members = {{"a.json", text}, {"dir/b.json.gz", gzip(text)}, {"empty", ""}};
    std::vector<Seed> seeds = {
        {"plain", text},
        {"gzip", gzip(text)},
        {"zstd", zstd(text)},
        {"xz", xz(text)},
        {"bzip2", bzip2(text)},
        {"gzip-members", gzip(text) + gzip(text)},
        {"zstd-frames", zstd(text) + zstd(text)},
        {"xz-streams", xz(text) + std::string(4, '\0') + xz(text)},
        {"bzip2-streams", bzip2(text) + bzip2(text)},
        {"layers", gzip(zstd(xz(bzip2(text))))},
        {"zip", pack(ArchiveForm::Zip, members)},
        {"ustar", pack(ArchiveForm::Ustar, members)},
        {"pax", pack(ArchiveForm::Pax, members)},
        {"gnutar", pack(ArchiveForm::Gnu, members)},
    };
    const std::string inner = pack(ArchiveForm::Zip, {{"inner.json", text}});
    const std::string tar =
        pack(ArchiveForm::Ustar, {{"inner.zip", inner}, {"c.zst", zstd(text)}});
    seeds.push_back({"tar-gzip", gzip(tar)});
    seeds.push_back({"zip-tar-zip", pack(ArchiveForm::Zip, {{"inner.tar.gz", gzip(tar)}})});
    return seeds;
}

} // namespace tailrace::fuzz
