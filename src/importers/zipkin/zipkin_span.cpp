// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_span.h"

#include "importers/id_text.h"
#include "importers/zipkin/collector_text.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
constexpr std::string_view kLinkTag = "otlp.link.";

std::optional<StatusCode> statusOfTag(std::string_view text)
{
    for (const StatusCode status : {StatusCode::Unset, StatusCode::Ok, StatusCode::Error})
        if (sameZipkinWord(text, name(status)))
            return status;
    return std::nullopt;
}

} // namespace

bool sameZipkinWord(std::string_view a, std::string_view lower)
{
    return std::equal(a.begin(), a.end(), lower.begin(), lower.end(),
                      [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == y; });
}

std::string_view* ZipkinEndpoint::textOf(std::string_view name)
{
    if (name == "serviceName")
        return &service;
    if (name == "ipv4")
        return &ipv4;
    return name == "ipv6" ? &ipv6 : nullptr;
}

/// For JSON within a text: that it is no JSON after all is no problem of the file.
class ZipkinSpanBuilder::QuietSink : public SpanSink
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
    void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count) override
    {
        if (code != ProblemCode::BrokenRecord)
            m_sink.problem(code, where, std::move(detail), count);
    }

private:
    SpanSink& m_sink;
};

ZipkinSpanBuilder::ZipkinSpanBuilder(SpanSink& sink)
    : m_sink(sink)
    , m_quiet(std::make_unique<QuietSink>(sink))
    , m_inner(*m_quiet)
    , m_resource(sink.keys())
    , m_scopes(sink)
{
}

ZipkinSpanBuilder::~ZipkinSpanBuilder() = default;

void ZipkinSpanBuilder::begin(Location where)
{
    m_where = where;
    m_fromTags = {};
}

void ZipkinSpanBuilder::tag(std::string_view key, std::string_view text, SpanDraft& span)
{
    if (!takeTag(key, text, span))
        span.attributes.addText(key, text);
}

void ZipkinSpanBuilder::finish(const ZipkinEndpoint& local, const ZipkinEndpoint& remote, SpanDraft& span)
{
    span.resource = resourceOf(local);
    finishRemote(remote, span);
    finishStatus(span);
    span.scope = m_scopes.of(m_fromTags.scopeName, m_fromTags.scopeVersion);
}

void ZipkinSpanBuilder::annotation(std::string_view text, EventDraft& event)
{
    const std::optional<CollectorEvent> parts = collectorEvent(text);
    if (parts && innerAttributes(parts->attributes, event.attributes)) {
        event.name.assign(parts->name);
        event.droppedAttributes = parts->dropped;
    } else {
        event.name.assign(text);
    }
}

bool ZipkinSpanBuilder::innerAttributes(std::string_view json, AttributeWriter& out)
{
    // Twice: what turns out broken in the middle must not leave half of it behind.
    for (const bool isTrial : {true, false}) {
        m_innerText.assign(json);
        m_innerText.append(kPadding, ' ');
        AttributeWriter trial(m_sink.keys());
        if (!m_inner.parse(std::string_view(m_innerText).substr(0, json.size()), m_where))
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

/// True if the tag went into a field without a rest.
bool ZipkinSpanBuilder::takeTag(std::string_view key, std::string_view text, SpanDraft& span)
{
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
        return takeOnce(span.traceState, text);
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
        return takeOnce(span.statusMessage, text);
    if (key == "otel.scope.name" || key == "otel.library.name")
        return takeOnce(m_fromTags.scopeName, text);
    if (key == "otel.scope.version" || key == "otel.library.version")
        return takeOnce(m_fromTags.scopeVersion, text);
    if (key.starts_with("otel.dropped_"))
        return takeDropped(key, text, span);
    return key.starts_with(kLinkTag) && takeLink(text, span);
}

/// How many attributes, events and links the recorder dropped, by OpenTelemetry's names.
bool ZipkinSpanBuilder::takeDropped(std::string_view key, std::string_view text, SpanDraft& span)
{
    std::uint32_t* field = key == "otel.dropped_attributes_count" ? &span.droppedAttributes
                           : key == "otel.dropped_events_count"   ? &span.droppedEvents
                           : key == "otel.dropped_links_count"    ? &span.droppedLinks
                                                                  : nullptr;
    const std::optional<std::uint64_t> count = parseUint(text);
    if (field == nullptr || *field != 0 || !count || *count == 0 ||
        *count > std::numeric_limits<std::uint32_t>::max())
        return false;
    *field = static_cast<std::uint32_t>(*count);
    return true;
}

bool ZipkinSpanBuilder::takeLink(std::string_view text, SpanDraft& span)
{
    const std::optional<CollectorLink> parts = collectorLink(text);
    if (!parts)
        return false;
    AttributeWriter attributes(m_sink.keys());
    if (!innerAttributes(parts->attributes, attributes))
        return false;
    LinkDraft& link = span.addLink();
    link.attributes = std::move(attributes);
    setTraceId(link, parts->traceId, m_sink, m_where);
    setSpanId(link, parts->spanId, m_sink, m_where);
    link.traceState.assign(parts->traceState);
    link.droppedAttributes = parts->dropped;
    return true;
}

void ZipkinSpanBuilder::addAddress(std::string_view key, const ZipkinEndpoint& endpoint, AttributeWriter& out)
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

void ZipkinSpanBuilder::finishRemote(const ZipkinEndpoint& remote, SpanDraft& span)
{
    // OpenTelemetry's exporters write these tags as well as the endpoint.
    if (!remote.service.empty() && remote.service != m_fromTags.peerService)
        span.attributes.addText("peer.service", remote.service);
    const bool isTold = remote.ipv6.empty() && remote.ipv4 == m_fromTags.peerAddress;
    if (!isTold)
        addAddress("network.peer.address", remote, span.attributes);
    if (remote.port != 0)
        span.attributes.addInt("network.peer.port", remote.port);
}

ResourceRef ZipkinSpanBuilder::resourceOf(const ZipkinEndpoint& endpoint)
{
    if (endpoint == ZipkinEndpoint())
        return 0;
    m_text.assign(endpoint.service).append("\n").append(endpoint.ipv4).append("\n").append(endpoint.ipv6);
    m_text.append("\n").append(std::to_string(endpoint.port));
    if (m_resourceRef != 0 && m_text == m_resourceText)
        return m_resourceRef;
    m_resource.clear();
    m_resource.service.assign(endpoint.service);
    if (!endpoint.service.empty())
        m_resource.attributes.addText("service.name", endpoint.service);
    addAddress("host.ip", endpoint, m_resource.attributes);
    if (endpoint.port != 0)
        m_resource.attributes.addInt("server.port", endpoint.port);
    m_resourceText = m_text;
    m_resourceRef = m_sink.addResource(m_resource);
    return m_resourceRef;
}

/// OpenTelemetry's exporters write the description both as otel.status_description and as error; OpenTracing's and
/// others only mark the span: "true", or nothing at all.
void ZipkinSpanBuilder::finishStatus(SpanDraft& span)
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

void finishZipkinTimes(TimeField start, TimeField duration, SpanDraft& span)
{
    if (start != TimeField::Known || span.startNs == 0) {
        span.startNs = 0;
        set(span.marks, SpanMark::StartUnknown);
    }
    if (duration != TimeField::Known || span.durationNs == 0)
        set(span.marks, SpanMark::DurationUnknown);
}

} // namespace tailrace
