// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_log.h"

#include "importers/id_text.h"

#include <optional>

namespace tailrace {

namespace {

/// The number behind the protocol's names: SEVERITY_NUMBER_ERROR is 17, SEVERITY_NUMBER_ERROR3 is 19.
int severityNumber(std::string_view text)
{
    static constexpr std::string_view kPrefix = "SEVERITY_NUMBER_";
    static constexpr std::string_view kNames[] = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    if (const std::optional<std::int64_t> number = parseInt(text))
        return *number >= 0 && *number <= 24 ? static_cast<int>(*number) : -1;
    if (text.starts_with(kPrefix))
        text.remove_prefix(kPrefix.size());
    if (text == "UNSPECIFIED")
        return 0;
    for (int i = 0; i < 6; ++i) {
        if (!text.starts_with(kNames[i]))
            continue;
        const std::string_view step = text.substr(kNames[i].size());
        if (step.empty())
            return 4 * i + 1;
        if (step.size() == 1 && step.front() >= '2' && step.front() <= '4')
            return 4 * i + (step.front() - '0');
    }
    return -1;
}

} // namespace

bool OtlpJsonLogs::readLog(std::string_view raw, Location where, LogDraft& log)
{
    return m_record.parse(raw, where) &&
           m_record.forEachMember([&](std::string_view key, JsonValue value) { field(key, value, log); });
}

void OtlpJsonLogs::field(std::string_view key, JsonValue value, LogDraft& log)
{
    if (idField(key, value, log) || timeField(key, value, log))
        return;
    if (key == "severityNumber" || key == "severity_number") {
        severity(key, value, log);
    } else if (key == "severityText" || key == "severity_text") {
        m_fields.text(key, value, log.severityText, log.attributes);
    } else if (key == "eventName" || key == "event_name") {
        m_fields.text(key, value, log.name, log.attributes);
    } else if (key == "body") {
        if (kindOf(value) == JsonKind::Null || log.body.count() > 0)
            return m_fields.keep(key, value, log.attributes);
        log.body.key("body");
        m_values.anyValue(value, log.body);
    } else if (key == "attributes") {
        if (kindOf(value) == JsonKind::Array)
            m_values.attributes(value, log.attributes);
        else
            m_fields.wrongType(key, value, log.attributes);
    } else if (key == "droppedAttributesCount" || key == "dropped_attributes_count") {
        m_fields.number(key, value, log.droppedAttributes, log.attributes);
    } else if (key == "flags") {
        m_fields.number(key, value, log.flags, log.attributes);
    } else {
        m_fields.keep(key, value, log.attributes);
    }
}

bool OtlpJsonLogs::idField(std::string_view key, JsonValue value, LogDraft& log)
{
    const bool isTrace = key == "traceId" || key == "trace_id";
    if (!isTrace && key != "spanId" && key != "span_id")
        return false;
    const std::string_view text = m_fields.id(key, value, log.attributes);
    if (isTrace)
        setTraceId(log, text, m_record.sink(), m_record.where());
    else
        setSpanId(log, text, m_record.sink(), m_record.where());
    return true;
}

bool OtlpJsonLogs::timeField(std::string_view key, JsonValue value, LogDraft& log)
{
    const bool isObserved = key == "observedTimeUnixNano" || key == "observed_time_unix_nano";
    if (!isObserved && key != "timeUnixNano" && key != "time_unix_nano")
        return false;
    static_cast<void>(m_fields.time(key, value, TimeUnit::Nanoseconds, isObserved ? log.observedNs : log.timeNs,
                                    log.attributes));
    return true;
}

void OtlpJsonLogs::severity(std::string_view key, JsonValue value, LogDraft& log)
{
    const std::optional<std::string_view> text = m_record.anyText(value);
    const int number = text ? severityNumber(*text) : -1;
    if (number >= 0)
        log.severity = number;
    else
        m_fields.wrongType(key, value, log.attributes);
}

} // namespace tailrace
