// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One record of Zipkin v1 JSON, before it is split into spans (openzipkin/zipkin-api, zipkin-api.yaml and
// thrift/zipkinCore.thrift; times in microseconds). Records that are Thrift structs written as JSON have other
// names (trace_id, binary_annotations, host), ids as signed decimal numbers, IPv4 addresses as 32-bit numbers,
// and, if they have an annotation_type, values in base64. Members that we do not know are kept as "zipkin.NAME".
// One thread; memory is reused from record to record.

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "importers/span_sink.h"
#include "importers/zipkin/zipkin_span.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

struct ZipkinV1Annotation {
    std::string_view value;
    std::int64_t timeNs = 0; ///< 0 if there is none
    ZipkinEndpoint endpoint; ///< empty if there is none
};

/// A "binary annotation".
struct ZipkinV1Tag {
    std::string_view key;
    ZipkinEndpoint endpoint;
    std::optional<std::string_view> text; ///< if the value is one
    bool isMark = false;                  ///< true, or no value: all it says is the endpoint
    std::size_t entryBegin = 0;           ///< of other values: in the blob of ZipkinV1Record::entries
    std::size_t entrySize = 0;
};

/// Texts are valid until the next record is read.
struct ZipkinV1Record {
    explicit ZipkinV1Record(KeyInterner& keys)
        : common(keys)
        , entries(keys)
    {
    }
    SpanDraft common; ///< what all spans of the record have: ids, name, times, flags and unknown members
    TimeField start = TimeField::Missing;
    TimeField duration = TimeField::Missing;
    std::vector<ZipkinV1Annotation> annotations;
    std::vector<ZipkinV1Tag> tags;
    AttributeWriter entries;
};

class ZipkinV1Reader
{
public:
    explicit ZipkinV1Reader(SpanSink& sink)
        : m_sink(sink)
        , m_record(sink)
        , m_fields(m_record, "zipkin.")
    {
    }

    /// `raw` is one JSON object, padded, as JsonCursor::value() gives it. False if it is broken (reported).
    [[nodiscard]] bool read(std::string_view raw, Location where, ZipkinV1Record& record);

private:
    void field(std::string_view key, JsonValue value, ZipkinV1Record& record);
    [[nodiscard]] bool idField(std::string_view key, JsonValue value, SpanDraft& span);
    void highHalf(std::string_view key, JsonValue value, SpanDraft& span);
    void debug(std::string_view key, JsonValue value, SpanDraft& span);
    void annotation(JsonValue item, ZipkinV1Record& record);
    void tag(JsonValue item, ZipkinV1Record& record);
    void endpoint(JsonValue value, ZipkinEndpoint& endpoint, AttributeWriter& out);
    void address(std::string_view key, JsonValue value, ZipkinEndpoint& endpoint, AttributeWriter& out);
    void port(JsonValue value, ZipkinEndpoint& endpoint, AttributeWriter& out);

    void tagValue(JsonValue value, std::string_view type, bool isEncoded, ZipkinV1Tag& tag,
                  ZipkinV1Record& record);
    [[nodiscard]] bool typedText(std::string_view text, std::string_view type, ZipkinV1Tag& tag,
                                 AttributeWriter& out);
    [[nodiscard]] bool encodedValue(std::string_view text, std::string_view type, ZipkinV1Tag& tag,
                                    AttributeWriter& out);
    [[nodiscard]] std::string_view stored(std::string text);

    SpanSink& m_sink;
    JsonRecord m_record;
    JsonFields m_fields;
    std::uint64_t m_traceIdHigh = 0;
    std::deque<std::string> m_texts; // of this record, decoded
};

} // namespace tailrace
