// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The only thing a reader writes to. A reader turns bytes into drafts and hands them over; numbering,
// interning, de-duplication, trees and storage happen behind the sink, in exactly one place each. One thread.

#include "model/base/attribute_blob.h"
#include "model/base/ids.h"
#include "model/cache/import_report.h"
#include "model/trace/span_types.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

using ResourceRef = std::int64_t;
using ScopeRef = std::int64_t;

struct ResourceDraft {
    explicit ResourceDraft(KeyInterner& keys)
        : attributes(keys)
    {
    }
    std::string service; ///< empty if the format or the data names none
    std::string schemaUrl;
    AttributeWriter attributes;
    std::uint32_t droppedAttributes = 0;
    void clear();
};

struct ScopeDraft {
    explicit ScopeDraft(KeyInterner& keys)
        : attributes(keys)
    {
    }
    std::string name;
    std::string version;
    std::string schemaUrl;
    AttributeWriter attributes;
    std::uint32_t droppedAttributes = 0;
    void clear();
};

struct EventDraft {
    explicit EventDraft(KeyInterner& keys)
        : attributes(keys)
    {
    }
    std::int64_t timeNs = 0;
    std::string name;
    AttributeWriter attributes;
    std::uint32_t droppedAttributes = 0;
};

struct LinkDraft {
    explicit LinkDraft(KeyInterner& keys)
        : attributes(keys)
    {
    }
    TraceId traceId;
    SpanId spanId;
    std::string traceState;
    std::uint32_t flags = 0;
    AttributeWriter attributes;
    std::uint32_t droppedAttributes = 0;
};

/// One span being read. Keep one and clear() it: memory is reused. Times are ns since the epoch; a time that was
/// not recorded stays 0 and is marked (SpanMark::StartUnknown, DurationUnknown). durationNs may be negative when
/// the recorded end lies before the start; that is kept as recorded.
class SpanDraft
{
public:
    explicit SpanDraft(KeyInterner& keys)
        : attributes(keys)
        , m_keys(&keys)
    {
    }

    TraceId traceId;
    SpanId spanId;
    SpanId parentId;
    std::string name;
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    std::string statusMessage;
    std::string traceState;
    std::uint32_t flags = 0;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    SpanMarks marks = 0;
    std::uint32_t droppedAttributes = 0;
    std::uint32_t droppedEvents = 0;
    std::uint32_t droppedLinks = 0;
    ResourceRef resource = 0; ///< 0 = none
    ScopeRef scope = 0;       ///< 0 = none
    AttributeWriter attributes;

    /// An empty event or link at the end of the list; valid until the next call.
    EventDraft& addEvent();
    LinkDraft& addLink();
    [[nodiscard]] std::size_t eventCount() const { return m_eventCount; }
    [[nodiscard]] std::size_t linkCount() const { return m_linkCount; }
    [[nodiscard]] const EventDraft& event(std::size_t i) const { return m_events[i]; }
    [[nodiscard]] const LinkDraft& link(std::size_t i) const { return m_links[i]; }
    /// About how many bytes a copy of it takes, for readers that hold spans back.
    [[nodiscard]] std::size_t bytes() const;
    void clear();

private:
    KeyInterner* m_keys;
    std::vector<EventDraft> m_events;
    std::vector<LinkDraft> m_links;
    std::size_t m_eventCount = 0;
    std::size_t m_linkCount = 0;
};

/// One log record being read. Keep one and clear() it. Times are ns since the epoch, 0 when they were not recorded.
struct LogDraft {
    explicit LogDraft(KeyInterner& keys)
        : body(keys)
        , attributes(keys)
    {
    }
    TraceId traceId;
    SpanId spanId; ///< zero: of the trace as a whole
    std::int64_t timeNs = 0;
    std::int64_t observedNs = 0;
    int severity = 0; ///< OpenTelemetry's numbers, 1 to 24; 0 = unknown
    std::string severityText;
    std::string name; ///< of the event that the record is, if it is one
    std::uint32_t flags = 0;
    std::uint32_t droppedAttributes = 0;
    ResourceRef resource = 0; ///< 0 = none
    ScopeRef scope = 0;       ///< 0 = none
    AttributeWriter body;     ///< one entry, whose key does not matter, or none
    AttributeWriter attributes;
    void clear();
};

/// A trace that a file lists without its spans: the result of a search.
struct ListedTraceDraft {
    struct Service {
        std::string name;
        std::uint32_t spans = 0;
        std::uint32_t errors = 0;
    };
    TraceId traceId;
    std::string rootService;
    std::string rootName;
    std::int64_t startNs = 0; ///< ns since the epoch, 0 = unknown
    std::int64_t durationNs = 0;
    std::int64_t spans = -1;  ///< -1 = not said
    std::int64_t errors = -1; ///< likewise
    std::vector<Service> services;
};

class SpanSink
{
public:
    virtual ~SpanSink() = default;

    /// Numbers attribute keys; give it to the drafts.
    [[nodiscard]] virtual KeyInterner& keys() = 0;
    /// The number of this resource or scope; equal drafts get equal numbers.
    [[nodiscard]] virtual ResourceRef addResource(const ResourceDraft& draft) = 0;
    [[nodiscard]] virtual ScopeRef addScope(const ScopeDraft& draft) = 0;
    /// Takes a span over. A span without an id gets one and is marked; EndBeforeStart is marked and reported here.
    /// `where` is used when something about it must be reported.
    virtual void addSpan(SpanDraft& draft, Location where) = 0;
    /// Takes a log record over, to be shown with its span or trace. One without a trace id is only counted.
    virtual void addLog(LogDraft& draft, Location where);
    /// Takes a trace over of which only this is known. Its spans, where another file has them, count instead.
    virtual void addListedTrace(const ListedTraceDraft& draft, Location where);
    /// Counts something odd; see ProblemCode for which to use.
    virtual void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count = 1) = 0;
};

} // namespace tailrace
