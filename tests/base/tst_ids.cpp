// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/ids.h"

#include <QTest>

using namespace tailrace;

class TestIds : public QObject
{
    Q_OBJECT

private slots:
    void hexComesBackEqual()
    {
        const std::string text = "0af7651916cd43dd8448eb211c80319c";
        QCOMPARE(toHex(parseTraceId(text).value()), text);
        QCOMPARE(toHex(parseSpanId("b7ad6b7169203331").value()), std::string("b7ad6b7169203331"));
    }

    void shortAndUpperCaseIdsArePaddedOnTheLeft()
    {
        QVERIFY(parseTraceId("ABC") == (TraceId{0, 0xABC}));
        QVERIFY(parseTraceId("10123456789abcdef") == (TraceId{1, 0x0123456789abcdefULL}));
        QCOMPARE(parseSpanId("F").value().value, 15ULL);
    }

    void anythingElseIsRefused()
    {
        for (const char* text : {"", "xyz", "0x12", "0af7651916cd43dd8448eb211c80319c0", "12-34", " 1"})
            QVERIFY2(!parseTraceId(text), text);
        QVERIFY(!parseSpanId("b7ad6b71692033310"));
    }
};

QTEST_APPLESS_MAIN(TestIds)
#include "tst_ids.moc"
