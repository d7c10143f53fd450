// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/elastic/elastic_event.h"

#include "importers/id_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tailrace {

namespace {

constexpr std::string_view kServiceName = "service.name";
constexpr int kOneLevel = 1; // what a program stored below its own keys stays as it was

std::optional<SpanKind> kindOfText(std::string_view text)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (const SpanKind kind :
         {SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer, SpanKind::Consumer}) {
        const std::string_view known = name(kind);
        if (std::equal(text.begin(), text.end(), known.begin(), known.end(),
                       [&](char a, char b) { return lower(a) == b; }))
            return kind;
    }
    return std::nullopt;
}

/// Attribute names of the blocks of a context; empty for others.
std::string_view contextName(std::string_view key)
{
    struct Block {
        std::string_view key;
        std::string_view name;
    };
    static constexpr std::array<Block, 10> kBlocks = {{{"http", "http"},
                                                       {"db", "db"},
                                                       {"response", "http.response"},
                                                       {"tags", "labels"},
                                                       {"custom", "custom"},
                                                       {"user", "user"},
                                                       {"destination", "destination"},
                                                       {"message", "messaging"},
                                                       {"page", "page"},
                                                       {"cloud", "cloud"}}};
    const auto* const found =
        std::find_if(kBlocks.begin(), kBlocks.end(), [&](const Block& block) { return block.key == key; });
    return found != kBlocks.end() ? found->name : std::string_view();
}

} // namespace

bool ElasticEvents::readSpan(std::string_view raw, Location where, ElasticSpan& info, SpanDraft& span)
{
    if (!m_record.parse(raw, where))
        return false;
    m_ids = {};
    m_type.clear();
    m_action.clear();
    m_isCall = m_hasKind = false;
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { spanField(key, value, info, span); }))
        return false;
    finishIds(info, span);
    if (!m_hasKind)
        span.kind = kindOfSpan(info, span);
    return true;
}

void ElasticEvents::spanField(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "name")
        m_fields.text(key, value, span.name, out);
    else if (key == "type")
        kindText(key, value, m_type, out);
    else if (key == "action")
        kindText(key, value, m_action, out);
    else if (key == "outcome")
        outcome(key, value, info, span);
    else if (key == "links")
        m_fields.objects(key, value, "link", span.attributes, [&](JsonValue item) { link(item, span.addLink()); });
    else if (key == "spans" && kindOf(value) == JsonKind::Array)
        innerSpans(value, info);
    else if (key == "parent_idx" && jsonInt(value))
        info.parentIndex = jsonInt(value).value_or(-1);
    else if (!idField(key, value, out) && !timeField(key, value, info, span) &&
             !blockField(key, value, info, span))
        m_fields.keep(key, value, out);
}

bool ElasticEvents::idField(std::string_view key, JsonValue value, AttributeWriter& out)
{
    if (key == "id")
        m_ids.id = m_fields.id(key, value, out);
    else if (key == "trace_id")
        m_ids.trace = m_fields.id(key, value, out);
    else if (key == "parent_id")
        m_ids.parent = m_fields.id(key, value, out);
    else if (key == "transaction_id")
        m_ids.transaction = m_fields.id(key, value, out);
    else
        return false;
    return true;
}

bool ElasticEvents::timeField(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "timestamp") {
        info.start = m_fields.time(key, value, TimeUnit::Microseconds, span.startNs, out);
    } else if (key == "duration") {
        if (m_fields.length(key, value, TimeUnit::Milliseconds, span.durationNs, out) != TimeField::Known)
            set(span.marks, SpanMark::DurationUnknown);
        else
            span.marks &= ~static_cast<SpanMarks>(SpanMark::DurationUnknown);
    } else if (key == "start" && !info.isTransaction) {
        info.offset = m_fields.length(key, value, TimeUnit::Milliseconds, info.offsetNs, out);
        if (info.offset == TimeField::Known)
            m_fields.keep(key, value, out);
    } else {
        return false;
    }
    return true;
}

