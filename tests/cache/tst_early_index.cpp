// SPDX-License-Identifier: GPL-3.0-or-later

// Traces can be looked at while their source is still being read. What comes later must leave no trace of that:
// the finished cache is the same as if everything had been known from the start.

#include "importers/cache_span_sink.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"

#include <QTemporaryDir>
#include <QTest>

#include <chrono>

using namespace tailrace;

namespace {

constexpr std::uint64_t kTraces = 30'000;
constexpr std::uint64_t kSpans = 5; // the root, three children and one that comes late in some traces

/// A third of the traces go on at the very end: with the root, without which the others are orphans.
bool goesOn(std::uint64_t trace)
{
    return trace % 3 == 0;
}

struct Source {
    explicit Source(CacheWriter& writer)
        : sink(*writer.begin("source").value(), report, progress)
        , draft(sink.keys())
    {
    }
    void span(std::uint64_t trace, std::uint64_t id)
    {
        draft.clear();
        draft.traceId = {1, trace};
        draft.spanId = {trace * 100 + id};
        draft.parentId = {id == 1 ? 0 : trace * 100 + 1};
        draft.name = id == 1 ? "root" : "child";
        draft.startNs = static_cast<std::int64_t>(1'000'000 * trace + id);
        draft.durationNs = 100;
        sink.addSpan(draft, {});
    }
    void firstPart()
    {
        for (std::uint64_t trace = 1; trace <= kTraces; ++trace)
            for (std::uint64_t id = goesOn(trace) ? 2 : 1; id <= kSpans; ++id)
                span(trace, id);
    }
    void secondPart()
    {
        for (std::uint64_t trace = 3; trace <= kTraces; trace += 3)
            span(trace, 1);
    }

    ImportReport report;
    Progress progress;
    CacheSpanSink sink;
    SpanDraft draft;
};

std::uint64_t orphansSaid(const ImportReport& report)
{
    for (const ProblemGroup& group : report.problems)
        if (group.code == ProblemCode::OrphanSpan)
            return group.count;
    return 0;
}

} // namespace

class EarlyIndexTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("cache.tailrace")).toStdString();
    }

    void firstTracesAreSeenWhileTheRestComes()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Source source(writer);
        source.firstPart();
        auto reader = CacheReader::open(m_file);
        QVERIFY(reader.has_value());
        // The writer commits when more comes.
        std::uint64_t seen = 0;
        const auto begin = std::chrono::steady_clock::now();
        std::uint64_t more = kTraces;
        while (seen == 0 && std::chrono::steady_clock::now() - begin < std::chrono::seconds(60)) {
            for (int i = 0; i < 5'000; ++i)
                source.span(++more, 1);
            seen = reader->totals().value().traces;
        }
        QVERIFY(seen > 0);
        const std::vector<TraceSummary> list = reader->traces({}).value();
        QVERIFY(!list.empty());
        const auto table = reader->loadTrace(list.front().traceId);
        QVERIFY(table.has_value());
        QCOMPARE((*table)->size(), std::size_t(list.front().spans));
        QVERIFY(writer.abandon().has_value());
        QCOMPARE(reader->totals().value().traces, std::uint64_t{0});
    }

    void tracesThatGoOnAreWhole()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Source source(writer);
        source.firstPart();
        source.secondPart();
        QVERIFY(writer.finish(source.report, true, source.progress, {}).has_value());
        QCOMPARE(source.report.spans, kTraces * kSpans);
        QCOMPARE(source.report.traces, kTraces);
        QCOMPARE(source.report.duplicates, std::uint64_t{0});
        QCOMPARE(orphansSaid(source.report), std::uint64_t{0});
        auto reader = CacheReader::open(m_file);
        const CacheTotals totals = reader->totals().value();
        QCOMPARE(totals.traces, kTraces);
        QCOMPARE(totals.spans, kTraces * kSpans);
        for (const std::uint64_t trace : {1U, 3U, 2'997U, 29'999U, 30'000U}) {
            const auto table = reader->loadTrace({1, trace});
            QVERIFY(table.has_value());
            QCOMPARE((*table)->size(), std::size_t{kSpans});
            QCOMPARE((*table)->roots.size(), std::size_t{1});
            QCOMPARE((*table)->orphanCount, 0U);
        }
    }

    void whatIsOddStaysCounted()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Source source(writer);
        source.firstPart();
        source.span(3, 1);
        source.span(1, 2); // a copy of one that was indexed long ago
        QVERIFY(writer.finish(source.report, true, source.progress, {}).has_value());
        QCOMPARE(source.report.traces, kTraces);
        QCOMPARE(source.report.duplicates, std::uint64_t{1});
        QCOMPARE(orphansSaid(source.report), (kTraces / 3 - 1) * (kSpans - 1));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_file;
};

QTEST_APPLESS_MAIN(EarlyIndexTest)
#include "tst_early_index.moc"
