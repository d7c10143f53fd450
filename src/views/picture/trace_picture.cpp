// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/picture/trace_picture.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/theme.h"
#include "views/flame/flame_view.h"
#include "views/picture/picture_header.h"
#include "views/tables/critical_path_table.h"
#include "views/tables/figure_delegate.h"
#include "views/tables/figure_table.h"
#include "views/tables/operations_table.h"
#include "views/tables/table_pane.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/service_legend.h"
#include "views/waterfall/waterfall_view.h"

#include <QCoreApplication>
#include <QScrollBar>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kSliceRows = 64;       // painted at once
constexpr int kMostTableRows = 1000; // which cannot be painted in slices
constexpr int kMinimapHeight = 160;
constexpr int kProvisionalHeight = 600; // until it is known how high the fixed parts are

int rowsAtOnce(const QAbstractScrollArea* area, int rows)
{
    return qobject_cast<const WaterfallView*>(area) != nullptr ? std::min(rows, kSliceRows) : rows;
}

QString titleOf(const SpanTable& trace)
{
    const QString name = trace.mainRoot == kNoSpan ? QString() : toQString(trace.name(trace.mainRoot)).left(200);
    return name.isEmpty() ? toQString(toHex(trace.traceId)) : name;
}

/// Whether the minimap beside the names has room for all services.
bool legendFits(const SpanTable& trace, int treeWidth)
{
    const QRect area(10, 0, treeWidth - 20, Minimap::kHeight - 1);
    return layoutLegend(trace, area, QFontMetrics(Theme::instance().smallFont())).more == 0;
}

} // namespace

TracePicture::TracePicture(SpanTablePtr trace, const QString& cacheFile, const PictureRequest& request)
    : m_trace(std::move(trace))
    , m_cacheFile(cacheFile)
    , m_request(request)
{
    m_selection.setTrace(m_trace);
    m_axis.setTrace(m_trace->traceStartNs, m_trace->traceDurationNs);
    m_axis.setPixelWidth(request.width);
    m_path = std::make_unique<PathLayer>(m_selection);
    m_path->setEmphasised(request.emphasisePath);
    m_header = std::make_unique<PictureHeader>(m_trace);
    showOffScreen(*m_header);
    switch (request.view) {
    case PictureView::Waterfall:
    case PictureView::Minimap:
        makeWaterfall();
        break;
    case PictureView::Flame:
    case PictureView::MergedFlame:
        makeFlame(request.view == PictureView::MergedFlame);
        break;
    case PictureView::Operations:
        m_operations = std::make_unique<OperationsTable>(m_selection, *m_path, m_cacheFile);
        m_host = m_operations.get();
        m_area = m_operations->pane()->table();
        break;
    case PictureView::CriticalPath:
        m_pathTable = std::make_unique<CriticalPathTable>(m_selection, *m_path);
        m_host = m_pathTable.get();
        m_area = m_pathTable->pane()->table();
        break;
    }
    if (m_operations != nullptr)
        m_operations->pane()->hideControls();
    if (m_pathTable != nullptr)
        m_pathTable->pane()->hideControls();
    if (m_area != nullptr) {
        m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    }
    m_host->resize(request.width, kProvisionalHeight);
    showOffScreen(*m_host);
}

TracePicture::~TracePicture() = default;

QString TracePicture::title() const
{
    return titleOf(*m_trace);
}

void TracePicture::makeWaterfall()
{
    m_waterfall = std::make_unique<WaterfallView>(m_selection, m_axis);
    m_waterfall->setPathLayer(m_path.get());
    m_waterfall->setExtrasSource(fetchFromCache(m_cacheFile.toStdString()));
    m_waterfall->setShownAttributes(m_request.attributes);
    if (m_request.rows != nullptr)
        m_waterfall->setRows(m_request.rows);
    for (const SpanIndex span : m_request.collapsed)
        m_waterfall->setCollapsed(span, true);
    m_waterfall->focusOn(m_request.focus);
    m_axis.setDisplay(m_request.display);
    m_axis.setFolds(m_request.folds);
    if (m_request.visible)
        m_axis.setVisible(*m_request.visible);
    m_host = m_waterfall.get();
    if (m_request.view == PictureView::Waterfall)
        m_area = m_waterfall.get();
}

void TracePicture::makeFlame(bool merged)
{
    m_flame =
        std::make_unique<FlameView>(merged ? FlameKind::Merged : FlameKind::ByTime, m_selection, m_axis, *m_path);
    m_flame->setLegendVisible(false);
    if (!merged) {
        m_axis.setDisplay(m_request.display);
        m_axis.setFolds(m_request.folds);
        if (m_request.focus != kNoSpan)
            m_axis.fit(m_trace->startNs[m_request.focus], m_trace->durationNs[m_request.focus]);
        if (m_request.visible)
            m_axis.setVisible(*m_request.visible);
    }
    m_host = m_flame.get();
    m_area = m_flame.get();
}

bool TracePicture::isReady() const
{
    if (m_path->path() == nullptr)
        return false;
    if (m_flame != nullptr)
        return m_flame->layout() != nullptr;
    if (m_operations != nullptr)
        return m_operations->isReady();
    if (m_pathTable != nullptr)
        return m_pathTable->isReady();
    return m_area != nullptr ? m_waterfall->isReady() : m_waterfall->minimap().isReady();
}

bool TracePicture::prepare()
{
    if (m_isLaidOut)
        return true;
    if (m_request.view == PictureView::Minimap)
        layOutMinimap();
    else if (m_request.view != PictureView::Waterfall && !isReady())
        return false;
    else
        layOut();
    m_isLaidOut = true;
    return true;
}

