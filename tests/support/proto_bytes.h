// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reading messages that were put together by hand with proto_fields.h. Pure functions.

#include "importers/importer.h"
#include "support/proto_fields.h"
#include "support/recording_sink.h"

#include <QString>

#include <memory>
#include <string>

namespace tailrace::test::proto {

inline std::unique_ptr<RecordingSink> read(const Importer& importer, const std::string& input,
                                           std::size_t chunk = std::size_t{1} << 20)
{
    auto sink = std::make_unique<RecordingSink>();
    ChunkStream stream(input, chunk);
    if (const Result<void> done = importer.read(stream, *sink); !done)
        sink->problem(ProblemCode::Note, {}, "read() failed: " + done.error().text(), 1);
    return sink;
}

/// Cut off anywhere, every span that is complete stays, and the cut is reported; with any byte changed, reading
/// ends and gives no more spans than there are bytes. A sentence on the first thing that is wrong, else nothing.
inline QString checkDamage(const Importer& importer, const std::string& input)
{
    const auto whole = read(importer, input);
    std::size_t before = 0;
    for (std::size_t size = 1; size < input.size(); ++size) {
        const auto part = read(importer, input.substr(0, size));
        if (part->spans.size() < before)
            return QStringLiteral("cut at %1: a span is lost").arg(size);
        before = part->spans.size();
        for (std::size_t i = 0; i < before; ++i)
            if (part->spans[i].spanId != whole->spans.at(i).spanId)
                return QStringLiteral("cut at %1: another span").arg(size);
    }
    if (before + 1 < whole->spans.size())
        return QStringLiteral("cut behind the last span but one, which is lost");
    for (std::size_t i = 0; i < input.size(); ++i) {
        for (const char flip : {'\x01', '\x08', '\x7f', '\xff'}) {
            std::string changed = input;
            changed[i] = static_cast<char>(changed[i] ^ flip);
            if (read(importer, changed)->spans.size() > changed.size())
                return QStringLiteral("changed at %1: too many spans").arg(i);
        }
    }
    return {};
}

} // namespace tailrace::test::proto