bool ElasticEvents::blockField(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span)
{
    AttributeWriter& out = span.attributes;
    if (key == "sampled")
        return jsonBool(value).value_or(false); // the usual case
    if (kindOf(value) != JsonKind::Object)
        return false;
    if (key == "context")
        context(value, info.service, out);
    else if (key == "span_count")
        spanCount(value, out);
    else if (key == "otel")
        otel(value, span);
    else if (key == "faas" || key == "session")
        flatten(key, value, out);
    else if (key == "marks" || key == "experience" || key == "composite")
        flatten(m_fields.keptName(key), value, out);
    else
        return false;
    info.isComposite = info.isComposite || key == "composite";
    return true;
}

/// A text that is kept and also decides the kind.
void ElasticEvents::kindText(std::string_view key, JsonValue value, std::string& target, AttributeWriter& out)
{
    target.assign(m_record.text(value).value_or(std::string_view()));
    m_fields.keep(key, value, out);
}

void ElasticEvents::outcome(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span)
{
    const std::string_view text = m_record.text(value).value_or(std::string_view());
    info.hasOutcome = text == "success" || text == "failure";
    if (text == "success")
        span.status = StatusCode::Ok;
    else if (text == "failure")
        span.status = StatusCode::Error;
    else if (text != "unknown")
        m_fields.wrongType(key, value, span.attributes);
}

void ElasticEvents::spanCount(JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const std::int64_t count = jsonInt(member).value_or(0);
        if (key == "dropped" && count > 0)
            m_fields.report(ProblemCode::DroppedData,
                            "the agent dropped " + std::to_string(count) + " spans of a transaction");
        m_name.assign("elastic.span_count.").append(key);
        flatten(m_name, member, out);
    });
}

void ElasticEvents::otel(JsonValue value, SpanDraft& span)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "attributes" && kindOf(member) == JsonKind::Object) {
            (void)m_record.copyMembers(member, span.attributes);
            return;
        }
        if (key == "span_kind") {
            if (const auto kind = kindOfText(m_record.text(member).value_or(std::string_view()))) {
                span.kind = *kind;
                m_hasKind = true;
                return;
            }
        }
        m_name.assign("otel.").append(key);
        m_fields.keep(m_name, member, span.attributes);
    });
}

void ElasticEvents::link(JsonValue value, LinkDraft& link)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        AttributeWriter& out = link.attributes;
        if (key == "trace_id")
            setTraceId(link, m_fields.id(key, member, out), m_record.sink(), m_record.where());
        else if (key == "span_id")
            setSpanId(link, m_fields.id(key, member, out), m_record.sink(), m_record.where());
        else
            m_fields.keep(key, member, out);
    });
}

void ElasticEvents::innerSpans(JsonValue value, ElasticSpan& info)
{
    (void)m_record.forEachElement(value, [&](JsonValue item) {
        simdjson::ondemand::object object;
        std::string_view raw;
        if (kindOf(item) != JsonKind::Object)
            m_fields.report(ProblemCode::WrongType, "a span that is no object");
        else if (item.get_object().get(object) == simdjson::SUCCESS &&
                 object.raw_json().get(raw) == simdjson::SUCCESS)
            info.spans.push_back(raw);
    });
}

// ---- context

void ElasticEvents::flatten(std::string_view name, JsonValue value, AttributeWriter& out)
{
    if (!saysNothing(value))
        m_flattener.write(name, value, out);
}

void ElasticEvents::context(JsonValue value, std::string& service, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const bool isObject = kindOf(member) == JsonKind::Object;
        const std::string_view block = contextName(key);
        m_isCall = m_isCall || (isObject && (key == "destination" || key == "http" || key == "db"));
        if (isObject && key == "service") {
            contextService(member, service, out);
        } else if (isObject && key == "request") {
            contextRequest(member, out);
        } else if (isObject && (key == "tags" || key == "custom")) {
            m_flattener.write(block, member, out, kOneLevel);
        } else if (!block.empty()) {
            flatten(block, member, out);
        } else {
            m_name.assign("elastic.context.").append(key);
            flatten(m_name, member, out);
        }
    });
}

void ElasticEvents::contextService(JsonValue value, std::string& service, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "name" && kindOf(member) == JsonKind::String) {
            service.assign(m_record.text(member).value_or(std::string_view()));
            return;
        }
        m_name.assign("service.").append(key);
        flatten(m_name, member, out);
    });
}

void ElasticEvents::contextRequest(JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "url" && kindOf(member) == JsonKind::Object)
            return flatten(key, member, out);
        m_name.assign("http.request.").append(key);
        flatten(m_name, member, out);
    });
}

