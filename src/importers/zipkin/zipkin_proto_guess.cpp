// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_proto_guess.h"

#include "importers/proto/proto_framing.h"
#include "importers/proto/proto_reader.h"
#include "model/base/utf8.h"

namespace tailrace {

namespace {

constexpr std::size_t kIdSize = 8;
constexpr std::uint32_t kLastSpanField = 13; // later versions may add fields behind it

/// False for a field that no span has.
bool fitsSpan(const ProtoMessage& field)
{
    switch (field.tag()) {
    case bytesTag(1):
        return field.bytes().size() == kIdSize || field.bytes().size() == 2 * kIdSize;
    case bytesTag(2):
        return field.bytes().size() == kIdSize || field.bytes().empty();
    case bytesTag(3):
        return field.bytes().size() == kIdSize;
    case bytesTag(5):
        return isValidUtf8(field.bytes());
    case varintTag(4):
    case fixed64Tag(6):
    case varintTag(7):
    case bytesTag(8):
    case bytesTag(9):
    case bytesTag(10):
    case bytesTag(11):
    case varintTag(12):
    case varintTag(13):
        return true;
    default:
        return field.field() > kLastSpanField;
    }
}

} // namespace

bool isZipkinProtoSpan(std::string_view message, bool isCut)
{
    bool hasTraceId = false;
    bool hasId = false;
    bool hasMore = false;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (!fitsSpan(fields))
            return false;
        hasTraceId = hasTraceId || fields.field() == 1;
        hasId = hasId || fields.field() == 3;
        hasMore = hasMore || fields.field() > 3;
    }
    return hasTraceId && hasId && hasMore && (isCut || fields.end() == ProtoMessage::End::Regular);
}

bool isZipkinProto(std::string_view message, bool isCut)
{
    return isSpanOrListsSpans(message, isCut, isZipkinProtoSpan, {});
}

} // namespace tailrace
