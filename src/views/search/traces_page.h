// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The page "Traces": how many there are and in which order, and the list of them. GUI thread only.

#include "model/cache/cache_reader.h"

#include <QWidget>

class QLabel;

namespace tailrace {

class TraceListModel;
class TraceListView;

class TracesPage : public QWidget
{
    Q_OBJECT

public:
    explicit TracesPage(QWidget* parent = nullptr);
    ~TracesPage() override;

    /// Shows the cache at `path`, whose totals are known already. An empty path shows nothing.
    void setCache(const QString& path, const CacheTotals& totals);
    /// The selected trace, or nullptr.
    [[nodiscard]] const TraceSummary* currentTrace() const;
    /// The actions of the list's context menu; they stay their owner's.
    void setContextActions(const QList<QAction*>& actions);
    [[nodiscard]] TraceListView* view() const { return m_view; }

    /// The selected row as text, its columns separated by tabs.
    [[nodiscard]] QString currentRowText() const;

signals:
    void openRequested(tailrace::TraceId id);
    void currentTraceChanged();
    void failed(const QString& message);

private:
    void showCount();

    TraceListModel* m_model;
    TraceListView* m_view;
    QLabel* m_count;
    QLabel* m_day;
    CacheTotals m_totals;
};

} // namespace tailrace
