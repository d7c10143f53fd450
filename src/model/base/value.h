// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A decoded attribute value: the seven types of OpenTelemetry's AnyValue (common.proto) plus null. Used where
// a person looks at a span (detail, export, JSON); bulk paths work on the encoded form in attribute_blob.h.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tailrace {

struct Value;

struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

using ValueArray = std::vector<Value>;

/// A key with its value. Keys may repeat within one list: what was recorded is kept in order.
struct Attribute;
using AttributeList = std::vector<Attribute>;

struct Value {
    using Variant = std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, ValueArray, AttributeList>;
    Variant data;

    [[nodiscard]] bool isNull() const { return data.index() == 0; }
    bool operator==(const Value& other) const;
};

struct Attribute {
    std::string key;
    Value value;
    bool operator==(const Attribute& other) const = default;
};

inline bool Value::operator==(const Value& other) const
{
    return data == other.data;
}

/// The value as a person reads it: text as it is, numbers in shortest exact form, arrays and lists as JSON,
/// bytes as base64.
[[nodiscard]] std::string displayText(const Value& value);

/// The first value with this key, or nullptr.
[[nodiscard]] const Value* findValue(const AttributeList& list, std::string_view key);

} // namespace tailrace
