// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/elastic/elastic_reader.h"

#include "importers/json/json_fields.h"
#include "model/base/saturate.h"

#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
constexpr std::size_t kMaxErrorBytes = std::size_t{32} << 20;
constexpr std::size_t kMaxOtherServices = 1000;

} // namespace

ElasticReader::ElasticReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_events(sink)
    , m_rum(sink)
    , m_resource(sink.keys())
    , m_span(sink.keys())
{
}

Result<void> ElasticReader::readAll()
{
    while (m_cursor.nextDocument())
        document();
    finish();
    return m_cursor.streamState();
}

void ElasticReader::document()
{
    if (m_cursor.kind() != JsonKind::Object) {
        m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no event");
        return;
    }
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        event();
}

void ElasticReader::event()
{
    const std::string key(m_cursor.key());
    const Location where = m_cursor.location();
    if (key == "metricset" || key == "log" || key == "me") {
        m_sink.problem(ProblemCode::OtherSignal, where, key == "log" ? "a log event" : "a set of metrics");
    } else if (m_cursor.kind() != JsonKind::Object) {
        m_sink.problem(ProblemCode::WrongType, where, "the event \"" + validText(key, m_sink, where) + "\" is no object");
    } else if (key == "metadata") {
        metadata(m_cursor.value(), where);
    } else if (key == "m") {
        metadata(m_rum.expand(m_cursor.value(), where, RumEvent::Metadata), where);
    } else if (key == "transaction") {
        transaction(m_cursor.value(), where);
    } else if (key == "x") {
        transaction(m_rum.expand(m_cursor.value(), where, RumEvent::Transaction), where);
    } else if (key == "span") {
        if (readSpan(m_cursor.value(), where, false))
            hold(where);
    } else if (key == "error") {
        error(m_cursor.value(), where);
    } else if (key == "e") {
        error(m_rum.expand(m_cursor.value(), where, RumEvent::Error), where);
    } else {
        m_sink.problem(ProblemCode::UnknownRecord, where, "the event \"" + validText(key, m_sink, where) + '"');
    }
}

// ---- whose spans they are

void ElasticReader::metadata(std::string_view raw, Location where)
{
    m_metadata.assign(raw).append(kPadding, ' ');
    m_metadataSize = raw.size();
    m_metadataWhere = where;
    m_otherServices.clear();
    m_service.clear();
    m_resource.clear();
    m_resourceRef = 0;
    if (raw.empty() || !m_events.readMetadata(raw, where, {}, m_resource))
        return;
    m_service = m_resource.service;
    m_resourceRef = m_sink.addResource(m_resource);
}

ResourceRef ElasticReader::resourceOf(const std::string& service, Location where)
{
    if (service.empty() || service == m_service)
        return m_resourceRef;
    if (m_otherServices.size() >= kMaxOtherServices)
        m_otherServices.clear();
    const auto [known, isNew] = m_otherServices.try_emplace(service, 0);
    if (!isNew)
        return known->second;
    m_resource.clear();
    const std::string_view raw = std::string_view(m_metadata).substr(0, m_metadataSize);
    if (raw.empty() || !m_events.readMetadata(raw, m_metadataWhere, service, m_resource)) {
        m_resource.clear();
        m_resource.service = service;
        m_resource.attributes.addText("service.name", service);
        if (raw.empty())
            m_sink.problem(ProblemCode::Note, where, "an event before any metadata");
    }
    known->second = m_sink.addResource(m_resource);
    return known->second;
}

// ---- events

/// Reads into m_span and m_info.
bool ElasticReader::readSpan(std::string_view raw, Location where, bool isTransaction)
{
    m_span.clear();
    set(m_span.marks, SpanMark::DurationUnknown); // until one is seen
    m_info = {};
    m_info.isTransaction = isTransaction;
    if (raw.empty() || !m_events.readSpan(raw, where, m_info, m_span))
        return false;
    m_span.resource = resourceOf(m_info.service, where);
    m_sawTime = m_sawTime || m_info.start == TimeField::Known;
    m_composite += m_info.isComposite ? 1 : 0;
    return true;
}

