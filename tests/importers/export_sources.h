// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// OTLP JSON to be written in other formats and read again. In a file of its own because moc loses its way at
// backslashes in raw strings.

#include <cstddef>
#include <string>
#include <vector>

namespace tailrace::test {

/// Six spans of two traces with all fields and types of values, times that are unknown, reversed or equal, and one
/// span without an id, a resource or a scope.
[[nodiscard]] std::string everything();
/// One span of kind internal, of 4 µs.
[[nodiscard]] std::string internalSpan();
/// Two log records of one trace, one of them of a span.
[[nodiscard]] std::string twoLogs();
/// A search result: one trace without its spans.
[[nodiscard]] std::string listedTrace();
/// A span of another trace with a service of its own and a text of this size.
[[nodiscard]] std::string largeSpan(int number, std::size_t size);

/// One span that this format can hold as a whole.
struct ExportSource {
    std::string format;
    std::string name;
    std::string json;
};
[[nodiscard]] std::vector<ExportSource> sourcesThatFit();

/// What Jaeger and Zipkin cannot hold of some spans: "kind=count kind=count".
struct LossySource {
    std::string name;
    std::string json;
    std::string jaeger;
    std::string zipkin;
};
[[nodiscard]] std::vector<LossySource> sourcesThatDoNotFit();

} // namespace tailrace::test
