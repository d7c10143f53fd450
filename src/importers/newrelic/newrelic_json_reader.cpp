// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/newrelic/newrelic_json_reader.h"

#include "importers/json/json_fields.h"

#include <algorithm>
#include <string>

namespace tailrace {

namespace {

/// How much text of one batch may wait for its common attributes.
constexpr std::size_t kPatience = std::size_t{64} << 20;

bool mayHoldLists(std::string_view key)
{
    static constexpr std::array<std::string_view, 8> kNames = {
        "data", "actor", "account", "nrql", "current", "previous", "distributedTracing", "trace"};
    return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

} // namespace

NewRelicJsonReader::NewRelicJsonReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportTo(sink))
    , m_records(sink)
{
}

Result<void> NewRelicJsonReader::readAll()
{
    while (m_cursor.nextDocument()) {
        if (m_cursor.kind() == JsonKind::Array)
            list(0);
        else if (m_cursor.kind() == JsonKind::Object)
            object(0);
        else
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no span");
    }
    return m_cursor.streamState();
}

/// A list of batches or of rows, or what an agent sends: [run, {reservoir}, [span event, …]].
void NewRelicJsonReader::list(int depth)
{
    m_records.setRun({});
    std::size_t i = 0;
    bool isOfAgent = false;
    for (m_cursor.enterArray(); m_cursor.nextElement(); ++i) {
        const JsonKind kind = m_cursor.kind();
        const bool isScalar = kind != JsonKind::Array && kind != JsonKind::Object;
        if (i == 0 && isScalar) {
            isOfAgent = true;
            if (kind == JsonKind::String)
                m_records.setRun(takeText(m_cursor, m_sink));
            else if (kind == JsonKind::Number)
                m_records.setRun(m_cursor.value());
        } else if (isOfAgent && kind == JsonKind::Object) {
            reservoir();
        } else if (kind == JsonKind::Array) {
            spanEvents();
        } else if (kind == JsonKind::Object && depth < kMaxObjects) {
            object(depth);
        } else if (kind != JsonKind::Null) {
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no span");
        }
    }
    m_records.setRun({});
}

void NewRelicJsonReader::spanEvents()
{
    for (m_cursor.enterArray(); m_cursor.nextElement();) {
        const Location where = m_cursor.location();
        const JsonKind kind = m_cursor.kind();
        if (kind == JsonKind::Array)
            m_records.readSpanEvent(m_cursor.value(), where);
        else if (kind == JsonKind::Object)
            m_records.readRow(m_cursor.value(), where);
        else if (kind != JsonKind::Null)
            m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON value that is no span event");
    }
}

/// An agent keeps a sample of its span events when there are too many.
void NewRelicJsonReader::reservoir()
{
    const Location where = m_cursor.location();
    std::int64_t size = 0;
    std::int64_t seen = 0;
    for (m_cursor.enterObject(); m_cursor.nextKey();) {
        const bool isSize = m_cursor.key() == "reservoir_size";
        const bool isSeen = m_cursor.key() == "events_seen";
        if ((isSize || isSeen) && m_cursor.kind() == JsonKind::Number)
            (isSize ? size : seen) = parseInt(m_cursor.value()).value_or(0);
    }
    if (size > 0 && seen > size)
        m_sink.problem(ProblemCode::DroppedData, where,
                       "the agent had " + std::to_string(seen) + " span events and kept " + std::to_string(size),
                       static_cast<std::uint64_t>(seen - size));
}

void NewRelicJsonReader::object(int depth)
{
    JsonMembers& members = m_members[static_cast<std::size_t>(depth)];
    members.begin(m_cursor.location());
    bool hasLists = false;
    for (m_cursor.enterObject(); m_cursor.nextKey();)
        hasLists = member(depth) || hasLists;
    finishBatch();
    if (members.isTooLarge())
        m_sink.problem(ProblemCode::TooLarge, members.where(), "the members of a JSON object");
    const Location where = members.where();
    if (!hasLists)
        m_records.readRow(members.record(), where);
    else
        reportUnknown(members, m_sink,
                      {"metadata", "performanceStats", "contents", "totalResult", "eventType", "eventTypes",
                       "messages", "facets", "extensions"});
}

/// Enters a member that may hold spans; false for all others, which are kept.
bool NewRelicJsonReader::member(int depth)
{
    const std::string_view key = m_cursor.key();
    const JsonKind kind = m_cursor.kind();
    const bool canEnter = depth + 1 < kMaxObjects;
    if (key == "spans" && kind == JsonKind::Array) {
        batchSpans();
    } else if (key == "common" && kind == JsonKind::Object) {
        common();
    } else if (canEnter && kind == JsonKind::Array &&
               (key == "results" || key == "events" || key == "span_event_data")) {
        list(depth + 1);
    } else if (canEnter && kind == JsonKind::Object && mayHoldLists(key)) {
        object(depth + 1);
    } else {
        m_members[static_cast<std::size_t>(depth)].add(m_cursor);
        return false;
    }
    return true;
}

void NewRelicJsonReader::batchSpans()
{
    forEachSpanObject(m_cursor, m_sink, [this](std::string_view raw, Location where) {
        if (m_hasCommon) {
            m_records.readBatchSpan(raw, where);
            return;
        }
        m_held.add(raw, where);
        if (m_held.bytes() > kPatience) {
            m_sink.problem(ProblemCode::Note, where,
                           "what a batch has in common may stand behind many megabytes of "
                           "spans, which are kept without it");
            handOnHeld();
        }
    });
}

void NewRelicJsonReader::common()
{
    const Location where = m_cursor.location();
    m_records.setCommon(m_cursor.value(), where);
    m_hasCommon = true;
}

void NewRelicJsonReader::finishBatch()
{
    handOnHeld();
    if (m_hasCommon)
        m_records.setCommon({}, {});
    m_hasCommon = false;
}

void NewRelicJsonReader::handOnHeld()
{
    for (std::size_t i = 0; i < m_held.count(); ++i) {
        const HeldRecords::Record record = m_held.record(i);
        m_records.readBatchSpan(record.raw, record.where);
    }
    m_held.clear();
}

} // namespace tailrace
