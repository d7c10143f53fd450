// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_proto_reader.h"

#include "importers/byte_stream.h"
#include "importers/jaeger/jaeger_proto_guess.h"

namespace tailrace {

namespace {

/// How many bytes of spans may wait for their process.
constexpr std::size_t kPatience = std::size_t{256} << 20;

bool hasOwnProcess(std::string_view span)
{
    ProtoMessage fields(span);
    while (fields.next())
        if (fields.tag() == bytesTag(10))
            return true;
    return false;
}

} // namespace

JaegerProtoReader::JaegerProtoReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_records(sink)
    , m_in(in, m_records.fields())
    , m_span(sink.keys())
    , m_resource(sink.keys())
{
}

Result<void> JaegerProtoReader::readAll()
{
    const std::string_view head = m_in.in().ensure(kHeadSize).substr(0, kHeadSize);
    const ProtoFraming framing = protoFraming(head, isJaegerProto);
    if (framing == ProtoFraming::None && m_in.state())
        return failure(ErrorCode::Unsupported, "no Jaeger protobuf");
    if (framing != ProtoFraming::None)
        m_in.forEachMessage(framing, [this](std::uint64_t end) { message(end); });
    m_records.fields().reportUnknownFields();
    return m_in.state();
}

void JaegerProtoReader::message(std::uint64_t end)
{
    m_first = m_last = Part::None;
    m_processes.clear();
    m_batchProcess = 0;
    bool isCut = false;
    const Location start = m_in.where();
    if (isJaegerProtoSpan(m_in.peek(end, isCut), isCut)) {
        if (const auto bytes = m_in.takeRest(end, "a span"))
            handOn(*bytes, start);
        return;
    }
    ProtoStream fields(m_in.in(), end);
    while (fields.next()) {
        const Location where = m_in.where();
        ProtoFields& report = m_records.fields();
        report.setWhere(where);
        if (fields.tag() == bytesTag(1)) {
            if (const auto bytes = m_in.take(fields, "a span"))
                spanPart(*bytes, where);
        } else if (fields.tag() == bytesTag(2)) {
            if (const auto bytes = m_in.take(fields, "a process"))
                processPart(*bytes, where);
        } else if (fields.tag() == bytesTag(3)) {
            if (const auto bytes = m_in.take(fields, "a warning"))
                report.report(ProblemCode::Note, "Jaeger warns: " + std::string(report.validText(*bytes)));
        } else {
            report.unknownFields(1, "a list of spans");
        }
    }
    handOnHeld();
    m_in.finish(fields, "a list of spans");
}

/// Serialisers write the fields of a message in one order. Where it begins anew, another message begins.
void JaegerProtoReader::beginPart(Part part)
{
    if (m_first == Part::None)
        m_first = part;
    if (part == m_last)
        return;
    if (part == m_first && m_last != Part::None)
        handOnHeld();
    if (part == Part::Process) {
        m_processes.clear();
        m_batchProcess = 0;
    }
    m_last = part;
}

void JaegerProtoReader::spanPart(std::string_view bytes, Location where)
{
    beginPart(Part::Span);
    if (m_first == Part::Process || hasOwnProcess(bytes))
        return handOn(bytes, where);
    m_held.add(bytes, where);
    if (m_held.bytes() <= kPatience)
        return;
    m_sink.problem(ProblemCode::Note, where,
                   "the process of a message stands behind many megabytes of spans, which are kept without it");
    handOnHeld();
}

void JaegerProtoReader::processPart(std::string_view bytes, Location where)
{
    beginPart(Part::Process);
    if (!isJaegerProcessMapping(bytes)) {
        m_batchProcess = readProcess(bytes, where);
        return;
    }
    std::string_view id;
    std::string_view process;
    ProtoMessage fields(bytes);
    while (fields.next()) {
        if (fields.tag() == bytesTag(1))
            id = fields.bytes();
        else if (fields.tag() == bytesTag(2))
            process = fields.bytes();
    }
    m_processes.insert_or_assign(std::string(id), readProcess(process, where));
}

void JaegerProtoReader::handOnHeld()
{
    for (std::size_t i = 0; i < m_held.count(); ++i) {
        const HeldRecords::Record record = m_held.record(i);
        handOn(record.raw, record.where);
    }
    m_held.clear();
}

void JaegerProtoReader::handOn(std::string_view bytes, Location where)
{
    m_span.clear();
    if (!m_records.readSpan(bytes, where, m_context, m_span))
        return;
    if (m_span.traceId.isZero() && m_span.spanId.isZero()) {
        m_sink.problem(ProblemCode::UnknownRecord, where, "a message that is no span");
        return;
    }
    m_span.resource = resourceOf(where);
    m_sink.addSpan(m_span, where);
}

/// The span's own process, else that of its message; what is named but not there stays an attribute.
ResourceRef JaegerProtoReader::resourceOf(Location where)
{
    if (m_context.process)
        return readProcess(*m_context.process, where);
    if (m_context.processId.empty())
        return m_batchProcess;
    const auto process = m_processes.find(m_context.processId);
    if (process != m_processes.end())
        return process->second;
    const std::string id(m_records.fields().validText(m_context.processId));
    m_span.attributes.addText("jaeger.processID", id);
    m_sink.problem(ProblemCode::Note, where, "the process " + id + " of a span is not in the file");
    return 0;
}

/// Spans of one process mostly follow each other.
ResourceRef JaegerProtoReader::readProcess(std::string_view bytes, Location where)
{
    if (m_processRef != 0 && bytes == m_process)
        return m_processRef;
    m_process.assign(bytes);
    m_processRef = 0;
    m_resource.clear();
    const bool isRead = m_records.readProcess(bytes, where, m_resource);
    if (isRead && (!m_resource.service.empty() || m_resource.attributes.count() > 0))
        m_processRef = m_sink.addResource(m_resource);
    return m_processRef;
}

} // namespace tailrace
