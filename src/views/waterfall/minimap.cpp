// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/minimap.h"

#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/fold_mark.h"
#include "views/waterfall/service_legend.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kEdgeReach = 4;     // px around the window's edges that resize it
constexpr double kNarrowestDrag = 4; // px; less is a click
constexpr SpanIndex kDrawnAtOnce = 50'000;
constexpr int kLegendMargin = 10;
constexpr double kNarrowWindow = 3 * kEdgeReach; // px; a window this narrow is moved, not resized
constexpr int kMarkHeight = 4;
constexpr double kWheelPixels = 50; // of a touch pad that count as a notch

} // namespace

Minimap::Minimap(TimeAxis& axis, QWidget* parent)
    : QWidget(parent)
    , m_axis(axis)
{
    setMouseTracking(true);
    setFixedHeight(kHeight);
    setAccessibleName(tr("Overview of the trace"));
    connect(&axis, &TimeAxis::visibleChanged, this, [this] {
        if (m_axis.folds() != m_imageFolds)
            updateMarkColumns();
        update();
    });
}

void Minimap::setTable(SpanTablePtr table)
{
    m_table = std::move(table);
    m_deepest = m_table == nullptr ? 0 : deepestLevel(*m_table);
    m_selected = kNoSpan;
    m_path.clear();
    m_marks.clear();
    m_markColumns.clear();
    m_image = {};
    m_imageKey.clear();
    m_job.cancel();
    update();
}

void Minimap::setTimeArea(int left, int width)
{
    m_left = left;
    m_width = width;
    updateMarkColumns();
    update();
}

void Minimap::setSelected(SpanIndex span)
{
    m_selected = span;
    update();
}

void Minimap::setMarks(std::vector<std::int64_t> timesNs)
{
    m_marks = std::move(timesNs);
    updateMarkColumns();
    update();
}

void Minimap::setPath(std::vector<OverviewSegment> path)
{
    m_path = std::move(path);
    ++m_pathVersion;
    update();
}

void Minimap::updateMarkColumns()
{
    m_markColumns.clear();
    for (const std::int64_t time : m_marks)
        m_markColumns.push_back(static_cast<int>(xOf(time, scale())));
    std::sort(m_markColumns.begin(), m_markColumns.end());
    m_markColumns.erase(std::unique(m_markColumns.begin(), m_markColumns.end()), m_markColumns.end());
}

void Minimap::setPointerTime(std::int64_t timeNs)
{
    m_pointer = timeNs;
    update();
}

void Minimap::clearPointer()
{
    m_pointer.reset();
    update();
}

TimeScale Minimap::scale() const
{
    return {m_axis.whole(), static_cast<double>(m_left), static_cast<double>(std::max(m_width, 1)),
            m_axis.folds().get()};
}

QRectF Minimap::windowRect() const
{
    const double from = xOf(m_axis.visible().startNs, scale());
    const double to = xOf(m_axis.visible().endNs, scale());
    return {from, 0.0, std::max(to - from, 2.0), static_cast<double>(height() - 1)};
}

void Minimap::updateImage()
{
    if (m_table == nullptr || m_width <= 0)
        return;
    const double ratio = devicePixelRatioF();
    const QString key =
        QStringLiteral("%1 %2 %3 %4").arg(m_width).arg(ratio).arg(Theme::instance().isDark()).arg(m_pathVersion);
    if (key == m_imageKey && m_axis.folds() == m_imageFolds)
        return;
    m_imageKey = key;
    m_imageFolds = m_axis.folds();
    OverviewInput input{.table = m_table,
                        .range = m_axis.whole(),
                        .pixels = (QSizeF(m_width, height() - 1) * ratio).toSize(),
                        .pixelRatio = ratio,
                        .serviceColors = std::vector<QColor>(m_table->strings.size()),
                        .error = themeColors().error,
                        .folds = m_imageFolds,
                        .path = m_path,
                        .pathColor = themeColors().text};
    for (const StringId service : m_table->services)
        input.serviceColors[service] = Theme::instance().serviceColor(m_table->strings.text(service));
    const auto take = [this, ratio](QImage image) {
        m_image = std::move(image);
        m_image.setDevicePixelRatio(ratio);
        update();
    };
    if (m_table->size() <= kDrawnAtOnce)
        take(renderOverview(input));
    else
        m_job.start(
            [input = std::move(input)](const std::stop_token& stop) { return renderOverview(input, stop); }, take);
}

