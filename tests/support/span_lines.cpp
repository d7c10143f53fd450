// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/span_lines.h"

#include <cstdio>

namespace tailrace::test {

std::string spanLine(std::uint64_t trace, std::uint64_t span, std::uint64_t parent, const std::string& text)
{
    char ids[200];
    std::snprintf(ids, sizeof ids, R"("traceId":"%032llx","spanId":"%016llx")",
                  static_cast<unsigned long long>(trace),
                  static_cast<unsigned long long>(trace * 10'000'000 + span));
    std::string line =
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},)"
        R"("scopeSpans":[{"spans":[{)";
    line += ids;
    if (parent != 0) {
        std::snprintf(ids, sizeof ids, R"(,"parentSpanId":"%016llx")",
                      static_cast<unsigned long long>(trace * 10'000'000 + parent));
        line += ids;
    }
    line += R"(,"name":")" + text +
            R"(","kind":2,"startTimeUnixNano":"1700000000000000000",)"
            R"("endTimeUnixNano":"1700000001000000000","attributes":[{"key":"n","value":{"intValue":")" +
            std::to_string(span) +
            R"("}}]}]}]}]})"
            "\n";
    return line;
}

std::string spanLines(int traces, int spansEach, int first)
{
    std::string text;
    for (int trace = first; trace < first + traces; ++trace)
        for (int span = 1; span <= spansEach; ++span)
            text += spanLine(static_cast<std::uint64_t>(trace), static_cast<std::uint64_t>(span),
                             span == 1 ? 0 : static_cast<std::uint64_t>(span / 2));
    return text;
}

} // namespace tailrace::test
