// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/sources.h"

#include "commands/import_watch.h"
#include "importers/table/table_mapping_text.h"
#include "model/base/format.h"
#include "model/cache/cache_directory.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tailrace {

namespace {

constexpr std::size_t kMaxProblemLines = 10;

bool isTraceId(const std::string& word)
{
    const bool isHex = word.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    std::error_code ignored;
    return isHex && (word.size() == 16 || word.size() == 32) && !std::filesystem::exists(word, ignored);
}

std::string problemLine(const ImportReport& report, const ProblemGroup& group)
{
    std::string text = report.pathOf(group.samples.empty() ? -1 : group.samples.front().member);
    if (!group.samples.empty() && group.samples.front().where.line > 0)
        text.append(1, ':').append(std::to_string(group.samples.front().where.line));
    else if (!group.samples.empty() && group.samples.front().where.offset >= 0)
        text += ", byte " + formatCount(static_cast<std::uint64_t>(group.samples.front().where.offset));
    text += ": " + group.message();
    return group.count > 1 ? text + " (" + formatCount(group.count) + " in all)" : text;
}

void summariseProblems(const ImportOutcome& outcome, Summarise which)
{
    std::size_t lines = 0;
    for (const ImportReport& report : outcome.reports) {
        for (const ProblemGroup& group : report.problems) {
            if (which == Summarise::Nothing ||
                (which == Summarise::WhatMatters && info(group.code).severity == Severity::Info))
                continue;
            if (++lines <= kMaxProblemLines)
                complain(problemLine(report, group));
        }
    }
    if (lines > kMaxProblemLines)
        complain("… and " + formatCount(lines - kMaxProblemLines, "more problem") +
                 "; 'tailrace import --json' lists all");
}

/// --map: a mapping, or the file it stands in.
Result<std::vector<TableMapping>> readMappings(const Arguments& arguments)
{
    const std::optional<std::string> text = arguments.value("map");
    if (!text)
        return std::vector<TableMapping>();
    std::error_code ignored;
    const bool isFile = text->ends_with(".json") || std::filesystem::is_regular_file(*text, ignored);
    std::string content = *text;
    if (isFile) {
        std::ifstream file(*text, std::ios::binary);
        if (!file)
            return failure(ErrorCode::Unreadable, std::string("cannot be read: ") + std::strerror(errno), *text);
        content.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    Result<TableMapping> mapping = parseTableMapping(content);
    if (!mapping)
        return failure(ErrorCode::Usage, mapping.error().message, isFile ? *text : "--map");
    if (const std::vector<TableRole> missing = mapping->missing(); !missing.empty())
        return failure(ErrorCode::Usage, "names no column for " + std::string(name(missing.front())),
                       isFile ? *text : "--map");
    return std::vector<TableMapping>{std::move(*mapping)};
}

std::string titleOf(const std::vector<std::string>& inputs)
{
    if (inputs.size() != 1)
        return formatCount(inputs.size(), "source");
    if (inputs.front() == "-")
        return "Standard input";
    const std::filesystem::path path(inputs.front());
    return (path.has_filename() ? path : path.parent_path()).filename().string(); // "folder/" ends in nothing
}

} // namespace

Result<Operands> readOperands(const Arguments& arguments, bool takesTrace)
{
    Operands out;
    out.inputs = arguments.operands();
    if (takesTrace && !out.inputs.empty() && isTraceId(out.inputs.front())) {
        out.trace = parseTraceId(out.inputs.front());
        out.inputs.erase(out.inputs.begin());
    }
    if (const std::optional<std::string> text = arguments.value("trace")) {
        if (out.trace)
            return failure(ErrorCode::Usage, "two trace ids; name one");
        out.trace = parseTraceId(*text);
        if (!out.trace)
            return failure(ErrorCode::Usage, "'" + *text + "' is no trace id: 1 to 32 hex digits");
    }
    if (out.inputs.empty())
        return failure(ErrorCode::Usage, "no source; name a file, or - for standard input");
    if (std::count(out.inputs.begin(), out.inputs.end(), "-") > 1)
        return failure(ErrorCode::Usage, "standard input can be read only once");
    return out;
}

Sources::Sources(CacheReader cache, ImportOutcome outcome, std::string title)
    : m_cache(std::move(cache))
    , m_outcome(std::move(outcome))
    , m_title(std::move(title))
    , m_removeCache(m_outcome.temporary)
{
}

Sources::Sources(Sources&& other) noexcept
    : m_cache(std::move(other.m_cache))
    , m_outcome(std::move(other.m_outcome))
    , m_title(std::move(other.m_title))
    , m_removeCache(std::exchange(other.m_removeCache, false))
{
}

Sources::~Sources()
{
    if (m_removeCache)
        removeCacheFile(m_outcome.cacheFile);
}

tl::expected<Sources, Exit> Sources::open(const std::vector<std::string>& inputs, const Arguments& arguments,
                                          Summarise summarise)
{
    ImportRequest request;
    request.inputs = inputs;
    request.cacheFile = arguments.value("cache").value_or("");
    Result<std::vector<TableMapping>> mappings = readMappings(arguments);
    if (!mappings)
        return tl::unexpected(complainAbout(mappings.error()));
    request.mappings = std::move(*mappings);
    Progress progress;
    Result<ImportOutcome> outcome = [&] {
        const ImportWatch watch(progress, !arguments.has("quiet"));
        return importInputs(request, progress, watch.stopToken());
    }();
    if (!outcome)
        return tl::unexpected(complainAbout(outcome.error()));
    for (const Error& error : outcome->failures)
        complain(error.text());
    summariseProblems(*outcome, arguments.has("quiet") ? Summarise::Nothing : summarise);
    Result<CacheReader> reader = CacheReader::open(outcome->cacheFile);
    if (!reader)
        return tl::unexpected(complainAbout(reader.error()));
    return Sources(std::move(*reader), std::move(*outcome), titleOf(inputs));
}

bool Sources::isSource(const std::string& path, const std::vector<std::string>& inputs) const
{
    std::error_code ignored;
    for (const std::string& input : inputs)
        if (std::filesystem::equivalent(path, input, ignored))
            return true;
    return std::filesystem::equivalent(path, m_outcome.cacheFile, ignored);
}

Result<std::optional<TraceId>> Sources::chooseTrace(std::optional<TraceId> wanted)
{
    if (wanted) {
        Result<TraceSummary> found = m_cache.trace(*wanted);
        if (!found)
            return failure(std::move(found));
        return wanted;
    }
    TraceQuery firstTwo;
    firstTwo.limit = 2;
    Result<std::vector<TraceSummary>> traces = m_cache.traces(firstTwo);
    if (!traces)
        return failure(std::move(traces));
    if (traces->empty())
        return failure(ErrorCode::NotFound, m_title + " holds no traces");
    return traces->size() == 1 ? std::optional(traces->front().traceId) : std::nullopt;
}

Result<void> forEachTrace(CacheReader& cache, TraceQuery query,
                          const std::function<bool(const TraceSummary&)>& each)
{
    constexpr std::int64_t kPage = 10'000;
    std::int64_t left = query.limit < 0 ? INT64_MAX : query.limit;
    while (left > 0) {
        query.limit = std::min(left, kPage);
        Result<std::vector<TraceSummary>> page = cache.traces(query);
        if (!page)
            return failure(std::move(page));
        for (const TraceSummary& trace : *page)
            if (!each(trace))
                return {};
        if (static_cast<std::int64_t>(page->size()) < query.limit)
            return {};
        query.offset += query.limit;
        left -= query.limit;
    }
    return {};
}

} // namespace tailrace
