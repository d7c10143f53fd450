// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli_process.h"
#include "model/cache/cache_reader.h"
#include "support/span_lines.h"
#include "support/support.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr int kSpansEach = 9;
constexpr int kTraces = 6'000; // more spans than a trace has to be quiet for before it is indexed early
constexpr int kOlderTraces = 100;

bool isLong()
{
    return qEnvironmentVariableIsSet("TAILRACE_LONG");
}

/// Empty if every trace that the cache lists is whole and loads, else what is wrong.
QString oddTrace(CacheReader& reader, std::size_t& count)
{
    const Result<std::vector<TraceSummary>> traces = reader.traces({});
    if (!traces)
        return QString::fromStdString(traces.error().text());
    count = traces->size();
    for (std::size_t i = 0; i < count; ++i) {
        const TraceSummary& trace = (*traces)[i];
        if (trace.spans != kSpansEach || trace.roots != 1 || trace.orphans != 0)
            return QStringLiteral("a trace of %1 spans and %2 roots").arg(trace.spans).arg(trace.roots);
        if (i % 64 != 0) // loading all takes longer than what is tested
            continue;
        const Result<SpanTablePtr> table = reader.loadTrace(trace.traceId);
        if (!table || (*table)->size() != kSpansEach)
            return QStringLiteral("a trace does not load");
    }
    return {};
}

/// What a reader finds in a cache that was perhaps never finished; `isWhole` of its last source.
struct Found {
    QString error;
    std::size_t traces = 0;
    std::size_t sources = 0;
    bool isWhole = true;
};

