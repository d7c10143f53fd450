// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/archive_stream.h"

#include "model/base/format.h"
#include "model/base/utf8.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <locale.h>

namespace tailrace {

namespace {

constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kTarHeader = 512;
constexpr std::size_t kTarSum = 148; // where the header's checksum stands
constexpr std::size_t kTarSumSize = 8;
constexpr int kMostDamaged = 1000; // unreadable headers in a row

/// A header's checksum is the sum of its bytes, its own field taken as spaces; POSIX.1-2017, pax, "ustar
/// Interchange Format". Old writers summed signed bytes.
bool isTar(std::string_view head)
{
    if (head.size() < kTarHeader || head[0] == '\0')
        return false;
    std::int64_t given = 0;
    bool any = false;
    for (const char c : head.substr(kTarSum, kTarSumSize)) {
        if (c >= '0' && c <= '7') {
            given = given * 8 + (c - '0');
            any = true;
        } else if (any || c != ' ') {
            break;
        }
    }
    std::int64_t plain = 0;
    std::int64_t sign = 0;
    for (std::size_t i = 0; i < kTarHeader; ++i) {
        const char c = i >= kTarSum && i < kTarSum + kTarSumSize ? ' ' : head[i];
        plain += static_cast<unsigned char>(c);
        sign += static_cast<signed char>(c);
    }
    return any && (given == plain || given == sign);
}

std::string nameOf(archive_entry* entry)
{
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr)
        name = archive_entry_pathname(entry);
    std::string text = repairUtf8(name == nullptr ? "" : name);
    while (text.starts_with("./"))
        text.erase(0, 2);
    return text.empty() ? "(no name)" : text;
}

bool isHiddenName(std::string_view name)
{
    if (name.starts_with("__MACOSX/"))
        return true;
    for (std::size_t start = 0; start < name.size();) {
        const std::size_t end = std::min(name.find('/', start), name.size());
        const std::string_view part = name.substr(start, end - start);
        if (part.size() > 1 && part.front() == '.' && part != "..")
            return true;
        start = end + 1;
    }
    return false;
}

/// Makes this thread's character set UTF-8 as long as it lives: libarchive drops names that the current one lacks.
class Utf8Scope
{
public:
    explicit Utf8Scope(locale_t utf8)
        : m_before(utf8 == nullptr ? nullptr : ::uselocale(utf8))
    {
    }
    ~Utf8Scope()
    {
        if (m_before != nullptr)
            ::uselocale(m_before);
    }
    Utf8Scope(const Utf8Scope&) = delete;
    Utf8Scope& operator=(const Utf8Scope&) = delete;

private:
    locale_t m_before;
};

} // namespace

ArchiveKind archiveKind(std::string_view head)
{
    for (const std::string_view magic : {"PK\3\4", "PK\5\6", "PK\7\x08", "PK00PK\3\4"})
        if (head.starts_with(magic))
            return ArchiveKind::Zip;
    if (head.starts_with("7z\xBC\xAF\x27\x1C"))
        return ArchiveKind::SevenZip;
    if (head.starts_with("Rar!\x1A\x07"))
        return ArchiveKind::Rar;
    return isTar(head) ? ArchiveKind::Tar : ArchiveKind::None;
}

std::string_view archiveName(ArchiveKind kind)
{
    switch (kind) {
    case ArchiveKind::Zip:
        return "zip";
    case ArchiveKind::Tar:
        return "tar";
    case ArchiveKind::SevenZip:
        return "7z";
    case ArchiveKind::Rar:
        return "rar";
    case ArchiveKind::None:
        break;
    }
    return "";
}

