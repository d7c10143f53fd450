// SPDX-License-Identifier: GPL-3.0-or-later
// How fast is the import, and how far from what the machine allows? See README.md in this folder.

#include "bench/stages.h"
#include "bench/workload.h"
#include "model/base/heap.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tailrace::bench {

namespace {

namespace fs = std::filesystem;

struct Options {
    WorkloadSize size;
    int runs = 3;
    bool full = false;
    fs::path folder = fs::temp_directory_path();
};

/// What one stage printed, and the peak memory of its process.
struct Measured {
    std::map<std::string, std::string> values;
    double peakBytes = 0;

    [[nodiscard]] double number(const std::string& name) const
    {
        const auto found = values.find(name);
        return found == values.end() ? 0 : std::strtod(found->second.c_str(), nullptr);
    }
};

/// Runs this program again as one stage; ends the benchmark if the stage fails.
Measured runStage(const std::vector<std::string>& arguments, const fs::path& cacheHome)
{
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) {
        std::perror("pipe");
        std::exit(3);
    }
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        setenv("XDG_CACHE_HOME", cacheHome.c_str(), 1);
        std::vector<std::string> copies = {"bench_import", "--stage"};
        copies.insert(copies.end(), arguments.begin(), arguments.end());
        std::vector<char*> pointers;
        for (std::string& copy : copies) {
            pointers.push_back(copy.data());
        }
        pointers.push_back(nullptr);
        execv("/proc/self/exe", pointers.data());
        std::_Exit(127);
    }
    close(ends[1]);
    std::string printed;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;) {
        printed.append(buffer.data(), static_cast<std::size_t>(n));
    }
    close(ends[0]);
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) {
        std::cerr << "bench_import: stage " << arguments.front() << " failed\n";
        std::exit(3);
    }
    Measured measured;
    measured.peakBytes = static_cast<double>(usage.ru_maxrss) * 1024;
    std::istringstream lines(printed);
    for (std::string name, value; lines >> name && std::getline(lines >> std::ws, value);) {
        measured.values[name] = value;
    }
    return measured;
}

/// The fastest of several runs: whatever else the machine does only adds to the time.
void keepFastest(Measured& best, Measured run)
{
    if (best.values.empty() || run.number("seconds") < best.number("seconds")) {
        best = std::move(run);
    }
}

std::string megabytes(double bytes)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.0f MB", bytes / 1e6);
    return text.data();
}

void printRow(const char* name, const Measured& row, double spans, std::optional<double> ratio)
{
    const double seconds = row.number("seconds");
    std::printf("  %-34s %8.3f s %10.0f spans/s  ", name, seconds, spans / seconds);
    ratio ? std::printf("%5.2f x  ", *ratio) : std::printf("         ");
    std::printf("%s\n", megabytes(row.peakBytes).c_str());
}

