// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Attribute lists and AnyValues of OTLP JSON (opentelemetry-proto, common/v1; JSON mapping of proto3), written
// straight into attribute blobs. Both spellings of the names are taken (intValue, int_value), 64-bit integers as
// text or number, doubles as number or "NaN" and the like. What has another type than the format says is kept as
// it is and reported (WrongType). One thread, one record.

#include "importers/json/json_text.h"
#include "importers/otlp/otlp_json_plain.h"

namespace tailrace {

class OtlpJsonValues
{
public:
    explicit OtlpJsonValues(JsonRecord& record)
        : m_record(record)
    {
    }

    /// A list of {key, value}: one entry each, in order. Null is an empty list.
    void attributes(JsonValue list, AttributeWriter& out);
    /// An AnyValue: writes exactly one value.
    void anyValue(JsonValue value, AttributeWriter& out);

private:
    void keyValue(JsonValue item, AttributeWriter& out);
    void keyValueInAnyOrder(simdjson::ondemand::object& item, AttributeWriter& out);
    [[nodiscard]] bool find(simdjson::ondemand::object& item, std::string_view name, JsonValue& value);
    void oneOf(std::string_view type, JsonValue value, AttributeWriter& out);
    void unknownType(std::string_view type, JsonValue value, AttributeWriter& out);
    void bytes(std::string_view base64, AttributeWriter& out);
    void values(JsonValue value, bool isList, AttributeWriter& out);
    void report(std::string_view what);
    void asRecorded(std::string_view what, JsonValue value, AttributeWriter& out);

    JsonRecord& m_record;
    OtlpJsonPlain m_plain;
};

} // namespace tailrace
