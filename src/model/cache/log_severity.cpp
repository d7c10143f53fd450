// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/log_severity.h"

#include <array>

namespace tailrace {

std::string severityName(int severity)
{
    static constexpr std::array kNames = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
    static constexpr int kStepsEach = 4;
    if (severity < 1 || severity > kMaxLogSeverity)
        return {};
    std::string name = kNames[static_cast<std::size_t>((severity - 1) / kStepsEach)];
    if (const int step = (severity - 1) % kStepsEach; step > 0)
        name += std::to_string(step + 1);
    return name;
}

std::string severityText(const LogDetail& log)
{
    return log.severityText.empty() ? severityName(log.severity) : log.severityText;
}

} // namespace tailrace
