// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/otlp_writer.h"

#include <array>
#include <charconv>
#include <cstring>
#include <map>

namespace tailrace::bench {

namespace {

using Group = std::vector<const WorkloadSpan*>;
using Groups = std::map<std::uint32_t, Group>; // by service

constexpr std::string_view kScopeName = "shop.instrumentation";
constexpr std::string_view kScopeVersion = "1.8.0";

// ---- JSON ----

void appendHex(std::string& out, std::uint64_t value)
{
    for (int shift = 60; shift >= 0; shift -= 4) {
        out += "0123456789abcdef"[(value >> shift) & 15];
    }
}

void appendText(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += c;
        }
    }
    out += '"';
}

void appendReal(std::string& out, double value)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

void appendValue(std::string& out, const Field& field)
{
    switch (field.type) {
    case FieldType::Text:
        out += "{\"stringValue\":";
        appendText(out, field.text);
        break;
    case FieldType::Integer:
        out += "{\"intValue\":\"" + std::to_string(field.integer) + '"';
        break;
    case FieldType::Boolean:
        out += std::string("{\"boolValue\":") + (field.integer != 0 ? "true" : "false");
        break;
    case FieldType::Real:
        out += "{\"doubleValue\":";
        appendReal(out, field.real);
        break;
    }
    out += '}';
}

void appendFields(std::string& out, const std::vector<Field>& fields)
{
    out += "\"attributes\":[";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        out += i == 0 ? "{\"key\":\"" : ",{\"key\":\"";
        out += fields[i].key;
        out += "\",\"value\":";
        appendValue(out, fields[i]);
        out += '}';
    }
    out += ']';
}

void appendSpan(std::string& out, const WorkloadSpan& span)
{
    out += "{\"traceId\":\"";
    appendHex(out, span.traceHi);
    appendHex(out, span.traceLo);
    out += "\",\"spanId\":\"";
    appendHex(out, span.spanId);
    if (span.parentId != 0) {
        out += "\",\"parentSpanId\":\"";
        appendHex(out, span.parentId);
    }
    out += "\",\"flags\":257,\"name\":";
    appendText(out, span.name);
    out += ",\"kind\":" + std::to_string(span.kind);
    out += ",\"startTimeUnixNano\":\"" + std::to_string(span.startNs);
    out += "\",\"endTimeUnixNano\":\"" + std::to_string(span.endNs) + "\",";
    appendFields(out, span.fields);
    if (!span.events.empty()) {
        out += ",\"events\":[";
        for (std::size_t i = 0; i < span.events.size(); ++i) {
            const WorkloadEvent& event = span.events[i];
            out += i == 0 ? "{\"timeUnixNano\":\"" : ",{\"timeUnixNano\":\"";
            out += std::to_string(event.timeNs) + "\",\"name\":";
            appendText(out, event.name);
            out += ',';
            appendFields(out, event.fields);
            out += '}';
        }
        out += ']';
    }
    out += span.failed ? ",\"status\":{\"code\":2,\"message\":\"no answer\"}}" : ",\"status\":{}}";
}

std::string jsonRequest(const Groups& groups)
{
    std::string out = "{\"resourceSpans\":[";
    for (const auto& [service, spans] : groups) {
        out += out.back() == '[' ? "{\"resource\":{" : ",{\"resource\":{";
        appendFields(out, workloadServices()[service].resource);
        out += "},\"scopeSpans\":[{\"scope\":{\"name\":";
        appendText(out, kScopeName);
        out += ",\"version\":";
        appendText(out, kScopeVersion);
        out += "},\"spans\":[";
        for (std::size_t i = 0; i < spans.size(); ++i) {
            if (i > 0) {
                out += ',';
            }
            appendSpan(out, *spans[i]);
        }
        out += "]}]}";
    }
    return out + "]}\n";
}

// ---- protobuf wire format: field numbers from trace.proto, common.proto and resource.proto ----

