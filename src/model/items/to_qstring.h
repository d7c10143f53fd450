// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one way from the core's UTF-8 texts to Qt's. Invalid bytes become U+FFFD. Any thread.

#include <QString>

#include <string_view>

namespace tailrace {

[[nodiscard]] inline QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace tailrace
