// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/elastic/elastic_rum.h"

#include "model/base/json_writer.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
/// Only causes of exceptions nest; deeper ones keep their short names.
constexpr int kMaxDepth = 32;

/// What an object is: its letters mean different things in different places.
enum class Shape {
    Any, ///< not one of the agent's own: copied
    Metadata,
    Service,
    Versioned,
    User,
    Network,
    Connection,
    Transaction,
    TransactionRef,
    Marks,
    MarkGroup,
    SpanCount,
    Experience,
    Span,
    SpanContext,
    Destination,
    DestinationService,
    Http,
    Context,
    Page,
    Request,
    Response,
    Error,
    Exception,
    Log,
    Frame,
};

struct Name {
    Shape shape;
    std::string_view brief;
    std::string_view full;
    Shape inner = Shape::Any;
};

constexpr Name kNames[] = {
    {Shape::Metadata, "l", "labels"},
    {Shape::Metadata, "n", "network", Shape::Network},
    {Shape::Metadata, "se", "service", Shape::Service},
    {Shape::Metadata, "u", "user", Shape::User},
    {Shape::Service, "a", "agent", Shape::Versioned},
    {Shape::Service, "en", "environment"},
    {Shape::Service, "fw", "framework", Shape::Versioned},
    {Shape::Service, "la", "language", Shape::Versioned},
    {Shape::Service, "n", "name"},
    {Shape::Service, "ru", "runtime", Shape::Versioned},
    {Shape::Service, "ve", "version"},
    {Shape::Versioned, "n", "name"},
    {Shape::Versioned, "ve", "version"},
    {Shape::User, "em", "email"},
    {Shape::User, "ud", "domain"},
    {Shape::User, "un", "username"},
    {Shape::Network, "c", "connection", Shape::Connection},
    {Shape::Connection, "t", "type"},
    {Shape::Transaction, "c", "context", Shape::Context},
    {Shape::Transaction, "d", "duration"},
    {Shape::Transaction, "exp", "experience", Shape::Experience},
    {Shape::Transaction, "k", "marks", Shape::Marks},
    {Shape::Transaction, "me", "metricsets"},
    {Shape::Transaction, "n", "name"},
    {Shape::Transaction, "o", "outcome"},
    {Shape::Transaction, "pid", "parent_id"},
    {Shape::Transaction, "rt", "result"},
    {Shape::Transaction, "ses", "session"},
    {Shape::Transaction, "sm", "sampled"},
    {Shape::Transaction, "sr", "sample_rate"},
    {Shape::Transaction, "t", "type"},
    {Shape::Transaction, "tid", "trace_id"},
    {Shape::Transaction, "y", "spans", Shape::Span},
    {Shape::Transaction, "yc", "span_count", Shape::SpanCount},
    {Shape::TransactionRef, "n", "name"},
    {Shape::TransactionRef, "sm", "sampled"},
    {Shape::TransactionRef, "t", "type"},
    {Shape::Marks, "a", "agent", Shape::MarkGroup},
    {Shape::Marks, "nt", "navigationTiming", Shape::MarkGroup},
    {Shape::MarkGroup, "ce", "connectEnd"},
    {Shape::MarkGroup, "cs", "connectStart"},
    {Shape::MarkGroup, "dc", "domComplete"},
    {Shape::MarkGroup, "de", "domContentLoadedEventEnd"},
    {Shape::MarkGroup, "di", "domInteractive"},
    {Shape::MarkGroup, "dl", "domLoading"},
    {Shape::MarkGroup, "ds", "domContentLoadedEventStart"},
    {Shape::MarkGroup, "ee", "loadEventEnd"},
    {Shape::MarkGroup, "es", "loadEventStart"},
    {Shape::MarkGroup, "fb", "timeToFirstByte"},
    {Shape::MarkGroup, "fp", "firstContentfulPaint"},
    {Shape::MarkGroup, "fs", "fetchStart"},
    {Shape::MarkGroup, "le", "domainLookupEnd"},
    {Shape::MarkGroup, "lp", "largestContentfulPaint"},
    {Shape::MarkGroup, "ls", "domainLookupStart"},
    {Shape::MarkGroup, "qs", "requestStart"},
    {Shape::MarkGroup, "re", "responseEnd"},
    {Shape::MarkGroup, "rs", "responseStart"},
    {Shape::SpanCount, "dd", "dropped"},
    {Shape::SpanCount, "sd", "started"},
    {Shape::Experience, "lt", "longtask"},
    {Shape::Span, "ac", "action"},
    {Shape::Span, "c", "context", Shape::SpanContext},
    {Shape::Span, "d", "duration"},
    {Shape::Span, "n", "name"},
    {Shape::Span, "o", "outcome"},
    {Shape::Span, "pi", "parent_idx"},
    {Shape::Span, "s", "start"},
    {Shape::Span, "sr", "sample_rate"},
    {Shape::Span, "st", "stacktrace", Shape::Frame},
    {Shape::Span, "su", "subtype"},
    {Shape::Span, "sy", "sync"},
    {Shape::Span, "t", "type"},
    {Shape::SpanContext, "dt", "destination", Shape::Destination},
    {Shape::SpanContext, "g", "tags"},
    {Shape::SpanContext, "h", "http", Shape::Http},
    {Shape::SpanContext, "se", "service", Shape::Service},
    {Shape::Destination, "ad", "address"},
    {Shape::Destination, "po", "port"},
    {Shape::Destination, "se", "service", Shape::DestinationService},
    {Shape::DestinationService, "n", "name"},
    {Shape::DestinationService, "rc", "resource"},
    {Shape::DestinationService, "t", "type"},
    {Shape::Http, "mt", "method"},
    {Shape::Http, "r", "response", Shape::Response},
    {Shape::Http, "sc", "status_code"},
    {Shape::Context, "cu", "custom"},
    {Shape::Context, "g", "tags"},
    {Shape::Context, "p", "page", Shape::Page},
    {Shape::Context, "q", "request", Shape::Request},
    {Shape::Context, "r", "response", Shape::Response},
    {Shape::Context, "se", "service", Shape::Service},
    {Shape::Context, "u", "user", Shape::User},
    {Shape::Page, "rf", "referer"},
    {Shape::Request, "en", "env"},
    {Shape::Request, "he", "headers"},
    {Shape::Request, "hve", "http_version"},
    {Shape::Request, "mt", "method"},
    {Shape::Response, "dbs", "decoded_body_size"},
    {Shape::Response, "ebs", "encoded_body_size"},
    {Shape::Response, "he", "headers"},
    {Shape::Response, "sc", "status_code"},
    {Shape::Response, "ts", "transfer_size"},
    {Shape::Error, "c", "context", Shape::Context},
    {Shape::Error, "cl", "culprit"},
    {Shape::Error, "ex", "exception", Shape::Exception},
    {Shape::Error, "log", "log", Shape::Log},
    {Shape::Error, "pid", "parent_id"},
    {Shape::Error, "tid", "trace_id"},
    {Shape::Error, "x", "transaction", Shape::TransactionRef},
    {Shape::Error, "xid", "transaction_id"},
    {Shape::Exception, "at", "attributes"},
    {Shape::Exception, "ca", "cause", Shape::Exception},
    {Shape::Exception, "cd", "code"},
    {Shape::Exception, "hd", "handled"},
    {Shape::Exception, "mg", "message"},
    {Shape::Exception, "mo", "module"},
    {Shape::Exception, "st", "stacktrace", Shape::Frame},
    {Shape::Exception, "t", "type"},
    {Shape::Log, "ln", "logger_name"},
    {Shape::Log, "lv", "level"},
    {Shape::Log, "mg", "message"},
    {Shape::Log, "pmg", "param_message"},
    {Shape::Log, "st", "stacktrace", Shape::Frame},
    {Shape::Frame, "ap", "abs_path"},
    {Shape::Frame, "cli", "context_line"},
    {Shape::Frame, "cn", "classname"},
    {Shape::Frame, "co", "colno"},
    {Shape::Frame, "f", "filename"},
    {Shape::Frame, "fn", "function"},
    {Shape::Frame, "li", "lineno"},
    {Shape::Frame, "mo", "module"},
    {Shape::Frame, "poc", "post_context"},
    {Shape::Frame, "prc", "pre_context"},
};

