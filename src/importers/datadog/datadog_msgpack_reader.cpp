// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/datadog_msgpack_reader.h"

#include "importers/datadog/datadog_msgpack_parts.h"

#include <array>

namespace tailrace {

namespace {

/// The elements of a span in v0.5, in order.
constexpr std::array<std::string_view, 12> kIndexedFields = {"service", "name",      "resource", "trace_id",
                                                             "span_id", "parent_id", "start",    "duration",
                                                             "error",   "meta",      "metrics",  "type"};

} // namespace

DatadogMsgpackReader::DatadogMsgpackReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in)
    , m_fields(m_cursor, sink)
    , m_span(sink)
{
}

Result<void> DatadogMsgpackReader::readAll()
{
    bool isWhole = true;
    while (isWhole) {
        isWhole = m_cursor.next();
        if (!isWhole && !m_cursor.isBroken() && !m_cursor.isCut())
            break; // between two payloads: the regular end
        isWhole = isWhole && payload();
        if (isWhole || !m_cursor.streamState())
            continue;
        if (m_cursor.isBroken())
            m_sink.problem(ProblemCode::BrokenRecord, m_fields.where(),
                           "a byte that is no MessagePack; what follows cannot be read");
        else
            m_sink.problem(ProblemCode::Truncated, m_fields.where(), "the input ends in the middle of a payload");
    }
    m_span.finishAll();
    if (m_cursor.isBroken())
        m_cursor.drain();
    return m_cursor.streamState();
}

bool DatadogMsgpackReader::skipUnknown(const char* what)
{
    if (m_cursor.kind() != MsgpackKind::Nil)
        m_sink.problem(ProblemCode::UnknownRecord, m_fields.where(), what);
    return m_cursor.skip();
}

/// What the first element of the payload holds tells the version.
bool DatadogMsgpackReader::payload()
{
    if (m_cursor.kind() == MsgpackKind::Map)
        return skipUnknown("a payload of version 0.7 or later, which is not read");
    if (m_cursor.kind() != MsgpackKind::Array)
        return skipUnknown("MessagePack that is no list of traces");
    const std::uint64_t elements = m_cursor.count();
    m_isIndexed = false;
    for (std::uint64_t i = 0; i < elements; ++i) {
        if (!m_cursor.next())
            return false;
        const bool isList = m_cursor.kind() == MsgpackKind::Array;
        const std::uint64_t count = isList ? m_cursor.count() : 0;
        bool isWhole = false;
        if (!isList)
            isWhole = skipUnknown("a chunk that is no list");
        else if (i == 0 && elements == 2 && count > 0)
            isWhole =
                m_cursor.next() && (m_cursor.kind() == MsgpackKind::Text ? stringTable(count) : chunk(count));
        else if (m_isIndexed)
            isWhole = chunks(count);
        else
            isWhole = count == 0 || (m_cursor.next() && chunk(count));
        if (!isWhole)
            return false;
    }
    return true;
}

/// The first of `count` texts was read.
bool DatadogMsgpackReader::stringTable(std::uint64_t count)
{
    m_isIndexed = true;
    m_table.clear();
    m_tableEnds.clear();
    m_tableIsFull = false;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (i > 0 && !m_cursor.next())
            return false;
        if (m_cursor.kind() == MsgpackKind::Text) {
            addTableText(m_fields.text());
            continue;
        }
        m_sink.problem(ProblemCode::WrongType, m_fields.where(), "an element of the string table that is no text");
        addTableText({});
        if (!m_cursor.skip())
            return false;
    }
    return true;
}

void DatadogMsgpackReader::addTableText(std::string_view text)
{
    const bool isFull = m_table.size() + text.size() > kMaxTable || m_tableEnds.size() >= kMaxTexts;
    if (isFull && !m_tableIsFull)
        m_sink.problem(ProblemCode::TooLarge, m_fields.where(), "a string table, whose rest is left out");
    m_tableIsFull = m_tableIsFull || isFull;
    if (m_tableIsFull)
        return;
    m_table += text;
    m_tableEnds.push_back(static_cast<std::uint32_t>(m_table.size()));
}

