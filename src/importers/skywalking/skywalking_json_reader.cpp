// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/skywalking/skywalking_json_reader.h"

#include "importers/json/json_fields.h"

namespace tailrace {

namespace {

/// How much text of one segment may wait for what it says of itself.
constexpr std::size_t kPatience = std::size_t{64} << 20;
/// {"data":{"queryTraces":{"traces":[{"spans":…}]}}}
constexpr int kMaxDepth = 4;

} // namespace

SkywalkingJsonReader::SkywalkingJsonReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_records(sink)
    , m_span(sink.keys())
    , m_resource(sink.keys())
    , m_segment(sink.keys())
{
}

Result<void> SkywalkingJsonReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    return m_cursor.streamState();
}

void SkywalkingJsonReader::document()
{
    const Location where = m_cursor.location();
    m_isKnown = false;
    if (m_cursor.kind() == JsonKind::Object)
        object(0);
    else if (m_cursor.kind() == JsonKind::Array)
        list(0);
    if (!m_isKnown && !m_cursor.isBroken())
        m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value without spans");
}

void SkywalkingJsonReader::list(int depth)
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        if (m_cursor.kind() == JsonKind::Object)
            object(depth);
        else if (m_cursor.kind() != JsonKind::Null)
            m_sink.problem(ProblemCode::WrongType, m_cursor.location(), "an element of a list of segments");
    }
}

/// A segment, or an answer or a part of it: which one shows by the members. At most kMaxDepth calls deep.
void SkywalkingJsonReader::object(int depth)
{
    JsonMembers own;
    own.begin(m_cursor.location());
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        if (!enterMember(depth, own))
            own.add(m_cursor);
    handOn(own);
}

/// False for members that are no way to spans.
bool SkywalkingJsonReader::enterMember(int depth, const JsonMembers& own)
{
    const std::string_view key = m_cursor.key();
    const JsonKind kind = m_cursor.kind();
    if (key == "spans" && kind == JsonKind::Array) {
        spans(own);
    } else if (kind == JsonKind::Object && (key == "data" || depth > 0) && depth < kMaxDepth) {
        object(depth + 1);
    } else if (kind == JsonKind::Array && (key == "traces" || key == "segments") && depth < kMaxDepth) {
        list(depth + 1);
    } else if (key == "errors" && kind == JsonKind::Array) {
        errors();
    } else {
        return false;
    }
    return true;
}

void SkywalkingJsonReader::errors()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const Location where = m_cursor.location();
        m_sink.problem(ProblemCode::Note, where,
                       "the server reported an error: " + validText(m_cursor.value(), m_sink, where));
    }
}

void SkywalkingJsonReader::spans(const JsonMembers& own)
{
    m_isKnown = true;
    forEachSpanObject(m_cursor, m_sink, [&](std::string_view raw, Location where) {
        m_held.add(raw, where);
        if (m_held.bytes() > kPatience)
            handOn(own);
    });
}

/// Hands on what waits with what the segment has said of itself so far.
void SkywalkingJsonReader::handOn(const JsonMembers& own)
{
    if (m_held.isEmpty())
        return;
    SkywalkingOwner segment;
    m_segment.clear();
    m_resourceRef = 0;
    JsonMembers members = own;
    if (!own.isEmpty())
        (void)m_records.readSegment(members.record(), own.where(), segment, m_segment);
    for (std::size_t i = 0; i < m_held.count(); ++i) {
        const HeldRecords::Record record = m_held.record(i);
        SkywalkingOwner owner = segment;
        m_span.clear();
        if (!m_records.readSpan(record.raw, record.where, owner, m_span))
            continue;
        m_span.resource = resourceOf(owner);
        m_sink.addSpan(m_span, record.where);
    }
    m_held.clear();
}

/// The service, and what the segment says that we do not know.
ResourceRef SkywalkingJsonReader::resourceOf(const SkywalkingOwner& owner)
{
    if (m_resourceRef != 0 && owner.service == m_service && owner.instance == m_instance)
        return m_resourceRef;
    const AttributeWriter& more = m_segment.attributes;
    if (owner.service.empty() && owner.instance.empty() && more.count() == 0)
        return 0;
    m_service = owner.service;
    m_instance = owner.instance;
    setSkywalkingResource(owner.service, owner.instance, m_resource);
    m_resource.attributes.append(more.blob(), more.count());
    m_resourceRef = m_sink.addResource(m_resource);
    return m_resourceRef;
}

} // namespace tailrace
