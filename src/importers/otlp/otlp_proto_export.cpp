// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_proto_export.h"

#include "importers/otlp/otlp_export_rules.h"
#include "importers/proto/proto_writer.h"

#include <string>
#include <vector>

namespace tailrace {

namespace {

std::string bytesOf(std::uint64_t value)
{
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>((value >> shift) & 0xFF);
    return out;
}

void writeId(ProtoWriter& out, std::uint32_t field, TraceId id)
{
    if (!id.isZero())
        out.bytes(field, bytesOf(id.hi) + bytesOf(id.lo));
}

void writeId(ProtoWriter& out, std::uint32_t field, SpanId id)
{
    if (!id.isZero())
        out.bytes(field, bytesOf(id.value));
}

void writeAttributes(ProtoWriter& out, std::uint32_t field, const AttributeList& list);

/// An AnyValue; null is one without a field. Values are at most kMaxAttributeDepth deep, so is the recursion.
ProtoWriter anyValue(const Value& value)
{
    struct Visitor {
        ProtoWriter& out;
        void operator()(std::monostate) const {}
        void operator()(const std::string& v) const { out.bytes(1, v); }
        void operator()(bool v) const { out.varint(2, v ? 1 : 0); }
        void operator()(std::int64_t v) const { out.varint(3, static_cast<std::uint64_t>(v)); }
        void operator()(double v) const { out.number(4, v); }
        void operator()(const ValueArray& v) const
        {
            ProtoWriter array;
            for (const Value& item : v)
                array.message(1, anyValue(item));
            out.message(5, array);
        }
        void operator()(const AttributeList& v) const
        {
            ProtoWriter list;
            writeAttributes(list, 1, v);
            out.message(6, list);
        }
        void operator()(const Bytes& v) const { out.bytes(7, v.data); }
    };
    ProtoWriter out;
    std::visit(Visitor{out}, value.data);
    return out;
}

void writeAttributes(ProtoWriter& out, std::uint32_t field, const AttributeList& list)
{
    for (const Attribute& attribute : list) {
        ProtoWriter pair;
        pair.bytes(1, attribute.key);
        pair.message(2, anyValue(attribute.value));
        out.message(field, pair);
    }
}

void writeEvents(ProtoWriter& out, const SpanDetail& span)
{
    for (const SpanEvent& event : span.events) {
        ProtoWriter message;
        message.fixed64(1, static_cast<std::uint64_t>(event.timeNs));
        message.bytesIfSet(2, event.name);
        writeAttributes(message, 3, event.attributes);
        message.varintIfSet(4, event.droppedAttributes);
        out.message(11, message);
    }
}

void writeLinks(ProtoWriter& out, const SpanDetail& span)
{
    for (const SpanLink& link : span.links) {
        ProtoWriter message;
        writeId(message, 1, link.traceId);
        writeId(message, 2, link.spanId);
        message.bytesIfSet(3, link.traceState);
        writeAttributes(message, 4, link.attributes);
        message.varintIfSet(5, link.droppedAttributes);
        if (link.flags != 0)
            message.fixed32(6, link.flags);
        out.message(13, message);
    }
}

void writeStatus(ProtoWriter& out, const SpanDetail& span)
{
    ProtoWriter message;
    message.bytesIfSet(2, span.statusMessage);
    message.varintIfSet(3, static_cast<std::uint64_t>(span.status));
    if (!message.view().empty())
        out.message(15, message);
}

ProtoWriter spanMessage(const SpanDetail& span)
{
    const OtlpTimes times = otlpTimes(span);
    ProtoWriter out;
    writeId(out, 1, span.traceId);
    if (!has(span.marks, SpanMark::IdMissing))
        writeId(out, 2, span.spanId);
    out.bytesIfSet(3, span.traceState);
    writeId(out, 4, span.parentId);
    out.bytesIfSet(5, span.name);
    out.varintIfSet(6, static_cast<std::uint64_t>(span.kind));
    out.fixed64(7, times.startNs);
    out.fixed64(8, times.endNs);
    writeAttributes(out, 9, span.attributes);
    writeAttributes(out, 9, times.attributes);
    out.varintIfSet(10, span.droppedAttributes);
    writeEvents(out, span);
    out.varintIfSet(12, span.droppedEvents);
    writeLinks(out, span);
    out.varintIfSet(14, span.droppedLinks);
    writeStatus(out, span);
    if (span.flags != 0)
        out.fixed32(16, span.flags);
    return out;
}

/// A ResourceSpans message up to its scopes.
std::string resourceHead(const ResourceDetail& resource)
{
    ProtoWriter message;
    if (!resource.service.empty() && findValue(resource.attributes, "service.name") == nullptr)
        writeAttributes(message, 1, {{"service.name", {resource.service}}});
    writeAttributes(message, 1, resource.attributes);
    message.varintIfSet(2, resource.droppedAttributes);
    ProtoWriter out;
    out.message(1, message);
    out.bytesIfSet(3, resource.schemaUrl);
    return out.take();
}

/// A ScopeSpans message up to its spans.
std::string scopeHead(const ScopeDetail& scope)
{
    ProtoWriter message;
    message.bytesIfSet(1, scope.name);
    message.bytesIfSet(2, scope.version);
    writeAttributes(message, 3, scope.attributes);
    message.varintIfSet(4, scope.droppedAttributes);
    ProtoWriter out;
    out.message(1, message);
    out.bytesIfSet(3, scope.schemaUrl);
    return out.take();
}

/// Collects the spans of one request by resource and scope.
class Request
{
public:
    void add(const SpanDetail& span)
    {
        ResourceSpans& resource = otlpEntry(m_resources, span.resource.id);
        if (resource.head.empty())
            resource.head = resourceHead(span.resource);
        ScopeSpans& scope = otlpEntry(resource.scopes, span.scope.id);
        if (scope.message.view().empty())
            scope.head = scopeHead(span.scope);
        const ProtoWriter message = spanMessage(span);
        scope.message.message(2, message);
        m_bytes += message.view().size();
        ++m_spans;
    }

