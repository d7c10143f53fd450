// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/cache_span_sink.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"
#include "model/items/trace_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

namespace {

constexpr std::int64_t kDayNs = 86'400'000'000'000;
constexpr std::int64_t kStartNs = 1'763'769'600'000'000'000; // 2025-11-22 00:00:00 UTC

/// Trace i (from 1) starts i seconds into the day, takes i ms, is named "op i" and belongs to "s0" … "s4"; every
/// tenth has an error.
void writeTraces(const std::string& path, int count, std::int64_t stepNs = 1'000'000'000)
{
    CacheWriter writer = CacheWriter::open(path).value();
    BatchBuilder* builder = writer.begin("made up").value();
    ImportReport report;
    report.contentHash = "hash";
    Progress progress;
    CacheSpanSink sink(*builder, report, progress);
    SpanDraft draft(sink.keys());
    for (int i = 1; i <= count; ++i) {
        ResourceDraft resource(sink.keys());
        resource.service = "s" + std::to_string(i % 5);
        draft.clear();
        draft.traceId = {1, static_cast<std::uint64_t>(i)};
        draft.spanId = {static_cast<std::uint64_t>(i)};
        draft.name = "op " + std::to_string(i);
        draft.startNs = kStartNs + i * stepNs;
        draft.durationNs = i * std::int64_t{1'000'000};
        draft.status = i % 10 == 0 ? StatusCode::Error : StatusCode::Unset;
        draft.resource = sink.addResource(resource);
        sink.addSpan(draft, {});
    }
    const auto done = writer.finish(report, true, progress, {});
    QVERIFY2(done, done ? "" : done.error().text().c_str());
}

CacheTotals totalsOf(const std::string& path)
{
    return CacheReader::open(path).value().totals().value();
}

QString cell(const TraceListModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

class TestTraceListModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_file = m_folder.filePath(QStringLiteral("list.tailrace"));
        writeTraces(m_file.toStdString(), kTraces);
        m_totals = totalsOf(m_file.toStdString());
        QCOMPARE(m_totals.traces, static_cast<std::uint64_t>(kTraces));
    }

    void summariesAreMarkedAndSayWhatTheyLack()
    {
        const QString file = m_folder.filePath(QStringLiteral("summaries.tailrace"));
        {
            CacheWriter writer = CacheWriter::open(file.toStdString()).value();
            ImportReport report;
            Progress progress;
            CacheSpanSink sink(*writer.begin("search").value(), report, progress);
            sink.addListedTrace({{1, 1}, "web", "GET /", kStartNs, 5'000'000, 7, 2, {{"web", 7, 2}}}, {});
            sink.addListedTrace({{1, 2}, "", "POST /", kStartNs + 1, 0, -1, -1, {}}, {});
            QVERIFY(writer.finish(report, true, progress, {}));
        }
        TraceListModel model;
        model.setCache(file, totalsOf(file.toStdString()));
        QTRY_VERIFY(model.summary(0) != nullptr);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("POST / · summary"));
        QCOMPARE(cell(model, 0, TraceListModel::SpansColumn), QStringLiteral("–"));
        QCOMPARE(cell(model, 0, TraceListModel::ErrorsColumn), QStringLiteral("–"));
        QCOMPARE(cell(model, 1, TraceListModel::TraceColumn), QStringLiteral("GET / · summary"));
        QCOMPARE(cell(model, 1, TraceListModel::SpansColumn), QStringLiteral("7"));
        QCOMPARE(cell(model, 1, TraceListModel::ErrorsColumn), QStringLiteral("2"));
        QCOMPARE(cell(model, 1, TraceListModel::ServicesColumn), QStringLiteral("web"));
        QVERIFY(model.index(1, TraceListModel::TraceColumn)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("the file lists this trace without its spans")));
    }

    void aSearchShowsWhatItFindsAndTheNextSupersedesIt()
    {
        TraceListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCache(m_file, m_totals);
        QTRY_VERIFY(model.summary(0) != nullptr);
        QSignalSpy searched(&model, &TraceListModel::searched);
        model.setSearch({parseQuery("{ status = error }").value(), {}});
        QVERIFY(model.isSearching());
        QCOMPARE(model.rowCount(), kTraces); // until the answer is there
        TraceRange slow;
        slow.minDurationNs = 1'000'000'000;
        model.setSearch({parseQuery("{ resource.service.name = \"s0\" }").value(), slow});
        QVERIFY(searched.wait());
        QVERIFY(!model.isSearching());
        QCOMPARE(searched.size(), 1);
        int expected = 0;
        for (int i = 1000; i <= kTraces; ++i)
            expected += i % 5 == 0 ? 1 : 0;
        QCOMPARE(model.rowCount(), expected);
        QCOMPARE(model.matches(0)->spans, std::uint64_t(1));
        QCOMPARE(QString::fromStdString(model.matches(0)->first.front().service), QStringLiteral("s0"));
        QVERIFY(model.index(0, TraceListModel::MatchesColumn).data(Qt::ToolTipRole).toString().contains(
            QStringLiteral("1 matching span")));
        model.sort(TraceListModel::DurationColumn, Qt::AscendingOrder);
        QTRY_VERIFY(!model.isSorting());
        QCOMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 1000"));
        QCOMPARE(model.rowCount(), expected);
        model.setSearch({});
        QTRY_COMPARE(model.rowCount(), kTraces);
        QVERIFY(model.matches(0) == nullptr);
    }

    void aGrowingListKeepsItsPlaceAndOrder()
    {
        const QString larger = m_folder.filePath(QStringLiteral("larger.tailrace"));
        writeTraces(larger.toStdString(), 2 * kTraces);
        TraceListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCache(m_file, m_totals);
        QTRY_VERIFY(model.summary(0) != nullptr);
        model.sort(TraceListModel::DurationColumn, Qt::DescendingOrder);
        QTRY_VERIFY(!model.isSorting() && model.summary(20) != nullptr);
        const QPersistentModelIndex current = model.index(20, TraceListModel::TraceColumn);
        QCOMPARE(current.data().toString(), QStringLiteral("op 1480"));
        QSignalSpy grown(&model, &TraceListModel::grown);
        const auto place = [top = model.summary(10)->traceId, current = model.summary(20)->traceId] {
            return TraceListModel::Place{.top = top, .current = current, .rowsOnScreen = 30};
        };
        QVERIFY(model.grow(larger, totalsOf(larger.toStdString()), place, true));
        QCOMPARE(model.rowCount(), kTraces); // until what is on screen has come
        QVERIFY(grown.wait());
        QCOMPARE(model.rowCount(), 2 * kTraces);
        QCOMPARE(grown.at(0).at(0).toInt(), kTraces + 10);
        QCOMPARE(current.row(), kTraces + 20);
        QCOMPARE(current.data().toString(), QStringLiteral("op 1480"));
        QCOMPARE(cell(model, kTraces + 10, TraceListModel::TraceColumn), QStringLiteral("op 1490"));
        QCOMPARE(model.orderText(), QStringLiteral("slowest first"));
        QTRY_COMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 3000"));

        // A cache that is not there at the moment changes nothing.
        QSignalSpy failed(&model, &TraceListModel::failed);
        QVERIFY(model.grow(m_folder.filePath(QStringLiteral("none")), {}, place, true));
        QTest::qWait(100);
        QCOMPARE(model.rowCount(), 2 * kTraces);
        QCOMPARE(failed.count(), 0);
        QVERIFY(model.grow(larger, totalsOf(larger.toStdString()), [] { return TraceListModel::Place{}; }, false));
        QVERIFY(grown.wait());
        QCOMPARE(grown.last().at(0).toInt(), 0);
    }

    void emptyModelIsSound()
    {
        TraceListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCache({}, {});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.columnCount(), static_cast<int>(TraceListModel::kColumns));
        QVERIFY(model.summary(0) == nullptr);
    }

    void everyTraceHasARowAtOnceAndContentLater()
    {
        TraceListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCache(m_file, m_totals);
        QCOMPARE(model.rowCount(), kTraces);
        QVERIFY(!model.index(0, 0).data().isValid());
        QTRY_COMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 1500"));
        QCOMPARE(cell(model, 0, TraceListModel::DurationColumn), QStringLiteral("1.50 s"));
        QCOMPARE(cell(model, 0, TraceListModel::SpansColumn), QStringLiteral("1"));
        QCOMPARE(cell(model, 0, TraceListModel::ErrorsColumn), QStringLiteral("1"));
        QCOMPARE(cell(model, 1, TraceListModel::ErrorsColumn), QStringLiteral("–"));
        QCOMPARE(cell(model, 0, TraceListModel::ServicesColumn), QStringLiteral("s0"));
        QCOMPARE(model.index(0, 0).data(TraceListModel::DurationShareRole).toDouble(), 1.0);
        QCOMPARE(model.index(0, 0).data(TraceListModel::TraceIdRole).toString(),
                 QStringLiteral("000000000000000100000000000005dc"));
    }

    void farRowsAreFetchedWhenAskedFor()
    {
        TraceListModel model;
        model.setCache(m_file, m_totals);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QTRY_COMPARE(cell(model, kTraces - 1, TraceListModel::TraceColumn), QStringLiteral("op 1"));
        bool told = false;
        for (const QList<QVariant>& arguments : changed)
            told |= arguments.at(1).value<QModelIndex>().row() == kTraces - 1;
        QVERIFY(told);
    }

    void rowsNobodyAskedForAreNotFetched()
    {
        TraceListModel model;
        model.setCache(m_file, m_totals);
        QTRY_VERIFY(model.summary(0) != nullptr);
        QTest::qWait(50);
        QVERIFY(model.summary(TraceListModel::kPageRows) == nullptr);
    }

    void sortingIsDoneOverAllTraces()
    {
        TraceListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setCache(m_file, m_totals);
        QTRY_VERIFY(model.summary(0) != nullptr);
        QCOMPARE(model.orderText(), QStringLiteral("newest first"));

        model.sort(TraceListModel::DurationColumn, Qt::AscendingOrder);
        QVERIFY(model.isSorting());
        // What was there stays until the new order has come.
        QCOMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 1500"));
        QTRY_VERIFY(!model.isSorting());
        QCOMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 1"));
        QCOMPARE(model.orderText(), QStringLiteral("fastest first"));
        QCOMPARE(model.sortColumn(), static_cast<int>(TraceListModel::DurationColumn));

        model.sort(TraceListModel::ErrorsColumn, Qt::DescendingOrder);
        QTRY_VERIFY(!model.isSorting());
        QCOMPARE(cell(model, 0, TraceListModel::ErrorsColumn), QStringLiteral("1"));
        QTRY_COMPARE(cell(model, 149, TraceListModel::ErrorsColumn), QStringLiteral("1"));
        QTRY_COMPARE(cell(model, 150, TraceListModel::ErrorsColumn), QStringLiteral("–"));
    }

    void lastOfSeveralSortsWins()
    {
        TraceListModel model;
        model.setCache(m_file, m_totals);
        model.sort(TraceListModel::DurationColumn, Qt::AscendingOrder);
        model.sort(TraceListModel::TraceColumn, Qt::AscendingOrder);
        model.sort(TraceListModel::StartColumn, Qt::AscendingOrder);
        QTRY_VERIFY(!model.isSorting());
        QCOMPARE(model.order(), TraceOrder::Start);
        QVERIFY(!model.isDescending());
        QCOMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 1"));
    }

    void everyColumnCanBeSortedBy()
    {
        TraceListModel model;
        model.setCache(m_file, m_totals);
        for (int column = 0; column < TraceListModel::kColumns; ++column) {
            if (column == TraceListModel::MatchesColumn)
                continue; // only what is searched for has it
            for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
                model.sort(column, order);
                QTRY_VERIFY(!model.isSorting());
                QCOMPARE(model.sortColumn(), column);
                QCOMPARE(model.isDescending(), order == Qt::DescendingOrder);
                QVERIFY(!model.orderText().isEmpty());
                QVERIFY(model.summary(0) != nullptr);
            }
        }
    }

    void dayIsOnlyShownWhereTheyDiffer()
    {
        TraceListModel model;
        model.setCache(m_file, m_totals);
        QTRY_COMPARE(model.day(), QStringLiteral("2025-11-22"));
        QCOMPARE(cell(model, 0, TraceListModel::StartColumn), QStringLiteral("00:25:00.000"));

        const QString days = m_folder.filePath(QStringLiteral("days.tailrace"));
        writeTraces(days.toStdString(), 2, kDayNs);
        TraceListModel other;
        other.setCache(days, totalsOf(days.toStdString()));
        QTRY_COMPARE(cell(other, 0, TraceListModel::StartColumn), QStringLiteral("2025-11-24 00:00:00.000"));
        QCOMPARE(other.day(), QString());
    }

    void unknownStartIsSaid()
    {
        const TraceListModel model;
        QCOMPARE(model.startText(TraceSummary{}), QStringLiteral("unknown"));
    }

    void pagesKeptAreBounded()
    {
        const QString big = m_folder.filePath(QStringLiteral("big.tailrace"));
        constexpr int kPages = TraceListModel::kMaxPages + 8;
        writeTraces(big.toStdString(), kPages * TraceListModel::kPageRows, 1'000'000);
        TraceListModel model;
        model.setCache(big, totalsOf(big.toStdString()));
        for (int page = 0; page < kPages; ++page)
            QTRY_VERIFY(model.index(page * TraceListModel::kPageRows, 0).data().isValid());
        QVERIFY(model.summary(0) == nullptr);
        QVERIFY(model.summary((kPages - 1) * TraceListModel::kPageRows) != nullptr);
        QTRY_VERIFY(model.index(0, 0).data().isValid());
    }

    void anotherCacheReplacesTheFirst()
    {
        TraceListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QString small = m_folder.filePath(QStringLiteral("small.tailrace"));
        writeTraces(small.toStdString(), 3);
        model.setCache(m_file, m_totals);
        model.sort(TraceListModel::DurationColumn, Qt::AscendingOrder);
        model.setCache(small, totalsOf(small.toStdString()));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.orderText(), QStringLiteral("newest first"));
        QTRY_COMPARE(cell(model, 0, TraceListModel::TraceColumn), QStringLiteral("op 3"));
    }

    void unreadableCacheIsSaidOnce()
    {
        TraceListModel model;
        QSignalSpy failed(&model, &TraceListModel::failed);
        model.setCache(m_folder.filePath(QStringLiteral("missing.tailrace")), m_totals);
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(!model.index(700, 0).data().isValid());
        QTest::qWait(50);
        QCOMPARE(failed.count(), 1);
        QVERIFY(!failed.first().first().toString().isEmpty());
    }

    void rootServiceIsShownFirst()
    {
        TraceSummary trace;
        trace.rootService = "web";
        trace.services = {"db", "web", "cart"};
        QCOMPARE(TraceListModel::servicesToShow(trace), (std::vector<std::string>{"web", "db", "cart"}));
        trace.rootService.clear();
        QCOMPARE(TraceListModel::servicesToShow(trace), trace.services);
    }

    void screenReadersHearMoreThanADash()
    {
        TraceListModel model;
        model.setCache(m_file, m_totals);
        QTRY_VERIFY(model.summary(1) != nullptr);
        QCOMPARE(model.index(0, TraceListModel::TraceColumn).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("op 1500, s0"));
        QCOMPARE(model.index(1, TraceListModel::ErrorsColumn).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("no errors"));
        QCOMPARE(model.index(0, TraceListModel::DurationColumn).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("1,500.000 ms, 100 % of the longest trace"));
    }

private:
    static constexpr int kTraces = 1500;
    QTemporaryDir m_folder;
    QString m_file;
    CacheTotals m_totals;
};

QTEST_GUILESS_MAIN(TestTraceListModel)
#include "tst_trace_list_model.moc"
