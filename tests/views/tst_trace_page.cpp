// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_page.h"

#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "model/items/trace_clocks.h"
#include "support/support.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/detail/detail_panel.h"
#include "views/flame/flame_view.h"
#include "views/tables/critical_path_table.h"
#include "views/tables/figure_table.h"
#include "views/tables/operations_table.h"
#include "views/tables/table_pane.h"
#include "views/trace/clocks_sheet.h"
#include "views/trace/find_bar.h"
#include "views/trace/trace_headline.h"
#include "views/trace/trace_views.h"
#include "views/waterfall/waterfall_view.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

#include <algorithm>
#include <time.h>

using namespace tailrace;

namespace {

QString allText(const QWidget& widget)
{
    QStringList texts;
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->isVisible())
            texts << label->text();
    return texts.join(u'\n');
}

} // namespace

class TracePageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase() { QThreadPool::globalInstance()->waitForDone(); }
    void titleIsTheShortIdUntilLoaded();
    void headlineTellsTheStory();
    void selectingFetchesTheDetail();
    void onlyTheLastSelectionArrives();
    void errorsInTheHeadlineAreWalked();
    void aMissingTraceSaysWhy();
    void aMissingCacheSaysWhy();
    void closingWhileLoadingIsHarmless();
    void statusFollowsFoldingAndSelection();
    void spanAndTraceAreCopied();
    void filterOpensAHiddenDetail();
    void smallWindowsStayUsable();
    void allViewsShareTheSelection();
    void operationsAreGroupedByAnAttribute();
    void clocksAreCorrectedAndBack();
    void offsetsAreWrittenWithUnits();
    void timesFollowTheClock();
    void aMovedCacheIsReadAtItsNewPlace();
    void whatIsFoundIsMarkedInEveryView();

private:
    struct Source {
        QString cache;
        TraceId trace;
    };
    [[nodiscard]] Source import(const char* sample);
    /// A shown page whose trace has arrived, or nothing.
    [[nodiscard]] std::unique_ptr<TracePage> open(const Source& source, QSize size = {1300, 800});

    QTemporaryDir m_folder;
    Source m_checkout;
    Source m_cascade;
};

TracePageTest::Source TracePageTest::import(const char* sample)
{
    Progress progress;
    const QString cache = m_folder.filePath(QString::fromLatin1(sample) + QStringLiteral(".tailrace"));
    const auto outcome =
        importInputs({.inputs = {test::samplePath(sample)}, .cacheFile = cache.toStdString()}, progress, {});
    if (!outcome) {
        qWarning("%s", outcome.error().text().c_str());
        return {};
    }
    auto reader = CacheReader::open(cache.toStdString());
    return {cache, reader->traces({})->front().traceId};
}

