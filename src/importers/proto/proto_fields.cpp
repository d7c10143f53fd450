// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/proto/proto_fields.h"

#include "model/base/format.h"
#include "model/base/utf8.h"

#include <simdjson.h>

#include <cstring>

namespace tailrace {

namespace {

/// Nearly all texts are ASCII and short, where a call into simdjson costs more than the look.
bool isAscii(std::string_view text)
{
    std::uint64_t all = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (; end - at >= 8; at += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, at, sizeof eight);
        all |= eight;
    }
    for (; at < end; ++at)
        all |= static_cast<unsigned char>(*at);
    return (all & 0x8080808080808080U) == 0;
}

} // namespace

std::string_view ProtoFields::validText(std::string_view text)
{
    if (isAscii(text) || simdjson::validate_utf8(text.data(), text.size()))
        return text;
    report(ProblemCode::InvalidText, "invalid UTF-8");
    return m_repaired.emplace_back(repairUtf8(text));
}

void ProtoFields::unknownField(const ProtoMessage& message, const char* place)
{
    if (m_unknown == 0) {
        m_firstUnknown = "field " + std::to_string(message.field()) + " of " + place;
        m_firstUnknownWhere = m_where;
    }
    ++m_unknown;
}

void ProtoFields::unknownFields(std::uint64_t count, const char* place)
{
    if (m_unknown == 0 && count > 0) {
        m_firstUnknown = std::string("a field of ") + place;
        m_firstUnknownWhere = m_where;
    }
    m_unknown += count;
}

void ProtoFields::reportUnknownFields()
{
    if (m_unknown == 0)
        return;
    m_sink.problem(ProblemCode::Note, m_firstUnknownWhere,
                   formatCount(m_unknown, "field") +
                       " that this version does not know or that have another type than"
                       " the protocol says were skipped; the first is " +
                       m_firstUnknown);
    m_unknown = 0;
}

void ProtoFields::traceId(std::string_view bytes, TraceId& id, AttributeWriter& attributes)
{
    const ReadTraceId read = traceIdFromBytes(bytes);
    id = read.id;
    if (!read.rewritten)
        return;
    attributes.addText(kOriginalTraceId, hexOf(bytes));
    report(ProblemCode::IdRewritten,
           "a trace id of " + std::to_string(bytes.size()) + " bytes became " + toHex(id));
}

void ProtoFields::spanId(std::string_view bytes, SpanId& id, std::string_view keptAs, AttributeWriter& attributes)
{
    const ReadSpanId read = spanIdFromBytes(bytes);
    id = read.id;
    if (!read.rewritten)
        return;
    attributes.addText(keptAs, hexOf(bytes));
    report(ProblemCode::IdRewritten,
           "a span id of " + std::to_string(bytes.size()) + " bytes became " + toHex(id));
}

} // namespace tailrace