enum Wire { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

void appendVarint(std::string& out, std::uint64_t value)
{
    for (; value > 127; value >>= 7) {
        out += static_cast<char>(value | 128);
    }
    out += static_cast<char>(value);
}

void appendTag(std::string& out, unsigned field, Wire wire)
{
    appendVarint(out, field << 3 | static_cast<unsigned>(wire));
}

void appendBytes(std::string& out, unsigned field, std::string_view bytes)
{
    appendTag(out, field, kBytes);
    appendVarint(out, bytes.size());
    out += bytes;
}

void appendFixed64(std::string& out, unsigned field, std::uint64_t value)
{
    appendTag(out, field, kFixed64);
    for (int shift = 0; shift < 64; shift += 8) {
        out += static_cast<char>(value >> shift);
    }
}

void appendNumber(std::string& out, unsigned field, std::uint64_t value)
{
    appendTag(out, field, kVarint);
    appendVarint(out, value);
}

std::string bigEndian(std::uint64_t value)
{
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes += static_cast<char>(value >> shift);
    }
    return bytes;
}

std::string anyValue(const Field& field)
{
    std::string out;
    switch (field.type) {
    case FieldType::Text:
        appendBytes(out, 1, field.text);
        break;
    case FieldType::Boolean:
        appendNumber(out, 2, static_cast<std::uint64_t>(field.integer));
        break;
    case FieldType::Integer:
        appendNumber(out, 3, static_cast<std::uint64_t>(field.integer));
        break;
    case FieldType::Real: {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &field.real, sizeof bits);
        appendFixed64(out, 4, bits);
        break;
    }
    }
    return out;
}

void appendKeyValues(std::string& out, unsigned number, const std::vector<Field>& fields)
{
    for (const Field& field : fields) {
        std::string pair;
        appendBytes(pair, 1, field.key);
        appendBytes(pair, 2, anyValue(field));
        appendBytes(out, number, pair);
    }
}

std::string protoSpan(const WorkloadSpan& span)
{
    std::string out;
    appendBytes(out, 1, bigEndian(span.traceHi) + bigEndian(span.traceLo));
    appendBytes(out, 2, bigEndian(span.spanId));
    if (span.parentId != 0) {
        appendBytes(out, 4, bigEndian(span.parentId));
    }
    appendBytes(out, 5, span.name);
    appendNumber(out, 6, static_cast<std::uint64_t>(span.kind));
    appendFixed64(out, 7, span.startNs);
    appendFixed64(out, 8, span.endNs);
    appendKeyValues(out, 9, span.fields);
    for (const WorkloadEvent& event : span.events) {
        std::string bytes;
        appendFixed64(bytes, 1, event.timeNs);
        appendBytes(bytes, 2, event.name);
        appendKeyValues(bytes, 3, event.fields);
        appendBytes(out, 11, bytes);
    }
    std::string status;
    if (span.failed) {
        appendBytes(status, 2, "no answer");
        appendNumber(status, 3, 2);
    }
    appendBytes(out, 15, status);
    appendTag(out, 16, kFixed32);
    return out + std::string("\x01\x01\0\0", 4);
}

std::string protoRequest(const Groups& groups)
{
    std::string scope;
    appendBytes(scope, 1, kScopeName);
    appendBytes(scope, 2, kScopeVersion);
    std::string request;
    for (const auto& [service, spans] : groups) {
        std::string resource;
        appendKeyValues(resource, 1, workloadServices()[service].resource);
        std::string scopeSpans;
        appendBytes(scopeSpans, 1, scope);
        for (const WorkloadSpan* span : spans) {
            appendBytes(scopeSpans, 2, protoSpan(*span));
        }
        std::string resourceSpans;
        appendBytes(resourceSpans, 1, resource);
        appendBytes(resourceSpans, 2, scopeSpans);
        appendBytes(request, 1, resourceSpans);
    }
    std::string framed;
    for (int shift = 24; shift >= 0; shift -= 8) {
        framed += static_cast<char>(request.size() >> shift);
    }
    return framed + request;
}

} // namespace

void OtlpWriter::writeRequest(const std::vector<WorkloadSpan>& spans)
{
    Groups groups;
    for (const WorkloadSpan& span : spans) {
        groups[span.service].push_back(&span);
    }
    const std::string bytes = m_format == WorkloadFormat::OtlpProto ? protoRequest(groups) : jsonRequest(groups);
    m_out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace tailrace::bench
