// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_json_span.h"

#include "importers/id_text.h"
#include "importers/zipkin/collector_text.h"

#include <algorithm>
#include <cctype>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
constexpr std::string_view kLinkTag = "otlp.link.";

bool sameLetters(std::string_view a, std::string_view lower)
{
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                      [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == y; });
}

std::optional<StatusCode> statusOfTag(std::string_view text)
{
    for (const StatusCode status : {StatusCode::Unset, StatusCode::Ok, StatusCode::Error})
        if (sameLetters(text, name(status)))
            return status;
    return std::nullopt;
}

} // namespace

/// For JSON within a text: that it is no JSON after all is no problem of the file.
class ZipkinJsonRecords::QuietSink : public SpanSink
{
public:
    explicit QuietSink(SpanSink& sink)
        : m_sink(sink)
    {
    }
    KeyInterner& keys() override { return m_sink.keys(); }
    ResourceRef addResource(const ResourceDraft& draft) override { return m_sink.addResource(draft); }
    ScopeRef addScope(const ScopeDraft& draft) override { return m_sink.addScope(draft); }
    void addSpan(SpanDraft& draft, Location where) override { m_sink.addSpan(draft, where); }
    void addLog(LogDraft& draft, Location where) override { m_sink.addLog(draft, where); }
    void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count) override
    {
        if (code != ProblemCode::BrokenRecord)
            m_sink.problem(code, where, std::move(detail), count);
    }

private:
    SpanSink& m_sink;
};

ZipkinJsonRecords::ZipkinJsonRecords(SpanSink& sink)
    : m_sink(sink)
    , m_record(sink)
    , m_fields(m_record, "zipkin.")
    , m_quiet(std::make_unique<QuietSink>(sink))
    , m_inner(*m_quiet)
    , m_resource(sink.keys())
    , m_scope(sink.keys())
{
}

ZipkinJsonRecords::~ZipkinJsonRecords() = default;

bool ZipkinJsonRecords::readSpan(std::string_view raw, Location where, SpanDraft& span)
{
    if (!m_record.parse(raw, where))
        return false;
    m_local = m_remote = m_annotated = {};
    m_fromTags = {};
    m_start = m_duration = TimeField::Missing;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { spanField(key, value, span); }))
        return false;
    finishEndpoints(span);
    finishStatus(span);
    finishScope(span);
    finishTimes(span);
    return true;
}

void ZipkinJsonRecords::spanField(std::string_view key, JsonValue value, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "traceId")
        setTraceId(span, m_fields.id(key, value, out), m_sink, m_record.where());
    else if (key == "id")
        setSpanId(span, m_fields.id(key, value, out), m_sink, m_record.where());
    else if (key == "parentId")
        setParentId(span, m_fields.id(key, value, out), m_sink, m_record.where());
    else if (key == "name")
        m_fields.text(key, value, span.name, out);
    else if (key == "kind")
        kind(key, value, span);
    else if (key == "timestamp")
        m_start = m_fields.time(key, value, TimeUnit::Microseconds, span.startNs, out);
    else if (key == "duration")
        m_duration = m_fields.length(key, value, TimeUnit::Microseconds, span.durationNs, out);
    else if (key == "localEndpoint")
        endpoint(key, value, m_local, span);
    else if (key == "remoteEndpoint")
        endpoint(key, value, m_remote, span);
    else if (key == "annotations")
        annotations(key, value, span);
    else if (key == "tags")
        tags(key, value, span);
    else if (key == "shared" || key == "debug")
        flag(key, value, span);
    else
        m_fields.keep(key, value, out);
}

void ZipkinJsonRecords::kind(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (const std::optional<std::string_view> text = m_record.text(value)) {
        for (const SpanKind kind : {SpanKind::Client, SpanKind::Server, SpanKind::Producer, SpanKind::Consumer}) {
            if (sameLetters(*text, name(kind))) {
                span.kind = kind;
                return;
            }
        }
        if (text->empty())
            return;
    }
    m_fields.wrongType(key, value, span.attributes);
}

void ZipkinJsonRecords::flag(std::string_view key, JsonValue value, SpanDraft& span)
{
    const std::optional<bool> truth = jsonBool(value);
    if (!truth)
        return m_fields.wrongType(key, value, span.attributes);
    if (*truth && key == "shared")
        set(span.marks, SpanMark::SharedSpan);
    else if (*truth)
        span.attributes.addBool(m_fields.keptName(key), true);
}

std::string_view* ZipkinJsonRecords::Endpoint::textOf(std::string_view name)
{
    if (name == "serviceName")
        return &service;
    if (name == "ipv4")
        return &ipv4;
    return name == "ipv6" ? &ipv6 : nullptr;
}

