// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/plain_json.h"

#include "model/base/json_writer.h"

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

void appendNumber(std::string& out, double number)
{
    JsonWriter json;
    json.number(number);
    out += json.view();
    if (std::isfinite(number) && json.view().find_first_of(".e") == std::string_view::npos)
        out += ".0";
}

} // namespace

void appendPlainJson(std::string& out, const AttributeList& list)
{
    out += '{';
    for (std::size_t i = 0; i < list.size(); ++i) {
        out += i > 0 ? "," : "";
        appendJsonString(out, list[i].key);
        out += ':';
        appendPlainJson(out, list[i].value);
    }
    out += '}';
}

void appendPlainJson(std::string& out, const Value& value)
{
    struct Visitor {
        std::string& out;
        void operator()(std::monostate) const { out += "null"; }
        void operator()(bool v) const { out += v ? "true" : "false"; }
        void operator()(std::int64_t v) const { out += std::to_string(v); }
        void operator()(double v) const { appendNumber(out, v); }
        void operator()(const std::string& v) const { appendJsonString(out, v); }
        void operator()(const Bytes& v) const { appendJsonString(out, toBase64(v.data)); }
        void operator()(const ValueArray& v) const
        {
            out += '[';
            for (std::size_t i = 0; i < v.size(); ++i) {
                out += i > 0 ? "," : "";
                appendPlainJson(out, v[i]);
            }
            out += ']';
        }
        void operator()(const AttributeList& v) const { appendPlainJson(out, v); }
    };
    std::visit(Visitor{out}, value.data);
}

bool isKeptByPlainJson(const Value& value)
{
    struct Visitor {
        bool operator()(std::monostate) const { return true; }
        bool operator()(bool) const { return true; }
        bool operator()(std::int64_t) const { return true; }
        bool operator()(double v) const { return std::isfinite(v); }
        bool operator()(const std::string&) const { return true; }
        bool operator()(const Bytes&) const { return false; }
        bool operator()(const ValueArray& v) const { return std::all_of(v.begin(), v.end(), isKeptByPlainJson); }
        bool operator()(const AttributeList& v) const { return countLostByPlainJson(v) == 0; }
    };
    return std::visit(Visitor{}, value.data);
}

std::uint64_t countLostByPlainJson(const AttributeList& list)
{
    return static_cast<std::uint64_t>(std::count_if(
        list.begin(), list.end(), [](const Attribute& attribute) { return !isKeptByPlainJson(attribute.value); }));
}

} // namespace tailrace
