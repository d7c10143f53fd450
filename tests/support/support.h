// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What many tests need: places of data, temporary folders, files with given content.

#include <QString>

#include <string>
#include <string_view>

namespace tailrace::test {

/// tests/data/NAME in the source tree.
[[nodiscard]] std::string dataPath(std::string_view name);
/// resources/samples/NAME in the source tree.
[[nodiscard]] std::string samplePath(std::string_view name);
/// The folder of real trace files that the environment variable TAILRACE_CORPUS names; empty where there is none.
[[nodiscard]] std::string corpusPath();
/// The built program.
[[nodiscard]] QString programPath();

[[nodiscard]] std::string readFile(const std::string& path);
void writeFile(const std::string& path, std::string_view content);

} // namespace tailrace::test
