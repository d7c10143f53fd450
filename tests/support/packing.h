// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Packed files for tests, made in memory: gzip and archives. Any thread, but for names beyond ASCII: those need the
// process's character set for a moment.

#include <string>
#include <vector>

namespace tailrace::test {

/// `level` as zlib counts it, 1 … 9.
[[nodiscard]] std::string gzip(const std::string& text, int level = 9);

struct PackedMember {
    std::string name; ///< of a folder if it ends in a slash
    std::string content;
};

/// EncryptedZip: with the traditional encryption, passphrase "secret".
enum class ArchiveForm { Zip, StoredZip, EncryptedZip, Ustar, Pax, Gnu };

[[nodiscard]] std::string pack(ArchiveForm form, const std::vector<PackedMember>& members);

} // namespace tailrace::test
