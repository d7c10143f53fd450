// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Members of an object that was entered with a cursor, put together again as one record. For objects of which only
// the members tell what they are: a container whose list must be walked step by step, or a record to be read as a
// whole. One thread; reuse it, the memory stays.

#include "importers/json/json_cursor.h"
#include "importers/span_sink.h"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tailrace {

class JsonMembers
{
public:
    /// Starts an object; `where` is its place.
    void begin(Location where);
    /// Takes the member on which the cursor stands. A broken or too large value is left out; the cursor has
    /// reported it then.
    void add(JsonCursor& cursor);
    /// Adds a member whose value is JSON text.
    void add(std::string_view key, std::string_view value);

    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] Location where() const { return m_where; }
    /// True once members were left out because all together are larger than kMaxBytes.
    [[nodiscard]] bool isTooLarge() const { return m_tooLarge; }
    /// Ends the object: its text, with at least 64 readable bytes behind it; valid until the next begin().
    [[nodiscard]] std::string_view record();

    static constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

private:
    std::string m_text;
    std::size_t m_count = 0;
    Location m_where;
    bool m_tooLarge = false;
};

/// Reports the members that stand beside what was walked: UnknownRecord for each that says something and is not
/// among the `known` names.
void reportUnknown(JsonMembers& members, SpanSink& sink, std::initializer_list<std::string_view> known);

} // namespace tailrace
