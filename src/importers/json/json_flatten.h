// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Nested JSON objects as attributes with dotted names, the way OpenTelemetry names things: {"request":{"method":"GET"}}
// under "http" becomes http.request.method. Arrays and what lies deeper than asked for stay values with their
// structure, so nothing is lost. One thread, one record; the writer must stand between two entries.

#include "importers/json/json_text.h"

#include <string>
#include <string_view>

namespace tailrace {

class JsonFlattener
{
public:
    static constexpr int kAllLevels = 16;

    explicit JsonFlattener(JsonRecord& record)
        : m_record(record)
    {
    }

    /// Writes a value under `name`, or, of an object, its members under "NAME.MEMBER" and so on down to `levels`
    /// levels (at most kAllLevels). With an empty name the members have their own. An empty object at the top is
    /// nothing; all other values are written, null as well. A record that turns out broken is reported.
    void write(std::string_view name, JsonValue value, AttributeWriter& out, int levels = kAllLevels);

private:
    void step(JsonValue value, AttributeWriter& out, int levels);
    void members(JsonValue value, AttributeWriter& out, int levels);

    JsonRecord& m_record;
    std::string m_name;
};

} // namespace tailrace
