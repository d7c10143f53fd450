// SPDX-License-Identifier: GPL-3.0-or-later
#include "layers/house_rules.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace tailrace::test {

namespace {

struct Layer {
    std::string_view folder;                  ///< as includes name it
    std::vector<std::string_view> mayInclude; ///< beside itself
};

// base ← trace ← cache ← query ← analysis ← items ← views; base, trace, cache ← importers; app on top.
const std::vector<Layer>& layers()
{
    static const std::vector<Layer> all = {
        {"model/base/", {}},
        {"model/trace/", {"model/base/"}},
        {"model/cache/", {"model/base/", "model/trace/"}},
        {"model/query/", {"model/base/", "model/trace/", "model/cache/"}},
        {"model/analysis/", {"model/base/", "model/trace/", "model/cache/", "model/query/"}},
        {"model/items/", {"model/base/", "model/trace/", "model/cache/", "model/query/", "model/analysis/"}},
        {"importers/", {"model/base/", "model/trace/", "model/cache/"}},
        {"views/",
         {"model/base/", "model/trace/", "model/cache/", "model/query/", "model/analysis/", "model/items/"}},
        {"app/",
         {"model/base/", "model/trace/", "model/cache/", "model/query/", "model/analysis/", "model/items/",
          "importers/", "views/"}},
    };
    return all;
}

/// A library that only one place may know.
struct Privilege {
    std::string_view header;
    std::string_view folder;
};

constexpr std::array kPrivileges = {
    Privilege{"sqlite3.h", "src/model/cache/"},      Privilege{"simdjson.h", "src/importers/"},
    Privilege{"google/protobuf/", "src/importers/"}, Privilege{"zlib.h", "src/importers/"},
    Privilege{"tao/pegtl", "src/model/query/"},      Privilege{"re2/", "src/model/query/"},
    Privilege{"zstd.h", "src/importers/"},           Privilege{"qcustomplot.h", "src/views/plots/"},
};

constexpr std::array kWithoutQt = {"src/model/base/", "src/model/trace/", "src/model/cache/",
                                   "src/model/query/", "src/model/analysis/", "src/importers/"};

const Layer* layerOf(std::string_view name)
{
    const auto& all = layers();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Layer& l) { return name.starts_with(l.folder); });
    return found == all.end() ? nullptr : &*found;
}

const Layer* layerOfFile(std::string_view path)
{
    return layerOf(path.starts_with("src/") ? path.substr(4) : path);
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// The name in an #include line; empty if it is none.
std::string_view includedName(std::string_view line)
{
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string_view::npos || !line.substr(hash).starts_with("#include")) {
        return {};
    }
    const std::size_t open = line.find_first_of("<\"", hash);
    if (open == std::string_view::npos) {
        return {};
    }
    const std::size_t close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    return line.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

bool isQtHeader(std::string_view name)
{
    return name.size() > 1 && name[0] == 'Q' &&
           (std::isupper(static_cast<unsigned char>(name[1])) != 0 || name[1] == 't');
}

/// What is wrong with including `name` from `path`; empty if nothing.
std::string includeBreach(std::string_view path, std::string_view name)
{
    if (name.starts_with("../") || name.starts_with("src/")) {
        return "include relative to src/";
    }
    const Layer* from = layerOfFile(path);
    const Layer* to = layerOf(name);
    if (from != nullptr && to != nullptr && from != to) {
        const auto& allowed = from->mayInclude;
        if (std::find(allowed.begin(), allowed.end(), to->folder) == allowed.end()) {
            return std::string(from->folder) + " may not include " + std::string(to->folder);
        }
    }
    for (const Privilege& only : kPrivileges) {
        if (name.starts_with(only.header) && path.starts_with("src/") && !path.starts_with(only.folder)) {
            return std::string("only ") + std::string(only.folder) + " may include it";
        }
    }
    const bool withoutQt = std::any_of(kWithoutQt.begin(), kWithoutQt.end(),
                                       [&](std::string_view folder) { return path.starts_with(folder); });
    return withoutQt && isQtHeader(name) ? "the core is free of Qt" : "";
}

bool isCpp(std::string_view path)
{
    return path.ends_with(".h") || path.ends_with(".cpp");
}

} // namespace

Breaches includeBreaches(std::string_view path, std::string_view text)
{
    Breaches breaches;
    std::size_t number = 0;
    for (const std::string_view line : linesOf(text)) {
        ++number;
        const std::string_view name = includedName(line);
        if (name.empty()) {
            continue;
        }
        if (const std::string why = includeBreach(path, name); !why.empty()) {
            breaches.push_back(std::string(path) + ":" + std::to_string(number) + ": " + std::string(name) + ": " +
                               why);
        }
    }
    return breaches;
}

Breaches textBreaches(std::string_view path, std::string_view text)
{
    constexpr std::string_view kLicence = "SPDX-License-Identifier: GPL-3.0-or-later";
    Breaches breaches;
    const auto add = [&](std::size_t line, std::string_view why) {
        breaches.push_back(std::string(path) + ":" + std::to_string(line) + ": " + std::string(why));
    };
    const std::vector<std::string_view> lines = linesOf(text);
    const auto lineIs = [&](std::size_t i, std::string_view start) {
        return i < lines.size() && lines[i].starts_with(start);
    };
    // A script's first line names its interpreter.
    const std::size_t licenceLine = isCpp(path) ? 0 : 1;
    if (licenceLine >= lines.size() || lines[licenceLine].find(kLicence) == std::string_view::npos) {
        add(licenceLine + 1, "the licence line is missing");
    }
    if (path.ends_with(".h") && !lineIs(1, "#pragma once")) {
        add(2, "#pragma once is missing");
    }
    if (path.ends_with(".h") && path.starts_with("src/") && !lineIs(3, "// ")) {
        add(4, "a header opens with a paragraph that says what it is for");
    }
    const bool namesTheWords = path.starts_with("tests/layers/");
    for (std::size_t i = 0; i < lines.size() && !namesTheWords; ++i) {
        if (lines[i].find("TODO") != std::string_view::npos || lines[i].find("FIXME") != std::string_view::npos) {
            add(i + 1, "a reminder was left in the code");
        }
    }
    return breaches;
}

std::size_t lineCount(std::string_view text)
{
    return linesOf(text).size();
}

} // namespace tailrace::test
