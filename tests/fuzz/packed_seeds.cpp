// SPDX-License-Identifier: GPL-3.0-or-later

// Seeds for the byte sources: every codec and archive around a short text, and some in one another.

#include "fuzz/seeds.h"

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

namespace tailrace::fuzz {

namespace {

std::string gzip(const std::string& text)
{
    std::string out(compressBound(text.size()) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

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

using SetFormat = int (*)(archive*);

std::string archiveOf(SetFormat format, const std::vector<Seed>& members)
{
    std::string out;
    archive* writer = archive_write_new();
    format(writer);
    archive_write_set_bytes_per_block(writer, 0);
    archive_write_open(
        writer, &out, nullptr,
        [](archive*, void* target, const void* data, std::size_t size) {
            static_cast<std::string*>(target)->append(static_cast<const char*>(data), size);
            return static_cast<la_ssize_t>(size);
        },
        nullptr);
    for (const Seed& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, member.content.data(), member.content.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return out;
}

} // namespace

std::vector<Seed> packedSeeds()
{
    const std::string text = "{\"resourceSpans\":[]}\n{\"resourceSpans\":[{\"scopeSpans\":[]}]}\n";
    const std::vector<Seed> members = {{"a.json", text}, {"dir/b.json.gz", gzip(text)}, {"empty", ""}};
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
        {"zip", archiveOf(archive_write_set_format_zip, members)},
        {"ustar", archiveOf(archive_write_set_format_ustar, members)},
        {"pax", archiveOf(archive_write_set_format_pax, members)},
        {"gnutar", archiveOf(archive_write_set_format_gnutar, members)},
    };
    const std::string inner = archiveOf(archive_write_set_format_zip, {{"inner.json", text}});
    const std::string tar =
        archiveOf(archive_write_set_format_ustar, {{"inner.zip", inner}, {"c.zst", zstd(text)}});
    seeds.push_back({"tar-gzip", gzip(tar)});
    seeds.push_back({"zip-tar-zip", archiveOf(archive_write_set_format_zip, {{"inner.tar.gz", gzip(tar)}})});
    return seeds;
}

} // namespace tailrace::fuzz
