// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The pages of one document: the list of traces, which stays, and one closable page for each trace that was
// opened. GUI thread only.

#include "model/base/ids.h"

#include <QTabWidget>

namespace tailrace {

class TracePage;
class TracesPage;

class DocumentTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit DocumentTabs(QWidget* parent = nullptr);
    ~DocumentTabs() override;

    [[nodiscard]] TracesPage* tracesPage() const { return m_tracesPage; }
    /// The page on show if it is a trace, or nullptr.
    [[nodiscard]] TracePage* currentTracePage() const;
    [[nodiscard]] QList<TracePage*> tracePages() const;
    /// Goes to the page of this trace, making it first where there is none.
    TracePage* openTrace(const QString& cacheFile, TraceId id, bool detailVisible);
    /// What the page on show has to say in the status bar; empty for the list of traces.
    [[nodiscard]] QString statusText() const;
    /// Closes a trace's page. The list of traces cannot be closed.
    void closePage(int index);
    void closeAllTraces();
    void goToNext();
    void goToPrevious();

signals:
    /// A link of a span leads to another trace of the document.
    void linkFollowed(tailrace::TraceId trace, tailrace::SpanId span);
    void failed(const QString& message);
    /// Another page is on show, or statusText() has changed.
    void statusChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showTitle(TracePage* page);

    TracesPage* m_tracesPage;
};

} // namespace tailrace
