// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/packing.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <clocale>

namespace tailrace::test {

namespace {

void setFormat(archive* writer, ArchiveForm form)
{
    switch (form) {
    case ArchiveForm::Ustar:
        archive_write_set_format_ustar(writer);
        return;
    case ArchiveForm::Pax:
        archive_write_set_format_pax(writer);
        return;
    case ArchiveForm::Gnu:
        archive_write_set_format_gnutar(writer);
        return;
    case ArchiveForm::Zip:
    case ArchiveForm::StoredZip:
    case ArchiveForm::EncryptedZip:
        archive_write_set_format_zip(writer);
    }
    if (form == ArchiveForm::StoredZip)
        archive_write_zip_set_compression_store(writer);
    if (form == ArchiveForm::EncryptedZip) {
        archive_write_set_options(writer, "zip:encryption=traditional");
        archive_write_set_passphrase(writer, "secret");
    }
}

} // namespace

std::string gzip(const std::string& text, int level)
{
    std::string out(compressBound(text.size()) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string pack(ArchiveForm form, const std::vector<PackedMember>& members)
{
    std::string out;
    std::setlocale(LC_CTYPE, "C.UTF-8"); // names are written as they are only in their own character set
    archive* writer = archive_write_new();
    setFormat(writer, form);
    archive_write_set_bytes_per_block(writer, 0);
    archive_write_open(
        writer, &out, nullptr,
        [](archive*, void* target, const void* data, std::size_t size) {
            static_cast<std::string*>(target)->append(static_cast<const char*>(data), size);
            return static_cast<la_ssize_t>(size);
        },
        nullptr);
    for (const PackedMember& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.c_str());
        archive_entry_set_filetype(entry, member.name.ends_with('/') ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, member.content.data(), member.content.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    std::setlocale(LC_CTYPE, "C");
    return out;
}

} // namespace tailrace::test
