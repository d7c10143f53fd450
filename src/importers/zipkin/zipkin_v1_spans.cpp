// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_v1_spans.h"

#include "model/base/saturate.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tailrace {

namespace {

const ZipkinV1Annotation* find(const ZipkinV1Record& record, std::string_view value)
{
    const auto it = std::find_if(record.annotations.begin(), record.annotations.end(),
                                 [&](const ZipkinV1Annotation& annotation) { return annotation.value == value; });
    return it != record.annotations.end() ? &*it : nullptr;
}

bool isAddress(const ZipkinV1Tag& tag)
{
    return tag.isMark && (tag.key == "sa" || tag.key == "ca" || tag.key == "ma");
}

std::int64_t timeOf(const ZipkinV1Annotation* annotation)
{
    return annotation != nullptr ? annotation->timeNs : 0;
}

} // namespace

ZipkinV1Spans::ZipkinV1Spans(SpanSink& sink)
    : m_sink(sink)
    , m_builder(sink)
    , m_span(sink.keys())
{
}

void ZipkinV1Spans::handOn(const ZipkinV1Record& record, Location where)
{
    findSides(record);
    findEndpoints(record);
    for (std::size_t i = 0; i < m_sideCount; ++i)
        span(record, i, where);
}

void ZipkinV1Spans::addSide(SpanKind kind, const ZipkinV1Annotation* start, const ZipkinV1Annotation* end)
{
    Side& side = m_sides[m_sideCount++];
    side = {};
    side.kind = kind;
    side.start = start;
    side.end = end;
    side.isOwner = m_sideCount == 1;
    side.isShared = m_sideCount == 2;
}

void ZipkinV1Spans::findSides(const ZipkinV1Record& record)
{
    m_sideCount = 0;
    const auto at = [&](const char* value) { return find(record, value); };
    const ZipkinV1Annotation* const cs = at("cs");
    const ZipkinV1Annotation* const cr = at("cr");
    const ZipkinV1Annotation* const sr = at("sr");
    const ZipkinV1Annotation* const ss = at("ss");
    const ZipkinV1Annotation* const ms = at("ms");
    const ZipkinV1Annotation* const mr = at("mr");
    if (cs != nullptr || cr != nullptr)
        addSide(SpanKind::Client, cs, cr);
    else if (ms != nullptr)
        addSide(SpanKind::Producer, ms, at("ws"));
    if (sr != nullptr || ss != nullptr) {
        addSide(SpanKind::Server, sr, ss);
        const bool hasOwnTimes = record.common.startNs != 0 && (ss == nullptr || record.common.durationNs != 0);
        m_sides[m_sideCount - 1].isShared |= sr != nullptr && !hasOwnTimes;
    } else if (mr != nullptr) {
        const ZipkinV1Annotation* const wr = at("wr");
        addSide(SpanKind::Consumer, wr != nullptr ? wr : mr, wr != nullptr ? mr : nullptr);
    }
    if (m_sideCount == 0)
        addSide(SpanKind::Unspecified, nullptr, nullptr);
}

void ZipkinV1Spans::findEndpoints(const ZipkinV1Record& record)
{
    constexpr ZipkinEndpoint kNone;
    for (std::size_t i = 0; i < m_sideCount; ++i) {
        Side& side = m_sides[i];
        if (side.start != nullptr)
            side.local = side.start->endpoint;
        if (side.local == kNone && side.end != nullptr)
            side.local = side.end->endpoint;
    }
    const auto offer = [&](const ZipkinEndpoint& endpoint) {
        if (m_sideCount == 1 && m_sides[0].local == kNone)
            m_sides[0].local = endpoint;
    };
    for (const ZipkinV1Annotation& annotation : record.annotations)
        offer(annotation.endpoint);
    for (const ZipkinV1Tag& tag : record.tags)
        if (!isAddress(tag))
            offer(tag.endpoint);
    if (m_sides[0].kind == SpanKind::Unspecified)
        return finishWithoutSides(record);
    for (const ZipkinV1Tag& tag : record.tags)
        if (isAddress(tag))
            placeAddress(tag);
}

/// A tracer may put its own service's name into the address, of which then only the rest says something.
void ZipkinV1Spans::placeAddress(const ZipkinV1Tag& tag)
{
    Side* const side = sideFor(tag);
    if (side == nullptr || tag.endpoint == side->local)
        return;
    side->remote = tag.endpoint;
    if (side->remote.service == side->local.service)
        side->remote.service = {};
}

/// Addresses alone: with both of them the span is between the two; a client's address is what a server knows.
void ZipkinV1Spans::finishWithoutSides(const ZipkinV1Record& record)
{
    Side& side = m_sides[0];
    const ZipkinV1Tag* client = nullptr;
    for (const ZipkinV1Tag& tag : record.tags) {
        if (tag.key == "lc" && tag.text)
            side.kind = SpanKind::Internal;
        else if (isAddress(tag) && tag.key == "ca")
            client = &tag;
        else if (isAddress(tag))
            side.remote = tag.endpoint;
    }
    if (client == nullptr)
        return;
    if (side.remote == ZipkinEndpoint()) {
        side.kind = SpanKind::Server;
        side.remote = client->endpoint;
    } else if (side.local == ZipkinEndpoint()) {
        side.local = client->endpoint;
    }
}

