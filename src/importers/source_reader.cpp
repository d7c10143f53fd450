// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/source_reader.h"

#include "importers/file_stream.h"
#include "importers/read_ahead_stream.h"
#include "importers/table/table_importer.h"
#include "model/base/format.h"
#include "model/base/hash.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::string_view kHeadOnly = "only the head was looked at";
constexpr std::size_t kFormatsNamed = 3;
constexpr std::size_t kDrainBlock = 64 * 1024;

std::string withCompression(std::string_view format, const OpenedInput& opened)
{
    std::string text(format);
    return opened.compression.empty() ? text : text + " (" + opened.compression + ")";
}

/// Small inputs are in memory already.
Result<void> readAhead(const Importer& importer, OpenedInput& input, SpanSink& sink, const std::stop_source& stop)
{
    if (input.headIsAll)
        return importer.read(*input.stream, sink);
    ReadAheadStream ahead(*input.stream, stop);
    return importer.read(ahead, sink);
}

/// The name of what lies in `outer`, which is the input itself if empty.
std::string joined(const std::string& outer, const std::string& inner)
{
    return outer.empty() ? inner : outer + std::string(kMemberSign) + inner;
}

} // namespace

SourceReader::SourceReader(const InputList& list, std::vector<std::string>& hashes, ImportReport& report,
                           Progress& progress, std::stop_token stop, Hooks hooks)
    : m_list(list)
    , m_hashes(hashes)
    , m_report(report)
    , m_progress(progress)
    , m_stop(std::move(stop))
    , m_hooks(std::move(hooks))
{
    m_hashes.resize(m_list.files.size());
    if (m_list.isFolder)
        m_container = kFolderFormat;
}

Result<void> SourceReader::read()
{
    const std::uint64_t before = m_progress.bytesDone;
    for (const OtherEntry& other : m_list.others) {
        const auto state = other.mayHoldTraces ? MemberReport::State::Unreadable : MemberReport::State::PassedOver;
        m_isWhole = m_isWhole && !other.mayHoldTraces;
        Result<void> passed = passOver(other.name, state, {ErrorCode::Unreadable, other.reason, {}});
        if (!passed)
            return passed;
    }
    for (std::size_t i = 0; i < m_list.files.size(); ++i) {
        Result<void> done = readFile(i);
        if (!done)
            return done;
        if (m_sink != nullptr && !m_sink->isOpen())
            break; // whoever finishes the import learns why
    }
    m_report.format = format();
    m_report.bytes = m_progress.bytesDone - before;
    m_report.contentHash = contentHashOf(m_list, m_hashes);
    if (m_sink == nullptr)
        return tl::unexpected<Error>(nothingRead());
    return {};
}

/// What belongs to a file or member while it is open. Reading ahead uses it from another thread: it is looked at
/// only when that has ended.
struct SourceReader::Opening {
    explicit Opening(const std::stop_token& stop)
        : stopToo(stop, [this] { stopReading.request_stop(); })
    {
        options.stop = stopReading.get_token();
        options.hash = &hash;
        options.note = [this](const std::string& note) { notes.push_back(note); };
    }

    ContentHash hash;
    std::vector<std::string> notes;
    std::stop_source stopReading;
    std::stop_callback<std::function<void()>> stopToo;
    InputOptions options;
};

void SourceReader::report(const Opening& opening)
{
    for (const std::string& note : opening.notes)
        m_report.add(ProblemCode::Note, {}, note);
}

std::string SourceReader::pathOf(const std::string& name) const
{
    if (name.empty())
        return m_list.path;
    return m_list.isFolder ? m_list.path + (m_list.path.ends_with('/') ? "" : "/") + name
                           : joined(m_list.path, name);
}

/// Whether the same content was read from another file of this folder. Looks into files of equal size only.
bool SourceReader::isKnown(std::size_t index)
{
    const InputFile& file = m_list.files[index];
    if (!m_list.isFolder || !file.identity)
        return false;
    const auto [twin, isNew] = m_sizes.try_emplace(file.identity->size, index);
    if (isNew)
        return false;
    if (m_hashes[index].empty())
        m_hashes[index] = m_hooks.hashFile(*file.identity).value_or("");
    return m_read.contains(m_hashes[index]);
}

