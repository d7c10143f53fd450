// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One log record of OTLP protobuf (opentelemetry-proto, logs/v1), from its message in memory. One thread; memory is
// reused.

#include "importers/otlp/otlp_proto_value.h"
#include "importers/span_sink.h"

#include <string_view>

namespace tailrace {

class OtlpProtoLogs
{
public:
    /// `values` must outlive the reader of logs.
    explicit OtlpProtoLogs(OtlpProtoValues& values)
        : m_values(values)
    {
    }

    /// Adds to a draft that the caller has cleared; false if the message is broken (reported).
    [[nodiscard]] bool readLog(std::string_view message, Location where, LogDraft& log);

private:
    void field(const ProtoMessage& field, LogDraft& log);
    void id(std::string_view bytes, bool isTrace, LogDraft& log);
    void time(std::uint64_t ns, const char* name, std::int64_t& out, LogDraft& log);

    OtlpProtoValues& m_values;
};

} // namespace tailrace
