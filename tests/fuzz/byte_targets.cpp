// SPDX-License-Identifier: GPL-3.0-or-later

// Byte sources: everything that is peeled off before a format is recognised, in one another.

#include "fuzz/fuzz_target.h"
#include "fuzz/reading.h"
#include "importers/archive_stream.h"
#include "importers/byte_stream.h"
#include "importers/source_reader.h"
#include "model/base/hash.h"
#include "model/base/progress.h"
#include "model/base/utf8.h"

#include <vector>

namespace tailrace::fuzz {

namespace {

/// Unpacks all of an input as an import does, without keeping it.
class Unpacker
{
public:
    explicit Unpacker(std::size_t piece)
        : m_piece(piece)
    {
    }

    void unpack(std::string_view input)
    {
        ContentHash hash;
        InputOptions options;
        options.progress = &m_progress;
        options.hash = &hash;
        options.note = [](const std::string& note) { require(isValidUtf8(note), "notes are UTF-8"); };
        open(std::make_unique<PieceStream>(input, m_piece), options, 0);
        require(m_progress.bytesDone <= input.size(), "progress counts each byte once");
    }
    /// False if it stopped where enough was seen.
    [[nodiscard]] bool isAll() const { return m_bytes < kEnough && m_members < kManyMembers; }
    [[nodiscard]] bool hasFailed() const { return m_failed; }
    [[nodiscard]] std::uint64_t members() const { return m_members; }
    [[nodiscard]] std::string hash() const { return m_hash.hex(); }

private:
    // Much less than the real limit against bombs, for the sake of speed.
    static constexpr std::uint64_t kEnough = std::uint64_t{1} << 20;
    static constexpr std::uint64_t kManyMembers = 1000;

    void open(std::unique_ptr<ByteStream> stream, const InputOptions& options, int depth)
    {
        Result<OpenedInput> opened = openInput(std::move(stream), options);
        if (!opened)
            return failed(opened.error());
        require(opened->head.size() <= kHeadSize, "heads have a limit");
        const ArchiveKind kind = archiveKind(opened->head);
        const bool isArchive = kind == ArchiveKind::Zip || kind == ArchiveKind::Tar;
        if (isArchive && depth < SourceReader::kMaxArchiveDepth)
            readArchive(*opened, depth);
        else
            drain(*opened->stream, opened->headIsAll ? opened->head.size() : 0, opened->headIsAll);
    }

    void readArchive(OpenedInput& opened, int depth)
    {
        ArchiveReader archive(*opened.stream, opened.expansion, "input");
        while (m_bytes < kEnough && m_members < kManyMembers) {
            Result<std::optional<ArchiveMember>> member = archive.next();
            if (!member)
                return failed(member.error());
            if (!*member)
                return;
            ++m_members;
            require(isValidUtf8((*member)->name), "names of members are UTF-8");
            InputOptions within;
            within.within = opened.expansion;
            open(archive.content(), within, depth + 1);
        }
    }

    void drain(ByteStream& stream, std::uint64_t expected, bool isKnown)
    {
        std::vector<char> buffer(m_piece < 64 ? 97 : 64 * 1024);
        std::uint64_t count = 0;
        while (m_bytes < kEnough) {
            const Result<std::size_t> got = stream.read(buffer.data(), buffer.size());
            if (!got)
                return failed(got.error());
            require(*got <= buffer.size(), "no more bytes than there is room for");
            if (*got == 0) {
                require(!isKnown || count == expected, "the head is all if it says so");
                return;
            }
            count += *got;
            m_bytes += *got;
            m_hash.add(buffer.data(), *got);
        }
    }

    void failed(const Error& error)
    {
        m_failed = true;
        require(!error.isCancelled(), "nobody cancelled it");
        require(isValidUtf8(error.text()), "messages are UTF-8");
    }

    std::size_t m_piece;
    Progress m_progress;
    ContentHash m_hash;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_members = 0;
    bool m_failed = false;
};

} // namespace

void readByteSources(std::string_view input)
{
    Unpacker whole(input.size() + 64);
    whole.unpack(input);
    const std::uint64_t choice = choiceOf(input);
    if (choice % 2 == 0)
        return;
    Unpacker pieces(1 + (choice >> 8) % 63);
    pieces.unpack(input);
    // With much content, both stop somewhere behind the limit, but not at the same byte.
    if (!whole.isAll() || !pieces.isAll())
        return;
    require(pieces.hasFailed() == whole.hasFailed(), "damage is found in pieces as in one");
    // How much of a damaged block a decoder gives out depends on how it gets the block.
    if (whole.hasFailed())
        return;
    require(pieces.members() == whole.members(), "as many members in pieces as in one");
    require(pieces.hash() == whole.hash(), "the same bytes in pieces as in one");
}

} // namespace tailrace::fuzz
