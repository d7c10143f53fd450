// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_json_span.h"

#include "importers/datadog/datadog_json_parts.h"
#include "importers/id_text.h"
#include "importers/time_text.h"

namespace tailrace {

namespace {

/// What a name made of the names of nested objects may be long.
constexpr std::size_t kMaxPath = 1024;

/// Text ids are hex in logs and decimal elsewhere, except what has more digits than a number of 64 bits (128-bit
/// trace ids). Agent payloads have numbers; of a text there 16 digits are rather hex, since most decimal ids have
/// 17 to 20.
bool isDecimalId(std::string_view text, DatadogForm form)
{
    if (form == DatadogForm::Log || !datadogDecimalId(text))
        return false;
    return (form != DatadogForm::Agent && form != DatadogForm::Lone) || text.size() != 16;
}

} // namespace

bool DatadogJsonRecords::readSpan(std::string_view raw, Location where, DatadogForm form)
{
    m_hasId = m_isLikeSpan = m_isOther = false;
    m_span.begin(where);
    if (!m_record.parse(raw, where))
        return true;
    const bool isWhole = m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (form == DatadogForm::Event)
            eventField(key, value);
        else
            spanField(key, value, form);
    });
    if (!isWhole)
        return true;
    if (!m_hasId || m_isOther || (form == DatadogForm::Lone && !m_isLikeSpan))
        return false;
    m_span.finish();
    return true;
}

// ---- agent, log and view

void DatadogJsonRecords::spanField(std::string_view key, JsonValue value, DatadogForm form)
{
    if (form == DatadogForm::Lone && key == "type" && m_record.text(value) == "spans")
        return;
    if (idField(key, value, form) || textField(key, value) || timeField(key, value, form) || listField(key, value))
        return;
    if (key == "error")
        errorField(key, value);
    else if (key == "status")
        statusField(key, value);
    else if (form == DatadogForm::Lone && key == "attributes")
        eventField(key, value);
    else if (form != DatadogForm::View || key != "children_ids") // which follow from the parents
        m_fields.keep(key, value, m_span.attributes());
}

bool DatadogJsonRecords::idField(std::string_view key, JsonValue value, DatadogForm form)
{
    if (key != "trace_id" && key != "span_id" && key != "parent_id")
        return false;
    SpanDraft& span = m_span.draft();
    const bool isNumber = kindOf(value) == JsonKind::Number;
    std::optional<std::uint64_t> number = isNumber ? jsonUint(value) : std::nullopt;
    if (isNumber && !number) {
        // Some tools write the 64 bits as a signed number.
        if (const std::optional<std::int64_t> negative = jsonInt(value))
            number = static_cast<std::uint64_t>(*negative);
    }
    if (isNumber && !number) {
        m_fields.wrongType(key, value, span.attributes);
        return true;
    }
    const std::string_view text = isNumber ? std::string_view() : m_fields.id(key, value, span.attributes);
    if (!isNumber && isDecimalId(text, form))
        number = datadogDecimalId(text);
    if (!number && text.empty())
        return true;
    m_hasId = m_hasId || key != "parent_id";
    if (key == "trace_id" && number)
        span.traceId = {0, *number};
    else if (key == "trace_id")
        setTraceId(span, text, m_record.sink(), m_record.where());
    else if (key == "span_id" && number)
        span.spanId.value = *number;
    else if (key == "span_id")
        setSpanId(span, text, m_record.sink(), m_record.where());
    else if (number)
        span.parentId.value = *number;
    else
        setParentId(span, text, m_record.sink(), m_record.where());
    return true;
}

bool DatadogJsonRecords::textField(std::string_view key, JsonValue value)
{
    std::string* target = nullptr;
    if (key == "name")
        target = &m_span.operation;
    else if (key == "resource")
        target = &m_span.resource;
    else if (key == "service")
        target = &m_span.service;
    else if (key == "type")
        target = &m_span.type;
    if (target != nullptr)
        m_fields.text(key, value, *target, m_span.attributes());
    m_isLikeSpan = m_isLikeSpan || !m_span.resource.empty();
    if (key == "env" || key == "host")
        meta(key, value);
    return target != nullptr || key == "env" || key == "host";
}

bool DatadogJsonRecords::timeField(std::string_view key, JsonValue value, DatadogForm form)
{
    const TimeUnit unit = form == DatadogForm::View ? TimeUnit::Seconds : TimeUnit::Nanoseconds;
    std::int64_t ns = 0;
    if (key == "start") {
        if (m_fields.time(key, value, unit, ns, m_span.attributes()) == TimeField::Known)
            m_span.setStart(ns);
    } else if (key == "duration") {
        if (m_fields.length(key, value, unit, ns, m_span.attributes()) == TimeField::Known)
            m_span.setDuration(ns);
    } else if (key == "end" && form == DatadogForm::View) {
        if (m_fields.time(key, value, unit, ns, m_span.attributes()) == TimeField::Known)
            m_span.setEnd(ns);
    } else {
        return false;
    }
    return true;
}

