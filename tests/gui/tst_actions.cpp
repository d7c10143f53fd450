// SPDX-License-Identifier: GPL-3.0-or-later
#include "document_tabs.h"
#include "gui_support.h"
#include "views/common/theme.h"
#include "views/trace/trace_page.h"
#include "views/waterfall/waterfall_view.h"

#include <QApplication>
#include <QDialog>
#include <QMenu>
#include <QMenuBar>
#include <QSet>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// Everything but the action that ends the program.
QList<ActionId> harmless()
{
    QList<ActionId> ids;
    for (int i = 0; i < kActions; ++i) {
        if (static_cast<ActionId>(i) != ActionId::Quit)
            ids.append(static_cast<ActionId>(i));
    }
    return ids;
}

void collect(const QMenu* menu, QSet<QAction*>& found)
{
    for (QAction* action : menu->actions()) {
        if (action->menu() != nullptr)
            collect(action->menu(), found);
        else if (!action->isSeparator())
            found.insert(action);
    }
}

} // namespace

class TestActions : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { Theme::instance().setMode(ThemeMode::Light); }

    void everyActionIsInAMenuAndNoShortcutIsTwice()
    {
        TestWindow test;
        QSet<QAction*> inMenus;
        for (const QAction* top : test.window->menuBar()->actions())
            collect(top->menu(), inMenus);
        QSet<QKeySequence> seen;
        for (int i = 0; i < kActions; ++i) {
            QAction* action = test.window->actions().action(static_cast<ActionId>(i));
            QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
            for (const QKeySequence& keys : test.window->keyMap().keys(static_cast<ActionId>(i))) {
                QVERIFY2(!keys.isEmpty(), qPrintable(action->text()));
                QVERIFY2(!seen.contains(keys), qPrintable(keys.toString()));
                seen.insert(keys);
            }
        }
        QVERIFY(seen.size() > 20);
    }

    void everyShortcutIsOnTheSheet()
    {
        TestWindow test;
        QStringList keys;
        KeyMap& map = test.window->keyMap();
        for (const ShortcutGroup& group : ActionSet::shortcuts([&](ActionId id) { return map.keys(id); })) {
            QVERIFY(!group.lines.isEmpty());
            for (const ShortcutLine& line : group.lines) {
                QVERIFY(!line.text.contains(u'&'));
                keys.append(line.keys);
            }
        }
        const QString all = keys.join(u' ');
        for (int i = 0; i < kActions; ++i) {
            for (const QKeySequence& sequence : map.keys(static_cast<ActionId>(i)))
                QVERIFY2(all.contains(sequence.toString()), qPrintable(sequence.toString()));
        }
    }

    void everyActionCanBeTriggeredWithNothingOpen()
    {
        TestWindow test;
        for (const ActionId id : harmless()) {
            test.trigger(id); // does nothing where it is disabled
            QCoreApplication::processEvents();
            closeSheets();
        }
        QVERIFY(test.window->isVisible());
        QVERIFY(!test.showsDocument());
    }

    void everyActionCanBeTriggeredOnTheList()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("orders-async.jsonl")}));
        QVERIFY(test.window->document());
        for (const ActionId id : harmless()) {
            test.tabs()->setCurrentIndex(0);
            test.trigger(id);
            QTest::qWait(5);
            closeSheets();
        }
        QVERIFY(test.window->isVisible());
        QVERIFY(test.showsDocument());
    }

    void everyActionCanBeTriggeredOnATrace()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("cascade.jsonl")}));
        QVERIFY(test.window->document());
        const TraceId trace = test.window->document()->onlyTrace.value();
        const QString cache = QString::fromStdString(test.window->document()->outcome.cacheFile);
        for (const ActionId id : harmless()) {
            test.tabs()->openTrace(cache, trace, true);
            test.trigger(ActionId::ViewWaterfall); // where all of them are enabled
            test.trigger(id);
            QTest::qWait(5);
            closeSheets();
        }
        QVERIFY(test.window->isVisible());
        QVERIFY(test.showsDocument());
    }

    void actionsAreEnabledWhereTheyMakeSense()
    {
        TestWindow test;
        const auto enabled = [&](ActionId id) { return test.window->actions().action(id)->isEnabled(); };
        QVERIFY(enabled(ActionId::Open));
        QVERIFY(!enabled(ActionId::ImportReport));
        QVERIFY(!enabled(ActionId::ExpandAll));
        QVERIFY(!enabled(ActionId::CancelImport));

        QVERIFY(test.openAndWait({sample("orders-async.jsonl")}));
        QTRY_VERIFY(enabled(ActionId::OpenTrace));
        QVERIFY(enabled(ActionId::ImportReport));
        QVERIFY(enabled(ActionId::CopyTraceId));
        QVERIFY(!enabled(ActionId::ExpandAll));
        QVERIFY(!enabled(ActionId::CloseTab));
        QVERIFY(!enabled(ActionId::NextTab));

        test.trigger(ActionId::OpenTrace);
        QVERIFY(test.tabs()->currentTracePage() != nullptr);
        QVERIFY(enabled(ActionId::ExpandAll));
        QVERIFY(enabled(ActionId::CloseTab));
        QVERIFY(enabled(ActionId::NextTab));
        QVERIFY(!enabled(ActionId::OpenTrace));
    }

    void tablesLeaveTheWaterfallBehindThemAsItWas()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("cascade.jsonl")}));
        TracePage* page = test.tabs()->currentTracePage();
        QVERIFY(page != nullptr);
        const WaterfallView* waterfall = page->waterfall();
        QTRY_VERIFY(waterfall->rows().rowCount() > 0);
        const int rows = waterfall->rows().rowCount();
        const auto enabled = [&](ActionId id) { return test.window->actions().action(id)->isEnabled(); };
        for (const ActionId view : {ActionId::ViewOperations, ActionId::ViewCriticalPath}) {
            test.trigger(view);
            QWidget* table = QApplication::focusWidget();
            QVERIFY(table != nullptr);
            for (const int key : {Qt::Key_W, Qt::Key_D, Qt::Key_F, Qt::Key_P, Qt::Key_H, Qt::Key_U, Qt::Key_Plus,
                                  Qt::Key_BracketRight})
                QTest::keyClick(table, static_cast<Qt::Key>(key));
            QVERIFY(!waterfall->canGoBack()); // the piece of time on show is the same
            QCOMPARE(waterfall->rows().rowCount(), rows);
            QVERIFY(!enabled(ActionId::ZoomIn) && !enabled(ActionId::CollapseAll) && !enabled(ActionId::FoldIdle));
            QVERIFY(enabled(ActionId::NextError) && enabled(ActionId::Find));
        }
        test.trigger(ActionId::ViewMergedFlame);
        QVERIFY(enabled(ActionId::ZoomIn) && !enabled(ActionId::CollapseAll) && !enabled(ActionId::FoldIdle));
        test.trigger(ActionId::ViewWaterfall);
        QVERIFY(enabled(ActionId::ZoomIn) && enabled(ActionId::CollapseAll) && enabled(ActionId::FoldIdle));
    }

    void themeActionsSetTheTheme()
    {
        TestWindow test;
        test.trigger(ActionId::ThemeDark);
        QVERIFY(Theme::instance().isDark());
        QVERIFY(!test.window->actions().action(ActionId::ThemeLight)->isChecked());
        test.trigger(ActionId::ThemeLight);
        QVERIFY(!Theme::instance().isDark());
    }

    void fullScreenGoesAndComesBack()
    {
        TestWindow test;
        test.trigger(ActionId::FullScreen);
        QTRY_VERIFY(test.window->isFullScreen());
        test.trigger(ActionId::FullScreen);
        QTRY_VERIFY(!test.window->isFullScreen());
    }

    void helpSheetsOpenAndDoNotBlock()
    {
        TestWindow test;
        test.trigger(ActionId::Shortcuts);
        test.trigger(ActionId::About);
        QCOMPARE(test.window->findChildren<QDialog*>().size(), 2);
        closeSheets();
        QTRY_COMPARE(test.window->findChildren<QDialog*>().size(), 0);
    }
};

TAILRACE_GUI_TEST(TestActions)
#include "tst_actions.moc"
