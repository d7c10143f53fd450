// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_members.h"

#include "importers/json/json_fields.h"
#include "importers/json/json_text.h"
#include "model/base/json_writer.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::size_t kPadding = 64;
constexpr std::size_t kKept = std::size_t{1} << 20;

} // namespace

void JsonMembers::begin(Location where)
{
    if (m_text.capacity() > kKept)
        m_text = std::string();
    m_text.assign(1, '{');
    m_count = 0;
    m_where = where;
    m_tooLarge = false;
}

void JsonMembers::add(JsonCursor& cursor)
{
    const std::string key(cursor.key());
    if (const std::string_view value = cursor.value(); !value.empty())
        add(key, value);
}

void JsonMembers::add(std::string_view key, std::string_view value)
{
    if (m_text.size() + key.size() + value.size() > kMaxBytes) {
        m_tooLarge = true;
        return;
    }
    if (m_count++ > 0)
        m_text += ',';
    appendJsonString(m_text, key);
    m_text += ':';
    m_text += value;
}

std::string_view JsonMembers::record()
{
    m_text += '}';
    const std::size_t size = m_text.size();
    m_text.append(kPadding, ' ');
    return std::string_view(m_text).substr(0, size);
}

void reportUnknown(JsonMembers& members, SpanSink& sink, std::initializer_list<std::string_view> known)
{
    if (members.isEmpty())
        return;
    JsonRecord record(sink);
    const Location where = members.where();
    if (!record.parse(members.record(), where))
        return;
    (void)record.forEachMember([&](std::string_view key, JsonValue value) {
        if (!saysNothing(value) && std::find(known.begin(), known.end(), key) == known.end())
            sink.problem(ProblemCode::UnknownRecord, where, "the member " + std::string(key));
    });
}

} // namespace tailrace
