// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window does for each action; how it opens and shows documents is in main_window.cpp.

#include "main_window.h"

#include "command_palette.h"
#include "document_tabs.h"
#include "help_sheet.h"
#include "importers/exporter_registry.h"
#include "importers/importer_registry.h"
#include "importers/otlp/otlp_json_export.h"
#include "key_map_dialog.h"
#include "model/base/format.h"
#include "trace_export.h"
#include "model/items/trace_clocks.h"
#include "views/common/theme.h"
#include "views/detail/detail_tree.h"
#include "views/detail/link_templates_dialog.h"
#include "views/search/traces_page.h"
#include "views/sources/import_report_sheet.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"
#include "views/trace/trace_views.h"
#include "views/flame/flame_view.h"
#include "views/waterfall/waterfall_view.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace tailrace {

namespace {

QString folderKey()
{
    return QStringLiteral("open/folder");
}

QString exportFormatKey()
{
    return QStringLiteral("export/format");
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString suffixOf(const Exporter& format)
{
    return textOf(format.info().suffix);
}

/// "CSV (*.csv)": what the file dialog offers.
QString filterOf(const Exporter& format)
{
    return QStringLiteral("%1 (*.%2)").arg(textOf(format.info().displayName), suffixOf(format));
}

const Exporter& exporterOfFilter(const QString& filter)
{
    for (const auto& exporter : exporters())
        if (filterOf(*exporter) == filter)
            return *exporter;
    return *exporters().front();
}

/// "*.json *.jsonl … *.gz *.zip *.tailrace": what the formats and what holds them usually end in.
QString knownSuffixes()
{
    QStringList suffixes;
    for (const auto& importer : importers()) {
        const std::string_view own = importer->info().suffixes;
        for (const QString& suffix :
             QString::fromUtf8(own.data(), static_cast<qsizetype>(own.size())).split(u' ', Qt::SkipEmptyParts)) {
            if (!suffixes.contains(suffix))
                suffixes.append(suffix);
        }
    }
    for (const char* suffix : {"*.gz", "*.zst", "*.xz", "*.bz2", "*.zip", "*.tar", "*.tgz", "*.tailrace"})
        suffixes << QLatin1String(suffix);
    return suffixes.join(u' ');
}

using FlameCommand = void (FlameView::*)();

/// What an action of the waterfall does while a flame graph is on show; nullptr where it does the same.
FlameCommand flameCommand(ActionId id)
{
    static const std::pair<ActionId, FlameCommand> commands[] = {
        {ActionId::ZoomIn, &FlameView::zoomIn},
        {ActionId::ZoomOut, &FlameView::zoomOut},
        {ActionId::ZoomToTrace, &FlameView::zoomToTrace},
        {ActionId::ZoomToSelection, &FlameView::zoomToSelection},
        {ActionId::PanLeft, &FlameView::panLeft},
        {ActionId::PanRight, &FlameView::panRight},
        {ActionId::PanFarLeft, &FlameView::panFarLeft},
        {ActionId::PanFarRight, &FlameView::panFarRight},
        {ActionId::NextRow, &FlameView::goToChild},
        {ActionId::PreviousRow, &FlameView::goToParent},
        {ActionId::ExpandOrEnter, &FlameView::goToNext},
        {ActionId::CollapseOrLeave, &FlameView::goToPrevious},
    };
    for (const auto& [action, command] : commands)
        if (action == id)
            return command;
    return nullptr;
}

} // namespace

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto handler) {
        connect(m_actions->action(id), &QAction::triggered, this, std::move(handler));
    };
    on(ActionId::Open, &MainWindow::chooseFiles);
    on(ActionId::OpenFolder, &MainWindow::chooseFolder);
    on(ActionId::ImportReport, &MainWindow::showReport);
    on(ActionId::ExportTrace, &MainWindow::exportTrace);
    on(ActionId::CancelImport, &MainWindow::cancelImport);
    on(ActionId::CloseTab, [this] { m_tabs->closePage(m_tabs->currentIndex()); });
    on(ActionId::Quit, &QWidget::close);
    on(ActionId::Copy, &MainWindow::copy);
    on(ActionId::CopyTraceId, &MainWindow::copyTraceId);
    on(ActionId::CopyTraceJson, &MainWindow::copyTraceJson);
    on(ActionId::CopySpanOtlp, &MainWindow::copySpanOtlp);
    on(ActionId::EditLinks, &MainWindow::editLinks);
    on(ActionId::FullScreen, &MainWindow::setFullScreen);
    on(ActionId::OpenTrace, &MainWindow::openListedTrace);
    on(ActionId::NextTab, [this] { m_tabs->goToNext(); });
    on(ActionId::PreviousTab, [this] { m_tabs->goToPrevious(); });
    on(ActionId::TracesTab, [this] { m_tabs->setCurrentIndex(0); });
    on(ActionId::Palette, [this] { (new CommandPalette(*m_actions, *m_keyMap, this))->show(); });
    on(ActionId::Shortcuts, &MainWindow::showKeys);
    on(ActionId::EditKeys, [this] { showSheet(new KeyMapDialog(*m_keyMap, this)); });
    on(ActionId::About, [this] { showSheet(makeAboutSheet(this)); });

    connectPictureActions();
    const std::pair<ActionId, ThemeMode> themes[] = {{ActionId::ThemeSystem, ThemeMode::System},
                                                     {ActionId::ThemeLight, ThemeMode::Light},
                                                     {ActionId::ThemeDark, ThemeMode::Dark}};
    for (const auto& [id, mode] : themes) {
        on(id, [this, chosen = mode] {
            Theme::instance().setMode(chosen);
            m_settings->setValue(QStringLiteral("view/theme"), static_cast<int>(chosen));
        });
    }
}

