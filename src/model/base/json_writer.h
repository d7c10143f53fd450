// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes JSON text piece by piece (RFC 8259). Commas and nesting are kept by the writer; the caller gives
// keys and values in order. Invalid UTF-8 is replaced by U+FFFD, so the output is always valid.

#include "model/base/value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class JsonWriter
{
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);

    JsonWriter& null();
    JsonWriter& boolean(bool value);
    JsonWriter& integer(std::int64_t value);
    JsonWriter& unsignedInteger(std::uint64_t value);
    /// Shortest text that reads back equal; NaN and infinities become the texts "NaN", "Infinity", "-Infinity".
    JsonWriter& number(double value);
    JsonWriter& text(std::string_view value);
    /// An integer as decimal text, the form of 64-bit numbers that JavaScript readers keep exact.
    JsonWriter& decimalText(std::int64_t value);
    /// A recorded value as plain JSON: lists become objects, bytes base64 text.
    JsonWriter& value(const Value& value);
    /// Attributes as one JSON object; of repeated keys the last one counts for readers, all are written.
    JsonWriter& attributes(const AttributeList& list);

    /// What was written since the last take(); nesting goes on.
    [[nodiscard]] std::string take();
    [[nodiscard]] std::string_view view() const { return m_out; }
    [[nodiscard]] std::size_t size() const { return m_out.size(); }

private:
    void separate();

    std::string m_out;
    std::vector<bool> m_hasItems; // one a nesting level
    bool m_afterKey = false;
};

/// Appends `text` with the quotes and escapes of a JSON string.
void appendJsonString(std::string& out, std::string_view text);

/// Standard base64 with padding (RFC 4648, section 4).
[[nodiscard]] std::string toBase64(std::string_view bytes);

} // namespace tailrace