Found look(const QString& cache)
{
    Result<CacheReader> reader = CacheReader::open(cache.toStdString());
    if (!reader)
        return {QString::fromStdString(reader.error().text())};
    Found found;
    // Before the traces: the import may go on meanwhile.
    const Result<std::vector<ImportReport>> reports = reader->reports();
    if (!reports)
        return {QString::fromStdString(reports.error().text())};
    found.sources = reports->size();
    found.isWhole = reports->empty() || reports->back().complete;
    found.error = oddTrace(*reader, found.traces);
    return found;
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_input = m_cli.write(QStringLiteral("input.jsonl"), lines(kTraces, 1));
        m_older = m_cli.write(QStringLiteral("older.jsonl"), lines(kOlderTraces, kTraces + 1));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(import(m_input, m_cli.path(QStringLiteral("measured.tailrace"))).code, 0);
        m_duration = timer.elapsed();
    }

    void killedAtAnyMomentAnImportCanBeDoneAgain_data()
    {
        QTest::addColumn<bool>("hasOlder");
        QTest::newRow("a new cache") << false;
        QTest::newRow("a cache that holds another source") << true;
    }
    void killedAtAnyMomentAnImportCanBeDoneAgain()
    {
        QFETCH(bool, hasOlder);
        const QString cache = m_cli.path(QStringLiteral("killed.tailrace"));
        const std::size_t before = hasOlder ? kOlderTraces : 0;
        int absent = 0;
        int partial = 0;
        int whole = 0;
        std::size_t most = 0;
        for (int i = 0; i < (isLong() ? 25 : 6); ++i) {
            removeCache(cache);
            if (hasOlder)
                QCOMPARE(import(m_older, cache).code, 0);
            const qint64 moment = killAtRandomMoment(cache);
            const QByteArray when =
                "killed after " + QByteArray::number(moment) + " ms of " + QByteArray::number(m_duration) + ": ";
            if (!QFileInfo::exists(cache)) {
                QVERIFY2(!hasOlder, when.constData());
                ++absent;
            } else {
                const Found found = look(cache);
                QVERIFY2(found.error.isEmpty(), (when + found.error.toUtf8()).constData());
                const bool isThere = found.sources == (hasOlder ? 2 : 1) && found.isWhole;
                QVERIFY2(found.traces >= before, when.constData());
                QVERIFY2(!isThere || found.traces == before + kTraces, when.constData());
                (isThere ? whole : partial) += 1;
                if (!isThere)
                    most = std::max(most, found.traces - before);
            }
            const CliResult again = import(m_input, cache);
            QVERIFY2(again.code == 0, (when + again.err.toUtf8()).constData());
            const Found found = look(cache);
            QVERIFY2(found.error.isEmpty() && found.isWhole, (when + found.error.toUtf8()).constData());
            QCOMPARE(found.sources, hasOlder ? 2U : 1U);
            QCOMPARE(found.traces, before + kTraces);
            QCOMPARE(storedSpans(cache), (before + kTraces) * kSpansEach);
        }
        qInfo("killed before there was a cache %d times, in the middle %d, when it was whole %d; at most %zu "
              "traces early",
              absent, partial, whole, most);
    }

    void killedWhileFirstTracesCanBeSeenItCanBeDoneAgain()
    {
        const QString cache = m_cli.path(QStringLiteral("early.tailrace"));
        const auto process =
            m_cli.start({QStringLiteral("import"), QStringLiteral("--cache"), cache, QStringLiteral("-")});
        process->write(lines(kTraces, 1));
        Found found;
        // Input that trickles in is committed in between.
        for (int i = 0; i < 200 && found.traces == 0; ++i) {
            process->write(lines(20, kTraces + 1 + i * 20));
            while (process->bytesToWrite() > 0 && process->waitForBytesWritten(1'000))
                continue;
            QTest::qSleep(50);
            if (QFileInfo::exists(cache))
                found = look(cache);
        }
        process->kill();
        process->waitForFinished();
        QVERIFY(found.traces > 0);
        QVERIFY2(found.error.isEmpty(), qPrintable(found.error));
        found = look(cache);
        QVERIFY2(found.error.isEmpty(), qPrintable(found.error));
        QVERIFY(found.traces > 0 && !found.isWhole);
        QCOMPARE(import(m_input, cache).code, 0);
        QCOMPARE(look(cache).traces, std::size_t{kTraces});
        QCOMPARE(storedSpans(cache), std::size_t{kTraces} * kSpansEach);
    }

    void aReaderDuringAnImportSeesWholeTracesOnly()
    {
        const QString cache = m_cli.path(QStringLiteral("watched.tailrace"));
        const auto process = m_cli.start({QStringLiteral("import"), QStringLiteral("--cache"), cache, m_input});
        std::size_t seen = 0;
        int looks = 0;
        while (!process->waitForFinished(5)) {
            if (!QFileInfo::exists(cache))
                continue;
            const Found found = look(cache);
            QVERIFY2(found.error.isEmpty(), qPrintable(found.error));
            QVERIFY(found.traces >= seen);
            QVERIFY(found.traces == kTraces || !found.isWhole || found.sources == 0);
            seen = found.traces;
            ++looks;
        }
        QCOMPARE(Cli::finish(*process).code, 0);
        QVERIFY(looks > 0);
        QCOMPARE(look(cache).traces, std::size_t{kTraces});
    }

    void killedInTheCacheDirectoryItLeavesNothingBehindForLong()
    {
        const auto process = m_cli.start({QStringLiteral("import"), m_input});
        const QDir directory(m_cli.path(QStringLiteral("cache-home/tailrace")));
        const auto unkept = [&] { return directory.entryList({QStringLiteral("new-*.tailrace")}); };
        while (unkept().isEmpty() && !process->waitForFinished(5))
            continue;
        process->kill();
        process->waitForFinished();
        QCOMPARE(unkept().size(), 1);
        const CliResult again = m_cli.run({QStringLiteral("import"), m_input, QStringLiteral("--json")});
        QCOMPARE(again.code, 0);
        QCOMPARE(again.json()[QStringLiteral("spans")].toInt(), kTraces * kSpansEach);
        QCOMPARE(directory.entryList({QStringLiteral("new-*")}), QStringList());
    }

private:
    static QByteArray lines(int traces, int first)
    {
        return QByteArray::fromStdString(spanLines(traces, kSpansEach, first));
    }
    CliResult import(const QString& file, const QString& cache)
    {
        return m_cli.run({QStringLiteral("import"), QStringLiteral("--cache"), cache, file});
    }
    /// Every other time in the last part, where trees and indexes are built.
    qint64 killAtRandomMoment(const QString& cache)
    {
        static int count = 0;
        const double part = QRandomGenerator::global()->generateDouble();
        const double at = ++count % 2 == 0 ? 0.6 + 0.4 * part : part;
        const auto moment = static_cast<qint64>(at * static_cast<double>(m_duration));
        const auto process = m_cli.start({QStringLiteral("import"), QStringLiteral("--cache"), cache, m_input});
        process->waitForStarted();
        process->waitForFinished(static_cast<int>(moment));
        process->kill();
        process->waitForFinished();
        return moment;
    }
    static void removeCache(const QString& cache)
    {
        for (const char* tail : {"", "-wal", "-shm", "-writer", "-new", "-new-wal", "-new-shm"})
            QFile::remove(cache + QLatin1String(tail));
    }
    static std::size_t storedSpans(const QString& cache)
    {
        std::size_t count = 0;
        CacheReader reader = CacheReader::open(cache.toStdString()).value();
        if (!reader.forEachSpan([&](const SpanDetail&) { return ++count != 0; }))
            return 0;
        return count;
    }

    Cli m_cli;
    QString m_input;
    QString m_older;
    qint64 m_duration = 0;
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
