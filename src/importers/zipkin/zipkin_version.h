// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells the versions of Zipkin's JSON apart. Pure function, any thread.

#include "importers/importer.h"

namespace tailrace {

enum class ZipkinVersion { None, V1, V2 };

/// The version of the first spans. As Zipkin's collector itself does (zipkin2, SpanBytesDecoderDetector), spans
/// with localEndpoint, remoteEndpoint or tags are taken for version 2, whatever their annotations say; those that
/// have binary annotations or annotations with endpoints instead are version 1. What fits both is version 2.
[[nodiscard]] ZipkinVersion zipkinVersion(const Head& head);

} // namespace tailrace
