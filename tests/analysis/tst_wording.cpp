// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/wording.h"
#include "trace_sketch.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

class TestWording : public QObject
{
    Q_OBJECT

private slots:
    void simpleSharesAreWordsAndOthersPercent_data()
    {
        QTest::addColumn<qint64>("part");
        QTest::addColumn<qint64>("whole");
        QTest::addColumn<QString>("words");
        QTest::newRow("half") << qint64(50) << qint64(100) << QStringLiteral("half");
        QTest::newRow("two thirds") << qint64(1200) << qint64(1800) << QStringLiteral("two thirds");
        QTest::newRow("a third") << qint64(1) << qint64(3) << QStringLiteral("a third");
        QTest::newRow("a quarter") << qint64(254) << qint64(1000) << QStringLiteral("a quarter");
        QTest::newRow("three quarters") << qint64(1800) << qint64(2400) << QStringLiteral("three quarters");
        QTest::newRow("near a quarter is not one") << qint64(26) << qint64(100) << QStringLiteral("26 %");
        QTest::newRow("all") << qint64(99'951) << qint64(100'000) << QStringLiteral("all");
        QTest::newRow("nearly all") << qint64(97) << qint64(100) << QStringLiteral("97 %");
        QTest::newRow("of nothing") << qint64(0) << qint64(0) << QStringLiteral("–");
    }
    void simpleSharesAreWordsAndOthersPercent()
    {
        QFETCH(qint64, part);
        QFETCH(qint64, whole);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(shareInWords(part, whole)), words);
    }

    void countsAreWordsUpToTwelve()
    {
        QCOMPARE(countInWords(1, "service"), std::string("one service"));
        QCOMPARE(countInWords(12, "span"), std::string("twelve spans"));
        QCOMPARE(countInWords(13, "span"), std::string("13 spans"));
        QCOMPARE(countInWords(86'583, "span"), std::string("86,583 spans"));
    }

    void labelsDoWithoutServiceOrName()
    {
        const SpanTable trace = sketch({{0, "payment", "Charge", 0, 1}, {0, "", "job", 1, 1}, {0, "", "", 2, 1}});
        QCOMPARE(spanLabel(trace, 0), std::string("payment › Charge"));
        QCOMPARE(spanLabel(trace, 1), std::string("job"));
        QCOMPARE(spanLabel(trace, 2), std::string("(no name)"));
        QCOMPARE(serviceOrName(trace, 1), std::string("job"));
        QCOMPARE(countedLabel(trace, 0, 1500), std::string("1,500 × payment › Charge"));
    }
};

QTEST_GUILESS_MAIN(TestWording)
#include "tst_wording.moc"
