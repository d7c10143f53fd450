// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Writes workload spans as OTLP export requests, as JSON lines or as length-delimited protobuf, byte by byte and
// independent of the importers that are measured with them (opentelemetry-proto, trace/v1/trace.proto).

#include "bench/workload.h"

#include <ostream>

namespace tailrace::bench {

class OtlpWriter
{
public:
    OtlpWriter(std::ostream& out, WorkloadFormat format)
        : m_out(out)
        , m_format(format)
    {
    }
    /// One export request: the spans grouped by service, each service's in the given order.
    void writeRequest(const std::vector<WorkloadSpan>& spans);

private:
    std::ostream& m_out;
    WorkloadFormat m_format;
};

} // namespace tailrace::bench
