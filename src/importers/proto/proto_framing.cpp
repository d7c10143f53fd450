// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/proto/proto_framing.h"

#include "importers/proto/proto_reader.h"

#include <algorithm>

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

bool isSpanOrListsSpans(std::string_view message, bool isCut, ProtoGuess isSpan,
                        std::initializer_list<std::uint32_t> others)
{
    if (isSpan(message, isCut))
        return true;
    const auto isOther = [others](std::uint32_t tag) {
        return std::any_of(others.begin(), others.end(),
                           [tag](std::uint32_t field) { return tag == bytesTag(field); });
    };
    ProtoMessage fields(message);
    for (int spans = 0; spans < kRecordsLookedAt && fields.next();) {
        if (fields.tag() == bytesTag(1)) {
            ++spans;
            if (isSpan(fields.bytes(), false))
                return true;
        } else if (!isOther(fields.tag())) {
            return false;
        }
    }
    const bool isWithin = fields.end() == ProtoMessage::End::Cut && fields.tag() == bytesTag(1);
    return isCut && isWithin && isSpan(fields.bytes(), true);
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