void ZipkinJsonRecords::endpoint(std::string_view key, JsonValue value, Endpoint& endpoint, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        std::string_view* text = endpoint.textOf(name);
        m_name.assign(key).append(".").append(name);
        if (text != nullptr && kindOf(member) == JsonKind::String)
            *text = m_record.text(member).value_or(std::string_view());
        else if (text != nullptr)
            m_fields.wrongType(m_name, member, span.attributes);
        else if (name == "port")
            m_fields.number(m_name, member, endpoint.port, span.attributes);
        else
            m_fields.keep(m_name, member, span.attributes);
    });
}

void ZipkinJsonRecords::annotations(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Array)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        if (kindOf(item) == JsonKind::Object)
            annotation(item, span.addEvent());
        else
            m_fields.wrongType("annotation", item, span.attributes);
    });
}

void ZipkinJsonRecords::annotation(JsonValue value, EventDraft& event)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "timestamp") {
            (void)m_fields.time(key, member, TimeUnit::Microseconds, event.timeNs, event.attributes);
        } else if (key == "value" && kindOf(member) == JsonKind::String) {
            eventText(m_record.text(member).value_or(std::string_view()), event);
        } else if (key == "value") {
            m_fields.text(key, member, event.name, event.attributes);
        } else if (key == "endpoint" && kindOf(member) == JsonKind::Object) {
            annotationEndpoint(member, event);
        } else {
            m_fields.keep(key, member, event.attributes);
        }
    });
}

/// A leftover of v1, where each annotation said who made it. The first one stands for a missing localEndpoint.
void ZipkinJsonRecords::annotationEndpoint(JsonValue value, EventDraft& event)
{
    Endpoint endpoint;
    event.attributes.key(m_fields.keptName("endpoint"));
    event.attributes.beginList();
    (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        if (std::string_view* text = endpoint.textOf(name))
            *text = m_record.text(member).value_or(std::string_view());
        else if (name == "port")
            endpoint.port = static_cast<std::uint16_t>(jsonUint(member).value_or(0));
        event.attributes.key(name);
        (void)m_record.copyValue(member, event.attributes);
    });
    event.attributes.end();
    if (m_annotated == Endpoint())
        m_annotated = endpoint;
}

void ZipkinJsonRecords::eventText(std::string_view text, EventDraft& event)
{
    const std::optional<CollectorEvent> parts = collectorEvent(text);
    if (parts && innerAttributes(parts->attributes, event.attributes)) {
        event.name.assign(parts->name);
        event.droppedAttributes = parts->dropped;
    } else {
        event.name.assign(text);
    }
}

bool ZipkinJsonRecords::innerAttributes(std::string_view json, AttributeWriter& out)
{
    // Twice: what turns out broken in the middle must not leave half of it behind.
    for (const bool isTrial : {true, false}) {
        m_innerText.assign(json);
        m_innerText.append(kPadding, ' ');
        AttributeWriter trial(m_sink.keys());
        if (!m_inner.parse(std::string_view(m_innerText).substr(0, json.size()), m_record.where()))
            return false;
        const bool whole = m_inner.forEachMember([&](std::string_view key, JsonValue value) {
            AttributeWriter& target = isTrial ? trial : out;
            target.key(key);
            (void)m_inner.copyValue(value, target);
        });
        if (!whole)
            return false;
    }
    return true;
}

void ZipkinJsonRecords::tags(std::string_view key, JsonValue value, SpanDraft& span)
{
    if (kindOf(value) != JsonKind::Object)
        return m_fields.wrongType(key, value, span.attributes);
    (void)m_record.forEachMember(value, [&](std::string_view name, JsonValue member) {
        const std::optional<std::string_view> text = m_record.text(member);
        if (text && takeTag(name, *text, span))
            return;
        span.attributes.key(name);
        if (text) {
            span.attributes.text(*text);
            return;
        }
        m_fields.report(ProblemCode::WrongType, "the tag " + std::string(name) + " is no text");
        (void)m_record.copyValue(member, span.attributes);
    });
}

/// True if the tag went into a field without a rest.
bool ZipkinJsonRecords::takeTag(std::string_view key, std::string_view text, SpanDraft& span)
{
    const auto take = [text](auto& field) {
        if (!field.empty())
            return field == text;
        field = text;
        return true;
    };
    if (key == "error") {
        const bool isFirst = !m_fromTags.error.has_value();
        if (isFirst)
            m_fromTags.error = text;
        return isFirst;
    }
    if (key == "peer.service")
        m_fromTags.peerService = text;
    else if (key == "network.peer.address")
        m_fromTags.peerAddress = text;
    if (key == "w3c.tracestate")
        return take(span.traceState);
    if (key == "span.kind" && text == "internal" && span.kind == SpanKind::Unspecified) {
        span.kind = SpanKind::Internal;
        return true;
    }
    if (!key.starts_with("ot"))
        return false;
    if (key == "otel.status_code") {
        const std::optional<StatusCode> status = statusOfTag(text);
        if (!status || m_fromTags.status)
            return false;
        m_fromTags.status = status;
        return true;
    }
    if (key == "otel.status_description")
        return take(span.statusMessage);
    if (key == "otel.scope.name" || key == "otel.library.name")
        return take(m_fromTags.scopeName);
    if (key == "otel.scope.version" || key == "otel.library.version")
        return take(m_fromTags.scopeVersion);
    return key.starts_with(kLinkTag) && takeLink(text, span);
}

