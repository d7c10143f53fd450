// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/trace_search.h"

#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "model/cache/trace_scanner.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

namespace {

// One request a line: two traces whose spans lie between each other, an event, and logs of a span and of none.
constexpr char kSpans[] =
    R"J({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"Shop"}},)J"
    R"J({"key":"host.name","value":{"stringValue":"node-7"}}]},"scopeSpans":[{"spans":[)J"
    R"J({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a1","name":"POST /buy","kind":2,)J"
    R"J("startTimeUnixNano":"1000000000","endTimeUnixNano":"3000000000","attributes":[)J"
    R"J({"key":"http.status","value":{"intValue":"500"}},{"key":"Retry","value":{"boolValue":true}}],)J"
    R"J("status":{"code":2,"message":"Card Declined"}},)J"
    R"J({"traceId":"ff02030405060708090a0b0c0d0e0f10","spanId":"00000000000000b1","name":"POST /buy","kind":2,)J"
    R"J("startTimeUnixNano":"1000000000","endTimeUnixNano":"2000000000","attributes":[)J"
    R"J({"key":"http.status","value":{"intValue":"500"}}]},)J"
    R"J({"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a2","parentSpanId":"00000000000000a1",)J"
    R"J("name":"charge","kind":3,"startTimeUnixNano":"1100000000","endTimeUnixNano":"1150000000","attributes":[)J"
    R"J({"key":"http.status","value":{"intValue":"200"}},{"key":"tags","value":{"arrayValue":{"values":[)J"
    R"J({"stringValue":"gold"}]}}},{"key":"share","value":{"doubleValue":0.25}}],)J"
    R"J("events":[{"timeUnixNano":"1120000000","name":"gateway asked","attributes":[)J"
    R"J({"key":"gateway.host","value":{"stringValue":"bank.example"}}]}]}]}]}]})J";
constexpr char kLogs[] =
    R"J({"resourceLogs":[{"scopeLogs":[{"logRecords":[)J"
    R"J({"timeUnixNano":"1120000000","traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"00000000000000a2",)J"
    R"J("body":{"stringValue":"gateway answered slowly"}},)J"
    R"J({"timeUnixNano":"1120000000","traceId":"0102030405060708090a0b0c0d0e0f10",)J"
    R"J("body":{"stringValue":"pool exhausted"}}]}]}]})J";

} // namespace

class TraceSearchTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const std::string spans = m_folder.filePath(QStringLiteral("spans.json")).toStdString();
        const std::string logs = m_folder.filePath(QStringLiteral("logs.json")).toStdString();
        test::writeFile(spans, kSpans);
        test::writeFile(logs, kLogs);
        m_cache = m_folder.filePath(QStringLiteral("c.tailrace")).toStdString();
        Progress progress;
        const auto outcome = importInputs({.inputs = {spans, logs}, .cacheFile = m_cache}, progress, {});
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
        auto reader = CacheReader::open(m_cache);
        auto table = reader->loadTrace({0x0102030405060708, 0x090a0b0c0d0e0f10});
        QVERIFY(table.has_value());
        m_table = *table;
        QCOMPARE(m_table->size(), SpanIndex{2});
    }

    void everythingRecordedIsFound_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("spans"); // 0 = POST /buy, 1 = charge
        const std::pair<const char*, const char*> rows[] = {
            {"buy", "0"},
            {"SHOP", "01"},
            {"node-7", "01"}, // of the resource
            {"declined", "0"},
            {"\"card declined\"", "0"},
            {"status", "01"}, // a key
            {"50", "0"},      // in a number
            {"0.25", "1"},
            {"true", "0"},
            {"gold", "1"},
            {"asked", "1"},        // an event's name
            {"bank.example", "1"}, // an event's attribute
            {"slowly", "1"},       // a log's body
            {"exhausted", "0"},    // a log of the trace is shown with its first span
            {"00000000000000a2", "1"},
            {"00000000000000A2", "1"},
            {"nowhere", ""},
            {"gateway slowly gold", "1"}, // from three places
            {"gold declined", ""},        // of two spans
            {"http.status=500", "0"},
            {"HTTP.status=200", "1"},
            {"http.status!=200", "0"},
            {"retry=TRUE", "0"},
            {"retry!=true", ""}, // without the key there is no other value
            {"host.name=node-7", "01"},
            {"http.status=50", ""},
            {"service:sho name:char", "1"},
            {"name=charge", "1"},
            {"name=charg", ""},
            {"name!=charge", "0"},
            {"status:error", "0"},
            {"status!=error", "1"},
            {"kind:client", "1"},
            {"duration>100ms", "0"},
            {"duration<=50ms", "1"},
            {"duration=50ms", "1"},
            {"", ""},
        };
        for (const auto& [query, spans] : rows)
            QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(spans);
    }

    void everythingRecordedIsFound()
    {
        QFETCH(QString, query);
        QFETCH(QString, spans);
        const auto found = searchTrace(m_cache, *m_table, query.toStdString());
        QVERIFY(found.has_value());
        QVERIFY2(!found->problem, found->problem.message.c_str());
        QString matches;
        for (const SpanIndex span : found->matches)
            matches += QString::number(span);
        QCOMPARE(matches, spans);
    }

    void mistakesAreNoFailure()
    {
        const auto found = searchTrace(m_cache, *m_table, "buy status:x");
        QVERIFY(found.has_value());
        QVERIFY(found->matches.empty());
        QCOMPARE(found->problem.column, 12);
    }

    void fieldsAloneNeedNoCache()
    {
        const auto found = searchTrace("/no/such/cache", *m_table, "status:error duration>1s");
        QVERIFY(found.has_value());
        QCOMPARE(found->matches, std::vector<SpanIndex>{0});
        QVERIFY(!searchTrace("/no/such/cache", *m_table, "word").has_value());
    }

    void stoppedSearchesSaySo()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto found = searchTrace(m_cache, *m_table, "word", stop.get_token());
        QVERIFY(!found.has_value());
        QVERIFY(found.error().isCancelled());
    }

    void partsOfATraceHoldEverySpanOnce()
    {
        auto scanner = TraceScanner::open(m_cache);
        QVERIFY(scanner.has_value());
        for (std::int64_t count = 1; count <= 5; ++count) {
            std::vector<int> seen(m_table->size(), 0);
            int events = 0;
            for (std::int64_t i = 0; i < count; ++i) {
                QVERIFY(
                    scanner->forEachSpan(*m_table, [&](const ScannedSpan& row) { ++seen[row.span]; }, {i, count})
                        .has_value());
                QVERIFY(scanner->forEachEvent(*m_table, [&](const ScannedEvent&) { ++events; }, {i, count})
                            .has_value());
            }
            QCOMPARE(seen, (std::vector<int>{1, 1}));
            QCOMPARE(events, 1);
        }
    }

    void peersHaveTheSameServiceAndName()
    {
        auto scanner = TraceScanner::open(m_cache);
        QVERIFY(scanner.has_value());
        const auto all = scanner->peers(m_table->rowId[0], 1'000'000);
        QVERIFY(all.has_value());
        QCOMPARE(all->durationsNs, (std::vector<std::int64_t>{1'000'000'000, 2'000'000'000})); // of both traces
        QVERIFY(all->isWhole);
        const auto some = scanner->peers(m_table->rowId[0], 1);
        QCOMPARE(some->durationsNs.size(), std::size_t{1});
        QVERIFY(!some->isWhole);
        QCOMPARE(scanner->peers(m_table->rowId[1], 1'000'000)->durationsNs.size(), std::size_t{1});
    }

private:
    QTemporaryDir m_folder;
    std::string m_cache;
    SpanTablePtr m_table;
};

QTEST_GUILESS_MAIN(TraceSearchTest)
#include "tst_trace_search.moc"
