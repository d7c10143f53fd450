// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/trace_sketch.h"
#include "model/items/operation_table_model.h"
#include "model/items/path_table_model.h"
#include "support/random_trace.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

using Column = PathTableModel::Column;

void fill(PathTableModel& model, const SpanTablePtr& trace, PathGrouping grouping)
{
    const CriticalPath path = findCriticalPath(*trace);
    model.setSums(trace, sumPath(*trace, path.main(), grouping), grouping);
}

SpanTablePtr shopTrace()
{
    return std::make_shared<SpanTable>(sketch(
        {{0, "gw", "root", 0, 100}, {1, "db", "query, \"all\"", 10, 20}, {1, "db", "query, \"all\"", 40, 50}}));
}

} // namespace

class TestPathTableModel : public QObject
{
    Q_OBJECT

private slots:
    void emptyModelIsSound()
    {
        PathTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.sort(Column::TimeColumn);
        QCOMPARE(model.rowOfSpan(0), -1);
        QCOMPARE(model.csv().count(u'\n'), 1);
    }

    void groupsCountTheirMatches()
    {
        PathTableModel model;
        const SpanTablePtr trace = shopTrace();
        fill(model, trace, PathGrouping::Operation);
        model.setMatches({1, 2});
        const auto matches = [&](SpanIndex span) {
            return model.index(model.rowOfSpan(span), 0).data(OperationTableModel::MatchesRole).toUInt();
        };
        QCOMPARE(matches(1), 2U);
        QCOMPARE(matches(0), 0U);
        fill(model, trace, PathGrouping::Span);
        QCOMPARE(matches(1), 1U);
    }

    void rowsAddUpToTheRootInEveryGrouping()
    {
        for (unsigned seed = 1; seed <= 10; ++seed) {
            const SpanTablePtr trace = makeRandomTrace({.spans = 500, .seed = seed});
            for (const PathGrouping grouping :
                 {PathGrouping::Service, PathGrouping::Operation, PathGrouping::Span}) {
                PathTableModel model;
                fill(model, trace, grouping);
                QCOMPARE(model.totalNs(), trace->durationNs[trace->mainRoot]);
                qlonglong kinds = 0;
                for (int row = 0; row < model.rowCount(); ++row)
                    for (const int column :
                         {Column::WorkColumn, Column::GapColumn, Column::SendColumn, Column::QueueColumn})
                        kinds += model.index(row, column).data(OperationTableModel::NumberRole).toLongLong();
                QCOMPARE(kinds, qlonglong(model.totalNs()));
            }
        }
    }

    void sortingKeepsSelectedRows()
    {
        PathTableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model, shopTrace(), PathGrouping::Span);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.sum(0).span, SpanIndex(2));
        const QPersistentModelIndex longest = model.index(0, 0);
        model.sort(Column::TimeColumn, Qt::AscendingOrder);
        QCOMPARE(model.sum(2).span, SpanIndex(2));
        QCOMPARE(longest.row(), 2);
        model.sort(Column::GroupColumn, Qt::DescendingOrder);
        QCOMPARE(model.sum(0).span, SpanIndex(0));
    }

    void csvQuotesNamesAndHasWholeNanoseconds()
    {
        PathTableModel model;
        fill(model, shopTrace(), PathGrouping::Operation);
        QCOMPARE(model.rowOfSpan(1), model.rowOfSpan(2));
        const QStringList lines = model.csv().split(QStringLiteral("\r\n"));
        QCOMPARE(lines[0],
                 QStringLiteral("service,name,critical_path_ns,work_ns,gap_ns,send_return_ns,queue_ns,spans,"
                                "segments"));
        QCOMPARE(lines[1], QStringLiteral("db,\"query, \"\"all\"\"\",70000000,70000000,0,0,0,2,2"));
    }
};

QTEST_GUILESS_MAIN(TestPathTableModel)
#include "tst_path_table_model.moc"
