// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks the documents of console output: each object is a span or something else that a program prints. One thread.

#include "importers/json/json_cursor.h"
#include "importers/otel_console/otel_console_span.h"
#include "importers/span_sink.h"

namespace tailrace {

class OtelConsoleReader
{
public:
    OtelConsoleReader(ByteStream& in, SpanSink& sink);

    [[nodiscard]] Result<void> readAll();

private:
    void object();

    SpanSink& m_sink;
    JsonCursor m_cursor;
    OtelConsoleSpans m_spans;
};

} // namespace tailrace
