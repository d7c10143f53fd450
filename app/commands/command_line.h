// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The command line: `tailrace COMMAND …`. Needs no display and no Qt application object. Called once, from main().

#include <string>
#include <vector>

namespace tailrace {

/// Whether these arguments ask for the command line rather than the window: a command, --help, --version, or a
/// word that is neither a file nor looks like one, so that it can only be a mistyped command.
[[nodiscard]] bool isCommandLine(int argc, char** argv);

/// Runs the command and returns the exit code: 0 done, 1 the answer is "no" or "nothing", 2 wrong usage, 3 the
/// input could not be read or the output not written, 130 interrupted.
[[nodiscard]] int runCommandLine(int argc, char** argv);

/// What `tailrace explain` prints for these files; for a start without a display. Same exit codes.
[[nodiscard]] int printStory(const std::vector<std::string>& inputs);

} // namespace tailrace
