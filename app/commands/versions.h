// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What this program is and what it runs on, for --version, the About box and bug reports. Any thread.

#include <string>

namespace tailrace {

/// "0.1.0"
[[nodiscard]] std::string programVersion();
/// "Qt 6.4.2, SQLite 3.40.1, …", as loaded where the library says so.
[[nodiscard]] std::string libraryVersions();
/// Every format that is read and every one that is written, in lines of at most 80 characters.
[[nodiscard]] std::string formatLines();

} // namespace tailrace