Result<void> SourceReader::readFile(std::size_t index)
{
    const InputFile& file = m_list.files[index];
    const std::uint64_t size = file.identity ? file.identity->size : 0;
    const std::uint64_t before = m_progress.bytesDone;
    const auto passRest = [&] { m_progress.bytesDone = std::max(m_progress.bytesDone.load(), before + size); };
    if (isKnown(index)) {
        passRest();
        const std::string same = "the same content as " + m_read[m_hashes[index]] + "; not read again";
        return passOver(file.name, MemberReport::State::PassedOver, {ErrorCode::Usage, same, {}});
    }
    Opening opening(m_stop);
    opening.options.progress = &m_progress;
    Result<OpenedInput> opened = openInput(file.path, opening.options);
    if (!opened) {
        if (opened.error().isCancelled() || !m_list.isFolder)
            return failure(std::move(opened));
        m_isWhole = false;
        passRest();
        return passOver(file.name, MemberReport::State::Unreadable, opened.error());
    }
    const std::size_t members = m_report.members.size();
    Result<void> done = readOpened(file.name, opening, *opened, 0);
    if (!done)
        return done;
    report(opening);
    const bool isPassed = m_report.members.size() == members + 1 && m_report.members.back().name == file.name &&
                          m_report.members.back().state >= MemberReport::State::PassedOver;
    if (isPassed && !opened->headIsAll)
        opening.hash.add(kHeadOnly.data(), kHeadOnly.size()); // the rest of it says nothing to us
    m_hashes[index] = opening.hash.hex();
    describe(file.name, m_hashes[index], size);
    if (m_list.isFolder)
        passRest();
    return {};
}

/// Completes what is said of the file or member that was read last, unless it was an archive.
void SourceReader::describe(const std::string& name, const std::string& hash, std::uint64_t bytes)
{
    if (m_report.members.empty() || m_report.members.back().name != name)
        return;
    MemberReport& member = m_report.members.back();
    member.bytes = bytes;
    if (member.state == MemberReport::State::Read) {
        member.contentHash = hash;
        m_read.try_emplace(hash, name);
    }
}

Result<void> SourceReader::readOpened(const std::string& name, Opening& opening, OpenedInput& opened, int depth)
{
    const ArchiveKind kind = archiveKind(opened.head);
    if (kind == ArchiveKind::Zip || kind == ArchiveKind::Tar) {
        if (depth < kMaxArchiveDepth)
            return readArchive(name, opened, kind, depth);
        return passOver(
            name, MemberReport::State::Unreadable,
            {ErrorCode::TooLarge,
             "archives more than " + std::to_string(kMaxArchiveDepth) + " deep in each other are not opened",
             pathOf(name)});
    }
    if (kind != ArchiveKind::None)
        return passOver(
            name, MemberReport::State::Unreadable,
            {ErrorCode::Unsupported,
             "a " + std::string(archiveName(kind)) + " archive, which is not read here; unpack it first",
             pathOf(name)});
    if (opened.head.starts_with("SQLite format 3"))
        return passOver(
            name, MemberReport::State::PassedOver,
            {ErrorCode::Unsupported, "an SQLite database; a Tailrace cache is opened by itself", pathOf(name)});
    const Result<ChosenImporter> chosen = chooseImporter(*m_hooks.mappings, opened.head, opened.headIsAll);
    if (chosen)
        return readTraces(name, *chosen->importer, opening, opened);
    return passOver(name, MemberReport::State::PassedOver,
                    {chosen.error().code, chosen.error().message, pathOf(name)});
}

Result<void> SourceReader::readTraces(const std::string& name, const Importer& importer, Opening& opening,
                                      OpenedInput& opened)
{
    if (m_sink == nullptr) {
        Result<CacheSpanSink*> sink = m_hooks.openSink();
        if (!sink)
            return failure(std::move(sink));
        m_sink = *sink;
    }
    const std::string own = withCompression(importer.info().displayName, opened);
    if (std::find(m_formats.begin(), m_formats.end(), own) == m_formats.end())
        m_formats.push_back(own);
    const std::uint64_t before = m_sink->spans();
    if (!name.empty()) {
        m_report.openMember = static_cast<std::int32_t>(m_report.members.size());
        m_report.members.emplace_back().name = name;
        m_report.members.back().format = own;
    }
    const Result<void> read = readAhead(importer, opened, *m_sink, opening.stopReading);
    if (!read && read.error().isCancelled())
        return read;
    if (!read)
        endEarly(ProblemCode::Truncated, read.error());
    if (!name.empty()) {
        MemberReport& member = m_report.members.back();
        member.spans = m_sink->spans() - before;
        if (!read) {
            member.state = MemberReport::State::Partial;
            member.reason = read.error().message;
        }
    }
    m_report.openMember = -1;
    return {};
}

/// A file that gave nothing: the import fails if that is all there is, else it is named in the report.
Result<void> SourceReader::passOver(const std::string& name, MemberReport::State state, const Error& why)
{
    if (name.empty())
        return tl::unexpected<Error>(why);
    if (!m_firstFailure)
        m_firstFailure = Error{why.code, name + ": " + why.message, m_list.path};
    m_report.openMember = static_cast<std::int32_t>(m_report.members.size());
    MemberReport& member = m_report.members.emplace_back();
    member.name = name;
    member.state = state;
    member.reason = why.message;
    if (state == MemberReport::State::Unreadable) {
        ++m_report.skipped;
        m_progress.problems.fetch_add(1, std::memory_order_relaxed);
    }
    m_report.add(state == MemberReport::State::Unreadable ? ProblemCode::UnreadableMember : ProblemCode::NoTrace,
                 {}, why.message);
    m_report.openMember = -1;
    return {};
}

