// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The content of the detail panel as plain data: groups, entries and their texts, laid out as a flat tree. What is
// said about a span, in which order and in which words is decided here; the model on top only hands it out. Pure,
// any thread.

#include "model/cache/span_detail.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <vector>

namespace tailrace {

/// Where the span stands in its trace: what the recording of the span alone cannot tell.
struct SpanContext {
    std::int64_t startNs = 0;    ///< as shown in the waterfall, ns since the epoch
    std::int64_t durationNs = 0; ///< as shown, never negative
    std::int64_t selfNs = 0;
    std::int64_t traceStartNs = 0;
    std::int64_t traceDurationNs = 0;
    SpanMarks marks = 0; ///< recorded and tree marks together
    std::int64_t movedNs = 0; ///< by which startNs was corrected; that of the trace may be, too
    /// How the clock on show tells an instant (ns since the epoch), with its day or without; empty = events are told
    /// by how long after the span's start they came, instants in UTC.
    std::function<QString(std::int64_t timeNs, bool withDay)> clock = {};
};

/// How an entry is to be shown.
enum class DetailLook {
    Group, ///< heading; its value is a summary
    Entry,
    Number, ///< values line up on the right
    Strong, ///< as Number, the most important one
    Code,   ///< fixed-width font, line breaks kept: stack traces, ids
    Error,  ///< tells of a failure
    Note,   ///< a remark of ours, not recorded by anybody
};

struct DetailNode {
    QString key;
    QString value;
    QString laidOut; ///< the value as it is best read, where that is not the value itself (readable_text.h)
    QString type; ///< recorded type of a value: "text", "integer"; empty for what was not a value
    DetailLook look = DetailLook::Entry;
    bool open = false; ///< unfolded from the start
    std::uint32_t parent = 0;
    std::uint32_t row = 0; ///< among its siblings
    std::uint32_t firstChild = 0;
    std::uint32_t childCount = 0;
    std::int32_t event = -1; ///< number among the span's events of the entry that stands for one
    std::int32_t link = -1; ///< number among the span's links of the entry that stands for one
};

/// Element 0 is the invisible root; the children of a node lie next to each other, after it. Groups that have
/// nothing to say are left out.
[[nodiscard]] std::vector<DetailNode> buildDetailNodes(const SpanDetail& detail, const SpanContext& context);

} // namespace tailrace