Name nameOf(Shape shape, std::string_view brief)
{
    const auto* const found = std::find_if(std::begin(kNames), std::end(kNames), [&](const Name& name) {
        return name.shape == shape && name.brief == brief;
    });
    return found != std::end(kNames) ? *found : Name{shape, brief, brief};
}

Shape shapeOf(RumEvent event)
{
    switch (event) {
    case RumEvent::Metadata:
        return Shape::Metadata;
    case RumEvent::Transaction:
        return Shape::Transaction;
    case RumEvent::Error:
        return Shape::Error;
    }
    return Shape::Any;
}

/// Writes values as JSON text again, objects of a known shape with their full names.
class Expander
{
public:
    Expander(JsonRecord& record, std::string& out)
        : m_record(record)
        , m_out(out)
    {
    }

    template <class Members>
    bool members(Members&& forEachMember, Shape shape, int depth)
    {
        m_out += '{';
        bool isFirst = true;
        const bool whole = forEachMember([&](std::string_view key, JsonValue member) {
            if (!isFirst)
                m_out += ',';
            isFirst = false;
            const Name name = nameOf(shape, key);
            appendJsonString(m_out, name.full);
            m_out += ':';
            value(member, name.inner, depth + 1);
        });
        m_out += '}';
        return whole;
    }

private:
    /// At most kMaxDepth calls deep.
    void value(JsonValue value, Shape shape, int depth)
    {
        const JsonKind kind = kindOf(value);
        if (shape != Shape::Any && depth < kMaxDepth && kind == JsonKind::Object)
            (void)members([&](auto&& f) { return m_record.forEachMember(value, f); }, shape, depth);
        else if (shape != Shape::Any && depth < kMaxDepth && kind == JsonKind::Array)
            elements(value, shape, depth);
        else
            copy(value, kind);
    }

