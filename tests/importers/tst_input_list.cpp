// SPDX-License-Identifier: GPL-3.0-or-later

// Folders as inputs: what is found in them, and importing all of it.

#include "importers/import_session.h"
#include "importers/input_list.h"
#include "model/cache/cache_reader.h"
#include "support/span_line.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

using namespace tailrace;
using test::spanLine;
namespace fs = std::filesystem;

namespace {

std::string namesOf(const InputList& list)
{
    std::string names;
    for (const InputFile& file : list.files)
        names += file.name + " ";
    return names;
}

Result<ImportOutcome> import(const std::vector<std::string>& inputs, const std::string& cacheFile = {})
{
    Progress progress;
    return importInputs({.inputs = inputs, .cacheFile = cacheFile}, progress, {});
}

} // namespace

class TestInputList : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_temporary->filePath(QStringLiteral("cache")).toUtf8());
        m_folder = m_temporary->filePath(QStringLiteral("in")).toStdString();
        fs::create_directories(m_folder);
    }

    void filesAreInTheOrderOfNamesAndHiddenOnesAreLeftOut()
    {
        for (const char* name : {"b.json", "a/z.json", "a/b/c.json", "c", ".hidden", ".git/config", "a/.x/y"})
            write(name, "{}");
        const InputList list = listInput(m_folder, {}).value();
        QVERIFY(list.isFolder);
        QCOMPARE(namesOf(list), std::string("a/b/c.json a/z.json b.json c "));
        QCOMPARE(list.bytes, 8U);
    }

    void linksAreFollowedAndNothingIsMetTwice()
    {
        write("a/x.json", "{}");
        fs::create_directory_symlink(m_folder, m_folder + "/a/loop");
        fs::create_directory_symlink("a", m_folder + "/0-again");
        fs::create_symlink("x.json", m_folder + "/a/0-same.json");
        fs::create_symlink("self", m_folder + "/self");
        const std::string outside = m_temporary->filePath(QStringLiteral("outside")).toStdString();
        fs::create_directories(outside);
        test::writeFile(outside + "/far.json", "{}");
        fs::create_directory_symlink(outside, m_folder + "/link");
        const InputList list = listInput(m_folder, {}).value();
        QCOMPARE(namesOf(list), std::string("a/x.json link/far.json "));
        QCOMPARE(list.others.size(), 1U);
        QCOMPARE(list.others[0].name, std::string("self"));
    }

    void pipesAreNotOpened()
    {
        write("a.json", spanLine(1, 1));
        QCOMPARE(::mkfifo((m_folder + "/pipe").c_str(), 0600), 0);
        const ImportOutcome outcome = import({m_folder}).value();
        QCOMPARE(outcome.reports.at(0).memberCount(MemberReport::State::PassedOver), 1U);
        QVERIFY(!outcome.temporary);
    }

    void tooManyFilesAreRefused()
    {
        for (int i = 0; i < 11; ++i)
            write(std::to_string(i), "");
        const Result<InputList> list = listInput(m_folder, {}, 10);
        QVERIFY(!list);
        QCOMPARE(list.error().code, ErrorCode::TooLarge);
    }

    void walkingCanBeStopped()
    {
        write("a.json", "{}");
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(listInput(m_folder, stop.get_token()).error().isCancelled());
    }

    void theTracesOfAFolderAreReadAndTheRestIsNamed()
    {
        write("a.jsonl", spanLine(1, 2, 1));
        write("sub/b.jsonl",
              spanLine(1, 1) + "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\n" + spanLine(1, 3));
        write("notes.txt", "no trace at all\n");
        const ImportOutcome outcome = import({m_folder}).value();
        QCOMPARE(outcome.reports.size(), 1U);
        QVERIFY(outcome.failures.empty());
        QVERIFY(!outcome.temporary);
        const ImportReport& report = outcome.reports[0];
        QCOMPARE(report.spans, 3U);
        QCOMPARE(report.traces, 1U);
        QCOMPARE(report.format, std::string("folder: OTLP JSON"));
        QCOMPARE(report.members.size(), 3U);
        QCOMPARE(report.members[1].name, std::string("notes.txt"));
        QVERIFY(report.members[1].state == MemberReport::State::PassedOver);
        QVERIFY(report.members[1].reason.find("not a trace") != std::string::npos);
        const auto broken =
            std::find_if(report.problems.begin(), report.problems.end(),
                         [](const ProblemGroup& g) { return info(g.code).severity == Severity::DataLoss; });
        QVERIFY(broken != report.problems.end());
        QCOMPARE(report.pathOf(broken->samples[0].member), m_folder + "/sub/b.jsonl");
        QCOMPARE(broken->samples[0].where.line, 2);
    }

    void aFolderIsKnownAgainUntilItChanges()
    {
        write("a.jsonl", spanLine(1, 1));
        write("b.txt", std::string(600'000, 'x'));
        const ImportOutcome first = import({m_folder}).value();
        const ImportOutcome second = import({m_folder}).value();
        QVERIFY(second.fromCache);
        QCOMPARE(second.cacheFile, first.cacheFile);
        QCOMPARE(second.reports[0].members.size(), 2U);
        QCOMPARE(second.reports[0].members[0].spans, 1U);
        QCOMPARE(second.reports[0].members[1].reason, first.reports[0].members[1].reason);
        write("c.jsonl", spanLine(2, 2));
        const ImportOutcome third = import({m_folder}).value();
        QVERIFY(!third.fromCache);
        QCOMPARE(third.reports[0].spans, 2U);
        fs::rename(m_folder + "/c.jsonl", m_folder + "/d.jsonl"); // a report with the old name would be wrong
        QVERIFY(!import({m_folder}).value().fromCache);
    }

    void theSameContentTwiceIsReadOnce()
    {
        write("a.jsonl", spanLine(1, 1));
        write("b.jsonl", spanLine(1, 1));
        write("c.jsonl", spanLine(1, 2));
        Progress progress;
        const ImportOutcome outcome = importInputs({.inputs = {m_folder}, .cacheFile = {}}, progress, {}).value();
        const ImportReport& report = outcome.reports[0];
        QCOMPARE(report.duplicates, 0U);
        QCOMPARE(report.spans, 2U);
        QVERIFY(report.members[1].state == MemberReport::State::PassedOver);
        QVERIFY(report.members[1].reason.find("a.jsonl") != std::string::npos);
        QCOMPARE(progress.bytesDone.load(), progress.bytesTotal.load());
    }

    void foldersAndFilesGoTogether()
    {
        write("sub/a.jsonl", spanLine(1, 2, 1));
        write("b.jsonl", spanLine(1, 1));
        const ImportOutcome outcome = import({m_folder + "/sub", m_folder + "/b.jsonl"}).value();
        QCOMPARE(outcome.reports.size(), 2U);
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, 1U);
        // Once more, into a cache that has it: nothing is added.
        const std::string cache = m_temporary->filePath(QStringLiteral("mine.tailrace")).toStdString();
        QVERIFY(import({m_folder}, cache).has_value());
        QCOMPARE(import({m_folder}, cache).value().reports[0].spans, 0U);
    }

    void aFolderWithoutTracesIsRefusedWithAReason()
    {
        QVERIFY(import({m_folder}).error().message.find("holds no files") != std::string::npos);
        write("a.txt", "hello");
        write("b.txt", "world");
        const Error error = import({m_folder}).error();
        QCOMPARE(error.where, m_folder);
        QVERIFY2(error.message.find("none of the 2 files") != std::string::npos, error.message.c_str());
        QVERIFY(error.message.find("a.txt") != std::string::npos);
    }

    void aFileThatMayNotBeReadIsNamedAndTheFolderNotKept()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        write("a.jsonl", spanLine(1, 1));
        write("b.jsonl", spanLine(2, 2));
        fs::permissions(m_folder + "/b.jsonl", fs::perms::none);
        const ImportOutcome outcome = import({m_folder}).value();
        QCOMPARE(outcome.reports[0].memberCount(MemberReport::State::Unreadable), 1U);
        QVERIFY(outcome.temporary);
    }

private:
    void write(const std::string& name, const std::string& content)
    {
        fs::create_directories(fs::path(m_folder + "/" + name).parent_path());
        test::writeFile(m_folder + "/" + name, content);
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
    std::string m_folder;
};

QTEST_APPLESS_MAIN(TestInputList)
#include "tst_input_list.moc"