std::unique_ptr<TracePage> TracePageTest::open(const Source& source, QSize size)
{
    auto page = std::make_unique<TracePage>(source.cache, source.trace);
    page->resize(size);
    page->show();
    QSignalSpy titles(page.get(), &TracePage::titleChanged);
    const auto* detail = page->findChild<DetailPanel*>();
    if (!titles.wait(10'000) || !QTest::qWaitFor([&] { return detail->model().detail() != nullptr; }))
        return nullptr;
    return page;
}

void TracePageTest::initTestCase()
{
    Theme::instance().apply();
    m_checkout = import("checkout.jsonl");
    m_cascade = import("cascade.jsonl");
    QVERIFY(!m_checkout.trace.isZero());
    QVERIFY(!m_cascade.trace.isZero());
}

void TracePageTest::allViewsShareTheSelection()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    TraceViews* views = page->views();
    const Selection& selection = page->waterfall()->selection();

    views->show(TraceViewKind::CriticalPath);
    const PathTableModel& sums = views->criticalPath()->model();
    QTRY_VERIFY(sums.rowCount() > 0);
    QCOMPARE(sums.totalNs(), std::int64_t(2'400'000'000));
    FigureTable* table = views->criticalPath()->pane()->table();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(sums.index(0, 0)).center());
    QCOMPARE(selection.current(), sums.sum(0).span);
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(selection.current(), sums.sum(1).span);

    views->show(TraceViewKind::Operations);
    const OperationTableModel& operations = views->operations()->model();
    QTRY_VERIFY(operations.rowCount() > 0);
    QCOMPARE(views->operations()->pane()->table()->currentIndex().row(), operations.rowShowing(selection.current()));

    views->show(TraceViewKind::MergedFlame);
    QTRY_VERIFY(views->flame() != nullptr && views->flame()->layout() != nullptr);
    QTest::keyClick(views->flame(), Qt::Key_Home);
    QCOMPARE(selection.current(), SpanIndex(0));
    views->show(TraceViewKind::Waterfall);
    QVERIFY(page->waterfall()->isVisible());
    QVERIFY(views->flame() == nullptr);
}

void TracePageTest::operationsAreGroupedByAnAttribute()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    page->views()->show(TraceViewKind::Operations);
    OperationsTable* table = page->views()->operations();
    QTRY_VERIFY(table->model().rowCount() > 0);
    QSignalSpy filled(table, &OperationsTable::filled);
    table->setAttribute(QStringLiteral("http.request.method"));
    QVERIFY(filled.wait(10'000));
    QStringList groups;
    std::uint32_t spans = 0;
    for (int row = 0; row < table->model().rowCount(); ++row) {
        groups << table->model().index(row, 0).data().toString();
        spans += table->model().stats(row).count;
    }
    QVERIFY(groups.contains(QStringLiteral("POST")));
    QVERIFY(groups.contains(QStringLiteral("(not recorded)")));
    QCOMPARE(spans, 8U);
}

void TracePageTest::clocksAreCorrectedAndBack()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    const auto shown = [&page] { return page->waterfall()->rows().table(); };
    const SpanTablePtr recorded = shown();
    page->openClocks();
    auto* sheet = page->findChild<ClocksSheet*>();
    TraceClocks& clocks = page->clocks();
    QTRY_VERIFY(clocks.layer() != nullptr);
    auto* table = sheet->findChild<QTableWidget*>();
    QCOMPARE(table->rowCount(), static_cast<int>(clocks.layer()->hosts().size()));
    page->waterfall()->selectLastRow();
    const SpanIndex last = page->waterfall()->selection().current();
    const HostIndex host = clocks.layer()->hostOf(last);
    table->item(static_cast<int>(host), ClocksSheet::Offset)->setText(QStringLiteral("+5 ms"));
    QCOMPARE(clocks.layer()->hosts()[host].offsetNs, 5'000'000);
    QCOMPARE(shown(), recorded); // raw until it is asked for
    clocks.setOn(true);
    QTRY_VERIFY(clocks.isShown());
    const SpanTablePtr corrected = shown();
    const SpanIndex current = page->waterfall()->selection().current();
    QCOMPARE(corrected->rowId[current], recorded->rowId[last]);
    QCOMPARE(corrected->startNs[current], recorded->startNs[last] + 5'000'000);
    QTRY_VERIFY(allText(*page).contains(QStringLiteral("clocks corrected: 1 host")));
    const auto* detail = page->findChild<DetailPanel*>();
    QTRY_COMPARE(detail->model().context().movedNs, 5'000'000);
    clocks.setOn(false);
    QCOMPARE(shown(), recorded);
    QCOMPARE(page->waterfall()->selection().current(), last);
    QTRY_VERIFY(!allText(*page).contains(QStringLiteral("clocks corrected")));
}

void TracePageTest::offsetsAreWrittenWithUnits()
{
    QCOMPARE(parseOffset(QStringLiteral("-12.5 ms")), std::optional<std::int64_t>(-12'500'000));
    QCOMPARE(parseOffset(QStringLiteral("+1,5s")), std::optional<std::int64_t>(1'500'000'000));
    QCOMPARE(parseOffset(QStringLiteral("7")), std::optional<std::int64_t>(7'000'000));
    QCOMPARE(parseOffset(QStringLiteral("− 3 µs")), std::optional<std::int64_t>(-3'000));
    for (const char* wrong : {"", "ms", "1 day", "1e3", "99999999999 h", "--1"})
        QCOMPARE(parseOffset(QString::fromUtf8(wrong)), std::nullopt);
}

void TracePageTest::timesFollowTheClock()
{
    const auto page = open(m_checkout);
    QVERIFY(page);
    const auto* headline = page->findChild<TraceHeadline*>();
    const auto* detail = page->findChild<DetailPanel*>();
    const auto start = [detail] {
        const SpanDetailModel& model = detail->model();
        const QModelIndex time = model.index(0, 0);
        return model.index(model.rowCount(time) - 1, SpanDetailModel::ValueColumn, time).data().toString();
    };
    QVERIFY(allText(*headline).contains(QStringLiteral("10:14:07.318 UTC")));
    QVERIFY(allText(*detail).contains(QStringLiteral("starts at 0 ns")));
    QCOMPARE(start(), QStringLiteral("2026-11-22 10:14:07.318 UTC"));
    const QByteArray zone = qgetenv("TZ");
    qputenv("TZ", "XXX-02:00"); // two hours ahead
    tzset();
    page->setTimeDisplay(TimeDisplay::Local);
    const QString headlineText = allText(*headline);
    const QString detailText = allText(*detail);
    const QString startText = start();
    qputenv("TZ", zone);
    tzset();
    QVERIFY(headlineText.contains(QStringLiteral("2026-11-22 12:14:07.318 +02:00")));
    QVERIFY(detailText.contains(QStringLiteral("starts at 12:14:07.318")));
    QCOMPARE(startText, QStringLiteral("2026-11-22 12:14:07.318 +02:00"));
    page->setTimeDisplay(TimeDisplay::Utc);
    QVERIFY(allText(*headline).contains(QStringLiteral("2026-11-22 10:14:07.318 UTC")));
    QVERIFY(allText(*detail).contains(QStringLiteral("starts at 10:14:07.318")));
}

void TracePageTest::aMovedCacheIsReadAtItsNewPlace()
{
    const Source source = import("orders-async.jsonl");
    const auto page = open(source);
    QVERIFY(page);
    QThreadPool::globalInstance()->waitForDone();
    const QString moved = m_folder.filePath(QStringLiteral("moved.tailrace"));
    QVERIFY(QFile::rename(source.cache, moved));
    page->moveTo(moved);
    page->find();
    auto* query = page->findChild<FindBar*>()->findChild<QLineEdit*>();
    query->setText(QStringLiteral("orders"));
    QTRY_VERIFY(!page->waterfall()->matches().empty());
    page->views()->show(TraceViewKind::Operations);
    OperationsTable* operations = page->views()->operations();
    QSignalSpy failures(operations, &OperationsTable::failed);
    QSignalSpy filled(operations, &OperationsTable::filled);
    operations->setAttribute(QStringLiteral("service.name"));
    QVERIFY(filled.wait());
    QVERIFY(failures.isEmpty());
}

void TracePageTest::whatIsFoundIsMarkedInEveryView()
{
    const auto page = open(m_checkout);
    QVERIFY(page);
    page->views()->show(TraceViewKind::Flame);
    FlameView* flame = page->views()->flame();
    QVERIFY(flame != nullptr);
    QTRY_VERIFY(flame->layout() != nullptr);
    const QColor auth = Theme::instance().serviceColor("auth");
    const auto isDrawn = [&] {
        const auto& fills = flame->frame().fills;
        return std::any_of(fills.begin(), fills.end(),
                           [&](const DrawList::Fill& fill) { return fill.color == auth; });
    };
    QTRY_VERIFY(isDrawn());
    page->find();
    auto* query = page->findChild<FindBar*>()->findChild<QLineEdit*>();
    query->setText(QStringLiteral("Fraud"));
    QTRY_VERIFY(!isDrawn());
    QTest::keyClick(query, Qt::Key_Escape);
    QTRY_VERIFY(isDrawn());
    QVERIFY(flame->hasFocus() || flame->isAncestorOf(page->focusWidget()));
}

void TracePageTest::titleIsTheShortIdUntilLoaded()
{
    TracePage page(m_checkout.cache, m_checkout.trace);
    QCOMPARE(page.title(), QString::fromStdString(toHex(m_checkout.trace)).left(8));
    QSignalSpy spy(&page, &TracePage::titleChanged);
    QVERIFY(spy.wait(10'000));
    QCOMPARE(page.title(), QStringLiteral("POST /checkout"));
    QCOMPARE(shortId({0, 0x12}), QStringLiteral("00000000"));
    QCOMPARE(shortId({0, 0xfc9736cce3e95029}), QStringLiteral("fc9736cc"));
}

void TracePageTest::headlineTellsTheStory()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    const QString text = allText(*page->findChild<TraceHeadline*>());
    for (const char* part : {"POST /checkout", "api-gateway", "2026-11-22 10:14:07", "2.40 s", "<b>8</b> spans",
                             "<b>5</b> services", "no errors", "75 %", "Charge Card"})
        QVERIFY2(text.contains(QString::fromLatin1(part)), part);
}

void TracePageTest::selectingFetchesTheDetail()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    auto* waterfall = page->findChild<WaterfallView*>();
    const auto* detail = page->findChild<DetailPanel*>();
    QCOMPARE(detail->model().detail()->name, std::string("POST /checkout"));
    waterfall->selectNextRow();
    QTRY_COMPARE(detail->model().detail()->name, std::string("Validate Token"));
    QVERIFY(!detail->model().detail()->attributes.empty());
    QCOMPARE(detail->model().context().durationNs, std::int64_t(45'000'000));
}

void TracePageTest::onlyTheLastSelectionArrives()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    auto* waterfall = page->findChild<WaterfallView*>();
    const auto* detail = page->findChild<DetailPanel*>();
    for (int i = 0; i < 7; ++i)
        waterfall->selectNextRow();
    QTRY_COMPARE(detail->model().detail()->name, std::string("Reserve Items"));
    QThreadPool::globalInstance()->waitForDone();
    QApplication::processEvents();
    QCOMPARE(detail->model().detail()->name, std::string("Reserve Items"));
}

void TracePageTest::errorsInTheHeadlineAreWalked()
{
    const auto page = open(m_cascade);
    QVERIFY(page != nullptr);
    auto* headline = page->findChild<TraceHeadline*>();
    QVERIFY(allText(*headline).contains(QStringLiteral("errors")));
    const Selection& selection = page->findChild<WaterfallView*>()->selection();
    const SpanIndex before = selection.current();
    emit headline->errorsClicked();
    QVERIFY(selection.current() != before || selection.trace()->isError(before));
    QVERIFY(selection.trace()->isError(selection.current()));
    page->waterfall()->selectPreviousError();
    QVERIFY(selection.trace()->isError(selection.current()));
}

void TracePageTest::aMissingTraceSaysWhy()
{
    TracePage page(m_checkout.cache, TraceId{1, 2});
    page.show();
    QSignalSpy spy(&page, &TracePage::failed);
    QVERIFY(spy.wait(10'000));
    QVERIFY(!spy.front().front().toString().isEmpty());
    QVERIFY(allText(page).contains(spy.front().front().toString()));
    // Nothing to act on, nothing happens.
    page.waterfall()->expandAll();
    page.waterfall()->collapseOneLevel();
    page.selectNextError();
    page.waterfall()->zoomIn();
    page.waterfall()->zoomToSelection();
    page.filterDetail();
    page.copySpan();
}

void TracePageTest::aMissingCacheSaysWhy()
{
    TracePage page(m_folder.filePath(QStringLiteral("nothing.tailrace")), m_checkout.trace);
    page.show();
    QSignalSpy spy(&page, &TracePage::failed);
    QVERIFY(spy.wait(10'000));
    QVERIFY(allText(page).contains(QStringLiteral("could not be read")));
}

void TracePageTest::closingWhileLoadingIsHarmless()
{
    for (int i = 0; i < 20; ++i) {
        TracePage page(m_checkout.cache, m_checkout.trace);
        page.show();
        if (i % 2 == 0)
            QApplication::processEvents();
    }
    QThreadPool::globalInstance()->waitForDone();
    QApplication::processEvents();
}

void TracePageTest::statusFollowsFoldingAndSelection()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    QSignalSpy spy(page.get(), &TracePage::statusChanged);
    const auto last = [&spy] { return spy.back().front().toString(); };
    page->waterfall()->collapseAll();
    QVERIFY2(last().startsWith(QStringLiteral("8 spans, 1 shown · selected 2.40 s")), qPrintable(last()));
    page->waterfall()->expandOneLevel();
    QVERIFY2(last().startsWith(QStringLiteral("8 spans, 5 shown")), qPrintable(last()));
    page->waterfall()->expandAll();
    QVERIFY2(last().startsWith(QStringLiteral("8 spans, all shown")), qPrintable(last()));
}

void TracePageTest::spanAndTraceAreCopied()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    page->copyTraceId();
    QCOMPARE(QApplication::clipboard()->text(), QString::fromStdString(toHex(m_checkout.trace)));
    page->copySpan();
    const QJsonObject json = QJsonDocument::fromJson(QApplication::clipboard()->text().toUtf8()).object();
    QCOMPARE(json[QStringLiteral("name")].toString(), QStringLiteral("POST /checkout"));
    QCOMPARE(json[QStringLiteral("durationNs")].toInteger(), qint64(2'400'000'000));
    QCOMPARE(json[QStringLiteral("service")].toString(), QStringLiteral("api-gateway"));
    QVERIFY(!json[QStringLiteral("attributes")].toObject().isEmpty());
}

void TracePageTest::filterOpensAHiddenDetail()
{
    const auto page = open(m_checkout);
    QVERIFY(page != nullptr);
    auto* detail = page->findChild<DetailPanel*>();
    page->setDetailVisible(false);
    QVERIFY(!detail->isVisible());
    page->filterDetail();
    QVERIFY(detail->isVisible());
    QTRY_VERIFY(detail->findChild<QLineEdit*>()->hasFocus());
}

void TracePageTest::smallWindowsStayUsable()
{
    const auto page = open(m_cascade, {700, 400});
    QVERIFY(page != nullptr);
    QVERIFY(page->minimumSizeHint().width() <= 700);
    const auto* waterfall = page->findChild<WaterfallView*>();
    QVERIFY(waterfall->metrics().timeWidth() >= 100);
    QVERIFY(waterfall->metrics().rowsFitting() >= 5);
    page->grab();
}

QTEST_MAIN(TracePageTest)
#include "tst_trace_page.moc"