bool DatadogJsonRecords::listField(std::string_view key, JsonValue value)
{
    AttributeWriter& out = m_span.attributes();
    const bool isMap = key == "meta" || key == "metrics" || key == "meta_struct";
    const bool isList = key == "span_links" || key == "span_events";
    if (!isMap && !isList)
        return false;
    if (kindOf(value) != (isMap ? JsonKind::Object : JsonKind::Array)) {
        m_fields.wrongType(key, value, out);
    } else if (key == "meta") {
        (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) { meta(name, member); });
    } else if (key == "metrics") {
        (void)m_record.copyMembers(value, out);
    } else if (key == "meta_struct") {
        metaStruct(value);
    } else {
        (void)m_record.forEachElement(value, [&](JsonValue item) {
            if (key == "span_links")
                readDatadogLink(m_record, item, m_span.draft());
            else
                readDatadogEvent(m_record, item, m_span.draft());
        });
    }
    return true;
}

void DatadogJsonRecords::meta(std::string_view key, JsonValue value)
{
    if (const std::optional<std::string_view> text = m_record.text(value)) {
        m_span.meta(key, *text);
        return;
    }
    m_span.attributes().key(key);
    (void)m_record.copyValue(value, m_span.attributes());
}

void DatadogJsonRecords::metaStruct(JsonValue object)
{
    (void)m_record.forEachMember(object, [&](std::string_view key, JsonValue value) {
        m_path.assign("meta_struct.").append(key);
        m_span.attributes().key(m_path);
        (void)m_record.copyValue(value, m_span.attributes());
    });
}

void DatadogJsonRecords::errorField(std::string_view key, JsonValue value)
{
    if (const std::optional<std::int64_t> number = jsonInt(value))
        m_span.setError(*number);
    else if (const std::optional<bool> truth = jsonBool(value))
        m_span.setError(*truth ? 1 : 0);
    else
        m_fields.wrongType(key, value, m_span.attributes());
}

/// "ok" says no more than that there is no error.
void DatadogJsonRecords::statusField(std::string_view key, JsonValue value)
{
    const std::string_view text = m_record.text(value).value_or(std::string_view());
    if (text == "error")
        m_span.draft().status = StatusCode::Error;
    else if (text != "ok")
        m_fields.keep(key, value, m_span.attributes());
}

// ---- spans API v2

void DatadogJsonRecords::eventField(std::string_view key, JsonValue value)
{
    if (key == "attributes" && kindOf(value) == JsonKind::Object) {
        (void)m_record.forEachMember(
            value, [&](std::string_view name, JsonValue member) { eventAttribute(name, member); });
    } else if (key == "type") {
        const std::optional<std::string_view> type = m_record.text(value);
        m_isOther = type && *type != "spans" && *type != "span";
    } else {
        m_fields.keep(key, value, m_span.attributes());
    }
}

void DatadogJsonRecords::eventAttribute(std::string_view key, JsonValue value)
{
    AttributeWriter& out = m_span.attributes();
    if (idField(key, value, DatadogForm::Event) || textField(key, value))
        return;
    const bool isObject = kindOf(value) == JsonKind::Object;
    if (key == "resource_name")
        m_fields.text(key, value, m_span.resource, out);
    else if (key == "operation_name")
        m_fields.text(key, value, m_span.operation, out);
    else if (key == "start_timestamp")
        dateField(key, value, true);
    else if (key == "end_timestamp")
        dateField(key, value, false);
    else if (key == "status")
        statusField(key, value);
    else if ((key == "custom" || key == "attributes") && isObject) {
        m_path.clear();
        flatten(value, m_path, 0);
    } else
        m_fields.keep(key, value, out);
}

void DatadogJsonRecords::dateField(std::string_view key, JsonValue value, bool isStart)
{
    if (saysNothing(value))
        return;
    const std::optional<std::string_view> text = m_record.text(value);
    const std::optional<DecimalTime> time = text ? isoTime(*text) : std::nullopt;
    if (!time) {
        m_fields.report(ProblemCode::TimeImpossible, std::string(key));
        m_fields.keep(key, value, m_span.attributes());
    } else if (isStart) {
        m_isLikeSpan = true;
        m_span.setStart(time->ns);
    } else {
        m_span.setEnd(time->ns);
    }
}

/// Datadog makes objects of attributes with dots in their names; here they get their names back.
void DatadogJsonRecords::flatten(JsonValue object, std::string& path, int depth)
{
    const std::size_t length = path.size();
    (void)m_record.forEachMember(object, [&](std::string_view key, JsonValue value) {
        if (length > 0)
            path += '.';
        path += key;
        const JsonKind kind = kindOf(value);
        std::int64_t ns = 0;
        if (kind == JsonKind::Object && depth < kMaxAttributeDepth && path.size() < kMaxPath) {
            flatten(value, path, depth + 1);
        } else if (path == "duration" && kind == JsonKind::Number) {
            if (m_fields.length(path, value, TimeUnit::Nanoseconds, ns, m_span.attributes()) == TimeField::Known)
                m_span.setDuration(ns);
        } else if (path == "error" && kind == JsonKind::Number) {
            errorField(path, value);
        } else if (!saysNothing(value)) {
            meta(path, value);
        }
        path.resize(length);
    });
}

} // namespace tailrace
