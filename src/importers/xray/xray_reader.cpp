// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/xray/xray_reader.h"

#include "importers/id_text.h"
#include "importers/json/json_fields.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
/// What a document costs beside its text.
constexpr std::size_t kOverhead = 512;

} // namespace

std::size_t XrayReader::SegmentKeyHash::operator()(const SegmentKey& key) const
{
    return std::hash<TraceId>()(key.trace) ^ static_cast<std::size_t>(key.id * 0x9E3779B97F4A7C15ULL);
}

XrayReader::XrayReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_records(sink)
    , m_span(sink.keys())
    , m_resource(sink.keys())
{
}

Result<void> XrayReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    handOnAll();
    if (m_replaced > 0)
        m_sink.problem(ProblemCode::Note, m_firstReplaced,
                       "segments were sent more than once; the most complete copy of each was taken", m_replaced);
    return m_cursor.streamState();
}

void XrayReader::document()
{
    m_traceText.clear();
    if (m_cursor.kind() == JsonKind::Object)
        object(Place::Document);
    else if (m_cursor.kind() == JsonKind::Array)
        list(Place::Document);
    else
        m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no segment");
}

void XrayReader::list(Place place)
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        if (m_cursor.kind() == JsonKind::Object)
            object(place);
        else if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::WrongType, m_cursor.location(), "an element of a list of segments");
    }
}

/// An answer, a trace of it, a segment of that, or a segment document itself: which one shows by the members. At most
/// three calls deep, as Place goes only forward.
void XrayReader::object(Place place)
{
    JsonMembers own;
    own.begin(m_cursor.location());
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        member(place, own);
    finishObject(place, own);
}

void XrayReader::member(Place place, JsonMembers& own)
{
    const std::string key(m_cursor.key());
    const JsonKind kind = m_cursor.kind();
    if (key == "Traces" && place == Place::Document && kind == JsonKind::Array)
        list(Place::Trace);
    else if (key == "Segments" && place != Place::Segment && kind == JsonKind::Array)
        list(Place::Segment);
    else if (key == "Document" && (kind == JsonKind::String || kind == JsonKind::Object))
        documentText();
    else if (place == Place::Segment || !answerMember(key))
        if (key != "Id")
            own.add(m_cursor);
}

/// What an answer or a trace says of itself; false for members that neither has.
bool XrayReader::answerMember(std::string_view key)
{
    const Location where = m_cursor.location();
    const JsonKind kind = m_cursor.kind();
    if (key == "Id" && kind == JsonKind::String) {
        m_traceText = takeText(m_cursor, m_sink);
    } else if (key == "LimitExceeded") {
        if (kind == JsonKind::True)
            m_sink.problem(ProblemCode::DroppedData, where, "X-Ray cut a trace that is too large (LimitExceeded)");
    } else if (key == "UnprocessedTraceIds" && kind == JsonKind::Array) {
        std::uint64_t count = 0;
        for (m_cursor.enterArray(); m_cursor.nextElement();)
            ++count;
        if (count > 0)
            m_sink.problem(ProblemCode::Note, where, "X-Ray did not answer for all traces (UnprocessedTraceIds)", count);
    } else if (key == "NextToken") {
        if (kind != JsonKind::Null)
            m_sink.problem(ProblemCode::Note, where, "the answer goes on in another one (NextToken)");
    } else {
        return key == "Duration" || key == "ResponseMetadata";
    }
    return true;
}

void XrayReader::documentText()
{
    const Location where = m_cursor.location();
    if (m_cursor.kind() == JsonKind::Object)
        return hold(m_cursor.value(), where);
    m_text = takeText(m_cursor, m_sink);
    if (m_text.empty())
        return;
    const std::size_t size = m_text.size();
    m_text.append(kPadding, ' ');
    hold(std::string_view(m_text).substr(0, size), where);
}

void XrayReader::finishObject(Place place, JsonMembers& own)
{
    const bool isWhole = !m_cursor.isBroken() && m_cursor.streamState();
    if (own.isTooLarge())
        m_sink.problem(ProblemCode::TooLarge, own.where(), "a segment document");
    else if (isWhole && !own.isEmpty())
        hold(own.record(), own.where());
    if (place != Place::Trace)
        return;
    handOnTrace(traceIdFromText(m_traceText).id);
    m_traceText.clear();
}

// ---- what waits

void XrayReader::hold(std::string_view raw, Location where)
{
    if (raw.empty())
        return;
    XrayHead head;
    if (!m_records.readHead(raw, where, head))
        return;
    if (!head.isKnown) {
        if (!head.isHeader)
            m_sink.problem(ProblemCode::UnknownRecord, where, "a document that is no segment");
        return;
    }
    Held held;
    held.where = where;
    if (head.traceId.empty())
        held.traceText = m_traceText;
    held.trace = traceIdFromText(head.traceId.empty() ? m_traceText : head.traceId).id;
    held.id = spanIdFromText(head.id).id.value;
    held.parentId = spanIdFromText(head.parentId).id.value;
    held.isSubsegment = head.isSubsegment;
    held.inProgress = head.inProgress;
    held.size = raw.size();
    held.text.reserve(raw.size() + kPadding);
    held.text.append(raw).append(kPadding, ' ');
    add(std::move(held));
    while (m_heldBytes > kMaxHeld)
        handOnOldest();
}

