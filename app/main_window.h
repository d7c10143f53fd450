// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The main window: opens files, shows the document's pages as tabs, and carries out the actions. At most one
// document is open; opening something else replaces it. A large one is on show, and grows, while it is still being
// read. GUI thread only.

#include "actions.h"
#include "import_task.h"
#include "key_map.h"
#include "live_import.h"
#include "model/items/job.h"
#include "model/items/recent_files.h"
#include "views/common/time_display.h"

#include <QMainWindow>
#include <QPointer>

#include <optional>
#include <vector>

class QSettings;
class QStackedWidget;

namespace tailrace {

class DocumentTabs;
class Exporter;
class ImportReportSheet;
class ImportStrip;
class MessageBar;
class PictureExport;
class StatusLine;
class TableAssistant;
class TracePage;
class WelcomePage;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// `settings` must outlive the window.
    explicit MainWindow(QSettings* settings);
    ~MainWindow() override;

    /// Reads these files, together, and shows them in place of what is open. `cacheFile` as in ImportRequest.
    void open(const QStringList& files, const QString& cacheFile = {});

    [[nodiscard]] const ActionSet& actions() const { return *m_actions; }
    [[nodiscard]] KeyMap& keyMap() { return *m_keyMap; }
    [[nodiscard]] const RecentFiles& recentFiles() const { return m_recent; }
    /// What is open and read to its end, or nullptr.
    [[nodiscard]] OpenedDocumentPtr document() const { return isGrowing() ? m_before : m_document; }
    /// True while what is on show is still being read.
    [[nodiscard]] bool isGrowing() const { return m_document && m_document->isGrowing; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    /// Where the folder of the last file dialog is remembered.
    [[nodiscard]] static QString openFolderKey() { return QStringLiteral("open/folder"); }
    void layOut();
    void connectParts();
    void connectActions();
    void connectTraceActions();
    void connectWaterfallActions();
    void connectClockActions();
    void connectPictureActions();
    void connectTraceViewActions();
    void connectLive();
    void restore();

    // Documents.
    void showDocument(const OpenedDocumentPtr& document);
    void showFailure(const QStringList& inputs, const Error& error);
    void showFailuresBeside(const OpenedDocument& document);
    void askAboutTable(const InputQuestionPtr& question);
    void resumeImport(const TableMapping& mapping);
    void cancelImport();
    void sayCancelled();

    // While an import runs.
    [[nodiscard]] std::vector<TraceId> openedTraces() const;
    void showGrowth(const LiveLook& look);
    void showGrowingDocument(const LiveLook& look);
    /// The finished cache takes the place of the growing one; what is open stays.
    void settleGrowingDocument(const OpenedDocumentPtr& document);
    /// The import ended without a cache: what was open before comes back. False if nothing was on show yet.
    bool closeGrowingDocument();
    void showTabs();

    // State on show.
    void updateState();
    void updateTitle();
    void fillRecentMenu();
    void fillSampleMenu();
    void showError(const QString& message);

    // Actions.
    void chooseFiles();
    void chooseFolder();
    void showReport();
    void exportTrace();
    void exportTraceTo(TraceId id, const Exporter& format, const QString& path);
    void copy();
    void copyTraceId();
    void copyTraceJson();
    void copySpanOtlp();
    void choosePictureFile(bool whole);
    void exportPicture(const QString& path, bool whole);
    void copyPicture();
    void editLinks();
    void openListedTrace();
    void searchTraces();
    void openTrace(TraceId id);
    void setDetailVisible(bool visible);
    void setFullScreen(bool on);
    void setClock(TimeDisplay clock);
    void showKeys();
    void showSheet(QDialog* sheet);
    [[nodiscard]] TracePage* tracePage() const;
    [[nodiscard]] std::optional<TraceId> chosenTrace() const;
    [[nodiscard]] bool hasListedTrace() const;

    QSettings* m_settings;
    RecentFiles m_recent;
    ImportTask m_import;
    JobRunner m_exportJob;
    LiveImport m_live;
    OpenedDocumentPtr m_document;
    OpenedDocumentPtr m_before; // what was open when a growing document took its place
    PictureExport* m_pictures;
    ActionSet* m_actions;
    KeyMap* m_keyMap;
    TimeDisplay m_clock = TimeDisplay::Relative;

    ImportStrip* m_strip;
    MessageBar* m_message;
    QStackedWidget* m_stack;
    WelcomePage* m_welcome;
    DocumentTabs* m_tabs;
    StatusLine* m_status;
    TableAssistant* m_tables;
    QPointer<ImportReportSheet> m_report;
};

} // namespace tailrace
