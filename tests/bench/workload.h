// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Made-up traces of any size for benchmarks: the same seed gives the same bytes on every machine. Each span has
// ten attributes of all scalar types, two spans of three have no event, the others up to three, one in fifty
// failed. Services call each other through client and server spans; spans are written in the order of their end,
// as exporters do, so that children come before their parents.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace::bench {

struct WorkloadSize {
    std::uint64_t traces = 1000;
    std::uint64_t spansPerTrace = 100;
    std::uint64_t seed = 1;
};

enum class WorkloadFormat {
    OtlpJsonLines, ///< one export request a line
    OtlpProto,     ///< export requests, each after its length as four bytes, big-endian
};

enum class FieldType { Text, Integer, Real, Boolean };

/// One attribute; only the member of its type counts.
struct Field {
    std::string_view key;
    FieldType type = FieldType::Text;
    std::string text;
    std::int64_t integer = 0;
    double real = 0;
};

struct WorkloadEvent {
    std::uint64_t timeNs = 0;
    std::string_view name;
    std::vector<Field> fields;
};

struct WorkloadSpan {
    std::uint64_t traceHi = 0;
    std::uint64_t traceLo = 0;
    std::uint64_t spanId = 0;
    std::uint64_t parentId = 0; ///< 0 = root
    std::uint32_t service = 0;
    int kind = 0;
    bool failed = false;
    std::string name;
    std::uint64_t startNs = 0;
    std::uint64_t endNs = 0;
    std::vector<Field> fields;
    std::vector<WorkloadEvent> events;
};

/// What one service says about itself; the same for all of its spans.
struct WorkloadService {
    std::string name;
    std::vector<Field> resource;
};

[[nodiscard]] const std::vector<WorkloadService>& workloadServices();

/// Writes the whole workload to a file; false if it could not be written.
[[nodiscard]] bool writeWorkload(const std::string& path, const WorkloadSize& size, WorkloadFormat format);

} // namespace tailrace::bench
