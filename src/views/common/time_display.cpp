// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/time_display.h"

#include "model/base/format.h"
#include "views/common/time_range.h"

#include <QDateTime>
#include <QLocale>

#include <cstdlib>

namespace tailrace {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

std::int64_t floorDivided(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

QString offsetText(std::int64_t offsetNs)
{
    const auto minutes = static_cast<int>(std::abs(offsetNs) / kMinute);
    return QStringLiteral("%1%2:%3")
        .arg(offsetNs < 0 ? QStringLiteral("−") : QStringLiteral("+"))
        .arg(minutes / 60, 2, 10, QLatin1Char('0'))
        .arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

std::int64_t clockOffsetNs(std::int64_t timeNs, TimeDisplay display)
{
    if (display != TimeDisplay::Local)
        return 0;
    const qint64 ms = floorDivided(timeNs, 1'000'000);
    return QDateTime::fromMSecsSinceEpoch(ms).offsetFromUtc() * kSecond;
}

QString instantText(std::int64_t timeNs, std::int64_t originNs, TimeDisplay display, int digits)
{
    if (display == TimeDisplay::Relative)
        return QString::fromStdString(formatDuration(saturatingDifference(timeNs, originNs)));
    const std::int64_t offset = clockOffsetNs(timeNs, display);
    QString text = QString::fromStdString(formatInstantUtc(saturatingSum(timeNs, offset), digits));
    if (display == TimeDisplay::Local && text.endsWith(QStringLiteral("UTC")))
        text.replace(text.size() - 3, 3, offsetText(offset));
    return text;
}

QString clockTickLabel(std::int64_t timeNs, std::int64_t stepNs, TimeDisplay display)
{
    int digits = 0;
    for (std::int64_t unit = kSecond; unit > 1 && stepNs % unit != 0; unit /= 10)
        ++digits;
    const std::int64_t local = saturatingSum(timeNs, clockOffsetNs(timeNs, display));
    if (stepNs >= kDay) {
        const QDate day = QDate(1970, 1, 1).addDays(floorDivided(local, kDay));
        return QLocale::c().toString(day, QStringLiteral("d MMM"));
    }
    // "2026-11-22 10:14:07.318 UTC" without day and zone.
    const QString full = QString::fromStdString(formatInstantUtc(local, digits));
    const QString clock = full.section(QLatin1Char(' '), 1, 1);
    return stepNs >= kMinute ? clock.left(5) : clock;
}

} // namespace tailrace
