// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window does for the actions of the program. Those of a trace are in main_window_trace.cpp, export
// and clipboard in main_window_export.cpp; how documents are opened and shown is in main_window.cpp.

#include "main_window.h"

#include "command_palette.h"
#include "document_tabs.h"
#include "help_sheet.h"
#include "importers/importer_registry.h"
#include "key_map_dialog.h"
#include "model/items/to_qstring.h"
#include "views/common/theme.h"
#include "views/detail/link_templates_dialog.h"
#include "views/search/traces_page.h"
#include "views/sources/import_report_sheet.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace tailrace {

namespace {

/// "*.json *.jsonl … *.gz *.zip *.tailrace": what the formats and what holds them usually end in.
QString knownSuffixes()
{
    QStringList suffixes;
    for (const auto& importer : importers()) {
        for (const QString& suffix : toQString(importer->info().suffixes).split(u' ', Qt::SkipEmptyParts)) {
            if (!suffixes.contains(suffix))
                suffixes.append(suffix);
        }
    }
    for (const char* suffix : {"*.gz", "*.zst", "*.xz", "*.bz2", "*.zip", "*.tar", "*.tgz", "*.tailrace"})
        suffixes << QLatin1String(suffix);
    return suffixes.join(u' ');
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
    on(ActionId::SearchTraces, &MainWindow::searchTraces);
    on(ActionId::Find, [this] {
        if (TracePage* page = tracePage())
            page->find();
        else
            searchTraces();
    });
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

void MainWindow::showKeys()
{
    QDialog* sheet =
        makeShortcutSheet(ActionSet::shortcuts([this](ActionId id) { return m_keyMap->keys(id); }), this);
    showSheet(sheet);
}

void MainWindow::chooseFiles()
{
    auto* dialog = new QFileDialog(this, tr("Open trace files"), m_settings->value(openFolderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("All files (*)"), tr("Trace files (%1)").arg(knownSuffixes())});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        m_settings->setValue(openFolderKey(), QFileInfo(files.first()).absolutePath());
        open(files);
    });
    dialog->open();
}

void MainWindow::chooseFolder()
{
    auto* dialog =
        new QFileDialog(this, tr("Open a folder of trace files"), m_settings->value(openFolderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        m_settings->setValue(openFolderKey(), folder);
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

void MainWindow::searchTraces()
{
    m_tabs->setCurrentIndex(0);
    m_tabs->tracesPage()->focusSearch();
}

void MainWindow::openListedTrace()
{
    if (hasListedTrace())
        openTrace(m_tabs->tracesPage()->currentTrace()->traceId);
}

void MainWindow::setFullScreen(bool on)
{
    if (on)
        setWindowState(windowState() | Qt::WindowFullScreen);
    else
        setWindowState(windowState() & ~Qt::WindowFullScreen);
}

} // namespace tailrace
