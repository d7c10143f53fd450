// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What readers of JSON formats share: one record (a span, a resource) parsed with simdjson On Demand, and its
// values taken leniently, since real exporters write 64-bit numbers as text, NaN as text and lone surrogates.
// Everything works with error codes; nothing throws. A JsonRecord belongs to one read() and one thread.
//
//   JsonRecord record(sink);
//   if (record.parse(cursor.value(), cursor.location()))
//       record.forEachMember([&](std::string_view key, JsonValue value) {
//           if (key == "name")
//               span.name = record.text(value).value_or("");
//       });
//
// On Demand values are forward-only: use a value once, within the member or element that it belongs to.

#include "importers/json/base64.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_string.h"
#include "importers/span_sink.h"

#include <simdjson.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

using JsonValue = simdjson::ondemand::value;

/// Kind of a value, JsonKind::None when it is broken. Does not use the value up.
[[nodiscard]] JsonKind kindOf(JsonValue& value);

/// A whole number: a JSON number, or decimal text. Numbers with a fraction or an exponent count if they are whole
/// ("1e3", 12.0). Nothing if it is something else or does not fit.
[[nodiscard]] std::optional<std::int64_t> jsonInt(JsonValue value);
[[nodiscard]] std::optional<std::uint64_t> jsonUint(JsonValue value);
/// Any number, decimal text, or the texts "NaN", "Infinity", "-Infinity" (the JSON mapping of proto3).
[[nodiscard]] std::optional<double> jsonDouble(JsonValue value);
/// true, false, or these words as text.
[[nodiscard]] std::optional<bool> jsonBool(JsonValue value);
/// The number that a text spells, by the rules of jsonInt, jsonUint and jsonDouble.
[[nodiscard]] std::optional<std::int64_t> parseInt(std::string_view text);
[[nodiscard]] std::optional<std::uint64_t> parseUint(std::string_view text);
[[nodiscard]] std::optional<double> parseDouble(std::string_view text);

/// One complete JSON value that is parsed as a whole.
class JsonRecord
{
public:
    explicit JsonRecord(SpanSink& sink)
        : m_sink(sink)
    {
    }
    JsonRecord(const JsonRecord&) = delete;
    JsonRecord& operator=(const JsonRecord&) = delete;

    /// Starts on a record: `raw` is an object or an array with 64 readable bytes behind it and lives until the
    /// next parse(), as JsonCursor::value() gives it. Invalid UTF-8 and raw control characters in texts are
    /// repaired and reported (InvalidText); anything else that is broken is reported as BrokenRecord and gives
    /// false. False without a report for empty `raw`, which the cursor has reported itself.
    [[nodiscard]] bool parse(std::string_view raw, Location where);

    /// The root object or array; each can be asked for once.
    [[nodiscard]] simdjson::simdjson_result<simdjson::ondemand::object> object()
    {
        return m_document.get_object();
    }
    [[nodiscard]] simdjson::simdjson_result<simdjson::ondemand::array> array() { return m_document.get_array(); }
    [[nodiscard]] Location where() const { return m_where; }
    /// Behind the last byte of the text that is being parsed, which may be a repaired copy of `raw`.
    [[nodiscard]] const char* end() const { return m_end; }
    [[nodiscard]] SpanSink& sink() { return m_sink; }

    /// Text of a JSON string, unescaped; nothing for other kinds. Lone surrogates become U+FFFD. Valid until the
    /// next parse().
    [[nodiscard]] std::optional<std::string_view> text(JsonValue value);
    /// Like text(), but numbers and true/false are taken as they are written. Nothing for null, objects, arrays.
    [[nodiscard]] std::optional<std::string_view> anyText(JsonValue value);
    /// Unescaped name of a member; valid until the next parse().
    [[nodiscard]] std::optional<std::string_view> key(simdjson::ondemand::field& field);

