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
    enum class Growth { GoesOn, Ended };
    /// The cache on show has more traces by now, or is at another path. The selected row, the rows on screen and the
    /// order stay, as long as somebody has touched the list; before that it shows its beginning.
    void grow(const QString& path, const CacheTotals& totals, Growth growth);
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
    void growWhenSorted();

    TraceListModel* m_model;
    TraceListView* m_view;
    QLabel* m_count;
    QLabel* m_day;
    CacheTotals m_totals;
    QString m_path;
    Growth m_growth = Growth::Ended;
    bool m_isOwed = false; // growth that is not on show yet; a new order goes before it
};

} // namespace tailrace
