// SPDX-License-Identifier: GPL-3.0-or-later

// Spans in the form that nearly all exporters write are read in a short way. Whatever a span looks like, the short
// way either leaves it alone or reads the same as the general way, which reads every span that has a member the
// short way does not know.

#include "importers/otlp/otlp_json_importer.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"

#include <QTest>

#include <algorithm>

using namespace tailrace;
using namespace tailrace::test;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeOtlpJsonImporter();
    return *one;
}

std::string request(std::string span)
{
    std::replace(span.begin(), span.end(), '\'', '"');
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + span + "]}]}]}";
}

constexpr const char* kIds = "{'traceId':'0af7651916cd43dd8448eb211c80319c','spanId':'b7ad6b7169203331'";
constexpr const char* kTimes = "'startTimeUnixNano':'1700000000000000001','endTimeUnixNano':'1700000000000000321'";

/// A span with everything.
std::string wholeSpan()
{
    return std::string(kIds) +
           ",'parentSpanId':'00f067aa0ba902b7','traceState':'a=b','flags':257,'name':'GET /caf\u00e9',"
           "'kind':2,'startTimeUnixNano':'1700000000000000001','endTimeUnixNano':'1700000000000000321',"
           "'attributes':[{'key':'text','value':{'stringValue':'a \\'quoted\\' \\u00e9 text'}},"
           "{'key':'int','value':{'intValue':'-42'}},{'key':'number','value':{'intValue':7}},"
           "{'key':'double','value':{'doubleValue':-1.5e3}},{'key':'yes','value':{'boolValue':true}},"
           "{'key':'no','value':{'boolValue':false}},{'key':'empty','value':{'arrayValue':{'values':[]}}},"
           "{'key':'list','value':{'arrayValue':{'values':[{'stringValue':'x'},{'intValue':'1'}]}}}],"
           "'events':[{'timeUnixNano':'1700000000000000100','name':'e','attributes':[{'key':'k','value':"
           "{'stringValue':'v'}}],'droppedAttributesCount':1},{'name':'untimed'}],'links':[],"
           "'status':{'message':'no','code':2},'droppedAttributesCount':3,'droppedEventsCount':4,"
           "'droppedLinksCount':5}";
}

std::string withMembers(const std::string& members)
{
    return std::string(kIds) + "," + kTimes + (members.empty() ? "" : ",") + members + "}";
}

std::string described(const RecordingSink& sink)
{
    std::string text = std::to_string(sink.spans.size()) + " spans";
    for (const RecordedProblem& problem : sink.problems)
        text += "; " + std::string(info(problem.code).id) + " " + problem.detail;
    return text;
}

} // namespace

