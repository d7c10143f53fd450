// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span of Datadog JSON, in any of its forms. Members that we do not know are kept as attributes
// "datadog.NAME", and so are known ones of a wrong type, which are reported. One thread; memory is reused from
// span to span.

#include "importers/datadog/datadog_span.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"

#include <string>
#include <string_view>

namespace tailrace {

enum class DatadogForm {
    Agent, ///< agent payload: ids are numbers, times whole nanoseconds
    Log,   ///< {"traces":…} in log lines: the same with ids as hex text
    View,  ///< the trace view of Datadog's UI: ids are decimal text, times seconds with a fraction
    Event, ///< spans API v2: {"id", "type":"spans", "attributes":{…}}, times are dates
    Lone,  ///< Agent or Event, outside of a list that tells which
};

class DatadogJsonRecords
{
public:
    explicit DatadogJsonRecords(SpanSink& sink)
        : m_span(sink)
        , m_record(sink)
        , m_fields(m_record, "datadog.")
    {
    }

    /// Reads a span and hands it on; `raw` is one JSON object, padded, as JsonCursor::value() gives it. False
    /// without a report if it is something else; true also if it is broken (reported).
    [[nodiscard]] bool readSpan(std::string_view raw, Location where, DatadogForm form);

    void beginChunk() { m_span.beginChunk(); }
    /// Hands on what was held back.
    void finish() { m_span.finishAll(); }

private:
    void spanField(std::string_view key, JsonValue value, DatadogForm form);
    [[nodiscard]] bool idField(std::string_view key, JsonValue value, DatadogForm form);
    [[nodiscard]] bool textField(std::string_view key, JsonValue value);
    [[nodiscard]] bool timeField(std::string_view key, JsonValue value, DatadogForm form);
    [[nodiscard]] bool listField(std::string_view key, JsonValue value);
    void eventField(std::string_view key, JsonValue value);
    void eventAttribute(std::string_view key, JsonValue value);
    void dateField(std::string_view key, JsonValue value, bool isStart);
    void flatten(JsonValue object, std::string& path, int depth);
    void errorField(std::string_view key, JsonValue value);
    void statusField(std::string_view key, JsonValue value);
    void meta(std::string_view key, JsonValue value);
    void metaStruct(JsonValue object);

    DatadogSpan m_span;
    JsonRecord m_record;
    JsonFields m_fields;
    bool m_hasId = false;
    bool m_isLikeSpan = false; // has what other records with ids, such as logs, do not have
    bool m_isOther = false;    // an API record of another type
    std::string m_path;
};

} // namespace tailrace
