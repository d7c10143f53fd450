// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done in the waterfall without a pointer: walking and folding rows, moving and zooming in time.
#include "model/analysis/idle_stretches.h"
#include "views/common/time_axis.h"
#include "views/waterfall/waterfall_view.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr double kKeyZoom = 1.5;
constexpr double kKeyPan = 0.12; // of the visible time
constexpr double kKeyPanFar = 0.6;
constexpr SpanIndex kSearchedAtOnce = 50'000; // spans in which idle time is looked for without a worker

std::vector<TimeRange> stretchesOf(const SpanTable& table, const std::stop_token& stop)
{
    std::vector<TimeRange> ranges;
    for (const IdleStretch& stretch : idleStretches(table, {}, stop))
        ranges.push_back({stretch.startNs, stretch.endNs});
    return ranges;
}

} // namespace

// Rows

int WaterfallView::selectedRow() const
{
    const SpanIndex span = m_selection.current();
    const int row = span == kNoSpan ? -1 : m_rows.rowShowing(span);
    return row >= 0 && (m_rows.spanAt(row) == span || m_rows.groupAt(row) != nullptr) ? row : -1;
}

void WaterfallView::moveSelection(int row)
{
    if (m_rows.rowCount() == 0)
        return;
    selectRow(std::clamp(row, 0, m_rows.rowCount() - 1));
}

void WaterfallView::selectNextRow()
{
    moveSelection(selectedRow() + 1);
}

void WaterfallView::selectPreviousRow()
{
    moveSelection(selectedRow() - 1);
}

void WaterfallView::selectNextPage()
{
    moveSelection(std::max(selectedRow(), 0) + std::max(1, m_metrics.rowsFitting() - 1));
}

void WaterfallView::selectPreviousPage()
{
    moveSelection(selectedRow() - std::max(1, m_metrics.rowsFitting() - 1));
}

void WaterfallView::selectFirstRow()
{
    moveSelection(0);
}

void WaterfallView::selectLastRow()
{
    moveSelection(m_rows.rowCount() - 1);
}

void WaterfallView::expandOrEnter()
{
    const SpanIndex span = m_selection.current();
    if (span == kNoSpan)
        return;
    if (expandGroup(selectedRow()))
        return;
    if (m_rows.isCollapsed(span))
        setCollapsed(span, false);
    else if (m_rows.table()->hasChildren(span))
        moveSelection(selectedRow() + 1);
}

void WaterfallView::collapseOrLeave()
{
    const SpanIndex span = m_selection.current();
    if (span == kNoSpan)
        return;
    const SpanTable& table = *m_rows.table();
    if (selectedGroup() == nullptr && table.hasChildren(span) && !m_rows.isCollapsed(span))
        setCollapsed(span, true);
    else if (table.parent[span] != kNoSpan)
        selectRow(m_rows.rowShowing(table.parent[span]));
}

void WaterfallView::toggleSelected()
{
    if (expandGroup(selectedRow()))
        return;
    if (const SpanIndex span = m_selection.current(); span != kNoSpan)
        setCollapsed(span, !m_rows.isCollapsed(span));
}

void WaterfallView::expandSubtree()
{
    if (const SpanIndex span = m_selection.current(); span != kNoSpan)
        setSubtreeCollapsed(span, false);
}

void WaterfallView::expandSiblings()
{
    if (const SpanIndex span = m_selection.current(); span != kNoSpan)
        afterFolding(m_rows.setSiblingsCollapsed(span, false));
}

void WaterfallView::collapseSiblings()
{
    if (const SpanIndex span = m_selection.current(); span != kNoSpan)
        afterFolding(m_rows.setSiblingsCollapsed(span, true));
}

void WaterfallView::expandAll()
{
    afterFolding(m_rows.setAllCollapsed(false));
}

void WaterfallView::collapseAll()
{
    afterFolding(m_rows.setAllCollapsed(true));
}

void WaterfallView::expandOneLevel()
{
    afterFolding(m_rows.expandLevel());
}

void WaterfallView::collapseOneLevel()
{
    afterFolding(m_rows.collapseLevel());
}

void WaterfallView::ensureTimeVisible(SpanIndex span)
{
    const SpanTable& table = *m_rows.table();
    const TimeRange visible = m_axis.visible();
    if (table.startNs[span] < visible.endNs && table.endNs(span) >= visible.startNs)
        return;
    const std::int64_t middle = saturatingSum(visible.startNs, lengthNs(visible) / 2);
    m_axis.panNs(saturatingDifference(table.startNs[span], middle));
}

