// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/versions.h"

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
