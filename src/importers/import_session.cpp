// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/import_session.h"

#include "importers/byte_stream.h"
#include "importers/cache_span_sink.h"
#include "importers/importer_registry.h"
#include "importers/read_ahead_stream.h"
#include "model/base/hash.h"
#include "model/cache/cache_directory.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"
#include "model/cache/schema.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>

namespace tailrace {

namespace {

bool isCacheFile(const std::string& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        return false;
    char magic[16] = {};
    std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
    return std::string_view(magic, sizeof magic) == std::string_view("SQLite format 3\0", 16);
}

class Session
{
public:
    Session(const ImportRequest& request, Progress& progress, std::stop_token stop)
        : m_request(request)
        , m_progress(progress)
        , m_stop(std::move(stop))
    {
    }

    Result<ImportOutcome> run()
    {
        if (m_request.inputs.empty())
            return failure(ErrorCode::Usage, "nothing to import");
        for (const std::string& input : m_request.inputs)
            if (input != "-" && isCacheFile(input))
                return openCache(input);
        if (m_request.cacheFile.empty()) {
            Result<CacheDirectory> directory = CacheDirectory::user();
            if (!directory)
                return failure(std::move(directory));
            m_directory = std::move(*directory);
            if (std::optional<std::string> kept = keptCache())
                return reopenKept(*kept);
        } else if (isCacheFile(m_request.cacheFile)) {
            for (const std::string& input : m_request.inputs)
                if (const std::optional<FileIdentity> file = identify(input))
                    if (const std::optional<std::string> hash = hashFile(*file))
                        m_knownHashes[input] = *hash;
        }
        return import();
    }

private:
    Result<ImportOutcome> openCache(const std::string& path)
    {
        if (m_request.inputs.size() > 1)
            return failure(ErrorCode::Usage, "a cache is opened by itself, not together with other files", path);
        Result<void> migrated = migrateCache(path);
        if (!migrated)
            return failure(std::move(migrated));
        return reopen(path);
    }

    /// What an existing cache says about itself.
    Result<ImportOutcome> reopen(const std::string& path)
    {
        Result<CacheReader> reader = CacheReader::open(path);
        if (!reader)
            return failure(std::move(reader));
        Result<std::vector<ImportReport>> reports = reader->reports();
        if (!reports)
            return failure(std::move(reports));
        ImportOutcome outcome;
        outcome.cacheFile = path;
        outcome.reports = std::move(*reports);
        outcome.fromCache = true;
        m_progress.stage = Stage::Done;
        return outcome;
    }

    /// The same for one that was kept from an earlier import, perhaps of copies of the files under other names.
    Result<ImportOutcome> reopenKept(const std::string& path)
    {
        Result<ImportOutcome> outcome = reopen(path);
        if (outcome && outcome->reports.size() == m_request.inputs.size())
            for (std::size_t i = 0; i < m_request.inputs.size(); ++i)
                outcome->reports[i].path = m_request.inputs[i];
        return outcome;
    }

    /// The cache of exactly these files' contents, if there is one. Reads a file only if its size was seen before.
    std::optional<std::string> keptCache()
    {
        std::string all;
        for (const std::string& input : m_request.inputs) {
            const std::optional<FileIdentity> file = input == "-" ? std::nullopt : identify(input);
            if (!file || m_request.readAgain)
                return std::nullopt;
            std::optional<std::string> hash = m_directory->knownHash(*file);
            if (!hash && m_directory->sawSize(file->size))
                hash = hashFile(*file);
            if (!hash)
                return std::nullopt;
            m_knownHashes[input] = *hash;
            all += *hash;
        }
        std::optional<std::string> kept = m_directory->find(keyOf(all));
        if (kept && !CacheReader::open(*kept)) {
            removeCacheFile(*kept); // damaged: read the source again
            kept.reset();
        }
        return kept;
    }

