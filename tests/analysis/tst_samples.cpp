// SPDX-License-Identifier: GPL-3.0-or-later
// The stories of the bundled samples, as resources/samples/README.md tells them.

#include "importers/import_session.h"
#include "model/analysis/explain.h"
#include "model/cache/cache_reader.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>

using namespace tailrace;

class TestSamples : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->path().toUtf8());
    }

    void theCheckoutHasExactlyItsTimes_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("OTLP") << QStringLiteral("checkout.jsonl");
        QTest::newRow("Jaeger") << QStringLiteral("checkout.jaeger.json");
        QTest::newRow("Zipkin") << QStringLiteral("checkout.zipkin.json");
    }
    void theCheckoutHasExactlyItsTimes()
    {
        QFETCH(QString, file);
        CacheReader cache = import(file.toStdString());
        const SpanTablePtr trace = onlyTrace(cache);
        const std::vector<std::string> expected{"0 api-gateway POST /checkout 0 2400 55",
                                                "1 auth Validate Token 20 45 45",
                                                "1 cart Get Cart 77 180 30",
                                                "2 cart Database Query 92 150 150",
                                                "1 payment Charge Card 262 1800 20",
                                                "2 payment Fraud Check 268 1200 1200",
                                                "2 payment Payment Gateway API 1476 580 580",
                                                "1 inventory Reserve Items 2067 320 320"};
        QCOMPARE(linesOf(*trace), expected);
        QCOMPARE(trace->services.size(), std::size_t(5));
        QCOMPARE(trace->traceStartNs, 1'795'342'447'318'000'000);
        QCOMPARE(storySentence(*trace),
                 std::string("75 % of it was payment › Charge Card (1.80 s), and two thirds of that "
                             "its Fraud Check (1.20 s)."));
        const Explanation story = explain(*trace);
        QCOMPARE(story.title,
                 std::string("POST /checkout on api-gateway took 2.40 s: 8 spans, 5 services, no errors."));
        QCOMPARE(story.order,
                 (std::vector<std::string>{
                     "The four children of POST /checkout ran one after the other, never two at once.",
                     "inventory › Reserve Items (320 ms) began 5 ms after Charge Card ended."}));
        QVERIFY(story.errors.empty() && story.structure.empty());
    }

    void theTwelveSecondsAreFoundBetweenTheirTwoCalls()
    {
        CacheReader cache = import("twelve-seconds.jsonl");
        const SpanTablePtr trace = onlyTrace(cache);
        QCOMPARE(trace->traceDurationNs, 12'000'000'000);
        QVERIFY(std::all_of(trace->status.begin(), trace->status.end(),
                            [](StatusCode s) { return s == StatusCode::Ok; }));
        QCOMPARE(storySentence(*trace),
                 std::string("9.60 s of it passed in api-gateway itself between Get Cart and "
                             "Charge Card, where nothing was recorded."));
        const Stretch gap = explain(*trace).stretch.value();
        QCOMPARE(gap.durationNs, 9'600'000'000);
        QCOMPARE(gap.startNs - trace->traceStartNs, 257'000'000);
    }

    void theCascadeIsTracedToTheDatabaseThreeServicesAway()
    {
        CacheReader cache = import("cascade.jsonl");
        const SpanTablePtr trace = onlyTrace(cache);
        const Explanation story = explain(
            *trace, [&](SpanIndex span) { return failureText(cache.spanDetail(trace->rowId[span]).value()); });
        QVERIFY(
            story.headline.starts_with("It failed: the error began in preferences-db › SELECT user_preferences "
                                       "(3 spans), three services away. "));
        QCOMPARE(story.failures.errors, 15U);
        QCOMPARE(
            story.errors.front(),
            std::string(
                "product-page › GET /product/{id} failed because of an error that began in preferences-db › "
                "SELECT user_preferences (3 spans), three services away: canceling statement due to statement "
                "timeout."));
    }

    void theOrdersWaitInTheirQueue()
    {
        CacheReader cache = import("orders-async.jsonl");
        std::set<std::string> stories;
        std::size_t links = 0;
        const std::vector<TraceSummary> summaries = cache.traces({}).value();
        for (const TraceSummary& summary : summaries) {
            const SpanTablePtr trace = cache.loadTrace(summary.traceId).value();
            stories.insert(storySentence(*trace));
            links += cache.spanDetail(trace->rowId[0]).value().links.size();
        }
        QCOMPARE(links, std::size_t(2));
        QCOMPARE(
            stories,
            (std::set<std::string>{
                "94 % of it was 2 × notifications › Send Mail (602 ms together).",
                "POST /orders itself took 118 ms; the trace goes on for another 3.27 s: fulfilment › process "
                "orders.created waited 3.15 s in the queue and ran 145 ms. One span failed without failing POST "
                "/orders: fulfilment › process orders.created.",
                "POST /orders itself took 118 ms; the trace goes on for another 5.48 s: fulfilment › process "
                "orders.created waited 4.20 s in the queue and ran 1.30 s."}));
    }

    void theShopHasItsHabits()
    {
        CacheReader cache = import("shop.jsonl.gz");
        const CacheTotals totals = cache.totals().value();
        QCOMPARE(totals.traces, 200U);
        QCOMPARE(totals.spans, 1'803U);
        QCOMPARE(totals.services, 8U);
        QCOMPARE(totals.errors, 34U);
        std::map<std::string, int> roots;
        int slow = 0;
        int failed = 0;
        const std::vector<TraceSummary> traces = cache.traces({}).value();
        for (const TraceSummary& trace : traces) {
            ++roots[trace.rootService + " " + trace.rootName];
            const SpanTablePtr table = cache.loadTrace(trace.traceId).value();
            const Explanation story = explain(*table);
            slow += table->durationNs[0] > 2'000'000'000 ? 1 : 0;
            failed += story.failures.mainRootFailed ? 1 : 0;
            QVERIFY(!story.headline.empty() && story.headline.ends_with('.'));
        }
        QCOMPARE(slow, 10);
        QCOMPARE(failed, 7);
        QCOMPARE(roots, (std::map<std::string, int>{{"api-gateway GET /cart", 30},
                                                    {"api-gateway GET /orders", 40},
                                                    {"api-gateway GET /product/{id}", 25},
                                                    {"api-gateway POST /checkout", 60},
                                                    {"api-gateway POST /login", 20},
                                                    {"inventory GET /stock", 25}}));
    }

private:
    static CacheReader import(const std::string& sample)
    {
        Progress progress;
        const ImportOutcome outcome = importInputs({{test::samplePath(sample)}, {}, false}, progress, {}).value();
        if (outcome.reports.at(0).problemCount() != 0)
            qFatal("%s has problems", sample.c_str());
        return CacheReader::open(outcome.cacheFile).value();
    }

    static SpanTablePtr onlyTrace(CacheReader& cache)
    {
        const std::vector<TraceSummary> traces = cache.traces({}).value();
        return traces.size() == 1 ? cache.loadTrace(traces[0].traceId).value() : nullptr;
    }

    /// "depth service name start length self", times in ms from the start of the trace.
    static std::vector<std::string> linesOf(const SpanTable& trace)
    {
        std::vector<std::string> lines;
        for (SpanIndex i = 0; i < trace.size(); ++i) {
            std::string line = std::to_string(trace.depth[i]) + " " + std::string(trace.service(i)) + " " +
                               std::string(trace.name(i));
            for (std::int64_t ns : {trace.startNs[i] - trace.traceStartNs, trace.durationNs[i], trace.selfNs[i]})
                line += " " + (ns % 1'000'000 == 0 ? std::to_string(ns / 1'000'000) : std::to_string(ns) + " ns");
            lines.push_back(line);
        }
        return lines;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestSamples)
#include "tst_samples.moc"
