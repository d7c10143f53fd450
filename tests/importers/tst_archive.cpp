// SPDX-License-Identifier: GPL-3.0-or-later

// zip and tar as inputs, whole and damaged, in compression and in each other, and importing what they hold.

#include "importers/archive_stream.h"
#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "support/packing.h"
#include "support/recording_sink.h"
#include "support/span_line.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <chrono>
#include <random>
#include <thread>

using namespace tailrace;
using test::ArchiveForm;
using test::ChunkStream;
using test::gzip;
using test::pack;
using test::PackedMember;
using test::spanLine;

namespace {

using Form = ArchiveForm;

struct Unpacked {
    std::vector<PackedMember> members;
    std::optional<Error> error;
    std::size_t encrypted = 0;
};

Unpacked unpack(std::string_view bytes, std::size_t chunk = 1 << 20, std::size_t most = 1 << 20)
{
    ChunkStream stream(bytes, chunk);
    auto expansion = std::make_shared<Expansion>();
    expansion->onDisk = bytes.size();
    ArchiveReader archive(stream, expansion, "a");
    Unpacked all;
    for (std::size_t count = 0; count < 100'000; ++count) {
        const Result<std::optional<ArchiveMember>> member = archive.next();
        if (!member)
            all.error = member.error();
        if (!member || !*member)
            return all;
        all.encrypted += (*member)->isEncrypted ? 1 : 0;
        PackedMember& out = all.members.emplace_back();
        out.name = (*member)->name;
        const std::unique_ptr<ByteStream> content = archive.content();
        char buffer[4096];
        while (out.content.size() < most) {
            const Result<std::size_t> got = content->read(buffer, sizeof buffer);
            if (!got && !all.error)
                all.error = got.error();
            if (got.value_or(0) == 0)
                break;
            out.content.append(buffer, *got);
        }
    }
    return all;
}

} // namespace