bool Minimap::isReady()
{
    updateImage();
    return !m_job.isRunning();
}

void Minimap::paintEvent(QPaintEvent*)
{
    updateImage();
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().window);
    if (m_table != nullptr) {
        painter.setFont(Theme::instance().smallFont());
        const QRect area(kLegendMargin, 0, m_left - 2 * kLegendMargin, height() - 1);
        paintLegend(painter, layoutLegend(*m_table, area, painter.fontMetrics()));
    }
    const QRect strip(m_left, 0, m_width, height() - 1);
    painter.fillRect(strip, themeColors().base);
    if (!m_image.isNull())
        painter.drawImage(strip, m_image);
    paintFolds(painter);
    paintSelected(painter);
    for (const int x : m_markColumns)
        painter.fillRect(QRect(x, height() - 2 - kMarkHeight, 1, kMarkHeight), themeColors().accent);
    paintWindow(painter);
    if (m_pointer)
        painter.fillRect(QRectF(std::round(xOf(*m_pointer, scale())), 0, 1, height() - 1),
                         themeColors().mutedText);
    painter.fillRect(QRect(m_left - 1, 0, 1, height()), themeColors().line);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
}

void Minimap::paintFolds(QPainter& painter) const
{
    if (m_axis.folds() == nullptr)
        return;
    for (const TimeRange& fold : m_axis.folds()->ranges()) {
        const double from = xOf(fold.startNs, scale());
        paintFoldMark(painter, {from, 0, xOf(fold.endNs, scale()) - from, height() - 1.0});
    }
}

void Minimap::paintSelected(QPainter& painter) const
{
    if (m_table == nullptr || m_selected >= m_table->size())
        return;
    const double ratio = devicePixelRatioF();
    const OverviewLanes lanes =
        overviewLanes(m_table->size(), m_deepest, static_cast<int>((height() - 1) * ratio), ratio);
    const int lane = lanes.laneOf(*m_table, m_selected);
    const double from = std::floor(xOf(m_table->startNs[m_selected], scale()));
    const double to = std::ceil(xOf(m_table->endNs(m_selected), scale()));
    const QRectF span(from, lanes.top(lane) / ratio, std::max(to - from, 3.0), lanes.height(lane) / ratio);
    const QRectF around = span.adjusted(-1, -1, 1, 1);
    painter.fillRect(QRectF(around.left(), around.top(), around.width(), 1), themeColors().text);
    painter.fillRect(QRectF(around.left(), around.bottom() - 1, around.width(), 1), themeColors().text);
    painter.fillRect(QRectF(around.left(), around.top(), 1, around.height()), themeColors().text);
    painter.fillRect(QRectF(around.right() - 1, around.top(), 1, around.height()), themeColors().text);
}

void Minimap::paintWindow(QPainter& painter) const
{
    const QRectF window = windowRect();
    QColor veil = themeColors().window;
    veil.setAlphaF(0.72F);
    if (!m_axis.showsWhole()) {
        painter.fillRect(QRectF(m_left, 0, window.left() - m_left, height() - 1), veil);
        painter.fillRect(QRectF(window.right(), 0, m_left + m_width - window.right(), height() - 1), veil);
    }
    QColor tint = themeColors().accent;
    tint.setAlphaF(m_axis.showsWhole() ? 0.05F : 0.08F);
    painter.fillRect(window, tint);
    QColor edge = themeColors().accent;
    edge.setAlphaF(m_axis.showsWhole() ? 0.45F : 1.0F);
    painter.fillRect(QRectF(window.left(), 0, 1, height() - 1), edge);
    painter.fillRect(QRectF(std::min<double>(window.right(), m_left + m_width) - 1, 0, 1, height() - 1), edge);
    painter.fillRect(QRectF(window.left(), 0, window.width(), 1), edge);
    painter.fillRect(QRectF(window.left(), height() - 2, window.width(), 1), edge);
    if (m_axis.showsWhole())
        return;
    for (const double x : {window.left() - 1, window.right() - 2})
        painter.fillRect(QRectF(x, height() / 2.0 - 8, 3, 16), edge);
}

