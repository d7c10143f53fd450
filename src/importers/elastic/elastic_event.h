// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Single events of Elastic APM's intake API v2: transactions and spans as spans, errors as events of spans, metadata as
// a resource (elastic/apm-data, modeldecoder/v2; timestamps in microseconds, durations in milliseconds). The agents'
// context becomes attributes with dotted names: http.*, db.*, url.*, labels.KEY (tags), custom.KEY, user.*, …; system
// becomes host.*; all other members are kept as elastic.NAME.
//
//  - Kind: what otel.span_kind says; else transactions are consumers (type messaging), servers (type request, or called
//    by somebody) or internal, and spans are producers or consumers (type messaging), clients (with a destination or
//    context of a call), or internal.
//  - Status: the outcome.
//
// One thread; memory is reused from event to event.

#include "importers/json/json_fields.h"
#include "importers/json/json_flatten.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

/// What a span says that concerns others.
struct ElasticSpan {
    bool isTransaction = false;
    SpanId transactionId;      ///< that the span belongs to
    std::string service;       ///< of this span, when it is not the metadata's
    TimeField start = TimeField::Missing;
    TimeField offset = TimeField::Missing;
    std::int64_t offsetNs = 0; ///< start of a span behind that of its transaction
    bool hasOutcome = false;   ///< it says whether it failed
    bool isComposite = false;  ///< stands for several equal ones
    /// Spans within a transaction (RUM agent): raw text, padded, valid as long as that of the transaction. Their
    /// parent is the one at parentIndex of them, or the transaction.
    std::vector<std::string_view> spans;
    std::int64_t parentIndex = -1;
};

struct ElasticError {
    explicit ElasticError(KeyInterner& keys)
        : event(keys)
    {
    }
    EventDraft event;
    TimeField time = TimeField::Missing;
    TraceId traceId;
    SpanId parentId;
    SpanId transactionId;
    bool isHandled = false;
    std::string message;
};

class ElasticEvents
{
public:
    explicit ElasticEvents(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "elastic.")
        , m_flattener(m_record)
    {
        m_fields.ignoreRounding();
    }

    // `raw` is one JSON object, padded. Each function adds to drafts that the caller has cleared, and gives false if
    // the event is broken (reported).

    [[nodiscard]] bool readSpan(std::string_view raw, Location where, ElasticSpan& info, SpanDraft& span);
    [[nodiscard]] bool readError(std::string_view raw, Location where, ElasticError& error);
    /// With a `service` it replaces the metadata's.
    [[nodiscard]] bool readMetadata(std::string_view raw, Location where, std::string_view service,
                                    ResourceDraft& resource);

private:
    void spanField(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span);
    [[nodiscard]] bool idField(std::string_view key, JsonValue value, AttributeWriter& out);
    [[nodiscard]] bool timeField(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span);
    [[nodiscard]] bool blockField(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span);
    void outcome(std::string_view key, JsonValue value, ElasticSpan& info, SpanDraft& span);
    void kindText(std::string_view key, JsonValue value, std::string& target, AttributeWriter& out);
    void spanCount(JsonValue value, AttributeWriter& out);
    void otel(JsonValue value, SpanDraft& span);
    void link(JsonValue value, LinkDraft& link);
    void innerSpans(JsonValue value, ElasticSpan& info);
    void context(JsonValue value, std::string& service, AttributeWriter& out);
    void contextService(JsonValue value, std::string& service, AttributeWriter& out);
    void contextRequest(JsonValue value, AttributeWriter& out);
    void finishIds(ElasticSpan& info, SpanDraft& span);
    [[nodiscard]] SpanKind kindOfSpan(const ElasticSpan& info, const SpanDraft& span) const;

    void errorField(std::string_view key, JsonValue value, ElasticError& error);
    void exception(JsonValue value, ElasticError& error);
    void log(JsonValue value, ElasticError& error);
    void stack(std::string_view name, JsonValue value, AttributeWriter& out);
    void stackFrame(JsonValue value, bool& saysMore);
    void metadataService(JsonValue value, ResourceDraft& resource);
    void metadataSystem(JsonValue value, AttributeWriter& out);
    void flatten(std::string_view name, JsonValue value, AttributeWriter& out);

    struct Texts {
        std::string_view id;
        std::string_view trace;
        std::string_view parent;
        std::string_view transaction;
    };

    JsonRecord m_record;
    JsonFields m_fields;
    JsonFlattener m_flattener;
    Texts m_ids;
    std::string m_type;
    std::string m_action;
    std::string m_name;      // of a nested field
    std::string m_innerName; // the same, one deeper
    std::string m_stack;
    bool m_isCall = false;
    bool m_hasKind = false;
    bool m_hasException = false;
};

} // namespace tailrace
