// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/common/style.h"

#include "views/common/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kShortestHandle = 28; // px; of a scroll bar

void drawHeaderSection(const QStyleOptionHeader& header, QPainter& painter)
{
    const QRect r = header.rect;
    painter.fillRect(r, themeColors().window);
    painter.fillRect(QRect(r.left(), r.bottom(), r.width(), 1), themeColors().line);
    const bool isLast =
        header.position == QStyleOptionHeader::End || header.position == QStyleOptionHeader::OnlyOneSection;
    if (header.orientation == Qt::Horizontal && !isLast)
        painter.fillRect(QRect(r.right(), r.top() + 5, 1, r.height() - 10), themeColors().line);
}

/// The chosen tab lies on the page's own colour and joins it; the others are text on the bar.
void drawTab(const QStyleOptionTab& tab, QPainter& painter)
{
    const QRect r = tab.rect;
    const bool isBelow = tab.shape == QTabBar::RoundedSouth || tab.shape == QTabBar::TriangularSouth;
    if ((tab.state & QStyle::State_Selected) != 0) {
        painter.fillRect(r, themeColors().base);
        painter.fillRect(QRect(r.left(), r.top(), 1, r.height()), themeColors().line);
        painter.fillRect(QRect(r.right(), r.top(), 1, r.height()), themeColors().line);
        const int y = isBelow ? r.bottom() - 1 : r.top();
        painter.fillRect(QRect(r.left(), y, r.width(), 2), themeColors().accent);
        return;
    }
    painter.fillRect(r, (tab.state & QStyle::State_MouseOver) != 0 ? themeColors().hover : themeColors().window);
    painter.fillRect(QRect(r.left(), isBelow ? r.top() : r.bottom(), r.width(), 1), themeColors().line);
}

void drawMenuBarItem(const QStyleOptionMenuItem& item, QPainter& painter, const QStyle& style)
{
    const bool isActive = (item.state & (QStyle::State_Selected | QStyle::State_Sunken)) != 0;
    painter.fillRect(item.rect, isActive ? themeColors().selection : themeColors().window);
    int flags = Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
    if (style.styleHint(QStyle::SH_UnderlineShortcut, &item) == 0)
        flags |= Qt::TextHideMnemonic;
    style.drawItemText(&painter, item.rect, flags, item.palette, (item.state & QStyle::State_Enabled) != 0,
                       item.text, QPalette::WindowText);
}

void drawLineEditFrame(const QStyleOption& option, QPainter& painter)
{
    const bool hasFocus = (option.state & QStyle::State_HasFocus) != 0;
    QColor rim = hasFocus ? themeColors().accent : themeColors().mutedText;
    if (!hasFocus)
        rim.setAlphaF(0.45F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(rim);
    painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    painter.restore();
}

/// Length and place of a scroll bar's handle along the bar.
struct Handle {
    int at;
    int length;
};

Handle handleOf(const QStyleOptionSlider& bar)
{
    const int room = bar.orientation == Qt::Horizontal ? bar.rect.width() : bar.rect.height();
    const qint64 range = qint64(bar.maximum) - bar.minimum;
    if (range <= 0)
        return {0, room};
    const qint64 share = qint64(bar.pageStep) * room / (range + bar.pageStep);
    const int length = static_cast<int>(std::clamp<qint64>(share, std::min(kShortestHandle, room), room));
    return {QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, room - length,
                                            bar.upsideDown),
            length};
}

QRect scrollBarPart(const QStyleOptionSlider& bar, QStyle::SubControl part)
{
    const Handle handle = handleOf(bar);
    const bool isHorizontal = bar.orientation == Qt::Horizontal;
    const int room = isHorizontal ? bar.rect.width() : bar.rect.height();
    const auto piece = [&](int from, int to) {
        return isHorizontal ? QRect(bar.rect.left() + from, bar.rect.top(), to - from, bar.rect.height())
                            : QRect(bar.rect.left(), bar.rect.top() + from, bar.rect.width(), to - from);
    };
    switch (part) {
    case QStyle::SC_ScrollBarSlider:
        return piece(handle.at, handle.at + handle.length);
    case QStyle::SC_ScrollBarSubPage:
        return piece(0, handle.at);
    case QStyle::SC_ScrollBarAddPage:
        return piece(handle.at + handle.length, room);
    case QStyle::SC_ScrollBarGroove:
        return bar.rect;
    default: // no buttons at the ends
        return {};
    }
}

void drawScrollBar(const QStyleOptionSlider& bar, QPainter& painter)
{
    painter.fillRect(bar.rect, themeColors().base);
    if (bar.maximum <= bar.minimum)
        return;
    const bool isActive = (bar.activeSubControls & QStyle::SC_ScrollBarSlider) != 0;
    QColor ink = themeColors().mutedText;
    ink.setAlphaF((bar.state & QStyle::State_Sunken) != 0 && isActive ? 0.8F : isActive ? 0.6F : 0.35F);
    const QRectF handle = QRectF(scrollBarPart(bar, QStyle::SC_ScrollBarSlider)).adjusted(3, 2, -3, -2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    const double radius = std::min(handle.width(), handle.height()) / 2;
    painter.drawRoundedRect(handle, radius, radius);
    painter.restore();
}

} // namespace

Style::Style()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_SplitterWidth: // QSplitterHandle widens the grip of a one-pixel line itself
    case PM_DockWidgetSeparatorExtent:
        return 1;
    case PM_TabBarTabHSpace:
        return 28;
    case PM_TabBarTabVSpace:
        return 12;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return kShortestHandle;
    case PM_MenuBarHMargin:
        return 4;
    case PM_MenuBarVMargin:
        return 2;
    case PM_MenuBarItemSpacing:
        return 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    switch (element) {
    case PE_FrameTabBarBase: {
        const auto* base = qstyleoption_cast<const QStyleOptionTabBarBase*>(option);
        const bool isBelow = base != nullptr && base->shape == QTabBar::RoundedSouth;
        const QRect r = option->rect;
        painter->fillRect(QRect(r.left(), isBelow ? r.top() : r.bottom(), r.width(), 1), themeColors().line);
        return;
    }
    case PE_Frame: {
        const QRect r = option->rect;
        painter->fillRect(QRect(r.left(), r.top(), r.width(), 1), themeColors().line);
        painter->fillRect(QRect(r.left(), r.bottom(), r.width(), 1), themeColors().line);
        painter->fillRect(QRect(r.left(), r.top(), 1, r.height()), themeColors().line);
        painter->fillRect(QRect(r.right(), r.top(), 1, r.height()), themeColors().line);
        return;
    }
    case PE_FrameLineEdit:
        drawLineEditFrame(*option, *painter);
        return;
    case PE_FrameTabWidget:
    case PE_FrameStatusBarItem:
        return;
    case PE_PanelStatusBar:
        painter->fillRect(option->rect, themeColors().window);
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1),
                          themeColors().line);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && bar != nullptr)
        drawScrollBar(*bar, *painter);
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control == CC_ScrollBar && bar != nullptr)
        return visualRect(bar->direction, bar->rect, scrollBarPart(*bar, part));
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    switch (element) {
    case CE_Splitter:
        painter->fillRect(option->rect, themeColors().line);
        return;
    case CE_HeaderSection:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            drawHeaderSection(*header, *painter);
            return;
        }
        break;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, themeColors().window);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                          themeColors().line);
        return;
    case CE_TabBarTabShape:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
            drawTab(*tab, *painter);
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, themeColors().window);
        return;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            drawMenuBarItem(*item, *painter, *this);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

} // namespace tailrace
