// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Spans and attribute lists of OTLP JSON in the form that nearly all exporters write, which is most of the bytes of
// a file: the names of the specification, ids of full length in hex, known times, attributes with one value of one
// type. Read straight from the text, in a third of the time of the general way (OtlpJsonRecords, OtlpJsonValues),
// which reads everything else. One thread; memory is reused.

#include "importers/json/json_plain.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

class OtlpJsonPlain
{
public:
    /// Reads the span that is all of `raw`, with 64 readable bytes behind it, into a draft that the caller has
    /// cleared. False if anything in it has another form, or is broken: then the draft is of no use.
    [[nodiscard]] bool span(std::string_view raw, SpanDraft& span);

    /// Reads the list that begins at `at`. False if anything in it has another form: then `out` is as it was.
    [[nodiscard]] bool attributes(const char* at, const char* end, AttributeWriter& out);

private:
    [[nodiscard]] bool member(std::string_view name, JsonPlain& text, SpanDraft& span);
    [[nodiscard]] bool status(JsonPlain& text, SpanDraft& span);
    [[nodiscard]] bool events(JsonPlain& text, SpanDraft& span);
    [[nodiscard]] bool event(JsonPlain& text, EventDraft& event);
    [[nodiscard]] bool list(JsonPlain& text, AttributeWriter& out);
    [[nodiscard]] bool value(JsonPlain& text, bool mayBeArray, AttributeWriter& out);
    [[nodiscard]] bool array(JsonPlain& text, AttributeWriter& out);
    /// A string, unescaped; valid until the next one.
    [[nodiscard]] bool string(JsonPlain& text, std::string_view& value);
    [[nodiscard]] bool string(JsonPlain& text, std::string& value);

    std::int64_t m_endNs = 0;
    std::string m_unescaped;
};

} // namespace tailrace
