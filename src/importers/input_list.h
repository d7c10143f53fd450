// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What one input of an import is made of: itself, or the files of a folder. Folders are walked to the bottom, hidden
// files and folders left out, links followed but nothing met twice, and the result is in the order of names,
// so that it is the same each time. Archives are one file here; what they hold shows when they are read. Any thread.

#include "model/base/result.h"
#include "model/cache/cache_directory.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace tailrace {

struct InputFile {
    std::string path; ///< to open it; "-" is standard input
    std::string name; ///< from the folder on, "dir/file.json"; empty for an input that is a file itself
    std::optional<FileIdentity> identity; ///< none for pipes
};

/// Something in a folder that is no file to read.
struct OtherEntry {
    std::string name;
    std::string reason;
    bool mayHoldTraces = false; ///< what the system refuses; else a link that leads nowhere, a pipe, a device
};

struct InputList {
    std::string path; ///< as the user named it
    bool isFolder = false;
    std::vector<InputFile> files;
    std::vector<OtherEntry> others;
    std::uint64_t bytes = 0; ///< of all files together, as far as known
};

/// More files than this in one folder are refused.
inline constexpr std::size_t kMaxFolderFiles = 200'000;

/// Looks at an input without opening it; what is missing or no file is left to whoever opens it. Fails for folders
/// only: Unreadable, TooLarge for one with more than `maxFiles`, Cancelled.
[[nodiscard]] Result<InputList> listInput(const std::string& path, const std::stop_token& stop,
                                          std::size_t maxFiles = kMaxFolderFiles);

/// The content hash of an input, from those of its files (in their order). A file's own for a file; a folder's
/// covers names too, but not where the folder lies.
[[nodiscard]] std::string contentHashOf(const InputList& list, std::span<const std::string> hashes);

} // namespace tailrace
