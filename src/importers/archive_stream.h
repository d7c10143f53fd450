// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// zip and tar (ustar, pax, GNU) read from front to back by libarchive: member after member, each a stream of bytes.
// Nothing is written to disk and no name is taken as a path: names are only shown. One thread; the stream that is
// read from must outlive the archive, and the archive its members' streams.

#include "importers/byte_stream.h"
#include "model/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

enum class ArchiveKind { None, Zip, Tar, SevenZip, Rar };

/// By the content's first bytes. SevenZip and Rar are recognised to be named, not read.
[[nodiscard]] ArchiveKind archiveKind(std::string_view head);
[[nodiscard]] std::string_view archiveName(ArchiveKind kind);

struct ArchiveMember {
    std::string name; ///< valid UTF-8, as the archive has it: it may be absolute, or climb with ".."
    bool isEncrypted = false;
    bool isHidden = false; ///< a part of its name starts with a dot, or it is of macOS's resource forks
};

class ArchiveReader
{
public:
    /// `expansion` counts what the members grow to; `name` is for messages.
    ArchiveReader(ByteStream& in, std::shared_ptr<Expansion> expansion, std::string name);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader&) = delete;
    ArchiveReader& operator=(const ArchiveReader&) = delete;

    /// The next regular file; nothing at the end. Fails with the stream's error, or Malformed where the archive is
    /// damaged so that no more members can be found.
    [[nodiscard]] Result<std::optional<ArchiveMember>> next();
    /// The content of the member that next() gave last, until its next call. Holes of sparse files are zeros. Reading
    /// fails like next(), and with TooLarge where the archive turns out to be a bomb.
    [[nodiscard]] std::unique_ptr<ByteStream> content();
    /// Bytes of this member handed out so far.
    [[nodiscard]] std::uint64_t memberBytes() const;

private:
    struct Private;
    class Content;
    std::unique_ptr<Private> d;
};

} // namespace tailrace
