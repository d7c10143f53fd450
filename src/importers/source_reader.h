// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads all of one input into a sink: a file, each file of a folder, each member of an archive and of archives in it.
// Every one of them is peeled of its compression and recognised by its content. What holds no trace is passed over and
// named in the report. One thread; blocks until done.

#include "importers/archive_stream.h"
#include "importers/byte_stream.h"
#include "importers/cache_span_sink.h"
#include "importers/importer.h"
#include "importers/input_list.h"
#include "model/base/progress.h"
#include "model/base/result.h"
#include "model/cache/import_report.h"
#include "model/trace/table_mapping.h"

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tailrace {

class SourceReader
{
public:
    /// How the reader gets at what it does not have itself.
    struct Hooks {
        std::function<Result<CacheSpanSink*>()> openSink; ///< called once, as soon as there is something to read
        std::function<std::optional<std::string>(const FileIdentity&)> hashFile;
        const std::vector<TableMapping>* mappings = nullptr; ///< what the user said of tables
    };
    /// Archives in archives are opened down to here.
    static constexpr int kMaxArchiveDepth = 3;
    /// Files of one input; what comes behind them is left out, and said.
    static constexpr std::size_t kMaxMembers = kMaxFolderFiles;

    /// `hashes`: one a file of the list, empty where it is not known; filled in while reading. All must outlive the
    /// reader.
    SourceReader(const InputList& list, std::vector<std::string>& hashes, ImportReport& report, Progress& progress,
                 std::stop_token stop, Hooks hooks);

    /// Fails if nothing was read: with the reason of a single file, or for all of a folder or an archive; with
    /// Cancelled; and with what openSink failed with.
    [[nodiscard]] Result<void> read();
    /// False if something ended early or was refused by the system, so that another try may bring more.
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

private:
    struct Opening;

    [[nodiscard]] Result<void> readFile(std::size_t index);
    [[nodiscard]] Result<void> readOpened(const std::string& name, Opening& opening, OpenedInput& opened,
                                          int depth);
    [[nodiscard]] Result<void> readArchive(const std::string& name, OpenedInput& opened, ArchiveKind kind,
                                           int depth);
    [[nodiscard]] Result<void> readMember(const std::string& name, ArchiveReader& archive,
                                          const OpenedInput& opened, int depth);
    [[nodiscard]] Result<void> readTraces(const std::string& name, const Importer& importer, Opening& opening,
                                          OpenedInput& opened);
    [[nodiscard]] Result<void> passOver(const std::string& name, MemberReport::State state, const Error& why);
    [[nodiscard]] Result<void> endArchive(OpenedInput& opened);
    void endEarly(ProblemCode code, const Error& error);
    [[nodiscard]] bool isKnown(std::size_t index);
    void describe(const std::string& name, const std::string& hash, std::uint64_t bytes);
    void report(const Opening& opening);
    [[nodiscard]] std::string pathOf(const std::string& name) const;
    [[nodiscard]] std::string format() const;
    [[nodiscard]] Error nothingRead() const;

    const InputList& m_list;
    std::vector<std::string>& m_hashes;
    ImportReport& m_report;
    Progress& m_progress;
    std::stop_token m_stop;
    Hooks m_hooks;
    CacheSpanSink* m_sink = nullptr;
    std::string m_container;                      // "zip", "tar (gzip)", "folder"; empty for a single file
    std::vector<std::string> m_formats;           // met so far
    std::map<std::string, std::string> m_read;    // content hash → name
    std::map<std::uint64_t, std::size_t> m_sizes; // of files read so far → one of them
    std::optional<Error> m_firstFailure;
    bool m_isWhole = true;
};

} // namespace tailrace
