// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/newrelic/newrelic_json_span.h"

namespace tailrace {

void NewRelicJsonRecords::setCommon(std::string_view raw, Location where)
{
    m_common = raw;
    m_common.append(simdjson::SIMDJSON_PADDING, ' ');
    m_commonSize = raw.size();
    m_commonWhere = where;
    m_commonTraceId.clear();
    m_commonService.clear();
    m_hasResource = false;
    if (raw.empty() || !m_record.parse(std::string_view(m_common).substr(0, m_commonSize), where))
        return;
    const auto take = [this](std::string_view key, JsonValue value) {
        if (key == "trace.id")
            m_commonTraceId = m_record.anyText(value).value_or(std::string_view());
        else if (key == "service.name")
            m_commonService = m_record.anyText(value).value_or(std::string_view());
    };
    (void)m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "attributes")
            (void)m_record.forEachMember(value, take);
        else
            take(key, value);
    });
}

void NewRelicJsonRecords::setRun(std::string_view id)
{
    m_runId = id;
    m_run = id.empty() ? std::string() : "agent run " + m_runId;
    m_hasResource = false;
}

void NewRelicJsonRecords::readBatchSpan(std::string_view raw, Location where)
{
    m_span.begin(where);
    if (!m_record.parse(raw, where))
        return;
    const bool isWhole = m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key != "attributes" || kindOf(value) != JsonKind::Object)
            return member(key, value, NewRelicPlace::Span);
        (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue attribute) {
            member(name, attribute, NewRelicPlace::Attribute);
        });
    });
    if (!isWhole)
        return;
    m_span.setDefaultTraceId(m_commonTraceId);
    if (m_span.hasTraceId() || m_span.hasSpanId())
        handOn(where);
    else
        m_record.sink().problem(ProblemCode::UnknownRecord, where, "a JSON object that is no span");
}

void NewRelicJsonRecords::readSpanEvent(std::string_view raw, Location where)
{
    constexpr NewRelicPlace kPlaces[] = {NewRelicPlace::Span, NewRelicPlace::Custom, NewRelicPlace::Attribute};
    m_span.begin(where);
    if (!m_record.parse(raw, where))
        return;
    std::size_t i = 0;
    const bool isWhole = m_record.forEachElement([&](JsonValue value) {
        if (kindOf(value) != JsonKind::Object || i >= std::size(kPlaces))
            m_fields.wrongType("element", value, m_span.draft().attributes);
        else
            (void)m_record.forEachMember(
                value, [&](std::string_view key, JsonValue attribute) { member(key, attribute, kPlaces[i]); });
        ++i;
    });
    if (!isWhole)
        return;
    if (m_span.type() != "Span" && !m_span.type().empty())
        m_record.sink().problem(ProblemCode::OtherSignal, where, "an event of type " + m_span.type());
    else if (m_span.hasTraceId() || m_span.hasSpanId())
        handOn(where);
    else
        m_record.sink().problem(ProblemCode::UnknownRecord, where, "an event that is no span");
}

void NewRelicJsonRecords::readRow(std::string_view raw, Location where)
{
    m_span.begin(where);
    if (!m_record.parse(raw, where))
        return;
    const bool isWhole = m_record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key != "attributes" || kindOf(value) != JsonKind::Object)
            return member(key, value, NewRelicPlace::Span);
        (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue attribute) {
            member(name, attribute, NewRelicPlace::Span);
        });
    });
    if (!isWhole)
        return;
    const bool isOther = m_span.type() == "SpanEvent" || m_span.type() == "SpanLink";
    if (m_span.hasTraceId() && m_span.hasSpanId() && !isOther)
        handOn(where);
    else
        m_record.sink().problem(ProblemCode::OtherSignal, where, "a row that is no span");
}

void NewRelicJsonRecords::member(std::string_view key, JsonValue value, NewRelicPlace place)
{
    AttributeWriter& out = m_span.draft().attributes;
    const NewRelicField field = newRelicField(place, key);
    const JsonKind kind = kindOf(value);
    if (kind == JsonKind::Object || kind == JsonKind::Array) {
        if (field != NewRelicField::None)
            return m_fields.wrongType(key, value, out);
    } else if (field != NewRelicField::None) {
        const std::optional<std::string_view> text = m_record.anyText(value);
        if (!text || m_span.take(field, *text))
            return;
    }
    if (saysNothing(value))
        return;
    out.key(key);
    (void)m_record.copyValue(value, out);
}

void NewRelicJsonRecords::handOn(Location where)
{
    const std::string& own = m_span.service();
    const std::string& fallback = m_commonService.empty() ? m_run : m_commonService;
    const ResourceRef resource = resourceOf(own.empty() ? fallback : own);
    m_span.finish();
    m_span.draft().resource = resource;
    m_record.sink().addSpan(m_span.draft(), where);
}

/// Spans of one service mostly follow each other, so that the last resource is the likely one. The common
/// attributes are the resource's, except the service, which a span may have of its own.
ResourceRef NewRelicJsonRecords::resourceOf(const std::string& service)
{
    if (m_hasResource && m_lastService == service)
        return m_resourceRef;
    m_lastService = service;
    m_hasResource = true;
    m_resource.clear();
    m_resource.service = service;
    if (!service.empty())
        m_resource.attributes.addText("service.name", service);
    if (!service.empty() && service == m_run)
        m_resource.attributes.addText("newrelic.run_id", m_runId);
    if (m_commonSize > 0 && m_record.parse(std::string_view(m_common).substr(0, m_commonSize), m_commonWhere))
        (void)m_record.forEachMember([&](std::string_view key, JsonValue value) {
            if (key == "attributes")
                (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue attribute) {
                    commonMember(name, attribute, m_resource.attributes);
                });
            else
                commonMember(key, value, m_resource.attributes);
        });
    m_resourceRef = m_resource.attributes.count() > 0 ? m_record.sink().addResource(m_resource) : 0;
    return m_resourceRef;
}

void NewRelicJsonRecords::commonMember(std::string_view key, JsonValue value, AttributeWriter& out)
{
    if (key == "trace.id" || key == "service.name" || saysNothing(value))
        return;
    out.key(key);
    (void)m_record.copyValue(value, out);
}

} // namespace tailrace