    std::optional<std::string> hashFile(const FileIdentity& file)
    {
        ContentHash hash;
        std::ifstream in(file.path, std::ios::binary);
        std::vector<char> buffer(1 << 20);
        while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
            if (m_stop.stop_requested())
                return std::nullopt;
            hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
        }
        if (m_directory)
            m_directory->remember(file, hash.hex());
        return hash.hex();
    }

    /// Names a cache by the hashes of its sources.
    static std::string keyOf(const std::string& hashes)
    {
        if (hashes.size() == 32)
            return hashes;
        ContentHash key;
        key.add(hashes.data(), hashes.size());
        return key.hex();
    }

    Result<ImportOutcome> import()
    {
        const std::string path = m_directory ? m_directory->newFile() : m_request.cacheFile;
        std::error_code ignored;
        const bool existed = std::filesystem::exists(path, ignored);
        Result<void> done = importInto(path);
        const bool nothing = m_outcome.reports.empty();
        if (!done || nothing) {
            if (!existed)
                removeCacheFile(path);
            if (!done)
                return failure(std::move(done));
            return tl::unexpected<Error>(m_outcome.failures.front());
        }
        Result<void> settled = settleLogs(path);
        if (!settled)
            return failure(std::move(settled));
        return keep(path);
    }

    /// Which logs have their traces here is known only now: a later input may have brought the spans.
    Result<void> settleLogs(const std::string& path)
    {
        if (!m_hasLogs)
            return {};
        Result<CacheReader> reader = CacheReader::open(path);
        if (!reader)
            return failure(std::move(reader));
        Result<std::vector<ImportReport>> stored = reader->reports();
        if (!stored)
            return failure(std::move(stored));
        for (ImportReport& report : m_outcome.reports)
            for (const ImportReport& other : *stored)
                if (report.format == other.format && report.contentHash == other.contentHash)
                    report.logs = other.logs;
        for (ImportReport& report : m_outcome.reports)
            report.tellOfLogs();
        return {};
    }

    Result<void> importInto(const std::string& path)
    {
        Result<CacheWriter> writer = CacheWriter::open(path);
        if (!writer)
            return failure(std::move(writer));
        for (const std::string& input : m_request.inputs)
            if (const std::optional<FileIdentity> file = identify(input))
                m_progress.bytesTotal += file->size;
        for (const std::string& input : m_request.inputs) {
            Result<void> done = importOne(*writer, input);
            if (done)
                continue;
            const ErrorCode code = done.error().code;
            if (code == ErrorCode::Cancelled || code == ErrorCode::DiskFull || code == ErrorCode::Busy ||
                code == ErrorCode::Internal)
                return done;
            m_outcome.failures.push_back(std::move(done.error()));
        }
        return {};
    }

    Result<void> importOne(CacheWriter& writer, const std::string& input)
    {
        if (const auto known = m_knownHashes.find(input); known != m_knownHashes.end() && !m_request.readAgain) {
            const Result<bool> held = writer.holds(known->second);
            if (held && *held) // the same content twice in one request
                return alreadyThere(input, known->second);
        }
        ImportReport report;
        report.path = input;
        m_progress.stage = Stage::Reading;
        // Progress counts over all inputs: what this one reads is added to what the ones before had.
        const std::uint64_t bytesBefore = m_progress.bytesDone;
        ContentHash hash;
        std::stop_source stopReading;
        const std::stop_callback stopToo(m_stop, [&] { stopReading.request_stop(); });
        InputOptions options;
        options.stop = stopReading.get_token();
        options.progress = &m_progress;
        options.hash = &hash;
        Result<OpenedInput> opened = openInput(input, options);
        if (!opened)
            return failure(std::move(opened));
        const Importer* importer = recognise(opened->head, opened->headIsAll);
        if (importer == nullptr)
            return failure(ErrorCode::Unsupported, describeUnknown(opened->head, opened->headIsAll), input);
        report.format = importer->info().displayName;
        if (!opened->compression.empty())
            report.format += " (" + opened->compression + ")";
        Result<BatchBuilder*> builder = writer.begin(input);
        if (!builder)
            return failure(std::move(builder));
        CacheSpanSink sink(**builder, report, m_progress);
        Result<void> read = readAhead(*importer, *opened, sink, stopReading);
        if (!read && read.error().isCancelled()) {
            (void)writer.abandon();
            return read;
        }
        report.bytes = m_progress.bytesDone - bytesBefore;
        report.contentHash = hash.hex();
        if (!read)
            sink.problem(ProblemCode::Truncated, {}, read.error().message);
        return conclude(writer, sink, report, read);
    }

