// SPDX-License-Identifier: GPL-3.0-or-later
#include "main_window.h"

#include "document_tabs.h"
#include "picture_export.h"
#include "samples.h"
#include "status_line.h"
#include "table_assistant.h"
#include "model/items/trace_clocks.h"
#include "views/flame/flame_view.h"
#include "views/search/traces_page.h"
#include "views/sources/import_report_sheet.h"
#include "views/sources/import_strip.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"
#include "views/trace/trace_views.h"
#include "views/waterfall/waterfall_view.h"
#include "welcome_page.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

QString geometryKey()
{
    return QStringLiteral("window/geometry");
}

/// The files among what is dragged.
QStringList localFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

MainWindow::MainWindow(QSettings* settings)
    : m_settings(settings)
    , m_recent(settings)
    , m_live([this] { return openedTraces(); })
    , m_pictures(new PictureExport(this))
    , m_actions(new ActionSet(this))
    , m_keyMap(new KeyMap(*m_actions, *settings, this))
    , m_strip(new ImportStrip(this))
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_welcome(new WelcomePage(&m_recent, samples(), this))
    , m_tabs(new DocumentTabs(this))
    , m_status(new StatusLine(this))
    , m_tables(new TableAssistant(settings, this))
{
    m_actions->fill(menuBar());
    layOut();
    connectParts();
    connectActions();
    connectTraceActions();
    connectWaterfallActions();
    connectClockActions();
    connectTraceViewActions();
    connectLive();
    fillRecentMenu();
    fillSampleMenu();
    restore();
    updateState();
}

MainWindow::~MainWindow()
{
    // Pages go before what they were shown from: recent files, document, import.
    delete takeCentralWidget();
}

void MainWindow::layOut()
{
    setAcceptDrops(true);
    setMinimumSize(640, 420);
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_tabs);
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_message);
    column->addWidget(m_stack, 1);
    column->addWidget(m_status);
    setCentralWidget(middle);

    m_tabs->tracesPage()->setSettings(m_settings);
    const auto action = [this](ActionId id) { return m_actions->action(id); };
    m_tabs->tracesPage()->setContextActions({action(ActionId::OpenTrace), action(ActionId::CopyTraceId),
                                             action(ActionId::CopyTraceJson), action(ActionId::ExportTrace)});
}

void MainWindow::connectParts()
{
    connect(&m_import, &ImportTask::opened, this, &MainWindow::showDocument);
    connect(&m_import, &ImportTask::failed, this, &MainWindow::showFailure);
    connect(&m_import, &ImportTask::mappingNeeded, this, &MainWindow::askAboutTable);
    connect(m_tables, &TableAssistant::answered, this, &MainWindow::resumeImport);
    connect(m_tables, &TableAssistant::declined, this, &MainWindow::sayCancelled);
    connect(m_strip, &ImportStrip::cancelRequested, this, &MainWindow::cancelImport);
    connect(m_welcome, &WelcomePage::openDialogRequested, this, &MainWindow::chooseFiles);
    connect(m_welcome, &WelcomePage::openRequested, this, [this](const QStringList& files) { open(files); });
    connect(&m_recent, &RecentFiles::changed, this, &MainWindow::fillRecentMenu);
    connect(m_tabs, &DocumentTabs::statusChanged, this, &MainWindow::updateState);
    connect(m_tabs, &DocumentTabs::failed, this, &MainWindow::showError);
    connect(m_tabs, &DocumentTabs::linkFollowed, this, [this](TraceId trace, SpanId span) {
        openTrace(trace);
        if (TracePage* page = tracePage())
            page->showSpan(span);
    });
    connect(m_tabs->tracesPage(), &TracesPage::openRequested, this, &MainWindow::openTrace);
    connect(m_tabs->tracesPage(), &TracesPage::currentTraceChanged, this, &MainWindow::updateState);
    connect(m_status, &StatusLine::reportRequested, this, &MainWindow::showReport);
}

