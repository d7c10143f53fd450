// SPDX-License-Identifier: GPL-3.0-or-later

// What is guessed of a table's columns, what is not, and what an import does with either.

#include "importers/import_session.h"
#include "importers/importer_registry.h"
#include "importers/table/table_guess.h"
#include "importers/table/table_importer.h"
#include "importers/table/table_mapping_text.h"
#include "importers/table/table_sample.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

TableGuess guess(const std::string& table)
{
    const auto sample = sampleTable(table, true);
    if (!sample)
        return {{}, {"no table"}};
    return guessTable(*sample);
}

std::string doubtsOf(const std::string& table)
{
    std::string out;
    for (const std::string& doubt : guess(table).doubts)
        out += (out.empty() ? "" : "; ") + doubt;
    return out;
}

/// A trace of eleven spans, the children of 1 ms within the 20 ms of their parent; times in ms.
std::string nested(const std::string& header)
{
    std::string table = header + "\nab,100,,1700000000000,20\n";
    for (int i = 1; i <= 10; ++i)
        table += "ab,10" + std::string(1, static_cast<char>('a' + i % 6)) + std::to_string(i) +
                 ",100,17000000000" + (i < 10 ? "0" : "") + std::to_string(i) + ",1\n";
    return table;
}

Result<ImportOutcome> import(const std::string& path, std::vector<TableMapping> mappings = {})
{
    ImportRequest request;
    request.inputs = {path};
    request.mappings = std::move(mappings);
    Progress progress;
    return importInputs(request, progress, std::stop_token());
}

} // namespace

class TableGuessTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qputenv("XDG_CACHE_HOME", m_folder.path().toUtf8());
    }

    void commonSpellingsAreKnown_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("mapping");
        QTest::newRow("data set") << QByteArray("TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,"
                                                "EndTimeUnixNano,Duration\n"
                                                "a,b,root,cart-5f6585d649-fnmft,get,1661141965391007814,"
                                                "1661141965582538762,191530\n")
                                  << QByteArray(
                                         "trace=TraceID,span=SpanID,parent=ParentID,"
                                         "start=StartTimeUnixNano:ns,name=OperationName,service=PodName:pod,"
                                         "end=EndTimeUnixNano:ns");
        QTest::newRow("snake case") << QByteArray("trace_id\tspan_id\tparent_span_id\tservice\tname\tstart_time\t"
                                                  "duration_ms\n1\t2\t\tweb\tget\t2026-11-22T10:00:00Z\t1.5\n")
                                    << QByteArray("trace=trace_id,span=span_id,parent=parent_span_id,"
                                                  "start=start_time:iso,name=name,service=service,"
                                                  "duration=duration_ms:ms");
        QTest::newRow("same time twice") << QByteArray("traceID,spanID,startTimeMillis,startTime,durationMicros\n"
                                                       "1,2,1700000000000,1700000000000123,7\n")
                                         << QByteArray("trace=traceID,span=spanID,start=startTime:us,"
                                                       "duration=durationMicros:us");
        QTest::newRow("nested JSON") << QByteArray(
                                            R"([{"trace":{"trace_id":"1","span_id":"2"},)"
                                            R"("start":"2026-11-22T10:00:00Z","end":"2026-11-22T10:00:01Z"}])")
                                     << QByteArray("trace=trace.trace_id,span=trace.span_id,start=start:iso,"
                                                   "end=end:iso");
    }

    void commonSpellingsAreKnown()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, mapping);
        QCOMPARE(doubtsOf(table.toStdString()), ""s);
        QCOMPARE(shortText(guess(table.toStdString()).mapping), mapping.toStdString());
        const Importer* importer = recognise(table.toStdString(), true);
        QVERIFY(importer != nullptr);
        QCOMPARE(std::string(importer->info().id), "table"s);
    }

    void whatIsNotCertainIsDoubted_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QByteArray>("doubt");
        QTest::newRow("unit of a length") << QByteArray("traceId,spanId,timestamp,duration\n1,2,1700000000000,5\n")
                                          << QByteArray("the unit of duration");
        QTest::newRow("no trace") << QByteArray("spanId,start,end\n2,1700000000,1700000001\n")
                                  << QByteArray("no column for the trace id");
        QTest::newRow("no end") << QByteArray("traceId,spanId,start\n1,2,1700000000\n")
                                << QByteArray("no column for the duration or the end");
        QTest::newRow("two ids") << QByteArray("traceId,spanId,span_id,start,end\n1,2,3,1700000000,1700000001\n")
                                 << QByteArray("the span id may be spanId or span_id");
        QTest::newRow("name against cells")
            << QByteArray("traceId,spanId,start_ms,end_ms\n1,2,1700000000,1700000001\n")
            << QByteArray("the unit of start_ms");
        QTest::newRow("a log") << QByteArray("traceId,spanId,start,end\n1,2,1700000000,1700000001\n"
                                             "1,2,1700000000,1700000001\n")
                               << QByteArray("the same in several rows");
    }

    void whatIsNotCertainIsDoubted()
    {
        QFETCH(QByteArray, table);
        QFETCH(QByteArray, doubt);
        const std::string doubts = doubtsOf(table.toStdString());
        QVERIFY2(doubts.find(doubt.toStdString()) != std::string::npos, doubts.c_str());
        QVERIFY(recognise(table.toStdString(), true) == nullptr);
    }

    void lengthsAreToldByTheSpansThatMustFitIntoEachOther()
    {
        const std::string table = nested("traceId,spanId,parentId,start,duration");
        QCOMPARE(doubtsOf(table), ""s);
        QCOMPARE(guess(table).mapping.find(TableRole::Duration)->format, TableFormat::Milliseconds);
    }

    void otherFormatsAreLeftAlone()
    {
        const std::string csv = "trace.trace_id,trace.span_id,Timestamp,duration_ms\n1,2,1700000000,1\n";
        QVERIFY(recognise(csv, true) != nullptr);
        QCOMPARE(std::string(recognise(csv, true)->info().id), "honeycomb-csv"s);
        QVERIFY(recognise(R"([{"traceId":"1","spanId":"2","start":1700000000,"end":1700000001,)"
                          R"("logs":[{"at":1}]}])",
                          true) == nullptr);
        QVERIFY(!sampleTable("just one line of text, and a comma", true));
        QVERIFY(!sampleTable("\x7f"s + "ELF,a\0,b\n1,2,3\n", true));
    }

    void aCertainGuessIsSaidInTheReport()
    {
        const std::string path = file("sure.csv", nested("traceId,spanId,parentId,start,durationMs"));
        const auto outcome = import(path);
        QVERIFY(outcome);
        QCOMPARE(outcome->reports.front().spans, std::uint64_t{11});
        const ProblemGroup& note = outcome->reports.front().problems.back();
        QCOMPARE(note.code, ProblemCode::Note);
        QVERIFY(note.message().find("trace id = traceId, span id = spanId") != std::string::npos);
    }

    void anUncertainTableNamesItsColumnsAndIsReadWithAMapping()
    {
        const std::string path = file("unsure.csv", "tr,sp,at,len\n1,2,1700000000,5\n");
        const auto failed = import(path);
        QVERIFY(!failed);
        QVERIFY2(failed.error().message.find("columns tr, sp, at, len") != std::string::npos,
                 failed.error().message.c_str());
        QVERIFY(failed.error().message.find("--map '") != std::string::npos);
        const auto read = import(path, {*parseTableMapping("trace=tr,span=sp,start=at,duration=len:ms")});
        QVERIFY(read);
        QCOMPARE(read->reports.front().spans, std::uint64_t{1});
    }

    void anotherMappingOfTheSameFileIsReadAnew()
    {
        const std::string path = file("twice.csv", "tr,sp,at,len\n1,2,1700000000,5\n");
        const auto first = import(path, {*parseTableMapping("trace=tr,span=sp,start=at,duration=len:ms")});
        const auto second = import(path, {*parseTableMapping("trace=tr,span=sp,start=at,duration=len:s")});
        const auto third = import(path, {*parseTableMapping("trace=tr,span=sp,start=at,duration=len:s")});
        QVERIFY(first && second && third);
        QVERIFY(!second->fromCache);
        QVERIFY(first->cacheFile != second->cacheFile);
        QVERIFY(third->fromCache);
    }

    void aMappingThatDoesNotFitFailsEvenWhereTheGuessIsCertain()
    {
        const std::string path = file("fits.csv", nested("traceId,spanId,parentId,start,durationMs"));
        const auto failed = import(path, {*parseTableMapping("trace=traceId,span=spanId,start=begin")});
        QVERIFY(!failed);
        QVERIFY2(failed.error().message.find("no column begin") != std::string::npos,
                 failed.error().message.c_str());
    }

private:
    std::string file(const char* name, const std::string& content) const
    {
        const std::string path = m_folder.filePath(QString::fromLatin1(name)).toStdString();
        writeFile(path, content);
        return path;
    }

    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(TableGuessTest)
#include "tst_table_guess.moc"
