// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks the layouts that both versions of Zipkin's JSON come in: a list of spans, a list of such lists as searches
// answer, single spans, and any number of these behind each other. One thread a call.

#include "importers/byte_stream.h"
#include "importers/span_sink.h"
#include "model/base/result.h"

#include <functional>
#include <string_view>

namespace tailrace {

/// Gets a span's object as raw text, padded, as JsonCursor::value() gives it.
using ZipkinRecordHandler = std::function<void(std::string_view raw, Location where)>;

/// Calls `record` for each object; other values are reported. Fails only if the stream fails.
[[nodiscard]] Result<void> readZipkinLists(ByteStream& in, SpanSink& sink, const ZipkinRecordHandler& record);

} // namespace tailrace
