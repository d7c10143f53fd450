// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What assistive tools see of the waterfall: a tree whose items are the rows, each saying service, name, duration
// and status. Items are made when somebody asks for them. GUI thread only.

namespace tailrace {

class WaterfallView;

/// Makes Qt's accessibility know the view. May be called any number of times.
void installWaterfallAccessibility();
/// Tells assistive tools that this row is the current one now.
void announceCurrentRow(WaterfallView& view, int row);

} // namespace tailrace