// ---- what follows from all members

void ElasticEvents::finishIds(ElasticSpan& info, SpanDraft& span)
{
    SpanSink& sink = m_record.sink();
    const Location where = m_record.where();
    setSpanId(span, m_ids.id, sink, where);
    info.transactionId = info.isTransaction ? span.spanId : spanIdFromText(m_ids.transaction).id;
    if (!info.isTransaction && !m_ids.transaction.empty())
        span.attributes.addText("elastic.transaction_id", m_ids.transaction);
    const std::string_view parent = m_ids.parent.empty() && !info.isTransaction ? m_ids.transaction : m_ids.parent;
    setParentId(span, parent, sink, where);
    if (!m_ids.trace.empty())
        return setTraceId(span, m_ids.trace, sink, where);
    // Agents from before distributed tracing: a transaction is all there is of a trace.
    const std::string_view transaction = info.isTransaction ? m_ids.id : m_ids.transaction;
    span.traceId = traceIdFromText(transaction).id;
    if (!span.traceId.isZero())
        m_fields.report(ProblemCode::Note, "a span without a trace id; its transaction's id is taken for it");
}

SpanKind ElasticEvents::kindOfSpan(const ElasticSpan& info, const SpanDraft& span) const
{
    const bool isMessaging = m_type.starts_with("messaging");
    if (info.isTransaction) {
        if (isMessaging)
            return SpanKind::Consumer;
        return m_type == "request" || !span.parentId.isZero() ? SpanKind::Server : SpanKind::Internal;
    }
    if (isMessaging && (m_action == "receive" || m_action == "poll" || m_action == "process"))
        return SpanKind::Consumer;
    if (isMessaging)
        return SpanKind::Producer;
    return m_isCall ? SpanKind::Client : SpanKind::Internal;
}

// ---- errors

bool ElasticEvents::readError(std::string_view raw, Location where, ElasticError& error)
{
    if (!m_record.parse(raw, where))
        return false;
    m_ids = {};
    m_hasException = false;
    error.event.name = "exception";
    if (!m_record.forEachMember([&](std::string_view key, JsonValue value) { errorField(key, value, error); }))
        return false;
    error.traceId = traceIdFromText(m_ids.trace.empty() ? m_ids.transaction : m_ids.trace).id;
    error.parentId = spanIdFromText(m_ids.parent).id;
    error.transactionId = spanIdFromText(m_ids.transaction).id;
    if (!m_ids.id.empty())
        error.event.attributes.addText("elastic.id", m_ids.id);
    if (!m_hasException && !error.message.empty()) // a message that was logged as an error
        error.event.attributes.addText("exception.message", error.message);
    return true;
}

void ElasticEvents::errorField(std::string_view key, JsonValue value, ElasticError& error)
{
    AttributeWriter& out = error.event.attributes;
    const bool isObject = kindOf(value) == JsonKind::Object;
    if (key == "timestamp") {
        error.time = m_fields.time(key, value, TimeUnit::Microseconds, error.event.timeNs, out);
    } else if (key == "exception" && isObject) {
        exception(value, error);
    } else if (key == "log" && isObject) {
        log(value, error);
    } else if (key == "context" && isObject) {
        std::string service;
        context(value, service, out);
        if (!service.empty())
            out.addText(kServiceName, service);
    } else if (key == "transaction" && isObject) {
        flatten(m_fields.keptName(key), value, out);
    } else if (!idField(key, value, out)) {
        m_fields.keep(key, value, out);
    }
}

void ElasticEvents::exception(JsonValue value, ElasticError& error)
{
    AttributeWriter& out = error.event.attributes;
    m_hasException = true;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "message" && kindOf(member) == JsonKind::String)
            error.message.assign(m_record.text(member).value_or(std::string_view()));
        if (key == "handled")
            error.isHandled = jsonBool(member).value_or(false);
        if (key == "stacktrace" && kindOf(member) == JsonKind::Array)
            return stack("exception.stacktrace", member, out);
        m_name.assign("exception.").append(key);
        flatten(m_name, member, out);
    });
}