std::string_view DatadogMsgpackReader::tableText(std::uint64_t index) const
{
    if (index >= m_tableEnds.size())
        return {};
    const std::size_t begin = index == 0 ? 0 : m_tableEnds[index - 1];
    return std::string_view(m_table).substr(begin, m_tableEnds[index] - begin);
}

bool DatadogMsgpackReader::chunks(std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i) {
        if (!m_cursor.next())
            return false;
        const bool isList = m_cursor.kind() == MsgpackKind::Array;
        const std::uint64_t spans = m_cursor.count();
        const bool isWhole =
            !isList ? skipUnknown("a chunk that is no list") : spans == 0 || (m_cursor.next() && chunk(spans));
        if (!isWhole)
            return false;
    }
    return true;
}

/// The first of `count` spans was read, as far as its first token.
bool DatadogMsgpackReader::chunk(std::uint64_t count)
{
    m_span.beginChunk();
    for (std::uint64_t i = 0; i < count; ++i)
        if ((i > 0 && !m_cursor.next()) || !span())
            return false;
    return true;
}

bool DatadogMsgpackReader::span()
{
    m_spanStart = m_fields.where();
    m_span.begin(m_spanStart);
    m_hasId = m_isTooLarge = false;
    m_fields.setLimit(m_spanStart.offset + kMaxSpan);
    const std::uint64_t count = m_cursor.count();
    if (m_cursor.kind() == (m_isIndexed ? MsgpackKind::Array : MsgpackKind::Map)) {
        if (!(m_isIndexed ? spanIndexed(count) : spanMap(count)))
            return false;
        finishSpan();
        return true;
    }
    return skipUnknown("an element of a chunk that is no span");
}

void DatadogMsgpackReader::finishSpan()
{
    if (m_isTooLarge || m_fields.isOverLimit())
        m_sink.problem(ProblemCode::TooLarge, m_spanStart, "a span");
    else if (!m_hasId)
        m_sink.problem(ProblemCode::UnknownRecord, m_spanStart, "a record that is no span");
    else
        m_span.finish();
}

// ---- v0.3, v0.4

bool DatadogMsgpackReader::spanMap(std::uint64_t pairs)
{
    for (std::uint64_t i = 0; i < pairs; ++i)
        if (!m_fields.readKey(m_key) || !member(m_key))
            return false;
    return true;
}

bool DatadogMsgpackReader::member(std::string_view key)
{
    AttributeWriter& out = m_span.attributes();
    if (key == "name")
        return m_fields.readText(key, m_span.operation, out);
    if (key == "resource")
        return m_fields.readText(key, m_span.resource, out);
    if (key == "service")
        return m_fields.readText(key, m_span.service, out);
    if (key == "type")
        return m_fields.readText(key, m_span.type, out);
    if (key == "trace_id" || key == "span_id" || key == "parent_id")
        return id(key);
    if (key == "start" || key == "duration")
        return time(key);
    if (key == "error")
        return error();
    if (key == "meta")
        return meta();
    if (key == "metrics")
        return m_fields.readAttributes(key, "", out);
    if (key == "meta_struct")
        return m_fields.readAttributes(key, "meta_struct.", out);
    if (key == "span_links")
        return readDatadogLinks(m_fields, m_span.draft());
    if (key == "span_events")
        return readDatadogEvents(m_fields, m_span.draft());
    return m_cursor.next() && m_fields.keep(key, out);
}

bool DatadogMsgpackReader::id(std::string_view key)
{
    SpanDraft& draft = m_span.draft();
    std::uint64_t& target = key == "trace_id"  ? draft.traceId.lo
                            : key == "span_id" ? draft.spanId.value
                                               : draft.parentId.value;
    if (!m_fields.readBits(key, target, m_span.attributes()))
        return false;
    m_hasId = m_hasId || (key != "parent_id" && m_cursor.kind() == MsgpackKind::Integer);
    return true;
}

