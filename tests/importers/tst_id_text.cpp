// SPDX-License-Identifier: GPL-3.0-or-later

// Ids in every spelling that real files have must meet: the same id is the same number, and the same text too.

#include "importers/id_text.h"
#include "model/base/json_writer.h"
#include "support/recording_sink.h"

#include <QTest>

using namespace tailrace;
using tailrace::test::RecordingSink;

namespace {

constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kSpan[] = "b7ad6b7169203331";

} // namespace

class IdTextTest : public QObject
{
    Q_OBJECT

private slots:
    void traceIdSpellingsMeet_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("lower case") << QByteArray(kTrace);
        QTest::newRow("upper case") << QByteArray(kTrace).toUpper();
        QTest::newRow("leading zero dropped") << QByteArray(kTrace).mid(1);
        QTest::newRow("more zeros than fit") << "0000" + QByteArray(kTrace);
        QTest::newRow("0x") << "0x" + QByteArray(kTrace);
        QTest::newRow("UUID") << QByteArray("0af76519-16cd-43dd-8448-eb211c80319c");
        QTest::newRow("X-Ray") << QByteArray("1-0af76519-16cd43dd8448eb211c80319c");
        QTest::newRow("base64") << QByteArray("CvdlGRbNQ92ESOshHIAxnA==");
        QTest::newRow("base64 of the hex text") << QByteArray(kTrace).toBase64();
        QTest::newRow("hex read as base64") << QByteArray::fromBase64(kTrace).toHex();
        QTest::newRow("hex read as base64, as base64") << QByteArray::fromBase64(kTrace).toBase64();
    }
    void traceIdSpellingsMeet()
    {
        QFETCH(QByteArray, text);
        const ReadTraceId read = traceIdFromText(text.toStdString());
        QCOMPARE(toHex(read.id), std::string(kTrace));
        QVERIFY(!read.rewritten);
    }

    void spanIdSpellingsMeet_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("lower case") << QByteArray(kSpan);
        QTest::newRow("upper case") << QByteArray(kSpan).toUpper();
        QTest::newRow("more zeros than fit") << "0000000000000000" + QByteArray(kSpan);
        QTest::newRow("0x") << "0X" + QByteArray(kSpan);
        QTest::newRow("base64") << QByteArray("t61rcWkgMzE=");
        QTest::newRow("base64 of the hex text") << QByteArray(kSpan).toBase64();
        QTest::newRow("hex read as base64") << QByteArray::fromBase64(kSpan).toHex();
    }
    void spanIdSpellingsMeet()
    {
        QFETCH(QByteArray, text);
        const ReadSpanId read = spanIdFromText(text.toStdString());
        QCOMPARE(toHex(read.id), std::string(kSpan));
        QVERIFY(!read.rewritten);
    }

    void shortIdsAreFilledWithZeros()
    {
        QCOMPARE(toHex(traceIdFromText("ABC").id), std::string("00000000000000000000000000000abc"));
        QCOMPARE(toHex(traceIdFromText("463ac35c9f6413ad").id), std::string("0000000000000000463ac35c9f6413ad"));
        QCOMPARE(toHex(traceIdFromText("AAAAAAAAAAE=").id), std::string("00000000000000000000000000000001"));
        QCOMPARE(toHex(spanIdFromText("f").id), std::string("000000000000000f"));
        QVERIFY(!traceIdFromText("ABC").rewritten);
        QVERIFY(!spanIdFromText("f").rewritten);
    }

    void nothingAndZerosAreNoId()
    {
        for (const char* text : {"", "0", "00000000000000000000000000000000", "0x0", "AAAAAAAAAAAAAAAAAAAAAA=="}) {
            QVERIFY2(traceIdFromText(text).id.isZero(), text);
            QVERIFY2(!traceIdFromText(text).rewritten, text);
        }
        for (const char* text : {"", "0000000000000000", "AAAAAAAAAAA="}) {
            QVERIFY2(spanIdFromText(text).id.isZero(), text);
            QVERIFY2(!spanIdFromText(text).rewritten, text);
        }
    }

    void base64WithoutPaddingIsReadButKept()
    {
        const ReadTraceId trace = traceIdFromText("CvdlGRbNQ92ESOshHIAxnA");
        QCOMPARE(toHex(trace.id), std::string(kTrace));
        QVERIFY(trace.rewritten);
        const ReadSpanId span = spanIdFromText("t61rcWkgMzE");
        QCOMPARE(toHex(span.id), std::string(kSpan));
        QVERIFY(span.rewritten);
        QCOMPARE(spanIdFromText("_-1rcWkgMzE").id, spanIdFromText("/+1rcWkgMzE=").id);
    }

    void namesThatLookLikeBase64StayDifferent()
    {
        QVERIFY(traceIdFromText("OrderService-Trace-001").id != traceIdFromText("OrderService-Trace-002").id);
        QVERIFY(spanIdFromText("CheckoutSp1").id != spanIdFromText("CheckoutSp2").id);
        QVERIFY(traceIdFromText("OrderService-Trace-001").rewritten);
    }

    void anyOtherTextIsHashedAlwaysTheSame()
    {
        for (const char* text : {"trace-123", "zzz", "0xyz", "a b", "\xff\xfe", "1-2-3", "A segment.12",
                                 "0af76519-16cd-43dd-8448", "VFJBQ0VJRDEtU1BBTjE="}) {
            const ReadTraceId trace = traceIdFromText(text);
            QVERIFY2(trace.rewritten, text);
            QVERIFY2(!trace.id.isZero(), text);
            QCOMPARE(traceIdFromText(std::string(text)).id, trace.id);
            const ReadSpanId span = spanIdFromText(text);
            QVERIFY2(span.rewritten, text);
            QVERIFY2(!span.id.isZero(), text);
        }
        QVERIFY(spanIdFromText("span-1").id != spanIdFromText("span-2").id);
        QVERIFY(spanIdFromText(kTrace).rewritten);
    }

    void rewrittenIdsAreKeptAndCounted()
    {
        RecordingSink sink;
        SpanDraft draft(sink.keys());
        const Location where{3, 70};
        setTraceId(draft, "trace one", sink, where);
        setSpanId(draft, "span one", sink, where);
        setParentId(draft, kSpan, sink, where);
        LinkDraft& link = draft.addLink();
        setTraceId(link, kTrace, sink, where);
        setSpanId(link, std::string(500, 'z'), sink, where);
        sink.addSpan(draft, where);
        const auto& span = sink.spans.at(0);
        QCOMPARE(span.attribute(kOriginalTraceId), Value{std::string("trace one")});
        QCOMPARE(span.attribute(kOriginalSpanId), Value{std::string("span one")});
        QVERIFY(span.attribute(kOriginalParentId).isNull());
        QCOMPARE(toHex(span.parentId), std::string(kSpan));
        QCOMPARE(span.links.at(0).attributes.size(), std::size_t{1});
        QCOMPARE(span.links.at(0).attributes.at(0).value, Value{std::string(500, 'z')});
        QCOMPARE(sink.count(ProblemCode::IdRewritten), std::uint64_t{3});
        QCOMPARE(sink.problems.at(0).where.line, std::int64_t{3});
        QVERIFY(sink.problems.at(2).detail.size() < 120);
    }
};

QTEST_APPLESS_MAIN(IdTextTest)
#include "tst_id_text.moc"
