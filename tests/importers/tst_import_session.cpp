// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/import_session.h"
#include "importers/importer_registry.h"
#include "model/cache/cache_reader.h"
#include "support/packing.h"
#include "support/support.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <optional>

#include <unistd.h>

using namespace tailrace;
using test::gzip;
namespace fs = std::filesystem;

namespace {

/// One OTLP JSON line with one span. (Apostrophes stand for quotes: moc stumbles over raw strings.)
std::string line(int trace, int span, int parent = 0, const std::string& service = "shop")
{
    const QString parentId = parent == 0 ? QString() : QStringLiteral("%1").arg(parent, 16, 16, QLatin1Char('0'));
    QString text = QStringLiteral("{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':"
                                  "{'stringValue':'%1'}}]},'scopeSpans':[{'spans':[{'traceId':'%2','spanId':'%3',"
                                  "'parentSpanId':'%4','name':'op','kind':2,"
                                  "'startTimeUnixNano':'1700000000000000000',"
                                  "'endTimeUnixNano':'1700000001000000000'}]}]}]}\n")
                       .arg(QString::fromStdString(service))
                       .arg(trace, 32, 16, QLatin1Char('0'))
                       .arg(span, 16, 16, QLatin1Char('0'))
                       .arg(parentId);
    return text.replace(u'\'', u'"').toStdString();
}

Result<ImportOutcome> import(const ImportRequest& request, const std::stop_token& stop = {})
{
    Progress progress;
    return importInputs(request, progress, stop);
}

} // namespace

