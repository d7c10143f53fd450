// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_proto_guess.h"

#include "importers/proto/proto_framing.h"
#include "importers/proto/proto_reader.h"
#include "model/base/utf8.h"

namespace tailrace {

namespace {

constexpr std::size_t kTraceIdSize = 16;
constexpr std::size_t kSpanIdSize = 8;
constexpr std::uint32_t kLastSpanField = 12; // later versions may add fields behind it

/// Timestamp and Duration: seconds 1, nanos 2.
bool isTime(std::string_view message)
{
    ProtoMessage fields(message);
    while (fields.next())
        if (fields.tag() != varintTag(1) && fields.tag() != varintTag(2))
            return false;
    return fields.end() == ProtoMessage::End::Regular;
}

/// False for a field that no span has.
bool fitsSpan(const ProtoMessage& field)
{
    switch (field.tag()) {
    case bytesTag(1):
        return field.bytes().size() == kTraceIdSize;
    case bytesTag(2):
        return field.bytes().size() == kSpanIdSize;
    case bytesTag(3):
        return isValidUtf8(field.bytes());
    case bytesTag(6):
    case bytesTag(7):
        return isTime(field.bytes());
    case bytesTag(4):
    case varintTag(5):
    case bytesTag(8):
    case bytesTag(9):
    case bytesTag(10):
    case bytesTag(11):
    case bytesTag(12):
        return true;
    default:
        return field.field() > kLastSpanField;
    }
}

} // namespace

bool isJaegerProtoSpan(std::string_view message, bool isCut)
{
    bool hasTraceId = false;
    bool hasSpanId = false;
    bool hasMore = false;
    ProtoMessage fields(message);
    while (fields.next()) {
        if (!fitsSpan(fields))
            return false;
        hasTraceId = hasTraceId || fields.field() == 1;
        hasSpanId = hasSpanId || fields.field() == 2;
        hasMore = hasMore || fields.field() > 3;
    }
    return hasTraceId && hasSpanId && hasMore && (isCut || fields.end() == ProtoMessage::End::Regular);
}

bool isJaegerProto(std::string_view message, bool isCut)
{
    return isSpanOrListsSpans(message, isCut, isJaegerProtoSpan, {2, 3});
}

bool isJaegerProcessMapping(std::string_view message)
{
    int processes = 0;
    ProtoMessage mapping(message);
    while (mapping.next()) {
        if (mapping.tag() != bytesTag(2))
            continue;
        ++processes;
        ProtoMessage process(mapping.bytes());
        while (process.next()) // a tag has a type or a value here, a process only a name and tags
            if (process.tag() != bytesTag(1) && process.tag() != bytesTag(2))
                return false;
        if (process.end() != ProtoMessage::End::Regular)
            return false;
    }
    return processes == 1;
}

} // namespace tailrace
