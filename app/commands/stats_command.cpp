// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/query_text.h"
#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "model/base/format.h"
#include "model/base/json_writer.h"
#include "model/query/query_lexer.h"

#include <cmath>

namespace tailrace {

namespace {

bool isOfDurations(const QueryMetric& metric)
{
    return !metric.fields.empty() && typeOf(metric.fields.front()) == QueryType::Duration &&
           metric.function != MetricFunction::Histogram;
}

std::string labelText(const MetricSeries& series)
{
    std::string text;
    for (const NamedValue& label : series.labels)
        text += (text.empty() ? "" : ", ") + label.name + "=" + shownText(label.value);
    return text.empty() ? "all spans" : text;
}

std::string numberText(double value, bool isDuration)
{
    if (std::isnan(value))
        return "–";
    if (isDuration)
        return formatDuration(std::llround(value));
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

void printText(const Query& query, const MetricResult& result, std::ostream& out, int width)
{
    const bool isDuration = isOfDurations(*query.metric);
    out << formatCount(result.spans, "span") << " from " << formatInstantUtc(result.fromNs, 0) << ", steps of "
        << formatDuration(result.stepNs) << "\n\n";
    TextTable table({TextTable::Align::Right, TextTable::Align::Right, TextTable::Align::Left});
    table.add({"WHOLE TIME", "HIGHEST STEP", "SERIES"});
    for (const MetricSeries& series : result.series) {
        double most = series.value;
        bool isFirst = true;
        for (const double step : series.steps) {
            if (std::isnan(step))
                continue;
            most = isFirst ? step : std::max(most, step);
            isFirst = false;
        }
        table.add(
            {numberText(series.value, isDuration), numberText(most, isDuration), terminalText(labelText(series))});
    }
    out << table.text(width);
}

void writeNumber(JsonWriter& json, double value)
{
    if (std::isnan(value))
        json.null();
    else
        json.number(value);
}

void printJson(const MetricResult& result, std::ostream& out)
{
    JsonWriter json;
    json.beginObject();
    json.key("fromNs").decimalText(result.fromNs).key("stepNs").integer(result.stepNs);
    json.key("spans").unsignedInteger(result.spans).key("series").beginArray();
    for (const MetricSeries& series : result.series) {
        json.beginObject().key("labels").beginObject();
        for (const NamedValue& label : series.labels)
            writeQueryValue(json.key(label.name), label.value);
        writeNumber(json.endObject().key("value"), series.value);
        json.key("steps").beginArray();
        for (const double step : series.steps)
            writeNumber(json, step);
        json.endArray().endObject();
        out << json.take();
    }
    json.endArray().endObject();
    out << json.take() << '\n';
}

void printCsv(const MetricResult& result, std::ostream& out)
{
    std::vector<std::string> heading{"startNs"};
    for (const NamedValue& label : result.series.front().labels)
        heading.push_back(label.name);
    heading.emplace_back("value");
    out << csvLine(heading);
    const auto plain = [](double value) {
        return std::isnan(value) ? std::string() : shownText(QueryValue::ofFloat(value));
    };
    for (const MetricSeries& series : result.series)
        for (std::size_t i = 0; i < series.steps.size(); ++i) {
            std::vector<std::string> cells{
                std::to_string(result.fromNs + static_cast<std::int64_t>(i) * result.stepNs)};
            for (const NamedValue& label : series.labels)
                cells.push_back(label.value.isNil() ? std::string() : shownText(label.value));
            cells.push_back(plain(series.steps[i]));
            out << csvLine(cells);
        }
}

Result<MetricOptions> optionsOf(const Arguments& arguments)
{
    MetricOptions options;
    const std::optional<std::string> step = arguments.value("step");
    if (!step)
        return options;
    const auto tokens = readTokens(*step);
    const bool isDuration = tokens && tokens->size() == 2 && tokens->front().value.type == QueryType::Duration &&
                            tokens->front().value.integer > 0;
    if (!isDuration)
        return failure(ErrorCode::Usage, "--step needs a duration like 30s or 5m");
    options.stepNs = tokens->front().value.integer;
    return options;
}

Exit run(const Arguments& arguments, Output& out)
{
    const Result<Operands> operands = readOperands(arguments, false);
    if (!operands)
        return complainAbout(operands.error());
    const Result<Query> query = queryArgument(arguments);
    if (!query)
        return complainAbout(query.error());
    if (!query->metric)
        return complainAbout(
            Error{ErrorCode::Usage, "needs --query with a metric at its end, like '{ } | rate() by (name)'", {}});
    const Result<MetricOptions> options = optionsOf(arguments);
    if (!options)
        return complainAbout(options.error());
    const Result<std::int64_t> limit = arguments.number("limit", INT64_MAX, 0);
    if (!limit)
        return complainAbout(limit.error());
    const bool isPlain = !arguments.has("json") && !arguments.has("csv");
    auto sources =
        Sources::open(operands->inputs, arguments, isPlain ? Summarise::WhatMatters : Summarise::Nothing);
    if (!sources)
        return sources.error();
    Result<QueryEngine> engine = QueryEngine::open(sources->cache().path());
    if (!engine)
        return complainAbout(engine.error());
    Result<MetricResult> result = engine->measure(*query, *options);
    if (!result)
        return complainAbout(result.error());
    const bool isEmpty = result->series.empty();
    if (static_cast<std::int64_t>(result->series.size()) > *limit)
        result->series.resize(static_cast<std::size_t>(*limit));
    if (arguments.has("json"))
        printJson(*result, out.stream());
    else if (arguments.has("csv") && !result->series.empty())
        printCsv(*result, out.stream());
    else if (isPlain && !isEmpty)
        printText(*query, *result, out.stream(), tableWidth(arguments, out));
    if (isEmpty && isPlain)
        complain("no span matches");
    return isEmpty ? Exit::No : Exit::Done;
}

} // namespace

const Command& statsCommand()
{
    static const Command kCommand{
        "stats",
        "SOURCE…",
        "rates, counts and durations of spans over time",
        "What the metric at the end of a query yields: rate(), count_over_time(),\n"
        "min_, max_, avg_ and sum_over_time(FIELD), quantile_over_time(FIELD, 0.99),\n"
        "histogram_over_time(FIELD), each with by (FIELD, …) and | topk(N).\n"
        "  tailrace stats -q '{ status = error } | rate() by (resource.service.name)' FILE\n"
        "Durations are ns in JSON and CSV, rates spans a second. Exit code 1 if nothing\n"
        "matches.\n",
        {kQueryOption,
         kJsonOption,
         kCsvOption,
         {"step", "D", "length of a step: 30s, 5m; default: about 60 steps", 0},
         {"limit", "N", "at most N series", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
