// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/cache/run_sorter.h"

#include <QTest>

#include <random>

using namespace tailrace;

namespace {

struct Record {
    int key;
    int sequence;
};
struct ByKey {
    bool operator()(const Record& a, const Record& b) const { return a.key < b.key; }
};

} // namespace

class TestRunSorter : public QObject
{
    Q_OBJECT

private slots:
    void groupsComeSortedAndStable_data()
    {
        QTest::addColumn<int>("perRun");
        QTest::newRow("all in memory") << 100'000;
        QTest::newRow("a few runs") << 7'000;
        QTest::newRow("many runs, larger than the read-ahead") << 5'000;
        QTest::newRow("tiny runs") << 300;
    }
    void groupsComeSortedAndStable()
    {
        QFETCH(int, perRun);
        RunSorter<Record, ByKey> sorter(static_cast<std::size_t>(perRun));
        std::mt19937 random(5);
        std::vector<Record> all;
        for (int i = 0; i < 30'000; ++i) {
            all.push_back({static_cast<int>(random() % 500), i});
            QVERIFY(sorter.add(all.back()).has_value());
        }
        QCOMPARE(sorter.size(), all.size());
        std::stable_sort(all.begin(), all.end(), ByKey());
        std::size_t at = 0;
        int groups = 0;
        const Result<void> done = sorter.forEachGroup(
            [](const Record& a, const Record& b) { return a.key == b.key; },
            [&](std::span<const Record> group) -> Result<void> {
                ++groups;
                for (const Record& record : group) {
                    if (record.key != all[at].key || record.sequence != all[at].sequence)
                        return failure(ErrorCode::Internal, "order differs at " + std::to_string(at));
                    ++at;
                }
                return {};
            });
        QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
        QCOMPARE(at, all.size());
        QCOMPARE(groups, 500);
    }

    void anErrorStopsTheWalk()
    {
        RunSorter<Record, ByKey> sorter(10);
        for (int i = 0; i < 100; ++i)
            QVERIFY(sorter.add({i, i}).has_value());
        int calls = 0;
        const Result<void> done = sorter.forEachGroup([](const Record&, const Record&) { return false; },
                                                      [&](std::span<const Record>) -> Result<void> {
                                                          if (++calls == 3)
                                                              return failure(ErrorCode::Cancelled, "stop");
                                                          return {};
                                                      });
        QVERIFY(!done);
        QCOMPARE(calls, 3);
    }

    void nothingGivesNoGroups()
    {
        RunSorter<Record, ByKey> sorter(10);
        const Result<void> done =
            sorter.forEachGroup([](const Record&, const Record&) { return true; },
                                [](std::span<const Record>) -> Result<void> { return failure(ErrorCode::Internal, "called"); });
        QVERIFY(done.has_value());
    }
};

QTEST_APPLESS_MAIN(TestRunSorter)
#include "tst_run_sorter.moc"
