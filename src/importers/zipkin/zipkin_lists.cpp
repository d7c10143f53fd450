// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_lists.h"

#include "importers/json/json_cursor.h"
#include "importers/json/json_fields.h"

namespace tailrace {

namespace {

/// A list of traces that holds lists of spans.
constexpr int kMaxLists = 2;

void readValue(JsonCursor& cursor, SpanSink& sink, const ZipkinRecordHandler& record, int lists)
{
    const JsonKind kind = cursor.kind();
    if (kind == JsonKind::Object) {
        const Location where = cursor.location();
        record(cursor.value(), where);
    } else if (kind == JsonKind::Array && lists < kMaxLists) {
        for (cursor.enterArray(); cursor.nextElement();)
            readValue(cursor, sink, record, lists + 1);
    } else if (kind != JsonKind::Null || lists == 0) {
        sink.problem(ProblemCode::UnknownRecord, cursor.location(), "a JSON value that is no span");
    }
}

} // namespace

Result<void> readZipkinLists(ByteStream& in, SpanSink& sink, const ZipkinRecordHandler& record)
{
    JsonCursor cursor(in, reportTo(sink));
    while (cursor.nextDocument())
        readValue(cursor, sink, record, 0);
    return cursor.streamState();
}

} // namespace tailrace
