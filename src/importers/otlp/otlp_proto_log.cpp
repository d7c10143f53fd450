// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_log.h"

#include "importers/id_bytes.h"
#include "importers/otlp/otlp_proto_text.h"

#include <limits>

namespace tailrace {

namespace {
constexpr std::uint64_t kHighestSeverity = 24;
} // namespace

bool OtlpProtoLogs::readLog(std::string_view message, Location where, LogDraft& log)
{
    m_values.setWhere(where);
    ProtoMessage fields(message);
    while (fields.next())
        field(fields, log);
    if (fields.end() == ProtoMessage::End::Regular)
        return true;
    m_values.report(ProblemCode::BrokenRecord, "a log record that is no valid protobuf message");
    return false;
}

void OtlpProtoLogs::field(const ProtoMessage& field, LogDraft& log)
{
    switch (field.tag()) {
    case fixed64Tag(1):
        return time(field.number(), "timeUnixNano", log.timeNs, log);
    case varintTag(2):
        if (field.number() <= kHighestSeverity) {
            log.severity = static_cast<int>(field.number());
            return;
        }
        log.attributes.addInt("otlp.severityNumber", protoInt64(field.number()));
        return m_values.report(ProblemCode::WrongType,
                               "the severity " + std::to_string(protoInt64(field.number())));
    case bytesTag(3):
        log.severityText = m_values.validText(field.bytes());
        return;
    case bytesTag(5):
        if (log.body.count() > 0) // of a repeated field the last one counts
            log.body.clear();
        log.body.key("body");
        return m_values.anyValue(field.bytes(), log.body);
    case bytesTag(6):
        return m_values.attribute(field.bytes(), log.attributes);
    case varintTag(7):
        log.droppedAttributes = otlpCount(field.number());
        return;
    case fixed32Tag(8):
        log.flags = static_cast<std::uint32_t>(field.number());
        return;
    case bytesTag(9):
        return id(field.bytes(), true, log);
    case bytesTag(10):
        return id(field.bytes(), false, log);
    case fixed64Tag(11):
        return time(field.number(), "observedTimeUnixNano", log.observedNs, log);
    case bytesTag(12):
        log.name = m_values.validText(field.bytes());
        return;
    default:
        m_values.unknownField(field, "a log record");
    }
}

void OtlpProtoLogs::id(std::string_view bytes, bool isTrace, LogDraft& log)
{
    bool rewritten = false;
    if (isTrace) {
        const ReadTraceId read = traceIdFromBytes(bytes);
        log.traceId = read.id;
        rewritten = read.rewritten;
    } else {
        const ReadSpanId read = spanIdFromBytes(bytes);
        log.spanId = read.id;
        rewritten = read.rewritten;
    }
    if (!rewritten)
        return;
    log.attributes.addText(isTrace ? kOriginalTraceId : kOriginalSpanId, hexOf(bytes));
    m_values.report(ProblemCode::IdRewritten, "an id of " + std::to_string(bytes.size()) + " bytes became " +
                                                  (isTrace ? toHex(log.traceId) : toHex(log.spanId)));
}

/// Times beyond 64-bit signed nanoseconds are kept as text.
void OtlpProtoLogs::time(std::uint64_t ns, const char* name, std::int64_t& out, LogDraft& log)
{
    if (ns <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        out = static_cast<std::int64_t>(ns);
        return;
    }
    log.attributes.addText("otlp." + std::string(name), std::to_string(ns));
    m_values.report(ProblemCode::TimeImpossible, std::string(name) + " " + std::to_string(ns));
}

} // namespace tailrace
