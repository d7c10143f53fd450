// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Records that must wait: a span whose resource or process comes later in the file. Their raw text is copied into
// one growing buffer and handed back in order, padded for simdjson. Reuse it: clear() keeps the memory, unless it
// grew beyond what a usual file needs. One thread.

#include "model/cache/import_report.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

class HeldRecords
{
public:
    struct Record {
        std::string_view raw; ///< 64 readable bytes behind it; valid until the next add() or clear()
        Location where;
        std::uint32_t group = 0;
    };

    /// Copies a record; `group` is given back with it.
    void add(std::string_view raw, Location where, std::uint32_t group = 0);
    [[nodiscard]] std::size_t count() const { return m_entries.size(); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    /// Bytes of text that are held, and one more a record.
    [[nodiscard]] std::size_t bytes() const { return m_size; }
    [[nodiscard]] Record record(std::size_t i) const;
    void clear();

private:
    struct Entry {
        std::size_t begin;
        std::size_t size;
        Location where;
        std::uint32_t group;
    };
    std::string m_text; // m_size bytes of records and separators, and the padding
    std::size_t m_size = 0;
    std::vector<Entry> m_entries;
};

} // namespace tailrace
