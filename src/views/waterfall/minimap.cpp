// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/minimap.h"

#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/overview.h"
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

} // namespace

Minimap::Minimap(TimeAxis& axis, QWidget* parent)
    : QWidget(parent)
    , m_axis(axis)
{
    setMouseTracking(true);
    setFixedHeight(kHeight);
    setAccessibleName(tr("Overview of the trace"));
    connect(&axis, &TimeAxis::visibleChanged, this, QOverload<>::of(&QWidget::update));
}

void Minimap::setTable(SpanTablePtr table)
{
    m_table = std::move(table);
    m_image = {};
    m_imageKey.clear();
    m_job.cancel();
    update();
}

void Minimap::setTimeArea(int left, int width)
{
    m_left = left;
    m_width = width;
    update();
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
    return {m_axis.whole(), static_cast<double>(m_left), static_cast<double>(std::max(m_width, 1))};
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
    const QString key = QStringLiteral("%1 %2 %3").arg(m_width).arg(ratio).arg(Theme::instance().isDark());
    if (key == m_imageKey)
        return;
    m_imageKey = key;
    OverviewInput input{.table = m_table,
                        .range = m_axis.whole(),
                        .pixels = (QSizeF(m_width, height() - 1) * ratio).toSize(),
                        .pixelRatio = ratio,
                        .serviceColors = std::vector<QColor>(m_table->strings.size()),
                        .error = themeColors().error};
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
        m_job.start([input = std::move(input)](std::stop_token) { return renderOverview(input); }, take);
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
    paintWindow(painter);
    if (m_pointer)
        painter.fillRect(QRectF(std::round(xOf(*m_pointer, scale())), 0, 1, height() - 1),
                         themeColors().mutedText);
    painter.fillRect(QRect(m_left - 1, 0, 1, height()), themeColors().line);
    painter.fillRect(QRect(0, height() - 1, width(), 1), themeColors().line);
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
    if (std::abs(x - window.left()) <= kEdgeReach)
        return Drag::LeftEdge;
    if (std::abs(x - window.right()) <= kEdgeReach)
        return Drag::RightEdge;
    return x > window.left() && x < window.right() ? Drag::Move : Drag::Choose;
}

void Minimap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || event->position().x() < m_left)
        return;
    m_pressX = event->position().x();
    m_pressRange = m_axis.visible();
    m_drag = dragAt(m_pressX);
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
    const std::int64_t delta = saturatingDifference(here, pressed);
    switch (m_drag) {
    case Drag::Move:
        m_axis.panNs(saturatingDifference(saturatingSum(m_pressRange.startNs, delta), m_axis.visible().startNs));
        break;
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
    if (m_drag == Drag::Choose && std::abs(x - m_pressX) < kNarrowestDrag && !m_axis.showsWhole()) {
        const std::int64_t half = lengthNs(m_axis.visible()) / 2;
        m_axis.panNs(
            saturatingDifference(saturatingDifference(timeAt(x, scale()), half), m_axis.visible().startNs));
    }
    m_drag = Drag::None;
}

void Minimap::mouseDoubleClickEvent(QMouseEvent*)
{
    m_axis.showWhole();
}

void Minimap::wheelEvent(QWheelEvent* event)
{
    if (event->position().x() >= m_left)
        m_axis.zoomByWheel(timeAt(event->position().x(), scale()), event->angleDelta().y() / 120.0);
    event->accept();
}

} // namespace tailrace