    [[nodiscard]] bool isFull() const { return isFullOtlpRequest(m_spans, m_bytes); }

    void write(std::ostream& out)
    {
        for (const ResourceSpans& resource : m_resources) {
            std::string message = resource.head;
            for (const ScopeSpans& scope : resource.scopes) {
                ProtoWriter field;
                field.bytes(2, scope.head + std::string(scope.message.view()));
                message += field.view();
            }
            ProtoWriter field;
            field.bytes(1, message);
            out << field.view();
        }
        *this = {};
    }

private:
    struct ScopeSpans {
        std::int64_t id = 0;
        std::string head;
        ProtoWriter message;
    };
    struct ResourceSpans {
        std::int64_t id = 0;
        std::string head;
        std::vector<ScopeSpans> scopes;
    };

    std::vector<ResourceSpans> m_resources;
    std::size_t m_spans = 0;
    std::size_t m_bytes = 0;
};

class OtlpProtoExporter : public Exporter
{
public:
    [[nodiscard]] ExporterInfo info() const override { return {"otlp-proto", "OTLP protobuf", "pb"}; }

    [[nodiscard]] Result<ExportReport> write(CacheReader& cache, std::optional<TraceId> trace,
                                             std::ostream& out) const override
    {
        ExportReport report;
        Request request;
        Result<void> done = forEachExported(cache, trace, out, report, [&](const SpanDetail& span) {
            request.add(span);
            countOtlpLosses(span, report);
            if (request.isFull())
                request.write(out);
        });
        if (!done)
            return failure(std::move(done));
        request.write(out);
        return finishExport(cache, trace, out, LogsAre::LeftOut, std::move(report));
    }
};

} // namespace

std::unique_ptr<Exporter> makeOtlpProtoExporter()
{
    return std::make_unique<OtlpProtoExporter>();
}

} // namespace tailrace
