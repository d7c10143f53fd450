// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/query_text.h"
#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "model/base/format.h"
#include "model/base/json_writer.h"

#include <climits>

namespace tailrace {

namespace {

/// Writes each span as it comes.
class SpanWriter
{
public:
    SpanWriter(std::ostream& out, const Arguments& arguments, int width, std::vector<std::string> selected)
        : m_out(out)
        , m_asJson(arguments.has("json"))
        , m_asCsv(arguments.has("csv"))
        , m_width(width > 0 ? width : INT_MAX)
        , m_selected(std::move(selected))
    {
        if (m_asJson)
            m_json.beginArray();
    }

    void write(const MatchedSpan& span)
    {
        if (m_asJson)
            writeJson(span);
        else if (m_asCsv)
            writeCsv(span);
        else
            writeText(span);
        ++m_count;
    }

    void end()
    {
        if (!m_asJson)
            return;
        m_json.endArray();
        m_out << m_json.take() << '\n';
    }

    [[nodiscard]] std::int64_t count() const { return m_count; }

private:
    void writeJson(const MatchedSpan& span)
    {
        m_json.beginObject();
        m_json.key("traceId").text(toHex(span.traceId)).key("spanId").text(toHex(span.spanId));
        m_json.key("service").text(span.service).key("name").text(span.name);
        m_json.key("kind").text(name(span.kind)).key("status").text(name(span.status));
        m_json.key("startNs").decimalText(span.startNs).key("durationNs").integer(span.durationNs);
        for (std::size_t i = 0; i < m_selected.size(); ++i)
            writeQueryValue(m_json.key(m_selected[i]), span.selected[i]);
        m_json.endObject();
        m_out << m_json.take();
    }

    void writeCsv(const MatchedSpan& span)
    {
        if (m_count == 0) {
            std::vector<std::string> heading{"traceId", "spanId", "service", "name",
                                             "kind",    "status", "startNs", "durationNs"};
            heading.insert(heading.end(), m_selected.begin(), m_selected.end());
            m_out << csvLine(heading);
        }
        std::vector<std::string> cells{toHex(span.traceId),
                                       toHex(span.spanId),
                                       span.service,
                                       span.name,
                                       std::string(name(span.kind)),
                                       std::string(name(span.status)),
                                       std::to_string(span.startNs),
                                       std::to_string(span.durationNs)};
        for (const QueryValue& value : span.selected)
            cells.push_back(value.isNil() ? std::string() : shownText(value));
        m_out << csvLine(cells);
    }

    void writeText(const MatchedSpan& span)
    {
        if (m_count == 0)
            m_out << cut("TRACE                             SPAN                DURATION  STATUS  SPAN OF",
                         m_width)
                  << '\n';
        std::string line = toHex(span.traceId) + "  " + toHex(span.spanId) + "  " +
                           paddedLeft(formatDuration(span.durationNs), 10) + "  " + padded(name(span.status), 6) +
                           "  " + terminalText(span.service) + " › " + terminalText(span.name);
        for (std::size_t i = 0; i < m_selected.size(); ++i)
            line += "  " + terminalText(m_selected[i]) + "=" + terminalText(shownText(span.selected[i]));
        m_out << cut(line, m_width) << '\n';
    }

    std::ostream& m_out;
    bool m_asJson;
    bool m_asCsv;
    int m_width;
    std::vector<std::string> m_selected;
    JsonWriter m_json;
    std::int64_t m_count = 0;
};

Exit run(const Arguments& arguments, Output& out)
{
    const Result<Operands> operands = readOperands(arguments, false);
    if (!operands)
        return complainAbout(operands.error());
    const Result<Query> query = queryArgument(arguments);
    if (!query)
        return complainAbout(query.error());
    if (query->metric)
        return complainAbout(Error{ErrorCode::Usage, "this query measures; 'tailrace stats' answers it", {}});
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
    SpanWriter writer(out.stream(), arguments, tableWidth(arguments, out), QueryEngine::selectedColumns(*query));
    const Result<void> done = engine->forEachSpan(*query, [&](const MatchedSpan& span) {
        if (writer.count() < *limit)
            writer.write(span);
        return writer.count() < *limit && out.stream().good();
    });
    if (!done)
        return complainAbout(done.error());
    writer.end();
    if (writer.count() > 0 || *limit == 0)
        return Exit::Done;
    if (isPlain)
        complain("no span matches");
    return Exit::No;
}

} // namespace

const Command& spansCommand()
{
    static const Command kCommand{
        "spans",
        "SOURCE…",
        "list the spans that a query finds",
        "One line a span of every matching set, traces in the order of their import. What\n"
        "the query selects (select(.http.url)) is added. Exit code 1 if nothing matches.\n",
        {kQueryOption, kJsonOption, kCsvOption, {"limit", "N", "at most N spans", 0}},
        run,
    };
    return kCommand;
}

} // namespace tailrace
