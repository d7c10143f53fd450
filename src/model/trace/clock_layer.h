// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Clock skew as a layer over a trace. Recorded times are never changed; the layer says by how much the times of each
// host would have to be moved to agree with the main root's host, how sure that is, and lets a person set it.
//
// A server cannot begin before its client asked, nor end after the client had its answer. So each pair of a client
// and its server on two hosts bounds the offset between their clocks: client start − server start ≤ offset ≤ client
// end − server end. All pairs between two hosts are intersected. If 0 lies within, nothing says that the clocks
// differ, and the offset is 0; else it is the middle. If no offset suits all pairs (the clocks drifted, or a span is
// not what it seems), it is the mean of the pairs' middles, and `feasible` is false. A server that outlasts its
// client, or an unknown end, bounds from below only. Producers and consumers say nothing about clocks.
//
// Lengths are never changed. All times are ns, whole numbers. A value; one thread at a time.

#include "model/trace/span_table.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tailrace {

using HostIndex = std::uint32_t;
inline constexpr HostIndex kNoHost = ~HostIndex{0};

/// Whose clock each span was recorded by.
struct ClockHosts {
    std::vector<HostIndex> ofSpan;  ///< by SpanIndex
    std::vector<std::string> names; ///< by HostIndex
};

/// A host a service: all that is known without the spans' resources. Spans without a service share one host.
[[nodiscard]] ClockHosts hostsByService(const SpanTable& trace);
/// Hosts by any text, such as host.id or service.instance.id; equal texts are one host.
[[nodiscard]] ClockHosts hostsByText(const SpanTable& trace, const std::function<std::string(SpanIndex)>& textOf);

/// What the calls between two hosts say of their clocks.
struct HostPair {
    HostIndex from = kNoHost;
    HostIndex to = kNoHost;
    std::int64_t offsetNs = 0; ///< to be added to times of `to` so that they agree with those of `from`
    /// The offsets that suit all pairs; INT64_MIN, INT64_MAX where nothing bounds them. Low above high if none does.
    std::int64_t lowNs = INT64_MIN;
    std::int64_t highNs = INT64_MAX;
    std::uint32_t spanPairs = 0; ///< client and server pairs it rests on, in both directions
    bool feasible = true;
};

struct HostClock {
    std::string name;
    std::uint32_t spans = 0;
    HostIndex reference =
        kNoHost; ///< the host it was compared with; kNoHost: its clock is the one that others follow
    std::uint32_t spanPairs = 0;  ///< between the two
    bool feasible = true;         ///< some offset suits all of them
    bool isSet = false;           ///< a person set the offset
    std::int64_t offsetNs = 0;    ///< in use: to be added to recorded times
    std::int64_t estimatedNs = 0; ///< what the calls say, whatever is set
    /// The interval of the estimate, all hosts on the way to the leading one together; INT64_MIN, INT64_MAX where
    /// nothing bounds it.
    std::int64_t lowNs = 0;
    std::int64_t highNs = 0;
};

class ClockLayer
{
public:
    /// Moves nothing.
    ClockLayer() = default;

    /// Hosts that no calls join to the main root's follow the host of their earliest span. O(n log n).
    [[nodiscard]] static ClockLayer estimate(const SpanTable& trace, ClockHosts hosts);
    /// With hostsByService().
    [[nodiscard]] static ClockLayer estimate(const SpanTable& trace);

    [[nodiscard]] const std::vector<HostClock>& hosts() const { return m_hosts; }
    /// All pairs of hosts that call each other, also those that the offsets do not rest on.
    [[nodiscard]] const std::vector<HostPair>& pairs() const { return m_pairs; }
    /// Host of a span; kNoHost for a layer that moves nothing.
    [[nodiscard]] HostIndex hostOf(SpanIndex span) const;

    /// Sets the offset of a host. Hosts that were compared with it move along, unless they are set too.
    void setOffset(HostIndex host, std::int64_t ns);
    /// Back to the estimate.
    void resetOffset(HostIndex host);
    /// All hosts back to the estimate.
    void resetOffsets();

    /// What is to be added to the times of a span and of its events.
    [[nodiscard]] std::int64_t offsetNs(SpanIndex span) const;
    [[nodiscard]] bool isMoved(SpanIndex span) const { return offsetNs(span) != 0; }
    [[nodiscard]] std::uint32_t movedSpans() const;
    /// Hosts whose spans are moved.
    [[nodiscard]] std::uint32_t movedHosts() const;
    /// Starts by SpanIndex as the layer shows them; a start that was not recorded stays with its parent's.
    [[nodiscard]] std::vector<std::int64_t> correctedStarts(const SpanTable& trace) const;

private:
    void applyOffsets();

    std::vector<HostIndex> m_hostOf;
    std::vector<HostClock> m_hosts;
    std::vector<HostPair> m_pairs;
    std::vector<HostIndex> m_order;    // references before those that follow them
    std::vector<std::int64_t> m_toRef; // estimated offset to the reference, by host
};

} // namespace tailrace
