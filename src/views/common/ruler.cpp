// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/ruler.h"

#include "model/base/format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tailrace {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
// From here on seconds stop being the unit in which people think.
constexpr std::int64_t kSecondsUntil = 2 * kMinute;

constexpr double kLabelGap = 28;     // px between the end of a label and the next tick
constexpr double kClosestTicks = 84; // px
constexpr std::size_t kMostTicks = 200;
constexpr int kMostTries = 8;

constexpr std::array<std::int64_t, 14> kLongSteps{10 * kSecond, 30 * kSecond, kMinute,  2 * kMinute, 5 * kMinute,
                                                  10 * kMinute, 30 * kMinute, kHour,    2 * kHour,   6 * kHour,
                                                  12 * kHour,   kDay,         2 * kDay, 5 * kDay};

struct Unit {
    std::int64_t ns;
    const char* name;
};
constexpr std::array<Unit, 4> kUnits{Unit{kSecond, "s"}, Unit{1'000'000, "ms"}, Unit{1'000, "µs"}, Unit{1, "ns"}};

/// Digits after the point that multiples of `stepNs` need in `unit`.
int decimals(std::int64_t stepNs, std::int64_t unit)
{
    int digits = 0;
    while (unit > 1 && stepNs % unit != 0) {
        unit /= 10;
        ++digits;
    }
    return digits;
}

QString decimalLabel(std::uint64_t magnitude, std::int64_t stepNs)
{
    // The largest unit that the value reaches and in which the step has three digits at most; 0 has the step's.
    const std::uint64_t reach = magnitude == 0 ? static_cast<std::uint64_t>(stepNs) : magnitude;
    const Unit* unit = &kUnits.back();
    for (const Unit& candidate : kUnits) {
        if (reach >= static_cast<std::uint64_t>(candidate.ns) && decimals(stepNs, candidate.ns) <= 3) {
            unit = &candidate;
            break;
        }
    }
    const auto size = static_cast<std::uint64_t>(unit->ns);
    std::string text = formatCount(magnitude / size);
    if (const int digits = decimals(stepNs, unit->ns); digits > 0 && magnitude > 0) {
        std::uint64_t fraction = magnitude % size;
        std::uint64_t scale = size;
        for (int i = 0; i < digits; ++i)
            scale /= 10;
        fraction /= scale;
        std::string places = std::to_string(fraction);
        places.insert(0, static_cast<std::size_t>(digits) - places.size(), '0');
        text.append(".").append(places);
    }
    return QString::fromStdString(text.append(" ").append(unit->name));
}

/// "1 min 30 s", "2 h", "1 d 12 h": a step of whole seconds on a long ruler.
QString clockLabel(std::uint64_t magnitude, std::int64_t stepNs)
{
    static constexpr std::array<Unit, 4> kClock{Unit{kDay, "d"}, Unit{kHour, "h"}, Unit{kMinute, "min"},
                                                Unit{kSecond, "s"}};
    if (magnitude == 0)
        return stepNs >= kDay      ? QStringLiteral("0 d")
               : stepNs >= kHour   ? QStringLiteral("0 h")
               : stepNs >= kMinute ? QStringLiteral("0 min")
                                   : QStringLiteral("0 s");
    std::string text;
    for (const Unit& unit : kClock) {
        const std::uint64_t count = magnitude / static_cast<std::uint64_t>(unit.ns);
        magnitude %= static_cast<std::uint64_t>(unit.ns);
        if (count > 0)
            text.append(text.empty() ? "" : " ").append(formatCount(count)).append(" ").append(unit.name);
    }
    return QString::fromStdString(text);
}

/// The first multiple of `step` that is not below `offset`.
std::int64_t multipleFrom(std::int64_t offset, std::int64_t step)
{
    const std::int64_t multiple = offset / step * step;
    return multiple < offset ? saturatingSum(multiple, step) : multiple;
}

std::vector<RulerTick> ticksOf(const TimeScale& scale, std::int64_t originNs, std::int64_t step,
                               TimeDisplay display)
{
    std::vector<RulerTick> ticks;
    const std::int64_t last = saturatingDifference(scale.visible.endNs, originNs);
    std::int64_t offset = multipleFrom(saturatingDifference(scale.visible.startNs, originNs), step);
    while (offset <= last && ticks.size() < kMostTicks) {
        const std::int64_t time = saturatingSum(originNs, offset);
        std::int64_t next = saturatingSum(offset, step);
        if (const auto fold = scale.folds != nullptr ? scale.folds->at(time) : std::nullopt)
            next = std::max(
                next, multipleFrom(saturatingDifference(scale.folds->ranges()[*fold].endNs, originNs), step));
        else
            ticks.push_back({time, xOf(time, scale),
                             display == TimeDisplay::Relative ? tickLabel(offset, step)
                                                              : clockTickLabel(time, step, display)});
        if (next <= offset)
            break;
        offset = next;
    }
    return ticks;
}

} // namespace

std::int64_t roundStep(std::int64_t minimumNs)
{
    std::int64_t power = 1;
    while (power <= kSecond) {
        for (const std::int64_t factor : {1, 2, 5})
            if (power * factor >= minimumNs && power * factor <= 5 * kSecond)
                return power * factor;
        power *= 10;
    }
    for (const std::int64_t step : kLongSteps)
        if (step >= minimumNs)
            return step;
    power = 10 * kDay;
    while (power < minimumNs && power < INT64_MAX / 10)
        power *= 10;
    for (const std::int64_t divisor : {5, 2})
        if (power / divisor >= minimumNs)
            return power / divisor;
    return power;
}

QString tickLabel(std::int64_t offsetNs, std::int64_t stepNs)
{
    const std::uint64_t magnitude =
        offsetNs < 0 ? 0 - static_cast<std::uint64_t>(offsetNs) : static_cast<std::uint64_t>(offsetNs);
    const bool clock =
        stepNs >= 10 * kSecond || (stepNs >= kSecond && magnitude >= static_cast<std::uint64_t>(kSecondsUntil));
    const QString text = clock ? clockLabel(magnitude, stepNs) : decimalLabel(magnitude, stepNs);
    return offsetNs < 0 ? QChar(0x2212) + text : text;
}

std::vector<RulerTick> rulerTicks(const TimeScale& scale, std::int64_t originNs, const TextWidth& textWidth,
                                  TimeDisplay display)
{
    if (scale.width < 1)
        return {};
    // Clocks count from midnight, which the epoch was in UTC.
    const std::int64_t origin =
        display == TimeDisplay::Relative ? originNs : -clockOffsetNs(scale.visible.startNs, display);
    const double nsPerPixel = 1 / scale.pixelsPerNs();
    double spacing = kClosestTicks;
    std::vector<RulerTick> ticks;
    // Labels of one ruler differ in width ("2 min", "2 min 30 s"), so whether they fit is tried out.
    for (int tries = 0; tries < kMostTries; ++tries) {
        const std::int64_t step =
            roundStep(std::max<std::int64_t>(1, saturatingRound(std::ceil(spacing * nsPerPixel))));
        ticks = ticksOf(scale, origin, step, display);
        double widest = 0;
        for (const RulerTick& tick : ticks)
            widest = std::max(widest, textWidth(tick.label));
        spacing = widest + kLabelGap;
        if (static_cast<double>(step) >= spacing * nsPerPixel || ticks.size() < 2)
            break;
    }
    return ticks;
}

} // namespace tailrace