Minimap::Drag Minimap::dragAt(double x) const
{
    const QRectF window = windowRect();
    if (m_axis.showsWhole())
        return Drag::Choose;
    if (window.width() < kNarrowWindow)
        return std::abs(x - window.center().x()) <= kNarrowWindow / 2 ? Drag::Move : Drag::Choose;
    if (std::abs(x - window.left()) <= kEdgeReach)
        return Drag::LeftEdge;
    if (std::abs(x - window.right()) <= kEdgeReach)
        return Drag::RightEdge;
    return x > window.left() && x < window.right() ? Drag::Move : Drag::Choose;
}

void Minimap::mousePressEvent(QMouseEvent* event)
{
    const bool isLeft = event->button() == Qt::LeftButton;
    if ((!isLeft && event->button() != Qt::RightButton) || event->position().x() < m_left)
        return;
    m_pressX = event->position().x();
    m_pressRange = m_axis.visible();
    m_drag = isLeft ? dragAt(m_pressX) : Drag::Choose;
}

void Minimap::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (m_drag == Drag::None) {
        const Drag drag = x >= m_left ? dragAt(x) : Drag::None;
        setCursor(drag == Drag::LeftEdge || drag == Drag::RightEdge ? Qt::SizeHorCursor
                  : drag == Drag::Move                              ? Qt::OpenHandCursor
                  : drag == Drag::Choose                            ? Qt::CrossCursor
                                                                    : Qt::ArrowCursor);
        return;
    }
    const std::int64_t here = timeAt(x, scale());
    const std::int64_t pressed = timeAt(m_pressX, scale());
    switch (m_drag) {
    case Drag::Move: {
        // By as many pixels as the pointer has moved; folds make that differ from as much time.
        const double start = xOf(m_pressRange.startNs, scale()) + x - m_pressX;
        m_axis.panNs(saturatingDifference(timeAt(start, scale()), m_axis.visible().startNs));
        break;
    }
    case Drag::LeftEdge:
        m_axis.setVisible({std::min(here, m_pressRange.endNs), m_pressRange.endNs});
        break;
    case Drag::RightEdge:
        m_axis.setVisible({m_pressRange.startNs, std::max(here, m_pressRange.startNs)});
        break;
    case Drag::Choose:
        if (std::abs(x - m_pressX) >= kNarrowestDrag)
            m_axis.setVisible({std::min(here, pressed), std::max(here, pressed)});
        break;
    case Drag::None:
        break;
    }
}

void Minimap::mouseReleaseEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    // A click beside the window brings the window there.
    if (m_drag == Drag::Choose && event->button() == Qt::LeftButton && std::abs(x - m_pressX) < kNarrowestDrag &&
        !m_axis.showsWhole()) {
        const double start = x - windowRect().width() / 2;
        m_axis.panNs(saturatingDifference(timeAt(start, scale()), m_axis.visible().startNs));
    }
    m_drag = Drag::None;
}

void Minimap::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_axis.showWhole();
}

void Minimap::wheelEvent(QWheelEvent* event)
{
    const double notches =
        event->pixelDelta().isNull() ? event->angleDelta().y() / 120.0 : event->pixelDelta().y() / kWheelPixels;
    if (event->position().x() >= m_left)
        m_axis.zoomByWheel(timeAt(event->position().x(), scale()), notches);
    event->accept();
}

} // namespace tailrace