void MainWindow::connectTraceActions()
{
    const auto on = [this](ActionId id, void (TracePage::*slot)()) {
        connect(m_actions->action(id), &QAction::triggered, this, [this, slot] {
            if (TracePage* page = tracePage())
                (page->*slot)();
        });
    };
    on(ActionId::Find, &TracePage::find);
    on(ActionId::FindNext, &TracePage::findNext);
    on(ActionId::FindPrevious, &TracePage::findPrevious);
    on(ActionId::FindInDetail, &TracePage::filterDetail);
    on(ActionId::HostClocks, &TracePage::openClocks);
    connect(m_actions->action(ActionId::ToggleDetail), &QAction::toggled, this, &MainWindow::setDetailVisible);
}

void MainWindow::connectWaterfallActions()
{
    const std::pair<ActionId, void (WaterfallView::*)()> commands[] = {
        {ActionId::ZoomIn, &WaterfallView::zoomIn},
        {ActionId::ZoomOut, &WaterfallView::zoomOut},
        {ActionId::ZoomToTrace, &WaterfallView::zoomToTrace},
        {ActionId::ZoomToSelection, &WaterfallView::zoomToSelection},
        {ActionId::PanLeft, &WaterfallView::panLeft},
        {ActionId::PanRight, &WaterfallView::panRight},
        {ActionId::PanFarLeft, &WaterfallView::panFarLeft},
        {ActionId::PanFarRight, &WaterfallView::panFarRight},
        {ActionId::ViewBack, &WaterfallView::goBack},
        {ActionId::ViewForward, &WaterfallView::goForward},
        {ActionId::NextRow, &WaterfallView::selectNextRow},
        {ActionId::PreviousRow, &WaterfallView::selectPreviousRow},
        {ActionId::NextPage, &WaterfallView::selectNextPage},
        {ActionId::PreviousPage, &WaterfallView::selectPreviousPage},
        {ActionId::FirstRow, &WaterfallView::selectFirstRow},
        {ActionId::LastRow, &WaterfallView::selectLastRow},
        {ActionId::ExpandOrEnter, &WaterfallView::expandOrEnter},
        {ActionId::CollapseOrLeave, &WaterfallView::collapseOrLeave},
        {ActionId::ToggleRow, &WaterfallView::toggleSelected},
        {ActionId::ExpandBelow, &WaterfallView::expandSubtree},
        {ActionId::ExpandSiblings, &WaterfallView::expandSiblings},
        {ActionId::CollapseSiblings, &WaterfallView::collapseSiblings},
        {ActionId::FoldRepeats, &WaterfallView::toggleRepeats},
        {ActionId::FocusSubtree, &WaterfallView::focusSelected},
        {ActionId::LeaveFocus, &WaterfallView::leaveFocus},
        {ActionId::HideSubtree, &WaterfallView::hideSelected},
        {ActionId::HideService, &WaterfallView::hideService},
        {ActionId::HideMenu, &WaterfallView::openHideMenu},
        {ActionId::AttributeMenu, &WaterfallView::openAttributeMenu},
        {ActionId::ShowHidden, &WaterfallView::showHidden},
        {ActionId::ExpandAll, &WaterfallView::expandAll},
        {ActionId::CollapseAll, &WaterfallView::collapseAll},
        {ActionId::ExpandOneLevel, &WaterfallView::expandOneLevel},
        {ActionId::CollapseOneLevel, &WaterfallView::collapseOneLevel},
        {ActionId::NextError, &WaterfallView::selectNextError},
        {ActionId::PreviousError, &WaterfallView::selectPreviousError},
        {ActionId::NextSegment, &WaterfallView::selectNextSegment},
        {ActionId::PreviousSegment, &WaterfallView::selectPreviousSegment},
    };
    for (const auto& [id, command] : commands) {
        connect(m_actions->action(id), &QAction::triggered, this, [this, slot = command, which = id] {
            TracePage* page = tracePage();
            if (page == nullptr)
                return;
            const FlameCommand flameSlot = page->views()->flame() == nullptr ? nullptr : flameCommand(which);
            if (flameSlot != nullptr)
                (page->views()->flame()->*flameSlot)();
            else
                (page->waterfall()->*slot)();
        });
    }
    connect(m_actions->action(ActionId::FoldIdle), &QAction::triggered, this, [this](bool on) {
        if (TracePage* page = tracePage())
            page->waterfall()->setIdleFolded(on);
    });
}

