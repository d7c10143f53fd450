// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/stages.h"
#include "bench/stopwatch.h"
#include "importers/import_session.h"
#include "model/cache/cache_reader.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

namespace tailrace::bench {

namespace {

/// Reads the file once, so that the measured run finds it in the page cache.
void warm(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()))) {
    }
}

Result<ImportOutcome> runImport(const std::string& file)
{
    ImportRequest request;
    request.inputs = {file};
    Progress progress;
    return importInputs(request, progress, std::stop_token());
}

int failed(const Error& error)
{
    std::cerr << error.text() << '\n';
    return 3;
}

} // namespace

int importFile(const std::string& file)
{
    warm(file);
    const Stopwatch watch;
    const Result<ImportOutcome> outcome = runImport(file);
    const double seconds = watch.seconds();
    if (!outcome) {
        return failed(outcome.error());
    }
    if (outcome->fromCache) {
        std::cerr << "a cache was there already\n";
        return 3;
    }
    std::uint64_t spans = 0;
    for (const ImportReport& report : outcome->reports) {
        spans += report.spans;
    }
    std::cout << "seconds " << seconds << "\nspans " << spans << "\ncache " << outcome->cacheFile << "\nbytes "
              << std::filesystem::file_size(outcome->cacheFile) << '\n';
    return 0;
}

int reopen(const std::string& file)
{
    warm(file);
    const Stopwatch opening;
    const Result<ImportOutcome> outcome = runImport(file);
    if (!outcome) {
        return failed(outcome.error());
    }
    if (!outcome->fromCache) {
        std::cerr << "the cache was not used again\n";
        return 3;
    }
    Result<CacheReader> reader = CacheReader::open(outcome->cacheFile);
    if (!reader) {
        return failed(reader.error());
    }
    const double opened = opening.seconds();
    TraceQuery newest;
    newest.limit = 100;
    const Stopwatch listing;
    const auto list = reader->traces(newest);
    const double listed = listing.seconds();
    TraceQuery largest;
    largest.order = TraceOrder::Spans;
    largest.limit = 1;
    const auto top = reader->traces(largest);
    if (!list || !top || top->empty()) {
        std::cerr << "the cache has no traces\n";
        return 3;
    }
    const Stopwatch loading;
    const auto table = reader->loadTrace(top->front().traceId);
    const double loaded = loading.seconds();
    if (!table) {
        return failed(table.error());
    }
    std::cout << "open " << opened << "\nlist " << listed << "\nload " << loaded << "\nspans "
              << top->front().spans << '\n';
    return 0;
}

} // namespace tailrace::bench
