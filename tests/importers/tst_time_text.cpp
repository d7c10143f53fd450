// SPDX-License-Identifier: GPL-3.0-or-later

// Times as decimal text must be exact to the nanosecond: doubles lose the last hundreds of today's dates.

#include "importers/time_text.h"

#include <QTest>

#include <limits>

using namespace tailrace;

class TimeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreExact_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("unit");
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<bool>("rounded");
        const auto row = [](const char* text, TimeUnit unit, std::int64_t ns, bool rounded = false) {
            QTest::addRow("%s e%d", text, static_cast<int>(unit))
                << QByteArray(text) << static_cast<int>(unit) << qint64{ns} << rounded;
        };
        row("0", TimeUnit::Nanoseconds, 0);
        row("1700000000123456789", TimeUnit::Nanoseconds, 1700000000123456789);
        row("9223372036854775807", TimeUnit::Nanoseconds, std::numeric_limits<std::int64_t>::max());
        row("000000000000000000000000000007", TimeUnit::Nanoseconds, 7);
        row("1700000000123456", TimeUnit::Microseconds, 1700000000123456000);
        row("1700000000123456.789", TimeUnit::Microseconds, 1700000000123456789);
        row("1700000000123.456789", TimeUnit::Milliseconds, 1700000000123456789);
        row("1700000000.123456789", TimeUnit::Seconds, 1700000000123456789);
        row("8999999999", TimeUnit::Seconds, 8999999999000000000);
        row("9223372036", TimeUnit::Seconds, 9223372036000000000);
        row("1.7e18", TimeUnit::Nanoseconds, 1700000000000000000);
        row("17E+17", TimeUnit::Nanoseconds, 1700000000000000000);
        row("170000e-5", TimeUnit::Nanoseconds, 2, true);
        row("1.4", TimeUnit::Nanoseconds, 1, true);
        row("1.5", TimeUnit::Nanoseconds, 2, true);
        row("0.0004", TimeUnit::Microseconds, 0, true);
        row("0.00050", TimeUnit::Microseconds, 1, true);
        row("12.000", TimeUnit::Nanoseconds, 12);
        row("5.", TimeUnit::Nanoseconds, 5);
        row(".5", TimeUnit::Microseconds, 500);
        row("+3", TimeUnit::Nanoseconds, 3);
        row("-3", TimeUnit::Microseconds, -3000);
        row("-0.5", TimeUnit::Microseconds, -500);
        row("0e999999999999999999999", TimeUnit::Seconds, 0);
        row("1e-999999999999999999999", TimeUnit::Seconds, 0, true);
    }
    void numbersAreExact()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, unit);
        QFETCH(qint64, ns);
        QFETCH(bool, rounded);
        const std::optional<DecimalTime> time = decimalTime(text.toStdString(), static_cast<TimeUnit>(unit));
        QVERIFY(time.has_value());
        QCOMPARE(qint64{time->ns}, ns);
        QCOMPARE(time->rounded, rounded);
    }

    void otherTextsAndTooLargeOnesAreNoTimes()
    {
        for (const char* text : {"",
                                 "-",
                                 ".",
                                 "e5",
                                 "1e",
                                 "1e+",
                                 "1x",
                                 " 1",
                                 "1 ",
                                 "0x10",
                                 "1,5",
                                 "NaN",
                                 "Infinity",
                                 "1.2.3",
                                 "--1",
                                 "9223372036854775808",
                                 "99999999999999999999",
                                 "1e19",
                                 "1e400",
                                 "1e999999999999999999999",
                                 "9223372036854775807.5"})
            QVERIFY2(!decimalTime(text, TimeUnit::Nanoseconds).has_value(), text);
        QVERIFY(!decimalTime("9223372036854776", TimeUnit::Microseconds).has_value());
        QVERIFY(!decimalTime("9223372037", TimeUnit::Seconds).has_value());
    }

    void datesAreExact_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("ns");
        const auto row = [](const char* text, std::int64_t ns) { QTest::newRow(text) << QByteArray(text) << qint64{ns}; };
        row("1970-01-01T00:00:00Z", 0);
        row("2026-11-22T06:38:32Z", 1795329512000000000);
        row("2026-11-22T06:38:32.179Z", 1795329512179000000);
        row("2026-11-22T06:38:32.123456789Z", 1795329512123456789);
        row("2026-11-22T06:38:32.1234567894Z", 1795329512123456789);
        row("2026-11-22t06:38:32,5z", 1795329512500000000);
        row("2026-11-22 06:38:32", 1795329512000000000);
        row("2026-11-22 06:38", 1795329480000000000);
        row("2026-11-22 06:38:32.179 UTC", 1795329512179000000);
        row("2026-11-22T07:38:32+01:00", 1795329512000000000);
        row("2026-11-22T02:08:32-0430", 1795329512000000000);
        row("2026-11-22 08:38:32 +02", 1795329512000000000);
        row("2024-02-29T00:00:00Z", 1709164800000000000);
        row("2016-12-31T23:59:60Z", 1483228800000000000);
        row("1969-12-31T23:59:59.5Z", -500000000);
        row("2262-04-11T23:47:16.854775807Z", std::numeric_limits<std::int64_t>::max());
    }
    void datesAreExact()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, ns);
        const std::optional<DecimalTime> time = isoTime(text.toStdString());
        QVERIFY(time.has_value());
        QCOMPARE(time->ns, ns);
    }

    void otherTextsAreNoDates()
    {
        for (const char* text : {"",
                                 "2026-11-22",
                                 "2026-11-22T",
                                 "2026-11-22T06",
                                 "2026-11-22T06:38:3Z",
                                 "2026-11-22T24:00:00Z",
                                 "2026-11-22T06:60:00Z",
                                 "2026-11-22T06:38:61Z",
                                 "2026-13-01T00:00:00Z",
                                 "2026-02-29T00:00:00Z",
                                 "2026-00-10T00:00:00Z",
                                 "26-11-22T06:38:32Z",
                                 "2026-11-22T06:38:32 CET",
                                 "2026-11-22T06:38:32+1",
                                 "2026-11-22T06:38:32+24:00",
                                 "2026-11-22T06:38:32Zx",
                                 "2026-11-22x06:38:32Z",
                                 "2262-04-11T23:47:16.854775808Z",
                                 "2300-01-01T00:00:00Z",
                                 "1600-01-01T00:00:00Z",
                                 "1795329512"})
            QVERIFY2(!isoTime(text).has_value(), text);
    }
};

QTEST_APPLESS_MAIN(TimeTextTest)
#include "tst_time_text.moc"
