// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/stages.h"
#include "bench/stopwatch.h"

#include <cstring>
#include <fstream>
#include <iostream>
#include <simdjson.h>

namespace tailrace::bench {

namespace {

namespace od = simdjson::ondemand;

/// Adds up a little of everything that is visited, so that no visit can be optimised away.
struct Tally {
    std::uint64_t spans = 0;
    std::uint64_t sum = 0;
};

void visitText(od::value value, Tally& tally)
{
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
        tally.sum += text.size();
    }
}

void visitAttributes(od::value list, Tally& tally)
{
    for (auto attribute : list.get_array()) {
        for (auto field : attribute.get_object()) {
            if (field.key() == "key") {
                visitText(field.value(), tally);
                continue;
            }
            for (auto typed : field.value().get_object()) {
                od::value value = typed.value();
                switch (value.type()) {
                case od::json_type::string:
                    visitText(value, tally);
                    break;
                case od::json_type::number:
                    tally.sum += static_cast<std::uint64_t>(double(value.get_double()));
                    break;
                case od::json_type::boolean:
                    tally.sum += bool(value.get_bool()) ? 1 : 0;
                    break;
                default:
                    break;
                }
            }
        }
    }
}

void visitFields(od::object object, Tally& tally);

void visitValue(std::string_view key, od::value value, Tally& tally)
{
    switch (value.type()) {
    case od::json_type::string:
        visitText(value, tally);
        break;
    case od::json_type::number:
        tally.sum += std::uint64_t(value.get_uint64());
        break;
    case od::json_type::object:
        visitFields(value.get_object(), tally);
        break;
    case od::json_type::array:
        if (key == "attributes") {
            visitAttributes(value, tally);
            break;
        }
        for (auto element : value.get_array()) {
            tally.spans += key == "spans" ? 1 : 0;
            visitFields(element.get_object(), tally);
        }
        break;
    default:
        break;
    }
}

// Recursion ends with OTLP's own nesting: the input is the benchmark's.
void visitFields(od::object object, Tally& tally)
{
    for (auto field : object) {
        std::string_view key = field.unescaped_key();
        visitValue(key, field.value(), tally);
    }
}

} // namespace

int walkJson(const std::string& file)
{
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    const auto size = static_cast<std::size_t>(in.tellg());
    std::string bytes(size + simdjson::SIMDJSON_PADDING, '\0');
    in.seekg(0);
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!in) {
        std::cerr << "cannot read " << file << '\n';
        return 3;
    }
    Tally tally;
    const Stopwatch watch;
    try {
        od::parser parser;
        const char* line = bytes.data();
        const char* const end = line + size;
        while (line < end) {
            const auto* stop =
                static_cast<const char*>(std::memchr(line, '\n', static_cast<std::size_t>(end - line)));
            stop = stop == nullptr ? end : stop;
            const auto length = static_cast<std::size_t>(stop - line);
            const auto capacity = static_cast<std::size_t>(end - line) + simdjson::SIMDJSON_PADDING;
            od::document document = parser.iterate(line, length, capacity);
            visitFields(document.get_object(), tally);
            line = stop + 1;
        }
    } catch (const simdjson::simdjson_error& error) {
        std::cerr << file << ": " << error.what() << '\n';
        return 3;
    }
    std::cout << "seconds " << watch.seconds() << "\nspans " << tally.spans << "\nsum " << tally.sum << '\n';
    return 0;
}

} // namespace tailrace::bench
