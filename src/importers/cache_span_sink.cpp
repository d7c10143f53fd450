// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/cache_span_sink.h"

#include "model/base/format.h"
#include "model/base/hash.h"
#include "model/trace/sampling.h"

#include <algorithm>
#include <algorithm>
#include <limits>

namespace tailrace {

namespace {

/// Mixes fixed-size fields into a hash.
template <class... Fields>
std::uint64_t mix(std::uint64_t hash, Fields... fields)
{
    const std::uint64_t packed[] = {static_cast<std::uint64_t>(fields)...};
    return hashBytes({reinterpret_cast<const char*>(packed), sizeof packed}, hash);
}

std::uint64_t mixBytes(std::uint64_t hash, std::string_view bytes)
{
    return hashBytes(bytes, hash);
}

} // namespace

CacheSpanSink::CacheSpanSink(BatchBuilder& builder, ImportReport& report, Progress& progress)
    : m_builder(builder)
    , m_report(report)
    , m_progress(progress)
{
}

ResourceRef CacheSpanSink::addResource(const ResourceDraft& draft)
{
    return m_builder.internResource(draft.service, draft.schemaUrl, draft.attributes.blob(), draft.droppedAttributes);
}

ScopeRef CacheSpanSink::addScope(const ScopeDraft& draft)
{
    const bool isEmpty = draft.name.empty() && draft.version.empty() && draft.schemaUrl.empty() &&
                         draft.attributes.count() == 0 && draft.droppedAttributes == 0;
    if (isEmpty)
        return 0;
    return m_builder.internScope(draft.name, draft.version, draft.schemaUrl, draft.attributes.blob(),
                                 draft.droppedAttributes);
}

/// Brings a draft into the range that everything behind relies on: starts in 0 … 2^63, ends too.
void CacheSpanSink::settle(SpanDraft& draft, Location where)
{
    if (draft.startNs < 0) {
        problem(ProblemCode::TimeImpossible, where, "start before 1970");
        draft.startNs = 0;
        set(draft.marks, SpanMark::StartUnknown);
    }
    if (draft.durationNs > std::numeric_limits<std::int64_t>::max() - draft.startNs) {
        problem(ProblemCode::TimeImpossible, where, "end after the year 2262");
        draft.durationNs = 0;
        set(draft.marks, SpanMark::DurationUnknown);
    }
    if (draft.durationNs < 0) {
        draft.durationNs = std::max(draft.durationNs, -std::numeric_limits<std::int64_t>::max()); // has an opposite
        problem(ProblemCode::EndBeforeStart, where,
                "span " + toHex(draft.spanId) + " ends " + formatDuration(-draft.durationNs) + " before its start");
        set(draft.marks, SpanMark::EndBeforeStart);
    }
    if (has(draft.marks, SpanMark::StartUnknown) || has(draft.marks, SpanMark::DurationUnknown))
        problem(ProblemCode::TimeMissing, where, "span " + toHex(draft.spanId));
    if (draft.traceId.isZero())
        problem(ProblemCode::IdMissing, where, "no trace id");
    if (draft.droppedAttributes + draft.droppedEvents + draft.droppedLinks > 0)
        problem(ProblemCode::DroppedData, where, "span " + toHex(draft.spanId));
    noteWhatItStandsFor(draft, where);
}

/// Summaries and sampled spans stand for more than one call. Attributes are looked through only in sources that
/// have such keys at all.
void CacheSpanSink::noteWhatItStandsFor(SpanDraft& draft, Location where)
{
    double count = draft.traceState.empty() ? 1 : adjustedCount(draft.traceState).value_or(1);
    const std::span<const StringId> summaryKeys = m_builder.summaryKeys();
    const std::span<const StringId> rateKeys = m_builder.sampleRateKeys();
    if (!summaryKeys.empty() || !rateKeys.empty()) {
        const auto isOf = [](std::span<const StringId> keys, StringId key) {
            return std::find(keys.begin(), keys.end(), key) != keys.end();
        };
        AttributeReader reader(draft.attributes.blob());
        while (reader.next()) {
            if (reader.type() == ValueType::True && isOf(summaryKeys, reader.key()))
                set(draft.marks, SpanMark::Summary);
            else if (reader.type() == ValueType::Int && isOf(rateKeys, reader.key()))
                count = std::max(count, static_cast<double>(reader.integer()));
        }
    }
    if (has(draft.marks, SpanMark::Summary))
        problem(ProblemCode::SummarySpan, where, "span " + toHex(draft.spanId));
    if (count > 1)
        problem(ProblemCode::SampledSpan, where,
                "span " + toHex(draft.spanId) + " stands for " + formatCount(static_cast<std::uint64_t>(count + 0.5), "span"));
}

void CacheSpanSink::addSpan(SpanDraft& draft, Location where)
{
    const std::int64_t id = m_builder.nextSpan();
    if (draft.spanId.isZero()) {
        // Made from its place in the cache, so that it is unique; no parent ever names it.
        draft.spanId.value = mix(0x7461696C72616365ULL, id);
        set(draft.marks, SpanMark::IdMissing);
        problem(ProblemCode::IdMissing, where, "no span id");
    }
    settle(draft, where);
    SpanBatch& batch = m_builder.batch();
    SpanRow row;
    row.id = id;
    row.trace = m_builder.internTrace(draft.traceId);
    row.spanId = draft.spanId.value;
    row.parentId = draft.parentId.value;
    row.resource = draft.resource;
    row.scope = draft.scope;
    row.service = m_builder.serviceOf(draft.resource);
    row.name = m_builder.intern(draft.name);
    row.kind = draft.kind;
    row.status = draft.status;
    row.startNs = draft.startNs;
    row.durationNs = draft.durationNs;
    row.flags = draft.flags;
    row.marks = draft.marks;
    row.droppedAttributes = draft.droppedAttributes;
    row.droppedEvents = draft.droppedEvents;
    row.droppedLinks = draft.droppedLinks;
    row.statusMessage = batch.store(draft.statusMessage);
    row.traceState = batch.store(draft.traceState);
    row.attributes = batch.store(draft.attributes.blob());
    std::uint64_t hash = mix(0, row.parentId, row.resource, row.scope, row.name, row.kind, row.status, row.startNs,
                             row.durationNs, row.flags, row.marks, row.droppedAttributes, row.droppedEvents,
                             row.droppedLinks, draft.statusMessage.size(), draft.traceState.size());
    hash = mixBytes(mixBytes(mixBytes(hash, draft.statusMessage), draft.traceState), draft.attributes.blob());
    addEvents(draft, id, hash);
    addLinks(draft, id, hash);
    row.contentHash = hash;
    batch.spans.push_back(row);
    ++m_spans;
    m_progress.spans.fetch_add(1, std::memory_order_relaxed);
    m_open = m_builder.flushIfFull() && m_open;
}

void CacheSpanSink::addEvents(const SpanDraft& draft, std::int64_t span, std::uint64_t& hash)
{
    SpanBatch& batch = m_builder.batch();
    for (std::size_t i = 0; i < draft.eventCount(); ++i) {
        const EventDraft& event = draft.event(i);
        EventRow row;
        row.span = span;
        row.sequence = static_cast<std::uint32_t>(i);
        row.timeNs = event.timeNs;
        row.name = m_builder.intern(event.name);
        row.attributes = batch.store(event.attributes.blob());
        row.dropped = event.droppedAttributes;
        hash = mixBytes(mix(hash, row.timeNs, row.name, row.dropped), event.attributes.blob());
        batch.events.push_back(row);
    }
}

void CacheSpanSink::addLinks(const SpanDraft& draft, std::int64_t span, std::uint64_t& hash)
{
    SpanBatch& batch = m_builder.batch();
    for (std::size_t i = 0; i < draft.linkCount(); ++i) {
        const LinkDraft& link = draft.link(i);
        LinkRow row;
        row.span = span;
        row.sequence = static_cast<std::uint32_t>(i);
        row.traceHi = link.traceId.hi;
        row.traceLo = link.traceId.lo;
        row.spanId = link.spanId.value;
        row.flags = link.flags;
        row.traceState = batch.store(link.traceState);
        row.attributes = batch.store(link.attributes.blob());
        row.dropped = link.droppedAttributes;
        hash = mixBytes(mix(hash, row.traceHi, row.traceLo, row.spanId, row.flags, row.dropped), link.traceState);
        hash = mixBytes(hash, link.attributes.blob());
        batch.links.push_back(row);
    }
}

void CacheSpanSink::addLog(LogDraft& draft, Location where)
{
    if (draft.traceId.isZero())
        return problem(ProblemCode::OtherSignal, where, "a log record without a trace id");
    SpanBatch& batch = m_builder.batch();
    LogRow row;
    row.id = m_builder.nextLog();
    row.traceHi = draft.traceId.hi;
    row.traceLo = draft.traceId.lo;
    row.spanId = draft.spanId.value;
    row.timeNs = draft.timeNs;
    row.observedNs = draft.observedNs;
    row.severity = draft.severity;
    row.severityText = m_builder.intern(draft.severityText);
    row.name = m_builder.intern(draft.name);
    row.resource = draft.resource;
    row.scope = draft.scope;
    row.flags = draft.flags;
    row.dropped = draft.droppedAttributes;
    row.body = batch.store(draft.body.blob());
    row.attributes = batch.store(draft.attributes.blob());
    row.contentHash = mix(0, row.observedNs, row.severity, row.severityText, row.name, row.resource, row.scope,
                          row.flags, row.dropped, row.body.size);
    row.contentHash = mixBytes(mixBytes(row.contentHash, draft.body.blob()), draft.attributes.blob());
    batch.logs.push_back(row);
    ++m_logs;
    m_open = m_builder.flushIfFull() && m_open;
}

void CacheSpanSink::addListedTrace(const ListedTraceDraft& draft, Location where)
{
    if (draft.traceId.isZero())
        return problem(ProblemCode::BrokenRecord, where, "a listed trace without an id");
    const std::int64_t trace = m_builder.internTrace(draft.traceId);
    SpanBatch& batch = m_builder.batch();
    const std::int64_t start = std::max<std::int64_t>(draft.startNs, 0);
    const std::int64_t longest = std::numeric_limits<std::int64_t>::max() - start;
    batch.listedTraces.push_back({trace, m_builder.intern(draft.rootService), m_builder.intern(draft.rootName), start,
                                  std::clamp<std::int64_t>(draft.durationNs, 0, longest), draft.spans, draft.errors});
    for (const ListedTraceDraft::Service& service : draft.services)
        batch.listedServices.push_back({trace, m_builder.intern(service.name), service.spans, service.errors});
    ++m_listedTraces;
    m_open = m_builder.flushIfFull() && m_open;
}

void CacheSpanSink::problem(ProblemCode code, Location where, std::string detail, std::uint64_t count)
{
    if (info(code).severity == Severity::DataLoss)
        m_report.skipped += count;
    m_progress.problems.fetch_add(count, std::memory_order_relaxed);
    m_report.add(code, where, std::move(detail), count);
}

} // namespace tailrace
