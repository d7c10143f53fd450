// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/command.h"
#include "commands/sources.h"
#include "commands/terminal_text.h"
#include "commands/text_layout.h"
#include "model/base/format.h"
#include "model/base/json_writer.h"

#include <algorithm>
#include <charconv>

namespace tailrace {

namespace {

constexpr std::size_t kMembersListed = 30; // of one folder or archive; the JSON lists all
constexpr std::size_t kMembersNamed = 3;

/// An input of which nothing could be read, in the shape of the others.
struct FailedInput {
    std::string path;
    std::int64_t line = -1;
    std::string message;
};

/// Errors name "path" or "path:line".
FailedInput failedInput(const Error& error, const std::vector<std::string>& inputs)
{
    FailedInput out{error.where, -1, error.message};
    for (const std::string& input : inputs) {
        if (error.where.size() < input.size() + 2 || !error.where.starts_with(input) ||
            error.where[input.size()] != ':')
            continue;
        const char* first = error.where.data() + input.size() + 1;
        const char* last = error.where.data() + error.where.size();
        if (const auto [end, failed] = std::from_chars(first, last, out.line);
            failed == std::errc() && end == last)
            out.path = input;
    }
    return out;
}

void writePlace(JsonWriter& json, Location where)
{
    if (where.line > 0)
        json.key("line").integer(where.line);
    else if (where.offset >= 0)
        json.key("offset").integer(where.offset);
}

std::string_view stateId(MemberReport::State state)
{
    switch (state) {
    case MemberReport::State::Read:
        return "read";
    case MemberReport::State::Partial:
        return "partial";
    case MemberReport::State::PassedOver:
        return "passedOver";
    case MemberReport::State::Unreadable:
        break;
    }
    return "unreadable";
}

/// What a folder or an archive holds.
void writeMembers(JsonWriter& json, const ImportReport& report)
{
    json.key("members").beginArray();
    for (std::size_t i = 0; i < report.members.size(); ++i) {
        const MemberReport& member = report.members[i];
        json.beginObject();
        json.key("path").text(report.pathOf(static_cast<std::int32_t>(i)));
        json.key("state").text(stateId(member.state));
        json.key("format").text(member.format);
        json.key("bytes").unsignedInteger(member.bytes);
        json.key("spans").unsignedInteger(member.spans);
        json.key("problems").unsignedInteger(member.problems);
        if (!member.reason.empty())
            json.key("reason").text(member.reason);
        json.endObject();
    }
    json.endArray();
}

void writeReport(JsonWriter& json, const ImportReport& report)
{
    json.beginObject();
    json.key("path").text(report.path);
    json.key("format").text(report.format);
    json.key("bytes").unsignedInteger(report.bytes);
    json.key("spans").unsignedInteger(report.spans);
    json.key("traces").unsignedInteger(report.traces);
    json.key("services").unsignedInteger(report.services);
    json.key("logs").unsignedInteger(report.logs.kept);
    json.key("duplicates").unsignedInteger(report.duplicates);
    json.key("skipped").unsignedInteger(report.skipped);
    json.key("problems").beginArray();
    for (const ProblemGroup& group : report.problems) {
        json.beginObject();
        writePlace(json, group.samples.empty() ? Location{} : group.samples.front().where);
        if (!group.samples.empty() && group.samples.front().member >= 0)
            json.key("path").text(report.pathOf(group.samples.front().member));
        json.key("count").unsignedInteger(group.count);
        json.key("message").text(group.message());
        json.endObject();
    }
    json.endArray();
    if (!report.members.empty())
        writeMembers(json, report);
    json.endObject();
}

void writeFailed(JsonWriter& json, const FailedInput& failed)
{
    json.beginObject().key("path").text(failed.path).key("format").text("");
    for (const char* key : {"bytes", "spans", "traces", "services", "logs", "duplicates", "skipped"})
        json.key(key).integer(0);
    json.key("problems").beginArray().beginObject();
    writePlace(json, {failed.line, -1});
    json.key("count").integer(1).key("message").text(failed.message);
    json.endObject().endArray().endObject();
}

std::string jsonOf(const Sources& sources, const CacheTotals& totals, const std::vector<std::string>& inputs)
{
    JsonWriter json;
    json.beginObject().key("files").beginArray();
    for (const ImportReport& report : sources.outcome().reports)
        writeReport(json, report);
    for (const Error& error : sources.outcome().failures)
        writeFailed(json, failedInput(error, inputs));
    json.endArray();
    json.key("spans").unsignedInteger(totals.spans);
    json.key("traces").unsignedInteger(totals.traces);
    json.key("services").unsignedInteger(totals.services);
    json.key("cache").text(sources.outcome().temporary ? std::string() : sources.outcome().cacheFile);
    json.endObject();
    return json.take();
}

void addMembers(TextTable& table, const ImportReport& report)
{
    if (report.members.size() > kMembersListed)
        return;
    for (const MemberReport& member : report.members)
        if (member.state <= MemberReport::State::Partial)
            table.add({"  " + terminalText(member.name), member.format, formatBytes(member.bytes),
                       formatCount(member.spans), "", "", formatCount(member.problems)});
}

/// "traces.zip: 12 files read, 2 hold no trace or nothing new (notes.txt, logo.png), 1 not readable (secret.json)".
std::string membersLine(const ImportReport& report)
{
    using State = MemberReport::State;
    if (report.members.empty())
        return {};
    std::string text = terminalText(report.path) + ": " +
                       formatCount(report.memberCount(State::Read) + report.memberCount(State::Partial), "file") +
                       " read";
    const std::pair<State, const char*> others[] = {{State::PassedOver, " passed over"},
                                                    {State::Unreadable, " not readable"}};
    for (const auto& [state, what] : others) {
        if (report.memberCount(state) == 0)
            continue;
        std::string names;
        std::size_t left = report.memberCount(state);
        for (std::size_t i = 0, named = 0; i < report.members.size() && named < kMembersNamed; ++i) {
            if (report.members[i].state != state)
                continue;
            names += (names.empty() ? "" : ", ") + terminalText(report.members[i].name);
            ++named;
            --left;
        }
        text += ", " + formatCount(report.memberCount(state)) + what + " (" + names +
                (left > 0 ? " and " + formatCount(left) + " more" : "") + ")";
    }
    return text + "\n";
}

std::string textOf(const Sources& sources, const CacheTotals& totals, int width)
{
    using Align = TextTable::Align;
    TextTable table(
        {Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right});
    table.add({"FILE", "FORMAT", "SIZE", "SPANS", "TRACES", "SERVICES", "PROBLEMS"});
    std::uint64_t bytes = 0;
    std::string members;
    std::uint64_t logs = 0;
    for (const ImportReport& report : sources.outcome().reports) {
        table.add({terminalText(report.path), report.format, formatBytes(report.bytes), formatCount(report.spans),
                   formatCount(report.traces), formatCount(report.services), formatCount(report.problemCount())});
        addMembers(table, report);
        members += membersLine(report);
        bytes += report.bytes;
        logs += report.logs.kept;
    }
    if (sources.outcome().reports.size() > 1)
        table.add({"together", "", formatBytes(bytes), formatCount(totals.spans), formatCount(totals.traces),
                   formatCount(totals.services), ""});
    std::string text = table.text(width);
    if (!members.empty())
        text += "\n" + members;
    if (logs > 0)
        text += "\nLogs with trace ids, kept with their spans: " + formatCount(logs) + "\n";
    if (sources.outcome().temporary)
        return text + "\nNot kept: the input was a pipe or could not be read whole. --cache FILE keeps it.\n";
    return text + "\nCache: " + terminalText(sources.outcome().cacheFile) + "\n";
}

Exit run(const Arguments& arguments, Output& out)
{
    const Result<Operands> operands = readOperands(arguments, false);
    if (!operands)
        return complainAbout(operands.error());
    const bool asJson = arguments.has("json");
    auto sources = Sources::open(operands->inputs, arguments, asJson ? Summarise::Nothing : Summarise::Everything);
    if (!sources)
        return sources.error();
    const Result<CacheTotals> totals = sources->cache().totals();
    if (!totals)
        return complainAbout(totals.error());
    if (asJson)
        out.stream() << jsonOf(*sources, *totals, operands->inputs) << '\n';
    else
        out.stream() << textOf(*sources, *totals, tableWidth(arguments, out));
    return Exit::Done;
}

} // namespace

const Command& importCommand()
{
    static const Command kCommand{
        "import",
        "SOURCE…",
        "read files into a span cache and say what was found",
        "Reads trace files of any known format, compressed or not, and all of them in\n"
        "folders, zip and tar archives, and stores their spans in a cache. Other commands\n"
        "do so by themselves; this one shows the report: what was read, what was skipped\n"
        "and why. With --cache the cache is a file of yours: a SQLite database that every\n"
        "command takes as a source.\n",
        {kJsonOption},
        run,
    };
    return kCommand;
}

} // namespace tailrace
