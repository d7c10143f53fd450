// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/skywalking/skywalking_proto_framing.h"

#include "importers/proto/proto_reader.h"
#include "model/base/utf8.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kLengthSize = 4;
// Later versions may add fields behind these.
constexpr std::uint32_t kLastSpanField = 14;
constexpr std::uint32_t kLastSegmentField = 6;

bool isText(std::string_view bytes)
{
    const bool hasControls =
        std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
    return !hasControls && isValidUtf8(bytes);
}

/// A span has a start, and its fields have the types that they should.
bool isSpan(std::string_view bytes)
{
    bool hasStart = false;
    ProtoMessage fields(bytes);
    while (fields.next()) {
        switch (fields.tag()) {
        case varintTag(3):
            hasStart = true;
            break;
        case bytesTag(6):
        case bytesTag(7):
            if (!isText(fields.bytes()))
                return false;
            break;
        case varintTag(1):
        case varintTag(2):
        case varintTag(4):
        case bytesTag(5):
        case varintTag(8):
        case varintTag(9):
        case varintTag(10):
        case varintTag(11):
        case bytesTag(12):
        case bytesTag(13):
        case varintTag(14):
            break;
        default:
            if (fields.field() <= kLastSpanField)
                return false;
        }
    }
    return hasStart && fields.end() == ProtoMessage::End::Regular;
}

/// A segment with its id and a span. If it is cut off, its first span must be there.
bool isSegment(std::string_view bytes, bool isCut)
{
    bool hasId = false;
    bool hasSpan = false;
    ProtoMessage fields(bytes);
    while (fields.next()) {
        switch (fields.tag()) {
        case bytesTag(1):
        case bytesTag(2):
        case bytesTag(4):
        case bytesTag(5):
            if (!isText(fields.bytes()))
                return false;
            hasId = hasId || (fields.field() == 2 && !fields.bytes().empty());
            break;
        case bytesTag(3):
            if (!isSpan(fields.bytes()))
                return false;
            hasSpan = true;
            break;
        case varintTag(6):
            break;
        default:
            if (fields.field() <= kLastSegmentField)
                return false;
        }
    }
    return hasId && hasSpan && (isCut || fields.end() == ProtoMessage::End::Regular);
}

/// The first segment decides.
bool isCollection(std::string_view bytes, bool isCut)
{
    ProtoMessage fields(bytes);
    if (fields.next())
        return fields.tag() == bytesTag(1) && isSegment(fields.bytes(), false);
    const bool isInFirst = fields.end() == ProtoMessage::End::Cut && fields.tag() == bytesTag(1);
    return isCut && isInFirst && isSegment(fields.bytes(), true);
}

/// A message of `length` at the start of `rest`.
bool isMessage(std::string_view rest, std::uint64_t length, bool isAll)
{
    const bool isCut = length > rest.size();
    if (isCut && isAll && rest.empty())
        return false;
    const std::string_view message = rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(length, rest.size())));
    return isSegment(message, isCut) || isCollection(message, isCut);
}

} // namespace

SkywalkingFraming skywalkingFraming(std::string_view head, bool isAll)
{
    if (isCollection(head, true))
        return SkywalkingFraming::Collection;
    if (isSegment(head, true))
        return SkywalkingFraming::Segment;
    if (head.size() > kLengthSize) {
        std::uint64_t length = 0;
        for (std::size_t i = 0; i < kLengthSize; ++i)
            length = (length << 8) | static_cast<unsigned char>(head[i]);
        if (isMessage(head.substr(kLengthSize), length, isAll))
            return SkywalkingFraming::BigEndian;
    }
    const ProtoVarint length = protoVarint(head);
    if (length.size > 0 && isMessage(head.substr(length.size), length.value, isAll))
        return SkywalkingFraming::Varint;
    return SkywalkingFraming::None;
}

bool isSegmentCollection(std::string_view message)
{
    return isCollection(message, true);
}

} // namespace tailrace
