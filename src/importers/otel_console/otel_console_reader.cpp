// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otel_console/otel_console_reader.h"

#include "importers/json/json_fields.h"

#include <string>

namespace tailrace {

OtelConsoleReader::OtelConsoleReader(ByteStream& in, SpanSink& sink)
    : m_sink(sink)
    , m_cursor(in, reportToLog(sink))
    , m_spans(sink)
{
}

Result<void> OtelConsoleReader::readAll()
{
    while (m_cursor.nextDocument()) {
        if (m_cursor.kind() == JsonKind::Object) {
            object();
        } else if (m_cursor.kind() == JsonKind::Array) {
            for (m_cursor.enterArray(); m_cursor.nextElement();) {
                if (m_cursor.kind() == JsonKind::Object)
                    object();
                else
                    m_sink.problem(ProblemCode::UnknownRecord, m_cursor.location(),
                                   "a JSON value that is no span");
            }
        } else {
            m_sink.problem(ProblemCode::OtherSignal, m_cursor.location(), "a JSON value that is no span");
        }
    }
    return m_cursor.streamState();
}

void OtelConsoleReader::object()
{
    const Location where = m_cursor.location();
    const std::string_view raw = m_cursor.value();
    if (!raw.empty())
        m_spans.add(raw, where);
}

} // namespace tailrace
