// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One log record of OTLP JSON (opentelemetry-proto, logs/v1), read as leniently as spans are: unknown members
// become attributes "otlp.NAME", and so do known ones of a wrong type, which are reported. One thread; memory is
// reused from record to record.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/otlp/otlp_json_value.h"
#include "importers/span_sink.h"

#include <string_view>

namespace tailrace {

class OtlpJsonLogs
{
public:
    explicit OtlpJsonLogs(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "otlp.")
        , m_values(m_record)
    {
    }

    /// Adds to a draft that the caller has cleared. `raw` is one JSON object, padded, as JsonCursor::value() gives
    /// it. False if it is broken (reported): the draft is then of no use.
    [[nodiscard]] bool readLog(std::string_view raw, Location where, LogDraft& log);

private:
    void field(std::string_view key, JsonValue value, LogDraft& log);
    [[nodiscard]] bool idField(std::string_view key, JsonValue value, LogDraft& log);
    [[nodiscard]] bool timeField(std::string_view key, JsonValue value, LogDraft& log);
    void severity(std::string_view key, JsonValue value, LogDraft& log);

    JsonRecord m_record;
    JsonFields m_fields;
    OtlpJsonValues m_values;
};

} // namespace tailrace
