// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The window program: what is started and in which order, and stopped in the opposite one. Main thread only.

#include <QString>
#include <QStringList>

namespace tailrace {

/// What the command line asks the window to do.
struct WindowRequest {
    QStringList files;
    QString cacheFile; ///< empty = the user's cache directory
};

/// True if a window can be shown: X11, Wayland, or a Qt platform chosen on purpose.
[[nodiscard]] bool hasDisplay();
/// Shows the window until it is closed; returns the exit code. `argc` and `argv` are main()'s, for Qt's own
/// options.
[[nodiscard]] int runWindow(int& argc, char** argv, const WindowRequest& request);

} // namespace tailrace
