// SPDX-License-Identifier: GPL-3.0-or-later
// The critical path in the waterfall: drawn in rows and minimap, walked, told about under the pointer.
#include "views/common/time_axis.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/waterfall_view.h"

namespace tailrace {

void WaterfallView::setPathLayer(PathLayer* layer)
{
    m_pathLayer = layer;
    connect(layer, &PathLayer::pathChanged, this, &WaterfallView::takePath);
    connect(layer, &PathLayer::shownChanged, this, [this] {
        m_scene.setPath({m_pathLayer->path(), m_pathLayer->isEmphasised(), m_pathLayer->current()});
        repaintFrame();
    });
    connect(layer, &PathLayer::walked, this, &WaterfallView::showSegment);
    takePath();
}

void WaterfallView::takePath()
{
    m_scene.setPath({m_pathLayer->path(), m_pathLayer->isEmphasised(), m_pathLayer->current()});
    std::vector<OverviewSegment> pieces;
    if (const TracePathPtr& path = m_pathLayer->path(); path != nullptr) {
        const auto main = path->path.main();
        pieces.reserve(main.size());
        for (const PathSegment& segment : main)
            pieces.push_back({{segment.startNs, segment.endNs()}, segment.span});
    }
    m_minimap->setPath(std::move(pieces));
    repaintFrame();
}

void WaterfallView::selectNextSegment()
{
    if (m_pathLayer != nullptr)
        m_pathLayer->walk(true);
}

void WaterfallView::selectPreviousSegment()
{
    if (m_pathLayer != nullptr)
        m_pathLayer->walk(false);
}

void WaterfallView::showSegment(quint32 position)
{
    const PathSegment& segment = m_pathLayer->path()->segment(position);
    const TimeRange visible = m_axis.visible();
    if (segment.startNs < visible.endNs && segment.endNs() > visible.startNs)
        return;
    step([&] {
        const std::int64_t middle = saturatingSum(visible.startNs, lengthNs(visible) / 2);
        m_axis.panNs(saturatingDifference(segment.startNs + segment.durationNs / 2, middle));
    });
}

QString WaterfallView::pathToolTip(const WaterfallHit& hit, double x) const
{
    if (hit.part != WaterfallHit::Part::Bar || m_pathLayer == nullptr || m_pathLayer->path() == nullptr)
        return {};
    const SpanIndex span = m_rows.spanAt(hit.row);
    const std::uint32_t position =
        pathSegmentAt(*m_pathLayer->path(), span, m_rows.isCollapsed(span), timeAt(x, timeScale()));
    if (position == kNoSegment)
        return {};
    QString tip;
    for (const QString& line : pathSegmentLines(*m_rows.table(), *m_pathLayer->path(), position))
        tip += QStringLiteral("<br>") + line.toHtmlEscaped();
    return tip;
}

} // namespace tailrace