struct ArchiveReader::Private {
    Private(ByteStream& stream, std::shared_ptr<Expansion> growth, std::string title)
        : in(stream)
        , expansion(std::move(growth))
        , name(std::move(title))
    {
    }
    ~Private()
    {
        archive_read_free(handle);
        if (utf8 != nullptr)
            ::freelocale(utf8);
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    ByteStream& in;
    std::shared_ptr<Expansion> expansion;
    std::string name;
    archive* handle = nullptr;
    locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    std::array<char, kBlock> block{};
    std::uint64_t offset = 0;    // bytes given to libarchive
    std::optional<Error> failed; // of the stream, or ours; stays
    const char* data = nullptr;  // of the current member: what libarchive gave last
    std::size_t dataSize = 0;
    std::uint64_t dataOffset = 0; // its place in the member
    std::uint64_t position = 0;   // handed out
    bool memberEnded = true;

    /// libarchive asks for more bytes.
    static la_ssize_t more(archive* handle, void* self, const void** buffer)
    {
        auto* d = static_cast<Private*>(self);
        const Result<std::size_t> got = d->in.read(d->block.data(), d->block.size());
        if (!got) {
            d->failed = got.error();
            archive_set_error(handle, EIO, "%s", got.error().message.c_str());
            return -1;
        }
        d->offset += *got;
        *buffer = d->block.data();
        return static_cast<la_ssize_t>(*got);
    }

    Error damage(const std::string& what) const
    {
        if (failed)
            return *failed;
        const char* text = archive_error_string(handle);
        return {ErrorCode::Malformed, what + ": " + (text == nullptr ? "no reason given" : text),
                name + ", byte " + formatCount(offset)};
    }

    Result<bool> nextBlock();
    Result<std::size_t> read(char* buffer, std::size_t size);
};

/// Gets the next piece of the member; false at its end.
Result<bool> ArchiveReader::Private::nextBlock()
{
    const void* piece = nullptr;
    std::size_t size = 0;
    la_int64_t place = 0;
    const int result = archive_read_data_block(handle, &piece, &size, &place);
    if (result != ARCHIVE_OK && result != ARCHIVE_EOF) {
        memberEnded = true;
        return tl::unexpected<Error>(damage("the member is damaged"));
    }
    data = static_cast<const char*>(piece);
    dataSize = result == ARCHIVE_EOF ? 0 : size;
    // At the end of a sparse file the place says where its last hole ends.
    dataOffset = std::max<std::uint64_t>(place < 0 ? 0 : static_cast<std::uint64_t>(place), position);
    memberEnded = result == ARCHIVE_EOF;
    return !memberEnded || dataOffset > position;
}

Result<std::size_t> ArchiveReader::Private::read(char* buffer, std::size_t size)
{
    if (failed)
        return tl::unexpected<Error>(*failed);
    std::size_t given = 0;
    while (given == 0 && size > 0) {
        if (position < dataOffset) {
            given = static_cast<std::size_t>(std::min<std::uint64_t>(size, dataOffset - position));
            std::memset(buffer, 0, given);
        } else if (dataSize > 0) {
            given = std::min(size, dataSize);
            std::memcpy(buffer, data, given);
            data += given;
            dataSize -= given;
            dataOffset += given;
        } else {
            if (memberEnded)
                return std::size_t{0};
            const Result<bool> got = nextBlock();
            if (!got)
                return tl::unexpected<Error>(got.error());
        }
    }
    position += given;
    expansion->produced += given;
    if (expansion->isTooMuch()) {
        failed = Error{
            ErrorCode::TooLarge,
            "the archive grows more than " + formatCount(expansion->limit) + " times when it is unpacked", name};
        return tl::unexpected<Error>(*failed);
    }
    return given;
}

/// Forwards to the archive, which knows what its current member is.
class ArchiveReader::Content : public ByteStream
{
public:
    explicit Content(Private& archive)
        : m_archive(archive)
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        return m_archive.read(buffer, size);
    }

private:
    Private& m_archive;
};

ArchiveReader::ArchiveReader(ByteStream& in, std::shared_ptr<Expansion> expansion, std::string name)
    : d(std::make_unique<Private>(in, std::move(expansion), std::move(name)))
{
    d->handle = archive_read_new();
    archive_read_support_format_tar(d->handle);
    archive_read_support_format_zip_streamable(d->handle);
    archive_read_set_format_option(d->handle, "tar", "read_concatenated_archives", "1");
    if (archive_read_open(d->handle, d.get(), nullptr, &Private::more, nullptr) != ARCHIVE_OK)
        d->failed = d->damage("the archive cannot be read");
}

ArchiveReader::~ArchiveReader() = default;

Result<std::optional<ArchiveMember>> ArchiveReader::next()
{
    const Utf8Scope scope(d->utf8);
    d->memberEnded = true;
    d->dataSize = 0;
    for (int damaged = 0; !d->failed && damaged < kMostDamaged;) {
        archive_entry* entry = nullptr;
        const int result = archive_read_next_header(d->handle, &entry);
        if (result == ARCHIVE_EOF)
            return std::nullopt;
        if (result == ARCHIVE_FATAL)
            break;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
            ++damaged;
            continue;
        }
        damaged = 0;
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
            continue;
        d->position = d->dataOffset = 0;
        d->memberEnded = false;
        ArchiveMember member;
        member.name = nameOf(entry);
        member.isEncrypted = archive_entry_is_encrypted(entry) != 0;
        member.isHidden = isHiddenName(member.name);
        return member;
    }
    return tl::unexpected<Error>(d->damage("the archive is damaged"));
}

std::unique_ptr<ByteStream> ArchiveReader::content()
{
    return std::make_unique<Content>(*d);
}

std::uint64_t ArchiveReader::memberBytes() const
{
    return d->position;
}

} // namespace tailrace
