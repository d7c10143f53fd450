// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/held_records.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
constexpr char kSeparator = ' '; // what JsonRecord likes best behind a record
constexpr std::size_t kKept = std::size_t{32} << 20;

} // namespace

void HeldRecords::add(std::string_view raw, Location where, std::uint32_t group)
{
    const std::size_t needed = m_size + raw.size() + 1 + kPadding;
    if (m_text.size() < needed)
        m_text.resize(std::max(needed, m_text.size() * 2));
    raw.copy(m_text.data() + m_size, raw.size());
    m_text[m_size + raw.size()] = kSeparator;
    m_entries.push_back({m_size, raw.size(), where, group});
    m_size += raw.size() + 1;
}

HeldRecords::Record HeldRecords::record(std::size_t i) const
{
    const Entry& entry = m_entries[i];
    return {std::string_view(m_text).substr(entry.begin, entry.size), entry.where, entry.group};
}

void HeldRecords::clear()
{
    m_entries.clear();
    m_size = 0;
    if (m_text.size() > kKept)
        m_text = std::string();
}

} // namespace tailrace