bool DatadogMsgpackReader::time(std::string_view key)
{
    std::int64_t ns = 0;
    bool isKnown = false;
    const bool isStart = key == "start";
    if (!m_fields.readTime(key, !isStart, ns, isKnown, m_span.attributes()))
        return false;
    if (isKnown && isStart)
        m_span.setStart(ns);
    else if (isKnown)
        m_span.setDuration(ns);
    return true;
}

bool DatadogMsgpackReader::error()
{
    if (!m_cursor.next())
        return false;
    if (const std::optional<std::int64_t> number = m_cursor.integer())
        m_span.setError(*number);
    else if (m_cursor.kind() == MsgpackKind::Bool)
        m_span.setError(m_cursor.boolean() ? 1 : 0);
    else
        return m_fields.wrongType("error", m_span.attributes());
    return true;
}

bool DatadogMsgpackReader::meta()
{
    if (!m_cursor.next())
        return false;
    if (m_cursor.kind() != MsgpackKind::Map)
        return m_fields.wrongType("meta", m_span.attributes());
    const std::uint64_t pairs = m_cursor.count();
    for (std::uint64_t i = 0; i < pairs; ++i) {
        const bool isLeftOut = m_fields.isOverLimit();
        if (!m_fields.readKey(m_key) || !m_cursor.next())
            return false;
        bool isWhole = true;
        if (isLeftOut) {
            isWhole = m_cursor.skip();
        } else if (m_cursor.kind() == MsgpackKind::Text) {
            m_span.meta(m_key, m_fields.text());
        } else {
            m_span.attributes().key(m_key);
            isWhole = m_fields.copyValue(m_span.attributes());
        }
        if (!isWhole)
            return false;
    }
    return true;
}

// ---- v0.5

bool DatadogMsgpackReader::spanIndexed(std::uint64_t elements)
{
    for (std::uint64_t i = 0; i < elements; ++i)
        if (!indexedMember(i))
            return false;
    if (elements != kIndexedFields.size())
        m_sink.problem(ProblemCode::WrongType, m_spanStart,
                       "a span of " + std::to_string(elements) + " elements instead of 12");
    return true;
}

bool DatadogMsgpackReader::indexedMember(std::uint64_t place)
{
    switch (place) {
    case 0:
        return indexedText(m_span.service);
    case 1:
        return indexedText(m_span.operation);
    case 2:
        return indexedText(m_span.resource);
    case 9:
    case 10:
        return indexedPairs(place == 9);
    case 11:
        return indexedText(m_span.type);
    default:
        // Numbers, which are the same in all versions; behind the last one there is nothing that we know.
        return member(place < kIndexedFields.size() ? kIndexedFields[place] : "element " + std::to_string(place));
    }
}

bool DatadogMsgpackReader::indexedText(std::string& target)
{
    if (!m_cursor.next())
        return false;
    if (m_cursor.kind() != MsgpackKind::Integer)
        return m_fields.wrongType("text", m_span.attributes());
    if (m_cursor.bits() >= m_tableEnds.size())
        m_sink.problem(ProblemCode::WrongType, m_fields.where(), "an index behind the end of the string table");
    target = tableText(m_cursor.bits());
    return true;
}

/// meta or metrics: maps from index to index or to number.
bool DatadogMsgpackReader::indexedPairs(bool isMeta)
{
    if (!m_cursor.next())
        return false;
    AttributeWriter& out = m_span.attributes();
    if (m_cursor.kind() != MsgpackKind::Map)
        return m_fields.wrongType(isMeta ? "meta" : "metrics", out);
    const std::uint64_t pairs = m_cursor.count();
    std::string text;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        m_isTooLarge = m_isTooLarge || out.blob().size() > kMaxIndexedSpan;
        const bool isLeftOut = m_isTooLarge || m_fields.isOverLimit();
        if (!indexedText(m_key))
            return false;
        if (isMeta) {
            if (!indexedText(text))
                return false;
            if (!isLeftOut)
                m_span.meta(m_key, text);
            continue;
        }
        if (!m_cursor.next())
            return false;
        if (!isLeftOut)
            out.key(m_key);
        if (!(isLeftOut ? m_cursor.skip() : m_fields.copyValue(out)))
            return false;
    }
    return true;
}

} // namespace tailrace
