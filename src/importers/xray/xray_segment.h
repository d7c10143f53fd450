// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One segment or subsegment of AWS X-Ray without those within it (X-Ray developer guide, "Segment documents"; times in
// seconds). Where OpenTelemetry has a name for a field it is used: http.request.method, url.full,
// http.response.status_code, db.query.text, … Annotations, metadata and all other members are kept under dotted names
// (annotations.KEY, metadata.NAMESPACE.KEY, aws.MEMBER); those that we do not know as aws.xray.NAME.
//
//  - Status: error, fault and throttle are errors; exceptions become events at the end of their segment.
//  - Kind: a segment is a server's span, a subsegment with a namespace (aws, remote) a client's, others internal.
//  - What tells of a segment's machine and program (service, aws.ec2, aws.ecs, …, origin) goes to its resource.
//
// One thread; memory is reused from record to record.

#include "importers/json/json_fields.h"
#include "importers/json/json_flatten.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tailrace {

/// What a document is, from the members of its outermost object. The texts live until the next call.
struct XrayHead {
    std::string_view traceId;
    std::string_view id;
    std::string_view parentId;
    bool isKnown = false;      ///< a segment or a subsegment
    bool isSubsegment = false; ///< by its type, or because it has a namespace
    bool inProgress = false;
    bool isHeader = false; ///< the line that the daemon wants before each document
};

/// What a part of a document gets from the one that it lies in.
struct XrayPlace {
    TraceId trace;              ///< of the document
    std::string_view traceText; ///< what the answer says, for documents that name no trace
    SpanId parentId;            ///< of embedded subsegments
    bool isEmbedded = false;
    bool isSegment = false;
};

class XrayRecords
{
public:
    explicit XrayRecords(SpanSink& sink)
        : m_record(sink)
        , m_fields(m_record, "aws.xray.")
        , m_flattener(m_record)
    {
        m_fields.ignoreRounding();
    }

    // `raw` is one JSON object, padded. Each function gives false if the record is broken (reported).

    [[nodiscard]] bool readHead(std::string_view raw, Location where, XrayHead& head);
    /// Adds to drafts that the caller has cleared. The service is the name of a segment.
    [[nodiscard]] bool readSegment(std::string_view raw, Location where, const XrayPlace& place, SpanDraft& span,
                                   ResourceDraft& resource);

private:
    void field(std::string_view key, JsonValue value, SpanDraft& span, ResourceDraft& resource);
    [[nodiscard]] bool idField(std::string_view key, JsonValue value, SpanDraft& span);
    [[nodiscard]] bool flagField(std::string_view key, JsonValue value, SpanDraft& span);
    [[nodiscard]] bool blockField(std::string_view key, JsonValue value, SpanDraft& span, ResourceDraft& resource);
    void http(JsonValue value, AttributeWriter& out);
    void httpPart(std::string_view part, JsonValue value, AttributeWriter& out);
    void sql(JsonValue value, AttributeWriter& out);
    void aws(JsonValue value, SpanDraft& span, ResourceDraft& resource);
    void service(JsonValue value, AttributeWriter& out);
    void link(JsonValue value, LinkDraft& link);
    [[nodiscard]] bool readCause(std::string_view raw, Location where, SpanDraft& span);
    void cause(JsonValue value, SpanDraft& span);
    void exceptions(std::string_view key, JsonValue value, SpanDraft& span);
    void exception(JsonValue value, SpanDraft& span);
    void stack(JsonValue value);
    void flatten(std::string_view name, JsonValue value, AttributeWriter& out);
    [[nodiscard]] AttributeWriter& programOf(SpanDraft& span, ResourceDraft& resource) const;
    void finish(const XrayPlace& place, SpanDraft& span, ResourceDraft& resource);

    JsonRecord m_record;
    JsonFields m_fields;
    JsonFlattener m_flattener;
    std::string_view m_traceText;
    std::string_view m_parentText;
    std::string_view m_namespace;
    TimeField m_start = TimeField::Missing;
    TimeField m_end = TimeField::Missing;
    std::int64_t m_endNs = 0;
    bool m_inProgress = false;
    bool m_failed = false;
    bool m_hasCause = false;
    bool m_isSegment = false;
    std::string m_name;  // of a nested field
    std::string m_stack; // of an exception
};

} // namespace tailrace
