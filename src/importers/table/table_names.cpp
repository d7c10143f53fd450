// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/table/table_names.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace tailrace {

namespace {

using Role = TableRole;

struct Spelling {
    std::string_view name; ///< lower case, without what separates words
    Role role;
    int rank;
};

constexpr Spelling kSpellings[] = {
    {"traceid", Role::TraceId, 1},
    {"traceuuid", Role::TraceId, 1},
    {"trace", Role::TraceId, 2},
    {"traceidentifier", Role::TraceId, 2},
    {"spanid", Role::SpanId, 1},
    {"spanuuid", Role::SpanId, 1},
    {"spanidentifier", Role::SpanId, 2},
    {"span", Role::SpanId, 2},
    {"id", Role::SpanId, 3},
    {"parentid", Role::ParentId, 1},
    {"parentspanid", Role::ParentId, 1},
    {"spanparentid", Role::ParentId, 1},
    {"parentspan", Role::ParentId, 1},
    {"parentspanuuid", Role::ParentId, 1},
    {"parent", Role::ParentId, 2},
    {"operationname", Role::Name, 1},
    {"spanname", Role::Name, 1},
    {"name", Role::Name, 1},
    {"operation", Role::Name, 1},
    {"opname", Role::Name, 2},
    {"endpointname", Role::Name, 2},
    {"endpoint", Role::Name, 2},
    {"methodname", Role::Name, 2},
    {"method", Role::Name, 3},
    {"interface", Role::Name, 3},
    {"url", Role::Name, 3},
    {"servicename", Role::Service, 1},
    {"service", Role::Service, 1},
    {"servicecode", Role::Service, 2},
    {"microservice", Role::Service, 2},
    {"svc", Role::Service, 2},
    {"applicationname", Role::Service, 2},
    {"appname", Role::Service, 2},
    {"application", Role::Service, 2},
    {"app", Role::Service, 2},
    {"podname", Role::Service, 3},
    {"pod", Role::Service, 3},
    {"cmdbid", Role::Service, 3},
    {"kind", Role::Kind, 1},
    {"spankind", Role::Kind, 1},
    {"spantype", Role::Kind, 2},
    {"type", Role::Kind, 3},
    {"status", Role::Status, 1},
    {"statuscode", Role::Status, 1},
    {"spanstatus", Role::Status, 1},
    {"spanstatuscode", Role::Status, 1},
    {"otelstatuscode", Role::Status, 1},
    {"iserror", Role::Error, 1},
    {"haserror", Role::Error, 1},
    {"error", Role::Error, 1},
    {"errorflag", Role::Error, 1},
    {"failed", Role::Error, 2},
    {"isfailed", Role::Error, 2},
    {"statusmessage", Role::StatusMessage, 1},
    {"statusdescription", Role::StatusMessage, 1},
    {"errormessage", Role::StatusMessage, 2},
    {"errormsg", Role::StatusMessage, 2},
    {"start", Role::Start, 1},
    {"starttime", Role::Start, 1},
    {"startts", Role::Start, 1},
    {"starttimestamp", Role::Start, 1},
    {"startdatetime", Role::Start, 1},
    {"startedat", Role::Start, 1},
    {"startat", Role::Start, 1},
    {"spanstart", Role::Start, 1},
    {"spanstarttime", Role::Start, 1},
    {"begin", Role::Start, 1},
    {"begintime", Role::Start, 1},
    {"timestamp", Role::Start, 2},
    {"datetime", Role::Start, 2},
    {"time", Role::Start, 2},
    {"ts", Role::Start, 2},
    {"epoch", Role::Start, 2},
    {"date", Role::StartDate, 1},
    {"startdate", Role::StartDate, 1},
    {"day", Role::StartDate, 2},
    {"end", Role::End, 1},
    {"endtime", Role::End, 1},
    {"endts", Role::End, 1},
    {"endtimestamp", Role::End, 1},
    {"enddatetime", Role::End, 1},
    {"endedat", Role::End, 1},
    {"endat", Role::End, 1},
    {"spanend", Role::End, 1},
    {"spanendtime", Role::End, 1},
    {"finish", Role::End, 1},
    {"finishtime", Role::End, 1},
    {"finishedat", Role::End, 1},
    {"stop", Role::End, 2},
    {"stoptime", Role::End, 2},
    {"duration", Role::Duration, 1},
    {"spanduration", Role::Duration, 1},
    {"durationtime", Role::Duration, 1},
    {"elapsed", Role::Duration, 1},
    {"elapsedtime", Role::Duration, 1},
    {"latency", Role::Duration, 1},
    {"dur", Role::Duration, 1},
    {"responsetime", Role::Duration, 2},
    {"timetaken", Role::Duration, 2},
    {"rt", Role::Duration, 2},
};

constexpr std::pair<std::string_view, TimeUnit> kUnitWords[] = {
    {"nanoseconds", TimeUnit::Nanoseconds},
    {"nanosecond", TimeUnit::Nanoseconds},
    {"nanos", TimeUnit::Nanoseconds},
    {"nano", TimeUnit::Nanoseconds},
    {"ns", TimeUnit::Nanoseconds},
    {"microseconds", TimeUnit::Microseconds},
    {"microsecond", TimeUnit::Microseconds},
    {"micros", TimeUnit::Microseconds},
    {"micro", TimeUnit::Microseconds},
    {"usec", TimeUnit::Microseconds},
    {"us", TimeUnit::Microseconds},
    {"\u00b5s", TimeUnit::Microseconds},
    {"\u03bcs", TimeUnit::Microseconds},
    {"milliseconds", TimeUnit::Milliseconds},
    {"millisecond", TimeUnit::Milliseconds},
    {"millis", TimeUnit::Milliseconds},
    {"milli", TimeUnit::Milliseconds},
    {"msec", TimeUnit::Milliseconds},
    {"ms", TimeUnit::Milliseconds},
    {"seconds", TimeUnit::Seconds},
    {"second", TimeUnit::Seconds},
    {"secs", TimeUnit::Seconds},
    {"sec", TimeUnit::Seconds},
    {"s", TimeUnit::Seconds},
};

/// Members that only wrap others: "context.trace_id" is what "trace_id" is.
constexpr std::string_view kWrappers[] = {"span",   "trace",   "context", "spancontext", "resource", "attributes",
                                          "attrs",  "process", "otel",    "dd",          "data",     "fields",
                                          "source", "event",   "tags",    "meta",        "metadata", "references"};

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isWordCharacter(char c)
{
    return isUpper(c) || isLower(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// "StartTimeUnixNano", "start_time.unix-nano" as start, time, unix, nano; "TraceID" as trace, id.
std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> words;
    bool atStart = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (!isWordCharacter(c)) {
            atStart = true;
            continue;
        }
        const bool afterLower = i > 0 && !isUpper(text[i - 1]);
        const bool beforeLower = i + 1 < text.size() && isLower(text[i + 1]);
        if (atStart || (isUpper(c) && (afterLower || beforeLower)))
            words.emplace_back();
        words.back() += isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
        atStart = false;
    }
    return words;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text += word;
    return text;
}

const Spelling* find(std::string_view text)
{
    const auto* const found = std::find_if(std::begin(kSpellings), std::end(kSpellings),
                                           [&](const Spelling& each) { return each.name == text; });
    return found == std::end(kSpellings) ? nullptr : found;
}

bool isTime(Role role)
{
    return role == Role::Start || role == Role::End || role == Role::Duration;
}

std::optional<TimeUnit> unitOfWord(std::string_view word)
{
    for (const auto& [name, unit] : kUnitWords)
        if (name == word)
            return unit;
    return std::nullopt;
}

/// A time with its unit behind it, as a word of its own or grown together with the name.
TableNameMeaning timeWithUnit(std::vector<std::string> words)
{
    std::optional<TimeUnit> unit;
    if (words.size() > 1 && (unit = unitOfWord(words.back())))
        words.pop_back();
    while (words.size() > 1 && (words.back() == "unix" || words.back() == "epoch" || words.back() == "in"))
        words.pop_back();
    std::string name = joined(words);
    if (const Spelling* known = unit ? find(name) : nullptr; known != nullptr && isTime(known->role))
        return {known->role, known->rank, unit};
    if (unit)
        return {};
    for (const auto& [suffix, itsUnit] : kUnitWords) {
        if (suffix.size() < 2 || !name.ends_with(suffix))
            continue;
        std::string_view rest = std::string_view(name).substr(0, name.size() - suffix.size());
        if (rest.ends_with("unix"))
            rest.remove_suffix(4);
        if (const Spelling* known = find(rest); known != nullptr && isTime(known->role))
            return {known->role, known->rank, itsUnit};
    }
    if (const Spelling* known = find(name); known != nullptr && isTime(known->role))
        return {known->role, known->rank, std::nullopt};
    return {};
}

TableNameMeaning meaningOfPart(std::string_view part)
{
    const std::vector<std::string> words = wordsOf(part);
    if (const Spelling* known = find(joined(words)))
        return {known->role, known->rank, std::nullopt};
    return timeWithUnit(words);
}

} // namespace

TableNameMeaning meaningOfName(std::string_view column)
{
    for (;;) {
        const TableNameMeaning meaning = meaningOfPart(column);
        if (meaning.role != Role::Attribute)
            return meaning;
        const std::size_t point = column.find('.');
        if (point == std::string_view::npos)
            return {};
        const std::string wrapper = joined(wordsOf(column.substr(0, point)));
        if (std::find(std::begin(kWrappers), std::end(kWrappers), wrapper) == std::end(kWrappers))
            return {};
        column.remove_prefix(point + 1);
    }
}

} // namespace tailrace
