// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The program's icon, drawn from the SVG that is built in, without an icon theme or image plug-ins. GUI thread
// only.

#include <QIcon>

namespace tailrace {

[[nodiscard]] QIcon appIcon();

} // namespace tailrace
