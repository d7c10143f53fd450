// SPDX-License-Identifier: GPL-3.0-or-later

// Tables of spans, delimited and JSON, read with a mapping.

#include "importers/id_bytes.h"
#include "importers/table/table_cells.h"
#include "importers/table/table_guess.h"
#include "importers/table/table_mapping_text.h"
#include "importers/table/table_preview.h"
#include "importers/table/table_reader.h"
#include "importers/table/table_sample.h"
#include "support/recording_sink.h"
#include "support/test_values.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

/// Reads a table as the session does; no spans if the mapping does not fit.
std::unique_ptr<RecordingSink> readWith(const std::string& mappingText, const std::string& table,
                                        std::size_t chunk = std::size_t{1} << 20)
{
    auto sink = std::make_unique<RecordingSink>();
    const auto sample = sampleTable(table, true);
    const auto parsed = parseTableMapping(mappingText);
    if (!sample || !parsed)
        return sink;
    const auto mapping = settleFormats(*parsed, *sample);
    if (!mapping)
        return sink;
    ChunkStream stream(table, chunk);
    const Result<void> read = sample->isJson ? TableJsonReader(stream, *sink, *mapping).readAll()
                                             : TableCsvReader(stream, *sink, *mapping).readAll();
    if (!read)
        sink->spans.clear();
    return sink;
}

const std::string kShort = "trace=t,span=s,parent=p,start=b:ms,duration=d:us";

RecordedSpan one(const std::string& row)
{
    const auto sink = readWith(kShort, "t,s,p,b,d\n" + row + "\n");
    return sink->spans.size() == 1 ? sink->spans.front() : RecordedSpan{};
}

} // namespace

class TableTest : public QObject
{
    Q_OBJECT

private slots:
    void everyRoleArrives()
    {
        const auto sink = readWith("trace=T,span=S,parent=P,name=N,service=V,kind=K,status=C,message=M,start=B:us,"
                                   "end=E:us,resource=host",
                                   "T,S,P,N,V,K,C,M,B,E,host,size\n"
                                   "0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331,,pay,shop,SPAN_KIND_CLIENT,"
                                   "STATUS_CODE_ERROR,no,1700000000000001,1700000000000251,h1,12\n");
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const RecordedSpan& span = sink->spans.front();
        QCOMPARE(toHex(span.traceId), "0af7651916cd43dd8448eb211c80319c"s);
        QCOMPARE(toHex(span.spanId), "b7ad6b7169203331"s);
        QVERIFY(span.parentId.isZero());
        QCOMPARE(span.name, "pay"s);
        QCOMPARE(sink->service(span), "shop"s);
        QCOMPARE(span.kind, SpanKind::Client);
        QCOMPARE(span.status, StatusCode::Error);
        QCOMPARE(span.statusMessage, "no"s);
        QCOMPARE(span.startNs, std::int64_t{1700000000000001000});
        QCOMPARE(span.durationNs, std::int64_t{250000});
        QCOMPARE(span.attribute("size"), text("12"));
        QCOMPARE(sink->resource(span.resource).attributes.size(), std::size_t{2});
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void anyIdIsTakenAndWhatIsRewrittenIsKept()
    {
        const RecordedSpan decimal = one("77,18446744073709551615,-2,1700000000000,5");
        QCOMPARE(decimal.spanId.value, 18446744073709551615ULL);
        QCOMPARE(decimal.parentId.value, 18446744073709551614ULL);
        QCOMPARE(decimal.attribute(kOriginalSpanId), text("18446744073709551615"));
        const RecordedSpan named = one("order 7,step one,step zero,1700000000000,5");
        QCOMPARE(named.spanId, spanIdFromHash("step one"));
        QCOMPARE(named.parentId, spanIdFromHash("step zero"));
        QCOMPARE(named.attribute(kOriginalTraceId), text("order 7"));
    }

    void rootsAreToldByWhateverStandsForNoParent()
    {
        for (const char* parent : {"", "root", "ROOT", "0", "0000000000000000", "-1", "null", "None"})
            QVERIFY2(one("1,2,"s + parent + ",1700000000000,5").parentId.isZero(), parent);
        QVERIFY(!one("1,2,3,1700000000000,5").parentId.isZero());
    }

    void lengthsMayBeNegativeOrSayTheirUnit()
    {
        QCOMPARE(one("1,2,,1700000000000,-5").durationNs, std::int64_t{-5000});
        QCOMPARE(one("1,2,,1700000000000,1.5").durationNs, std::int64_t{1500});
        QCOMPARE(one("1,2,,1700000000000,1.5ms").durationNs, std::int64_t{1500000});
        QCOMPARE(one("1,2,,1700000000000,1m2s").durationNs, std::int64_t{62000000000});
        QCOMPARE(one("1,2,,1700000000000,00:01:02.5").durationNs, std::int64_t{62500000000});
    }

    void cellsThatDoNotFitAreCountedWithLineAndColumn()
    {
        const auto sink = readWith(kShort, "t,s,p,b,d\n1,2,,1700000000000,5\n1,3,,soon,long\n");
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{2});
        QCOMPARE(sink->problems.front().where.line, std::int64_t{3});
        QCOMPARE(sink->problems.front().detail, "column b: \"soon\""s);
        const RecordedSpan& span = sink->spans.back();
        QVERIFY(has(span.marks, SpanMark::StartUnknown));
        QVERIFY(has(span.marks, SpanMark::DurationUnknown));
        QCOMPARE(span.attribute("d"), text("long"));
    }

