// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/metric_sums.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailrace {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kWantedSteps = 60;

/// The value that this share of the values is not above: the nearest rank.
double quantileOf(std::vector<double> values, double quantile)
{
    if (values.empty())
        return kNone;
    const double rank = std::ceil(quantile * static_cast<double>(values.size()));
    const auto index = static_cast<std::ptrdiff_t>(std::max(rank - 1, 0.0));
    std::nth_element(values.begin(), values.begin() + index, values.end());
    return values[static_cast<std::size_t>(index)];
}

/// The smallest power of two that is not below the value.
std::int64_t bucketOf(double value)
{
    std::int64_t bucket = 0;
    while (bucket < 63 && std::ldexp(1.0, static_cast<int>(bucket)) < value)
        ++bucket;
    return bucket;
}

} // namespace

std::int64_t metricStep(std::int64_t lengthNs)
{
    const std::int64_t least = lengthNs / kWantedSteps;
    constexpr std::int64_t kSecond = 1'000'000'000;
    for (std::int64_t unit = 1; unit < kSecond; unit *= 10)
        for (const std::int64_t times : {1, 2, 5})
            if (unit * times >= least)
                return unit * times;
    constexpr std::int64_t kLengths[] = {1,   2,    5,    10,   15,    30,    60,    120,   300,    600,
                                         900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800};
    for (const std::int64_t seconds : kLengths)
        if (seconds * kSecond >= least)
            return seconds * kSecond;
    constexpr std::int64_t kWeek = 604800 * kSecond;
    return (least / kWeek + 1) * kWeek;
}

MetricSums::MetricSums(const QueryMetric& metric, std::int64_t fromNs, std::int64_t stepNs, std::int64_t steps)
    : m_metric(metric)
    , m_fromNs(fromNs)
    , m_stepNs(stepNs)
    , m_steps(steps)
{
}

void MetricSums::addTo(Sum& sum, double value) const
{
    sum.least = sum.count == 0 ? value : std::min(sum.least, value);
    sum.most = sum.count == 0 ? value : std::max(sum.most, value);
    sum.sum += value;
    ++sum.count;
    if (m_metric.function == MetricFunction::Quantile)
        sum.values.push_back(value);
}

Result<void> MetricSums::add(std::int64_t startNs, const std::vector<QueryValue>& values)
{
    const std::size_t measured = m_metric.fields.size();
    if (measured > 0 && !values.front().isNumber())
        return {};
    const double value = measured > 0 ? values.front().asReal() : 0;
    const std::int64_t bucket = m_metric.function == MetricFunction::Histogram ? bucketOf(value) : -1;
    std::string key;
    for (std::size_t i = measured; i < values.size(); ++i) {
        const std::string part = groupKey(values[i]);
        key += std::to_string(part.size()) + ":" + part;
    }
    if (bucket >= 0)
        key += (bucket < 10 ? "0" : "") + std::to_string(bucket);
    const auto [entry, isNew] = m_groups.try_emplace(std::move(key));
    Group& group = entry->second;
    if (isNew) {
        if (m_groups.size() > kMaxMetricSeries)
            return failure(ErrorCode::TooLarge, "this makes more than " + std::to_string(kMaxMetricSeries) +
                                                    " series; group by something with fewer values");
        group.labels.assign(values.begin() + static_cast<std::ptrdiff_t>(measured), values.end());
        group.bucket = bucket;
    }
    const std::int64_t step = startNs <= m_fromNs ? 0 : (startNs - m_fromNs) / m_stepNs;
    const auto index = static_cast<std::size_t>(std::min(step, m_steps - 1));
    if (group.steps.size() <= index)
        group.steps.resize(index + 1);
    addTo(group.whole, value);
    addTo(group.steps[index], value);
    ++m_spans;
    return {};
}

double MetricSums::valueOf(const Sum& sum, double seconds, double quantile) const
{
    switch (m_metric.function) {
    case MetricFunction::Rate:
        return static_cast<double>(sum.count) / seconds;
    case MetricFunction::Count:
    case MetricFunction::Histogram:
        return static_cast<double>(sum.count);
    case MetricFunction::Sum:
        return sum.count == 0 ? kNone : sum.sum;
    case MetricFunction::Minimum:
        return sum.count == 0 ? kNone : sum.least;
    case MetricFunction::Maximum:
        return sum.count == 0 ? kNone : sum.most;
    case MetricFunction::Average:
        return sum.count == 0 ? kNone : sum.sum / static_cast<double>(sum.count);
    case MetricFunction::Quantile:
        return quantileOf(sum.values, quantile);
    }
    return kNone;
}

MetricSeries MetricSums::series(const Group& group, double quantile) const
{
    MetricSeries out;
    for (std::size_t i = 0; i < group.labels.size(); ++i)
        out.labels.push_back({fieldText(m_metric.by[i]), group.labels[i]});
    if (m_metric.function == MetricFunction::Quantile)
        out.labels.push_back({"p", QueryValue::ofFloat(quantile)});
    if (group.bucket >= 0)
        out.labels.push_back({"bucket", group.bucket < 63 ? QueryValue::ofInt(std::int64_t{1} << group.bucket)
                                                          : QueryValue::ofInt(INT64_MAX)});
    const double stepSeconds = static_cast<double>(m_stepNs) / 1e9;
    out.value = valueOf(group.whole, stepSeconds * static_cast<double>(m_steps), quantile);
    for (std::size_t i = 0; i < static_cast<std::size_t>(m_steps); ++i)
        out.steps.push_back(valueOf(i < group.steps.size() ? group.steps[i] : Sum(), stepSeconds, quantile));
    return out;
}

MetricResult MetricSums::result() const
{
    MetricResult result;
    result.fromNs = m_fromNs;
    result.stepNs = m_stepNs;
    result.spans = m_spans;
    for (const auto& [key, group] : m_groups) {
        if (m_metric.quantiles.empty())
            result.series.push_back(series(group, 0));
        for (const double quantile : m_metric.quantiles)
            result.series.push_back(series(group, quantile));
    }
    // Histograms read by their buckets.
    if (m_metric.function != MetricFunction::Histogram)
        std::stable_sort(result.series.begin(), result.series.end(),
                         [this](const MetricSeries& a, const MetricSeries& b) {
                             return m_metric.top < 0 ? a.value < b.value : a.value > b.value;
                         });
    const auto most = static_cast<std::size_t>(std::abs(m_metric.top));
    if (most > 0 && result.series.size() > most)
        result.series.resize(most);
    return result;
}

} // namespace tailrace
