// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What all of Zipkin's encodings share once their fields are read (openzipkin/zipkin-api): how tags, annotations
// and endpoints become a span. Where things go:
//
//   local endpoint         resource: service.name, host.ip (a list if both ipv4 and ipv6 are given), server.port
//   remote endpoint        attributes peer.service, network.peer.address (likewise), network.peer.port
//   annotations            events; those that the OpenTelemetry Collector wrote get their attributes back
//   tags                   attributes; fields again become error and otel.status_code (status),
//                          otel.status_description and the text of error (message), otel.scope.* (older:
//                          otel.library.*), w3c.tracestate, otlp.link.N (links), span.kind "internal",
//                          otel.dropped_…_count
//
// A tag that says more than its field holds stays an attribute as well. Any error tag means an error, whatever its
// value (Zipkin's rule). A span without kind stays SpanKind::Unspecified: it may be local, or a piece of another
// span. One thread; memory is reused from span to span. Texts must live until finish().

#include "importers/draft_fields.h"
#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

struct ZipkinEndpoint {
    std::string_view service;
    std::string_view ipv4;
    std::string_view ipv6;
    std::uint32_t port = 0;
    bool operator==(const ZipkinEndpoint&) const = default;
    /// The text that JSON calls by this name, or nullptr.
    [[nodiscard]] std::string_view* textOf(std::string_view name);
};

class ZipkinSpanBuilder
{
public:
    explicit ZipkinSpanBuilder(SpanSink& sink);
    ~ZipkinSpanBuilder();

    /// Starts a span; `where` is its place.
    void begin(Location where);
    /// A tag as a field of the span, an attribute, or both.
    void tag(std::string_view key, std::string_view text, SpanDraft& span);
    /// True if the tag went into a field without a rest; else the caller writes the attribute.
    [[nodiscard]] bool takeTag(std::string_view key, std::string_view text, SpanDraft& span);
    /// The text of an annotation: name and attributes of its event.
    void annotation(std::string_view text, EventDraft& event);
    /// Endpoints, status and scope.
    void finish(const ZipkinEndpoint& local, const ZipkinEndpoint& remote, SpanDraft& span);

private:
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

    [[nodiscard]] static bool takeDropped(std::string_view key, std::string_view text, SpanDraft& span);
    [[nodiscard]] bool takeLink(std::string_view text, SpanDraft& span);
    /// The members of a JSON object within a text; false if it is none.
    [[nodiscard]] bool innerAttributes(std::string_view json, AttributeWriter& out);
    void finishRemote(const ZipkinEndpoint& remote, SpanDraft& span);
    void finishStatus(SpanDraft& span);
    [[nodiscard]] ResourceRef resourceOf(const ZipkinEndpoint& endpoint);
    static void addAddress(std::string_view key, const ZipkinEndpoint& endpoint, AttributeWriter& out);

    SpanSink& m_sink;
    Location m_where;
    std::unique_ptr<QuietSink> m_quiet;
    JsonRecord m_inner; // JSON within a text
    std::string m_innerText;
    std::string m_text;
    FromTags m_fromTags;

    // Spans of one service mostly follow each other.
    ResourceDraft m_resource;
    std::string m_resourceText; // what m_resourceRef was made from
    ResourceRef m_resourceRef = 0;
    NamedScopes m_scopes;
};

/// Marks what is unknown: no start or no duration, or zero for them, which Zipkin's encodings write for nothing.
void finishZipkinTimes(TimeField start, TimeField duration, SpanDraft& span);

/// True if the text is this word, in whichever case.
[[nodiscard]] bool sameZipkinWord(std::string_view text, std::string_view lower);

} // namespace tailrace