    /// Small inputs are in memory already.
    static Result<void> readAhead(const Importer& importer, OpenedInput& input, SpanSink& sink,
                                  const std::stop_source& stop)
    {
        if (input.headIsAll)
            return importer.read(*input.stream, sink);
        ReadAheadStream ahead(*input.stream, stop);
        return importer.read(ahead, sink);
    }

    Result<void> conclude(CacheWriter& writer, CacheSpanSink& sink, ImportReport& report, const Result<void>& read)
    {
        if (sink.isOpen() && sink.spans() == 0 && sink.logs() == 0 && sink.listedTraces() == 0) {
            for (const ProblemGroup& group : report.problems) {
                if (info(group.code).severity == Severity::Info)
                    continue;
                (void)writer.abandon();
                std::string where = report.path;
                if (!group.samples.empty() && group.samples.front().where.line > 0)
                    where += ":" + std::to_string(group.samples.front().where.line);
                return failure(ErrorCode::Malformed, "no span could be read: " + group.message(), std::move(where));
            }
            for (const ProblemGroup& group : report.problems) {
                if (group.code != ProblemCode::OtherSignal)
                    continue;
                (void)writer.abandon();
                return failure(ErrorCode::Unsupported,
                               report.format + ", but without spans: " + group.samples.front().detail, report.path);
            }
        }
        report.traces = sink.listedTraces(); // finish() adds those with spans
        Result<void> finished = writer.finish(report, read.has_value(), m_progress, m_stop);
        if (!finished)
            return finished;
        report.complete = read.has_value();
        m_hasLogs = m_hasLogs || sink.logs() > 0;
        if (m_directory && read)
            if (const std::optional<FileIdentity> file = identify(report.path))
                m_directory->remember(*file, report.contentHash);
        m_outcome.reports.push_back(std::move(report));
        return {};
    }

    Result<void> alreadyThere(const std::string& input, const std::string& hash)
    {
        ImportReport report;
        report.path = input;
        report.format = "read already";
        report.contentHash = hash;
        report.complete = true;
        report.add(ProblemCode::Note, {}, "the same content was imported before; not read again");
        m_outcome.reports.push_back(std::move(report));
        return {};
    }

    /// Files the finished cache under its content, if all of it is there; otherwise it is for this session only.
    Result<ImportOutcome> keep(const std::string& path)
    {
        m_progress.stage = Stage::Done;
        m_outcome.cacheFile = path;
        if (!m_directory)
            return std::move(m_outcome);
        std::string hashes;
        bool isWhole = m_outcome.failures.empty();
        for (const ImportReport& report : m_outcome.reports) {
            isWhole = isWhole && report.complete && report.path != "-";
            hashes += report.contentHash;
        }
        if (!isWhole) {
            leaseCache(path);
            m_outcome.temporary = true;
            return std::move(m_outcome);
        }
        Result<std::string> kept = m_directory->keep(path, keyOf(hashes));
        if (!kept)
            return failure(std::move(kept));
        m_outcome.cacheFile = *kept;
        return std::move(m_outcome);
    }

    const ImportRequest& m_request;
    Progress& m_progress;
    std::stop_token m_stop;
    std::optional<CacheDirectory> m_directory;
    std::map<std::string, std::string> m_knownHashes;
    ImportOutcome m_outcome;
    bool m_hasLogs = false;
};

} // namespace

Result<ImportOutcome> importInputs(const ImportRequest& request, Progress& progress, const std::stop_token& stop)
{
    return Session(request, progress, stop).run();
}

} // namespace tailrace