void MainWindow::connectTraceViewActions()
{
    const std::pair<ActionId, TraceViewKind> views[] = {{ActionId::ViewWaterfall, TraceViewKind::Waterfall},
                                                        {ActionId::ViewFlame, TraceViewKind::Flame},
                                                        {ActionId::ViewMergedFlame, TraceViewKind::MergedFlame},
                                                        {ActionId::ViewOperations, TraceViewKind::Operations},
                                                        {ActionId::ViewCriticalPath, TraceViewKind::CriticalPath}};
    for (const auto& [id, view] : views) {
        connect(m_actions->action(id), &QAction::triggered, this, [this, kind = view] {
            if (TracePage* page = tracePage())
                page->views()->show(kind);
        });
    }
    connect(m_actions->action(ActionId::CorrectClocks), &QAction::triggered, this, [this](bool on) {
        if (TracePage* page = tracePage())
            page->clocks().setOn(on);
    });
    connect(m_actions->action(ActionId::EmphasisePath), &QAction::triggered, this, [this](bool on) {
        if (TracePage* page = tracePage())
            page->views()->path().setEmphasised(on);
    });
}

void MainWindow::connectClockActions()
{
    const std::pair<ActionId, TimeDisplay> clocks[] = {{ActionId::ClockRelative, TimeDisplay::Relative},
                                                       {ActionId::ClockLocal, TimeDisplay::Local},
                                                       {ActionId::ClockUtc, TimeDisplay::Utc}};
    for (const auto& [id, clock] : clocks)
        connect(m_actions->action(id), &QAction::triggered, this, [this, chosen = clock] { setClock(chosen); });
    connect(m_actions->action(ActionId::NextClock), &QAction::triggered, this, [this] {
        const ActionId next = m_clock == TimeDisplay::Relative ? ActionId::ClockLocal
                              : m_clock == TimeDisplay::Local  ? ActionId::ClockUtc
                                                               : ActionId::ClockRelative;
        m_actions->action(next)->trigger();
    });
}

void MainWindow::setClock(TimeDisplay clock)
{
    m_clock = clock;
    m_settings->setValue(QStringLiteral("view/clock"), static_cast<int>(clock));
    for (TracePage* page : m_tabs->tracePages())
        page->setTimeDisplay(clock);
}

void MainWindow::showKeys()
{
    QDialog* sheet =
        makeShortcutSheet(ActionSet::shortcuts([this](ActionId id) { return m_keyMap->keys(id); }), this);
    showSheet(sheet);
}

void MainWindow::chooseFiles()
{
    auto* dialog = new QFileDialog(this, tr("Open trace files"), m_settings->value(folderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("All files (*)"), tr("Trace files (%1)").arg(knownSuffixes())});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        m_settings->setValue(folderKey(), QFileInfo(files.first()).absolutePath());
        open(files);
    });
    dialog->open();
}

void MainWindow::chooseFolder()
{
    auto* dialog = new QFileDialog(this, tr("Open a folder of trace files"), m_settings->value(folderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_settings->setValue(folderKey(), folder);
        open({folder});
    });
    dialog->open();
}

void MainWindow::showReport()
{
    if (!m_document)
        return;
    if (isGrowing()) {
        m_message->showMessage(MessageKind::Info, tr("There is a report when everything has been read."));
        return;
    }
    if (!m_report) {
        m_report = new ImportReportSheet(this);
        m_report->setAttribute(Qt::WA_DeleteOnClose);
        m_report->setReports(m_document->outcome.reports, m_document->outcome.failures);
    }
    showSheet(m_report);
}

void MainWindow::showSheet(QDialog* sheet)
{
    sheet->show();
    sheet->raise();
    sheet->activateWindow();
}

