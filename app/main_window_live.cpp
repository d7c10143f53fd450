// SPDX-License-Identifier: GPL-3.0-or-later

// The window while an import is still running: its first traces are on show as soon as there are some, the list
// grows, and the finished cache takes the place of the growing one under what is open.

#include "document_tabs.h"
#include "main_window.h"
#include "model/base/format.h"
#include "views/search/traces_page.h"
#include "views/sources/import_report_sheet.h"
#include "views/sources/import_strip.h"
#include "views/trace/trace_page.h"
#include "welcome_page.h"

#include <QFile>
#include <QStackedWidget>

namespace tailrace {

void MainWindow::connectLive()
{
    connect(&m_import, &ImportTask::cacheStarted, &m_live, &LiveImport::start);
    connect(&m_live, &LiveImport::seen, this, &MainWindow::showGrowth);
}

std::vector<TraceId> MainWindow::openedTraces() const
{
    std::vector<TraceId> ids;
    for (const TracePage* page : m_tabs->tracePages())
        ids.push_back(page->traceId());
    return ids;
}

void MainWindow::showGrowth(const LiveLook& look)
{
    if (m_import.isRunning() && look.totals.traces > 0)
        showGrowingDocument(look);
    for (TracePage* page : m_tabs->tracePages()) {
        for (const auto& [id, spans] : look.spans) {
            if (page->traceId() == id && page->cacheFile() == look.cacheFile)
                page->setSpansInCache(spans);
        }
    }
}

void MainWindow::showGrowingDocument(const LiveLook& look)
{
    const bool isFirst = !isGrowing();
    auto document = std::make_shared<OpenedDocument>();
    document->inputs = m_import.inputs();
    document->outcome.cacheFile = QFile::encodeName(look.cacheFile).toStdString();
    document->totals = look.totals;
    document->isGrowing = true;
    if (isFirst)
        m_before = m_document;
    m_document = document;
    m_strip->setTraces(look.totals.traces);
    if (isFirst) {
        if (m_report)
            m_report->close();
        m_tabs->closeAllTraces();
        m_tabs->tracesPage()->setCache(look.cacheFile, look.totals);
        showTabs();
    } else {
        m_tabs->tracesPage()->grow(look.cacheFile, look.totals, TracesPage::Growth::GoesOn);
    }
    updateState();
}

void MainWindow::settleGrowingDocument(const OpenedDocumentPtr& document)
{
    const QString cacheFile = QFile::decodeName(document->outcome.cacheFile.c_str());
    m_document = document;
    m_before.reset();
    m_tabs->tracesPage()->grow(cacheFile, document->totals, TracesPage::Growth::Ended);
    for (TracePage* page : m_tabs->tracePages())
        page->moveTo(cacheFile);
    m_live.finish(cacheFile); // opened traces may have grown
}

bool MainWindow::closeGrowingDocument()
{
    m_live.stop();
    if (!isGrowing())
        return false;
    m_tabs->closeAllTraces();
    m_document = std::exchange(m_before, {});
    if (m_document) {
        m_tabs->tracesPage()->setCache(QString::fromStdString(m_document->outcome.cacheFile), m_document->totals);
    } else {
        m_tabs->tracesPage()->setCache({}, {});
        m_stack->setCurrentWidget(m_welcome);
        m_welcome->setFocus();
    }
    updateState();
    return true;
}

void MainWindow::showTabs()
{
    m_stack->setCurrentWidget(m_tabs);
    m_tabs->setCurrentIndex(0);
    m_tabs->currentWidget()->setFocus();
}

} // namespace tailrace
