// SPDX-License-Identifier: GPL-3.0-or-later
#include "document_tabs.h"
#include "gui_support.h"
#include "importers/exporter_registry.h"
#include "link_row.h"
#include "status_line.h"
#include "trace_export.h"
#include "views/common/theme.h"
#include "views/search/trace_list_view.h"
#include "views/sources/import_report_sheet.h"
#include "views/sources/import_strip.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"
#include "welcome_page.h"

#include <QClipboard>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QHeaderView>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QTabBar>
#include <QTest>
#include <QTreeView>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// Drags the files onto the window and lets go.
bool drop(QWidget& window, const QStringList& files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files)
        urls.append(QUrl::fromLocalFile(file));
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent let(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &let);
    return let.isAccepted();
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void nothingOpenShowsHowToOpen()
    {
        TestWindow test;
        QVERIFY(!test.showsDocument());
        const auto* welcome = test.window->findChild<WelcomePage*>();
        QVERIFY(welcome->isVisible());
        QStringList titles;
        for (const LinkRow* row : welcome->findChildren<LinkRow*>())
            titles.append(row->text());
        QVERIFY(titles.contains(QStringLiteral("Checkout")));
        QCOMPARE(test.window->actions().menu(MenuId::Samples)->actions().size(), titles.size());
    }

    void sampleOpensFromTheWelcomePageByKeyboard()
    {
        TestWindow test;
        auto* welcome = test.window->findChild<WelcomePage*>();
        LinkRow* shop = nullptr;
        for (LinkRow* row : welcome->findChildren<LinkRow*>()) {
            if (row->text() == QStringLiteral("A shop"))
                shop = row;
        }
        QVERIFY(shop != nullptr);
        QTest::keyClick(shop, Qt::Key_Return);
        QTRY_VERIFY(test.showsDocument());
        QTRY_COMPARE(test.list()->model()->rowCount(), 200);
        QCOMPARE(test.tabs()->count(), 1);
    }

    void enterOpensATraceOnceAndClosingComesBack()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("shop.jsonl.gz")}));
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        QTest::keyClick(test.list(), Qt::Key_Down);
        QCOMPARE(test.list()->currentIndex().row(), 1);
        QTest::keyClick(test.list(), Qt::Key_Return);
        QCOMPARE(test.tabs()->count(), 2);
        TracePage* page = test.tabs()->currentTracePage();
        QVERIFY(page != nullptr);
        QTRY_VERIFY(!page->title().isEmpty());
        QTRY_COMPARE(test.tabs()->tabText(1), page->title());

        // The same trace again goes to its tab.
        test.trigger(ActionId::TracesTab);
        QCOMPARE(test.tabs()->currentIndex(), 0);
        QTest::keyClick(test.list(), Qt::Key_Return);
        QCOMPARE(test.tabs()->count(), 2);
        QCOMPARE(test.tabs()->currentTracePage(), page);

        test.trigger(ActionId::NextTab);
        QCOMPARE(test.tabs()->currentIndex(), 0);
        test.trigger(ActionId::PreviousTab);
        QCOMPARE(test.tabs()->currentIndex(), 1);
        test.trigger(ActionId::CloseTab);
        QCOMPARE(test.tabs()->count(), 1);
        QVERIFY(test.list()->isVisible());
    }

    void listIsWalkedWithTheKeyboard()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("shop.jsonl.gz")}));
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        QTest::keyClick(test.list(), Qt::Key_End);
        QCOMPARE(test.list()->currentIndex().row(), 199);
        QTest::keyClick(test.list(), Qt::Key_PageUp);
        QVERIFY(test.list()->currentIndex().row() < 195);
        QTest::keyClick(test.list(), Qt::Key_Home);
        QCOMPARE(test.list()->currentIndex().row(), 0);
    }

    void headerClickSortsAllTraces()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("shop.jsonl.gz")}));
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        const auto* header = test.list()->horizontalHeader();
        const QPoint at(header->sectionViewportPosition(TraceListModel::DurationColumn) + 20,
                        header->height() / 2);
        const auto* model = qobject_cast<const TraceListModel*>(test.list()->model());
        QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QTRY_COMPARE(model->orderText(), QStringLiteral("slowest first"));
        QCOMPARE(model->index(0, 0).data(TraceListModel::DurationShareRole).toDouble(), 1.0);
        QCOMPARE(test.list()->currentIndex().row(), 0);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        QTRY_COMPARE(model->orderText(), QStringLiteral("fastest first"));
    }

    void doubleClickOpensAndMiddleClickCloses()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("shop.jsonl.gz")}));
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        const QPoint row = test.list()->visualRect(test.list()->model()->index(3, 0)).center();
        QTest::mouseClick(test.list()->viewport(), Qt::LeftButton, Qt::NoModifier, row);
        QTest::mouseDClick(test.list()->viewport(), Qt::LeftButton, Qt::NoModifier, row);
        QCOMPARE(test.tabs()->count(), 2);
        QTabBar* bar = test.tabs()->tabBar();
        QTest::mouseClick(bar, Qt::MiddleButton, Qt::NoModifier, bar->tabRect(0).center());
        QCOMPARE(test.tabs()->count(), 2); // the list stays
        QTest::mouseClick(bar, Qt::MiddleButton, Qt::NoModifier, bar->tabRect(1).center());
        QCOMPARE(test.tabs()->count(), 1);
    }

    void fileWithOneTraceOpensItsPage()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("checkout.jsonl")}));
        QCOMPARE(test.tabs()->count(), 2);
        TracePage* page = test.tabs()->currentTracePage();
        QVERIFY(page != nullptr);
        QTRY_COMPARE(page->title(), QStringLiteral("POST /checkout"));
        QVERIFY(test.window->windowTitle().contains(QStringLiteral("checkout.jsonl")));
    }

    void filesOpenedTogetherAreJoined()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("checkout.jsonl"), sample("orders-async.jsonl")}));
        QVERIFY(test.window->document());
        QCOMPARE(test.window->document()->totals.traces, 4ULL);
        QCOMPARE(test.list()->model()->rowCount(), 4);
        QVERIFY(test.status()->text().startsWith(QStringLiteral("2 files · 4 traces · 24 spans")));
    }

    void nextImportReplacesTheDocumentAndRecentBringsItBack()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("checkout.jsonl")}));
        QVERIFY(test.openAndWait({sample("orders-async.jsonl")}));
        QCOMPARE(test.tabs()->count(), 1);
        QCOMPARE(test.list()->model()->rowCount(), 3);
        const QList<QAction*> recent = test.window->actions().menu(MenuId::OpenRecent)->actions();
        QVERIFY(recent.at(0)->text().startsWith(QStringLiteral("orders-async.jsonl")));
        QVERIFY(recent.at(1)->text().startsWith(QStringLiteral("checkout.jsonl")));
        recent.at(1)->trigger();
        QTRY_VERIFY(test.tabs()->currentTracePage() != nullptr);
    }

    void brokenFileIsNamedInAMessageAndNothingElseChanges()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("orders-async.jsonl")}));
        const OpenedDocumentPtr before = test.window->document();
        const QString path = test.write(QStringLiteral("holiday.json"), "\x89PNG\r\n not a trace");
        QVERIFY(test.openAndWait({path}));
        QVERIFY(test.message()->isVisible());
        QCOMPARE(test.message()->kind(), MessageKind::Error);
        QVERIFY(test.message()->text().contains(QStringLiteral("holiday.json")));
        QCOMPARE(test.window->document(), before);
        QVERIFY(test.showsDocument());
        QVERIFY(QApplication::activeModalWidget() == nullptr);

        // The next success takes the message away.
        QVERIFY(test.openAndWait({sample("checkout.jsonl")}));
        QTRY_VERIFY(!test.message()->isVisible());
    }

    void brokenFileBesideAGoodOneIsSaidAndTheGoodOneShown()
    {
        TestWindow test;
        const QString path = test.write(QStringLiteral("empty.json"), "");
        QVERIFY(test.openAndWait({sample("checkout.jsonl"), path}));
        QVERIFY(test.window->document());
        QTRY_VERIFY(test.message()->isVisible());
        QVERIFY(test.message()->text().contains(QStringLiteral("empty.json")));
        QCOMPARE(test.window->document()->totals.traces, 1ULL);
    }

    void missingFileLeavesTheRecentList()
    {
        TestWindow test;
        const QString path = test.folder.filePath(QStringLiteral("copy.jsonl"));
        QVERIFY(QFile::copy(sample("checkout.jsonl"), path));
        QVERIFY(test.openAndWait({path}));
        QCOMPARE(test.window->recentFiles().entries().size(), 1);
        QVERIFY(QFile::remove(path));
        QVERIFY(test.openAndWait({path}));
        QTRY_VERIFY(test.message()->isVisible());
        QVERIFY(test.window->recentFiles().entries().isEmpty());
    }

    void droppedFilesAreOpened()
    {
        TestWindow test;
        QVERIFY(drop(*test.window, {sample("orders-async.jsonl"), sample("cascade.jsonl")}));
        QTRY_VERIFY(test.window->document());
        QCOMPARE(test.window->document()->totals.traces, 4ULL);
        QVERIFY(!drop(*test.window, {}));
    }

    void aDroppedFolderIsReadAndRemembered()
    {
        TestWindow test;
        const QString folder = test.folder.filePath(QStringLiteral("traces"));
        QVERIFY(QDir().mkdir(folder));
        QVERIFY(QFile::copy(sample("orders-async.jsonl"), folder + QStringLiteral("/a.jsonl")));
        QVERIFY(QFile::copy(sample("cascade.jsonl"), folder + QStringLiteral("/b.jsonl")));
        QVERIFY(drop(*test.window, {folder + u'/'}));
        QTRY_VERIFY(test.window->document());
        QCOMPARE(test.window->document()->totals.traces, 4ULL);
        QCOMPARE(test.window->recentFiles().entries().at(0), QStringList{folder});
        QCOMPARE(RecentFiles::title({folder + u'/'}), QStringLiteral("traces"));
    }

    void cancelAnswersAtOnceAndTheWindowStaysAsItWas()
    {
        TestWindow test;
        QByteArray line = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[";
        for (int i = 1; i <= 500; ++i)
            line += QByteArray(i > 1 ? "," : "") + "{\"traceId\":\"%1\",\"spanId\":\"" +
                    QByteArray::number(i, 16).rightJustified(16, '0') +
                    "\",\"name\":\"op\",\"startTimeUnixNano\":\"1700000000000000000\","
                    "\"endTimeUnixNano\":\"1700000000001000000\"}";
        line += "]}]}]}\n";
        QByteArray content;
        for (int i = 1; i <= 400; ++i)
            content += QByteArray(line).replace("%1", QByteArray::number(i, 16).rightJustified(32, '0'));
        const QString path = test.write(QStringLiteral("large.jsonl"), content);

        test.window->open({path});
        QAction* cancel = test.window->actions().action(ActionId::CancelImport);
        QVERIFY(cancel->isEnabled());
        cancel->trigger();
        QVERIFY(!cancel->isEnabled());
        QVERIFY(!test.window->findChild<ImportStrip*>()->isVisible());
        QVERIFY(test.message()->isVisible());
        QVERIFY(test.message()->text().contains(QStringLiteral("cancelled")));
        QTest::qWait(300);
        QVERIFY(!test.window->document());
        QVERIFY(!test.showsDocument());

        // The same file can be opened in full afterwards.
        QVERIFY(test.window->recentFiles().entries().isEmpty());
        test.window->open({path});
        QTRY_VERIFY_WITH_TIMEOUT(test.window->document(), 60'000);
        QCOMPARE(test.window->document()->totals.spans, 200'000ULL);
    }

    void openingAnotherFileMeanwhileIsTheOneThatCounts()
    {
        TestWindow test;
        test.window->open({sample("shop.jsonl.gz")});
        test.window->open({sample("orders-async.jsonl")});
        QTRY_VERIFY(test.window->document());
        QCOMPARE(test.window->document()->totals.traces, 3ULL);
        QTest::qWait(200);
        QCOMPARE(test.window->document()->totals.traces, 3ULL);
    }

    void reportListsInputsAndProblems()
    {
        TestWindow test;
        QFile good(sample("checkout.jsonl"));
        QVERIFY(good.open(QIODevice::ReadOnly));
        const QString path =
            test.write(QStringLiteral("half.jsonl"), good.readAll() + "{\"resourceSpans\":[{\"scopeSpans\":[}\n");
        QVERIFY(test.openAndWait({path}));
        QVERIFY(test.window->document());
        test.trigger(ActionId::TracesTab);
        QVERIFY(test.status()->text().contains(QStringLiteral("problem")));

        test.trigger(ActionId::ImportReport);
        auto* sheet = test.window->findChild<ImportReportSheet*>();
        QVERIFY(sheet != nullptr && sheet->isVisible());
        const auto* tree = sheet->findChild<QTreeView*>();
        QCOMPARE(tree->model()->rowCount(), 1);
        QVERIFY(tree->model()->rowCount(tree->model()->index(0, 0)) >= 1);
        sheet->copy();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("half.jsonl")));
        // Asking again brings the same sheet.
        test.trigger(ActionId::ImportReport);
        QCOMPARE(test.window->findChildren<ImportReportSheet*>().size(), 1);
    }

    void traceIdAndRowAreCopied()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("orders-async.jsonl")}));
        QTRY_VERIFY(test.list()->currentTrace() != nullptr);
        test.trigger(ActionId::CopyTraceId);
        const QString id = QString::fromStdString(toHex(test.list()->currentTrace()->traceId));
        QCOMPARE(QGuiApplication::clipboard()->text(), id);
        test.trigger(ActionId::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\t'),
                 static_cast<int>(TraceListModel::kColumns) - 2); // matching spans are counted in searches only
        test.trigger(ActionId::CopyTraceJson);
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("{\"resourceSpans\"")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(id));
    }

    void exportedTraceCanBeOpenedAgain()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("cascade.jsonl")}));
        QVERIFY(test.window->document());
        const OpenedDocumentPtr first = test.window->document();
        const QString path = test.folder.filePath(QStringLiteral("out.jsonl"));
        const auto written = exportTraceToFile(first->outcome.cacheFile, first->onlyTrace.value(),
                                               *exporters().front(), path.toStdString(), {});
        QVERIFY(written.has_value());
        QCOMPARE(written->spans, first->totals.spans);
        QVERIFY(test.openAndWait({path}));
        QVERIFY(test.window->document() != first);
        QCOMPARE(test.window->document()->totals.spans, first->totals.spans);
        QCOMPARE(test.window->document()->totals.errors, first->totals.errors);
        QCOMPARE(test.window->document()->onlyTrace, first->onlyTrace);
    }

    void theFilterOfTheFileDialogChoosesTheFormat()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("checkout.jsonl")}));
        test.trigger(ActionId::ExportTrace);
        auto* dialog = test.window->findChild<QFileDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->nameFilters().size(), static_cast<qsizetype>(exporters().size()));
        dialog->selectNameFilter(QStringLiteral("Zipkin v2 JSON (*.json)"));
        const QString path = test.folder.filePath(QStringLiteral("out.json"));
        Q_EMIT dialog->fileSelected(path);
        dialog->reject();
        QTRY_VERIFY(test.message()->text().startsWith(QStringLiteral("8 spans written to ") + path));
        QVERIFY(test.message()->text().contains(QStringLiteral("Zipkin v2 JSON cannot hold everything: ")));
        QVERIFY(test.openAndWait({path}));
        QCOMPARE(test.window->document()->totals.spans, 8U);
        QCOMPARE(test.window->document()->outcome.reports.front().format, std::string("Zipkin v2 JSON"));
    }

    void exportThatFailsLeavesNothingBehind()
    {
        TestWindow test;
        QVERIFY(test.openAndWait({sample("cascade.jsonl")}));
        const OpenedDocumentPtr document = test.window->document();
        QVERIFY(document);
        const QString missing = test.folder.filePath(QStringLiteral("no/such/folder/out.jsonl"));
        const Exporter& format = *exporters().front();
        const auto nowhere = exportTraceToFile(document->outcome.cacheFile, document->onlyTrace.value(), format,
                                               missing.toStdString(), {});
        QVERIFY(!nowhere);
        QCOMPARE(QString::fromStdString(nowhere.error().where), missing);
        const QString path = test.folder.filePath(QStringLiteral("out.jsonl"));
        const auto unknown =
            exportTraceToFile(document->outcome.cacheFile, TraceId{1, 2}, format, path.toStdString(), {});
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
        QVERIFY(QDir(test.folder.path()).entryList({QStringLiteral("out*")}).isEmpty());
    }

    void themeDetailAndGeometryAreRemembered()
    {
        TestWindow test;
        test.trigger(ActionId::ThemeDark);
        QVERIFY(test.openAndWait({sample("checkout.jsonl")}));
        test.trigger(ActionId::ToggleDetail);
        QVERIFY(!test.window->actions().action(ActionId::ToggleDetail)->isChecked());
        test.window->resize(900, 640);
        test.restart();
        QVERIFY(test.window->actions().action(ActionId::ThemeDark)->isChecked());
        QVERIFY(Theme::instance().isDark());
        QVERIFY(!test.window->actions().action(ActionId::ToggleDetail)->isChecked());
        QCOMPARE(test.window->recentFiles().entries().size(), 1);
        test.trigger(ActionId::ThemeLight);
    }

    void closingWhileReadingIsSafe()
    {
        TestWindow test;
        test.window->open({sample("shop.jsonl.gz")});
        test.restart();
        QVERIFY(!test.window->document());
    }

    void progressIsToldInWords()
    {
        Progress progress;
        QCOMPARE(ImportStrip::describe(progress), QStringLiteral("waiting"));
        QVERIFY(ImportStrip::fraction(progress) < 0);
        progress.stage = Stage::Reading;
        progress.bytesDone = 12'000'000;
        progress.bytesTotal = 40'000'000;
        progress.spans = 1'234'567;
        progress.problems = 1;
        QCOMPARE(ImportStrip::describe(progress),
                 QStringLiteral("12 MB of 40 MB · 30 % · 1,234,567 spans · 1 problem"));
        progress.bytesTotal = 0;
        QCOMPARE(ImportStrip::describe(progress), QStringLiteral("12 MB · 1,234,567 spans · 1 problem"));
        progress.stage = Stage::Indexing;
        progress.itemsDone = 45;
        progress.itemsTotal = 90;
        QCOMPARE(ImportStrip::fraction(progress), 0.5);
        QCOMPARE(ImportStrip::describe(progress),
                 QStringLiteral("building trees: 45 of 90 traces · 50 % · 1,234,567 spans · 1 problem"));
    }
};

TAILRACE_GUI_TEST(TestMainWindow)
#include "tst_main_window.moc"
