// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/chrome/chrome_event.h"

namespace tailrace {

namespace {

constexpr int kArgumentLevels = 3;

/// Phases that become spans, events, links or names. Of the others only the number is told, and some are huge.
bool wantsPayload(char phase)
{
    return std::string_view("BEXiIRbneSTpFstfM").find(phase) != std::string_view::npos;
}

bool endsSlice(char phase)
{
    return phase == 'E' || phase == 'e' || phase == 'F';
}

} // namespace

bool ChromeEvents::read(std::string_view raw, Location where, ChromeFields& fields)
{
    fields = {};
    m_payload.clear();
    if (!m_record.parse(raw, where))
        return false;
    // Twice over the members: what an event is decides what to do with its arguments, which may stand first.
    simdjson::ondemand::object members;
    if (const simdjson::error_code error = m_record.object().get(members))
        return m_record.broken(error);
    for (auto member : members) {
        simdjson::ondemand::field found;
        if (const simdjson::error_code error = std::move(member).get(found))
            return m_record.broken(error);
        (void)field(m_record.key(found).value_or(std::string_view()), found.value(), fields);
    }
    if (m_record.isBroken() || !wantsPayload(fields.phase))
        return !m_record.isBroken();
    if (const simdjson::error_code error = members.reset().error())
        return m_record.broken(error);
    for (auto member : members) {
        simdjson::ondemand::field found;
        if (const simdjson::error_code error = std::move(member).get(found))
            return m_record.broken(error);
        attribute(m_record.key(found).value_or(std::string_view()), found.value(), fields);
    }
    return !m_record.isBroken();
}

bool ChromeEvents::field(std::string_view key, JsonValue value, ChromeFields& fields)
{
    const auto text = [&] { return m_record.anyText(value).value_or(std::string_view()); };
    if (key == "ph") {
        const std::string_view phase = m_record.text(value).value_or(std::string_view());
        fields.phase = phase.size() == 1 ? phase.front() : '\0';
    } else if (key == "name") {
        fields.name = text();
    } else if (key == "cat") {
        fields.category = text();
    } else if (key == "pid") {
        fields.process = text();
        fields.processIsNumber = kindOf(value) == JsonKind::Number;
    } else if (key == "tid") {
        fields.thread = text();
        fields.threadIsNumber = kindOf(value) == JsonKind::Number;
    } else {
        return timeField(key, value, fields) || bindingField(key, value, fields);
    }
    return true;
}

bool ChromeEvents::timeField(std::string_view key, JsonValue value, ChromeFields& fields)
{
    if (key == "ts")
        fields.start = m_fields.length(key, value, TimeUnit::Microseconds, fields.startNs, m_payload);
    else if (key == "dur")
        fields.duration = m_fields.length(key, value, TimeUnit::Microseconds, fields.durationNs, m_payload);
    else
        return false;
    return true;
}

bool ChromeEvents::bindingField(std::string_view key, JsonValue value, ChromeFields& fields)
{
    if (key == "id")
        fields.id = m_record.anyText(value).value_or(std::string_view());
    else if (key == "id2")
        id2(value, fields);
    else if (key == "scope")
        fields.scope = m_record.anyText(value).value_or(std::string_view());
    else if (key == "bind_id")
        fields.bindId = m_record.anyText(value).value_or(std::string_view());
    else if (key == "flow_in")
        fields.flowIn = jsonBool(value).value_or(false);
    else if (key == "flow_out")
        fields.flowOut = jsonBool(value).value_or(false);
    else if (key == "bp")
        fields.bindsToEnclosing = m_record.text(value) == "e";
    else
        return false;
    return true;
}

void ChromeEvents::id2(JsonValue value, ChromeFields& fields)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key != "local" && key != "global")
            return;
        fields.id = m_record.anyText(member).value_or(std::string_view());
        fields.idIsLocal = key == "local";
    });
}

void ChromeEvents::attribute(std::string_view key, JsonValue value, const ChromeFields& fields)
{
    const JsonKind kind = kindOf(value);
    const bool isScalar = kind != JsonKind::Object && kind != JsonKind::Array;
    const bool isPlace = key == "ph" || key == "name" || key == "cat" || key == "pid" || key == "tid";
    if ((isPlace && isScalar) || key == "ts" || key == "dur" || saysNothing(value))
        return;
    if (key == "args" && kind == JsonKind::Object && fields.phase != 'M') {
        m_flattener.write(key, value, m_payload, kArgumentLevels);
        return;
    }
    m_name.assign(endsSlice(fields.phase) ? "chrome.end." : "chrome.");
    m_name.append(fields.phase == 'M' && key == "args" ? fields.name : key);
    m_flattener.write(m_name, value, m_payload);
}

bool ChromeEvents::readDescription(std::string_view raw, Location where, AttributeWriter& out)
{
    if (!m_record.parse(raw, where))
        return false;
    return m_record.forEachMember([&](std::string_view key, JsonValue value) {
        m_name.assign("chrome.").append(key);
        if (!saysNothing(value))
            m_flattener.write(m_name, value, out);
    });
}

} // namespace tailrace
