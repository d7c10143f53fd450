// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// gzip (RFC 1952), by zlib.

#include "importers/decoding_stream.h"

#include <memory>
#include <string_view>

namespace tailrace {

/// True for 1F 8B 08, the magic number and the only method there is.
[[nodiscard]] bool isGzip(std::string_view head);
[[nodiscard]] std::unique_ptr<Codec> gzipCodec();

} // namespace tailrace
