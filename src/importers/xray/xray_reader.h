// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks AWS X-Ray input from document to segment. Programs send a segment again when more of it is known, under the
// same id, so documents wait: a later copy replaces an earlier one unless it holds less. They are handed on trace by
// trace, at the end of a trace of BatchGetTraces, at the end of the input, or when more than kMaxHeld bytes wait. A
// copy that comes even later is handed on as well; the cache then says that two spans share an id.
//
// A subsegment that comes as a document of its own names its parent but not its service, which is that of the segment
// the parent belongs to, if that is there. One thread.

#include "importers/json/json_cursor.h"
#include "importers/json/json_members.h"
#include "importers/span_sink.h"
#include "importers/xray/xray_document.h"
#include "importers/xray/xray_segment.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tailrace {

class XrayReader
{
public:
    static constexpr std::size_t kMaxHeld = std::size_t{64} << 20;

    XrayReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    enum class Place { Document, Trace, Segment };
    struct Held {
        std::string text; // padded; empty once it was handed on
        std::size_t size = 0;
        std::size_t parts = 0;
        Location where;
        TraceId trace;
        std::uint64_t id = 0;
        std::uint64_t parentId = 0;
        bool isSubsegment = false;
        bool inProgress = false;
        std::string traceText; // for documents that name none
    };
    struct SegmentKey {
        TraceId trace;
        std::uint64_t id;
        bool operator==(const SegmentKey&) const = default;
    };
    struct SegmentKeyHash {
        std::size_t operator()(const SegmentKey& key) const;
    };
    using ResourceBySpan = std::unordered_map<std::uint64_t, ResourceRef>;

    void document();
    void object(Place place);
    void member(Place place, JsonMembers& own);
    void list(Place place);
    void finishObject(Place place, JsonMembers& own);
    void documentText();
    [[nodiscard]] bool answerMember(std::string_view key);

    void hold(std::string_view raw, Location where);
    [[nodiscard]] static bool replaces(const Held& later, const Held& earlier);
    void add(Held&& held);
    void handOnTrace(TraceId trace);
    void handOnOldest();
    void handOnAll();
    void handOn(const Held& held, ResourceRef owner, ResourceBySpan& known);
    void makeUpId(const Held& held, std::size_t part);
    void handOnSubsegments(const std::vector<std::uint64_t>& numbers, ResourceBySpan& known);
    void release(Held& held);

    SpanSink& m_sink;
    JsonCursor m_cursor;
    XrayRecords m_records;
    XrayDocument m_parts;
    SpanDraft m_span;
    ResourceDraft m_resource;
    std::vector<SpanId> m_ids; // of the parts of a document

    // What waits. A document's number is its place in m_held plus m_first.
    std::deque<Held> m_held;
    std::uint64_t m_first = 0;
    std::size_t m_heldBytes = 0;
    std::unordered_map<SegmentKey, std::uint64_t, SegmentKeyHash> m_bySegment;
    std::unordered_map<TraceId, std::vector<std::uint64_t>> m_byTrace;
    std::uint64_t m_replaced = 0;
    Location m_firstReplaced;

    std::string m_traceText; // Id of the trace being read
    std::string m_text;      // a document that came as text
};

} // namespace tailrace