void ElasticReader::transaction(std::string_view raw, Location where)
{
    if (!readSpan(raw, where, true))
        return;
    const std::vector<std::string_view> spans = std::move(m_info.spans);
    m_info.spans.clear();
    if (spans.empty())
        return hold(where);
    const SpanDraft transaction = m_span;
    hold(where);
    innerSpans(spans, where, transaction);
}

void ElasticReader::innerSpans(const std::vector<std::string_view>& spans, Location where, const SpanDraft& transaction)
{
    std::vector<SpanId> ids;
    for (const std::string_view raw : spans) {
        const bool isRead = readSpan(raw, where, false);
        ids.push_back(isRead ? m_span.spanId : SpanId{});
        if (!isRead)
            continue;
        m_span.traceId = transaction.traceId;
        m_span.resource = m_info.service.empty() ? transaction.resource : m_span.resource;
        m_info.transactionId = transaction.spanId;
        const std::int64_t parent = m_info.parentIndex;
        const bool isBefore = parent >= 0 && parent < static_cast<std::int64_t>(ids.size()) - 1;
        if (m_span.parentId.isZero())
            m_span.parentId = isBefore ? ids[static_cast<std::size_t>(parent)] : transaction.spanId;
        hold(where);
    }
}

void ElasticReader::error(std::string_view raw, Location where)
{
    HeldError held{ElasticError(m_sink.keys()), where, 0, false, kNone};
    if (raw.empty() || !m_events.readError(raw, where, held.error))
        return;
    m_sawTime = m_sawTime || held.error.time == TimeField::Known;
    const SpanKey parent = parentOf(held.error);
    if (HeldSpan* const span = find(parent))
        return attach(*span, held.error);
    held.bytes = sizeof(HeldError) + held.error.event.attributes.blob().size();
    m_errorBytes += held.bytes;
    const std::uint64_t number = m_firstError + m_errors.size();
    const auto [list, isNew] = m_errorsByParent.try_emplace(parent, ErrorList{number, number});
    if (!isNew) {
        m_errors[list->second.last - m_firstError].next = number;
        list->second.last = number;
    }
    m_errors.push_back(std::move(held));
    while (m_errorBytes > kMaxErrorBytes)
        settleOldestError();
}

// ---- what waits

std::size_t ElasticReader::SpanKeyHash::operator()(const SpanKey& key) const
{
    return std::hash<TraceId>()(key.trace) ^ static_cast<std::size_t>(key.span.value * 0x9E3779B97F4A7C15ULL);
}

ElasticReader::SpanKey ElasticReader::parentOf(const ElasticError& error)
{
    return {error.traceId, error.parentId.isZero() ? error.transactionId : error.parentId};
}

void ElasticReader::hold(Location where)
{
    m_spansById.try_emplace({m_span.traceId, m_span.spanId}, m_firstSpan + m_spans.size());
    m_spans.push_back({m_span, m_info, where, sizeof(HeldSpan) + m_span.bytes()});
    m_spanBytes += m_spans.back().bytes;
    HeldSpan& held = m_spans.back();
    takeErrors(held);
    if (const HeldSpan* const transaction = transactionOf(held);
        transaction != nullptr && transaction->info.start == TimeField::Known)
        settleTimes(held);
    while (m_spanBytes > kMaxHeld)
        handOnOldest();
}

/// Takes the errors that came before their span.
void ElasticReader::takeErrors(HeldSpan& held)
{
    const auto list = m_errorsByParent.find({held.span.traceId, held.span.spanId});
    if (list == m_errorsByParent.end() || held.span.spanId.isZero())
        return;
    for (std::uint64_t number = list->second.first; number != kNone;) {
        HeldError& waiting = m_errors[number - m_firstError];
        attach(held, waiting.error);
        waiting.isTaken = true;
        number = waiting.next;
    }
    m_errorsByParent.erase(list);
}