class TestImportSession : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_temporary->filePath(QStringLiteral("cache")).toUtf8());
    }

    void openingTwiceIsAnsweredFromTheCache()
    {
        const std::string file = write("a.jsonl", line(1, 1) + line(1, 2, 1));
        const ImportOutcome first = import({{file}, {}, false}).value();
        QVERIFY(!first.fromCache);
        QCOMPARE(first.reports.at(0).spans, 2U);
        const ImportOutcome second = import({{file}, {}, false}).value();
        QVERIFY(second.fromCache);
        QCOMPARE(second.cacheFile, first.cacheFile);
        QCOMPARE(second.reports.at(0).spans, 2U);
        QCOMPARE(second.reports.at(0).format, first.reports.at(0).format);
        QVERIFY(!import({{file}, {}, true}).value().fromCache);
    }

    void whoLooksAtACacheInTheMakingSeesItAndItIsKeptWhole()
    {
        std::optional<CacheReader> early;
        ImportRequest request{{write("a.jsonl", line(1, 1) + line(2, 2))}, {}, false};
        request.cacheStarted = [&early](const std::string& path) {
            early.emplace(CacheReader::open(path).value());
            (void)early->totals();
        };
        const ImportOutcome outcome = import(request).value();
        QVERIFY(early.has_value());
        QVERIFY(early->path() != outcome.cacheFile);
        QCOMPARE(early->totals().value().traces, 2U);
        QCOMPARE(CacheReader::open(outcome.cacheFile).value().totals().value().traces, 2U);
        QVERIFY(import({request.inputs, {}, false}).value().fromCache);
    }

    void aCopyUnderAnotherNameIsKnownByItsContent()
    {
        const ImportOutcome first = import({{write("a.jsonl", line(1, 1))}, {}, false}).value();
        const std::string copy = write("copy.txt", line(1, 1));
        const ImportOutcome second = import({{copy}, {}, false}).value();
        QVERIFY(second.fromCache);
        QCOMPARE(second.cacheFile, first.cacheFile);
        QCOMPARE(second.reports.at(0).path, copy);
    }

    void aChangedFileIsReadAgain()
    {
        const std::string file = write("a.jsonl", line(1, 1));
        const ImportOutcome first = import({{file}, {}, false}).value();
        write("a.jsonl", line(1, 3));
        const ImportOutcome second = import({{file}, {}, false}).value();
        QVERIFY(!second.fromCache);
        QVERIFY(second.cacheFile != first.cacheFile);
    }

    void piecesFromSeveralFilesJoin()
    {
        const std::string a = write("a.jsonl", line(1, 2, 1, "db"));
        const std::string b = write("b.jsonl", line(1, 1) + line(1, 2, 1, "db"));
        const ImportOutcome outcome = import({{a, b}, {}, false}).value();
        QCOMPARE(outcome.reports.size(), 2U);
        QCOMPARE(outcome.reports[1].duplicates, 1U);
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, 1U);
        QCOMPARE(reader.loadTrace({0, 1}).value()->depth, (std::vector<std::uint32_t>{0, 1}));
    }

    void oneBrokenFileAmongGoodOnesIsNamed()
    {
        const std::string good = write("a.jsonl", line(1, 1));
        const std::string bad = write("b.txt", "no trace at all\n");
        const ImportOutcome outcome = import({{bad, good}, {}, false}).value();
        QCOMPARE(outcome.reports.size(), 1U);
        QCOMPARE(outcome.failures.size(), 1U);
        QCOMPARE(outcome.failures[0].where, bad);
        // Not all of what was asked for: not kept as if it were.
        QVERIFY(outcome.temporary);
    }

    void whatIsNoTraceIsRefusedWithAReason_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("empty");
        QTest::newRow("blank") << QByteArray("  \n\n ") << QStringLiteral("empty");
        QTest::newRow("text") << QByteArray("hello\n") << QStringLiteral("not a trace");
        QTest::newRow("binary") << QByteArray("\x7f" "ELF\x01\x02\x03\x00\x00\x00\x00\x00", 12)
                                << QStringLiteral("not a trace");
        QTest::newRow("other JSON") << QByteArray("{\"hello\":\"world\"}") << QStringLiteral("JSON, but not");
        QTest::newRow("a number") << QByteArray("123") << QStringLiteral("not a trace");
        QTest::newRow("cut off at once") << QByteArray("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"1")
                                         << QStringLiteral("no span");
    }
    void whatIsNoTraceIsRefusedWithAReason()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const std::string file = write("x.json", content.toStdString());
        const auto outcome = import({{file}, {}, false});
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().text().find(says.toStdString()) != std::string::npos, outcome.error().text().c_str());
        QVERIFY(outcome.error().where.starts_with(file));
        QCOMPARE(leftovers(), QStringList());
    }

    void refusalsNameEveryFormat()
    {
        for (const char* content : {"hello\n", "{\"hello\":\"world\"}"}) {
            const std::string says = describeUnknown(content, true);
            for (const auto& importer : importers())
                QVERIFY2(says.find(importer->info().displayName) != std::string::npos, says.c_str());
        }
    }

    void placesThatCannotBeReadAreNamed()
    {
        const std::string missing = path("missing.json");
        QCOMPARE(import({{missing}, {}, false}).error().code, ErrorCode::NotFound);
        const std::string directory = m_temporary->path().toStdString();
        const auto outcome = import({{directory}, {}, false});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().text().find(directory) != std::string::npos);
    }

    void anUnreadableFileIsNamed()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        const std::string file = write("secret.jsonl", line(1, 1));
        fs::permissions(file, fs::perms::none);
        QCOMPARE(import({{file}, {}, false}).error().code, ErrorCode::Unreadable);
    }

    void aTruncatedGzipKeepsWhatWasThereAndSaysSo()
    {
        std::string text;
        for (int i = 1; i < 2000; ++i)
            text += line(i, i);
        std::string packed = gzip(text);
        packed.resize(packed.size() / 2);
        const ImportOutcome outcome = import({{write("cut.jsonl.gz", packed)}, {}, false}).value();
        const ImportReport& report = outcome.reports.at(0);
        QVERIFY(report.spans > 100 && report.spans < 1999);
        QVERIFY(!report.complete);
        QVERIFY(report.problemCount() > 0);
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().spans, report.spans);
    }

    void aCacheIsPutWhereTheUserWants()
    {
        const std::string file = write("a.jsonl", line(1, 1));
        const std::string cache = path("mine.tailrace");
        QCOMPARE(import({{file}, cache, false}).value().cacheFile, cache);
        // The same content again adds nothing, other content is added.
        const ImportOutcome again = import({{file}, cache, false}).value();
        QCOMPARE(again.reports.at(0).spans, 0U);
        QVERIFY(import({{write("b.jsonl", line(2, 2))}, cache, false}).has_value());
        CacheReader reader = CacheReader::open(cache).value();
        QCOMPARE(reader.totals().value().spans, 2U);
        // A cache is itself something to open.
        const ImportOutcome opened = import({{cache}, {}, false}).value();
        QVERIFY(opened.fromCache);
        QCOMPARE(opened.reports.size(), 2U);
    }

    void aFileThatIsNoCacheIsNotOverwritten()
    {
        const std::string precious = write("precious.txt", std::string(5000, 'p'));
        const auto outcome = import({{write("a.jsonl", line(1, 1))}, precious, false});
        QVERIFY(!outcome);
        QCOMPARE(test::readFile(precious), std::string(5000, 'p'));
    }

    void cancellingLeavesNothingBehind()
    {
        const std::string file = write("a.jsonl", line(1, 1));
        std::stop_source stop;
        stop.request_stop();
        const auto outcome = import({{file}, {}, false}, stop.get_token());
        QVERIFY(!outcome);
        QVERIFY(outcome.error().isCancelled());
        QCOMPARE(leftovers(), QStringList());
        QVERIFY(import({{file}, {}, false}).has_value());
    }

    void progressCountsTheBytesOnDisk()
    {
        std::string text;
        for (int i = 1; i < 500; ++i)
            text += line(i, i);
        const std::string packed = gzip(text);
        Progress progress;
        const ImportRequest request{{write("a.gz", packed), write("b.jsonl", line(1000, 1))}, {}, false};
        QVERIFY(importInputs(request, progress, {}));
        QCOMPARE(progress.bytesTotal.load(), packed.size() + line(1000, 1).size());
        QCOMPARE(progress.bytesDone.load(), progress.bytesTotal.load());
        QCOMPARE(progress.spans.load(), 500U);
        QVERIFY(progress.stage == Stage::Done);
    }

private:
    std::string path(const char* name) { return m_temporary->filePath(QString::fromUtf8(name)).toStdString(); }
    std::string write(const char* name, const std::string& content)
    {
        test::writeFile(path(name), content);
        return path(name);
    }
    /// Caches in the making that nobody removed.
    QStringList leftovers()
    {
        return QDir(m_temporary->filePath(QStringLiteral("cache/tailrace"))).entryList({QStringLiteral("new-*")});
    }

    std::unique_ptr<QTemporaryDir> m_temporary;
};

QTEST_APPLESS_MAIN(TestImportSession)
#include "tst_import_session.moc"
