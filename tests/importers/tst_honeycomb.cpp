// SPDX-License-Identifier: GPL-3.0-or-later

// Honeycomb events: spans, and the rows that belong to them.

#include "importers/honeycomb/honeycomb_importer.h"
#include "importers/honeycomb/honeycomb_joiner.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeHoneycombJsonImporter();
    return *one;
}

const Importer& csvImporter()
{
    static const std::unique_ptr<Importer> one = makeHoneycombCsvImporter();
    return *one;
}

std::string data(const char* name)
{
    return readFile(dataPath("honeycomb/"s + name));
}

RecordedSpan spanWith(const std::string& fields)
{
    const auto sink =
        readText(importer(), json("[{'data':{'trace.trace_id':'1','trace.span_id':'2'," + fields + "}}]"));
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

std::int64_t timeOf(const std::string& time)
{
    const auto sink =
        readText(importer(), json("{'time':" + time + ",'data':{'trace.trace_id':'1','trace.span_id':'2'}}"));
    return sink->spans.size() == 1 ? sink->spans.front().startNs : -1;
}

} // namespace

class HoneycombTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASpanArrives()
    {
        const auto sink = readText(importer(), data("batch.json"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        const RecordedSpan& span = *sink->find("pay");
        QCOMPARE(toHex(span.traceId), "714e9a910c3946067e17d5cad982e595"s);
        QCOMPARE(toHex(span.spanId), "21f048ec02fa9b2b"s);
        QCOMPARE(toHex(span.parentId), "5c2b79644f6547ed"s);
        QCOMPARE(span.startNs, std::int64_t{1795329512179000001});
        QCOMPARE(span.durationNs, std::int64_t{12306102});
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "no"s);
        QCOMPARE(span.traceState, "a=b"s);
        QCOMPARE(sink->service(span), "shop"s);
        QCOMPARE(sink->scope(span.scope).name, "io.pay"s);
        QCOMPARE(sink->scope(span.scope).version, "2"s);
        QCOMPARE(span.attribute("SampleRate"), number(4));
        QCOMPARE(span.attribute("type"), text("client"));
        QCOMPARE(span.attribute("time"), text("user's own"));
        QVERIFY(!span.attribute("nested").isNull());
        QVERIFY(!span.attribute("meta.tags").isNull());
    }

    void eventsAndLinksGoIntoTheirSpans()
    {
        const auto sink = readText(importer(), data("batch.json"));
        const RecordedSpan& span = *sink->find("pay");
        QCOMPARE(span.events.size(), std::size_t{1}); // which came before it
        QCOMPARE(span.events[0].name, "exception"s);
        QCOMPARE(span.events[0].timeNs, std::int64_t{1795329512200000000});
        QCOMPARE(*findValue(span.events[0].attributes, "exception.message"), text("declined"));
        QCOMPARE(span.links.size(), std::size_t{1}); // which came behind it
        QCOMPARE(toHex(span.links[0].traceId), "5e0143e0bae7780edefd94599f56c3a3"s);
        QCOMPARE(toHex(span.links[0].spanId), "391aec74e50198f9"s);
        QCOMPARE(*findValue(span.links[0].attributes, "reason"), text("batch"));
        QCOMPARE(span.droppedEvents, 0U);
    }

    void logsWithATraceAreEventsOfTheirSpan()
    {
        const auto sink = readText(importer(), data("batch.json"));
        const RecordedSpan& span = *sink->find("request");
        QCOMPARE(span.events.size(), std::size_t{1});
        QCOMPARE(span.events[0].name, "hello"s);
        QCOMPARE(*findValue(span.events[0].attributes, "severity"), text("info"));
    }

    void whatCannotBeJoinedIsCounted()
    {
        const auto sink = readText(importer(), data("batch.json"));
        // An event whose span is not there, and one without a trace.
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{2});
    }

    void missingEventsAreDroppedOnes()
    {
        const RecordedSpan span = spanWith("'span.num_events':3,'span.num_links':1");
        QCOMPARE(span.droppedEvents, 3U);
        QCOMPARE(span.droppedLinks, 1U);
    }

    void sampledDataIsNoted()
    {
        const auto sink = readText(importer(), data("batch.json"));
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{2});
    }

    void beelineEventsAreSpans()
    {
        const auto sink = readText(importer(), data("batch.json"));
        const RecordedSpan& span = *sink->find("request");
        QCOMPARE(span.startNs, std::int64_t{1795329512500000000});
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "card declined"s);
        QCOMPARE(sink->service(span), "old"s);
        QCOMPARE(span.attribute("tailrace.trace_id"), text("beeline-1"));
        QCOMPARE(span.attribute("app.user"), number(7));
    }

    void timesMayHaveAnyUnit()
    {
        QCOMPARE(timeOf("1795329512"), std::int64_t{1795329512000000000});
        QCOMPARE(timeOf("1795329512.000000001"), std::int64_t{1795329512000000001});
        QCOMPARE(timeOf("1795329512179"), std::int64_t{1795329512179000000});
        QCOMPARE(timeOf("1795329512179001"), std::int64_t{1795329512179001000});
        QCOMPARE(timeOf("1795329512179001002"), std::int64_t{1795329512179001002});
        QCOMPARE(timeOf("'1795329512179'"), std::int64_t{1795329512179000000});
        QCOMPARE(timeOf("'2026-11-22T07:38:32.179+01:00'"), std::int64_t{1795329512179000000});
        QCOMPARE(timeOf("'tomorrow'"), std::int64_t{0});
    }

    void statusComesFromAnyField()
    {
        QCOMPARE(spanWith("'error':true").status, StatusCode::Error);
        QCOMPARE(spanWith("'error':false").status, StatusCode::Unset);
        QCOMPARE(spanWith("'status_code':1").status, StatusCode::Ok);
        const RecordedSpan span = spanWith("'status_code':200,'error':'a','status_message':'b'");
        QCOMPARE(span.statusMessage, "b"s);
        QCOMPARE(span.attribute("error"), text("a"));
        QCOMPARE(span.attribute("status_code"), number(200));
    }

    void anInvalidDurationIsMarked()
    {
        const RecordedSpan span = spanWith("'duration_ms':0,'meta.invalid_duration':true");
        QVERIFY(has(span.marks, SpanMark::EndBeforeStart));
        QCOMPARE(span.attribute("meta.invalid_duration"), Value{true});
    }

    void queryResultsAreRead()
    {
        const auto sink = readText(importer(), data("query_result.json"));
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->spans[1].parentId, sink->spans[0].spanId);
        QCOMPARE(sink->spans[1].startNs, std::int64_t{1795329512179000000});
        QCOMPARE(sink->spans[1].durationNs, std::int64_t{3000000});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void linesAndSingleEventsAreRead()
    {
        const std::string lines = json("{'time':'2026-11-22T06:38:32Z','samplerate':1,'dataset':'shop','data':"
                                       "{'trace.trace_id':'1','trace.span_id':'2','name':'a'}}\n"
                                       "{'trace.trace_id':'1','trace.span_id':'3','name':'b'}\n");
        QVERIFY(claims(importer(), lines));
        const auto sink = readText(importer(), lines);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->service(sink->spans[0]), "shop"s);
        QVERIFY(has(sink->spans[1].marks, SpanMark::StartUnknown));
    }

    void tablesAreRead()
    {
        QVERIFY(claims(csvImporter(), data("rows.csv")));
        const auto sink = readText(csvImporter(), data("rows.csv"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(span.name, "pay"s);
        QCOMPARE(span.startNs, std::int64_t{1795329512179000000});
        QCOMPARE(span.durationNs, std::int64_t{12306102});
        QCOMPARE(span.statusMessage, "said \"no\",\nthen left"s);
        QCOMPARE(span.attribute("db.statement"), text("SELECT\n1"));
        QCOMPARE(span.attribute("SampleRate"), number(2));
        QCOMPARE(span.events.size(), std::size_t{1});
        QCOMPARE(span.events[0].name, "retry"s);
        QVERIFY(span.parentId.isZero());
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{1});
        QCOMPARE(span.line, std::int64_t{2});
    }

    void brokenRowsOfTablesAreReported()
    {
        const auto sink = readText(csvImporter(), "trace.trace_id,trace.span_id,name\n1,2,a,extra\n1,3,\xff\n1,4");
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->spans[0].attribute("column 4"), text("extra"));
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::InvalidText), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::Truncated), std::uint64_t{1});
    }

    void heldSpansNeedBoundedMemory()
    {
        RecordingSink sink;
        HoneycombJoiner joiner(sink);
        SpanDraft span(sink.keys());
        span.name = std::string(1 << 20, 'x');
        for (std::uint64_t i = 1; i <= 100; ++i) {
            span.traceId = {0, i};
            span.spanId = {i};
            joiner.add(span, {}, {}, {});
        }
        // Far fewer wait than were given, and the oldest went first.
        QVERIFY(sink.spans.size() > 60);
        QCOMPARE(sink.spans.front().traceId.lo, std::uint64_t{1});
        EventDraft event(sink.keys());
        joiner.addEvent({0, 1}, {1}, std::move(event), {});
        joiner.finish();
        QCOMPARE(sink.spans.size(), std::size_t{100});
        QCOMPARE(sink.count(ProblemCode::OtherSignal), std::uint64_t{1});
    }

    void completeSpansDoNotWait()
    {
        RecordingSink sink;
        HoneycombJoiner joiner(sink);
        SpanDraft span(sink.keys());
        span.traceId = {0, 1};
        span.spanId = {2};
        joiner.add(span, 0, 0, {});
        QCOMPARE(sink.spans.size(), std::size_t{1});
        joiner.add(span, 1, 0, {});
        QCOMPARE(sink.spans.size(), std::size_t{1});
        joiner.addEvent({0, 1}, {2}, EventDraft(sink.keys()), {});
        QCOMPARE(sink.spans.size(), std::size_t{2});
    }

    void theSameIdTwiceIsTwoSpans()
    {
        const std::string row = "{'data':{'trace.trace_id':'1','trace.span_id':'2','name':'a'}}";
        QCOMPARE(readText(importer(), json("[" + row + "," + row + "]"))->spans.size(), std::size_t{2});
    }

    void otherFormatsAreNotClaimed()
    {
        for (const char* other :
             {"[{'time':1,'data':{'a':1}}]", "[{'trace':{'trace_id':1}}]", "[{'trace_id':'1'}]",
              "{'data':[{'traceID':'1','spans':[]}]}", "[]"})
            QVERIFY2(!claims(importer(), json(other)), other);
        QVERIFY(!claims(csvImporter(), "TraceID,SpanID,ParentID\n"));
        QVERIFY(!claims(csvImporter(), json("[{'trace.trace_id':'1','a,b':2}]")));
        QVERIFY(!claims(csvImporter(), "a,b\n1,trace.trace_id\n"));
    }

    void dataIsClaimedAndReadHoweverItArrives()
    {
        QVERIFY(claims(importer(), data("batch.json")));
        for (const char* name : {"batch.json", "query_result.json"}) {
            QCOMPARE(checkPieces(importer(), data(name)), QString());
            QCOMPARE(checkTruncation(importer(), data(name)), QString());
        }
        QCOMPARE(checkPieces(csvImporter(), data("rows.csv")), QString());
    }

    void anyValueMayBeAnother()
    {
        QCOMPARE(checkReplacedValues(
                     importer(), json("[{'time':'2026-11-22T06:38:32Z','SampleRate':2,'trace.trace_id':'1',"
                                      "'trace.span_id':'2','trace.parent_id':'3','duration_ms':1,'name':'a',"
                                      "'span.kind':'client','error':true,'span.num_events':0,'service.name':'s'},"
                                      "{'trace.trace_id':'1','trace.span_id':'4'}]")),
            QString());
    }

    void tablesMayBeCutAnywhere()
    {
        const std::string table = data("rows.csv");
        for (std::size_t size = 0; size < table.size(); ++size) {
            const auto sink = readText(csvImporter(), std::string_view(table).substr(0, size));
            QVERIFY(sink->spans.size() <= 1);
            if (size > table.find("SELECT\n1") + 12)
                QCOMPARE(sink->spans.size(), std::size_t{1});
        }
    }
};

QTEST_APPLESS_MAIN(HoneycombTest)
#include "tst_honeycomb.moc"
