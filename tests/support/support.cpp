// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/support.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tailrace::test {

std::string dataPath(std::string_view name)
{
    return std::string(TAILRACE_SOURCE_DIR "/tests/data/") + std::string(name);
}

std::string samplePath(std::string_view name)
{
    return std::string(TAILRACE_SOURCE_DIR "/resources/samples/") + std::string(name);
}

std::string corpusPath()
{
    const char* chosen = std::getenv("TAILRACE_CORPUS");
    return chosen != nullptr && std::filesystem::exists(std::string(chosen) + "/INDEX.tsv") ? chosen : std::string();
}

QString programPath()
{
    return QString::fromLocal8Bit(std::getenv("TAILRACE_BINARY"));
}

std::string readFile(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

void writeFile(const std::string& path, std::string_view content)
{
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
}

} // namespace tailrace::test
