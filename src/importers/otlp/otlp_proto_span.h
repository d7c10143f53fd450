// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One span, resource or scope of OTLP protobuf (opentelemetry-proto, trace/v1, resource/v1 and common/v1), from
// its message in memory. Values outside of the protocol's enums and times beyond 64-bit signed nanoseconds are
// kept as attributes "otlp.NAME" and reported, with the names that OTLP JSON gives them. One thread; memory is
// reused.

#include "importers/otlp/otlp_proto_value.h"
#include "importers/span_sink.h"

#include <string_view>

namespace tailrace {

class OtlpProtoRecords
{
public:
    explicit OtlpProtoRecords(SpanSink& sink)
        : m_values(sink)
    {
    }

    // Each function adds to a draft that the caller has cleared, and gives false if the message is broken
    // (reported): the draft is then of no use, except that of a resource or a scope, which keeps what came before.

    [[nodiscard]] bool readSpan(std::string_view message, Location where, SpanDraft& span);
    /// The service is the text of the attribute service.name.
    bool readResource(std::string_view message, Location where, ResourceDraft& resource);
    bool readScope(std::string_view message, Location where, ScopeDraft& scope);

    [[nodiscard]] OtlpProtoValues& values() { return m_values; }

private:
    void spanField(const ProtoMessage& field, SpanDraft& span);
    void kind(std::uint64_t number, SpanDraft& span);
    void status(std::string_view message, SpanDraft& span);
    void event(std::string_view message, EventDraft& event);
    void link(std::string_view message, LinkDraft& link);
    void entity(std::string_view message, AttributeWriter& out);
    void finishTimes(SpanDraft& span);
    void time(std::uint64_t ns, std::string_view name, std::int64_t& out, AttributeWriter& attributes);
    [[nodiscard]] bool whole(const ProtoMessage& message, const char* what);

    OtlpProtoValues m_values;
    std::uint64_t m_startNs = 0;
    std::uint64_t m_endNs = 0;
};

} // namespace tailrace