/// A later copy counts, unless the earlier one is finished and it is not, or holds more subsegments.
bool XrayReader::replaces(const Held& later, const Held& earlier)
{
    if (later.inProgress != earlier.inProgress)
        return earlier.inProgress;
    return later.parts >= earlier.parts;
}

void XrayReader::add(Held&& held)
{
    m_heldBytes += held.size + kOverhead;
    const std::uint64_t number = m_first + m_held.size();
    const auto [known, isNew] =
        held.id == 0 ? std::pair(m_bySegment.end(), true) : m_bySegment.try_emplace({held.trace, held.id}, number);
    if (!isNew) {
        Held& earlier = m_held[known->second - m_first];
        for (Held* copy : {&earlier, &held}) {
            m_parts.split(std::string_view(copy->text).substr(0, copy->size));
            copy->parts = m_parts.count();
        }
        if (m_replaced++ == 0)
            m_firstReplaced = held.where;
        if (replaces(held, earlier))
            std::swap(held, earlier);
        m_heldBytes -= held.size + kOverhead;
        return;
    }
    m_byTrace[held.trace].push_back(number);
    m_held.push_back(std::move(held));
}

void XrayReader::release(Held& held)
{
    m_heldBytes -= held.size + kOverhead;
    if (held.id != 0)
        m_bySegment.erase({held.trace, held.id});
    held.text = std::string();
}

void XrayReader::handOnOldest()
{
    while (!m_held.empty() && m_held.front().text.empty()) {
        m_held.pop_front();
        ++m_first;
    }
    if (!m_held.empty())
        handOnTrace(m_held.front().trace);
}

void XrayReader::handOnAll()
{
    while (m_heldBytes > 0)
        handOnOldest();
    m_held.clear();
}

void XrayReader::handOnTrace(TraceId trace)
{
    const auto found = m_byTrace.find(trace);
    if (found == m_byTrace.end())
        return;
    const std::vector<std::uint64_t> numbers = std::move(found->second);
    m_byTrace.erase(found);
    ResourceBySpan known;
    for (const std::uint64_t number : numbers)
        if (const Held& held = m_held[number - m_first]; !held.isSubsegment)
            handOn(held, 0, known);
    handOnSubsegments(numbers, known);
    for (const std::uint64_t number : numbers)
        release(m_held[number - m_first]);
}

/// Each behind the document that holds its parent, since its service is that one's.
void XrayReader::handOnSubsegments(const std::vector<std::uint64_t>& numbers, ResourceBySpan& known)
{
    std::unordered_multimap<std::uint64_t, std::uint64_t> waiting; // by parent
    std::vector<std::uint64_t> ready;
    for (const std::uint64_t number : numbers) {
        const Held& held = m_held[number - m_first];
        if (!held.isSubsegment)
            continue;
        if (known.find(held.parentId) != known.end())
            ready.push_back(number);
        else
            waiting.emplace(held.parentId, number);
    }
    for (std::size_t i = 0; i < ready.size(); ++i) {
        const Held& held = m_held[ready[i] - m_first];
        handOn(held, known[held.parentId], known);
        for (const SpanId id : m_ids) {
            const auto [begin, end] = waiting.equal_range(id.value);
            for (auto child = begin; child != end; ++child)
                ready.push_back(child->second);
            waiting.erase(begin, end);
        }
    }
    std::vector<std::uint64_t> rest;
    for (const auto& [parent, number] : waiting)
        rest.push_back(number);
    std::sort(rest.begin(), rest.end());
    for (const std::uint64_t number : rest)
        handOn(m_held[number - m_first], 0, known);
}

/// Reads a document; its parts' ids are then in m_ids. `owner` is the resource of a subsegment's segment.
void XrayReader::handOn(const Held& held, ResourceRef owner, ResourceBySpan& known)
{
    m_parts.split(std::string_view(held.text).substr(0, held.size));
    m_ids.clear();
    if (m_parts.skipped() > 0)
        m_sink.problem(ProblemCode::WrongType, held.where, "a subsegment that is no object", m_parts.skipped());
    for (std::size_t i = 0; i < m_parts.count(); ++i) {
        XrayPlace place{held.trace, held.traceText, {}, i > 0, i == 0 && !held.isSubsegment};
        if (i > 0)
            place.parentId = m_ids[m_parts.parent(i)];
        m_span.clear();
        m_resource.clear();
        const bool isRead = m_records.readSegment(m_parts.text(i), held.where, place, m_span, m_resource);
        if (isRead && place.isSegment)
            owner = m_sink.addResource(m_resource);
        if (m_span.spanId.isZero())
            makeUpId(held, i);
        m_ids.push_back(m_span.spanId);
        if (!isRead)
            continue;
        m_span.resource = owner;
        known[m_span.spanId.value] = owner;
        m_sink.addSpan(m_span, held.where);
    }
}

/// Subsegments within need a parent to hang on.
void XrayReader::makeUpId(const Held& held, std::size_t part)
{
    m_span.spanId = spanIdFromHash(toHex(held.trace) + toHex(SpanId{held.id}) + '.' +
                                   std::to_string(held.where.offset) + '.' + std::to_string(part));
    set(m_span.marks, SpanMark::IdMissing);
    m_sink.problem(ProblemCode::IdMissing, held.where, "a segment without an id");
}

} // namespace tailrace
