// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The sheet of keyboard shortcuts and the one that says what program this is. Neither blocks the main window; each
// deletes itself when closed. GUI thread only.

#include "actions.h"

class QDialog;

namespace tailrace {

[[nodiscard]] QDialog* makeShortcutSheet(const QList<ShortcutGroup>& groups, QWidget* parent);
[[nodiscard]] QDialog* makeAboutSheet(QWidget* parent);

} // namespace tailrace
