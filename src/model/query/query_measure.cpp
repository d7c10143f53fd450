// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/query_measure.h"

#include "model/query/metric_sums.h"

#include <algorithm>

namespace tailrace {

namespace {

struct TimeSteps {
    std::int64_t fromNs = 0;
    std::int64_t stepNs = 1;
    std::int64_t count = 1;
};

Result<TimeSteps> timeSteps(Database& database, const MetricOptions& options)
{
    // The function chosen() knows the traces that match.
    Result<Statement> range = database.prepare(
        "SELECT min(start_ns), max(start_ns + duration_ns) FROM trace WHERE spans IS NOT NULL AND chosen(id)");
    if (!range)
        return failure(std::move(range));
    const Result<bool> row = range->step();
    if (!row)
        return tl::unexpected<Error>(row.error());
    const std::int64_t from = options.fromNs == INT64_MIN ? range->integer(0) : options.fromNs;
    const std::int64_t to = std::max(options.toNs == INT64_MAX ? range->integer(1) : options.toNs, from + 1);
    TimeSteps steps;
    steps.stepNs = options.stepNs > 0 ? options.stepNs : metricStep(to - from);
    steps.fromNs = from - from % steps.stepNs;
    steps.count = std::max<std::int64_t>((to - 1 - steps.fromNs) / steps.stepNs + 1, 1);
    if (steps.count > kMaxMetricSteps)
        return failure(ErrorCode::TooLarge, "these steps are too short for so long a time");
    return steps;
}

class SpanMeasure
{
public:
    SpanMeasure(const QueryMetric& metric, const TimeSteps& steps, const MetricOptions& options)
        : m_sums(metric, steps.fromNs, steps.stepNs, steps.count)
        , m_options(options)
    {
        for (const std::vector<FieldRef>* fields : {&metric.fields, &metric.by})
            for (const FieldRef& field : *fields) {
                m_columns += ", " + m_writer.value(field);
                m_types.push_back(typeOf(field));
            }
        m_values.resize(m_types.size());
    }

    Result<Statement> prepare(Database& database, const std::string& where)
    {
        return prepareSql(
            database, m_writer.take("SELECT s.start_ns" + m_columns + " FROM span AS s WHERE " + where), m_bound);
    }
    [[nodiscard]] ConditionSql& writer() { return m_writer; }

    Result<void> add(const Statement& row)
    {
        const std::int64_t startNs = row.integer(0);
        if (startNs < m_options.fromNs || startNs >= m_options.toNs)
            return {};
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            m_values[i] = readValue(row, 1 + static_cast<int>(i));
            if (m_types[i] == QueryType::Duration && m_values[i].type == QueryType::Int)
                m_values[i].type = QueryType::Duration;
        }
        return m_sums.add(startNs, m_values);
    }

    [[nodiscard]] MetricResult result() const { return m_sums.result(); }

private:
    MetricSums m_sums;
    MetricOptions m_options;
    ConditionSql m_writer;
    std::string m_columns;
    std::vector<QueryType> m_types;
    std::vector<QueryValue> m_values;
    std::vector<std::unique_ptr<std::string>> m_bound;
};

/// All spans of a filter in one go through the table.
Result<void> measureAll(Database& database, SpanMeasure& measure, const std::stop_token& stop)
{
    Result<Statement> rows = measure.prepare(database, "chosen_span(s.id)");
    if (!rows)
        return failure(std::move(rows));
    for (std::uint64_t count = 0;; ++count) {
        const Result<bool> row = rows->step();
        if (!row)
            return tl::unexpected<Error>(row.error());
        if (!*row)
            return {};
        if (count % 1024 == 0 && stop.stop_requested())
            return failure(ErrorCode::Cancelled, "cancelled");
        if (Result<void> added = measure.add(*rows); !added)
            return added;
    }
}

/// The spans of every set of every trace.
Result<void> measureSets(Database& database, QueryRun& run, SpanMeasure& measure, const std::stop_token& stop)
{
    const std::string id = measure.writer().parameter(QueryValue::of(QueryType::Other, 0));
    Result<Statement> one = measure.prepare(database, "s.id = " + id);
    if (!one)
        return failure(std::move(one));
    const int parameter = std::stoi(id.substr(1));
    return run.forEachTrace(stop,
                            [&](const TraceTree& tree, const std::vector<SpanGroup>& groups) -> Result<bool> {
                                for (const SpanGroup& group : groups)
                                    for (const TreePosition position : group.spans) {
                                        const Result<bool> row = one->bind(parameter, tree.span[position]).step();
                                        if (!row)
                                            return row;
                                        const Result<void> added = measure.add(*one);
                                        one->reset();
                                        if (!added)
                                            return tl::unexpected<Error>(added.error());
                                    }
                                return true;
                            });
}

} // namespace

Result<MetricResult> measureSpans(Database& database, QueryRun& run, const QueryMetric& metric,
                                  const MetricOptions& options, const std::stop_token& stop)
{
    const Result<TimeSteps> steps = timeSteps(database, options);
    if (!steps)
        return tl::unexpected<Error>(steps.error());
    SpanMeasure measure(metric, *steps, options);
    const Result<void> done = run.onlyFilter() != nullptr ? measureAll(database, measure, stop)
                                                          : measureSets(database, run, measure, stop);
    if (!done)
        return tl::unexpected<Error>(done.error());
    return measure.result();
}

} // namespace tailrace