/// Everything about one workload, in a folder of its own that is removed at the end.
void measure(const Options& options, const WorkloadSize& size)
{
    const fs::path folder = options.folder / ("tailrace-bench-" + std::to_string(getpid()));
    const fs::path cacheHome = folder / "cache";
    fs::create_directories(folder);
    const std::string json = folder / "workload.jsonl";
    const std::string proto = folder / "workload.pb";
    if (!writeWorkload(json, size, WorkloadFormat::OtlpJsonLines) ||
        !writeWorkload(proto, size, WorkloadFormat::OtlpProto)) {
        std::cerr << "bench_import: cannot write to " << folder << '\n';
        std::exit(3);
    }
    const auto spans = static_cast<double>(size.traces * size.spansPerTrace);
    const auto jsonBytes = static_cast<double>(fs::file_size(json));
    const auto protoBytes = static_cast<double>(fs::file_size(proto));
    const auto forget = [&] { fs::remove_all(cacheHome); };

    // All kinds in turn, so that a busy minute of the machine does not hit only one of them.
    Measured fromProto;
    Measured fromJson;
    Measured walk;
    Measured rows;
    for (int i = 0; i < options.runs; ++i) {
        forget();
        keepFastest(fromProto, runStage({"import", proto}, cacheHome));
        forget();
        keepFastest(fromJson, runStage({"import", json}, cacheHome));
        keepFastest(walk, runStage({"walk-json", json}, cacheHome));
        keepFastest(rows, runStage({"insert-rows", fromJson.values.at("cache"), folder / "bare.sqlite"}, cacheHome));
    }
    const Measured again = runStage({"reopen", json}, cacheHome);
    const double limit = std::max(walk.number("seconds"), rows.number("seconds"));

    std::printf("%llu x %llu spans: %s of OTLP JSON, %s of OTLP protobuf; best of %d\n",
                static_cast<unsigned long long>(size.traces), static_cast<unsigned long long>(size.spansPerTrace),
                megabytes(jsonBytes).c_str(), megabytes(protoBytes).c_str(), options.runs);
    std::printf("  %-34s %10s %18s  %7s  %s\n", "", "time", "", "ratio", "peak memory");
    printRow("limit: simdjson over the JSON", walk, walk.number("spans"), {});
    printRow("limit: SQLite, the same rows", rows, spans, {});
    printRow("Tailrace, OTLP JSON", fromJson, fromJson.number("spans"), fromJson.number("seconds") / limit);
    printRow("Tailrace, OTLP protobuf", fromProto, fromProto.number("spans"),
             fromProto.number("seconds") / rows.number("seconds"));
    std::printf("  cache: %s, %.2f of the JSON, %.0f bytes a span\n", megabytes(fromJson.number("bytes")).c_str(),
                fromJson.number("bytes") / jsonBytes, fromJson.number("bytes") / spans);
    std::printf("  open again: %.0f ms; list 100 traces: %.1f ms; load a trace of %.0f spans: %.1f ms\n\n",
                again.number("open") * 1e3, again.number("list") * 1e3, again.number("spans"),
                again.number("load") * 1e3);
    fs::remove_all(folder);
}

int runStageHere(const std::vector<std::string>& arguments)
{
    const std::string& stage = arguments.at(0);
    if (stage == "walk-json") {
        return walkJson(arguments.at(1));
    }
    if (stage == "insert-rows") {
        return insertRows(arguments.at(1), arguments.at(2));
    }
    return stage == "import" ? importFile(arguments.at(1)) : reopen(arguments.at(1));
}

template <class Number>
bool readNumber(const std::string& text, Number& number)
{
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, number).ptr == end && number > 0;
}

int usage(const std::string& why)
{
    std::cerr << "bench_import: " << why
              << "\nusage: bench_import [--traces N] [--spans N] [--runs N] [--folder DIR] [--full]\n";
    return 2;
}

int run(const std::vector<std::string>& arguments)
{
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& name = arguments[i];
        if (name == "--full") {
            options.full = true;
            continue;
        }
        if (i + 1 == arguments.size()) {
            return usage("unknown option, or no value for it: " + name);
        }
        const std::string& value = arguments[++i];
        const bool fine = name == "--traces"   ? readNumber(value, options.size.traces)
                          : name == "--spans"  ? readNumber(value, options.size.spansPerTrace)
                          : name == "--runs"   ? readNumber(value, options.runs)
                          : name == "--folder" ? fs::is_directory(options.folder = value)
                                               : false;
        if (!fine) {
            return usage("cannot use " + name + ' ' + value);
        }
    }
    if (options.full) {
        measure(options, {10'000, 100, options.size.seed});
        measure(options, {1, 1'000'000, options.size.seed});
    } else {
        measure(options, options.size);
    }
    return 0;
}

} // namespace

} // namespace tailrace::bench

int main(int count, char** values)
{
    tailrace::returnFreedMemory(); // as the program does
    const std::vector<std::string> arguments(values + 1, values + count);
    if (arguments.size() > 1 && arguments[0] == "--stage") {
        return tailrace::bench::runStageHere({arguments.begin() + 1, arguments.end()});
    }
    return tailrace::bench::run(arguments);
}
