// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_flatten.h"

#include "importers/json/json_fields.h"

#include <algorithm>

namespace tailrace {

void JsonFlattener::write(std::string_view name, JsonValue value, AttributeWriter& out, int levels)
{
    m_name.assign(name);
    if (kindOf(value) == JsonKind::Object)
        members(value, out, std::clamp(levels, 1, kAllLevels));
    else
        step(value, out, 0);
}

void JsonFlattener::members(JsonValue value, AttributeWriter& out, int levels)
{
    const std::size_t length = m_name.size();
    (void)m_record.forEachMember(value, [&](std::string_view key, JsonValue member) {
        if (length > 0)
            m_name += '.';
        m_name += key;
        step(member, out, levels - 1);
        m_name.resize(length);
    });
}

/// At most kAllLevels calls deep.
void JsonFlattener::step(JsonValue value, AttributeWriter& out, int levels)
{
    if (levels > 0 && kindOf(value) == JsonKind::Object && !saysNothing(value))
        return members(value, out, levels);
    out.key(m_name);
    (void)m_record.copyValue(value, out);
}

} // namespace tailrace
