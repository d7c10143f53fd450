// SPDX-License-Identifier: GPL-3.0-or-later
#include "otlp_messages.h"

#include "importers/otlp/otlp_proto_importer.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <zstd.h>

#include <cmath>
#include <limits>
#include <sstream>

namespace tailrace::test {

namespace {

template <class List>
AttributeList expectedAttributes(const List& attributes)
{
    AttributeList out;
    for (const proto::KeyValue& attribute : attributes)
        out.push_back({attribute.key(), expectedValue(attribute.value())});
    return out;
}

TraceId expectedTraceId(const std::string& bytes)
{
    TraceId id;
    for (const char c : bytes) {
        id.hi = (id.hi << 8) | (id.lo >> 56);
        id.lo = (id.lo << 8) | static_cast<unsigned char>(c);
    }
    return id;
}

SpanId expectedSpanId(const std::string& bytes)
{
    return {expectedTraceId(bytes).lo};
}

} // namespace

void setText(proto::KeyValue* target, const std::string& key, const std::string& text)
{
    target->set_key(key);
    target->mutable_value()->set_string_value(text);
}

proto::Request oneSpan()
{
    proto::Request request;
    proto::ResourceSpans& resourceSpans = *request.add_resource_spans();
    setText(resourceSpans.mutable_resource()->add_attributes(), "service.name", "cart");
    proto::Span& span = *resourceSpans.add_scope_spans()->add_spans();
    span.set_trace_id("0123456789abcdef");
    span.set_span_id("ABCDEFGH");
    span.set_name("GET /cart");
    span.set_start_time_unix_nano(1000);
    span.set_end_time_unix_nano(3500);
    return request;
}

Value expectedValue(const proto::AnyValue& value)
{
    switch (value.value_case()) {
    case proto::AnyValue::kStringValue:
        return {value.string_value()};
    case proto::AnyValue::kBoolValue:
        return {value.bool_value()};
    case proto::AnyValue::kIntValue:
        return {value.int_value()};
    case proto::AnyValue::kDoubleValue:
        return {value.double_value()};
    case proto::AnyValue::kBytesValue:
        return {Bytes{value.bytes_value()}};
    case proto::AnyValue::kKvlistValue:
        return {expectedAttributes(value.kvlist_value().values())};
    case proto::AnyValue::kArrayValue: {
        ValueArray items;
        for (const proto::AnyValue& item : value.array_value().values())
            items.push_back(expectedValue(item));
        return {items};
    }
    default:
        return {};
    }
}

RecordedSpan expectedSpan(const proto::Span& span)
{
    RecordedSpan out;
    out.traceId = expectedTraceId(span.trace_id());
    out.spanId = expectedSpanId(span.span_id());
    out.parentId = expectedSpanId(span.parent_span_id());
    out.name = span.name();
    out.kind = static_cast<SpanKind>(span.kind());
    out.status = static_cast<StatusCode>(span.status().code());
    out.statusMessage = span.status().message();
    out.traceState = span.trace_state();
    out.flags = span.flags();
    out.startNs = static_cast<std::int64_t>(span.start_time_unix_nano());
    out.durationNs = static_cast<std::int64_t>(span.end_time_unix_nano() - span.start_time_unix_nano());
    out.droppedAttributes = span.dropped_attributes_count();
    out.droppedEvents = span.dropped_events_count();
    out.droppedLinks = span.dropped_links_count();
    out.attributes = expectedAttributes(span.attributes());
    for (const proto::Event& event : span.events())
        out.events.push_back({static_cast<std::int64_t>(event.time_unix_nano()), event.name(),
                              expectedAttributes(event.attributes()), event.dropped_attributes_count()});
    for (const proto::Link& link : span.links())
        out.links.push_back({expectedTraceId(link.trace_id()), expectedSpanId(link.span_id()), link.trace_state(),
                             link.flags(), expectedAttributes(link.attributes()),
                             link.dropped_attributes_count()});
    return out;
}

RecordedResource expectedResource(const proto::ResourceSpans& message)
{
    RecordedResource out;
    out.schemaUrl = message.schema_url();
    out.attributes = expectedAttributes(message.resource().attributes());
    out.droppedAttributes = message.resource().dropped_attributes_count();
    if (const Value* service = findValue(out.attributes, "service.name"))
        out.service = std::get<std::string>(service->data);
    return out;
}

RecordedScope expectedScope(const proto::ScopeSpans& message)
{
    const proto::Scope& scope = message.scope();
    return {scope.name(), scope.version(), message.schema_url(), expectedAttributes(scope.attributes()),
            scope.dropped_attributes_count()};
}

Expected expected(const proto::Request& request)
{
    Expected out;
    for (const proto::ResourceSpans& resourceSpans : request.resource_spans()) {
        for (const proto::ScopeSpans& scopeSpans : resourceSpans.scope_spans()) {
            for (const proto::Span& span : scopeSpans.spans()) {
                out.spans.push_back(expectedSpan(span));
                out.resources.push_back(expectedResource(resourceSpans));
                out.scopes.push_back(expectedScope(scopeSpans));
            }
        }
    }
    return out;
}

std::string difference(const RecordingSink& sink, const Expected& expected)
{
    std::ostringstream out;
    if (sink.spans.size() != expected.spans.size())
        out << sink.spans.size() << " spans instead of " << expected.spans.size();
    for (std::size_t i = 0; i < expected.spans.size() && out.view().empty(); ++i) {
        const RecordedSpan& span = sink.spans[i];
        RecordedSpan wanted = expected.spans[i];
        wanted.resource = span.resource;
        wanted.scope = span.scope;
        if (!span.sameContent(wanted))
            out << "span " << i << " (" << span.name << ") differs";
        else if (sink.resource(span.resource) != expected.resources[i])
            out << "the resource of span " << i << " differs";
        else if (sink.scope(span.scope) != expected.scopes[i])
            out << "the scope of span " << i << " differs";
    }
    return out.str();
}

std::string RandomOtlp::bytes(std::size_t size)
{
    std::string out(size, '\0');
    for (char& c : out)
        c = static_cast<char>(m_random());
    return out;
}

std::string RandomOtlp::text()
{
    static const char* const kTexts[] = {"",  "a",          "GET /cart",       "größer",       "東京",
                                         "😀", "line\nline", "with \"quotes\"", "{\"json\":1}", "\x01\x7F"};
    const unsigned choice = below(12);
    if (choice < 10)
        return kTexts[choice];
    return std::string(below(300), 'x');
}

void RandomOtlp::fill(proto::AnyValue& value, int depth)
{
    switch (below(depth < 3 ? 9 : 7)) {
    case 0:
    case 1:
        return value.set_string_value(text());
    case 2:
        return value.set_bool_value(below(2) == 1);
    case 3:
        return value.set_int_value(static_cast<std::int64_t>(m_random()));
    case 4:
        return value.set_double_value(static_cast<double>(below(1000)) / 8 - 50);
    case 5:
        return value.set_bytes_value(bytes(below(20)));
    case 6:
        return; // null
    case 7:
        (void)value.mutable_array_value();
        for (unsigned i = below(4); i > 0; --i)
            fill(*value.mutable_array_value()->add_values(), depth + 1);
        return;
    default:
        (void)value.mutable_kvlist_value();
        for (unsigned i = below(4); i > 0; --i)
            fill(*value.mutable_kvlist_value()->add_values(), depth + 1);
    }
}

void RandomOtlp::fill(proto::KeyValue& attribute, int depth)
{
    attribute.set_key("key." + std::to_string(below(20)));
    fill(*attribute.mutable_value(), depth);
}

template <class Message>
void RandomOtlp::attributes(Message& message, unsigned limit)
{
    for (unsigned i = below(limit); i > 0; --i)
        fill(*message.add_attributes(), 0);
    message.set_dropped_attributes_count(below(3));
}

void RandomOtlp::fill(proto::Span& span)
{
    span.set_trace_id(bytes(16));
    span.set_span_id(bytes(8));
    if (below(3) > 0)
        span.set_parent_span_id(bytes(8));
    span.set_name("span " + std::to_string(below(100)) + text());
    span.set_trace_state(text());
    span.set_kind(static_cast<int>(below(6)));
    span.set_flags(below(0x400));
    const std::uint64_t start = 1'700'000'000'000'000'000U + below(1'000'000'000);
    span.set_start_time_unix_nano(start);
    span.set_end_time_unix_nano(start + below(1'000'000) - 1000);
    attributes(span, 6);
    for (unsigned i = below(3); i > 0; --i) {
        proto::Event& event = *span.add_events();
        event.set_time_unix_nano(start + below(1000));
        event.set_name(text());
        attributes(event, 4);
    }
    for (unsigned i = below(3); i > 0; --i) {
        proto::Link& link = *span.add_links();
        link.set_trace_id(bytes(16));
        link.set_span_id(bytes(8));
        link.set_trace_state(text());
        link.set_flags(below(0x400));
        attributes(link, 3);
    }
    span.set_dropped_events_count(below(3));
    span.set_dropped_links_count(below(3));
    if (below(2) == 1) {
        span.mutable_status()->set_code(static_cast<int>(below(3)));
        span.mutable_status()->set_message(text());
    }
}

proto::Request RandomOtlp::request(unsigned maxResources)
{
    proto::Request request;
    for (unsigned i = 1 + below(maxResources); i > 0; --i) {
        proto::ResourceSpans& resourceSpans = *request.add_resource_spans();
        proto::KeyValue& service = *resourceSpans.mutable_resource()->add_attributes();
        service.set_key("service.name");
        service.mutable_value()->set_string_value("service-" + std::to_string(below(4)));
        attributes(*resourceSpans.mutable_resource(), 4);
        resourceSpans.set_schema_url(below(2) == 0 ? "" : "https://example.org/schema");
        for (unsigned j = 1 + below(3); j > 0; --j) {
            proto::ScopeSpans& scopeSpans = *resourceSpans.add_scope_spans();
            scopeSpans.mutable_scope()->set_name("scope-" + std::to_string(below(4)));
            scopeSpans.mutable_scope()->set_version(text());
            attributes(*scopeSpans.mutable_scope(), 2);
            scopeSpans.set_schema_url(below(2) == 0 ? "" : "https://example.org/scope");
            for (unsigned k = 1 + below(4); k > 0; --k)
                fill(*scopeSpans.add_spans());
        }
    }
    return request;
}

Result<void> readProto(std::string_view bytes, RecordingSink& sink, std::size_t chunk)
{
    ChunkStream stream(bytes, chunk);
    return makeOtlpProtoImporter()->read(stream, sink);
}

bool isClaimed(std::string_view bytes)
{
    return makeOtlpProtoImporter()->sniff({bytes.substr(0, kHeadSize), bytes.size() <= kHeadSize, nullptr});
}

std::string bigEndianFramed(std::string_view record)
{
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(record.size() >> shift);
    return out.append(record);
}

std::string varintFramed(std::string_view record)
{
    std::string out;
    {
        google::protobuf::io::StringOutputStream stream(&out);
        google::protobuf::io::CodedOutputStream coded(&stream);
        coded.WriteVarint64(record.size());
    }
    return out.append(record);
}

std::string zstdFrame(std::string_view content)
{
    std::string out(ZSTD_compressBound(content.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), 3));
    return out;
}

} // namespace tailrace::test
