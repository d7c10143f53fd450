// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/find_stage.h"

#include "bench/stopwatch.h"
#include "bench/workload.h"
#include "importers/import_session.h"
#include "model/analysis/trace_search.h"
#include "model/cache/cache_reader.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

namespace tailrace::bench {

namespace {

constexpr double kGoalMs = 100;
constexpr int kRepeats = 3;

/// What is typed, and where the answer lies.
constexpr std::pair<const char*, const char*> kQueries[] = {
    {"name:pay", "find by name"},
    {"duration>1ms status:error", "find by duration and status"},
    {"discounts", "find by word"},
    {"nowhere-to-be-found", "find by word that is nowhere"},
    {"http.request.method=GET", "find by attribute"},
    {"db.system=postgresql status:error", "find by attribute and status"},
    {"no.such.key=1", "find by key that is nowhere"},
};

bool search(const std::string& cacheFile, const SpanTable& table, const char* query, const char* what)
{
    double best = 1e9;
    std::size_t matches = 0;
    for (int i = 0; i < kRepeats; ++i) {
        const Stopwatch watch;
        const Result<SpanMatches> found = searchTrace(cacheFile, table, query);
        best = std::min(best, watch.seconds() * 1000);
        if (!found || found->problem)
            return false;
        matches = found->matches.size();
    }
    std::printf("  %-34s %9.2f ms%s   %zu matches\n", what, best, best > kGoalMs ? "   above the goal" : "",
                matches);
    return best <= kGoalMs;
}

} // namespace

bool runFind(std::uint64_t spans)
{
    const QTemporaryDir folder;
    const std::string source = folder.filePath(QStringLiteral("trace.otlp")).toStdString();
    const std::string cache = folder.filePath(QStringLiteral("trace.tailrace")).toStdString();
    if (!writeWorkload(source, {.traces = 1, .spansPerTrace = spans}, WorkloadFormat::OtlpProto))
        return false;
    Progress progress;
    if (!importInputs({.inputs = {source}, .cacheFile = cache}, progress, {}))
        return false;
    Result<CacheReader> reader = CacheReader::open(cache);
    const auto traces = reader ? reader->traces({}) : Result<std::vector<TraceSummary>>();
    if (!traces || traces->empty())
        return false;
    const Result<SpanTablePtr> table = reader->loadTrace(traces->front().traceId);
    if (!table)
        return false;
    std::printf("%u spans of a cache\n", (*table)->size());
    bool isReached = true;
    for (const auto& [query, what] : kQueries)
        isReached &= search(cache, **table, query, what);
    return isReached;
}

} // namespace tailrace::bench