bool ZipkinJsonRecords::takeLink(std::string_view text, SpanDraft& span)
{
    const std::optional<CollectorLink> parts = collectorLink(text);
    if (!parts)
        return false;
    AttributeWriter attributes(m_sink.keys());
    if (!innerAttributes(parts->attributes, attributes))
        return false;
    LinkDraft& link = span.addLink();
    link.attributes = std::move(attributes);
    setTraceId(link, parts->traceId, m_sink, m_record.where());
    setSpanId(link, parts->spanId, m_sink, m_record.where());
    link.traceState.assign(parts->traceState);
    link.droppedAttributes = parts->dropped;
    return true;
}

void ZipkinJsonRecords::addAddress(std::string_view key, const Endpoint& endpoint, AttributeWriter& out)
{
    if (endpoint.ipv4.empty() && endpoint.ipv6.empty())
        return;
    if (endpoint.ipv4.empty() || endpoint.ipv6.empty())
        return out.addText(key, endpoint.ipv4.empty() ? endpoint.ipv6 : endpoint.ipv4);
    out.key(key);
    out.beginArray();
    out.text(endpoint.ipv4);
    out.text(endpoint.ipv6);
    out.end();
}

void ZipkinJsonRecords::finishEndpoints(SpanDraft& span)
{
    span.resource = resourceOf(m_local == Endpoint() ? m_annotated : m_local);
    // OpenTelemetry's exporters write these tags as well as the endpoint.
    if (!m_remote.service.empty() && m_remote.service != m_fromTags.peerService)
        span.attributes.addText("peer.service", m_remote.service);
    const bool isTold = m_remote.ipv6.empty() && m_remote.ipv4 == m_fromTags.peerAddress;
    if (!isTold)
        addAddress("network.peer.address", m_remote, span.attributes);
    if (m_remote.port != 0)
        span.attributes.addInt("network.peer.port", m_remote.port);
}

ResourceRef ZipkinJsonRecords::resourceOf(const Endpoint& endpoint)
{
    if (endpoint == Endpoint())
        return 0;
    m_name.assign(endpoint.service).append("\n").append(endpoint.ipv4).append("\n").append(endpoint.ipv6);
    m_name.append("\n").append(std::to_string(endpoint.port));
    if (m_resourceRef != 0 && m_name == m_resourceText)
        return m_resourceRef;
    m_resource.clear();
    m_resource.service.assign(endpoint.service);
    if (!endpoint.service.empty())
        m_resource.attributes.addText("service.name", endpoint.service);
    addAddress("host.ip", endpoint, m_resource.attributes);
    if (endpoint.port != 0)
        m_resource.attributes.addInt("server.port", endpoint.port);
    m_resourceText = m_name;
    m_resourceRef = m_sink.addResource(m_resource);
    return m_resourceRef;
}

/// OpenTelemetry's exporters write the description both as otel.status_description and as error; OpenTracing's and
/// others only mark the span: "true", or nothing at all.
void ZipkinJsonRecords::finishStatus(SpanDraft& span)
{
    const bool hasError = m_fromTags.error.has_value();
    span.status = m_fromTags.status.value_or(StatusCode::Unset);
    if (hasError && span.status == StatusCode::Unset)
        span.status = StatusCode::Error;
    if (!hasError)
        return;
    const std::string_view text = *m_fromTags.error;
    const bool isOnlyMark = text.empty() || text == "true";
    const bool isMessage = !isOnlyMark && text != "false";
    if (isMessage && span.statusMessage.empty() && span.status == StatusCode::Error)
        span.statusMessage.assign(text);
    else if (span.status != StatusCode::Error || (!isOnlyMark && text != span.statusMessage))
        span.attributes.addText("error", text);
}

void ZipkinJsonRecords::finishScope(SpanDraft& span)
{
    if (m_fromTags.scopeName.empty() && m_fromTags.scopeVersion.empty())
        return;
    if (m_scopeRef == 0 || m_scope.name != m_fromTags.scopeName || m_scope.version != m_fromTags.scopeVersion) {
        m_scope.clear();
        m_scope.name = m_fromTags.scopeName;
        m_scope.version = m_fromTags.scopeVersion;
        m_scopeRef = m_sink.addScope(m_scope);
    }
    span.scope = m_scopeRef;
}

void ZipkinJsonRecords::finishTimes(SpanDraft& span)
{
    if (m_start != TimeField::Known || span.startNs == 0) {
        span.startNs = 0;
        set(span.marks, SpanMark::StartUnknown);
    }
    if (m_duration != TimeField::Known || span.durationNs == 0)
        set(span.marks, SpanMark::DurationUnknown);
}

} // namespace tailrace
