// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks a Chrome trace and holds its events until the file ends, since only then it is known what belongs together.
// Should they take more than `maxHeld` bytes, what is there is handed on and reading goes on: begins that are still
// open are kept for their ends, but a slice before that place cannot be the child of one behind it, nor be linked to
// it, which is reported. One trace a file; its id is a hash of the content. One thread, one input.

#include "importers/chrome/chrome_event.h"
#include "importers/chrome/chrome_store.h"
#include "importers/chrome/chrome_writer.h"
#include "importers/json/json_cursor.h"
#include "importers/json/json_members.h"
#include "importers/span_sink.h"
#include "model/base/hash.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class ChromeReader
{
public:
    static constexpr std::size_t kMaxHeld = std::size_t{1} << 30;

    ChromeReader(ByteStream& in, SpanSink& sink, std::size_t maxHeld = kMaxHeld);

    [[nodiscard]] Result<void> readAll();

private:
    /// Passes bytes on and hashes them.
    class HashedStream : public ByteStream
    {
    public:
        explicit HashedStream(ByteStream& in)
            : m_in(in)
        {
        }
        [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;
        [[nodiscard]] std::string hash() const { return m_hash.hex(); }

    private:
        ByteStream& m_in;
        ContentHash m_hash;
    };
    /// Events that are no part of a span, by phase.
    struct Other {
        std::uint64_t count = 0;
        Location first;
    };

    void document();
    void object();
    void listMember(std::string_view key);
    void events();
    void event(std::string_view raw, Location where);
    void hold(const ChromeFields& fields, Location where);
    [[nodiscard]] StringId keyOf(const ChromeFields& fields, char phase);
    void metadata(const ChromeFields& fields, Location where);
    [[nodiscard]] std::string_view textArgument(std::string_view name) const;
    void count(char phase, Location where);
    void description(JsonMembers& own);
    void broken(Location where, const std::string& what, bool atEnd);

    void handOn(bool isLast);
    void beginTrace();
    [[nodiscard]] std::vector<std::uint32_t> stillOpen() const;
    void reportLoose(const ChromeLoose& loose, ProblemCode code, const char* what);
    void reportOthers();

    HashedStream m_in;
    SpanSink& m_sink;
    std::size_t m_maxHeld;
    JsonCursor m_cursor;
    ChromeEvents m_events;
    ChromeStore m_store;
    ChromeFields m_fields;
    ChromeTrace m_trace;
    bool m_hasTrace = false;
    ScopeDraft m_scope;
    std::int64_t m_baseNs = 0;
    std::array<Other, 256> m_others{};
    std::string m_key;
    bool m_isInList = false;  // the events of a document that is a list
    bool m_isInEvent = false; // the event that the cursor stands on is not whole yet
};

} // namespace tailrace
