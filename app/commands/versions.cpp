// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/versions.h"

#include "importers/exporter_registry.h"
#include "importers/importer_registry.h"

#include <QtGlobal>

#include <google/protobuf/stubs/common.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <zlib.h>
#include <zstd.h>

// simdjson gives its version as a bare token.
#define TAILRACE_TEXT_OF(token) #token
#define TAILRACE_TEXT(token) TAILRACE_TEXT_OF(token)

namespace tailrace {

namespace {

constexpr std::size_t kWidth = 80;

/// "Reads a, b, c", broken between entries.
std::string listed(std::string_view verb, const std::vector<std::string_view>& entries)
{
    std::string text;
    std::string line(verb);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string entry = " " + std::string(entries[i]) + (i + 1 < entries.size() ? "," : "");
        if (line.size() + entry.size() > kWidth) {
            text += line + "\n";
            line = " ";
        }
        line += entry;
    }
    return text + line + "\n";
}

} // namespace

std::string formatLines()
{
    std::vector<std::string_view> read;
    for (const auto& importer : importers())
        read.push_back(importer->info().displayName);
    std::vector<std::string_view> written;
    for (const auto& exporter : exporters())
        written.push_back(exporter->info().displayName);
    return listed("Reads", read) + listed("Writes", written);
}

std::string programVersion()
{
    return TAILRACE_VERSION;
}

std::string libraryVersions()
{
    const int protobuf = GOOGLE_PROTOBUF_VERSION; // 3021012 is 3.21.12
    const std::string protobufText = std::to_string(protobuf / 1'000'000) + "." +
                                     std::to_string(protobuf / 1'000 % 1'000) + "." +
                                     std::to_string(protobuf % 1'000);
    return std::string("Qt ") + qVersion() + ", SQLite " + sqlite3_libversion() +
           ", simdjson " TAILRACE_TEXT(SIMDJSON_VERSION) + ", protobuf " + protobufText + ", zlib " +
           zlibVersion() + ", zstd " + ZSTD_versionString();
}

} // namespace tailrace
