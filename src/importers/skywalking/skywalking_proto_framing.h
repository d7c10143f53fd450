// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Tells SkyWalking's segments in protobuf from everything else by their structure (language-agent/Tracing.proto):
// SegmentObject: traceId 1, traceSegmentId 2, spans 3, service 4, serviceInstance 5, isSizeLimited 6;
// SegmentCollection: segments 1. Pure functions, any thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tailrace {

enum class SkywalkingFraming {
    None,       ///< not SkyWalking's
    Segment,    ///< one SegmentObject, bare
    Collection, ///< SegmentCollections one behind the other, which protobuf takes for one
    BigEndian,  ///< 4 bytes of length, big endian, before each message
    Varint      ///< a varint of length before each message
};

/// What the first bytes of an input are; unless they are all of it they may end anywhere.
[[nodiscard]] SkywalkingFraming skywalkingFraming(std::string_view head, bool isAll);

/// True if a whole message is a SegmentCollection, not a SegmentObject: both begin with the same byte.
[[nodiscard]] bool isSegmentCollection(std::string_view message);

} // namespace tailrace
