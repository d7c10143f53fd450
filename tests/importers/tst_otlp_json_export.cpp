// SPDX-License-Identifier: GPL-3.0-or-later
#include "corpus/span_text.h"
#include "importers/import_session.h"
#include "importers/otlp/otlp_json_export.h"
#include "model/cache/cache_reader.h"
#include "support/support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

using namespace tailrace;

namespace {

Result<ImportOutcome> import(const std::string& path)
{
    Progress progress;
    return importInputs({{path}, {}, true}, progress, {});
}

CacheReader readerOf(const std::string& path)
{
    return CacheReader::open(import(path).value().cacheFile).value();
}

std::vector<SpanDetail> spansOf(CacheReader& cache)
{
    std::vector<SpanDetail> spans;
    const Result<void> done = cache.forEachSpan([&](const SpanDetail& span) {
        spans.push_back(span);
        return true;
    });
    return done ? spans : std::vector<SpanDetail>{};
}

/// Everything of every span as sorted texts. Ids that were made up are not compared.
std::vector<std::string> textsOf(std::vector<SpanDetail> spans)
{
    std::vector<std::string> texts;
    for (SpanDetail& span : spans) {
        if (has(span.marks, SpanMark::IdMissing))
            span.spanId = {};
        texts.push_back(test::spanText(span) + "\n  marks=" + std::to_string(span.marks));
    }
    std::sort(texts.begin(), texts.end());
    return texts;
}

/// An OTLP JSON line with one span that has these members beside its ids.
std::string lineWith(const std::string& members)
{
    return R"({"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[{"traceId":"0123456789abcdef0123456789abcdef",)"
           R"("spanId":"00000000000000a1","name":"n",)" +
           members + "}]}]}]}\n";
}

} // namespace

class TestOtlpJsonExport : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->path().toUtf8());
    }

    void everySampleReadsBackAsTheSameSpans_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* file : {"checkout.jsonl", "checkout.jaeger.json", "checkout.zipkin.json",
                                 "twelve-seconds.jsonl", "cascade.jsonl", "orders-async.jsonl", "shop.jsonl.gz"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }
    void everySampleReadsBackAsTheSameSpans()
    {
        QFETCH(QString, file);
        CacheReader original = readerOf(test::samplePath(file.toStdString()));
        std::vector<SpanDetail> before = spansOf(original);
        QVERIFY(!before.empty());
        for (SpanDetail& span : before) // told as an attribute, where the format told it elsewhere
            if (!span.resource.service.empty() && findValue(span.resource.attributes, "service.name") == nullptr)
                span.resource.attributes.insert(span.resource.attributes.begin(),
                                                Attribute{"service.name", {span.resource.service}});
        CacheReader again = readerOf(exported(original));
        QCOMPARE(textsOf(spansOf(again)), textsOf(before));
    }

    void everyKindOfValueSurvives()
    {
        const std::string attributes =
            R"("startTimeUnixNano":"5","endTimeUnixNano":"6","attributes":[)"
            R"({"key":"null","value":{}},{"key":"yes","value":{"boolValue":true}},{"key":"no","value":{"boolValue":false}},)"
            R"({"key":"int","value":{"intValue":"-9223372036854775808"}},{"key":"big","value":{"intValue":"9223372036854775807"}},)"
            R"({"key":"double","value":{"doubleValue":0.1}},{"key":"whole double","value":{"doubleValue":2}},)"
            R"({"key":"nan","value":{"doubleValue":"NaN"}},{"key":"inf","value":{"doubleValue":"-Infinity"}},)"
            // Not as a raw string: moc loses its way at backslashes in those.
            "{\"key\":\"text\",\"value\":{\"stringValue\":\"ü\\u0000\\\"\\\\\\n\"}},"
            R"({"key":"text","value":{"stringValue":"again"}},)"
            R"({"key":"bytes","value":{"bytesValue":"AAH/"}},{"key":"empty","value":{"arrayValue":{}}},)"
            R"({"key":"array","value":{"arrayValue":{"values":[{"intValue":"1"},{"arrayValue":{"values":[{"stringValue":"x"}]}},{}]}}},)"
            R"({"key":"list","value":{"kvlistValue":{"values":[{"key":"a","value":{"kvlistValue":{"values":[]}}},)"
            R"({"key":"a","value":{"boolValue":true}}]}}}])";
        CacheReader original = readerOf(write("values.jsonl", lineWith(attributes)));
        const std::vector<SpanDetail> before = spansOf(original);
        QCOMPARE(before.size(), std::size_t(1));
        QCOMPARE(before[0].attributes.size(), std::size_t(15));
        CacheReader again = readerOf(exported(original));
        QCOMPARE(textsOf(spansOf(again)), textsOf(before));
        QVERIFY(std::isnan(std::get<double>(findValue(spansOf(again)[0].attributes, "nan")->data)));
    }

    void timesThatAreUnknownOrReversedSurvive_data()
    {
        QTest::addColumn<QString>("members");
        QTest::newRow("no end") << QStringLiteral(R"("startTimeUnixNano":"1700000000000000000")");
        QTest::newRow("no start") << QStringLiteral(R"("endTimeUnixNano":"1700000000000000000")");
        QTest::newRow("neither") << QStringLiteral(R"("kind":1)");
        QTest::newRow("reversed") << QStringLiteral(
            R"("startTimeUnixNano":"1700000000000000009","endTimeUnixNano":"1700000000000000001")");
        QTest::newRow("no length") << QStringLiteral(
            R"("startTimeUnixNano":"1700000000000000009","endTimeUnixNano":"1700000000000000009")");
        QTest::newRow("latest") << QStringLiteral(
            R"("startTimeUnixNano":"9223372036854775806","endTimeUnixNano":"9223372036854775807")");
    }
    void timesThatAreUnknownOrReversedSurvive()
    {
        QFETCH(QString, members);
        CacheReader original = readerOf(write("times.jsonl", lineWith(members.toStdString())));
        CacheReader again = readerOf(exported(original));
        QCOMPARE(textsOf(spansOf(again)), textsOf(spansOf(original)));
    }

    void timesThatOtlpCannotSaySurvive()
    {
        CacheReader original =
            readerOf(write("zero.json", R"([{"ph":"X","name":"first","pid":1,"tid":1,"ts":0,"dur":2},)"
                                        R"({"ph":"X","name":"none","pid":1,"tid":1,"ts":0,"dur":0},)"
                                        R"({"ph":"B","name":"open","pid":1,"tid":1,"ts":0},)"
                                        R"({"ph":"X","name":"lost","pid":1,"tid":1,"dur":3}])"));
        CacheReader again = readerOf(exported(original));
        QCOMPARE(textsOf(spansOf(again)), textsOf(spansOf(original)));
        for (const SpanDetail& span : spansOf(again)) {
            QCOMPARE(has(span.marks, SpanMark::StartUnknown), span.name == "lost");
            QCOMPARE(has(span.marks, SpanMark::DurationUnknown), span.name == "open");
        }
        QCOMPARE(textsOf(spansOf(again)).size(), std::size_t{4});
    }

    void contextLinksEventsAndCountsOfWhatWasDroppedSurvive()
    {
        const std::string file = write(
            "rest.jsonl",
            R"({"resourceSpans":[{"schemaUrl":"https://r","resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}],)"
            R"("droppedAttributesCount":7},"scopeSpans":[{"schemaUrl":"https://s","scope":{"name":"lib","version":"2","attributes":)"
            R"([{"key":"k","value":{"intValue":"1"}}],"droppedAttributesCount":6},"spans":[{"traceId":"0123456789abcdef0123456789abcdef",)"
            R"("spanId":"00000000000000a1","parentSpanId":"00000000000000a2","traceState":"a=b,c=d","flags":769,"name":"n","kind":5,)"
            R"("startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000000001","droppedAttributesCount":1,)"
            R"("droppedEventsCount":2,"droppedLinksCount":3,"events":[{"timeUnixNano":"1700000000000000000","name":"e",)"
            R"("attributes":[{"key":"k","value":{"stringValue":"v"}}],"droppedAttributesCount":4},{"name":"timeless"}],)"
            R"("links":[{"traceId":"ffffffffffffffffffffffffffffffff","spanId":"00000000000000b1","traceState":"x=y","flags":257,)"
            R"("attributes":[{"key":"k","value":{"boolValue":true}}],"droppedAttributesCount":5}],)"
            R"("status":{"code":2,"message":"went wrong"}}]}]}]})");
        CacheReader original = readerOf(file);
        const std::vector<SpanDetail> before = spansOf(original);
        QCOMPARE(before.size(), std::size_t(1));
        QCOMPARE(before[0].links.at(0).droppedAttributes, 5U);
        CacheReader again = readerOf(exported(original));
        QCOMPARE(textsOf(spansOf(again)), textsOf(before));
    }

    void anIdThatWasMadeUpIsNotWritten()
    {
        CacheReader original = readerOf(write(
            "id.jsonl",
            R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0123456789abcdef0123456789abcdef","spanId":"","name":"n",)"
            R"("startTimeUnixNano":"5","endTimeUnixNano":"6"}]}]}]})"));
        const std::string file = exported(original);
        QVERIFY(test::readFile(file).find(R"("spanId":"")") != std::string::npos);
        CacheReader again = readerOf(file);
        QVERIFY(has(spansOf(again).at(0).marks, SpanMark::IdMissing));
    }

    void oneTraceAloneCanBeWritten()
    {
        CacheReader cache = readerOf(test::samplePath("shop.jsonl.gz"));
        const TraceSummary trace = cache.traces({}).value().at(17);
        std::ostringstream out;
        QCOMPARE(exportOtlpJson(cache, out, trace.traceId).value(), std::uint64_t(trace.spans));
        CacheReader again = readerOf(write("one.jsonl", out.str()));
        QCOMPARE(again.totals().value().traces, 1U);
        QCOMPARE(again.totals().value().spans, std::uint64_t(trace.spans));
        QCOMPARE(exportOtlpJson(cache, out, TraceId{1, 2}).error().code, ErrorCode::NotFound);
    }

    void requestsAreLinesOfAtMost512SpansGroupedByResourceAndScope()
    {
        CacheReader cache = readerOf(test::samplePath("shop.jsonl.gz"));
        std::ostringstream out;
        QCOMPARE(exportOtlpJson(cache, out).value(), 1'803U);
        std::istringstream lines(out.str());
        std::vector<int> spans;
        for (std::string line; std::getline(lines, line);) {
            const QJsonObject request = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
            QStringList services;
            spans.push_back(0);
            for (const QJsonValue resource : request[u"resourceSpans"].toArray()) {
                services.append(resource[u"resource"][u"attributes"][0][u"value"][u"stringValue"].toString());
                for (const QJsonValue scope : resource[u"scopeSpans"].toArray())
                    spans.back() += static_cast<int>(scope[u"spans"].toArray().size());
            }
            QCOMPARE(services.removeDuplicates(), 0);
        }
        QCOMPARE(spans, (std::vector<int>{512, 512, 512, 267}));
    }

    void aFailingStreamIsAnError()
    {
        CacheReader cache = readerOf(test::samplePath("shop.jsonl.gz"));
        std::ostringstream out;
        out.setstate(std::ios::badbit);
        QVERIFY(!exportOtlpJson(cache, out));
    }

private:
    std::string write(const char* name, const std::string& text) const
    {
        const std::string path = m_folder->filePath(QString::fromLatin1(name)).toStdString();
        test::writeFile(path, text);
        return path;
    }

    std::string exported(CacheReader& cache) const
    {
        std::ostringstream out;
        if (!exportOtlpJson(cache, out))
            return {};
        return write("exported.jsonl", out.str());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestOtlpJsonExport)
#include "tst_otlp_json_export.moc"
