// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Attributes and AnyValues of OTLP protobuf (opentelemetry-proto, common/v1), written straight into attribute
// blobs. One thread.

#include "importers/proto/proto_fields.h"
#include "importers/proto/proto_reader.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

class OtlpProtoValues : public ProtoFields
{
public:
    using ProtoFields::ProtoFields;

    /// A KeyValue message as one entry. What is broken is kept as bytes and reported.
    void attribute(std::string_view keyValue, AttributeWriter& out);
    /// An AnyValue message: writes exactly one value.
    void anyValue(std::string_view message, AttributeWriter& out);

private:
    void array(std::string_view message, AttributeWriter& out);
    void list(std::string_view message, AttributeWriter& out);
};

/// The one field of an AnyValue that counts: the last. Tag 0: none, a null value.
struct OtlpProtoAny {
    std::uint32_t tag = 0;
    std::uint64_t number = 0;
    std::string_view bytes;
    bool isWhole = true; ///< false if the message is broken
};
[[nodiscard]] OtlpProtoAny decodeAny(std::string_view message);

struct OtlpProtoPair {
    std::string_view key;
    std::string_view value; ///< an AnyValue message; an empty one says null
    bool isWhole = true;
};
[[nodiscard]] OtlpProtoPair decodePair(std::string_view message);

/// An AnyValue as plain JSON text: lists as objects, bytes as base64. What is nested absurdly deep becomes base64
/// of its message, so memory stays within a few times the message.
[[nodiscard]] std::string anyAsJson(std::string_view message);

namespace otlp_any {
inline constexpr std::uint32_t kText = bytesTag(1);
inline constexpr std::uint32_t kBool = varintTag(2);
inline constexpr std::uint32_t kInt = varintTag(3);
inline constexpr std::uint32_t kDouble = fixed64Tag(4);
inline constexpr std::uint32_t kArray = bytesTag(5);
inline constexpr std::uint32_t kList = bytesTag(6);
inline constexpr std::uint32_t kBytes = bytesTag(7);
inline constexpr std::uint32_t kTextIndex = varintTag(8); ///< into a table that only profiles have
} // namespace otlp_any

} // namespace tailrace
