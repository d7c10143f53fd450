// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// bzip2, by libbz2; several streams in a row, as parallel compressors write them.

#include "importers/decoding_stream.h"

#include <memory>
#include <string_view>

namespace tailrace {

/// True for the start of a stream: its magic number and that of its first block.
[[nodiscard]] bool isBzip2(std::string_view head);
[[nodiscard]] std::unique_ptr<Codec> bzip2Codec();

} // namespace tailrace
