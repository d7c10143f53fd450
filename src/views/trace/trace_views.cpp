// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_views.h"

#include "views/flame/flame_view.h"
#include "views/picture/trace_picture.h"
#include "views/tables/critical_path_table.h"
#include "views/tables/figure_table.h"
#include "views/tables/operations_table.h"
#include "views/tables/table_pane.h"
#include "views/waterfall/waterfall_view.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace tailrace {

TraceViews::TraceViews(Selection& selection, TimeAxis& axis, WaterfallView* waterfall, const QString& cacheFile,
                       QWidget* parent)
    : QWidget(parent)
    , m_selection(selection)
    , m_axis(axis)
    , m_waterfall(waterfall)
    , m_path(selection)
    , m_tabs(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
    , m_operations(new OperationsTable(selection, m_path, cacheFile))
    , m_pathTable(new CriticalPathTable(selection, m_path))
{
    waterfall->setPathLayer(&m_path);
    auto* flame = new FlameView(FlameKind::ByTime, selection, axis, m_path);
    auto* merged = new FlameView(FlameKind::Merged, selection, m_mergedAxis, m_path);
    // In the order of TraceViewKind.
    const std::pair<QWidget*, QString> views[] = {{waterfall, tr("Waterfall")},
                                                  {flame, tr("Flame")},
                                                  {merged, tr("Merged Flame")},
                                                  {m_operations, tr("Operations")},
                                                  {m_pathTable, tr("Critical Path")}};
    for (const auto& [view, title] : views) {
        m_stack->addWidget(view);
        m_tabs->addTab(title);
    }
    m_tabs->setAccessibleName(tr("Views of the trace"));
    m_tabs->setExpanding(false);
    m_tabs->setAutoFillBackground(true); // the bar goes on behind the last tab
    m_tabs->setBackgroundRole(QPalette::Window);
    m_tabs->setDrawBase(true);
    m_tabs->setFocusPolicy(Qt::TabFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_tabs);
    column->addWidget(m_stack, 1);
    setFocusProxy(waterfall);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        const bool hadFocus = m_stack->currentWidget()->isAncestorOf(focusWidget()) || focusWidget() == nullptr;
        m_stack->setCurrentIndex(index);
        setFocusProxy(m_stack->currentWidget());
        if (hadFocus || m_tabs->hasFocus())
            m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
        emit shownChanged();
    });
    connect(waterfall, &WaterfallView::matchesChanged, this, [this, waterfall, flame, merged] {
        flame->setMatches(waterfall->matches());
        merged->setMatches(waterfall->matches());
        m_operations->setMatches(waterfall->matches().spans);
        m_pathTable->setMatches(waterfall->matches().spans);
    });
    connect(flame, &FlameView::pointedAt, this, &TraceViews::pointedAt);
    connect(m_operations, &OperationsTable::failed, this, &TraceViews::failed);
    connect(m_pathTable, &CriticalPathTable::failed, this, &TraceViews::failed);
}

TraceViews::~TraceViews()
{
    // They watch path and axis, which go with this object before its children would.
    delete m_stack;
}

TraceViewKind TraceViews::shown() const
{
    return static_cast<TraceViewKind>(m_stack->currentIndex());
}

void TraceViews::show(TraceViewKind kind)
{
    m_tabs->setCurrentIndex(static_cast<int>(kind));
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

QWidget* TraceViews::pictured() const
{
    switch (shown()) {
    case TraceViewKind::Operations:
        return m_operations->pane()->table();
    case TraceViewKind::CriticalPath:
        return m_pathTable->pane()->table();
    default:
        return m_stack->currentWidget();
    }
}

bool TraceViews::hasLegend() const
{
    return shown() != TraceViewKind::Operations && shown() != TraceViewKind::CriticalPath;
}

PictureRequest TraceViews::wholePicture() const
{
    // In the order of TraceViewKind.
    constexpr PictureView views[] = {PictureView::Waterfall, PictureView::Flame, PictureView::MergedFlame,
                                     PictureView::Operations, PictureView::CriticalPath};
    PictureRequest request;
    request.view = views[static_cast<std::size_t>(shown())];
    request.width = width();
    request.display = m_axis.display();
    request.emphasisePath = m_path.isEmphasised();
    request.rows = m_waterfall->rows().state();
    request.attributes = m_waterfall->shownAttributes();
    request.folds = m_axis.folds();
    return request;
}

void TraceViews::setCacheFile(const QString& cacheFile)
{
    m_operations->setCacheFile(cacheFile);
}

FlameView* TraceViews::flame() const
{
    return qobject_cast<FlameView*>(m_stack->currentWidget());
}

} // namespace tailrace