void MainWindow::exportTrace()
{
    const auto trace = chosenTrace();
    if (!trace)
        return;
    const QString base = QStringLiteral("trace-%1").arg(QString::fromStdString(toHex(*trace)));
    const Exporter* last = exporterOf(m_settings->value(exportFormatKey()).toString().toStdString());
    if (last == nullptr)
        last = exporters().front().get();
    auto* dialog = new QFileDialog(this, tr("Export trace"), m_settings->value(folderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const auto& exporter : exporters())
        filters.append(filterOf(*exporter));
    dialog->setNameFilters(filters);
    dialog->selectNameFilter(filterOf(*last));
    dialog->setDefaultSuffix(suffixOf(*last));
    dialog->selectFile(base + u'.' + suffixOf(*last));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        const Exporter& format = exporterOfFilter(filter);
        const QStringList chosen = dialog->selectedFiles();
        dialog->setDefaultSuffix(suffixOf(format));
        if (!chosen.isEmpty() && !QFileInfo(chosen.first()).isDir())
            dialog->selectFile(QFileInfo(chosen.first()).completeBaseName() + u'.' + suffixOf(format));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, id = *trace](const QString& path) {
        exportTraceTo(id, exporterOfFilter(dialog->selectedNameFilter()), path);
    });
    dialog->open();
}

void MainWindow::exportTraceTo(TraceId id, const Exporter& format, const QString& path)
{
    const ExporterInfo info = format.info();
    m_settings->setValue(exportFormatKey(), textOf(info.id));
    // The document is held until the export is done, also when another one is opened meanwhile.
    m_exportJob.start(
        [document = m_document, id, &format, target = QFile::encodeName(path).toStdString()](
            const std::stop_token& stop) {
            return exportTraceToFile(document->outcome.cacheFile, id, format, target, stop);
        },
        [this, path, info](const Result<ExportReport>& written) {
            if (!written)
                return showError(QString::fromStdString(written.error().text()));
            QString text = tr("%1 written to %2.")
                               .arg(QString::fromStdString(formatCount(written->spans, "span")), path);
            QStringList losses;
            for (const ExportLoss& loss : written->losses)
                losses.append(QString::fromStdString(sentence(loss)));
            if (!losses.isEmpty())
                text += tr(" %1 cannot hold everything: %2.").arg(textOf(info.displayName), losses.join(u"; "));
            m_message->showMessage(MessageKind::Info, text);
        });
}

void MainWindow::copy()
{
    // The shortcut keeps the key from what has the focus, which knows best what is selected in it.
    QWidget* focus = QApplication::focusWidget();
    if (auto* detail = qobject_cast<DetailTree*>(focus)) {
        detail->copySelected(DetailTree::CopyAs::Value);
        return;
    }
    if (focus != nullptr && focus->metaObject()->indexOfSlot("copy()") >= 0) { // text fields
        QMetaObject::invokeMethod(focus, "copy");
        return;
    }
    if (TracePage* page = tracePage())
        page->copySpan();
    else if (hasListedTrace())
        QGuiApplication::clipboard()->setText(m_tabs->tracesPage()->currentRowText());
}

void MainWindow::copyTraceId()
{
    if (const auto trace = chosenTrace())
        QGuiApplication::clipboard()->setText(QString::fromStdString(toHex(*trace)));
}

void MainWindow::copyTraceJson()
{
    const auto trace = chosenTrace();
    if (!trace)
        return;
    m_exportJob.start(
        [document = m_document, id = *trace](const std::stop_token& stop) {
            return exportTraceToText(document->outcome.cacheFile, id, stop).map([](const std::string& json) {
                return QString::fromStdString(json);
            });
        },
        [this](const Result<QString>& json) {
            if (json)
                QGuiApplication::clipboard()->setText(*json);
            else if (json.error().code == ErrorCode::TooLarge)
                m_message->showMessage(MessageKind::Info, QString::fromStdString(json.error().message),
                                       tr("Export…"), [this] { exportTrace(); });
            else
                showError(QString::fromStdString(json.error().text()));
        });
}

void MainWindow::copySpanOtlp()
{
    const TracePage* page = tracePage();
    if (const SpanDetail* span = page == nullptr ? nullptr : page->spanDetail())
        QGuiApplication::clipboard()->setText(QString::fromStdString(otlpJsonOf(*span)).trimmed());
}

void MainWindow::editLinks()
{
    auto* dialog = new LinkTemplatesDialog(readLinkTemplates(*m_settings), this);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        writeLinkTemplates(*m_settings, dialog->templates());
        for (TracePage* page : m_tabs->tracePages())
            page->setLinkTemplates(dialog->templates());
    });
    dialog->open();
}

void MainWindow::openListedTrace()
{
    if (hasListedTrace())
        openTrace(m_tabs->tracesPage()->currentTrace()->traceId);
}

void MainWindow::setDetailVisible(bool visible)
{
    m_settings->setValue(QStringLiteral("view/detail"), visible);
    for (TracePage* page : m_tabs->tracePages())
        page->setDetailVisible(visible);
}

void MainWindow::setFullScreen(bool on)
{
    if (on)
        setWindowState(windowState() | Qt::WindowFullScreen);
    else
        setWindowState(windowState() & ~Qt::WindowFullScreen);
}

} // namespace tailrace
