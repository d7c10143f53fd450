// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/chrome/chrome_nesting.h"

#include "model/base/saturate.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace tailrace {

namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kRoundingNs = 1000;

bool isSync(char phase)
{
    return phase == 'B' || phase == 'E' || phase == 'X' || phase == 'i' || phase == 's' || phase == 't' || phase == 'f';
}

bool isAsync(char phase)
{
    return phase == 'b' || phase == 'e' || phase == 'n' || phase == 'S' || phase == 'T' || phase == 'F';
}

bool isBegin(char phase)
{
    return phase == 'B' || phase == 'b' || phase == 'S';
}

bool isEnd(char phase)
{
    return phase == 'E' || phase == 'e' || phase == 'F';
}

bool isInstant(char phase)
{
    return phase == 'i' || phase == 'n' || phase == 'T';
}

bool isFlow(char phase)
{
    return phase == 's' || phase == 't' || phase == 'f';
}

} // namespace

void ChromeNesting::run()
{
    sortByTime();
    nestThreads();
    nestAsync();
    bindFlows();
    listInstants();
}

void ChromeNesting::count(ChromeLoose& loose, std::uint32_t event)
{
    if (loose.count++ == 0)
        loose.first = event;
}

/// At equal times the order of the file counts.
void ChromeNesting::sortByTime()
{
    m_byTime.resize(m_events.size());
    std::iota(m_byTime.begin(), m_byTime.end(), 0U);
    const auto earlier = [this](std::uint32_t a, std::uint32_t b) { return m_events[a].startNs < m_events[b].startNs; };
    if (!std::is_sorted(m_byTime.begin(), m_byTime.end(), earlier))
        std::stable_sort(m_byTime.begin(), m_byTime.end(), earlier);
}

void ChromeNesting::nestThreads()
{
    std::vector<std::uint32_t> first(m_store.tracks().size() + 1, 0);
    const auto belongs = [this](std::uint32_t i) { return m_events[i].hasStart && isSync(m_events[i].phase); };
    for (const std::uint32_t i : m_byTime)
        if (belongs(i))
            ++first[m_events[i].track + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::uint32_t> fill(first.begin(), first.end() - 1);
    std::vector<std::uint32_t> byTrack(first.back());
    for (const std::uint32_t i : m_byTime)
        if (belongs(i))
            byTrack[fill[m_events[i].track]++] = i;
    for (std::size_t track = 0; track + 1 < first.size(); ++track) {
        const Group group(byTrack.data() + first[track], first[track + 1] - first[track]);
        matchEnds(group);
        contain(group);
    }
}

/// Calls f(group) for the events of each key, in the order of time.
template <class F, class Select>
void ChromeNesting::forEachKey(Select&& select, F&& f)
{
    std::vector<std::uint32_t> byKey;
    std::copy_if(m_byTime.begin(), m_byTime.end(), std::back_inserter(byKey),
                 [&](std::uint32_t i) { return select(m_events[i]); });
    std::stable_sort(byKey.begin(), byKey.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return m_events[a].key < m_events[b].key; });
    for (std::size_t begin = 0; begin < byKey.size();) {
        std::size_t end = begin + 1;
        while (end < byKey.size() && m_events[byKey[end]].key == m_events[byKey[begin]].key)
            ++end;
        f(Group(byKey.data() + begin, end - begin));
        begin = end;
    }
}

void ChromeNesting::nestAsync()
{
    forEachKey([](const ChromeEvent& event) { return event.hasStart && isAsync(event.phase); },
               [this](Group group) {
                   matchEnds(group);
                   contain(group);
               });
}

// ---- begins and their ends

void ChromeNesting::matchEnds(Group group)
{
    m_open.clear();
    m_openByName = {}; // clearing costs as much as the largest group had names
    m_leftOpen = {};
    std::uint32_t strayEnd = kNoEvent;
    for (const std::uint32_t i : group) {
        ChromeEvent& event = m_events[i];
        if (isBegin(event.phase)) {
            event.parent = m_open.empty() ? kNoEvent : m_open.back(); // contain() needs it for ties
            const bool isPair = strayEnd != kNoEvent && m_events[strayEnd].startNs == event.startNs &&
                                m_events[strayEnd].name == event.name;
            if (isPair) // written in the wrong order
                event.mate = std::exchange(strayEnd, kNoEvent);
            else
                begin(i);
        } else if (isEnd(event.phase)) {
            const std::uint32_t begun = takeOpen(event.name);
            if (begun != kNoEvent) {
                m_events[begun].mate = i;
                continue;
            }
            if (strayEnd != kNoEvent)
                count(m_looseEnds, strayEnd);
            strayEnd = i;
        }
    }
    if (strayEnd != kNoEvent)
        count(m_looseEnds, strayEnd);
}

void ChromeNesting::begin(std::uint32_t event)
{
    m_openByName[m_events[event].name].push_back(static_cast<std::uint32_t>(m_open.size()));
    m_open.push_back(event);
}

