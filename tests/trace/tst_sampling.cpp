// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/sampling.h"

#include <QTest>

using namespace tailrace;

class SamplingTest : public QObject
{
    Q_OBJECT

private slots:
    void thresholdsSayHowManyASpanStandsFor_data()
    {
        QTest::addColumn<QByteArray>("traceState");
        QTest::addColumn<double>("count");
        QTest::newRow("all") << QByteArray("ot=th:0") << 1.0;
        QTest::newRow("one in two") << QByteArray("ot=th:8") << 2.0;
        QTest::newRow("one in four") << QByteArray("ot=th:c") << 4.0;
        QTest::newRow("one in 16, with more around") << QByteArray("a=b, ot=rv:1234;th:f0 ,c=th:8") << 16.0;
        QTest::newRow("one of all") << QByteArray("ot=th:ffffffffffffff") << 72057594037927936.0;
    }
    void thresholdsSayHowManyASpanStandsFor()
    {
        QFETCH(QByteArray, traceState);
        QFETCH(double, count);
        QCOMPARE(adjustedCount(traceState.toStdString()).value_or(0), count);
    }

    void whatIsNoThresholdSaysNothing()
    {
        for (const char* text : {"", "a=b", "ot=rv:8", "ot=th:", "ot=th:x", "ot=th:-1", "ot=th:8x",
                                 "ot=th:123456789012345", "other=th:8", "ot=", ",,"})
            QVERIFY2(!adjustedCount(text), text);
    }
};

QTEST_APPLESS_MAIN(SamplingTest)
#include "tst_sampling.moc"
