// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One event of a Chrome trace from its text. Times are microseconds, with fractions, as numbers or as text. What is not
// part of the event's place and time becomes attributes: args.NAME for its arguments, chrome.NAME for all other members,
// chrome.end.NAME for those of the event that ends a slice, chrome.EVENT.NAME for arguments of metadata. One thread; memory is reused.

#include "importers/chrome/chrome_store.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_flatten.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

/// What a member of an event says; texts are valid until the next event.
struct ChromeFields {
    char phase = 0; ///< as it stands in the file; 0 if there is none
    std::string_view name;
    std::string_view category;
    std::string_view process;
    std::string_view thread;
    bool processIsNumber = false;
    bool threadIsNumber = false;
    std::string_view id;
    std::string_view scope;
    bool idIsLocal = false; ///< id2.local: of the process
    std::string_view bindId;
    bool flowIn = false;
    bool flowOut = false;
    bool bindsToEnclosing = false;
    TimeField start = TimeField::Missing;
    TimeField duration = TimeField::Missing;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
};

class ChromeEvents
{
public:
    explicit ChromeEvents(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "chrome.")
        , m_flattener(m_record)
        , m_payload(sink.keys())
    {
        m_fields.ignoreRounding();
    }

    /// Reads an object, padded; false if it is broken (reported). Of events that hold no part of a span (counters,
    /// samples, …) the attributes are passed over.
    [[nodiscard]] bool read(std::string_view raw, Location where, ChromeFields& fields);
    /// Attributes of the event that was read last.
    [[nodiscard]] const AttributeWriter& payload() const { return m_payload; }
    /// The members of an object that describes the whole trace.
    [[nodiscard]] bool readDescription(std::string_view raw, Location where, AttributeWriter& out);

private:
    [[nodiscard]] bool field(std::string_view key, JsonValue value, ChromeFields& fields);
    [[nodiscard]] bool timeField(std::string_view key, JsonValue value, ChromeFields& fields);
    [[nodiscard]] bool bindingField(std::string_view key, JsonValue value, ChromeFields& fields);
    void id2(JsonValue value, ChromeFields& fields);
    void attribute(std::string_view key, JsonValue value, const ChromeFields& fields);

    JsonRecord m_record;
    JsonFields m_fields;
    JsonFlattener m_flattener;
    AttributeWriter m_payload;
    std::string m_name;
};

} // namespace tailrace