    /// Writes any JSON value as one attribute value: object → list, array → array, whole number → integer (text if
    /// it does not fit 64 bits), other number → double. What lies deeper than kMaxAttributeDepth is kept as JSON
    /// text and reported (TooDeep). Call out.key() before. False if the record turned out broken here (reported);
    /// what was written until then stays, properly closed.
    [[nodiscard]] bool copyValue(JsonValue value, AttributeWriter& out);
    /// The members of an object as attributes, key and value each; of other kinds nothing.
    [[nodiscard]] bool copyMembers(JsonValue value, AttributeWriter& out);

    /// Calls f(std::string_view key, JsonValue value) for each member, or f(JsonValue value) for each element; for
    /// a value of another kind not at all. False if the record turned out broken (reported once).
    template <class F>
    [[nodiscard]] bool forEachMember(F&& f)
    {
        auto object = m_document.get_object();
        const bool fits = object.error() == simdjson::SUCCESS;
        return members(object, f) && (!fits || atEnd());
    }
    template <class F>
    [[nodiscard]] bool forEachMember(JsonValue value, F&& f)
    {
        return members(value.get_object(), f);
    }
    template <class F>
    [[nodiscard]] bool forEachElement(F&& f)
    {
        auto array = m_document.get_array();
        const bool fits = array.error() == simdjson::SUCCESS;
        return elements(array, f) && (!fits || atEnd());
    }
    template <class F>
    [[nodiscard]] bool forEachElement(JsonValue value, F&& f)
    {
        return elements(value.get_array(), f);
    }

    /// Reports the record as broken, once a record. Always false.
    bool broken(simdjson::error_code error);
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    template <class F>
    bool members(simdjson::simdjson_result<simdjson::ondemand::object> object, F&& f);
    template <class F>
    bool elements(simdjson::simdjson_result<simdjson::ondemand::array> array, F&& f);
    [[nodiscard]] simdjson::error_code iterate(std::string_view padded);
    [[nodiscard]] std::string_view fenced(std::string_view raw);
    /// False if something stands behind the root's end: brackets that do not match.
    [[nodiscard]] bool atEnd();
    [[nodiscard]] std::string_view unescaped(const char* afterQuote);
    [[nodiscard]] bool copyScalar(JsonValue value, AttributeWriter& out);
    [[nodiscard]] bool copyAsText(JsonValue value, AttributeWriter& out);

    SpanSink& m_sink;
    simdjson::ondemand::parser m_parser;
    simdjson::ondemand::document m_document;
    const char* m_end = nullptr;
    Location m_where;
    bool m_broken = false;
    std::string m_copy;              // the record, when what stands behind it could mislead the parser
    std::string m_repaired;          // the record again, when it had to be repaired
    std::deque<std::string> m_texts; // unescaped texts of this record
    std::size_t m_textCount = 0;
};

template <class F>
bool JsonRecord::members(simdjson::simdjson_result<simdjson::ondemand::object> object, F&& f)
{
    if (object.error() == simdjson::INCORRECT_TYPE)
        return true;
    if (object.error() != simdjson::SUCCESS)
        return broken(object.error());
    for (auto field : object.value_unsafe()) {
        if (field.error() != simdjson::SUCCESS)
            return broken(field.error());
        const std::optional<std::string_view> name = key(field.value_unsafe());
        if (!name)
            return broken(simdjson::STRING_ERROR);
        f(*name, field.value_unsafe().value());
        if (m_broken)
            return false;
    }
    return true;
}

template <class F>
bool JsonRecord::elements(simdjson::simdjson_result<simdjson::ondemand::array> array, F&& f)
{
    if (array.error() == simdjson::INCORRECT_TYPE)
        return true;
    if (array.error() != simdjson::SUCCESS)
        return broken(array.error());
    for (auto element : array.value_unsafe()) {
        if (element.error() != simdjson::SUCCESS)
            return broken(element.error());
        f(element.value_unsafe());
        if (m_broken)
            return false;
    }
    return true;
}

} // namespace tailrace
