// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What all of Jaeger's encodings share once their fields are read. What Jaeger writes as tags because its model
// has no field for it becomes a field again: span.kind, error and otel.status_code, otel.status_description,
// otel.scope.* (older: otel.library.*), w3c.tracestate, otel.dropped_attributes_count and its like. A tag that
// says more than its field holds stays an attribute as well.
//
// Parent: the first CHILD_OF reference into the span's own trace, else the first reference into it. All other
// references are links with the attribute opentracing.ref_type (OpenTelemetry's name and values); the span itself
// has it when its parent is one that it follows from. One thread.

#include "importers/draft_fields.h"
#include "importers/span_sink.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

/// What the tags of a span say about its fields. Texts must live until finish().
class JaegerSpanTags
{
public:
    explicit JaegerSpanTags(SpanSink& sink)
        : m_scopes(sink)
    {
    }

    /// Starts a span.
    void begin();
    /// True if a tag with this key may go into a field by takeText().
    [[nodiscard]] static bool mayBeField(std::string_view key);
    /// Takes a text tag; true if it went into a field without a rest.
    [[nodiscard]] bool takeText(std::string_view key, std::string_view text, SpanDraft& span);
    /// Likewise for the tag error.
    [[nodiscard]] bool takeError(bool isError);
    /// Status and scope.
    void finish(SpanDraft& span);

private:
    void finishStatus(SpanDraft& span);

    std::optional<bool> m_error;
    std::optional<StatusCode> m_status;
    std::string_view m_scopeName;
    std::string_view m_scopeVersion;
    NamedScopes m_scopes;
};

/// The count of the span that a tag with this key holds, by OpenTelemetry's names (otel.dropped_events_count, …);
/// nullptr if it is another tag.
[[nodiscard]] std::uint32_t* jaegerDroppedCount(std::string_view key, SpanDraft& span);

/// The name of a log's event. The field "event" is the name that OpenTelemetry gave. Without it the event is
/// called by its message, else by the name of its first field, and all fields stay attributes. Texts must live
/// until finish().
class JaegerEventName
{
public:
    /// A field of the log, and its text if it has one. True if it is the name; else the caller writes the
    /// attribute.
    [[nodiscard]] bool take(std::string_view key, std::optional<std::string_view> text, EventDraft& event);
    void finish(EventDraft& event) const;

private:
    bool m_hasName = false;
    std::string_view m_message;
    std::string_view m_first;
};

inline constexpr std::string_view kJaegerReferenceType = "opentracing.ref_type";
/// The value of that attribute for CHILD_OF, FOLLOWS_FROM and others.
[[nodiscard]] std::string_view jaegerReferenceType(std::string_view refType);

/// The reference that is the span's parent, or the end. Each has a `type`; isLocal(reference) says whether it
/// leads to a span of the same trace.
template <class References, class IsLocal>
[[nodiscard]] auto jaegerParent(const References& references, const IsLocal& isLocal)
{
    const auto first = std::find_if(references.begin(), references.end(), [&](const auto& reference) {
        return reference.type == "CHILD_OF" && isLocal(reference);
    });
    return first != references.end() ? first : std::find_if(references.begin(), references.end(), isLocal);
}

} // namespace tailrace
