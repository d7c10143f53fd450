// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A command: what it is called, what it takes, what it does. One file a command; they are listed in
// command_line.cpp.

#include "commands/arguments.h"
#include "commands/output.h"

#include <string_view>
#include <vector>

namespace tailrace {

enum class Exit : int {
    Done = 0,
    No = 1,           ///< the answer is "no", or nothing was found
    Usage = 2,        ///< wrong options or operands
    Unreadable = 3,   ///< the input could not be read, or the output not written
    Interrupted = 130 ///< Ctrl-C, as shells count it
};

struct Command {
    std::string_view name;
    std::string_view operands; ///< for the usage line: "[TRACE_ID] SOURCE…"
    std::string_view summary;  ///< one line, no full stop
    std::string_view details;  ///< paragraphs of the help, each line under 80 columns
    std::vector<OptionSpec> options;
    Exit (*run)(const Arguments& arguments, Output& out);
};

[[nodiscard]] const Command& importCommand();
[[nodiscard]] const Command& tracesCommand();
[[nodiscard]] const Command& showCommand();
[[nodiscard]] const Command& explainCommand();
[[nodiscard]] const Command& criticalPathCommand();
[[nodiscard]] const Command& exportCommand();
[[nodiscard]] const Command& renderCommand();
[[nodiscard]] const Command& spansCommand();
[[nodiscard]] const Command& statsCommand();
[[nodiscard]] const Command& queryCommand();

/// Options that every command has beside its own: --cache, --map, --quiet, --no-color, --width, --help.
[[nodiscard]] const std::vector<OptionSpec>& commonOptions();
inline constexpr OptionSpec kJsonOption{"json", "", "print JSON instead of text", 0};
inline constexpr OptionSpec kClocksOption{
    "correct-clocks", "", "move the times of hosts whose clocks disagree with those that call them", 0};
inline constexpr OptionSpec kTraceOption{"trace", "ID", "the trace to take, of 1 to 32 hex digits", 0};

/// Says what is wrong on standard error and returns the exit code that belongs to it.
Exit complainAbout(const Error& error);

} // namespace tailrace
