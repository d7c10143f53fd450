// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Zstandard (RFC 8878), by libzstd. Skippable frames are skipped.

#include "importers/decoding_stream.h"

#include <memory>
#include <string_view>

namespace tailrace {

/// True for the magic number of a frame or of a skippable frame.
[[nodiscard]] bool isZstd(std::string_view head);
[[nodiscard]] std::unique_ptr<Codec> zstdCodec();

} // namespace tailrace