/// Of what is not rows: axis, minimap, column titles.
int TracePicture::fixedHeight() const
{
    return m_host->height() - m_area->viewport()->height() + (m_flame != nullptr ? m_flame->metrics().top : 0);
}

int TracePicture::rowHeight() const
{
    if (m_waterfall != nullptr)
        return m_waterfall->metrics().rowHeight;
    return m_flame != nullptr ? m_flame->metrics().rowHeight : FigureDelegate::rowHeight(m_area->fontMetrics());
}

int TracePicture::rowCount() const
{
    if (m_waterfall != nullptr)
        return m_waterfall->rows().rowCount();
    if (m_flame != nullptr)
        return static_cast<int>(m_flame->layout()->rowCount());
    return m_operations != nullptr ? m_operations->model().rowCount() : m_pathTable->model().rowCount();
}

void TracePicture::layOut()
{
    const int rows = rowCount();
    if (m_waterfall != nullptr)
        m_header->setLegendVisible(!legendFits(*m_trace, m_waterfall->treeWidth()));
    const int most = m_request.height > 0 ? m_request.height : m_request.mostHeight;
    const bool isTable = m_waterfall == nullptr && m_flame == nullptr;
    int fitting = 0;
    for (int pass = 0; pass < 2; ++pass) { // saying what is left out takes room itself
        m_header->layOut(m_request.width);
        const int room = (most - m_header->height() - fixedHeight()) / std::max(rowHeight(), 1);
        fitting = std::clamp(room, 1, isTable ? kMostTableRows : std::max(room, 1));
        if (rows <= fitting)
            break;
        sayLeftOut(fitting);
    }
    m_rows = {rows, std::min(rows, fitting)};
    const int needed = m_header->height() + fixedHeight() + std::max(m_rows.shown, 1) * rowHeight();
    m_size = QSize(m_request.width, std::max(needed, m_request.height));
}

void TracePicture::sayLeftOut(int fitting)
{
    m_header->setRemark(QCoreApplication::translate("TracePicture", "The first %1 of %2 rows")
                            .arg(toQString(formatCount(static_cast<std::uint64_t>(fitting))),
                                 toQString(formatCount(static_cast<std::uint64_t>(rowCount())))));
}

void TracePicture::layOutMinimap()
{
    m_header->layOut(m_request.width);
    const int wanted = m_request.height > 0 ? m_request.height - m_header->height() : kMinimapHeight;
    Minimap& minimap = m_waterfall->minimap();
    minimap.setFixedHeight(std::max(wanted, Minimap::kHeight));
    minimap.setTimeArea(0, m_request.width);
    m_size = QSize(m_request.width, m_header->height() + minimap.height());
}

TracePicture::Step TracePicture::paintNext(QPainter& painter)
{
    if (!m_headerPainted) {
        painter.fillRect(QRect(QPoint(0, 0), m_size), themeColors().base);
        m_header->render(&painter, {}, {}, QWidget::DrawChildren);
        m_y = m_header->height();
        painter.fillRect(QRect(0, m_y - 1, m_size.width(), 1), themeColors().line);
        m_headerPainted = true;
        return Step::Painted;
    }
    if (m_area == nullptr) {
        if (!isReady())
            return Step::Waiting;
        m_waterfall->minimap().render(&painter, QPoint(0, m_y), {}, QWidget::DrawChildren);
        return Step::Done;
    }
    const int count = rowsAtOnce(m_area, m_rows.shown - m_rowsDone);
    const int chrome = fixedHeight();
    m_host->resize(m_request.width, chrome + std::max(count, 1) * rowHeight());
    m_area->verticalScrollBar()->setValue(m_rowsDone);
    if (!isReady())
        return Step::Waiting;
    // The parts beside the rows are painted once.
    const bool isFirst = m_rowsDone == 0;
    QWidget* part = isFirst ? m_host : m_area->viewport();
    part->render(&painter, QPoint(0, m_y), {}, QWidget::DrawChildren);
    m_y += part->height();
    m_rowsDone += count;
    return m_rowsDone >= m_rows.shown ? Step::Done : Step::Painted;
}

double TracePicture::progress() const
{
    return m_rows.shown == 0 ? 1.0 : static_cast<double>(m_rowsDone) / m_rows.shown;
}

Result<PaintedPicture> paintView(QWidget& view, const SpanTablePtr& trace, PictureFormat format, bool withLegend)
{
    const auto* area = qobject_cast<QAbstractScrollArea*>(&view);
    const bool hasBar = area != nullptr && area->verticalScrollBar()->isVisible();
    const QSize shown(view.width() - (hasBar ? area->verticalScrollBar()->width() : 0), view.height());
    PictureHeader header(trace);
    header.setLegendVisible(withLegend);
    showOffScreen(header);
    header.layOut(shown.width());
    auto canvas = PictureCanvas::make(format, {shown.width(), header.height() + shown.height()},
                                      view.devicePixelRatioF(), titleOf(*trace));
    if (!canvas)
        return failure(std::move(canvas));
    QPainter& painter = (*canvas)->painter();
    painter.fillRect(QRect(0, 0, shown.width(), header.height() + shown.height()), themeColors().base);
    header.render(&painter, {}, {}, QWidget::DrawChildren);
    painter.fillRect(QRect(0, header.height() - 1, shown.width(), 1), themeColors().line);
    view.render(&painter, QPoint(0, header.height()), QRect(QPoint(0, 0), shown), QWidget::DrawChildren);
    return (*canvas)->finish();
}

} // namespace tailrace
