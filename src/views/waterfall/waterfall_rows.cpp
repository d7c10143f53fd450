// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows there are, and what follows when they change: folding, focus on a subtree, hiding, runs of repeats.
#include "model/base/saturate.h"
#include "views/common/time_axis.h"
#include "views/waterfall/hide_menu.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/row_bar.h"
#include "views/waterfall/waterfall_view.h"

#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace tailrace {

namespace {

/// From the earliest start to the latest end of the spans.
TimeRange extentOf(const SpanTable& table, SpanRun run)
{
    TimeRange extent{table.startNs[run.first], table.endNs(run.first)};
    for (SpanIndex i = run.first; i < run.end; ++i) {
        extent.startNs = std::min(extent.startNs, table.startNs[i]);
        extent.endNs = std::max(extent.endNs, table.endNs(i));
    }
    return extent;
}

} // namespace

// After a change

void WaterfallView::takeNewTimes(const std::vector<SpanIndex>& placeOf)
{
    const SpanTablePtr before = m_rows.table();
    const SpanTablePtr& trace = m_selection.trace();
    // What one looks at stays where it is: the selected span, in its row and in time.
    const SpanIndex selected = m_selection.current();
    const auto old = std::find(placeOf.begin(), placeOf.end(), selected);
    const auto oldPlace = old == placeOf.end() ? kNoSpan : static_cast<SpanIndex>(old - placeOf.begin());
    const int oldRow = m_rows.rowShowing(oldPlace);
    const int oldFirst = firstRow();
    const bool showedWhole = m_axis.showsWhole();
    const bool foldedIdle = isIdleFolded();
    TimeRange visible = m_axis.visible();
    if (oldPlace != kNoSpan) {
        const std::int64_t shift = saturatingDifference(trace->startNs[selected], before->startNs[oldPlace]);
        visible = {saturatedSum(visible.startNs, shift), saturatedSum(visible.endNs, shift)};
    }
    const RowStatePtr rows = renumbered(*m_rows.state(), placeOf);

    m_rows = RowLayout(trace);
    static_cast<void>(m_rows.setState(rows));
    m_matches = {};
    m_scene.setTable(trace.get());
    m_minimap->setTable(trace);
    m_idleJob.cancel();
    m_measured.reset();
    m_axis.setTrace(trace->traceStartNs, trace->traceDurationNs);
    takeFocus();
    if (!showedWhole)
        m_axis.setVisible(visible);
    m_history.reset({m_axis.visible(), m_axis.folds(), m_rows.state()});
    updateMetrics();
    rowsHaveChanged();
    if (const int row = m_rows.rowShowing(selected); row >= 0 && oldRow >= 0)
        verticalScrollBar()->setValue(oldFirst + row - oldRow);
    if (foldedIdle)
        setIdleFolded(true);
    emit historyChanged();
}

void WaterfallView::takeFocus()
{
    const SpanTablePtr& table = m_rows.table();
    if (table == nullptr || table->empty())
        return;
    const SpanIndex focus = m_rows.focus();
    const SpanRun run = focus == kNoSpan ? SpanRun{0, table->size()} : SpanRun{focus, table->subtreeEnd(focus)};
    const auto depths = table->depth.begin();
    m_metrics.deepest = *std::max_element(depths + run.first, depths + run.end) - table->depth[run.first];
    m_axis.setZero(focus == kNoSpan ? table->traceStartNs : table->startNs[focus]);
    m_focus = focus;
}

void WaterfallView::setRows(const RowStatePtr& state)
{
    if (m_rows.setState(state))
        rowsHaveChanged();
}

void WaterfallView::rowsHaveChanged()
{
    if (m_focus != m_rows.focus())
        takeFocus();
    m_hoveredRow = -1;
    m_frameIsOld = true;
    const bool hadBar = m_rowBar->isWanted();
    m_rowBar->setRows(m_rows);
    if (hadBar != m_rowBar->isWanted())
        layoutParts();
    updateScrollBar();
    viewport()->update();
    emit rowsChanged();
}

void WaterfallView::afterFolding(bool changed)
{
    if (!changed)
        return;
    rowsHaveChanged();
    // A selected span that was folded away hands the selection to what stands for it.
    selectRow(m_rows.rowShowing(m_selection.current()));
    step([this] { recordView(); });
}

void WaterfallView::selectRow(int row)
{
    if (row < 0 || row >= m_rows.rowCount())
        return;
    m_keepsRows = true;
    m_selection.setCurrent(m_rows.spanAt(row));
    m_keepsRows = false;
    ensureRowVisible(row);
}

void WaterfallView::setCollapsed(SpanIndex span, bool collapsed)
{
    afterFolding(m_rows.setCollapsed(span, collapsed));
}

void WaterfallView::setSubtreeCollapsed(SpanIndex span, bool collapsed)
{
    afterFolding(m_rows.setSubtreeCollapsed(span, collapsed));
}

const RowGroup* WaterfallView::selectedGroup() const
{
    const int row = selectedRow();
    return row < 0 ? nullptr : m_rows.groupAt(row);
}

