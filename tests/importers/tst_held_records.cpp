// SPDX-License-Identifier: GPL-3.0-or-later

// Records that wait must come back as they were, with the padding that the parser reads.

#include "importers/json/held_records.h"

#include <QTest>

#include <string>

using namespace tailrace;

class HeldRecordsTest : public QObject
{
    Q_OBJECT

private slots:
    void recordsComeBackInOrderWithTheirPlaceAndGroup()
    {
        HeldRecords held;
        QVERIFY(held.isEmpty());
        for (std::uint32_t i = 0; i < 1000; ++i)
            held.add(std::string(i, 'a'), {i, i * 10}, i % 3);
        QCOMPARE(held.count(), std::size_t{1000});
        QCOMPARE(held.bytes(), std::size_t{999 * 1000 / 2 + 1000});
        for (std::uint32_t i = 0; i < 1000; ++i) {
            const HeldRecords::Record record = held.record(i);
            QCOMPARE(record.raw, std::string_view(std::string(i, 'a')));
            QCOMPARE(record.where.line, std::int64_t{i});
            QCOMPARE(record.where.offset, std::int64_t{i} * 10);
            QCOMPARE(record.group, i % 3);
        }
    }

    void whiteSpaceStandsBehindEachRecordAndPaddingBehindTheLast()
    {
        HeldRecords held;
        held.add("{}", {});
        held.add("{\"a\":1}", {});
        for (std::size_t i = 0; i < held.count(); ++i)
            QCOMPARE(held.record(i).raw.data()[held.record(i).raw.size()], ' ');
        const std::string_view last = held.record(1).raw;
        unsigned sum = 0;
        for (std::size_t i = 1; i < 64; ++i)
            sum += static_cast<unsigned char>(last.data()[last.size() + i]);
        QCOMPARE(sum, 0U);
    }

    void recordsWithoutBytesAreHeldToo()
    {
        HeldRecords held;
        held.add(std::string_view(), {1, 2}, 3);
        held.add("{}", {});
        QCOMPARE(held.count(), std::size_t{2});
        QVERIFY(held.record(0).raw.empty());
        QCOMPARE(held.record(0).group, 3U);
        QCOMPARE(held.record(1).raw, std::string_view("{}"));
    }

    void clearedHoldsNothing()
    {
        HeldRecords held;
        held.add(std::string(std::size_t{40} << 20, 'x'), {});
        held.clear();
        QVERIFY(held.isEmpty());
        QCOMPARE(held.bytes(), std::size_t{0});
        held.add("again", {});
        QCOMPARE(held.record(0).raw, std::string_view("again"));
    }
};

QTEST_APPLESS_MAIN(HeldRecordsTest)
#include "tst_held_records.moc"
