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
};

QTEST_APPLESS_MAIN(TimeTextTest)
#include "tst_time_text.moc"
