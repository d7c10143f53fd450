// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/span_types.h"

namespace tailrace {

std::string_view name(SpanKind kind)
{
    switch (kind) {
    case SpanKind::Unspecified:
        return "unspecified";
    case SpanKind::Internal:
        return "internal";
    case SpanKind::Server:
        return "server";
    case SpanKind::Client:
        return "client";
    case SpanKind::Producer:
        return "producer";
    case SpanKind::Consumer:
        return "consumer";
    }
    return "unspecified";
}

std::string_view name(StatusCode status)
{
    switch (status) {
    case StatusCode::Unset:
        return "unset";
    case StatusCode::Ok:
        return "ok";
    case StatusCode::Error:
        return "error";
    }
    return "unset";
}

std::string_view sentence(SpanMark mark)
{
    switch (mark) {
    case SpanMark::StartUnknown:
        return "no start time was recorded; shown at its parent's start";
    case SpanMark::DurationUnknown:
        return "no end was recorded; its length is unknown";
    case SpanMark::EndBeforeStart:
        return "recorded end lies before the start; shown with length 0";
    case SpanMark::IdMissing:
        return "no span id was recorded; one was made up";
    case SpanMark::SharedSpan:
        return "server half of a shared span: client and server recorded the same id";
    case SpanMark::Summary:
        return "a collector made it of many similar calls";
    case SpanMark::Orphan:
        return "its parent span is not in the trace";
    case SpanMark::InCycle:
        return "its parents form a cycle, which was cut here";
    case SpanMark::DuplicateId:
        return "another, different span of this trace has the same id";
    }
    return {};
}

} // namespace tailrace