/// Takes the begin that an end of this name closes.
std::uint32_t ChromeNesting::takeOpen(StringId name)
{
    if (name == 0)
        return m_open.empty() ? kNoEvent : close(m_open.size() - 1);
    if (const auto places = m_openByName.find(name); places != m_openByName.end() && !places->second.empty())
        return close(places->second.back());
    const auto left = m_leftOpen.find(name);
    if (left == m_leftOpen.end() || left->second.empty())
        return kNoEvent;
    const std::uint32_t event = left->second.back();
    left->second.pop_back();
    return event;
}

/// Takes a begin off the stack and sets aside what is open within it.
std::uint32_t ChromeNesting::close(std::size_t place)
{
    const std::uint32_t event = m_open[place];
    while (m_open.size() > place) {
        const StringId name = m_events[m_open.back()].name;
        m_openByName[name].pop_back();
        if (m_open.size() - 1 > place)
            m_leftOpen[name].push_back(m_open.back());
        m_open.pop_back();
    }
    return event;
}

std::int64_t ChromeNesting::endOf(const ChromeEvent& event) const
{
    if (event.phase == 'X') {
        std::int64_t end = 0;
        const std::int64_t length = event.hasDuration ? std::max<std::int64_t>(event.durationNs, 0) : 0;
        return __builtin_add_overflow(event.startNs, length, &end) ? kForever : end;
    }
    if (!event.isSlice())
        return event.startNs;
    return event.mate != kNoEvent ? m_events[event.mate].startNs : kForever;
}

// ---- what is within what

void ChromeNesting::contain(Group group)
{
    m_items.clear();
    std::copy_if(group.begin(), group.end(), std::back_inserter(m_items),
                 [this](std::uint32_t i) { return !isEnd(m_events[i].phase); });
    // Of slices that start together the longer one is around the other.
    std::stable_sort(m_items.begin(), m_items.end(), [this](std::uint32_t a, std::uint32_t b) {
        const ChromeEvent& x = m_events[a];
        const ChromeEvent& y = m_events[b];
        return x.startNs != y.startNs ? x.startNs < y.startNs : endOf(x) > endOf(y);
    });
    m_stack.clear();
    m_flowEnds.clear();
    for (const std::uint32_t i : m_items)
        place(i);
}

void ChromeNesting::place(std::uint32_t i)
{
    ChromeEvent& event = m_events[i];
    while (!m_stack.empty() && !holds(m_stack.back(), i))
        m_stack.pop_back();
    event.parent = m_stack.empty() ? kNoEvent : m_stack.back().event;
    if (!event.isSlice()) {
        if (event.phase == 'f' && !event.bindsToEnclosing)
            placeFlowEnd(i);
        return;
    }
    const std::int64_t end = m_stack.empty() ? kForever : m_stack.back().end;
    m_stack.push_back({i, event.startNs, std::min(end, endOf(event))});
    for (const std::uint32_t flow : m_flowEnds)
        m_events[flow].parent = i;
    m_flowEnds.clear();
}

/// A slice that starts at the same time is the next one already.
void ChromeNesting::placeFlowEnd(std::uint32_t i)
{
    if (m_stack.empty() || m_stack.back().start != m_events[i].startNs)
        m_flowEnds.push_back(i);
}

bool ChromeNesting::holds(const Open& open, std::uint32_t i) const
{
    const ChromeEvent& event = m_events[i];
    const std::int64_t end = endOf(event);
    if (event.startNs > open.end)
        return false;
    if (event.startNs == open.end) { // only what takes no time
        if (end != event.startNs)
            return false;
        return !event.isSlice() || open.start != open.end || event.parent == open.event;
    }
    if (end == kForever || open.end == kForever)
        return true;
    return saturatedDifference(end, open.end) <= kRoundingNs;
}

// ---- flows

void ChromeNesting::bindFlows()
{
    forEachKey(
        [](const ChromeEvent& event) {
            return (isFlow(event.phase) || event.flowIn || event.flowOut) && event.hasStart && event.key != 0;
        },
        [this](Group group) {
            std::uint32_t previous = kNoEvent;
            for (const std::uint32_t i : group)
                flowStep(i, previous);
        });
    std::stable_sort(m_links.begin(), m_links.end(),
                     [](const ChromeLink& a, const ChromeLink& b) { return a.target < b.target; });
}

void ChromeNesting::flowStep(std::uint32_t i, std::uint32_t& previous)
{
    const ChromeEvent& event = m_events[i];
    const bool binds = isFlow(event.phase);
    const std::uint32_t slice = binds ? event.parent : i;
    const bool arrives = binds ? event.phase != 's' : event.flowIn;
    const bool leaves = binds ? event.phase != 'f' : event.flowOut;
    if (slice == kNoEvent || (arrives && previous == kNoEvent))
        count(m_looseFlows, i);
    else if (arrives && slice != previous)
        m_links.push_back({slice, previous, i});
    if (leaves && slice != kNoEvent)
        previous = slice;
}

void ChromeNesting::listInstants()
{
    for (const std::uint32_t i : m_byTime) {
        const ChromeEvent& event = m_events[i];
        if (!isInstant(event.phase))
            continue;
        if (event.hasStart && event.parent != kNoEvent)
            m_instants.push_back(i);
        else
            count(m_looseInstants, i);
    }
    std::stable_sort(m_instants.begin(), m_instants.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return m_events[a].parent < m_events[b].parent; });
}

} // namespace tailrace
