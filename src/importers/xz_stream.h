// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// xz (The .xz File Format 1.1.0), by liblzma. Streams that need an absurd amount of memory to decompress are refused.

#include "importers/decoding_stream.h"

#include <memory>
#include <string_view>

namespace tailrace {

/// True for the magic number of a stream.
[[nodiscard]] bool isXz(std::string_view head);
[[nodiscard]] std::unique_ptr<Codec> xzCodec();

} // namespace tailrace
