// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span of New Relic in JSON, and the attributes that a batch of spans has in common. Attributes keep their
// names; other members that we do not know become attributes "newrelic.NAME", and so do known ones of a wrong
// type, which are reported. One thread; memory is reused from span to span.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/newrelic/newrelic_span.h"

#include <string>
#include <string_view>

namespace tailrace {

class NewRelicJsonRecords
{
public:
    explicit NewRelicJsonRecords(SpanSink& sink)
        : m_span(sink)
        , m_record(sink)
        , m_fields(m_record, "newrelic.")
        , m_resource(sink.keys())
    {
    }

    // `raw` is one JSON object or array, padded, as JsonCursor::value() gives it.

    /// What the spans behind have in common: {"attributes":{…}} of the Trace API, or nothing ("").
    void setCommon(std::string_view raw, Location where);
    /// Spans behind that name no service are of this one: a run of an agent, which names itself only when it
    /// connects.
    void setRun(std::string_view id);

    /// An element of "spans" in a batch.
    void readBatchSpan(std::string_view raw, Location where);
    /// [intrinsics, the user's attributes, the agent's attributes].
    void readSpanEvent(std::string_view raw, Location where);
    /// A row of a query: one flat object. Other rows than spans are counted as such.
    void readRow(std::string_view raw, Location where);

private:
    void member(std::string_view key, JsonValue value, NewRelicPlace place);
    void handOn(Location where);
    void commonMember(std::string_view key, JsonValue value, AttributeWriter& out);
    [[nodiscard]] ResourceRef resourceOf(const std::string& service);

    NewRelicSpan m_span;
    JsonRecord m_record;
    JsonFields m_fields;
    ResourceDraft m_resource;

    std::string m_common; // raw text, padded
    std::size_t m_commonSize = 0;
    Location m_commonWhere;
    std::string m_commonTraceId;
    std::string m_commonService;
    std::string m_runId;
    std::string m_run;         // named as a service
    std::string m_lastService; // of m_resourceRef
    ResourceRef m_resourceRef = 0;
    bool m_hasResource = false;
};

} // namespace tailrace
