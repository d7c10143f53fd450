// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Typed key-value pairs of Jaeger JSON, {"key", "type", "value"}: tags of spans and processes, fields of logs
// (model of Jaeger's UI, internal/uimodel). Types: string, bool, int64, float64, binary (base64). int64 values
// beyond 2^53 are written as text by the server. One thread.

#include "importers/json/json_text.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

struct JaegerTag {
    std::string_view key;
    std::string_view type;          ///< empty if none was given
    std::optional<JsonValue> value; ///< nothing if none was given
};

/// Calls f(JaegerTag&) for each pair of a list; texts are valid until the record's next parse(). What is no pair
/// is reported. Null is an empty list.
template <class F>
void forEachJaegerTag(JsonRecord& record, JsonValue list, F&& f);

/// Likewise for each member of an object, as Jaeger writes tags into Elasticsearch (its option "tags as fields"):
/// without types, and with "@" for each "." of the key, because fields of documents cannot have dots there.
template <class F>
void forEachJaegerField(JsonRecord& record, JsonValue map, F&& f);

/// Writes the value by its type. A value that does not fit its type is reported and kept as it is.
void writeJaegerValue(JsonRecord& record, const JaegerTag& tag, AttributeWriter& out);

/// The text of a tag of type string (or without a type); nothing for others.
[[nodiscard]] std::optional<std::string_view> jaegerText(JsonRecord& record, const JaegerTag& tag);
/// The truth value of a plain true or false, or of these words as text; nothing for others.
[[nodiscard]] std::optional<bool> jaegerTruth(const JaegerTag& tag);

/// Puts a count that is more than zero into a field that has none yet; false if it is something else.
[[nodiscard]] bool takeJaegerCount(const JaegerTag& tag, std::uint32_t& count);

/// Reads one pair; its members may come in any order. False if it is none (reported).
[[nodiscard]] bool readJaegerTag(JsonRecord& record, JsonValue item, JaegerTag& tag);

template <class F>
void forEachJaegerTag(JsonRecord& record, JsonValue list, F&& f)
{
    (void)record.forEachElement(list, [&](JsonValue item) {
        JaegerTag tag;
        if (readJaegerTag(record, item, tag))
            f(tag);
    });
}

template <class F>
void forEachJaegerField(JsonRecord& record, JsonValue map, F&& f)
{
    std::string key;
    (void)record.forEachMember(map, [&](std::string_view name, JsonValue value) {
        key.assign(name);
        std::replace(key.begin(), key.end(), '@', '.');
        JaegerTag tag;
        tag.key = key;
        tag.value = value;
        f(tag);
    });
}

} // namespace tailrace
