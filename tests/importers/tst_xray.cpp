// SPDX-License-Identifier: GPL-3.0-or-later

// AWS X-Ray as programs send it to the daemon and as BatchGetTraces answers it.

#include "importers/xray/xray_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

#include <algorithm>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeXrayImporter();
    return *one;
}

std::unique_ptr<RecordingSink> readJson(const std::string& text)
{
    return readText(importer(), json(text));
}

/// A finished segment with these members behind its own.
std::string segment(const std::string& id, const std::string& members = {})
{
    return "{'trace_id':'1-65535f00-000102030405060708090a0b','id':'" + id +
           "','name':'shop','start_time':1700000000,'end_time':1700000001" + members + "}\n";
}

const RecordedSpan& spanOf(const RecordingSink& sink, std::uint64_t id)
{
    static const RecordedSpan none;
    const auto found = std::find_if(sink.spans.begin(), sink.spans.end(),
                                    [id](const RecordedSpan& span) { return span.spanId.value == id; });
    return found != sink.spans.end() ? *found : none;
}

} // namespace

class XrayTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfASegmentArrives()
    {
        const auto sink = readData(importer(), "xray/segments.jsonl");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        const RecordedSpan& span = spanOf(*sink, 0xa1);
        QCOMPARE(toHex(span.traceId), "65535f00000102030405060708090a0b"s);
        QVERIFY(span.parentId.isZero());
        QCOMPARE(span.name, "shop"s);
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "the card service did not answer"s);
        QCOMPARE(span.startNs, std::int64_t{1700000000000001000});
        QCOMPARE(span.durationNs, std::int64_t{249999001});
        QCOMPARE(span.attribute("http.request.method"), text("POST"));
        QCOMPARE(span.attribute("url.full"), text("https://shop.example/orders"));
        QCOMPARE(span.attribute("user_agent.original"), text("curl/8"));
        QCOMPARE(span.attribute("client.address"), text("192.0.2.7"));
        QCOMPARE(span.attribute("http.request.x_forwarded_for"), Value{true});
        QCOMPARE(span.attribute("http.response.status_code"), number(500));
        QCOMPARE(span.attribute("http.response.body.size"), text("12"));
        QCOMPARE(span.attribute("user.id"), text("ann"));
        QCOMPARE(span.attribute("aws.operation"), text("Handle"));
        QCOMPARE(span.attribute("annotations.plan"), text("gold"));
        QCOMPARE(span.attribute("annotations.retries"), number(2));
        QCOMPARE(span.attribute("annotations.empty"), text(""));
        QCOMPARE(displayText(span.attribute("metadata.default.cart")), R"({"items":[1,2]})"s);
        QCOMPARE(displayText(span.attribute("metadata.debug")), "{}"s);
        QCOMPARE(span.attribute("aws.xray.fault"), Value{true});
        QVERIFY(span.attribute("aws.xray.error").isNull());
        QCOMPARE(span.attribute("aws.xray.cause.working_directory"), text("/srv/shop"));
        QCOMPARE(span.attribute("aws.xray.resource_arn"), text("arn:aws:ec2:x"));
        QCOMPARE(span.attribute("aws.xray.Dummy"), Value{false});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void exceptionsBecomeEventsAtTheEnd()
    {
        const auto sink = readData(importer(), "xray/segments.jsonl");
        const RecordedSpan& span = spanOf(*sink, 0xa1);
        QCOMPARE(span.events.size(), std::size_t{1});
        const RecordedEvent& event = span.events.front();
        QCOMPARE(event.name, "exception"s);
        QCOMPARE(event.timeNs, std::int64_t{1700000000250000001});
        const auto attribute = [&](const char* key) {
            const Value* value = findValue(event.attributes, key);
            return value != nullptr ? displayText(*value) : "missing"s;
        };
        QCOMPARE(attribute("exception.type"), "TimeoutError"s);
        QCOMPARE(attribute("exception.message"), "the card service did not answer"s);
        QCOMPARE(attribute("exception.stacktrace"), "at charge (shop.py:17)\nat run (main.py:3)"s);
        QCOMPARE(attribute("aws.xray.exception.id"), "00000000000000e1"s);
        QCOMPARE(attribute("aws.xray.exception.truncated"), "2"s);
    }

    void linksKeepTheirAttributes()
    {
        const auto sink = readData(importer(), "xray/segments.jsonl");
        const RecordedSpan& span = spanOf(*sink, 0xa1);
        QCOMPARE(span.links.size(), std::size_t{1});
        QCOMPARE(toHex(span.links[0].traceId), "65535f000f0e0d0c0b0a090807060504"s);
        QCOMPARE(span.links[0].spanId.value, std::uint64_t{0xb9});
        QCOMPARE(displayText(span.links[0].attributes.at(0).value), "batch"s);
    }

    void programAndMachineBelongToTheResource()
    {
        const auto sink = readData(importer(), "xray/segments.jsonl");
        const RecordedResource& resource = sink->resource(spanOf(*sink, 0xa1).resource);
        QCOMPARE(resource.service, "shop"s);
        const auto attribute = [&](const char* key) {
            const Value* value = findValue(resource.attributes, key);
            return value != nullptr ? displayText(*value) : "missing"s;
        };
        QCOMPARE(attribute("service.name"), "shop"s);
        QCOMPARE(attribute("service.version"), "1.2.3"s);
        QCOMPARE(attribute("process.runtime.name"), "python"s);
        QCOMPARE(attribute("process.runtime.version"), "3.11"s);
        QCOMPARE(attribute("aws.xray.service.compiler"), "none"s);
        QCOMPARE(attribute("aws.xray.origin"), "AWS::EC2::Instance"s);
        QCOMPARE(attribute("aws.ec2.instance_id"), "i-1"s);
        QCOMPARE(attribute("aws.account_id"), "42"s);
    }

    void independentSubsegmentBelongsToTheServiceOfItsParent()
    {
        const auto sink = readData(importer(), "xray/segments.jsonl");
        const RecordedSpan& span = spanOf(*sink, 0xd1);
        QCOMPARE(span.parentId.value, std::uint64_t{0xa1});
        QCOMPARE(sink->service(span), "shop"s);
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.startNs, std::int64_t{1700000000100000000});
        QCOMPARE(span.durationNs, std::int64_t{100000000});
        QCOMPARE(span.attribute("aws.table_name"), text("orders"));
        QCOMPARE(span.attribute("db.query.text"), text("INSERT INTO orders VALUES (?)"));
        QCOMPARE(span.attribute("db.system.name"), text("PostgreSQL"));
        QCOMPARE(span.attribute("sql.preparation"), text("statement"));
        QCOMPARE(span.attribute("aws.xray.type"), text("subsegment"));
        QCOMPARE(displayText(span.attribute("aws.xray.precursor_ids")), R"(["00000000000000a2"])"s);
    }

    void independentSubsegmentsFindTheirServiceInAnyOrder()
    {
        const std::string trace = "{'trace_id':'1-65535f00-000102030405060708090a0b','type':'subsegment','name':'x',"
                                  "'start_time':1,'end_time':2,";
        const auto sink = readJson(trace + "'id':'3','parent_id':'2'}" + trace + "'id':'2','parent_id':'1'}" +
                                   trace + "'id':'9','parent_id':'8'}" + segment("1"));
        QCOMPARE(sink->spans.size(), std::size_t{4});
        for (const std::uint64_t id : {1, 2, 3})
            QCOMPARE(sink->service(spanOf(*sink, id)), "shop"s);
        QCOMPARE(sink->service(spanOf(*sink, 9)), ""s);
    }

    void segmentInProgressHasNoEnd()
    {
        const auto sink = readData(importer(), "xray/segments.jsonl");
        const RecordedSpan& span = spanOf(*sink, 0xc1);
        QVERIFY(has(span.marks, SpanMark::DurationUnknown));
        QVERIFY(!has(span.marks, SpanMark::StartUnknown));
        QCOMPARE(span.attribute("aws.xray.in_progress"), Value{true});
        QCOMPARE(span.attribute("aws.xray.inferred"), Value{true});
        QCOMPARE(sink->service(span), "orders"s);
    }

    void answersAreReadWithDocumentsAsTextOrObjects()
    {
        const auto sink = readData(importer(), "xray/answer.json");
        QCOMPARE(sink->spans.size(), std::size_t{4});
        QCOMPARE(sink->traceCount(), std::size_t{2});
        QCOMPARE(spanOf(*sink, 1).name, "front \"end\""s);
        QCOMPARE(toHex(spanOf(*sink, 1).traceId), "65535f00aaaaaaaaaaaaaaaaaaaaaaaa"s);
        QCOMPARE(spanOf(*sink, 2).parentId.value, std::uint64_t{1});
        QCOMPARE(sink->service(spanOf(*sink, 2)), "front \"end\""s);
        QCOMPARE(spanOf(*sink, 3).parentId.value, std::uint64_t{2});
        QCOMPARE(sink->count(ProblemCode::DroppedData), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{2});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1});
    }

    void laterCopyReplacesAnEarlierOne()
    {
        const std::string inner = ",'subsegments':[{'id':'2','name':'a','start_time':1,'end_time':2}]";
        const std::string more = ",'subsegments':[{'id':'2','name':'b','start_time':1,'end_time':2},"
                                 "{'id':'3','name':'c','start_time':1,'end_time':2}]";
        const auto grown = readJson(segment("1") + segment("1", inner) + segment("1", more));
        QCOMPARE(grown->spans.size(), std::size_t{3});
        QVERIFY(grown->find("a") == nullptr);
        QCOMPARE(grown->count(ProblemCode::Note), std::uint64_t{2});
        const auto shrunk = readJson(segment("1", more) + segment("1", inner));
        QCOMPARE(shrunk->spans.size(), std::size_t{3});
        const auto unfinished = readJson(segment("1") + segment("1", more + ",'in_progress':true"));
        QCOMPARE(unfinished->spans.size(), std::size_t{1});
        QVERIFY(!has(unfinished->spans[0].marks, SpanMark::DurationUnknown));
        const auto finished = readJson(segment("1", ",'in_progress':true") + segment("1"));
        QCOMPARE(finished->spans.size(), std::size_t{1});
        QVERIFY(!has(finished->spans[0].marks, SpanMark::DurationUnknown));
    }

    void segmentsThatDoNotFitAreHandedOnEarly()
    {
        const std::string large = ",'metadata':{'default':{'x':'" + std::string(std::size_t{9} << 20, 'x') + "'}}";
        std::string input;
        for (int i = 1; i <= 10; ++i)
            input += segment(std::to_string(i), large);
        const auto sink = readJson(input);
        QCOMPARE(sink->spans.size(), std::size_t{10});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void subsegmentsOfAnyDepthAreRead()
    {
        constexpr int kDepth = 100'000;
        std::string input = "{'trace_id':'1-65535f00-000102030405060708090a0b','id':'1','name':'n','start_time':1";
        for (int i = 2; i <= kDepth; ++i)
            input += ",'subsegments':[{'id':'" + std::to_string(i) + "','name':'n','start_time':1,'end_time':2";
        input += "}";
        for (int i = 2; i <= kDepth; ++i)
            input += "]}";
        const auto sink = readJson(input);
        QCOMPARE(sink->spans.size(), std::size_t{kDepth});
        QCOMPARE(toHex(sink->spans.back().parentId), std::to_string(kDepth - 1).insert(0, "00000000000"));
    }

    void partsWithoutAnIdKeepTheirChildren()
    {
        const auto sink = readJson("{'name':'a','start_time':1,'end_time':2,'subsegments':[{'name':'b','start_time':1,"
                                   "'end_time':2,'subsegments':[{'id':'3','name':'c','start_time':1,'end_time':2}]}]}");
        QCOMPARE(sink->spans.size(), std::size_t{3});
        QCOMPARE(sink->find("b")->parentId, sink->find("a")->spanId);
        QCOMPARE(sink->find("c")->parentId, sink->find("b")->spanId);
        QVERIFY(has(sink->find("a")->marks, SpanMark::IdMissing));
        QCOMPARE(sink->count(ProblemCode::IdMissing), std::uint64_t{2});
    }

    void whatIsNoSegmentIsCounted()
    {
        const auto sink = readJson("{'TraceSummaries':[]}\n17\n[{'a':1},2]\n" + segment("1", ",'subsegments':[3]"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{3});
        QCOMPARE(sink->count(ProblemCode::WrongType), std::uint64_t{2});
    }

    void causeMayNameAnExceptionElsewhere()
    {
        const auto sink = readJson(segment("1", ",'fault':true,'cause':'00000000000000e1'"));
        QCOMPARE(sink->spans[0].attribute("aws.xray.cause.id"), text("00000000000000e1"));
        QVERIFY(sink->spans[0].events.empty());
        const auto wrong = readJson(segment("1", ",'cause':[1]"));
        QCOMPARE(wrong->count(ProblemCode::WrongType), std::uint64_t{1});
        QCOMPARE(displayText(wrong->spans[0].attribute("aws.xray.cause")), "[1]"s);
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const char* text, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(json(text)) << claimed;
        };
        row("segment", "{'id':'1','name':'a','start_time':1.5E9}", true);
        row("header and cut segment", "{'format':'json','version':1}\n{'id':'1','name':'a','start_time':1,'htt", true);
        row("list", "[{'name':'a','start_time':1,'id':'1'}]", true);
        row("answer", "{'UnprocessedTraceIds':[],'Traces':[]}", true);
        row("cut answer", "{'Traces':[{'Id':'1','Segments':[{", true);
        row("trace", "{'Id':'1','Segments':[{'Document':'{}'}]}", true);
        row("header alone", "{'format':'json','version':1}", false);
        row("times as text", "{'id':'1','name':'a','start_time':'2024-01-01T00:00:00Z'}", false);
        row("summaries", "{'TraceSummaries':[{'Id':'1'}]}", false);
        row("Zipkin", "[{'traceId':'1','id':'1','name':'a','timestamp':1}]", false);
        row("Datadog", "[[{'trace_id':1,'span_id':2,'name':'a','start':3}]]", false);
    }
    void onlyItsOwnContentIsClaimed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, claimed);
        QCOMPARE(claims(importer(), text.toStdString()), claimed);
    }

    void anyFile()
    {
        const std::string text = readFile(dataPath("xray/segments.jsonl"));
        QVERIFY(claims(importer(), text));
        QCOMPARE(checkPieces(importer(), text), QString());
        QCOMPARE(checkTruncation(importer(), text), QString());
        QCOMPARE(checkReplacedValues(importer(), text), QString());
        const std::string answer = readFile(dataPath("xray/answer.json"));
        QVERIFY(claims(importer(), answer));
        QCOMPARE(checkPieces(importer(), answer), QString());
    }
};

QTEST_APPLESS_MAIN(XrayTest)
#include "tst_xray.moc"
