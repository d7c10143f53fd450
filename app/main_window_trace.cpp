// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window does for the actions of a trace on show: its views, their commands, the clock.

#include "document_tabs.h"
#include "main_window.h"
#include "model/items/trace_clocks.h"
#include "views/flame/flame_view.h"
#include "views/trace/trace_page.h"
#include "views/trace/trace_views.h"
#include "views/waterfall/waterfall_view.h"

#include <QSettings>

namespace tailrace {

namespace {

using FlameCommand = void (FlameView::*)();

/// What an action of the waterfall does while a flame graph is on show; nullptr where it does the same.
FlameCommand flameCommand(ActionId id)
{
    static const std::pair<ActionId, FlameCommand> commands[] = {
        {ActionId::ZoomIn, &FlameView::zoomIn},           {ActionId::ZoomOut, &FlameView::zoomOut},
        {ActionId::ZoomToTrace, &FlameView::zoomToTrace}, {ActionId::ZoomToSelection, &FlameView::zoomToSelection},
        {ActionId::PanLeft, &FlameView::panLeft},         {ActionId::PanRight, &FlameView::panRight},
        {ActionId::PanFarLeft, &FlameView::panFarLeft},   {ActionId::PanFarRight, &FlameView::panFarRight},
        {ActionId::NextRow, &FlameView::goToChild},       {ActionId::PreviousRow, &FlameView::goToParent},
        {ActionId::ExpandOrEnter, &FlameView::goToNext},  {ActionId::CollapseOrLeave, &FlameView::goToPrevious},
    };
    for (const auto& [action, command] : commands)
        if (action == id)
            return command;
    return nullptr;
}

} // namespace

void MainWindow::connectTraceActions()
{
    const auto on = [this](ActionId id, void (TracePage::*slot)()) {
        connect(m_actions->action(id), &QAction::triggered, this, [this, slot] {
            if (TracePage* page = tracePage())
                (page->*slot)();
        });
    };
    on(ActionId::FindNext, &TracePage::findNext);
    on(ActionId::FindPrevious, &TracePage::findPrevious);
    on(ActionId::FindInDetail, &TracePage::filterDetail);
    on(ActionId::HostClocks, &TracePage::openClocks);
    connect(m_actions->action(ActionId::ToggleDetail), &QAction::toggled, this, &MainWindow::setDetailVisible);
}

void MainWindow::connectWaterfallActions()
{
    const std::pair<ActionId, void (WaterfallView::*)()> commands[] = {
        {ActionId::ZoomIn, &WaterfallView::zoomIn},
        {ActionId::ZoomOut, &WaterfallView::zoomOut},
        {ActionId::ZoomToTrace, &WaterfallView::zoomToTrace},
        {ActionId::ZoomToSelection, &WaterfallView::zoomToSelection},
        {ActionId::PanLeft, &WaterfallView::panLeft},
        {ActionId::PanRight, &WaterfallView::panRight},
        {ActionId::PanFarLeft, &WaterfallView::panFarLeft},
        {ActionId::PanFarRight, &WaterfallView::panFarRight},
        {ActionId::ViewBack, &WaterfallView::goBack},
        {ActionId::ViewForward, &WaterfallView::goForward},
        {ActionId::NextRow, &WaterfallView::selectNextRow},
        {ActionId::PreviousRow, &WaterfallView::selectPreviousRow},
        {ActionId::NextPage, &WaterfallView::selectNextPage},
        {ActionId::PreviousPage, &WaterfallView::selectPreviousPage},
        {ActionId::FirstRow, &WaterfallView::selectFirstRow},
        {ActionId::LastRow, &WaterfallView::selectLastRow},
        {ActionId::ExpandOrEnter, &WaterfallView::expandOrEnter},
        {ActionId::CollapseOrLeave, &WaterfallView::collapseOrLeave},
        {ActionId::ToggleRow, &WaterfallView::toggleSelected},
        {ActionId::ExpandBelow, &WaterfallView::expandSubtree},
        {ActionId::ExpandSiblings, &WaterfallView::expandSiblings},
        {ActionId::CollapseSiblings, &WaterfallView::collapseSiblings},
        {ActionId::FoldRepeats, &WaterfallView::toggleRepeats},
        {ActionId::FocusSubtree, &WaterfallView::focusSelected},
        {ActionId::LeaveFocus, &WaterfallView::leaveFocus},
        {ActionId::HideSubtree, &WaterfallView::hideSelected},
        {ActionId::HideService, &WaterfallView::hideService},
        {ActionId::HideMenu, &WaterfallView::openHideMenu},
        {ActionId::AttributeMenu, &WaterfallView::openAttributeMenu},
        {ActionId::ShowHidden, &WaterfallView::showHidden},
        {ActionId::ExpandAll, &WaterfallView::expandAll},
        {ActionId::CollapseAll, &WaterfallView::collapseAll},
        {ActionId::ExpandOneLevel, &WaterfallView::expandOneLevel},
        {ActionId::CollapseOneLevel, &WaterfallView::collapseOneLevel},
        {ActionId::NextError, &WaterfallView::selectNextError},
        {ActionId::PreviousError, &WaterfallView::selectPreviousError},
        {ActionId::NextSegment, &WaterfallView::selectNextSegment},
        {ActionId::PreviousSegment, &WaterfallView::selectPreviousSegment},
    };
    for (const auto& [id, command] : commands) {
        connect(m_actions->action(id), &QAction::triggered, this, [this, slot = command, which = id] {
            TracePage* page = tracePage();
            if (page == nullptr)
                return;
            const FlameCommand flameSlot = page->views()->flame() == nullptr ? nullptr : flameCommand(which);
            if (flameSlot != nullptr)
                (page->views()->flame()->*flameSlot)();
            else
                (page->waterfall()->*slot)();
        });
    }
    connect(m_actions->action(ActionId::FoldIdle), &QAction::triggered, this, [this](bool on) {
        if (TracePage* page = tracePage())
            page->waterfall()->setIdleFolded(on);
    });
}

void MainWindow::connectTraceViewActions()
{
    const std::pair<ActionId, TraceViewKind> views[] = {{ActionId::ViewWaterfall, TraceViewKind::Waterfall},
                                                        {ActionId::ViewFlame, TraceViewKind::Flame},
                                                        {ActionId::ViewMergedFlame, TraceViewKind::MergedFlame},
                                                        {ActionId::ViewOperations, TraceViewKind::Operations},
                                                        {ActionId::ViewCriticalPath, TraceViewKind::CriticalPath}};
    for (const auto& [id, view] : views) {
        connect(m_actions->action(id), &QAction::triggered, this, [this, kind = view] {
            if (TracePage* page = tracePage())
                page->views()->show(kind);
        });
    }
    connect(m_actions->action(ActionId::CorrectClocks), &QAction::triggered, this, [this](bool on) {
        if (TracePage* page = tracePage())
            page->clocks().setOn(on);
    });
    connect(m_actions->action(ActionId::EmphasisePath), &QAction::triggered, this, [this](bool on) {
        if (TracePage* page = tracePage())
            page->views()->path().setEmphasised(on);
    });
}

void MainWindow::connectClockActions()
{
    const std::pair<ActionId, TimeDisplay> clocks[] = {{ActionId::ClockRelative, TimeDisplay::Relative},
                                                       {ActionId::ClockLocal, TimeDisplay::Local},
                                                       {ActionId::ClockUtc, TimeDisplay::Utc}};
    for (const auto& [id, clock] : clocks)
        connect(m_actions->action(id), &QAction::triggered, this, [this, chosen = clock] { setClock(chosen); });
    connect(m_actions->action(ActionId::NextClock), &QAction::triggered, this, [this] {
        const ActionId next = m_clock == TimeDisplay::Relative ? ActionId::ClockLocal
                              : m_clock == TimeDisplay::Local  ? ActionId::ClockUtc
                                                               : ActionId::ClockRelative;
        m_actions->action(next)->trigger();
    });
}

void MainWindow::setClock(TimeDisplay clock)
{
    m_clock = clock;
    m_settings->setValue(QStringLiteral("view/clock"), static_cast<int>(clock));
    for (TracePage* page : m_tabs->tracePages())
        page->setTimeDisplay(clock);
}

void MainWindow::setDetailVisible(bool visible)
{
    m_settings->setValue(QStringLiteral("view/detail"), visible);
    for (TracePage* page : m_tabs->tracePages())
        page->setDetailVisible(visible);
}

} // namespace tailrace
