// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Finds out what belongs together in a Chrome trace ("Trace Event Format"; where that is silent, what Perfetto and the
// trace viewer of Catapult do):
//
//  - An end closes the innermost open begin of its thread that has its name, or, without a name, the innermost. What
//    was begun within stays open, but only for an end of its name that nothing else fits. An end that fits none is
//    counted. A begin without an end lasts as long as what is around it.
//  - A slice is the child of the shortest one of its thread that contains it. Recorders round to microseconds, so it
//    may stick out by one. Slices that overlap otherwise are siblings.
//  - Asynchronous slices nest likewise among those with the same category and id, older ones (S, T, F) with the same
//    name too.
//  - Instants belong to the slice around them.
//  - Flows bind to the slice around them, their end to the next one that starts on its thread unless it says otherwise;
//    each step is a link from the slice it arrives at to the one it comes from.
//
// Nothing recurses; the time is that of sorting. One thread.

#include "importers/chrome/chrome_store.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace tailrace {

struct ChromeLink {
    std::uint32_t target; ///< slice that is linked from
    std::uint32_t source; ///< slice that the link names
    std::uint32_t flow;   ///< the event that arrives
};

/// How many events fit nothing, and the first one.
struct ChromeLoose {
    std::uint64_t count = 0;
    std::uint32_t first = kNoEvent;
};

class ChromeNesting
{
public:
    explicit ChromeNesting(ChromeStore& store)
        : m_store(store)
        , m_events(store.events())
    {
    }

    /// Sets parents, mates and lengths of all events in the store.
    void run();

    /// In the order of their targets.
    [[nodiscard]] const std::vector<ChromeLink>& links() const { return m_links; }
    /// Instants that have a parent, in its order and then in that of time.
    [[nodiscard]] const std::vector<std::uint32_t>& instants() const { return m_instants; }

    [[nodiscard]] const ChromeLoose& looseEnds() const { return m_looseEnds; }
    [[nodiscard]] const ChromeLoose& looseInstants() const { return m_looseInstants; }
    [[nodiscard]] const ChromeLoose& looseFlows() const { return m_looseFlows; }

private:
    using Group = std::span<const std::uint32_t>;
    struct Open {
        std::uint32_t event;
        std::int64_t start;
        std::int64_t end;
    };

    void sortByTime();
    void nestThreads();
    void nestAsync();
    void bindFlows();
    void listInstants();
    void matchEnds(Group group);
    void begin(std::uint32_t event);
    [[nodiscard]] std::uint32_t takeOpen(StringId name);
    [[nodiscard]] std::uint32_t close(std::size_t place);
    void contain(Group group);
    [[nodiscard]] bool holds(const Open& open, std::uint32_t event) const;
    void place(std::uint32_t event);
    void placeFlowEnd(std::uint32_t event);
    [[nodiscard]] std::int64_t endOf(const ChromeEvent& event) const;
    void flowStep(std::uint32_t event, std::uint32_t& previous);
    static void count(ChromeLoose& loose, std::uint32_t event);
    template <class F, class Select>
    void forEachKey(Select&& select, F&& f);

    ChromeStore& m_store;
    std::vector<ChromeEvent>& m_events;
    std::vector<std::uint32_t> m_byTime;

    // Of the group being nested.
    std::vector<std::uint32_t> m_open;                                     // begins, one within the other
    std::unordered_map<StringId, std::vector<std::uint32_t>> m_openByName; // places in m_open
    std::unordered_map<StringId, std::vector<std::uint32_t>> m_leftOpen;   // when what was around them ended
    std::vector<std::uint32_t> m_items;
    std::vector<Open> m_stack;
    std::vector<std::uint32_t> m_flowEnds; // that wait for the next slice

    std::vector<ChromeLink> m_links;
    std::vector<std::uint32_t> m_instants;
    ChromeLoose m_looseEnds;
    ChromeLoose m_looseInstants;
    ChromeLoose m_looseFlows;
};

} // namespace tailrace
