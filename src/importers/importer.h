// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A format that can be read. One small class a format: it says what it is, looks at the first bytes and says
// whether they are its own, and reads a stream into a sink. Importers have no state: one object serves all
// threads, each call to read() has its own.

#include "importers/byte_stream.h"
#include "importers/span_sink.h"
#include "model/base/result.h"

#include <string_view>

namespace tailrace {

class JsonOutline;

/// What sniffers see: the first decompressed bytes, and their outline if they look like JSON.
struct Head {
    std::string_view bytes;
    bool isAll = false;                   ///< nothing follows
    const JsonOutline* outline = nullptr; ///< null when the bytes are not JSON
};

struct ImporterInfo {
    std::string_view id;          ///< stable name: "otlp-json"
    std::string_view displayName; ///< "OTLP JSON"
    std::string_view suffixes;    ///< for the file dialog: "*.json *.jsonl"
    int priority = 0;             ///< lower is asked first; unique
};

class Importer
{
public:
    virtual ~Importer() = default;
    [[nodiscard]] virtual ImporterInfo info() const = 0;
    /// True if the content is this format's. Pure; never looks at a file name.
    [[nodiscard]] virtual bool sniff(const Head& head) const = 0;
    /// Reads everything. What is broken inside goes to sink.problem() and reading goes on; the Result fails only if
    /// the stream itself fails (I/O, cancelled) or nothing can be done with the rest.
    [[nodiscard]] virtual Result<void> read(ByteStream& in, SpanSink& sink) const = 0;
};

} // namespace tailrace
