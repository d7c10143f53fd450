// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The events of a Chrome trace, held compactly until all of them are there: their order in the file says nothing, so
// neither parents nor lengths are known before. An event takes some 90 bytes and its attributes; texts that repeat are
// kept once. One thread.

#include "model/base/attribute_blob.h"
#include "model/base/string_pool.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tailrace {

inline constexpr std::uint32_t kNoEvent = 0xFFFFFFFFU;

struct ChromeEvent {
    std::int64_t startNs = 0;   ///< as recorded
    std::int64_t durationNs = 0;
    std::int64_t offset = 0;    ///< of its text in the input
    std::uint64_t payload = 0;  ///< its attributes in the store
    std::uint32_t payloadSize = 0;
    std::uint32_t payloadCount = 0;
    StringId name = 0;
    StringId category = 0;
    StringId key = 0; ///< what asynchronous and flow events have in common with those that belong to them
    std::uint32_t track = 0;
    std::uint32_t parent = kNoEvent; ///< the slice around it
    std::uint32_t mate = kNoEvent;   ///< the event that ends it
    /// B E X b e S F as in the format; i for all instants, n for all instants of asynchronous slices; s t f flows.
    char phase = 0;
    bool hasStart = false;
    bool hasDuration = false;
    bool flowIn = false;
    bool flowOut = false;
    bool bindsToEnclosing = false;

    [[nodiscard]] bool isSlice() const { return phase == 'X' || phase == 'B' || phase == 'b' || phase == 'S'; }
};

/// A thread of a process. Ids are numbers or texts.
struct ChromeTrack {
    std::uint32_t process = 0;
    std::string thread;
    bool isNumber = false;
    std::string name;
};

struct ChromeProcess {
    std::string id;
    bool isNumber = false;
    std::string name;
    std::string attributes; ///< blob of what its metadata events say
    std::size_t attributeCount = 0;
};

class ChromeStore
{
public:
    [[nodiscard]] std::vector<ChromeEvent>& events() { return m_events; }
    [[nodiscard]] const std::vector<ChromeEvent>& events() const { return m_events; }
    [[nodiscard]] const std::vector<ChromeTrack>& tracks() const { return m_tracks; }
    [[nodiscard]] const std::vector<ChromeProcess>& processes() const { return m_processes; }

    void add(const ChromeEvent& event, const AttributeWriter& payload);
    [[nodiscard]] std::string_view payload(const ChromeEvent& event) const;
    [[nodiscard]] StringId intern(std::string_view text) { return m_texts.intern(text); }
    [[nodiscard]] std::string_view text(StringId id) const { return m_texts.text(id); }
    /// The number of a thread, which is added when it is new.
    [[nodiscard]] std::uint32_t trackOf(std::string_view process, bool processIsNumber, std::string_view thread,
                                        bool threadIsNumber);
    // What metadata says of a thread or its process; false if there is too much of it to be kept.
    [[nodiscard]] bool nameProcess(std::uint32_t track, std::string_view name);
    [[nodiscard]] bool nameThread(std::uint32_t track, std::string_view name);
    [[nodiscard]] bool describeProcess(std::uint32_t track, const AttributeWriter& attributes);

    /// Bytes that are held, about.
    [[nodiscard]] std::size_t memory() const;
    /// More than a real recording has.
    [[nodiscard]] bool hasManyTracks() const;
    /// Forgets all events but those that are chosen by `keep`, and all texts but theirs. Processes and threads stay,
    /// unless they are many and nothing is kept.
    void clear(const std::vector<std::uint32_t>& keep);

private:
    [[nodiscard]] std::uint64_t store(std::string_view bytes);
    [[nodiscard]] bool hasRoomFor(std::size_t bytes);

    std::vector<ChromeEvent> m_events;
    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_blockUsed = 0;
    std::size_t m_blockSize = 0;
    std::size_t m_blockBytes = 0;
    StringPool m_texts;
    std::vector<ChromeTrack> m_tracks;
    std::vector<ChromeProcess> m_processes;
    std::unordered_map<std::string, std::uint32_t> m_trackNumbers;
    std::unordered_map<std::string, std::uint32_t> m_processNumbers;
    std::string m_lookup;
    std::uint32_t m_lastTrack = 0;
    std::size_t m_trackBytes = 0;
};

} // namespace tailrace
