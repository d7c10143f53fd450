// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/trace_sketch.h"
#include "model/items/operation_table_model.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

using Column = OperationTableModel::Column;

SpanTablePtr shopTrace()
{
    return std::make_shared<SpanTable>(sketch(
        {{0, "gw", "root", 0, 100},
         {1, "db", "query, \"all\"", 10, 20, StatusCode::Error},
         {1, "db", "query, \"all\"", 40, 40},
         {1, "", "lost", 70, 0, StatusCode::Unset, SpanKind::Internal, marked(SpanMark::DurationUnknown)}}));
}

void fill(OperationTableModel& model, StatsGrouping grouping = StatsGrouping::Operation)
{
    const SpanTablePtr trace = shopTrace();
    model.setStats(trace, operationStats(*trace, findCriticalPath(*trace), grouping));
}

QString shown(const OperationTableModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestOperationTableModel : public QObject
{
    Q_OBJECT

private slots:
    void emptyModelIsSound()
    {
        OperationTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.sort(Column::TotalColumn);
        QCOMPARE(model.csv().count(u'\n'), 1);
    }

    void groupsCountTheirMatches()
    {
        OperationTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto matches = [&](int row) {
            return model.index(row, Column::GroupColumn).data(OperationTableModel::MatchesRole).toUInt();
        };
        model.setMatches({0, 1, 2, 99}); // one is not of this trace
        for (const StatsGrouping grouping : {StatsGrouping::Operation, StatsGrouping::Service}) {
            fill(model, grouping);
            QCOMPARE(matches(model.rowOfSpan(2)), 2U);
            QCOMPARE(matches(model.rowOfSpan(0)), 1U);
            QCOMPARE(matches(model.rowOfSpan(3)), 0U);
        }
        QVERIFY(model.index(model.rowOfSpan(2), 0)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .endsWith(QStringLiteral(", 2 matches")));
        model.setMatches({});
        QCOMPARE(matches(model.rowOfSpan(2)), 0U);
    }

    void groupsAreRowsWithTheirFigures()
    {
        OperationTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(shown(model, 0, Column::GroupColumn), QStringLiteral("db › query, \"all\""));
        QCOMPARE(shown(model, 0, Column::CountColumn), QStringLiteral("2"));
        QCOMPARE(shown(model, 0, Column::ErrorsColumn), QStringLiteral("1"));
        QCOMPARE(shown(model, 0, Column::TotalColumn), QStringLiteral("60 ms"));
        QCOMPARE(shown(model, 0, Column::P50Column), QStringLiteral("20 ms"));
        QCOMPARE(shown(model, 0, Column::PathColumn), QStringLiteral("60 %"));
        QCOMPARE(shown(model, 2, Column::TotalColumn), QStringLiteral("–"));
        const QModelIndex total = model.index(0, Column::TotalColumn);
        QCOMPARE(total.data(OperationTableModel::NumberRole).toLongLong(), 60 * kMs);
        QCOMPARE(total.data(OperationTableModel::ShareRole).toDouble(), 0.6);
        QCOMPARE(total.data(OperationTableModel::ServiceRole).toString(), QStringLiteral("db"));
        QCOMPARE(total.data(OperationTableModel::SpanRole).toUInt(), 2U);
        QCOMPARE(model.rowOfSpan(2), 0);
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Operation"));
    }

    void everyColumnSortsAndSelectionsMoveAlong()
    {
        OperationTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model);
        const QPersistentModelIndex query(model.index(0, 0));
        for (int column = 0; column < Column::kColumns; ++column) {
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                model.sort(column, order);
                QCOMPARE(query.data().toString(), QStringLiteral("db › query, \"all\""));
                for (int row = 1; row < model.rowCount() && column > 0; ++row) {
                    const QVariant a = model.index(row - 1, column).data(OperationTableModel::NumberRole);
                    const QVariant b = model.index(row, column).data(OperationTableModel::NumberRole);
                    QVERIFY(a.isValid() || !b.isValid());
                    if (b.isValid())
                        QVERIFY(order == Qt::AscendingOrder ? a.toLongLong() <= b.toLongLong()
                                                            : a.toLongLong() >= b.toLongLong());
                }
            }
        }
        model.sort(Column::GroupColumn, Qt::AscendingOrder);
        QCOMPARE(shown(model, 1, 0), QStringLiteral("gw › root"));
    }

    void csvQuotesWhatNeedsItAndHasWholeNanoseconds()
    {
        OperationTableModel model;
        fill(model);
        QCOMPARE(
            model.csv({0, 2}),
            QStringLiteral("service,name,count,errors,total_ns,self_ns,min_ns,mean_ns,p50_ns,p95_ns,max_ns,"
                           "critical_path_ns\r\n"
                           "db,\"query, \"\"all\"\"\",2,1,60000000,60000000,20000000,30000000,20000000,40000000,"
                           "40000000,60000000\r\n"
                           ",lost,1,0,,0,,,,,,0\r\n"));
        QVERIFY(
            model.text({1}).endsWith(QStringLiteral("gw › root\t1\t–\t100 ms\t40 ms\t100 ms\t100 ms\t100 ms\t100 "
                                                    "ms\t100 ms\t40 %\n")));
    }

    void otherGroupingsNameTheirGroups()
    {
        OperationTableModel model;
        fill(model, StatsGrouping::Service);
        QCOMPARE(shown(model, 2, 0), QStringLiteral("(no service)"));
        fill(model, StatsGrouping::Kind);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(shown(model, 0, 0), QStringLiteral("internal"));
        const SpanTablePtr trace = shopTrace();
        model.setStats(
            trace,
            operationStatsBy(*trace, findCriticalPath(*trace),
                             [](SpanIndex i) { return i == 0 ? std::optional<std::string>("x") : std::nullopt; }),
            QStringLiteral("db.system"));
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("db.system"));
        model.sort(Column::CountColumn, Qt::DescendingOrder);
        QCOMPARE(shown(model, 0, 0), QStringLiteral("(not recorded)"));
        QCOMPARE(shown(model, 1, 0), QStringLiteral("x"));
    }
};

QTEST_GUILESS_MAIN(TestOperationTableModel)
#include "tst_operation_table_model.moc"
