// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/value.h"

#include "model/base/json_writer.h"

namespace tailrace {

std::string displayText(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value.data))
        return *text;
    if (const auto* bytes = std::get_if<Bytes>(&value.data))
        return toBase64(bytes->data);
    if (const auto* number = std::get_if<double>(&value.data)) {
        JsonWriter json;
        json.number(*number);
        std::string text = json.take();
        return text.starts_with('"') ? text.substr(1, text.size() - 2) : text;
    }
    JsonWriter json;
    json.value(value);
    return json.take();
}

const Value* findValue(const AttributeList& list, std::string_view key)
{
    for (const Attribute& attribute : list)
        if (attribute.key == key)
            return &attribute.value;
    return nullptr;
}

} // namespace tailrace