void WaterfallView::selectError(SpanIndex span)
{
    if (span == kNoSpan)
        return;
    m_selection.setCurrent(span);
    // It may have been selected, in a row that stands for several.
    afterFolding(m_rows.reveal(span));
    step([&] { ensureTimeVisible(span); });
}

void WaterfallView::selectNextError()
{
    selectError(m_selection.nextError());
}

void WaterfallView::selectPreviousError()
{
    selectError(m_selection.previousError());
}

// Time

TimeRange WaterfallView::visibleTime() const
{
    return m_axis.visible();
}

std::int64_t WaterfallView::zoomAnchor() const
{
    const TimeRange visible = m_axis.visible();
    if (m_pointerX >= m_metrics.timeLeft())
        return timeAt(m_pointerX, timeScale());
    if (const SpanIndex span = m_selection.current(); span != kNoSpan) {
        const SpanTable& table = *m_rows.table();
        const std::int64_t from = std::max(table.startNs[span], visible.startNs);
        const std::int64_t to = std::min(table.endNs(span), visible.endNs);
        if (from <= to)
            return from + saturatingDifference(to, from) / 2;
    }
    return saturatingSum(visible.startNs, lengthNs(visible) / 2);
}

void WaterfallView::zoomBy(double factor)
{
    m_axis.zoomAt(zoomAnchor(), factor);
}

void WaterfallView::zoomIn()
{
    zoomBy(kKeyZoom);
}

void WaterfallView::zoomOut()
{
    zoomBy(1 / kKeyZoom);
}

void WaterfallView::panLeft()
{
    m_axis.pan(-kKeyPan);
}

void WaterfallView::panRight()
{
    m_axis.pan(kKeyPan);
}

void WaterfallView::panFarLeft()
{
    m_axis.pan(-kKeyPanFar);
}

void WaterfallView::panFarRight()
{
    m_axis.pan(kKeyPanFar);
}

void WaterfallView::zoomToTrace()
{
    step([this] { m_axis.showWhole(); });
}

void WaterfallView::zoomToSelection()
{
    const SpanIndex span = m_selection.current();
    if (span == kNoSpan)
        return;
    step([&] {
        const TimeRange before = m_axis.visible();
        m_axis.fit(m_rows.table()->startNs[span], m_rows.table()->durationNs[span]);
        // Asked for what is there already: back to the whole.
        if (before == m_axis.visible())
            m_axis.showWhole();
    });
}

// Folded time

bool WaterfallView::isIdleFolded() const
{
    return m_axis.folds() != nullptr;
}

void WaterfallView::setIdleFolded(bool folded)
{
    m_idleJob.cancel();
    const SpanTablePtr& table = m_rows.table();
    if (!folded || table == nullptr) {
        step([this] { m_axis.setFolds(nullptr); });
        return;
    }
    if (table->size() <= kSearchedAtOnce)
        foldStretches(stretchesOf(*table, {}));
    else
        m_idleJob.start([table](const std::stop_token& stop) { return stretchesOf(*table, stop); },
                        [this](const std::vector<TimeRange>& found) { foldStretches(found); });
}

void WaterfallView::foldStretches(const std::vector<TimeRange>& stretches)
{
    if (stretches.empty()) {
        emit historyChanged();
        emit nothingToFold();
        return;
    }
    step([&] { m_axis.setFolds(stretches); });
}

// History

void WaterfallView::recordView()
{
    if (m_restoring)
        return;
    const bool couldGoBack = canGoBack();
    const bool couldGoForward = canGoForward();
    const TimeFoldsPtr folds = m_history.current().folds;
    m_history.move({m_axis.visible(), m_axis.folds(), m_rows.state()});
    m_settle.start();
    if (couldGoBack != canGoBack() || couldGoForward != canGoForward() || folds != m_axis.folds())
        emit historyChanged();
}

void WaterfallView::restoreView(const ViewState& state)
{
    const ViewState wanted = state;
    m_restoring = true;
    m_axis.setFolds(wanted.folds);
    m_axis.setVisible(wanted.visible);
    if (m_rows.setState(wanted.rows)) {
        rowsHaveChanged();
        selectRow(m_rows.rowShowing(m_selection.current()));
    }
    m_restoring = false;
    emit historyChanged();
}

void WaterfallView::goBack()
{
    if (canGoBack())
        restoreView(m_history.back());
}

void WaterfallView::goForward()
{
    if (canGoForward())
        restoreView(m_history.forward());
}

} // namespace tailrace