class OtlpJsonPlainTest : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsRead()
    {
        const auto sink = readText(importer(), request(wholeSpan()));
        QCOMPARE(described(*sink), std::string("1 spans"));
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(toHex(span.traceId), std::string("0af7651916cd43dd8448eb211c80319c"));
        QCOMPARE(toHex(span.spanId), std::string("b7ad6b7169203331"));
        QCOMPARE(toHex(span.parentId), std::string("00f067aa0ba902b7"));
        QCOMPARE(span.name, std::string("GET /caf\u00e9"));
        QCOMPARE(span.kind, SpanKind::Server);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, std::string("no"));
        QCOMPARE(span.startNs, std::int64_t{1700000000000000001});
        QCOMPARE(span.durationNs, std::int64_t{320});
        QCOMPARE(span.flags, 257U);
        QCOMPARE(span.droppedAttributes + span.droppedEvents * 10 + span.droppedLinks * 100, 543U);
        QCOMPARE(span.attributes.size(), std::size_t{8});
        QVERIFY(span.attribute("text") == Value{std::string("a \"quoted\" \u00e9 text")});
        QVERIFY(span.attribute("int") == Value{std::int64_t{-42}});
        QVERIFY(span.attribute("double") == Value{-1500.0});
        QVERIFY(span.attribute("no") == Value{false});
        QCOMPARE(span.events.size(), std::size_t{2});
        QCOMPARE(span.events[0].droppedAttributes, 1U);
        QCOMPARE(span.events[0].timeNs, std::int64_t{1700000000000000100});
    }

    void bothWaysReadTheSame_data()
    {
        QTest::addColumn<QByteArray>("span");
        const auto add = [](const char* name, const std::string& span) {
            QTest::newRow(name) << QByteArray::fromStdString(span);
        };
        add("whole", wholeSpan());
        const char* const members[] = {
            "", "'name':'a\\nb'", "'name':'\\ud800'", "'name':5", "'name':null", "'name':'\x01'", "'name':'\xff'",
            "'kind':'SPAN_KIND_CLIENT'", "'kind':6", "'kind':'3'", "'kind':-1", "'kind':1.0", "'kind':01",
            "'flags':4294967296", "'flags':-1", "'parentSpanId':''", "'parentSpanId':'0000000000000000'",
            "'parentSpanId':'12'", "'parentSpanId':'xyz'", "'spanId':'12'", "'startTimeUnixNano':0",
            "'endTimeUnixNano':'-5'", "'endTimeUnixNano':17e17", "'startTimeUnixNano':99999999999999999999",
            "'endTimeUnixNano':1", "'status':{}", "'status':null", "'status':{'code':3}", "'status':{'code':'1'}",
            "'status':{'code':'STATUS_CODE_ERROR','other':1}", "'events':null", "'events':[{}]", "'events':[5]",
            "'events':[{'timeUnixNano':0,'name':''}]", "'links':[{'traceId':'01','spanId':'02'}]", "'links':null",
            "'attributes':null", "'attributes':[]", "'attributes':{}", "'attributes':[{}]", "'attributes':[{'key':'a'}]",
            "'attributes':[{'value':{'stringValue':'v'},'key':'a'}]", "'attributes':[{'key':'a','value':null}]",
            "'attributes':[{'key':'a','value':{}}]", "'attributes':[{'key':'\\u0061','value':{'intValue':'x'}}]",
            "'attributes':[{'key':'a','value':{'intValue':'9223372036854775808'}}]",
            "'attributes':[{'key':'a','value':{'intValue':1.5}}]",
            "'attributes':[{'key':'a','value':{'doubleValue':'Infinity'}}]",
            "'attributes':[{'key':'a','value':{'doubleValue':.5}}]",
            "'attributes':[{'key':'a','value':{'doubleValue':inf}}]",
            "'attributes':[{'key':'a','value':{'boolValue':'true'}}]",
            "'attributes':[{'key':'a','value':{'boolValue':truely}}]",
            "'attributes':[{'key':'a','value':{'bytesValue':'AAEC'}}]",
            "'attributes':[{'key':'a','value':{'kvlistValue':{'values':[{'key':'b','value':{'intValue':1}}]}}}]",
            "'attributes':[{'key':'a','value':{'arrayValue':{'values':[{'arrayValue':{'values':[]}}]}}}]",
            "'attributes':[{'key':'a','value':{'stringValue':'x','intValue':1}}]",
            "'attributes':[{'key':'a','value':{'stringValue':'x'},'more':1}]",
            "'attributes':[{'key':'a','value':{'stringValue':'x'}},]", "'attributes':[{'key':'a' 'value':{}}]",
            "'attributes':[{'key':'a','value':{'string_value':'x'}}]", "'unknown':[1,{'a':2}]", "'x':1,,'y':2",
            "'attributes':[{'key':'a','value':{'stringValue':'x'}}],'attributes':[{'key':'b','value':{}}]",
        };
        for (const char* member : members)
            add(*member == '\0' ? "nothing more" : member, withMembers(member));
    }

    void bothWaysReadTheSame()
    {
        QFETCH(QByteArray, span);
        std::string general = span.toStdString();
        general.insert(1, "'general':null,");
        const auto one = readText(importer(), request(span.toStdString()));
        const auto other = readText(importer(), request(general));
        QCOMPARE(described(*one), described(*other));
        for (std::size_t i = 0; i < one->spans.size(); ++i)
            QVERIFY(one->spans[i].sameContent(other->spans[i]));
    }

    void anyDamageCostsAtMostTheSpan()
    {
        const std::string two = request(wholeSpan() + "," + withMembers("'name':'second'"));
        QCOMPARE(checkPieces(importer(), two), QString());
        QCOMPARE(checkTruncation(importer(), two), QString());
        QCOMPARE(checkReplacedValues(importer(), two), QString());
    }
};

QTEST_APPLESS_MAIN(OtlpJsonPlainTest)
#include "tst_otlp_json_plain.moc"
