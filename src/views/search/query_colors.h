// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Colours of a query that is being typed, and the mark under a mistake. GUI thread only.

#include <QLineEdit>

namespace tailrace {

/// Colours the line's text as TraceQL if it is such, else not at all, and underlines the character in `column` (from 1;
/// 0 = none). To be called again whenever the text, the column or the theme has changed.
void colorQuery(QLineEdit& line, int column);

} // namespace tailrace
