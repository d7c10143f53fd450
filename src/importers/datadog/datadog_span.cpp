// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_span.h"

#include "importers/datadog/datadog_json_parts.h"
#include "importers/span_kind_text.h"

#include <algorithm>
#include <charconv>

namespace tailrace {

namespace {

/// Types of spans that call something (dd-trace-go, ddtrace/ext/app_types.go, and those of the other tracers).
bool isClientType(std::string_view type)
{
    constexpr std::array<std::string_view, 13> kTypes = {
        "http", "sql",     "db",        "cache",         "redis",      "memcached", "mongodb",
        "dns",  "leveldb", "cassandra", "elasticsearch", "opensearch", "consul"};
    return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

bool endsWithOneOf(std::string_view text, std::initializer_list<std::string_view> ends)
{
    return std::any_of(ends.begin(), ends.end(), [text](std::string_view end) { return text.ends_with(end); });
}

SpanKind guessKind(std::string_view type, std::string_view operation)
{
    if (type == "web" || type == "serverless") // PHP's tracer gives the type web to every span of a request
        return operation.ends_with(".request") ? SpanKind::Server : SpanKind::Unspecified;
    if (isClientType(type))
        return SpanKind::Client;
    if (type == "queue" && endsWithOneOf(operation, {".publish", ".produce", ".send"}))
        return SpanKind::Producer;
    if (type == "queue" && endsWithOneOf(operation, {".consume", ".receive", ".process", ".deliver"}))
        return SpanKind::Consumer;
    return SpanKind::Unspecified;
}

} // namespace

std::optional<std::uint64_t> datadogDecimalId(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

DatadogSpan::DatadogSpan(SpanSink& sink)
    : m_sink(sink)
    , m_traceIds(sink)
    , m_draft(sink.keys())
    , m_resourceDraft(sink.keys())
    , m_embedded(sink)
{
}

void DatadogSpan::begin(Location where)
{
    m_where = where;
    m_draft.clear();
    for (std::string* text :
         {&operation, &resource, &service, &type, &m_errorKey, &m_errorMessage, &m_baseService})
        text->clear();
    for (std::string& text : m_resourceTexts)
        text.clear();
    m_start = m_end = m_duration = std::nullopt;
    m_error = 0;
    m_upperHalf = 0;
}

void DatadogSpan::meta(std::string_view key, std::string_view text)
{
    if (!takeMeta(key, text))
        attributes().addText(key, text);
}

/// True if it went into a field without a rest.
bool DatadogSpan::takeMeta(std::string_view key, std::string_view text)
{
    if (key == "span.kind") {
        const std::optional<SpanKind> kind = spanKindFromText(text);
        if (!kind || m_draft.kind != SpanKind::Unspecified)
            return false;
        m_draft.kind = *kind;
        return true;
    }
    if (key == "error.message" || key == "error.msg")
        return takeErrorMessage(key, text);
    if (key == "_dd.p.tid")
        return takeUpperHalf(text);
    if (key == "_dd.span_links" || key == "events")
        return takeList(key, text);
    if (key == "_dd.base_service")
        m_baseService = text;
    const auto found = std::find(kResourceKeys.begin(), kResourceKeys.end(), key);
    if (found == kResourceKeys.end())
        return false;
    std::string& kept = m_resourceTexts[static_cast<std::size_t>(found - kResourceKeys.begin())];
    if (kept.empty())
        kept = text;
    return kept == text;
}

bool DatadogSpan::takeErrorMessage(std::string_view key, std::string_view text)
{
    if (!m_errorKey.empty())
        return text == m_errorMessage;
    m_errorKey = key;
    m_errorMessage = text;
    return true;
}

bool DatadogSpan::takeUpperHalf(std::string_view text)
{
    const std::optional<SpanId> digits = text.size() == 16 ? parseSpanId(text) : std::nullopt;
    if (!digits) {
        m_sink.problem(ProblemCode::WrongType, m_where, "_dd.p.tid is not 16 hex digits");
        return false;
    }
    m_upperHalf = digits->value;
    return true;
}

/// Links or events as JSON text. What is no valid JSON list stays a text.
bool DatadogSpan::takeList(std::string_view key, std::string_view json)
{
    m_embeddedText = json;
    m_embeddedText.append(simdjson::SIMDJSON_PADDING, ' ');
    simdjson::dom::element checked;
    const simdjson::error_code error = m_checker.parse(m_embeddedText.data(), json.size(), false).get(checked);
    if (error != simdjson::SUCCESS || !checked.is_array()) {
        if (key == "_dd.span_links")
            m_sink.problem(ProblemCode::WrongType, m_where, "_dd.span_links is no JSON list");
        return false;
    }
    const std::string_view padded(m_embeddedText.data(), json.size());
    const bool isLinks = key == "_dd.span_links";
    return m_embedded.parse(padded, m_where) && m_embedded.forEachElement([&](JsonValue item) {
        if (isLinks)
            readDatadogLink(m_embedded, item, m_draft);
        else
            readDatadogEvent(m_embedded, item, m_draft);
    });
}

void DatadogSpan::finish()
{
    finishName();
    finishKind();
    finishStatus();
    finishTimes();
    finishResource();
    m_traceIds.add(m_draft, m_upperHalf, m_where);
}

void DatadogSpan::finishName()
{
    m_draft.name = resource.empty() ? operation : resource;
    if (!operation.empty() && operation != m_draft.name)
        attributes().addText("operation.name", operation);
    if (!type.empty())
        attributes().addText("span.type", type);
}

void DatadogSpan::finishKind()
{
    if (m_draft.kind == SpanKind::Unspecified)
        m_draft.kind = guessKind(type, operation);
}

void DatadogSpan::finishStatus()
{
    if (m_error != 0)
        m_draft.status = StatusCode::Error;
    if (m_error != 0 && m_error != 1)
        attributes().addInt("datadog.error", m_error);
    if (m_errorKey.empty())
        return;
    if (m_draft.status == StatusCode::Error)
        m_draft.statusMessage = m_errorMessage;
    else
        attributes().addText(m_errorKey, m_errorMessage);
}

void DatadogSpan::finishTimes()
{
    const bool hasStart = m_start && *m_start != 0;
    std::int64_t length = 0;
    if (hasStart)
        m_draft.startNs = *m_start;
    else
        set(m_draft.marks, SpanMark::StartUnknown);
    if (m_duration)
        m_draft.durationNs = *m_duration;
    else if (hasStart && m_end && !__builtin_sub_overflow(*m_end, *m_start, &length))
        m_draft.durationNs = length;
    else
        set(m_draft.marks, SpanMark::DurationUnknown);
}

/// The spans of one process mostly follow each other, so that the last resource is the likely one.
void DatadogSpan::finishResource()
{
    if (service.empty())
        service = m_baseService.empty() ? m_chunkService : m_baseService;
    else if (m_chunkService.empty())
        m_chunkService = service;
    const bool isLast = m_resourceRef != 0 && m_lastResource[0] == service &&
                        std::equal(m_resourceTexts.begin(), m_resourceTexts.end(), m_lastResource.begin() + 1);
    if (!isLast) {
        m_lastResource[0] = service;
        std::copy(m_resourceTexts.begin(), m_resourceTexts.end(), m_lastResource.begin() + 1);
        m_resourceDraft.clear();
        m_resourceDraft.service = service;
        if (!service.empty())
            m_resourceDraft.attributes.addText("service.name", service);
        for (std::size_t i = 0; i < kResourceKeys.size(); ++i)
            if (!m_resourceTexts[i].empty())
                m_resourceDraft.attributes.addText(kResourceKeys[i], m_resourceTexts[i]);
        const bool isEmpty = m_resourceDraft.attributes.count() == 0;
        m_resourceRef = isEmpty ? 0 : m_sink.addResource(m_resourceDraft);
    }
    m_draft.resource = m_resourceRef;
}

} // namespace tailrace
