// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/import_session.h"
#include "importers/importer_registry.h"
#include "importers/trace_list/trace_list_importer.h"
#include "model/cache/cache_reader.h"
#include "support/reader_checks.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> list = makeTraceListImporter();
    return *list;
}

std::string tempo()
{
    return json("{'traces':[{'traceID':'abc','rootServiceName':'cart','rootTraceName':'GET /cart',"
                "'startTimeUnixNano':'1700000000000000000','durationMs':9,"
                "'spanSet':{'spans':[{'spanID':'a1'},{'spanID':'a2'}],'matched':2},"
                "'spanSets':[{'spans':[{'spanID':'a1'},{'spanID':'a2'}],'matched':2}],"
                "'serviceStats':{'cart':{'spanCount':3,'errorCount':1},'stock':{'spanCount':2}}},"
                "{'traceID':'def','rootTraceName':'short','startTimeUnixNano':'1700000000500000000'}],"
                "'metrics':{'inspectedTraces':2}}");
}

std::string jaeger()
{
    return json(
        "{'summaries':[{'traceId':'00000000000000000000000000000abc','rootServiceName':'cart',"
        "'rootOperationName':'GET /cart','minStartTimeUnixNano':'1000','maxEndTimeUnixNano':'1500',"
        "'spanCount':2,'errorSpanCount':1,'services':[{'name':'cart','spanCount':2,'errorSpanCount':1}]}]}");
}

std::string spans()
{
    return json(
        "{'resourceSpans':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'web'}}]},"
        "'scopeSpans':[{'spans':[{'traceId':'00000000000000000000000000000abc','spanId':'00000000000000a1',"
        "'name':'real','startTimeUnixNano':'1700000000000000000','endTimeUnixNano':'1700000000000000042'}]}]}]}"
        "\n");
}

} // namespace

class TestTraceList : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->path().toUtf8());
    }

    void temposSearchResultsAreRead()
    {
        const auto sink = readText(importer(), tempo());
        QCOMPARE(sink->listedTraces.size(), std::size_t{2});
        const ListedTraceDraft& first = sink->listedTraces[0];
        QVERIFY(first.traceId == (TraceId{0, 0xabc}));
        QCOMPARE(first.rootService, "cart"s);
        QCOMPARE(first.rootName, "GET /cart"s);
        QCOMPARE(first.startNs, std::int64_t{1'700'000'000'000'000'000});
        QCOMPARE(first.durationNs, std::int64_t{9'000'000});
        QCOMPARE(first.spans, std::int64_t{5});
        QCOMPARE(first.errors, std::int64_t{1});
        QCOMPARE(first.services.size(), std::size_t{2});
        QCOMPARE(sink->listedTraces[1].spans, std::int64_t{-1});
        QCOMPARE(sink->listedTraces[1].errors, std::int64_t{-1});
        QCOMPARE(sink->problemCount(), std::uint64_t{1}); // the two spans that matched
        QVERIFY(sink->problems[0].detail.starts_with("2 spans"));
        QVERIFY(sink->spans.empty());
    }

    void jaegersSummariesAreRead()
    {
        for (const std::string& text : {jaeger(), "{\"result\":" + jaeger() + "}"}) {
            QVERIFY(claims(importer(), text));
            const auto sink = readText(importer(), text);
            QCOMPARE(sink->listedTraces.size(), std::size_t{1});
            const ListedTraceDraft& trace = sink->listedTraces[0];
            QCOMPARE(trace.startNs, std::int64_t{1000});
            QCOMPARE(trace.durationNs, std::int64_t{500});
            QCOMPARE(trace.spans, std::int64_t{2});
            QCOMPARE(trace.errors, std::int64_t{1});
            QCOMPARE(trace.services.at(0).name, "cart"s);
            QCOMPARE(sink->problemCount(), std::uint64_t{0});
        }
    }

    void aListedTraceIsASummaryThatSaysSo()
    {
        const ImportOutcome outcome = import({file("search.json", tempo())});
        QCOMPARE(outcome.reports.at(0).traces, std::uint64_t{2});
        QCOMPARE(outcome.reports.at(0).spans, std::uint64_t{0});
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, std::uint64_t{2});
        QCOMPARE(reader.totals().value().spans, std::uint64_t{0});
        const std::vector<TraceSummary> traces = reader.traces({TraceOrder::Start, false, 0, -1}).value();
        QCOMPARE(traces.size(), std::size_t{2});
        QVERIFY(traces[0].isSummary && traces[0].knowsSpans);
        QCOMPARE(traces[0].rootService, "cart"s);
        QCOMPARE(traces[0].spans, 5U);
        QCOMPARE(traces[0].errors, 1U);
        QCOMPARE(traces[0].durationNs, std::int64_t{9'000'000});
        QCOMPARE(traces[0].services, (std::vector<std::string>{"cart", "stock"}));
        QVERIFY(traces[1].isSummary && !traces[1].knowsSpans && !traces[1].knowsErrors);
        const auto loaded = reader.loadTrace({0, 0xabc});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message, std::string(kSummaryOnly));
    }

    void theSpansOfAnotherFileTakeOverInEitherOrder()
    {
        for (const bool spansFirst : {true, false}) {
            const std::string list = file("search.json", tempo() + (spansFirst ? " " : ""));
            const std::string real = file("spans.json", spans());
            const ImportOutcome outcome = spansFirst ? import({real, list}) : import({list, real});
            CacheReader reader = CacheReader::open(outcome.cacheFile).value();
            QCOMPARE(reader.totals().value().traces, std::uint64_t{2});
            const TraceSummary trace = reader.trace({0, 0xabc}).value();
            QVERIFY(!trace.isSummary);
            QCOMPARE(trace.rootName, "real"s);
            QCOMPARE(trace.spans, 1U);
            QCOMPARE(trace.services, (std::vector<std::string>{"web"}));
            QCOMPARE(reader.loadTrace({0, 0xabc}).value()->size(), 1U);
        }
    }

    void theSameTraceListedTwiceIsOne()
    {
        const ImportOutcome outcome = import({file("a.json", tempo()), file("b.json", jaeger())});
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, std::uint64_t{2});
        QCOMPARE(reader.trace({0, 0xabc}).value().spans, 5U);
    }

    void onlyItsOwnContentIsClaimed()
    {
        QVERIFY(recognise(tempo(), true) != nullptr);
        QCOMPARE(std::string(recognise(tempo(), true)->info().id), "trace-list"s);
        QCOMPARE(std::string(recognise(jaeger(), true)->info().id), "trace-list"s);
        QVERIFY(!claims(importer(), json("{'traces':[[{'trace_id':1,'span_id':2}]]}")));
        QVERIFY(!claims(importer(), json("{'data':[{'traceID':'1','spans':[]}]}")));
    }

private:
    std::string file(const char* name, const std::string& content)
    {
        const std::string path = m_folder->filePath(QString::fromLatin1(name)).toStdString();
        writeFile(path, content);
        return path;
    }
    static ImportOutcome import(const std::vector<std::string>& inputs)
    {
        ImportRequest request;
        request.inputs = inputs;
        Progress progress;
        return importInputs(request, progress, {}).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestTraceList)
#include "tst_trace_list.moc"
