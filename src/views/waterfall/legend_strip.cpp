// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/legend_strip.h"

#include "views/common/theme.h"
#include "views/waterfall/service_legend.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace tailrace {

namespace {

constexpr int kSide = 16; // px, as the headline has
constexpr int kAbove = 4;

} // namespace

LegendStrip::LegendStrip(int mostLines, QWidget* parent)
    : QWidget(parent)
    , m_mostLines(mostLines)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Services and their colours"));
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void LegendStrip::setTable(SpanTablePtr table)
{
    m_table = std::move(table);
    updateGeometry();
    update();
}

QRect LegendStrip::area(int width, int lines) const
{
    const QFontMetrics metrics(Theme::instance().smallFont());
    return {kSide, kAbove, width - 2 * kSide, lines * (metrics.height() + 2)};
}

int LegendStrip::linesFor(int width) const
{
    const QFontMetrics metrics(Theme::instance().smallFont());
    for (int lines = 1; lines < m_mostLines; ++lines)
        if (layoutLegend(*m_table, area(width, lines), metrics).more == 0)
            return lines;
    return m_mostLines;
}

int LegendStrip::heightForWidth(int width) const
{
    if (m_table == nullptr || m_table->services.empty())
        return 0;
    return area(width, linesFor(width)).bottom() + 1 + kAbove;
}

QSize LegendStrip::sizeHint() const
{
    return {200, heightForWidth(width())};
}

void LegendStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().base);
    if (m_table == nullptr)
        return;
    painter.setFont(Theme::instance().smallFont());
    const int lines = linesFor(width());
    paintLegend(painter, layoutLegend(*m_table, area(width(), lines), painter.fontMetrics()));
}

void LegendStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

bool LegendStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || m_table == nullptr)
        return QWidget::event(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const QFontMetrics metrics(Theme::instance().smallFont());
    const ServiceLegend legend = layoutLegend(*m_table, area(width(), linesFor(width())), metrics);
    QString tip;
    for (const ServiceLegend::Item& item : legend.items)
        if (item.rect.contains(help->pos()))
            tip = QString::fromUtf8(item.service.data(), static_cast<qsizetype>(item.service.size())).left(1000);
    QToolTip::showText(help->globalPos(), tip.toHtmlEscaped(), this);
    return true;
}

} // namespace tailrace