bool WaterfallView::expandGroup(int row)
{
    if (!m_rows.expandGroup(row))
        return false;
    rowsHaveChanged();
    selectRow(row);
    step([this] { recordView(); });
    return true;
}

// Focus

void WaterfallView::focusSelected()
{
    if (selectedGroup() == nullptr)
        focusOn(m_selection.current());
}

void WaterfallView::focusOn(SpanIndex span)
{
    if (span == kNoSpan || !m_rows.setFocus(span))
        return;
    rowsHaveChanged();
    selectRow(0);
    step([&] {
        recordView();
        const TimeRange extent = extentOf(*m_rows.table(), {span, m_rows.table()->subtreeEnd(span)});
        m_axis.fit(extent.startNs, lengthNs(extent));
    });
}

void WaterfallView::leaveFocus()
{
    if (m_focus != kNoSpan)
        leaveFocusTo(static_cast<int>(m_rows.state()->focus.size()) - 1);
}

void WaterfallView::leaveFocusTo(int steps)
{
    const SpanIndex left = m_rows.focus();
    if (!m_rows.leaveFocus(static_cast<std::size_t>(std::max(steps, 0))))
        return;
    rowsHaveChanged();
    selectRow(m_rows.rowShowing(left));
    step([this] {
        recordView();
        const SpanTable& table = *m_rows.table();
        if (m_focus == kNoSpan) {
            m_axis.showWhole();
        } else {
            const TimeRange extent = extentOf(table, {m_focus, table.subtreeEnd(m_focus)});
            m_axis.fit(extent.startNs, lengthNs(extent));
        }
    });
}

// Hiding

void WaterfallView::hideSelected()
{
    if (const SpanIndex span = m_selection.current(); span != kNoSpan && selectedGroup() == nullptr)
        afterFolding(m_rows.hideSubtree(span));
}

void WaterfallView::hideService()
{
    if (const SpanIndex span = m_selection.current(); span != kNoSpan)
        setServiceHidden(m_rows.table()->serviceId[span], true);
}

void WaterfallView::setServiceHidden(StringId service, bool hidden)
{
    afterFolding(m_rows.setServiceHidden(service, hidden));
}

void WaterfallView::setKindHidden(SpanKind kind, bool hidden)
{
    afterFolding(m_rows.setKindHidden(kind, hidden));
}

void WaterfallView::hideShorterThan(qint64 shortestNs)
{
    afterFolding(m_rows.hideShorterThan(shortestNs));
}

void WaterfallView::showHidden()
{
    const bool wasHidden = m_rows.showHidden();
    const bool wasFolded = m_rows.table() != nullptr && m_rows.setRepeatsFolded(false);
    afterFolding(wasHidden || wasFolded);
}

void WaterfallView::openHideMenu()
{
    if (m_rows.table() == nullptr)
        return;
    auto* menu = new QMenu(this);
    fillHideMenu(*menu, *this);
    popUp(menu);
}

/// Below the selected row; the menu goes when it closes.
void WaterfallView::popUp(QMenu* menu)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int row = std::max(selectedRow(), firstRow());
    menu->popup(viewport()->mapToGlobal(QPoint(static_cast<int>(m_metrics.indent(1)), rowRect(row).bottom())));
}

// Attributes

void WaterfallView::setExtrasSource(SpanExtras::Fetch fetch)
{
    m_scene.extras().setFetch(std::move(fetch));
    repaintFrame();
}

void WaterfallView::setShownAttributes(const QStringList& keys)
{
    std::vector<std::string> wanted;
    for (const QString& key : keys)
        wanted.push_back(key.toStdString());
    m_scene.extras().setKeys(std::move(wanted));
    repaintFrame();
}

QStringList WaterfallView::shownAttributes() const
{
    QStringList keys;
    for (const std::string& key : m_scene.extras().keys())
        keys << QString::fromStdString(key);
    return keys;
}

QStringList WaterfallView::knownAttributes() const
{
    QStringList keys;
    for (const std::string& key : m_scene.extras().seenKeys())
        keys << QString::fromStdString(key);
    return keys;
}

void WaterfallView::openAttributeMenu()
{
    if (m_rows.table() == nullptr)
        return;
    auto* menu = new QMenu(this);
    fillAttributeMenu(*menu, *this);
    popUp(menu);
}

// Repeats

void WaterfallView::toggleRepeats()
{
    if (m_rows.table() == nullptr)
        return;
    const bool isFolded = m_rows.state()->foldsRepeats;
    // With single runs unfolded the first press folds those again.
    const bool fold = !isFolded || !m_rows.state()->unfolded.empty();
    if (!m_rows.setRepeatsFolded(fold))
        return;
    const bool found = !fold || m_rows.hasRepeats();
    if (!found)
        static_cast<void>(m_rows.setRepeatsFolded(false));
    afterFolding(found);
    if (!found)
        emit noRepeats();
}

} // namespace tailrace