class TestArchive : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_temporary->filePath(QStringLiteral("cache")).toUtf8());
    }

    void membersComeInOrderWithTheirContent_data()
    {
        QTest::addColumn<int>("form");
        for (const Form form : {Form::Zip, Form::StoredZip, Form::Ustar, Form::Pax, Form::Gnu})
            QTest::addRow("%d", static_cast<int>(form)) << static_cast<int>(form);
    }
    void membersComeInOrderWithTheirContent()
    {
        QFETCH(int, form);
        const bool isTar = form >= static_cast<int>(Form::Ustar);
        const std::string deep =
            std::string(90, 'd') + "/" + std::string(90, 'e') + "/f.json"; // too long for v7 tar
        const std::vector<PackedMember> members{{"dir/", ""},
                                          {"dir/a.json", "hello"},
                                          {deep, std::string(300'000, 'x')},
                                          {"empty", ""},
                                          {"ü€.json", "x"}};
        const std::string bytes = pack(static_cast<Form>(form), members);
        QVERIFY(archiveKind(bytes) == (isTar ? ArchiveKind::Tar : ArchiveKind::Zip));
        for (const std::size_t chunk : {7, 1 << 20}) {
            const Unpacked all = unpack(bytes, chunk);
            QVERIFY2(!all.error, all.error ? all.error->text().c_str() : "");
            QCOMPARE(all.members.size(), 4U);
            for (std::size_t i = 0; i < 4; ++i) {
                QCOMPARE(all.members[i].name, members[i + 1].name);
                QVERIFY(all.members[i].content == members[i + 1].content);
            }
        }
    }

    void otherContentIsNoArchive()
    {
        for (const std::string& content :
             {std::string(), std::string("{}"), std::string(10'240, '\0'), std::string(512, ' '),
              spanLine(1, 1) + spanLine(1, 2) + spanLine(1, 3)})
            QVERIFY(archiveKind(content) == ArchiveKind::None);
    }

    void damageEndsAndKeepsWhatWasBefore()
    {
        std::vector<PackedMember> members;
        for (int i = 0; i < 20; ++i)
            members.push_back({"m" + std::to_string(i), spanLine(1, static_cast<unsigned>(i) + 1)});
        std::mt19937 random(3);
        for (const Form form : {Form::Zip, Form::Pax}) {
            const std::string whole = pack(form, members);
            const Unpacked half = unpack(std::string_view(whole).substr(0, whole.size() / 3 + 100));
            QVERIFY(half.error.has_value());
            QCOMPARE(half.error->code, ErrorCode::Malformed);
            QVERIFY(half.members.size() > 3);
            QCOMPARE(half.members[2].content, members[2].content);
            for (int i = 0; i < 500; ++i) {
                std::string bytes = whole;
                for (int hits = 0; hits < 4; ++hits)
                    bytes[random() % bytes.size()] = static_cast<char>(random());
                QVERIFY(unpack(bytes, 1 + random() % 3000).members.size() < 1000);
            }
        }
    }

    void encryptedMembersAreSaid()
    {
        const Unpacked all = unpack(pack(Form::EncryptedZip, {{"a.json", spanLine(1, 1)}}));
        if (all.members.empty())
            QSKIP("libarchive was built without encryption");
        QCOMPARE(all.encrypted, 1U);
        const std::string both = write(
            "both.zip", pack(Form::Zip, {{"open.json", spanLine(1, 1)},
                                         {"in.zip", pack(Form::EncryptedZip, {{"a.json", spanLine(2, 2)}})}}));
        const ImportReport report = import(both).value().reports.at(0);
        QCOMPARE(report.members.size(), 2U);
        QCOMPARE(report.members[1].name, std::string("in.zip » a.json"));
        QVERIFY(report.members[1].state == MemberReport::State::Unreadable);
        QVERIFY(report.members[1].reason.find("encrypted") != std::string::npos);
    }

    void everyMemberIsPeeledAndRecognised_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("format");
        const std::vector<PackedMember> members{{"dir/a.json", spanLine(1, 2, 1)},
                                          {"notes.txt", "no trace at all\n"},
                                          {"../../etc/b.json", gzip(spanLine(1, 1))},
                                          {"__MACOSX/._a.json", "x"},
                                          {"again.json", spanLine(1, 2, 1)}};
        const auto row = [](const char* name, const std::string& bytes, const char* format) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(format);
        };
        row("zip", pack(Form::Zip, members), "zip: OTLP JSON, OTLP JSON (gzip)");
        row("tar", pack(Form::Pax, members), "tar: OTLP JSON, OTLP JSON (gzip)");
        row("tar.gz", gzip(pack(Form::Gnu, members)), "tar (gzip): OTLP JSON, OTLP JSON (gzip)");
    }
    void everyMemberIsPeeledAndRecognised()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, format);
        const std::string file = write("archive", bytes.toStdString());
        Progress progress;
        const ImportOutcome outcome = importInputs({.inputs = {file}, .cacheFile = {}}, progress, {}).value();
        const ImportReport& report = outcome.reports.at(0);
        QCOMPARE(report.format, format.toStdString());
        QCOMPARE(report.spans, 2U);
        QCOMPARE(report.traces, 1U);
        QCOMPARE(report.bytes, static_cast<std::uint64_t>(bytes.size()));
        QCOMPARE(progress.bytesDone.load(), progress.bytesTotal.load());
        QCOMPARE(report.members.size(), 4U);
        QCOMPARE(report.pathOf(0), file + " » dir/a.json");
        QVERIFY(report.members[1].state == MemberReport::State::PassedOver);
        QCOMPARE(report.members[2].name, std::string("../../etc/b.json"));
        QVERIFY(report.members[3].reason.find("the same content as dir/a.json") != std::string::npos);
        QVERIFY(!outcome.temporary);
        // Known by its content, also under another name.
        QVERIFY(import(write("copy", bytes.toStdString())).value().fromCache);
    }

    void archivesInArchivesAreOpenedToADepth()
    {
        const std::string one = pack(Form::Zip, {{"a.json", spanLine(1, 1)}});
        const std::string two = gzip(pack(Form::Pax, {{"one.zip", one}}));
        const std::string three = pack(Form::Zip, {{"two.tgz", two}});
        const ImportReport report = import(write("three.zip", three)).value().reports.at(0);
        QCOMPARE(report.spans, 1U);
        QCOMPARE(report.members.at(0).name, std::string("two.tgz » one.zip » a.json"));
        const Error tooDeep = import(write("four.zip", pack(Form::Zip, {{"three.zip", three}}))).error();
        QVERIFY2(tooDeep.message.find("deep") != std::string::npos, tooDeep.message.c_str());
    }

    void otherArchivesAreNamed()
    {
        const std::string seven("7z\xBC\xAF\x27\x1C\0\4 and so on", 16);
        QVERIFY(import(write("a.7z", seven)).error().message.find("7z archive") != std::string::npos);
    }

    void damagedArchivesKeepWhatTheyHeldAndAreNotKept()
    {
        std::vector<PackedMember> members;
        for (unsigned i = 1; i <= 50; ++i)
            members.push_back({"m" + std::to_string(i), spanLine(i, i)});
        std::string bytes = pack(Form::Zip, members);
        bytes.resize(bytes.size() / 2);
        const ImportOutcome outcome = import(write("cut.zip", bytes)).value();
        const ImportReport& report = outcome.reports.at(0);
        QVERIFY(report.spans > 5 && report.spans < 50);
        QVERIFY(!report.complete);
        QVERIFY(outcome.temporary);
    }

    void bombsAreRefused()
    {
        // Each member grows within bounds, all of them together do not.
        const std::string bomb = gzip(spanLine(2, 2) + std::string(40 << 20, '\n'));
        std::vector<PackedMember> members{{"good.json", spanLine(1, 1)}};
        for (int i = 0; i < 40; ++i) {
            members.push_back({"bomb" + std::to_string(i), bomb + std::string(static_cast<std::size_t>(i), '\0')});
        }
        const std::string bytes = pack(Form::Zip, members);
        QVERIFY(bytes.size() < 200'000);
        const ImportOutcome outcome = import(write("bomb.zip", bytes)).value();
        QVERIFY(!outcome.reports.at(0).complete);
        QVERIFY(outcome.reports[0].spans >= 1);
        std::string said;
        for (const ProblemGroup& group : outcome.reports[0].problems)
            said += group.message();
        QVERIFY2(said.find("grows more than") != std::string::npos, said.c_str());
    }

    void holesOfSparseFilesAreZeros()
    {
        archive* writer = archive_write_new();
        std::string bytes;
        archive_write_set_format_pax(writer);
        archive_write_open(
            writer, &bytes, nullptr,
            [](archive*, void* target, const void* data, std::size_t size) {
                static_cast<std::string*>(target)->append(static_cast<const char*>(data), size);
                return static_cast<la_ssize_t>(size);
            },
            nullptr);
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, "sparse");
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, 100'000);
        archive_entry_sparse_add_entry(entry, 50'000, 5);
        archive_write_header(writer, entry);
        const std::string content = std::string(50'000, '\0') + "hello" + std::string(49'995, '\0');
        archive_write_data(writer, content.data(), content.size());
        archive_entry_free(entry);
        archive_write_close(writer);
        archive_write_free(writer);
        QVERIFY(bytes.size() < 50'000);
        const Unpacked all = unpack(bytes);
        QVERIFY(!all.error);
        QCOMPARE(all.members.size(), 1U);
        QVERIFY(all.members[0].content == content);
    }

    void tenThousandMembersAreReadInOneGo()
    {
        std::vector<PackedMember> members;
        for (unsigned i = 1; i <= 10'000; ++i)
            members.push_back({"dir/" + std::to_string(i) + ".json", spanLine(i, i)});
        const std::string file = write("many.tar.gz", gzip(pack(Form::Ustar, members)));
        const auto start = std::chrono::steady_clock::now();
        const ImportOutcome outcome = import(file).value();
        QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
        QCOMPARE(outcome.reports.at(0).spans, 10'000U);
        QCOMPARE(outcome.reports[0].members.size(), 10'000U);
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, 10'000U);
        QCOMPARE(reader.reports().value().at(0).members.back().name, std::string("dir/10000.json"));
    }

    void cancellingInsideAnArchiveIsQuick()
    {
        std::mt19937 random(1);
        std::string noise;
        for (int i = 0; i < 6'000'000; ++i)
            noise += static_cast<char>('a' + random() % 20);
        std::vector<PackedMember> members{{"first.json", spanLine(1, 1)}};
        for (int i = 0; i < 10; ++i)
            members.push_back({"noise" + std::to_string(i), noise});
        const std::string file = write("slow.zip", pack(Form::StoredZip, members));
        std::stop_source stop;
        std::chrono::steady_clock::time_point asked;
        std::thread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            asked = std::chrono::steady_clock::now();
            stop.request_stop();
        });
        Progress progress;
        const auto outcome = importInputs({.inputs = {file}, .cacheFile = {}}, progress, stop.get_token());
        const auto answered = std::chrono::steady_clock::now();
        stopper.join();
        if (outcome)
            QSKIP("it was read before it could be stopped");
        QVERIFY(outcome.error().isCancelled());
        QVERIFY(answered - asked < std::chrono::milliseconds(1000)); // 100 ms on a machine with nothing else to do
    }

private:
    std::string write(const char* name, const std::string& content)
    {
        const std::string path = m_temporary->filePath(QString::fromUtf8(name)).toStdString();
        test::writeFile(path, content);
        return path;
    }
    static Result<ImportOutcome> import(const std::string& file)
    {
        Progress progress;
        return importInputs({.inputs = {file}, .cacheFile = {}}, progress, {});
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
};

QTEST_APPLESS_MAIN(TestArchive)
#include "tst_archive.moc"