ElasticReader::HeldSpan* ElasticReader::find(const SpanKey& key)
{
    const auto known = key.span.isZero() ? m_spansById.end() : m_spansById.find(key);
    return known == m_spansById.end() ? nullptr : &m_spans[known->second - m_firstSpan];
}

void ElasticReader::attach(HeldSpan& held, ElasticError& error)
{
    SpanDraft& span = held.span;
    const std::size_t before = span.bytes();
    const std::int64_t length = has(span.marks, SpanMark::DurationUnknown) ? 0 : span.durationNs;
    if (error.time != TimeField::Known) // when it ended is the best guess
        error.event.timeNs = saturatedSum(span.startNs, length);
    EventDraft& event = span.addEvent();
    std::swap(event, error.event);
    if (!held.info.hasOutcome && !error.isHandled)
        span.status = StatusCode::Error;
    if (span.status == StatusCode::Error && span.statusMessage.empty())
        span.statusMessage = error.message;
    held.bytes += span.bytes() - before;
    m_spanBytes += span.bytes() - before;
}

ElasticReader::HeldSpan* ElasticReader::transactionOf(HeldSpan& held)
{
    if (held.info.isTransaction)
        return &held;
    HeldSpan* const found = find({held.span.traceId, held.info.transactionId});
    return found != nullptr && found->info.isTransaction ? found : nullptr;
}

void ElasticReader::settleTimes(HeldSpan& held)
{
    if (std::exchange(held.isSettled, true) || held.info.start == TimeField::Known)
        return;
    SpanDraft& span = held.span;
    const HeldSpan* const transaction = transactionOf(held);
    const bool hasOffset = held.info.isTransaction || held.info.offset == TimeField::Known;
    const bool isKnown = transaction != nullptr && transaction->info.start == TimeField::Known;
    const bool isRelative = transaction != nullptr && !m_sawTime;
    const std::int64_t start = isKnown ? transaction->span.startNs : 0;
    if (!hasOffset || !(isKnown || isRelative) ||
        __builtin_add_overflow(start, held.info.offsetNs, &span.startNs)) {
        span.startNs = 0;
        set(span.marks, SpanMark::StartUnknown);
        return;
    }
    if (isKnown)
        return;
    span.attributes.addBool("elastic.relative_time", true);
    ++m_relative;
}

void ElasticReader::handOnOldest()
{
    HeldSpan& held = m_spans.front();
    settleTimes(held);
    const auto known = m_spansById.find({held.span.traceId, held.span.spanId});
    if (known != m_spansById.end() && known->second == m_firstSpan)
        m_spansById.erase(known);
    m_spanBytes -= held.bytes;
    m_sink.addSpan(held.span, held.where);
    m_spans.pop_front();
    ++m_firstSpan;
}

void ElasticReader::settleOldestError()
{
    HeldError& held = m_errors.front();
    if (!held.isTaken) {
        const auto list = m_errorsByParent.find(parentOf(held.error));
        if (held.next == kNone)
            m_errorsByParent.erase(list);
        else
            list->second.first = held.next;
        if (HeldSpan* const transaction = find({held.error.traceId, held.error.transactionId}))
            attach(*transaction, held.error);
        else
            m_sink.problem(ProblemCode::OtherSignal, held.where, "an error whose span is not in the file");
    }
    m_errorBytes -= held.bytes;
    m_errors.pop_front();
    ++m_firstError;
}

void ElasticReader::finish()
{
    while (!m_errors.empty())
        settleOldestError();
    for (HeldSpan& held : m_spans)
        settleTimes(held);
    while (!m_spans.empty())
        handOnOldest();
    if (m_relative > 0)
        m_sink.problem(ProblemCode::Note, {}, "no event has a timestamp: transactions are shown from time 0", m_relative);
    if (m_composite > 0)
        m_sink.problem(ProblemCode::Note, {}, "composite spans stand for several equal calls each", m_composite);
}

} // namespace tailrace