    void elements(JsonValue array, Shape shape, int depth)
    {
        m_out += '[';
        bool isFirst = true;
        (void)m_record.forEachElement(array, [&](JsonValue element) {
            if (!isFirst)
                m_out += ',';
            isFirst = false;
            value(element, shape, depth + 1);
        });
        m_out += ']';
    }

    void copy(JsonValue value, JsonKind kind)
    {
        std::string_view raw = value.raw_json_token();
        simdjson::error_code error = simdjson::SUCCESS;
        if (kind == JsonKind::Object) {
            simdjson::ondemand::object object;
            error = value.get_object().get(object);
            if (error == simdjson::SUCCESS)
                error = object.raw_json().get(raw);
        } else if (kind == JsonKind::Array) {
            simdjson::ondemand::array array;
            error = value.get_array().get(array);
            if (error == simdjson::SUCCESS)
                error = array.raw_json().get(raw);
        }
        if (error != simdjson::SUCCESS)
            m_record.broken(error);
        m_out += raw;
    }

    JsonRecord& m_record;
    std::string& m_out;
};

} // namespace

std::string_view ElasticRum::expand(std::string_view raw, Location where, RumEvent event)
{
    m_text.clear();
    if (!m_record.parse(raw, where))
        return {};
    Expander expander(m_record, m_text);
    if (!expander.members([&](auto&& f) { return m_record.forEachMember(f); }, shapeOf(event), 0))
        return {};
    const std::size_t size = m_text.size();
    m_text.append(kPadding, ' ');
    return std::string_view(m_text).substr(0, size);
}

} // namespace tailrace
