// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span of Zipkin v2 JSON (openzipkin/zipkin-api; times in microseconds). Where things go:
//
//   localEndpoint          resource: service.name, host.ip (a list if both ipv4 and ipv6 are given), server.port;
//                          without it the endpoint of an annotation, as v1 had it
//   remoteEndpoint         attributes peer.service, network.peer.address (likewise), network.peer.port
//   annotations            events; those that the OpenTelemetry Collector wrote get their attributes back
//   tags                   attributes; fields again become error and otel.status_code (status),
//   otel.status_description
//                          and the text of error (message), otel.scope.* (older: otel.library.*), w3c.tracestate,
//                          otlp.link.N (links), span.kind "internal", otel.dropped_…_count
//   shared, debug          SpanMark::SharedSpan, the attribute zipkin.debug
//
// A tag that says more than its field holds stays an attribute as well. Any error tag means an error, whatever its
// value (Zipkin's rule). A span without kind stays SpanKind::Unspecified: it may be local, or a piece of another
// span. Members that we do not know are kept as "zipkin.NAME". One thread; memory is reused from span to span.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

class ZipkinJsonRecords
{
public:
    explicit ZipkinJsonRecords(SpanSink& sink);
    ~ZipkinJsonRecords();

    /// `raw` is one JSON object, padded, as JsonCursor::value() gives it. Adds to a draft that the caller has
    /// cleared, also its resource and scope. False if the record is broken (reported).
    [[nodiscard]] bool readSpan(std::string_view raw, Location where, SpanDraft& span);

private:
    struct Endpoint {
        std::string_view service;
        std::string_view ipv4;
        std::string_view ipv6;
        std::uint32_t port = 0;
        bool operator==(const Endpoint&) const = default;
        /// The text member of this name, or nullptr.
        [[nodiscard]] std::string_view* textOf(std::string_view name);
    };
    /// What the tags of a span say about its fields, and which attributes they gave it that an endpoint gives too.
    struct FromTags {
        std::optional<std::string_view> error;
        std::optional<StatusCode> status;
        std::string_view scopeName;
        std::string_view scopeVersion;
        std::string_view peerService;
        std::string_view peerAddress;
    };
    class QuietSink;

    void spanField(std::string_view key, JsonValue value, SpanDraft& span);
    void kind(std::string_view key, JsonValue value, SpanDraft& span);
    void endpoint(std::string_view key, JsonValue value, Endpoint& endpoint, SpanDraft& span);
    void annotations(std::string_view key, JsonValue value, SpanDraft& span);
    void annotation(JsonValue value, EventDraft& event);
    void annotationEndpoint(JsonValue value, EventDraft& event);
    void eventText(std::string_view text, EventDraft& event);
    void tags(std::string_view key, JsonValue value, SpanDraft& span);
    [[nodiscard]] bool takeTag(std::string_view key, std::string_view text, SpanDraft& span);
    [[nodiscard]] bool takeDropped(std::string_view key, std::string_view text, SpanDraft& span);
    [[nodiscard]] bool takeLink(std::string_view text, SpanDraft& span);
    void flag(std::string_view key, JsonValue value, SpanDraft& span);
    /// The members of a JSON object within a text; false if it is none.
    [[nodiscard]] bool innerAttributes(std::string_view json, AttributeWriter& out);

    void finishEndpoints(SpanDraft& span);
    void finishStatus(SpanDraft& span);
    void finishScope(SpanDraft& span);
    void finishTimes(SpanDraft& span);
    [[nodiscard]] ResourceRef resourceOf(const Endpoint& endpoint);
    static void addAddress(std::string_view key, const Endpoint& endpoint, AttributeWriter& out);

    SpanSink& m_sink;
    JsonRecord m_record;
    JsonFields m_fields;
    std::unique_ptr<QuietSink> m_quiet;
    JsonRecord m_inner; // JSON within a text
    std::string m_innerText;
    std::string m_name;

    Endpoint m_local;
    Endpoint m_remote;
    Endpoint m_annotated; // of the first annotation that has one
    FromTags m_fromTags;
    TimeField m_start = TimeField::Missing;
    TimeField m_duration = TimeField::Missing;

    // Spans of one service and of one library mostly follow each other.
    ResourceDraft m_resource;
    std::string m_resourceText; // what m_resourceRef was made from
    ResourceRef m_resourceRef = 0;
    ScopeDraft m_scope;
    ScopeRef m_scopeRef = 0;
};

} // namespace tailrace
