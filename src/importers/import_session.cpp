// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/import_session.h"

#include "importers/cache_span_sink.h"
#include "importers/input_list.h"
#include "importers/source_reader.h"
#include "importers/table/table_mapping_text.h"
#include "model/base/hash.h"
#include "model/cache/cache_directory.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"
#include "model/cache/schema.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

namespace tailrace {

namespace {

/// How long an import into a cache waits for another one before it says that it cannot be.
constexpr auto kWaitForWriter = std::chrono::seconds(5);
constexpr auto kPollWriter = std::chrono::milliseconds(20);

bool isCacheFile(const std::string& path)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        return false;
    char magic[16] = {};
    std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
    return std::string_view(magic, sizeof magic) == std::string_view("SQLite format 3\0", 16);
}

/// One input of the request, and what is known of its content before it is read.
struct Source {
    std::string path; ///< as the user named it
    Result<InputList> list = InputList();
    std::vector<std::string> hashes; ///< one a file of the list; empty = unknown

    [[nodiscard]] bool isKnown() const
    {
        return list && !list->files.empty() && hashes.size() == list->files.size() &&
               std::none_of(list->others.begin(), list->others.end(),
                            [](const OtherEntry& other) { return other.mayHoldTraces; }) &&
               std::none_of(hashes.begin(), hashes.end(), [](const std::string& hash) { return hash.empty(); });
    }
    [[nodiscard]] std::string contentHash() const { return contentHashOf(*list, hashes); }
};

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
        for (const std::string& input : m_request.inputs) {
            m_sources.push_back({input, listInput(input, m_stop), {}});
            if (const Result<InputList>& list = m_sources.back().list; !list && list.error().isCancelled())
                return tl::unexpected<Error>(list.error());
        }
        if (m_request.cacheFile.empty()) {
            Result<CacheDirectory> directory = CacheDirectory::user();
            if (!directory)
                return failure(std::move(directory));
            m_directory = std::move(*directory);
            if (std::optional<std::string> kept = keptCache())
                return reopenKept(*kept);
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

    /// Fills in the hashes of a source's files that are remembered, and where that can be of use, those of others.
    /// Gives up at the first file that cannot be known: the source is read anyway then.
    void learnHashes(Source& source)
    {
        if (!source.list)
            return;
        std::vector<FileIdentity> files;
        for (const InputFile& file : source.list->files) {
            if (!file.identity)
                return;
            files.push_back(*file.identity);
        }
        source.hashes.assign(files.size(), {});
        if (m_directory) {
            const std::vector<std::optional<std::string>> known = m_directory->knownHashes(files);
            for (std::size_t i = 0; i < files.size(); ++i)
                source.hashes[i] = known[i].value_or("");
        }
        std::vector<std::pair<FileIdentity, std::string>> learned;
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (!source.hashes[i].empty())
                continue;
            if (m_directory && !m_directory->sawSize(files[i].size))
                break;
            const std::optional<std::string> hash = hashFile(files[i]);
            if (!hash)
                break;
            source.hashes[i] = *hash;
            learned.emplace_back(files[i], *hash);
        }
        if (m_directory)
            m_directory->remember(learned);
    }

    /// The cache of exactly these inputs' contents, if there is one. Reads a file only if its size was seen before.
    std::optional<std::string> keptCache()
    {
        std::string all;
        for (Source& source : m_sources) {
            if (m_request.readAgain)
                return std::nullopt;
            learnHashes(source);
            if (!source.isKnown())
                return std::nullopt;
            all += source.contentHash();
        }
        std::optional<std::string> kept = m_directory->find(keyOf(all));
        if (!kept)
            return kept;
        const Result<CacheReader> reader = CacheReader::open(*kept);
        if (!reader && reader.error().code == ErrorCode::Malformed) {
            removeCacheFile(*kept); // damaged: read the source again
            kept.reset();
        }
        return kept;
    }

