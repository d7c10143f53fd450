// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Widths, emphasis and lines that several commands share. No state, any thread.

#include "commands/arguments.h"
#include "commands/output.h"
#include "model/cache/cache_reader.h"

#include <string>
#include <string_view>

namespace tailrace {

/// Columns for drawings: --width, else $COLUMNS, else the terminal's, else 100; at least 40.
[[nodiscard]] int drawingWidth(const Arguments& arguments, const Output& out);
/// Columns at which tables are cut and paragraphs broken: as above, but 0 (no limit) where nothing says a width,
/// so that other programs get whole lines.
[[nodiscard]] int tableWidth(const Arguments& arguments, const Output& out);

/// Emphasis by ANSI escape sequences; none unless the output is a terminal and neither --no-color nor $NO_COLOR is
/// given.
class Style
{
public:
    Style(const Arguments& arguments, const Output& out);
    [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
    [[nodiscard]] std::string faint(std::string_view text) const { return wrap("2", text); }
    [[nodiscard]] std::string error(std::string_view text) const { return wrap("31", text); }

private:
    [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
    bool m_on;
};

/// A trace of the list as one line: id, start, duration, spans, errors, services, root. Columns are aligned for
/// all but absurd numbers.
[[nodiscard]] std::string traceLine(const TraceSummary& trace);
[[nodiscard]] std::string traceLineHeading();

/// "api-gateway › POST /checkout", harmless for a terminal.
[[nodiscard]] std::string rootLabel(const TraceSummary& trace);

} // namespace tailrace
