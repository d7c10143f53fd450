// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/chrome/chrome_store.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
/// What a thread or a process costs beside its names.
constexpr std::size_t kTrackOverhead = 256;
/// What all threads and processes may take, and metadata of them.
constexpr std::size_t kManyTrackBytes = std::size_t{64} << 20;

} // namespace

/// Place of a copy: the number of its block and the offset within.
std::uint64_t ChromeStore::store(std::string_view bytes)
{
    if (bytes.empty())
        return 0;
    if (m_blockSize - m_blockUsed < bytes.size()) {
        m_blockSize = std::max(kBlock, bytes.size());
        m_blocks.push_back(std::make_unique<char[]>(m_blockSize));
        m_blockBytes += m_blockSize;
        m_blockUsed = 0;
    }
    std::memcpy(m_blocks.back().get() + m_blockUsed, bytes.data(), bytes.size());
    const std::uint64_t place = ((m_blocks.size() - 1) << 32) | m_blockUsed;
    m_blockUsed += bytes.size();
    return place;
}

void ChromeStore::add(const ChromeEvent& event, const AttributeWriter& payload)
{
    m_events.push_back(event);
    ChromeEvent& added = m_events.back();
    added.payload = store(payload.blob());
    added.payloadSize = static_cast<std::uint32_t>(payload.blob().size());
    added.payloadCount = static_cast<std::uint32_t>(payload.count());
}

std::string_view ChromeStore::payload(const ChromeEvent& event) const
{
    if (event.payloadSize == 0)
        return {};
    const char* const block = m_blocks[static_cast<std::size_t>(event.payload >> 32)].get();
    return {block + (event.payload & 0xFFFFFFFFU), event.payloadSize};
}

std::uint32_t ChromeStore::trackOf(std::string_view process, bool processIsNumber, std::string_view thread,
                                   bool threadIsNumber)
{
    // Events of one thread mostly follow each other.
    if (m_lastTrack < m_tracks.size() && m_tracks[m_lastTrack].thread == thread &&
        m_processes[m_tracks[m_lastTrack].process].id == process)
        return m_lastTrack;
    m_lookup.assign(process).append(1, '\0').append(thread);
    const auto [known, isNew] = m_trackNumbers.try_emplace(m_lookup, static_cast<std::uint32_t>(m_tracks.size()));
    m_lastTrack = known->second;
    if (!isNew)
        return m_lastTrack;
    const auto [owner, isNewProcess] =
        m_processNumbers.try_emplace(std::string(process), static_cast<std::uint32_t>(m_processes.size()));
    if (isNewProcess)
        m_processes.push_back({std::string(process), processIsNumber, {}, {}, 0});
    m_tracks.push_back({owner->second, std::string(thread), threadIsNumber, {}});
    m_trackBytes += kTrackOverhead + 2 * m_lookup.size();
    return m_lastTrack;
}

bool ChromeStore::hasRoomFor(std::size_t bytes)
{
    if (m_trackBytes + bytes > kManyTrackBytes)
        return false;
    m_trackBytes += bytes;
    return true;
}

bool ChromeStore::nameProcess(std::uint32_t track, std::string_view name)
{
    if (!hasRoomFor(name.size()))
        return false;
    m_processes[m_tracks[track].process].name = name;
    return true;
}

bool ChromeStore::nameThread(std::uint32_t track, std::string_view name)
{
    if (!hasRoomFor(name.size()))
        return false;
    m_tracks[track].name = name;
    return true;
}

bool ChromeStore::describeProcess(std::uint32_t track, const AttributeWriter& attributes)
{
    if (!hasRoomFor(attributes.blob().size()))
        return false;
    ChromeProcess& process = m_processes[m_tracks[track].process];
    process.attributes.append(attributes.blob());
    process.attributeCount += attributes.count();
    return true;
}

std::size_t ChromeStore::memory() const
{
    return m_events.capacity() * sizeof(ChromeEvent) + m_blockBytes + m_texts.memory() + m_trackBytes;
}

bool ChromeStore::hasManyTracks() const
{
    return m_trackBytes > kManyTrackBytes;
}

void ChromeStore::clear(const std::vector<std::uint32_t>& keep)
{
    struct Kept {
        ChromeEvent event;
        std::string payload;
        std::string name;
        std::string category;
        std::string key;
    };
    std::vector<Kept> kept;
    kept.reserve(keep.size());
    for (const std::uint32_t i : keep) {
        const ChromeEvent& event = m_events[i];
        kept.push_back({event, std::string(payload(event)), std::string(text(event.name)),
                        std::string(text(event.category)), std::string(text(event.key))});
    }
    if (keep.empty() && hasManyTracks()) {
        m_tracks.clear();
        m_processes.clear();
        m_trackNumbers.clear();
        m_processNumbers.clear();
        m_trackBytes = 0;
    }
    m_events = {};
    m_blocks.clear();
    m_blockUsed = m_blockSize = m_blockBytes = 0;
    m_texts.clear();
    for (Kept& old : kept) {
        old.event.payload = store(old.payload);
        old.event.name = intern(old.name);
        old.event.category = intern(old.category);
        old.event.key = intern(old.key);
        old.event.parent = kNoEvent;
        m_events.push_back(old.event);
    }
}

} // namespace tailrace
