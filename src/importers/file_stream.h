// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Files and standard input as raw bytes.

#include "importers/byte_stream.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

namespace tailrace {

struct OpenedFile {
    std::unique_ptr<ByteStream> stream;
    std::uint64_t size = 0; ///< 0 if unknown (a pipe)
};

/// Opens a file, or standard input for "-". Errors name the file: NotFound, or Unreadable for directories, missing
/// permission and I/O errors. Waiting for a pipe ends when `stop` is requested.
[[nodiscard]] Result<OpenedFile> openFile(const std::string& path, std::stop_token stop);
/// How messages name an input.
[[nodiscard]] std::string inputName(const std::string& path);

} // namespace tailrace
