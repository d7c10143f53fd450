// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Short words for what tests of readers write often: JSON, and the values of attributes. Any thread.

#include "model/base/value.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace tailrace::test {

/// JSON with single quotes for double ones.
[[nodiscard]] inline std::string json(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

[[nodiscard]] inline Value text(const char* value)
{
    return Value{std::string(value)};
}

[[nodiscard]] inline Value number(std::int64_t value)
{
    return Value{value};
}

/// As people read it; "missing" if it is not there.
[[nodiscard]] inline std::string attributeText(const AttributeList& attributes, const char* key)
{
    const Value* value = findValue(attributes, key);
    return value != nullptr ? displayText(*value) : "missing";
}

} // namespace tailrace::test