    /// Nothing if it was stopped or cannot be read.
    std::optional<std::string> hashFile(const FileIdentity& file)
    {
        ContentHash hash;
        std::ifstream in(file.path, std::ios::binary);
        if (!in)
            return std::nullopt;
        std::vector<char> buffer(1 << 20);
        while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
            if (m_stop.stop_requested())
                return std::nullopt;
            hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
        }
        return hash.hex();
    }

    /// Names a cache by the hashes of its sources, and by how tables among them were to be read.
    [[nodiscard]] std::string keyOf(std::string hashes) const
    {
        for (const TableMapping& mapping : m_request.mappings)
            hashes += "\n" + jsonText(mapping);
        if (hashes.size() == 32)
            return hashes;
        ContentHash key;
        key.add(hashes.data(), hashes.size());
        return key.hex();
    }

    Result<ImportOutcome> import()
    {
        const std::string path = m_directory ? m_directory->newFile() : m_request.cacheFile;
        Result<void> done = importInto(path);
        if (!done) {
            if (m_directory)
                removeCacheFile(path);
            return failure(std::move(done));
        }
        Result<void> settled = settleLogs(path);
        if (!settled)
            return failure(std::move(settled));
        return keep(path);
    }

    /// Fails if nothing was read, and leaves no new file then.
    Result<void> importInto(const std::string& path)
    {
        Result<CacheWriter> writer = openWriter(path);
        if (!writer)
            return failure(std::move(writer));
        if (m_request.cacheStarted)
            m_request.cacheStarted(path);
        Result<void> done = importAll(*writer);
        if (done && m_outcome.reports.empty())
            done = tl::unexpected<Error>(m_outcome.failures.front());
        if (done)
            writer->settle();
        if (done && m_stop.stop_requested() && writer->wasEmpty())
            done = failure(ErrorCode::Cancelled, "stopped");
        if (!done && writer->wasEmpty())
            writer->discard();
        return done;
    }

    /// Waits a while for another process that writes the same cache.
    Result<CacheWriter> openWriter(const std::string& path)
    {
        const auto giveUp = std::chrono::steady_clock::now() + kWaitForWriter;
        for (;;) {
            const bool mayHoldSome = !m_directory && isCacheFile(path);
            Result<CacheWriter> writer = CacheWriter::open(path);
            if (writer && mayHoldSome)
                for (Source& source : m_sources)
                    learnHashes(source);
            if (writer || writer.error().code != ErrorCode::Busy || std::chrono::steady_clock::now() > giveUp)
                return writer;
            if (m_stop.stop_requested())
                return failure(ErrorCode::Cancelled, "stopped");
            std::this_thread::sleep_for(kPollWriter);
        }
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

    Result<void> importAll(CacheWriter& writer)
    {
        for (const Source& source : m_sources)
            m_progress.bytesTotal += source.list ? source.list->bytes : 0;
        for (Source& source : m_sources) {
            Result<void> done = importOne(writer, source);
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

    Result<void> importOne(CacheWriter& writer, Source& source)
    {
        if (!source.list)
            return tl::unexpected<Error>(source.list.error());
        if (source.isKnown() && !m_request.readAgain) {
            const Result<bool> held = writer.holds(source.contentHash());
            if (held && *held) // the same content twice in one request
                return alreadyThere(source);
        }
        ImportReport report;
        report.path = source.path;
        m_progress.stage = Stage::Reading;
        std::optional<CacheSpanSink> sink;
        SourceReader::Hooks hooks;
        hooks.openSink = [&]() -> Result<CacheSpanSink*> {
            Result<BatchBuilder*> builder = writer.begin(source.path, m_stop);
            if (!builder)
                return failure(std::move(builder));
            return &sink.emplace(**builder, report, m_progress);
        };
        hooks.mappings = &m_request.mappings;
        hooks.hashFile = [this](const FileIdentity& file) { return hashFile(file); };
        SourceReader reader(*source.list, source.hashes, report, m_progress, m_stop, std::move(hooks));
        Result<void> read = reader.read();
        if (!read) {
            if (read.error().isCancelled())
                writer.breakOff();
            else if (sink)
                (void)writer.abandon();
            return read;
        }
        return conclude(writer, *sink, report, source, reader.isWhole());
    }

    Result<void> conclude(CacheWriter& writer, CacheSpanSink& sink, ImportReport& report, const Source& source,
                          bool isWhole)
    {
        if (sink.isOpen() && sink.spans() == 0 && sink.logs() == 0 && sink.listedTraces() == 0) {
            for (const ProblemGroup& group : report.problems) {
                if (info(group.code).severity == Severity::Info)
                    continue;
                (void)writer.abandon();
                std::string where = report.path;
                if (!group.samples.empty()) {
                    const ProblemSample& first = group.samples.front();
                    where = report.pathOf(first.member);
                    if (first.where.line > 0)
                        where += ":" + std::to_string(first.where.line);
                }
                return failure(ErrorCode::Malformed, "no span could be read: " + group.message(),
                               std::move(where));
            }
            for (const ProblemGroup& group : report.problems) {
                if (group.code != ProblemCode::OtherSignal)
                    continue;
                (void)writer.abandon();
                return failure(ErrorCode::Unsupported,
                               report.format + ", but without spans: " + group.samples.front().detail,
                               report.path);
            }
        }
        report.traces = sink.listedTraces(); // finish() adds those with spans
        Result<void> finished = writer.finish(report, isWhole, m_progress, m_stop);
        if (!finished)
            return finished;
        report.complete = isWhole;
        m_hasLogs = m_hasLogs || sink.logs() > 0;
        if (m_directory && isWhole)
            rememberFiles(source);
        m_outcome.reports.push_back(std::move(report));
        return {};
    }

    void rememberFiles(const Source& source)
    {
        std::vector<std::pair<FileIdentity, std::string>> files;
        for (std::size_t i = 0; i < source.list->files.size(); ++i)
            if (const auto& identity = source.list->files[i].identity; identity && !source.hashes[i].empty())
                files.emplace_back(*identity, source.hashes[i]);
        m_directory->remember(files);
    }

    Result<void> alreadyThere(const Source& source)
    {
        ImportReport report;
        report.path = source.path;
        report.format = "read already";
        report.contentHash = source.contentHash();
        report.complete = true;
        report.add(ProblemCode::Note, {}, "the same content was imported before; not read again");
        m_progress.bytesDone += source.list->bytes;
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
            m_outcome.temporary = true;
            return std::move(m_outcome);
        }
        Result<std::string> kept = m_directory->keep(path, keyOf(hashes), m_request.readAgain, m_stop);
        if (!kept && kept.error().code == ErrorCode::Busy) {
            m_outcome.temporary = true;
            return std::move(m_outcome);
        }
        if (!kept)
            return failure(std::move(kept));
        m_outcome.cacheFile = *kept;
        return std::move(m_outcome);
    }

    const ImportRequest& m_request;
    Progress& m_progress;
    std::stop_token m_stop;
    std::optional<CacheDirectory> m_directory;
    std::vector<Source> m_sources;
    ImportOutcome m_outcome;
    bool m_hasLogs = false;
};

} // namespace

Result<ImportOutcome> importInputs(const ImportRequest& request, Progress& progress, const std::stop_token& stop)
{
    return Session(request, progress, stop).run();
}

} // namespace tailrace
