// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/format.h"

#include <QTest>

using namespace tailrace;

class TestFormat : public QObject
{
    Q_OBJECT

private slots:
    void durationsFitTheirUnit_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 ns, const char* text) { QTest::newRow(text) << ns << QString::fromUtf8(text); };
        row(0, "0 ns");
        row(999, "999 ns");
        row(1'000, "1 µs");
        row(1'250, "1.25 µs");
        row(999'499, "999 µs");
        row(999'500, "1 ms");
        row(45'000'000, "45 ms");
        row(45'500'000, "45.5 ms");
        row(580'000'000, "580 ms");
        row(999'600'000, "1.00 s");
        row(2'400'000'000, "2.40 s");
        row(12'040'000'000, "12.0 s");
        row(119'000'000'000, "119 s");
        row(200'000'000'000, "3 min 20 s");
        row(7'500'000'000'000, "2 h 5 min");
        row(200'000'000'000'000, "2 d 7 h");
        row(-45'000'000, "-45 ms");
    }
    void durationsFitTheirUnit()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(formatDuration(ns)), text);
    }

    void extremesDoNotOverflow()
    {
        QVERIFY(formatDuration(INT64_MIN).starts_with("-"));
        QVERIFY(!formatDuration(INT64_MAX).empty());
        QVERIFY(!formatDurationExact(INT64_MIN).empty());
        QVERIFY(!formatInstantUtc(INT64_MIN).empty());
        QCOMPARE(formatInstantUtc(INT64_MAX, 9), std::string("2262-04-11 23:47:16.854775807 UTC"));
    }

    void exactDurationsKeepEveryDigit()
    {
        QCOMPARE(formatDurationExact(1'200'000'000), std::string("1,200.000 ms"));
        QCOMPARE(formatDurationExact(1'200'000'001), std::string("1,200.000001 ms"));
        QCOMPARE(formatDurationExact(1'234), std::string("1.234 µs"));
        QCOMPARE(formatDurationExact(12), std::string("12 ns"));
    }

    void instantsAreUtcWithTheDigitsAskedFor()
    {
        QCOMPARE(formatInstantUtc(1'795'342'447'318'456'789), std::string("2026-11-22 10:14:07.318 UTC"));
        QCOMPARE(formatInstantUtc(1'795'342'447'318'456'789, 9), std::string("2026-11-22 10:14:07.318456789 UTC"));
        QCOMPARE(formatInstantUtc(-1, 0), std::string("1969-12-31 23:59:59 UTC"));
    }

    void countsBytesAndShares()
    {
        QCOMPARE(formatCount(86'583), std::string("86,583"));
        QCOMPARE(formatCount(1, "span"), std::string("1 span"));
        QCOMPARE(formatCount(0, "span"), std::string("0 spans"));
        QCOMPARE(formatBytes(999), std::string("999 bytes"));
        QCOMPARE(formatBytes(22'400'000), std::string("22 MB"));
        QCOMPARE(formatBytes(1'500'000), std::string("1.5 MB"));
        QCOMPARE(formatShare(1'800, 2'400), std::string("75 %"));
        QCOMPARE(formatShare(42, 1'000), std::string("4.2 %"));
        QCOMPARE(formatShare(1, 100'000), std::string("< 0.1 %"));
        QCOMPARE(formatShare(0, 100), std::string("0 %"));
        QCOMPARE(formatShare(1, 0), std::string("–"));
    }
};

QTEST_APPLESS_MAIN(TestFormat)
#include "tst_format.moc"
