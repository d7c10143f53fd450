// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A few thousand spans on their way from a reader to the cache's writer thread, with everything they refer to
// that the cache does not have yet. All ids are final: whoever fills a batch numbers strings, resources,
// scopes, traces and spans itself, starting where the cache ended (IdBases). Moved, never shared.

#include "model/base/string_pool.h"
#include "model/trace/span_types.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// A piece of SpanBatch::arena.
struct BlobRef {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

struct SpanRow {
    std::int64_t id = 0;
    std::int64_t trace = 0;
    std::uint64_t spanId = 0;
    std::uint64_t parentId = 0;
    std::int64_t resource = 0;
    std::int64_t scope = 0;
    StringId service = 0; ///< the resource's; not stored with the span
    StringId name = 0;
    SpanKind kind = SpanKind::Unspecified;
    StatusCode status = StatusCode::Unset;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    std::uint32_t flags = 0;
    SpanMarks marks = 0;
    std::uint32_t droppedAttributes = 0;
    std::uint32_t droppedEvents = 0;
    std::uint32_t droppedLinks = 0;
    BlobRef statusMessage;
    BlobRef traceState;
    BlobRef attributes;
    std::uint64_t contentHash = 0; ///< of everything recorded; not stored, finds exact duplicates
};

struct EventRow {
    std::int64_t span = 0;
    std::uint32_t sequence = 0;
    std::int64_t timeNs = 0;
    StringId name = 0;
    BlobRef attributes;
    std::uint32_t dropped = 0;
};

struct LinkRow {
    std::int64_t span = 0;
    std::uint32_t sequence = 0;
    std::uint64_t traceHi = 0;
    std::uint64_t traceLo = 0;
    std::uint64_t spanId = 0;
    std::uint32_t flags = 0;
    BlobRef traceState;
    BlobRef attributes;
    std::uint32_t dropped = 0;
};

struct LogRow {
    std::int64_t id = 0;
    std::uint64_t traceHi = 0;
    std::uint64_t traceLo = 0;
    std::uint64_t spanId = 0;
    std::int64_t timeNs = 0;
    std::int64_t observedNs = 0;
    int severity = 0;
    StringId severityText = 0;
    StringId name = 0;
    std::int64_t resource = 0;
    std::int64_t scope = 0;
    std::uint32_t flags = 0;
    std::uint32_t dropped = 0;
    std::uint64_t contentHash = 0; ///< of everything recorded; finds exact copies
    BlobRef body;
    BlobRef attributes;
};

struct StringRow {
    std::int64_t id = 0;
    BlobRef text;
};

struct ResourceRow {
    std::int64_t id = 0;
    StringId service = 0;
    BlobRef schemaUrl;
    BlobRef attributes;
    std::uint32_t dropped = 0;
};

struct ScopeRow {
    std::int64_t id = 0;
    StringId name = 0;
    BlobRef version;
    BlobRef schemaUrl;
    BlobRef attributes;
    std::uint32_t dropped = 0;
};

struct TraceRow {
    std::int64_t id = 0;
    std::uint64_t hi = 0;
    std::uint64_t lo = 0;
};

/// A trace that a source lists without its spans.
struct ListedTraceRow {
    std::int64_t trace = 0;
    StringId service = 0;
    StringId name = 0;
    std::int64_t startNs = 0;
    std::int64_t durationNs = 0;
    std::int64_t spans = -1;  ///< -1: not said
    std::int64_t errors = -1; ///< likewise
};

struct ListedServiceRow {
    std::int64_t trace = 0;
    StringId service = 0;
    std::int64_t spans = 0;
    std::int64_t errors = 0;
};

struct SpanBatch {
    std::vector<SpanRow> spans;
    std::vector<EventRow> events;
    std::vector<LinkRow> links;
    std::vector<LogRow> logs;
    std::vector<StringRow> strings;
    std::vector<ResourceRow> resources;
    std::vector<ScopeRow> scopes;
    std::vector<TraceRow> traces;
    std::vector<ListedTraceRow> listedTraces;
    std::vector<ListedServiceRow> listedServices;
    std::string arena;

    [[nodiscard]] std::string_view bytes(BlobRef ref) const
    {
        return std::string_view(arena).substr(ref.offset, ref.size);
    }
    BlobRef store(std::string_view data)
    {
        const BlobRef ref{static_cast<std::uint32_t>(arena.size()), static_cast<std::uint32_t>(data.size())};
        arena.append(data);
        return ref;
    }
};

/// The first free number of each kind in a cache.
struct IdBases {
    std::int64_t string = 1;
    std::int64_t resource = 1;
    std::int64_t scope = 1;
    std::int64_t trace = 1;
    std::int64_t span = 1;
    std::int64_t log = 1;
};

} // namespace tailrace
