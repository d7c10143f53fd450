// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_json_importer.h"

#include "importers/json/json_cursor.h"
#include "importers/json/json_outline.h"
#include "importers/zipkin/zipkin_json_span.h"

#include <string>

namespace tailrace {

namespace {

/// A list of traces that holds lists of spans.
constexpr int kMaxLists = 2;

class Reader
{
public:
    Reader(ByteStream& in, SpanSink& sink)
        : m_sink(sink)
        , m_cursor(in, reportTo(sink))
        , m_records(sink)
        , m_span(sink.keys())
    {
    }

    Result<void> readAll()
    {
        while (m_cursor.nextDocument())
            value(0);
        return m_cursor.streamState();
    }

private:
    void value(int lists)
    {
        const JsonKind kind = m_cursor.kind();
        if (kind == JsonKind::Object) {
            span();
        } else if (kind == JsonKind::Array && lists < kMaxLists) {
            for (m_cursor.enterArray(); m_cursor.nextElement();)
                value(lists + 1);
        } else if (kind != JsonKind::Null || lists == 0) {
            m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(), "a JSON value that is no span");
        }
    }

    void span()
    {
        const Location where = m_cursor.location();
        const std::string_view raw = m_cursor.value();
        m_span.clear();
        if (!m_records.readSpan(raw, where, m_span))
            return;
        if (m_span.traceId.isZero() && m_span.spanId.isZero())
            m_sink.problem(ProblemCode::UnknownRecord, where, "a JSON object that is no span");
        else
            m_sink.addSpan(m_span, where);
    }

    SpanSink& m_sink;
    JsonCursor m_cursor;
    ZipkinJsonRecords m_records;
    SpanDraft m_span;
};

bool hasSpan(const JsonOutline& outline, const std::string& before)
{
    const auto isScalar = [&](const char* path) {
        const JsonKind kind = outline.kindOf(before + path);
        return kind == JsonKind::String || kind == JsonKind::Number;
    };
    if (!isScalar("traceId") || !isScalar("id"))
        return false;
    // What v1 has instead of tags and of the remote endpoint.
    return !outline.has(before + "binaryAnnotations") && !outline.has(before + "binary_annotations");
}

class ZipkinJsonImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"zipkin-json", "Zipkin v2 JSON", "*.json *.jsonl *.ndjson", 30}; }

    bool sniff(const Head& head) const override
    {
        if (head.outline == nullptr)
            return false;
        for (const char* before : {"[].", "[][].", ""})
            if (hasSpan(*head.outline, before))
                return true;
        return false;
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override { return Reader(in, sink).readAll(); }
};

} // namespace

std::unique_ptr<Importer> makeZipkinJsonImporter()
{
    return std::make_unique<ZipkinJsonImporter>();
}

} // namespace tailrace