    void aDateInAColumnOfItsOwnBelongsToTheStart()
    {
        const auto sink = readWith("trace=t,span=s,date=day,start=at,end=to",
                                   "t;s;day;at;to\n1;2;2026/11/22;10:00:00.5;10:00:02\n");
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans.front().startNs, std::int64_t{1795341600500000000});
        QCOMPARE(sink->spans.front().durationNs, std::int64_t{1500000000});
    }

    void podsGiveTheirWorkloadAndStayAsResource()
    {
        const auto sink = readWith("trace=t,span=s,start=b:ms,service=pod:pod",
                                   "t,s,b,pod\n1,2,1700000000000,cart-5f6585d649-fnmft\n1,3,1700000000000,odd\n");
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->service(sink->spans[0]), "cart"s);
        QCOMPARE(sink->resource(sink->spans[0].resource).attributes.front().key, "pod"s);
        QCOMPARE(sink->service(sink->spans[1]), "odd"s);
    }

    void nestedObjectsAreColumnsAndKeepTheirTypes()
    {
        const std::string row = R"({"context":{"trace_id":"a1","span_id":"b2","state":"on"},"at":1700000000000,)"
                                R"("took":2.5,"parent":null,"http":{"code":200,"ok":true},"list":[1,2]})";
        for (const std::string& table : {"["s + row + "]", row + "\n" + row + "\n"}) {
            const auto sink = readWith("trace=context.trace_id,span=context.span_id,parent=parent,start=at,"
                                       "duration=took:ms",
                                       table);
            QVERIFY(!sink->spans.empty());
            const RecordedSpan& span = sink->spans.back();
            QCOMPARE(span.spanId.value, std::uint64_t{0xb2});
            QCOMPARE(span.startNs, std::int64_t{1700000000000000000});
            QCOMPARE(span.durationNs, std::int64_t{2500000});
            QCOMPARE(span.attribute("http.code"), (Value{std::int64_t{200}}));
            QCOMPARE(span.attribute("context.state"), text("on"));
            QCOMPARE(span.attributes.size(), std::size_t{4});
            QCOMPARE(sink->problemCount(), std::uint64_t{0});
        }
    }

    void piecesOfAnySizeGiveTheSame()
    {
        const std::string table = "t\ts\tp\tb\td\tnote\n1\t2\t\t1700000000000\t5\t\"a\tb\"\n1\t3\t2\tx\t6\t\n";
        const auto whole = readWith(kShort, table);
        QCOMPARE(whole->spans.size(), std::size_t{2});
        QCOMPARE(whole->spans.front().attribute("note"), text("a\tb"));
        for (const std::size_t chunk : {1, 2, 7}) {
            const auto pieces = readWith(kShort, table, chunk);
            QVERIFY(pieces->spans == whole->spans);
            QCOMPARE(pieces->problems.size(), whole->problems.size());
        }
    }

    void aRowThatIsCutOffIsLeftOut()
    {
        const auto sink = readWith(kShort, "t,s,p,b,d\n1,2,,1700000000000,5\n1,3,,17000000");
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->count(ProblemCode::Truncated), std::uint64_t{1});
    }

    void mappingsComeBackFromBothTexts()
    {
        TableMapping mapping;
        mapping.columns = {{"Trace, ID", TableRole::TraceId},
                           {"say \"s\"", TableRole::SpanId},
                           {"at:ms", TableRole::Start, TableFormat::Microseconds},
                           {"a", TableRole::Resource},
                           {"b", TableRole::Resource}};
        const auto fromShort = parseTableMapping(shortText(mapping));
        QVERIFY(fromShort);
        QCOMPARE(*fromShort == mapping, true);
        const auto fromJson = parseTableMapping(jsonText(mapping));
        QVERIFY(fromJson);
        QCOMPARE(fromJson->columns.size(), mapping.columns.size());
        for (const TableColumn& column : mapping.columns)
            QVERIFY(fromJson->column(column.name) != nullptr && *fromJson->column(column.name) == column);
    }

    void columnsWithoutANameOrWithOneTwiceCanBeMapped()
    {
        const std::string table = "id,,id,at,took,host\n"
                                  "0000000000000000000000000000000a,000000000000000b,000000000000000c,1700000000000,5,h\n";
        const auto sample = sampleTable(table, true);
        QVERIFY(sample);
        const std::vector<std::string> names = {"id", "column 2", "id (column 3)", "at", "took", "host"};
        QVERIFY(sample->columns == names);
        TableMapping mapping;
        mapping.columns = {{names[0], TableRole::TraceId},
                           {names[2], TableRole::SpanId},
                           {names[1], TableRole::ParentId},
                           {names[3], TableRole::Start, TableFormat::Milliseconds},
                           {names[4], TableRole::Duration, TableFormat::Microseconds}};
        for (const std::string& text : {shortText(mapping), jsonText(mapping)}) {
            const auto sink = readWith(text, table);
            QCOMPARE(sink->spans.size(), std::size_t{1});
            QCOMPARE(sink->spans[0].traceId.lo, std::uint64_t{0x0a});
            QCOMPARE(sink->spans[0].parentId.value, std::uint64_t{0x0b});
            QCOMPARE(sink->spans[0].spanId.value, std::uint64_t{0x0c});
        }
    }

    void aSecondColumnOfANameIsAnAttributeAndDoubted()
    {
        const auto sink = readWith(kShort, "t,s,p,b,d,s,\n1,2,,1700000000000,5,two,x\n");
        QCOMPARE(sink->spans.size(), std::size_t{1});
        const auto guessed = guessTable(
            sampleTable("trace_id,span_id,span_id,start_ms,duration_ms\n1,2,3,1700000000000,5\n", true).value());
        QVERIFY(!guessed.isCertain());
    }

    void aJsonMemberWithoutANameIsNotOffered()
    {
        const auto sample = sampleTable(R"({"":1,"a":{"":2},"b":3})", true);
        QVERIFY(sample);
        QVERIFY(sample->columns == (std::vector<std::string>{"a.", "b"}));
    }

    void wrongMappingsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("mapping");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("nothing") << QByteArray("") << QByteArray("empty");
        QTest::newRow("role") << QByteArray("trac=a") << QByteArray("'trac' is no role");
        QTest::newRow("no pair") << QByteArray("trace") << QByteArray("no ROLE=COLUMN");
        QTest::newRow("no column") << QByteArray("trace=") << QByteArray("no column for trace");
        QTest::newRow("twice") << QByteArray("trace=a,trace=b") << QByteArray("two columns for trace");
        QTest::newRow("same column") << QByteArray("trace=a,span=a") << QByteArray("the column a twice");
        QTest::newRow("format") << QByteArray("trace=a:ms") << QByteArray("no format of the column for trace");
        QTest::newRow("quote") << QByteArray("trace=\"a") << QByteArray("not closed");
        QTest::newRow("broken JSON") << QByteArray("{\"trace\":") << QByteArray("JSON");
        QTest::newRow("number") << QByteArray("{\"trace\":1}") << QByteArray("no column for trace");
        QTest::newRow("two documents") << QByteArray("{\"trace\":\"a\"} {}") << QByteArray("behind");
    }

    void wrongMappingsAreNamed()
    {
        QFETCH(QByteArray, mapping);
        QFETCH(QByteArray, part);
        const auto parsed = parseTableMapping(mapping.toStdString());
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().message.find(part.toStdString()) != std::string::npos,
                 parsed.error().message.c_str());
    }

    void previewTellsWhatTheRowsGive()
    {
        const auto sample =
            sampleTable("t,s,p,b,d\n1,2,,1700000000000,5\n1,3,2,1700000000001,x\n1,4,2,1700000000002,2\n", true);
        QVERIFY(sample);
        const TablePreview preview = previewTable(*sample, *parseTableMapping(kShort));
        QVERIFY(preview.canImport);
        QCOMPARE(preview.rows, std::size_t{3});
        QCOMPARE(preview.spans, std::size_t{2});
        QCOMPARE(preview.parents, std::size_t{2});
        QCOMPARE(preview.startNs, std::optional<std::int64_t>(1700000000000000000));
        QCOMPARE(preview.durationNs, std::optional<std::int64_t>(5000));
        QVERIFY(preview.problem.find("column d") != std::string::npos);
        QVERIFY(!previewTable(*sample, *parseTableMapping("trace=t,span=s")).canImport);
    }
};

QTEST_APPLESS_MAIN(TableTest)
#include "tst_table.moc"
