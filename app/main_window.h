// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The main window: opens files, shows the document's pages as tabs, and carries out the actions. At most one
// document is open; opening something else replaces it. GUI thread only.

#include "actions.h"
#include "import_task.h"
#include "key_map.h"
#include "model/items/job.h"
#include "model/items/recent_files.h"
#include "views/common/time_display.h"

#include <QMainWindow>
#include <QPointer>

#include <optional>

class QSettings;
class QStackedWidget;

namespace tailrace {

class DocumentTabs;
class Exporter;
class ImportReportSheet;
class ImportStrip;
class MessageBar;
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
    /// What is open, or nullptr.
    [[nodiscard]] OpenedDocumentPtr document() const { return m_document; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void layOut();
    void connectParts();
    void connectActions();
    void connectTraceActions();
    void connectWaterfallActions();
    void connectClockActions();
    void restore();

    // Documents.
    void showDocument(const OpenedDocumentPtr& document);
    void showFailure(const QStringList& inputs, const Error& error);
    void showFailuresBeside(const OpenedDocument& document);
    void askAboutTable(const InputQuestionPtr& question);
    void resumeImport(const TableMapping& mapping);
    void cancelImport();
    void sayCancelled();

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
    void editLinks();
    void openListedTrace();
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
    OpenedDocumentPtr m_document;
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