void ElasticEvents::log(JsonValue value, ElasticError& error)
{
    AttributeWriter& out = error.event.attributes;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (key == "message" && kindOf(member) == JsonKind::String && error.message.empty())
            error.message.assign(m_record.text(member).value_or(std::string_view()));
        if (key == "stacktrace" && kindOf(member) == JsonKind::Array)
            return stack("log.stacktrace", member, out);
        m_name.assign("log.").append(key);
        flatten(m_name, member, out);
    });
}

/// One line a frame, as text; what else the frames hold (source lines, variables) is kept beside it.
void ElasticEvents::stack(std::string_view name, JsonValue value, AttributeWriter& out)
{
    simdjson::ondemand::array frames;
    if (value.get_array().get(frames) != simdjson::SUCCESS)
        return;
    m_stack.clear();
    bool saysMore = false;
    for (auto frame : frames) {
        JsonValue item;
        if (const simdjson::error_code error = frame.get(item)) {
            m_record.broken(error);
            return;
        }
        stackFrame(item, saysMore);
    }
    if (!m_stack.empty())
        out.addText(name, m_stack);
    if (!saysMore || frames.reset().error() != simdjson::SUCCESS)
        return;
    out.key(m_innerName.assign("elastic.").append(name));
    out.beginArray();
    for (auto frame : frames) {
        JsonValue item;
        if (frame.get(item) != simdjson::SUCCESS || !m_record.copyValue(item, out))
            break;
    }
    out.end();
}

void ElasticEvents::stackFrame(JsonValue value, bool& saysMore)
{
    std::string_view function;
    std::string_view owner;
    std::string_view file;
    std::string_view path;
    std::string_view line;
    std::string_view column;
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const std::string_view text = m_record.anyText(member).value_or(std::string_view());
        if (key == "function")
            function = text;
        else if (key == "classname")
            owner = text;
        else if (key == "filename")
            file = text;
        else if (key == "abs_path")
            path = text;
        else if (key == "lineno")
            line = text;
        else if (key == "colno")
            column = text;
        else
            saysMore = saysMore || !saysNothing(member);
    });
    if (file.empty())
        file = path;
    saysMore = saysMore || (!path.empty() && path != file);
    m_stack.append(m_stack.empty() ? "at " : "\nat ")
        .append(owner)
        .append(owner.empty() ? "" : ".")
        .append(function);
    m_stack.append(" (").append(file);
    for (const std::string_view part : {line, column})
        if (!part.empty())
            m_stack.append(":").append(part);
    m_stack += ')';
}

// ---- metadata

bool ElasticEvents::readMetadata(std::string_view raw, Location where, std::string_view service,
                                 ResourceDraft& resource)
{
    if (!m_record.parse(raw, where))
        return false;
    resource.service = service;
    if (!service.empty())
        resource.attributes.addText(kServiceName, service);
    return m_record.forEachMember([&](std::string_view key, JsonValue value) {
        AttributeWriter& out = resource.attributes;
        if (kindOf(value) != JsonKind::Object)
            m_fields.keep(key, value, out);
        else if (key == "service")
            metadataService(value, resource);
        else if (key == "system")
            metadataSystem(value, out);
        else if (key == "labels")
            m_flattener.write(key, value, out, kOneLevel);
        else if (key == "process" || key == "cloud" || key == "user" || key == "network")
            flatten(key, value, out);
        else
            flatten(m_fields.keptName(key), value, out);
    });
}

void ElasticEvents::metadataService(JsonValue value, ResourceDraft& resource)
{
    const bool isGiven = !resource.service.empty();
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        m_name.assign("service.").append(key);
        if (key != "name" || kindOf(member) != JsonKind::String)
            return flatten(m_name, member, resource.attributes);
        const std::string_view name = m_record.text(member).value_or(std::string_view());
        if (isGiven && name != resource.service)
            m_name = "elastic.metadata.service.name";
        if (!isGiven)
            resource.service.assign(name);
        if (!isGiven || name != resource.service)
            resource.attributes.addText(m_name, name);
    });
}

void ElasticEvents::metadataSystem(JsonValue value, AttributeWriter& out)
{
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        const bool isOwn = key == "container" || key == "kubernetes";
        m_name.assign(isOwn ? "" : "host.").append(key);
        flatten(m_name, member, out);
    });
}

} // namespace tailrace
