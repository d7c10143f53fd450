// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The smallest trace file: one OTLP JSON line with one span, for tests of everything around the format. Any thread.

#include <cstdio>
#include <string>

namespace tailrace::test {

[[nodiscard]] inline std::string spanLine(unsigned trace, unsigned span, unsigned parent = 0)
{
    char ids[160];
    std::snprintf(ids, sizeof ids, "\"traceId\":\"%032x\",\"spanId\":\"%016x\"", trace, span);
    std::string line = "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                       "{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":[{" +
                       std::string(ids);
    if (parent != 0) {
        std::snprintf(ids, sizeof ids, ",\"parentSpanId\":\"%016x\"", parent);
        line += ids;
    }
    return line + ",\"name\":\"op\",\"kind\":2,\"startTimeUnixNano\":\"1700000000000000000\","
                  "\"endTimeUnixNano\":\"1700000001000000000\"}]}]}]}\n";
}

} // namespace tailrace::test
