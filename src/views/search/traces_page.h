// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The page "Traces": the line in which they are searched, how what was found spreads over services and other fields,
// how many there are and in which order, and the list of them. GUI thread only.

#include "model/cache/cache_reader.h"
#include "model/query/query_tree.h"
#include "model/query/trace_range.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSettings;
class QSplitter;

namespace tailrace {

class DifferencePanel;
class FacetPanel;
class QueryBar;
class QueryFormRow;
class TraceListModel;
class TracePlots;
class TraceListView;

class TracesPage : public QWidget
{
    Q_OBJECT

public:
    explicit TracesPage(QWidget* parent = nullptr);
    ~TracesPage() override;

    /// Where searches and the like are remembered; must outlive the page.
    void setSettings(QSettings* settings);
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
    [[nodiscard]] QueryBar* queryBar() const { return m_bar; }
    [[nodiscard]] FacetPanel* facets() const { return m_facets; }
    [[nodiscard]] DifferencePanel* differences() const { return m_differences; }
    [[nodiscard]] QueryFormRow* form() const { return m_form; }
    [[nodiscard]] TracePlots* plots() const { return m_plots; }
    /// Only traces within this range from now on, beside what is searched for; a whole one takes it away.
    void setRange(const TraceRange& range);
    [[nodiscard]] const TraceRange& range() const { return m_range; }
    /// What is said above the list, without markup: "48 of 214 traces · newest first".
    [[nodiscard]] QString countText() const;

    /// Puts the keyboard focus where searches are typed.
    void focusSearch();
    /// The selected rows as text, lines of columns separated by tabs.
    [[nodiscard]] QString selectedRowsText() const;
    /// The ids of the selected traces as far as they are in memory, in the order of the list.
    [[nodiscard]] std::vector<TraceId> selectedTraces() const;

signals:
    void openRequested(tailrace::TraceId id);
    void currentTraceChanged();
    void failed(const QString& message);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void layOut();
    void search(const QString& text);
    /// False if it is refused; then what is on show stays.
    [[nodiscard]] bool understands(const QString& text);
    void toggleCondition(const QString& condition);
    void showFound();
    void find();
    void showSpread();
    void showRange();
    void showCount();
    void growWhenSorted();
    [[nodiscard]] QString totalText() const;
    [[nodiscard]] QString restText() const;

    TraceListModel* m_model;
    QueryBar* m_bar;
    QueryFormRow* m_form;
    QSplitter* m_split;
    FacetPanel* m_facets;
    DifferencePanel* m_differences;
    TracePlots* m_plots;
    TraceListView* m_view;
    QLabel* m_count;
    QPushButton* m_chip; // the range, with a cross
    QLabel* m_day;
    CacheTotals m_totals;
    QString m_path;
    Query m_query;      // what was understood last
    QString m_text;     // and what had been typed
    TraceRange m_range; // what is selected in the plots
    Growth m_growth = Growth::Ended;
    bool m_isOwed = false; // growth that is not on show yet; a new order goes before it
};

} // namespace tailrace