void SourceReader::endEarly(ProblemCode code, const Error& error)
{
    m_isWhole = false;
    ++m_report.skipped;
    m_progress.problems.fetch_add(1, std::memory_order_relaxed);
    m_report.add(code, {}, error.message);
    if (!m_firstFailure)
        m_firstFailure = error;
}

Result<void> SourceReader::readArchive(const std::string& name, OpenedInput& opened, ArchiveKind kind, int depth)
{
    if (name.empty())
        m_container = withCompression(archiveName(kind), opened);
    ArchiveReader archive(*opened.stream, opened.expansion, pathOf(name));
    while (m_sink == nullptr || m_sink->isOpen()) {
        if (m_stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped", pathOf(name));
        Result<std::optional<ArchiveMember>> member = archive.next();
        if (!member) {
            if (member.error().isCancelled())
                return failure(std::move(member));
            member.error().message = name + (name.empty() ? "" : ": ") + member.error().message;
            endEarly(ProblemCode::Truncated, member.error());
            return {};
        }
        if (!*member)
            return endArchive(opened);
        if ((*member)->isHidden)
            continue;
        const std::string inner = joined(name, (*member)->name);
        if (m_report.members.size() >= kMaxMembers) {
            endEarly(ProblemCode::TooLarge,
                     {ErrorCode::TooLarge,
                      "it holds more than " + formatCount(kMaxMembers, "file") + "; the rest was not read",
                      pathOf(name)});
            return {};
        }
        Result<void> done =
            (*member)->isEncrypted
                ? passOver(inner, MemberReport::State::Unreadable,
                           {ErrorCode::Unsupported, "encrypted; it takes a password to read it", {}})
                : readMember(inner, archive, opened, depth);
        if (!done)
            return done;
    }
    return {};
}

Result<void> SourceReader::readMember(const std::string& name, ArchiveReader& archive, const OpenedInput& opened,
                                      int depth)
{
    Opening opening(m_stop);
    opening.options.within = opened.expansion;
    Result<OpenedInput> inner = openInput(archive.content(), opening.options, pathOf(name));
    if (!inner) {
        if (inner.error().isCancelled())
            return failure(std::move(inner));
        return passOver(name, MemberReport::State::Unreadable, inner.error());
    }
    if (inner->headIsAll) { // then its hash is known before it is read
        if (const auto same = m_read.find(opening.hash.hex()); same != m_read.end())
            return passOver(name, MemberReport::State::PassedOver,
                            {ErrorCode::Usage, "the same content as " + same->second + "; not read again", {}});
    }
    Result<void> done = readOpened(name, opening, *inner, depth + 1);
    if (done) {
        report(opening);
        describe(name, opening.hash.hex(), archive.memberBytes());
    }
    return done;
}

/// Behind the last member may stand an index and padding: they belong to the file, whose hash covers them.
Result<void> SourceReader::endArchive(OpenedInput& opened)
{
    std::vector<char> rest(kDrainBlock);
    for (;;) {
        const Result<std::size_t> got = opened.stream->read(rest.data(), rest.size());
        if (!got && got.error().isCancelled())
            return tl::unexpected<Error>(got.error());
        if (!got)
            endEarly(ProblemCode::Truncated, got.error());
        if (got.value_or(0) == 0)
            return {};
    }
}

/// What is in a folder of everything, the report says file by file.
std::string SourceReader::format() const
{
    if (m_formats.size() > kFormatsNamed)
        return m_container + ": " + std::to_string(m_formats.size()) + " formats";
    std::string text = m_container;
    for (const std::string& format : m_formats)
        text += (&format != &m_formats.front() ? ", " : text.empty() ? "" : ": ") + format;
    return text;
}

Error SourceReader::nothingRead() const
{
    const std::size_t files = m_report.members.size();
    const std::string holder = m_list.isFolder ? "the folder" : "the archive";
    if (files == 0 && !m_firstFailure)
        return {ErrorCode::Unsupported, holder + " holds no files", m_list.path};
    if (files == 0)
        return *m_firstFailure;
    const std::string none = files == 1
                                 ? "the only file in it holds no trace: "
                                 : "none of the " + formatCount(files, "file") + " in it holds a trace, for one, ";
    return {ErrorCode::Unsupported, none + m_firstFailure->message, m_list.path};
}

} // namespace tailrace