/// The side whose remote endpoint an address is, or nullptr.
ZipkinV1Spans::Side* ZipkinV1Spans::sideFor(const ZipkinV1Tag& tag)
{
    for (std::size_t i = 0; i < m_sideCount; ++i) {
        const SpanKind kind = m_sides[i].kind;
        const bool isMessaging = kind == SpanKind::Producer || kind == SpanKind::Consumer;
        if ((tag.key == "sa" && kind == SpanKind::Client) || (tag.key == "ca" && kind == SpanKind::Server) ||
            (tag.key == "ma" && isMessaging))
            return &m_sides[i];
    }
    return nullptr;
}

/// The side that recorded what has this endpoint. Of two with the same service the endpoint as a whole decides.
std::size_t ZipkinV1Spans::sideOf(const ZipkinEndpoint& endpoint) const
{
    if (m_sideCount < 2)
        return 0;
    if (m_sides[0].local.service != m_sides[1].local.service)
        return endpoint.service == m_sides[1].local.service ? 1 : 0;
    return endpoint == m_sides[1].local && endpoint != m_sides[0].local ? 1 : 0;
}

void ZipkinV1Spans::span(const ZipkinV1Record& record, std::size_t side, Location where)
{
    const SpanDraft& common = record.common;
    m_span.clear();
    m_span.traceId = common.traceId;
    m_span.spanId = common.spanId;
    m_span.parentId = common.parentId;
    m_span.name = common.name;
    m_span.kind = m_sides[side].kind;
    m_span.attributes.append(common.attributes.blob(), common.attributes.count());
    if (m_sides[side].isShared)
        set(m_span.marks, SpanMark::SharedSpan);
    m_builder.begin(where);
    times(record, m_sides[side]);
    events(record, side);
    tags(record, side);
    m_builder.finish(m_sides[side].local, m_sides[side].remote, m_span);
    m_sink.addSpan(m_span, where);
}

void ZipkinV1Spans::times(const ZipkinV1Record& record, const Side& side)
{
    const bool hasStart = side.isOwner && record.start == TimeField::Known && record.common.startNs != 0;
    bool hasDuration = side.isOwner && record.duration == TimeField::Known && record.common.durationNs != 0;
    const std::int64_t endNs = timeOf(side.end);
    m_span.startNs = hasStart ? record.common.startNs : timeOf(side.start);
    if (hasDuration)
        m_span.durationNs = record.common.durationNs;
    if (hasDuration && m_span.startNs == 0 && endNs > m_span.durationNs)
        m_span.startNs = saturatedDifference(endNs, m_span.durationNs);
    if (!hasDuration && m_span.startNs != 0 && endNs != 0) {
        m_span.durationNs = endNs - m_span.startNs;
        hasDuration = true;
    }
    if (m_span.startNs == 0)
        set(m_span.marks, SpanMark::StartUnknown);
    if (!hasDuration)
        set(m_span.marks, SpanMark::DurationUnknown);
}

/// All annotations but those that say no more than the span's start and end do.
void ZipkinV1Spans::events(const ZipkinV1Record& record, std::size_t side)
{
    const std::int64_t endNs = saturatedSum(m_span.startNs, m_span.durationNs);
    for (const ZipkinV1Annotation& annotation : record.annotations) {
        std::size_t owner = m_sideCount;
        bool isTold = false;
        for (std::size_t i = 0; i < m_sideCount; ++i) {
            if (&annotation != m_sides[i].start && &annotation != m_sides[i].end)
                continue;
            owner = i;
            const bool isStart = &annotation == m_sides[i].start && annotation.timeNs == m_span.startNs;
            const bool isEnd = &annotation == m_sides[i].end && annotation.timeNs == endNs;
            isTold = isStart || isEnd || annotation.timeNs == 0;
        }
        if (owner == m_sideCount)
            owner = sideOf(annotation.endpoint);
        if (owner != side || isTold)
            continue;
        EventDraft& event = m_span.addEvent();
        event.timeNs = annotation.timeNs;
        m_builder.annotation(annotation.value, event);
    }
}

/// The address of a side that the record does not have.
void ZipkinV1Spans::keepAddress(const ZipkinV1Tag& tag)
{
    AttributeWriter& out = m_span.attributes;
    out.key("zipkin." + std::string(tag.key));
    out.beginList();
    const std::pair<const char*, std::string_view> texts[] = {
        {"serviceName", tag.endpoint.service}, {"ipv4", tag.endpoint.ipv4}, {"ipv6", tag.endpoint.ipv6}};
    for (const auto& [name, text] : texts)
        if (!text.empty())
            out.addText(name, text);
    if (tag.endpoint.port != 0)
        out.addInt("port", tag.endpoint.port);
    out.end();
}

void ZipkinV1Spans::tags(const ZipkinV1Record& record, std::size_t side)
{
    for (const ZipkinV1Tag& tag : record.tags) {
        if (isAddress(tag)) {
            if (side == 0 && m_sides[0].start != m_sides[0].end && sideFor(tag) == nullptr)
                keepAddress(tag);
            continue;
        }
        if (sideOf(tag.endpoint) != side)
            continue;
        const bool isEmptyMark = tag.key == "lc" && tag.text && tag.text->empty();
        if (isEmptyMark)
            continue;
        if (tag.text)
            m_builder.tag(tag.key, *tag.text, m_span);
        else if (tag.key == "error" && tag.isMark)
            m_builder.tag(tag.key, "true", m_span);
        else if (tag.entrySize > 0)
            m_span.attributes.append(record.entries.blob().substr(tag.entryBegin, tag.entrySize), 1);
        else
            m_span.attributes.addText(tag.key, {});
    }
}

} // namespace tailrace
