// SPDX-License-Identifier: GPL-3.0-or-later
// The page "Traces" as it is used: typing, clicking on facets, going back.

#include "document_tabs.h"
#include "gui_support.h"
#include "model/items/facet_model.h"
#include "model/items/trace_list_model.h"
#include "views/plots/trace_plots.h"
#include "views/search/facet_panel.h"
#include "views/search/query_bar.h"
#include "views/search/query_completer.h"
#include "views/search/query_form_row.h"
#include "views/search/trace_list_view.h"
#include "views/search/traces_page.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

class TestSearch : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_test = std::make_unique<TestWindow>();
        QVERIFY(m_test->openAndWait({sample("shop.jsonl.gz")}));
        m_all = list()->model()->rowCount();
        QVERIFY(m_all > 100);
    }
    void cleanup() { m_test.reset(); }

    void typingNarrowsTheListAndEscShowsAllAgain()
    {
        m_test->trigger(ActionId::SearchTraces);
        QVERIFY(line()->hasFocus());
        QTest::keyClicks(line(), QStringLiteral("{ status = error }"));
        QTRY_VERIFY(list()->model()->rowCount() < m_all);
        const int found = list()->model()->rowCount();
        QVERIFY(found > 0);
        QVERIFY(page()->countText().startsWith(QStringLiteral("%1 of %2").arg(found).arg(m_all)));
        QVERIFY(!list()->isColumnHidden(TraceListModel::MatchesColumn));
        QVERIFY(list()->currentTrace() != nullptr);
        QVERIFY(list()->currentTrace()->errors > 0);
        closePopup();
        QTest::keyClick(line(), Qt::Key_Escape);
        QTRY_COMPARE(list()->model()->rowCount(), m_all);
        QVERIFY(list()->isColumnHidden(TraceListModel::MatchesColumn));
        QTest::keyClick(line(), Qt::Key_Escape);
        QCOMPARE(m_test->window->focusWidget(), list());
    }

    void sortingIsOverAllThatWasFound()
    {
        page()->queryBar()->setText(QStringLiteral("{ status = error }"));
        QTRY_VERIFY(model()->isNarrowed());
        const int found = model()->rowCount();
        model()->sort(TraceListModel::DurationColumn, Qt::DescendingOrder);
        QTRY_VERIFY(!model()->isSorting() && model()->summary(0) != nullptr);
        QCOMPARE(model()->rowCount(), found);
        for (int row = 1; row < std::min(found, TraceListModel::kPageRows); ++row)
            QVERIFY(model()->summary(row - 1)->durationNs >= model()->summary(row)->durationNs);
    }

    void mistakesAreToldWithTheirColumnAndTheListStays()
    {
        page()->queryBar()->setText(QStringLiteral("{ status = }"));
        QTRY_VERIFY(note().contains(QStringLiteral("column 12")));
        QVERIFY(note().contains(QStringLiteral("expected")));
        QCOMPARE(list()->model()->rowCount(), m_all);
        page()->queryBar()->setText(QStringLiteral("{ status = ok }"));
        QTRY_VERIFY(!note().contains(QStringLiteral("column")));
    }

    void anIdFindsItsTrace()
    {
        QTRY_VERIFY(model()->summary(7) != nullptr);
        const TraceId id = model()->summary(7)->traceId;
        page()->queryBar()->setText(QString::fromStdString(toHex(id)));
        QTRY_COMPARE(model()->rowCount(), 1);
        QCOMPARE(model()->summary(0)->traceId, id);
        QVERIFY(note().startsWith(QStringLiteral("Read as ")));
    }

    void aSearchWithoutResultSaysSo()
    {
        page()->queryBar()->setText(QStringLiteral("{ name = \"there is no such operation\" }"));
        QTRY_COMPARE(model()->rowCount(), 0);
        QVERIFY(page()->countText().startsWith(QStringLiteral("0 of ")));
        page()->queryBar()->setText({});
        QTRY_COMPARE(model()->rowCount(), m_all);
    }

    void aClickOnAFacetNarrowsAndAnotherWidens()
    {
        FacetPanel* panel = page()->facets();
        const QAbstractItemModelTester tester(panel->model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(panel->model()->rowCount() > 2);
        const auto first = [panel] { return panel->model()->index(0, 0, panel->model()->index(0, 0)); };
        const int counted = first().data(FacetModel::CountRole).toInt();
        const QString value = first().data().toString();
        const auto click = [panel](const QModelIndex& index, Qt::KeyboardModifiers modifiers) {
            panel->view()->scrollTo(index);
            QTest::mouseClick(panel->view()->viewport(), Qt::LeftButton, modifiers,
                              panel->view()->visualRect(index).center());
        };
        click(first(), Qt::NoModifier);
        QVERIFY(line()->text().contains(value));
        QTRY_COMPARE(model()->rowCount(), counted);
        QTRY_VERIFY(panel->model()->choice(first()) == FacetModel::Wanted);
        click(first(), Qt::NoModifier);
        QCOMPARE(line()->text(), QString());
        QTRY_COMPARE(model()->rowCount(), m_all);
        QTRY_VERIFY(panel->model()->choice(first()) == FacetModel::NotChosen);
        click(first(), Qt::AltModifier);
        QVERIFY(line()->text().contains(QStringLiteral("!=")));
    }

    void fieldsAndValuesOfTheCacheAreOffered()
    {
        m_test->trigger(ActionId::SearchTraces);
        QueryCompleter* completer = page()->queryBar()->completer();
        QTest::keyClicks(line(), QStringLiteral("{ resource.serv"));
        QTRY_VERIFY(completer->offered().contains(QStringLiteral("resource.service.name")));
        closePopup();
        line()->setText(QStringLiteral("{ resource.service.name = "));
        QTRY_VERIFY(!completer->offered().isEmpty() && completer->offered().front().startsWith(u'"'));
        closePopup();
    }

    void halfAWordIsNotRemembered()
    {
        m_test->trigger(ActionId::SearchTraces);
        QTest::keyClicks(line(), QStringLiteral("{ resource.serv"));
        QTRY_VERIFY(page()->queryBar()->completer()->isOpen());
        closePopup();
        line()->clear();
        QTest::keyClick(line(), Qt::Key_Up);
        QCOMPARE(line()->text(), QString());
    }

    void searchesAreRememberedAndWalkedThrough()
    {
        page()->queryBar()->setText(QStringLiteral("{ status = error }"));
        page()->queryBar()->setText(QStringLiteral("{ status = ok }"));
        page()->queryBar()->setText({});
        m_test->restart();
        QVERIFY(m_test->openAndWait({sample("shop.jsonl.gz")}));
        m_test->trigger(ActionId::SearchTraces);
        QTest::keyClick(line(), Qt::Key_Up);
        QCOMPARE(line()->text(), QStringLiteral("{ status = ok }"));
        QTest::keyClick(line(), Qt::Key_Up);
        QCOMPARE(line()->text(), QStringLiteral("{ status = error }"));
        QTest::keyClick(line(), Qt::Key_Down);
        QTest::keyClick(line(), Qt::Key_Down);
        QCOMPARE(line()->text(), QString());
    }

    void theFormWritesTheSearchAndReadsIt()
    {
        emit page()->queryBar()->formToggled(true);
        QVERIFY(page()->form()->isVisible());
        auto* status = page()->form()->findChildren<QComboBox*>().last();
        status->setCurrentText(QStringLiteral("error"));
        QTRY_COMPARE(line()->text(), QStringLiteral("{ status = error }"));
        QTRY_VERIFY(model()->isNarrowed());
        line()->setText(QStringLiteral("{ status = ok && duration >= 5ms }"));
        QCOMPARE(status->currentText(), QStringLiteral("ok"));
        line()->setText(QStringLiteral("{ status = ok } >> { }"));
        QVERIFY(!status->isEnabled());
    }

    void draggingInThePlotSelectsAndEscTakesItAway()
    {
        TracePlots* plots = page()->plots();
        QTRY_VERIFY(plots->isVisible());
        QTRY_COMPARE(plots->overview().traces, static_cast<std::uint64_t>(m_all));
        QVERIFY(plots->percentilesText().startsWith(QStringLiteral("p50 ")));
        QWidget* plot = plots->durations();
        const QPoint from(plot->width() / 2, plot->height() / 4);
        QTest::mousePress(plot, Qt::LeftButton, {}, from);
        QTest::mouseMove(plot, from + QPoint(40, 20));
        QTest::mouseMove(plot, QPoint(plot->width() - 20, plot->height() / 2));
        QTest::mouseRelease(plot, Qt::LeftButton, {}, QPoint(plot->width() - 20, plot->height() / 2));
        QVERIFY(!page()->range().isWhole());
        QTRY_VERIFY(model()->isNarrowed() && model()->rowCount() < m_all);
        QTRY_COMPARE(plots->overview().inRange, static_cast<std::uint64_t>(model()->rowCount()));
        for (int row = 0; row < model()->rowCount(); ++row)
            QVERIFY(page()->range().holds(model()->summary(row)->startNs, model()->summary(row)->durationNs));
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_Escape);
        QVERIFY(page()->range().isWhole());
        QTRY_COMPARE(model()->rowCount(), m_all);
    }

    void severalTracesAreSelectedAndTheirIdsCopied()
    {
        QTRY_VERIFY(model()->summary(2) != nullptr);
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_Home);
        QTest::keyClick(list(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(list(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(page()->selectedTraces().size(), std::size_t(3));
        m_test->trigger(ActionId::CopyTraceId);
        QCOMPARE(QGuiApplication::clipboard()->text().split(u'\n').size(), 3);
    }

private:
    /// The offscreen platform does not give the focus back by itself.
    void closePopup()
    {
        page()->queryBar()->completer()->hide();
        m_test->window->activateWindow();
        QTRY_VERIFY(line()->hasFocus());
    }
    [[nodiscard]] TracesPage* page() const { return m_test->tabs()->tracesPage(); }
    [[nodiscard]] TraceListView* list() const { return m_test->list(); }
    [[nodiscard]] TraceListModel* model() const { return static_cast<TraceListModel*>(list()->model()); }
    [[nodiscard]] QLineEdit* line() const { return page()->queryBar()->line(); }
    [[nodiscard]] QString note() const { return line()->accessibleDescription(); }

    std::unique_ptr<TestWindow> m_test;
    int m_all = 0;
};

TAILRACE_GUI_TEST(TestSearch)
#include "tst_search.moc"
