// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A sink that keeps what a reader hands over, decoded, exactly as it was handed over: nothing is marked, repaired
// or de-duplicated, except that equal resources and scopes share a number. One thread, like every sink.

#include "importers/importer.h"
#include "importers/span_sink.h"
#include "model/base/value.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace::test {

struct RecordedResource {
    std::string service;
    std::string schemaUrl;
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
    bool operator==(const RecordedResource&) const = default;
};

struct RecordedScope {
    std::string name;
    std::string version;
    std::string schemaUrl;
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
    bool operator==(const RecordedScope&) const = default;
};

struct RecordedEvent {
    std::int64_t timeNs = 0;
    std::string name;
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
    bool operator==(const RecordedEvent&) const = default;
};

struct RecordedLink {
    TraceId traceId;
    SpanId spanId;
    std::string traceState;
    std::uint32_t flags = 0;
    AttributeList attributes;
    std::uint32_t droppedAttributes = 0;
    bool operator==(const RecordedLink&) const = default;
};

struct RecordedSpan {
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
    ResourceRef resource = 0;
    ScopeRef scope = 0;
    AttributeList attributes;
    std::vector<RecordedEvent> events;
    std::vector<RecordedLink> links;
    std::int64_t line = -1; ///< of the location that came with it
    std::int64_t offset = -1;

    /// The first attribute with this key, or null.
    [[nodiscard]] Value attribute(std::string_view key) const;
    /// Equal in everything but where it was found.
    [[nodiscard]] bool sameContent(const RecordedSpan& other) const;
    bool operator==(const RecordedSpan&) const = default;
};

struct RecordedLog {
    TraceId traceId;
    SpanId spanId;
    std::int64_t timeNs = 0;
    std::int64_t observedNs = 0;
    int severity = 0;
    std::string severityText;
    std::string name;
    std::uint32_t flags = 0;
    std::uint32_t droppedAttributes = 0;
    ResourceRef resource = 0;
    ScopeRef scope = 0;
    Value body;
    AttributeList attributes;
    bool operator==(const RecordedLog&) const = default;
};

struct RecordedProblem {
    ProblemCode code = ProblemCode::Note;
    Location where;
    std::string detail;
    std::uint64_t count = 1;
};

class RecordingSink : public SpanSink
{
public:
    RecordingSink();
    ~RecordingSink() override;

    [[nodiscard]] KeyInterner& keys() override;
    [[nodiscard]] ResourceRef addResource(const ResourceDraft& draft) override;
    [[nodiscard]] ScopeRef addScope(const ScopeDraft& draft) override;
    void addSpan(SpanDraft& draft, Location where) override;
    void addLog(LogDraft& draft, Location where) override;
    void addListedTrace(const ListedTraceDraft& draft, Location where) override;
    void problem(ProblemCode code, Location where, std::string detail, std::uint64_t count) override;

    std::vector<RecordedSpan> spans;
    std::vector<RecordedLog> logs;
    std::vector<ListedTraceDraft> listedTraces;
    std::vector<RecordedProblem> problems;

    /// The recorded resource or scope; an empty one for number 0.
    [[nodiscard]] const RecordedResource& resource(ResourceRef ref) const;
    [[nodiscard]] const RecordedScope& scope(ScopeRef ref) const;
    [[nodiscard]] const std::vector<RecordedResource>& resources() const { return m_resources; }
    [[nodiscard]] const std::vector<RecordedScope>& scopes() const { return m_scopes; }
    /// Service of a span's resource.
    [[nodiscard]] const std::string& service(const RecordedSpan& span) const
    {
        return resource(span.resource).service;
    }
    /// The first span of this name, or nullptr.
    [[nodiscard]] const RecordedSpan* find(std::string_view name) const;
    /// Sum of the counts of all problems of this code.
    [[nodiscard]] std::uint64_t count(ProblemCode code) const;
    /// Sum of the counts of all problems.
    [[nodiscard]] std::uint64_t problemCount() const;
    /// Number of different trace ids, and of different services.
    [[nodiscard]] std::size_t traceCount() const;
    [[nodiscard]] std::size_t serviceCount() const;

private:
    class Keys;
    std::unique_ptr<Keys> m_keys;
    std::vector<RecordedResource> m_resources; // number - 1
    std::vector<RecordedScope> m_scopes;
};

/// Gives out `data` in pieces of at most `chunk` bytes, for readers that must not care how bytes arrive. Fails
/// with `error` at the end instead of ending, if one is given. The data must outlive the stream.
class ChunkStream : public ByteStream
{
public:
    ChunkStream(std::string_view data, std::size_t chunk)
        : m_data(data)
        , m_chunk(chunk)
    {
    }
    void failAtEnd(Error error);
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;

private:
    std::string_view m_data;
    std::size_t m_chunk;
    bool m_fails = false;
    Error m_error;
};

} // namespace tailrace::test
