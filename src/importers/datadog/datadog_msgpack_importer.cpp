// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_msgpack_importer.h"

#include "importers/datadog/datadog_msgpack_reader.h"

#include <algorithm>
#include <array>

namespace tailrace {

namespace {

bool isSpanKey(std::string_view key)
{
    static constexpr std::array<std::string_view, 8> kKeys = {"trace_id", "span_id", "parent_id", "service",
                                                              "resource", "start",   "duration",  "meta"};
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

/// The cursor has read a map: true if it has two of a span's keys, as far as the head goes.
bool isSpan(MsgpackCursor& cursor)
{
    const std::uint64_t pairs = cursor.count();
    int known = 0;
    for (std::uint64_t i = 0; i < pairs && known < 2; ++i) {
        if (!cursor.next() || cursor.kind() != MsgpackKind::Text)
            return false;
        known += isSpanKey(cursor.text()) ? 1 : 0;
        if (!cursor.next() || !cursor.skip())
            break;
    }
    return known >= 2;
}

/// The cursor has read the first of a table's texts: true if chunks of spans follow, or the table fills the head.
bool isIndexedPayload(MsgpackCursor& cursor, std::uint64_t texts, bool isAll)
{
    for (std::uint64_t i = 1; i < texts; ++i) {
        if (!cursor.next())
            return !isAll && !cursor.isBroken();
        if (cursor.kind() != MsgpackKind::Text)
            return false;
    }
    for (int depth = 0; depth < 3; ++depth) {
        if (!cursor.next() || cursor.kind() != MsgpackKind::Array)
            return false;
        if (cursor.count() == 0)
            return depth == 0; // no traces
    }
    return cursor.count() == 12;
}

class DatadogMsgpackImporter : public Importer
{
public:
    ImporterInfo info() const override
    {
        return {"datadog-msgpack", "Datadog MessagePack", "*.msgpack *.bin", 111};
    }

    bool sniff(const Head& head) const override
    {
        const auto first = static_cast<unsigned char>(head.bytes.empty() ? '\0' : head.bytes.front());
        if (first < 0x91 || (first > 0x9F && first != 0xDC && first != 0xDD))
            return false;
        const std::unique_ptr<ByteStream> stream = memoryStream(head.bytes);
        MsgpackCursor cursor(*stream);
        if (!cursor.next())
            return false;
        const std::uint64_t elements = cursor.count();
        for (std::uint64_t i = 0; i < elements; ++i) {
            if (!cursor.next() || cursor.kind() != MsgpackKind::Array)
                return false;
            const std::uint64_t count = cursor.count();
            if (count == 0)
                continue;
            if (!cursor.next())
                return false;
            if (i == 0 && elements == 2 && cursor.kind() == MsgpackKind::Text)
                return isIndexedPayload(cursor, count, head.isAll);
            return cursor.kind() == MsgpackKind::Map && isSpan(cursor);
        }
        return false;
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        return DatadogMsgpackReader(in, sink).readAll();
    }
};

} // namespace

std::unique_ptr<Importer> makeDatadogMsgpackImporter()
{
    return std::make_unique<DatadogMsgpackImporter>();
}

} // namespace tailrace
