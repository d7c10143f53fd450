// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/time_bars.h"

#include "commands/terminal_text.h"
#include "model/base/format.h"

#include <algorithm>

namespace tailrace {

namespace {

/// The smallest of 1, 2, 5 times a power of ten that is at least `ns`.
std::int64_t roundStep(double ns)
{
    double power = 1;
    while (power * 10 <= ns)
        power *= 10;
    for (double factor : {1.0, 2.0, 5.0})
        if (factor * power >= ns)
            return static_cast<std::int64_t>(factor * power);
    return static_cast<std::int64_t>(10 * power);
}

} // namespace

std::string timeBar(std::int64_t fromNs, std::int64_t toNs, std::int64_t totalNs, int width)
{
    const auto halves = static_cast<double>(2 * width);
    const double total = std::max(1.0, static_cast<double>(totalNs));
    const auto position = [&](std::int64_t ns) {
        return static_cast<int>(static_cast<double>(ns) / total * halves + 0.5);
    };
    const int from = std::min(position(fromNs), 2 * width - 1);
    const int to = std::max(position(toNs), from + 1);
    std::string text;
    for (int column = 0; 2 * column < to; ++column) {
        const bool left = from <= 2 * column;
        const bool right = from <= 2 * column + 1 && to > 2 * column + 1;
        text += left && right ? "█" : left ? "▌" : right ? "▐" : " ";
    }
    return text;
}

std::string timeRuler(std::int64_t totalNs, int width)
{
    constexpr int kTickWidth = 10;
    std::string text = "0";
    int used = 1;
    if (totalNs <= 0 || width < kTickWidth)
        return text;
    const auto total = static_cast<double>(totalNs);
    const std::int64_t step = roundStep(total * kTickWidth / width);
    for (std::int64_t tick = 1; tick <= totalNs / step; ++tick) {
        const std::string label = formatDuration(tick * step);
        const int at = static_cast<int>(static_cast<double>(tick * step) / total * width + 0.5);
        if (at < used + 1 || at + columns(label) > width)
            continue;
        text.append(static_cast<std::size_t>(at - used), ' ').append(label);
        used = at + columns(label);
    }
    return text;
}

} // namespace tailrace
