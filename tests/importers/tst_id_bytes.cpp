// SPDX-License-Identifier: GPL-3.0-or-later

// Ids from bytes of every width.

#include "importers/id_bytes.h"

#include <QTest>

#include <set>

using namespace tailrace;

namespace {

std::string hex(const char* digits)
{
    return QByteArray::fromHex(digits).toStdString();
}

std::string base64(const char* text)
{
    return QByteArray::fromBase64(text).toStdString();
}

} // namespace

class TestIdBytes : public QObject
{
    Q_OBJECT

private slots:
    void usualWidthsAreTakenAsTheyAre();
    void noBytesAreNoId();
    void hexDecodedAsBase64IsUndone();
    void hexDigitsAsBytesAreTakenAsDigits();
    void shortOnesArePadded();
    void longOnesAreHashedAndNeverZero();
};

void TestIdBytes::usualWidthsAreTakenAsTheyAre()
{
    const ReadTraceId wide = traceIdFromBytes(hex("000102030405060708090a0b0c0d0e0f"));
    QCOMPARE(toHex(wide.id), std::string("000102030405060708090a0b0c0d0e0f"));
    QVERIFY(!wide.rewritten);
    const ReadTraceId narrow = traceIdFromBytes(hex("fedcba9876543210"));
    QCOMPARE(toHex(narrow.id), std::string("0000000000000000fedcba9876543210"));
    QVERIFY(!narrow.rewritten);
    const ReadSpanId span = spanIdFromBytes(hex("fedcba9876543210"));
    QCOMPARE(toHex(span.id), std::string("fedcba9876543210"));
    QVERIFY(!span.rewritten);
    // Sixteen letters are just sixteen bytes of a trace id.
    QCOMPARE(toHex(traceIdFromBytes("0123456789abcdef").id), std::string("30313233343536373839616263646566"));
}

void TestIdBytes::noBytesAreNoId()
{
    QVERIFY(traceIdFromBytes("").id.isZero() && !traceIdFromBytes("").rewritten);
    QVERIFY(spanIdFromBytes("").id.isZero() && !spanIdFromBytes("").rewritten);
    QVERIFY(!spanIdFromBytes(std::string(8, '\0')).rewritten);
}

void TestIdBytes::hexDecodedAsBase64IsUndone()
{
    const ReadTraceId trace = traceIdFromBytes(base64("5b8efff798038103d269b633813fc60c"));
    QCOMPARE(toHex(trace.id), std::string("5b8efff798038103d269b633813fc60c"));
    QVERIFY(!trace.rewritten);
    const ReadSpanId span = spanIdFromBytes(base64("eee19b7ec3c1b174"));
    QCOMPARE(toHex(span.id), std::string("eee19b7ec3c1b174"));
    QVERIFY(!span.rewritten);
    // The same width, but no digits.
    QVERIFY(traceIdFromBytes(std::string(24, '\xFF')).rewritten);
    QVERIFY(spanIdFromBytes(std::string(12, '\xFF')).rewritten);
}

void TestIdBytes::hexDigitsAsBytesAreTakenAsDigits()
{
    QCOMPARE(toHex(traceIdFromBytes("5B8efff798038103d269b633813fc60c").id),
             std::string("5b8efff798038103d269b633813fc60c"));
    QCOMPARE(toHex(spanIdFromBytes("eee19b7ec3c1b174").id), std::string("eee19b7ec3c1b174"));
    QVERIFY(!spanIdFromBytes("eee19b7ec3c1b174").rewritten);
}

void TestIdBytes::shortOnesArePadded()
{
    for (std::size_t size = 1; size < 16; ++size) {
        const ReadTraceId trace = traceIdFromBytes(std::string(size, '\xAB'));
        QCOMPARE(QByteArray::fromStdString(toHex(trace.id)),
                 QByteArray(QByteArray(2 * (16 - static_cast<int>(size)), '0') +
                            QByteArray("ab").repeated(static_cast<int>(size))));
        QCOMPARE(trace.rewritten, size != 8);
    }
    QCOMPARE(toHex(spanIdFromBytes("\x01\x02").id), std::string("0000000000000102"));
    QVERIFY(spanIdFromBytes("\x01\x02").rewritten);
}

void TestIdBytes::longOnesAreHashedAndNeverZero()
{
    std::set<TraceId> traces;
    std::set<SpanId> spans;
    for (int i = 0; i < 1000; ++i) {
        const std::string bytes = "a name of any length " + std::to_string(i);
        const ReadTraceId trace = traceIdFromBytes(bytes);
        const ReadSpanId span = spanIdFromBytes(bytes);
        QVERIFY(trace.rewritten && span.rewritten);
        QVERIFY(!trace.id.isZero() && !span.id.isZero());
        QVERIFY(trace.id.hi != trace.id.lo);
        QVERIFY(trace.id == traceIdFromHash(bytes) && span.id == spanIdFromHash(bytes));
        traces.insert(trace.id);
        spans.insert(span.id);
    }
    QCOMPARE(traces.size(), std::size_t{1000});
    QCOMPARE(spans.size(), std::size_t{1000});
}

QTEST_APPLESS_MAIN(TestIdBytes)
#include "tst_id_bytes.moc"
