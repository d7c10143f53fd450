// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What an import says about one source: what was read, what was skipped and why. Stored in the cache, shown
// in the window's report sheet, printed by `import`. Nothing is lost in silence: each dropped, repaired or
// odd thing has a code, a count and a sentence.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

enum class ProblemCode : int {
    BrokenRecord,    ///< a span, line or message that could not be parsed; skipped
    Truncated,       ///< the input ends in the middle of something
    OtherSignal,     ///< logs, metrics and other records that are not spans; skipped
    UnknownRecord,   ///< parsed, but nothing we know; skipped
    IdRewritten,     ///< an id that is not 16/8 bytes; normalised, original kept as attribute
    IdMissing,       ///< no usable trace or span id
    TimeImpossible,  ///< a time outside 64-bit nanoseconds or of the wrong type; taken as unknown
    TimeMissing,     ///< no start or no end was recorded
    EndBeforeStart,  ///< negative length
    WrongType,       ///< a field of another type than the format says; kept as attribute or skipped
    InvalidText,     ///< invalid UTF-8 was replaced
    TooDeep,         ///< attribute values nested deeper than we keep as structure; kept as text
    TooLarge,        ///< one record larger than the limit; skipped
    DuplicateSpan,   ///< exact copy of another span; dropped
    ConflictingSpan, ///< same id, different content; both kept
    OrphanSpan,      ///< parent not in the trace
    ParentCycle,     ///< parents that form a cycle
    DroppedData,     ///< the recorder says that it dropped attributes, events or links
    SummarySpan,     ///< a span that a collector made of many: aggregation.is_summary
    SampledSpan,     ///< a span that stands for more than itself, by its tracestate (ot=th) or SampleRate
    JoinedTrace,     ///< a trace of which another source holds a part
    NoTrace,         ///< a member of a folder or an archive that holds no trace; passed over
    UnreadableMember, ///< a member that may hold a trace and could not be read: encrypted, damaged, no permission
    Note,            ///< worth knowing, nothing lost
};
inline constexpr int kProblemCodes = static_cast<int>(ProblemCode::Note) + 1;

enum class Severity : std::uint8_t { Info, Warning, DataLoss };

struct ProblemInfo {
    std::string_view id;       ///< stable name, "brokenRecord"
    Severity severity;
    std::string_view sentence; ///< what it means for the user
};
[[nodiscard]] const ProblemInfo& info(ProblemCode code);

/// Where in the source (after decompression): a line from 1, or a byte offset from 0; -1 = unknown.
struct Location {
    std::int64_t line = -1;
    std::int64_t offset = -1;
};

struct ProblemSample {
    Location where;
    std::string detail;
    std::int32_t member = -1; ///< of ImportReport::members; -1 = the source itself
};

/// All problems of one code in one source: counted without limit, the first ones kept with details.
struct ProblemGroup {
    static constexpr std::size_t kMaxSamples = 100;
    ProblemCode code = ProblemCode::Note;
    std::uint64_t count = 0;
    std::vector<ProblemSample> samples;

    /// Sentence, with the first sample's detail.
    [[nodiscard]] std::string message() const;
};

/// One file of a folder or of an archive.
struct MemberReport {
    enum class State : int {
        Read,       ///< all of it
        Partial,    ///< it ends early or is damaged: what could be read
        PassedOver, ///< holds no trace, or what another one held already
        Unreadable, ///< nothing of it could be read
    };
    std::string name;        ///< from the source's name on: "dir/file.json", "inner.zip » file.json"
    std::string format;      ///< empty if nothing was read
    std::string contentHash; ///< empty if not all of it was read
    std::string reason;      ///< of any state but Read
    std::uint64_t bytes = 0; ///< as they lie in the folder, or unpacked from the archive
    std::uint64_t spans = 0; ///< read, before copies are dropped
    std::uint64_t problems = 0;
    State state = State::Read;
};

/// Stands between an archive's name and its member's.
inline constexpr std::string_view kMemberSign = " » ";
/// How the format of a source that is a folder begins.
inline constexpr std::string_view kFolderFormat = "folder";

/// Log records with trace ids.
struct LogCounts {
    std::uint64_t kept = 0;
    std::uint64_t copies = 0;          ///< exact copies of others, dropped
    std::uint64_t elsewhere = 0;       ///< kept ones whose traces are not in the cache …
    std::uint64_t elsewhereTraces = 0; ///< … and how many traces these are
};

struct ImportReport {
    std::string path;        ///< as the user named it; "-" for standard input
    std::string format;      ///< "OTLP JSON", …
    std::string contentHash; ///< of the bytes as they lie on disk
    std::uint64_t bytes = 0; ///< as they lie on disk
    std::uint64_t spans = 0; ///< kept
    std::uint64_t traces = 0;
    std::uint64_t services = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t skipped = 0; ///< records that hold or may hold spans and could not be used
    LogCounts logs;            ///< settled only when all inputs were read: see tellOfLogs()
    std::int64_t importedAtNs = 0;
    bool complete = false;
    std::vector<ProblemGroup> problems; ///< ordered by code, only those that occurred
    std::vector<MemberReport> members;  ///< of a folder or an archive, in the order in which they were met
    std::int32_t openMember = -1;       ///< whose problems add() is told of, while it is being read

    void add(ProblemCode code, Location where, std::string detail, std::uint64_t count = 1);
    [[nodiscard]] std::uint64_t problemCount() const;
    /// Members in this state.
    [[nodiscard]] std::size_t memberCount(MemberReport::State state) const;
    /// "traces/", "traces/dir/file.json", "traces.zip » dir/file.json": the member's, or for -1 the source's.
    [[nodiscard]] std::string pathOf(std::int32_t member) const;
    /// Adds what there is to say about `logs`. Not stored: later sources may bring the missing traces.
    void tellOfLogs();
};

} // namespace tailrace
