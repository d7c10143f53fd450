// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/text_layout.h"

#include "commands/terminal_text.h"
#include "model/base/format.h"

#include <algorithm>
#include <cstdlib>

namespace tailrace {

namespace {

constexpr int kLeastWidth = 40;
constexpr int kMostWidth = 10'000;
constexpr int kUsualWidth = 100;

/// 0 if nothing says a width. A --width that is no number was refused when the command line was read.
int toldWidth(const Arguments& arguments, const Output& out)
{
    const int asked = static_cast<int>(arguments.number("width", 0, 0, kMostWidth).value_or(0));
    if (asked > 0)
        return std::max(asked, kLeastWidth);
    const char* variable = std::getenv("COLUMNS");
    const int columns = variable == nullptr ? 0 : std::atoi(variable);
    if (columns > 0)
        return std::clamp(columns, kLeastWidth, kMostWidth);
    const int terminal = out.terminalWidth();
    return terminal > 0 ? std::max(terminal, kLeastWidth) : 0;
}

std::string line(std::string_view id, std::string_view start, const std::string& duration,
                 const std::string& spans, const std::string& errors, const std::string& services,
                 std::string_view root)
{
    std::string out = padded(id, 32) + "  " + padded(start, 19) + "  ";
    for (const auto& [text, width] : {std::pair(&duration, 10), {&spans, 8}, {&errors, 8}, {&services, 8}})
        out += paddedLeft(*text, width) + "  ";
    return out.append(root);
}

} // namespace

int drawingWidth(const Arguments& arguments, const Output& out)
{
    const int told = toldWidth(arguments, out);
    return told > 0 ? told : kUsualWidth;
}

int tableWidth(const Arguments& arguments, const Output& out)
{
    return toldWidth(arguments, out);
}

Style::Style(const Arguments& arguments, const Output& out)
    : m_on(out.isTerminal() && !arguments.has("no-color") && std::getenv("NO_COLOR") == nullptr)
{
}

std::string Style::wrap(std::string_view code, std::string_view text) const
{
    if (!m_on || text.empty())
        return std::string(text);
    return "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m";
}

std::string rootLabel(const TraceSummary& trace)
{
    const std::string name =
        (trace.rootName.empty() ? "(no name)" : trace.rootName) + (trace.isSummary ? " (summary, no spans here)" : "");
    return terminalText(trace.rootService.empty() ? name : trace.rootService + " › " + name);
}

std::string traceLine(const TraceSummary& trace)
{
    const std::string start = formatInstantUtc(trace.startNs, 0);
    return line(toHex(trace.traceId), std::string_view(start).substr(0, start.size() - 4),
                formatDuration(trace.durationNs), trace.knowsSpans ? formatCount(trace.spans) : "–",
                trace.errors == 0 ? "–" : formatCount(trace.errors), formatCount(trace.services.size()),
                rootLabel(trace));
}

std::string traceLineHeading()
{
    return line("TRACE", "START (UTC)", "DURATION", "SPANS", "ERRORS", "SERVICES", "ROOT");
}

} // namespace tailrace
