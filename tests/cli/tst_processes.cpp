// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_process.h"
#include "model/cache/cache_directory.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"
#include "support/span_lines.h"
#include "support/support.h"

#include <QDir>
#include <QTest>

#include <filesystem>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr int kTraces = 300;
constexpr int kSpansEach = 10;

} // namespace

class TestProcesses : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_cli = std::make_unique<Cli>(); }

    void importsIntoOneCacheFollowEachOther()
    {
        const QString cache = m_cli->path(QStringLiteral("one.tailrace"));
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 4; ++i)
            processes.push_back(
                m_cli->start({QStringLiteral("import"), QStringLiteral("--cache"), cache, input(i)}));
        for (const auto& process : processes) {
            const CliResult result = Cli::finish(*process);
            QVERIFY2(result.code == 0, qPrintable(result.err));
        }
        for (const char* tail : {"-writer", "-new*"})
            QCOMPARE(beside(QStringLiteral("one.tailrace") + QLatin1String(tail)), QStringList());
        CacheReader reader = CacheReader::open(cache.toStdString()).value();
        const std::vector<ImportReport> reports = reader.reports().value();
        QCOMPARE(reports.size(), 4U);
        for (const ImportReport& report : reports) {
            QVERIFY(report.complete);
            QCOMPARE(report.spans, std::uint64_t{kTraces * kSpansEach});
        }
        QCOMPARE(reader.totals().value().traces, std::uint64_t{4 * kTraces});
        QCOMPARE(reader.totals().value().spans, std::uint64_t{4 * kTraces * kSpansEach});
        for (const TraceSummary& trace : reader.traces({}).value())
            QCOMPARE(trace.spans, std::uint32_t{kSpansEach});
    }

    void theSameFileTwiceIntoOneCacheIsReadOnce()
    {
        const QString cache = m_cli->path(QStringLiteral("one.tailrace"));
        const QStringList words{QStringLiteral("import"), QStringLiteral("--cache"), cache, input(1)};
        const auto first = m_cli->start(words);
        const auto second = m_cli->start(words);
        QCOMPARE(Cli::finish(*first).code, 0);
        QCOMPARE(Cli::finish(*second).code, 0);
        CacheReader reader = CacheReader::open(cache.toStdString()).value();
        QCOMPARE(reader.reports().value().size(), 1U);
        QCOMPARE(reader.totals().value().spans, std::uint64_t{kTraces * kSpansEach});
    }

    void whoCannotWriteSaysWhyAndHarmsNothing()
    {
        const QString cache = m_cli->path(QStringLiteral("busy.tailrace"));
        CacheWriter writer = CacheWriter::open(cache.toStdString()).value();
        const CliResult result =
            m_cli->run({QStringLiteral("import"), QStringLiteral("--cache"), cache, input(1)});
        QCOMPARE(result.code, 3);
        QCOMPARE(result.errorLines().size(), 1);
        QVERIFY2(result.err.contains(cache + QStringLiteral(": another program is writing this cache")),
                 qPrintable(result.err));
        QVERIFY(CacheReader::open(cache.toStdString()).has_value());
        // Reading is not writing.
        QVERIFY(!CacheWriter::open(cache.toStdString()));
        QCOMPARE(m_cli->run({QStringLiteral("import"), cache}).code, 0);
    }

    void theSameFileTwiceAtOnceIsKeptOnce()
    {
        std::vector<std::unique_ptr<QProcess>> processes;
        const QString file = input(1);
        for (int i = 0; i < 4; ++i)
            processes.push_back(m_cli->start({QStringLiteral("import"), QStringLiteral("--json"), file}));
        for (const auto& process : processes) {
            const CliResult result = Cli::finish(*process);
            QVERIFY2(result.code == 0, qPrintable(result.err));
            QCOMPARE(result.json()[QStringLiteral("spans")].toInt(), kTraces * kSpansEach);
        }
        QCOMPARE(beside(QStringLiteral("cache-home/tailrace/*.tailrace")).size(), 1);
        QCOMPARE(beside(QStringLiteral("cache-home/tailrace/new-*")), QStringList());
        const CliResult once = m_cli->run({QStringLiteral("traces"), QStringLiteral("--json"), file});
        QCOMPARE(once.code, 0);
    }

    void makingRoomSparesWhatAnotherProcessReads()
    {
        QCOMPARE(m_cli->run({QStringLiteral("import"), input(1)}).code, 0);
        QCOMPARE(m_cli->run({QStringLiteral("import"), input(2)}).code, 0);
        const QStringList kept = beside(QStringLiteral("cache-home/tailrace/*.tailrace"));
        QCOMPARE(kept.size(), 2);
        const std::string read = m_cli->path(QStringLiteral("cache-home/tailrace/") + kept.front()).toStdString();
        leaseCache(read);
        CacheReader reader = CacheReader::open(read).value();
        m_cli->setEnvironment(QStringLiteral("TAILRACE_CACHE_LIMIT"), QStringLiteral("1"));
        QCOMPARE(m_cli->run({QStringLiteral("import"), input(3)}).code, 0);
        const QStringList left = beside(QStringLiteral("cache-home/tailrace/*.tailrace"));
        QCOMPARE(left.size(), 2); // what is read here, and what was just made
        QVERIFY(left.contains(kept.front()));
        QVERIFY(!left.contains(kept.back()));
        QCOMPARE(reader.totals().value().spans, std::uint64_t{kTraces * kSpansEach});
        QVERIFY(CacheReader::open(read).has_value());
    }

    void aCacheThatIsReadCanBeKept()
    {
        // As a window does that shows traces while they are imported.
        const CacheDirectory directory =
            CacheDirectory::at(m_cli->path(QStringLiteral("kept")).toStdString(), 1'000'000'000).value();
        const std::string made = directory.newFile();
        {
            ImportReport report;
            Progress progress;
            CacheWriter writer = CacheWriter::open(made).value();
            CacheReader reader = CacheReader::open(made).value();
            QVERIFY(writer.begin("x").has_value());
            QCOMPARE(reader.totals().value().spans, 0U);
            QVERIFY(writer.finish(report, true, progress, {}).has_value());
            QCOMPARE(reader.reports().value().size(), 1U);
        }
        const std::string kept = directory.keep(made, "content").value();
        QVERIFY(CacheReader::open(kept).value().reports().value().front().complete);
        QVERIFY(!std::filesystem::exists(made));
    }

private:
    QString input(int number)
    {
        return m_cli->write(QStringLiteral("input%1.jsonl").arg(number),
                            QByteArray::fromStdString(spanLines(kTraces, kSpansEach, 1 + number * kTraces)));
    }
    /// Names of what is in the runner's folder.
    QStringList beside(const QString& pattern) const
    {
        const QFileInfo info(m_cli->path(pattern));
        return info.dir().entryList({info.fileName()}, QDir::Files, QDir::Name);
    }

    std::unique_ptr<Cli> m_cli;
};

QTEST_GUILESS_MAIN(TestProcesses)
#include "tst_processes.moc"
