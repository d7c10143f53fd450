// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Fields of spans in JSON, taken so that nothing is lost: what has the wrong type is reported and kept as an
// attribute with the format's prefix ("otlp.kind"), and so is what we do not know. Values that say nothing (null,
// "", [] and {}) are not kept. One JsonFields belongs to one JsonRecord; the writers that it gets must stand between
// two entries.

#include "importers/json/json_text.h"
#include "importers/time_text.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

/// What became of a time field.
enum class TimeField : std::uint8_t { Missing, Known, Impossible };

class JsonFields
{
public:
    /// `prefix` goes before the names of kept fields: "otlp.".
    JsonFields(JsonRecord& record, std::string_view prefix)
        : m_record(record)
        , m_prefix(prefix)
    {
    }

    [[nodiscard]] JsonRecord& record() { return m_record; }
    /// For formats whose recorders compute times with doubles: digits behind the nanosecond are noise there, and that
    /// they were rounded away is not worth a word.
    void ignoreRounding() { m_reportsRounding = false; }

    /// Keeps a field that we do not know.
    void keep(std::string_view key, JsonValue value, AttributeWriter& out);
    /// Reports a known field of a wrong type and keeps it. Null is no wrong type: it stands for nothing.
    void wrongType(std::string_view key, JsonValue value, AttributeWriter& out);

    /// A text; numbers and truth values are taken as they are written, and reported.
    void text(std::string_view key, JsonValue value, std::string& target, AttributeWriter& out);
    /// The text of an id, valid until the record's next parse(); empty if there is none.
    [[nodiscard]] std::string_view id(std::string_view key, JsonValue value, AttributeWriter& out);
    /// A number of up to 32 bits.
    void number(std::string_view key, JsonValue value, std::uint32_t& target, AttributeWriter& out);
    /// A point in time: ns since the epoch. Null and "" are Missing; negative ones are Impossible.
    [[nodiscard]] TimeField time(std::string_view key, JsonValue value, TimeUnit unit, std::int64_t& ns,
                                 AttributeWriter& out);
    /// A length in ns, which may be negative.
    [[nodiscard]] TimeField length(std::string_view key, JsonValue value, TimeUnit unit, std::int64_t& ns,
                                   AttributeWriter& out);

    /// Calls f() for each object of a list. No list, or elements that are none (`element`), are wrong types.
    template <class F>
    void objects(std::string_view key, JsonValue value, std::string_view element, AttributeWriter& out, F f)
    {
        if (kindOf(value) != JsonKind::Array)
            return wrongType(key, value, out);
        (void)m_record.forEachElement(value, [&](JsonValue item) {
            if (kindOf(item) == JsonKind::Object)
                f(item);
            else
                wrongType(element, item, out);
        });
    }

    /// Counts something about this record.
    void report(ProblemCode code, std::string detail);
    /// The name under which a field is kept; valid until the next call of any function here.
    [[nodiscard]] std::string_view keptName(std::string_view key);

private:
    void write(std::string_view key, JsonValue value, AttributeWriter& out);
    [[nodiscard]] TimeField decimal(std::string_view key, JsonValue value, TimeUnit unit, bool mayBeNegative,
                                    std::int64_t& ns, AttributeWriter& out);

    JsonRecord& m_record;
    std::string m_prefix;
    std::string m_name;
    bool m_reportsRounding = true;
};

/// True for null, "", [] and {}. Does not use the value up.
[[nodiscard]] bool saysNothing(JsonValue& value);

/// Reports what a cursor finds broken: Truncated at the end of the input, else BrokenRecord.
[[nodiscard]] JsonCursor::ErrorHandler reportTo(SpanSink& sink);
/// The same for output of programs that write log lines between the documents, which are no damage.
[[nodiscard]] JsonCursor::ErrorHandler reportToLog(SpanSink& sink);
/// Calls f(raw, where) for each object of the list of spans on which the cursor stands; null is nothing, and anything
/// else is reported.
template <class F>
void forEachSpanObject(JsonCursor& cursor, SpanSink& sink, F f)
{
    for (cursor.enterArray(); cursor.nextElement();) {
        const Location where = cursor.location();
        if (cursor.kind() == JsonKind::Object) {
            if (const std::string_view raw = cursor.value(); !raw.empty())
                f(raw, where);
        } else if (cursor.kind() != JsonKind::Null) {
            sink.problem(ProblemCode::WrongType, where, "a span that is no object");
        }
    }
}
/// Takes the JSON string on which the cursor stands; invalid UTF-8 is repaired and reported.
[[nodiscard]] std::string takeText(JsonCursor& cursor, SpanSink& sink);
/// Text from outside as valid UTF-8; repairs are reported.
[[nodiscard]] std::string validText(std::string_view text, SpanSink& sink, Location where);

} // namespace tailrace
