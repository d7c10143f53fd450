// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/proto/proto_framing.h"

#include "importers/proto/proto_reader.h"

namespace tailrace {

namespace {

/// One broken record must not make its neighbours something else.
constexpr int kRecordsLookedAt = 8;
constexpr std::size_t kBigEndianSize = 4;

bool fits(std::string_view head, ProtoFraming framing, ProtoGuess isFormat)
{
    for (int i = 0; i < kRecordsLookedAt;) {
        const ProtoRecordHead next = protoRecordHead(head, framing);
        if (next.size == 0)
            return false;
        head.remove_prefix(next.size);
        const std::string_view record = head.substr(0, next.length);
        if (isFormat(record, record.size() < next.length))
            return true;
        head.remove_prefix(record.size());
        i += next.length > 0 ? 1 : 0; // exporters may have nothing to say
    }
    return false;
}

} // namespace

ProtoRecordHead protoRecordHead(std::string_view bytes, ProtoFraming framing)
{
    if (framing == ProtoFraming::Varint) {
        const ProtoVarint length = protoVarint(bytes);
        return {length.value, length.size};
    }
    ProtoRecordHead head;
    if (bytes.size() < kBigEndianSize)
        return head;
    for (const char c : bytes.substr(0, kBigEndianSize))
        head.length = (head.length << 8) | static_cast<unsigned char>(c);
    head.size = kBigEndianSize;
    return head;
}

ProtoFraming protoFraming(std::string_view head, ProtoGuess isFormat)
{
    if (isFormat(head, true))
        return ProtoFraming::Bare;
    for (const ProtoFraming framing : {ProtoFraming::BigEndian, ProtoFraming::Varint})
        if (fits(head, framing, isFormat))
            return framing;
    return ProtoFraming::None;
}

} // namespace tailrace