void MainWindow::restore()
{
    if (!restoreGeometry(m_settings->value(geometryKey()).toByteArray()))
        resize(QSize(1280, 800).boundedTo(screen()->availableSize() * 0.94));
    const int mode = m_settings->value(QStringLiteral("view/theme")).toInt();
    const ActionId themes[] = {ActionId::ThemeSystem, ActionId::ThemeLight, ActionId::ThemeDark};
    m_actions->action(themes[mode >= 0 && mode < 3 ? mode : 0])->trigger();
    const int clock = m_settings->value(QStringLiteral("view/clock")).toInt();
    const ActionId clocks[] = {ActionId::ClockRelative, ActionId::ClockLocal, ActionId::ClockUtc};
    m_actions->action(clocks[clock >= 0 && clock < 3 ? clock : 0])->trigger();
    m_actions->action(ActionId::ToggleDetail)
        ->setChecked(m_settings->value(QStringLiteral("view/detail"), true).toBool());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_settings->setValue(geometryKey(), saveGeometry());
    m_import.cancel();
    QMainWindow::closeEvent(event);
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    // Comes here when neither a shortcut nor what has the focus wanted the key.
    const QWidget* focus = QApplication::focusWidget();
    const bool isInGraph =
        qobject_cast<const WaterfallView*>(focus) != nullptr || qobject_cast<const FlameView*>(focus) != nullptr;
    const auto id = isInGraph ? m_keyMap->forWaterfall(*event) : std::nullopt;
    if (id && m_actions->action(*id)->isEnabled())
        m_actions->action(*id)->trigger();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_actions->action(ActionId::FullScreen)->setChecked(isFullScreen());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && !localFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList files = localFiles(*event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    open(files);
}

void MainWindow::open(const QStringList& files, const QString& cacheFile)
{
    if (files.isEmpty())
        return;
    m_message->clear();
    m_tables->close();
    closeGrowingDocument();
    m_import.start(files, cacheFile);
    m_strip->start(tr("Reading %1").arg(RecentFiles::title(files)), m_import.progress());
    updateState();
}

void MainWindow::showDocument(const OpenedDocumentPtr& document)
{
    m_strip->stop();
    m_message->clear();
    m_recent.add(document->inputs);
    if (isGrowing()) {
        settleGrowingDocument(document);
    } else {
        m_live.stop();
        m_tabs->closeAllTraces();
        m_document = document;
        m_tabs->tracesPage()->setCache(QString::fromStdString(document->outcome.cacheFile), document->totals);
        showTabs();
    }
    if (document->onlyTrace)
        openTrace(*document->onlyTrace);
    if (m_report)
        m_report->setReports(document->outcome.reports, document->outcome.failures);
    showFailuresBeside(*document);
    updateState();
}

void MainWindow::showFailuresBeside(const OpenedDocument& document)
{
    const std::vector<Error>& failures = document.outcome.failures;
    if (failures.empty())
        return;
    QString text = QString::fromStdString(failures.front().text());
    if (failures.size() > 1)
        text += tr(" (and %1 more that could not be read)").arg(failures.size() - 1);
    m_message->showMessage(MessageKind::Error, text, tr("Import report"), [this] { showReport(); });
}

void MainWindow::showFailure(const QStringList& inputs, const Error& error)
{
    m_strip->stop();
    if (error.code == ErrorCode::NotFound)
        m_recent.remove(inputs);
    QString text = QString::fromStdString(error.text());
    if (closeGrowingDocument())
        text += tr(". Nothing of what had been read was kept.");
    m_message->showMessage(MessageKind::Error, text);
    updateState();
}

void MainWindow::showError(const QString& message)
{
    if (isGrowing())
        return; // the cache may be moving to its place at this moment; pages say it themselves and try again
    m_message->showMessage(MessageKind::Error, message);
}

void MainWindow::cancelImport()
{
    if (!m_import.isRunning())
        return;
    m_import.cancel();
    sayCancelled();
}

void MainWindow::sayCancelled()
{
    m_strip->stop();
    QString text = tr("Reading %1 was cancelled.").arg(RecentFiles::title(m_import.inputs()));
    if (closeGrowingDocument())
        text += tr(" Nothing of what had been read was kept.");
    m_message->showMessage(MessageKind::Info, text);
    updateState();
}

void MainWindow::askAboutTable(const InputQuestionPtr& question)
{
    m_strip->stop();
    updateState();
    m_tables->ask(question->input, question->table);
}

void MainWindow::resumeImport(const TableMapping& mapping)
{
    m_import.resume(mapping);
    m_strip->start(tr("Reading %1").arg(RecentFiles::title(m_import.inputs())), m_import.progress());
    updateState();
}

void MainWindow::openTrace(TraceId id)
{
    if (m_document)
        m_tabs
            ->openTrace(QString::fromStdString(m_document->outcome.cacheFile), id,
                        m_actions->action(ActionId::ToggleDetail)->isChecked())
            ->setTimeDisplay(m_clock);
    if (TracePage* page = tracePage()) {
        page->setLinkTemplates(readLinkTemplates(*m_settings));
        page->setSpanActions({m_actions->action(ActionId::CopySpanOtlp), m_actions->action(ActionId::EditLinks)});
    }
    updateState();
}

TracePage* MainWindow::tracePage() const
{
    return m_document ? m_tabs->currentTracePage() : nullptr;
}

bool MainWindow::hasListedTrace() const
{
    return m_document && m_tabs->currentWidget() == m_tabs->tracesPage() &&
           m_tabs->tracesPage()->currentTrace() != nullptr;
}

std::optional<TraceId> MainWindow::chosenTrace() const
{
    if (const TracePage* page = tracePage())
        return page->traceId();
    if (hasListedTrace())
        return m_tabs->tracesPage()->currentTrace()->traceId;
    return std::nullopt;
}

void MainWindow::updateState()
{
    const TracePage* page = tracePage();
    const auto isOn = [page](std::initializer_list<TraceViewKind> kinds) {
        return page != nullptr && std::find(kinds.begin(), kinds.end(), page->views()->shown()) != kinds.end();
    };
    const bool hasTimeAxis = isOn({TraceViewKind::Waterfall, TraceViewKind::Flame});
    m_actions->setState({.document = m_document != nullptr,
                         .import = m_import.isRunning(),
                         .tracePage = page != nullptr,
                         .rows = isOn({TraceViewKind::Waterfall}),
                         .timeAxis = hasTimeAxis,
                         .graph = hasTimeAxis || isOn({TraceViewKind::MergedFlame}),
                         .listedTrace = hasListedTrace(),
                         .tabs = m_document && m_tabs->count() > 1,
                         .back = hasTimeAxis && page->waterfall()->canGoBack(),
                         .forward = hasTimeAxis && page->waterfall()->canGoForward()});
    m_actions->action(ActionId::FoldIdle)->setChecked(page != nullptr && page->waterfall()->isIdleFolded());
    m_actions->action(ActionId::CorrectClocks)->setChecked(page != nullptr && page->clocks().isOn());
    m_actions->action(ActionId::EmphasisePath)->setChecked(page != nullptr && page->views()->path().isEmphasised());
    const auto shown = static_cast<int>(page == nullptr ? TraceViewKind::Waterfall : page->views()->shown());
    m_actions->action(static_cast<ActionId>(static_cast<int>(ActionId::ViewWaterfall) + shown))->setChecked(true);
    m_status->showDocument(m_document, m_tabs->statusText());
    m_status->setVisible(m_document != nullptr);
    updateTitle();
}

void MainWindow::updateTitle()
{
    // The window system's side adds the program's name.
    setWindowTitle(m_document ? RecentFiles::title(m_document->inputs) : QString());
}

void MainWindow::fillRecentMenu()
{
    QMenu* menu = m_actions->menu(MenuId::OpenRecent);
    menu->clear();
    menu->setEnabled(!m_recent.entries().isEmpty());
    for (const QStringList& files : m_recent.entries()) {
        QString text = QStringLiteral("%1\t%2").arg(RecentFiles::title(files), RecentFiles::place(files));
        QAction* action = menu->addAction(text.replace(u'&', QStringLiteral("&&")));
        action->setToolTip(files.join(u'\n'));
        connect(action, &QAction::triggered, this, [this, files] { open(files); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Clear List")), &QAction::triggered, &m_recent, &RecentFiles::clear);
}

void MainWindow::fillSampleMenu()
{
    QMenu* menu = m_actions->menu(MenuId::Samples);
    for (const Sample& sample : samples()) {
        QAction* action = menu->addAction(QStringLiteral("%1\t%2").arg(sample.title, sample.detail));
        connect(action, &QAction::triggered, this, [this, path = sample.path] { open({path}); });
    }
    menu->setEnabled(!menu->isEmpty());
}

} // namespace tailrace
