// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/trace_list_delegate.h"

#include "model/base/format.h"
#include "model/items/trace_list_model.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"

#include <QPainter>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kPadding = FlatHeader::kPadding;
constexpr int kSquare = 9;
constexpr int kSquareGap = 5;
constexpr int kChipGap = 11;
constexpr int kRounding = 2; // text may be wider than its rounded width
constexpr int kBarHeight = 6;
constexpr int kMaxBar = 180;

/// Draws `text` from `x` on, elided at `right`; returns where the next text may begin.
int drawPart(QPainter& painter, const QRect& row, int x, int right, const QString& text, const QColor& color)
{
    if (x >= right || text.isEmpty())
        return x;
    const QFontMetrics metrics = painter.fontMetrics();
    const QString shown = metrics.elidedText(text, Qt::ElideRight, right - x);
    painter.setPen(color);
    painter.drawText(QRect(x, row.top(), right - x, row.height()), Qt::AlignLeft | Qt::AlignVCenter, shown);
    return x + metrics.horizontalAdvance(shown);
}

void paintTrace(QPainter& painter, const QRect& row, const TraceSummary& trace, const QString& name,
                const ThemeColors& colors)
{
    const int gap = painter.fontMetrics().horizontalAdvance(u' ');
    const int right = row.right() - kPadding;
    int x = drawPart(painter, row, row.left() + kPadding, right, name,
                     trace.rootName.empty() ? colors.mutedText : colors.text);
    x = drawPart(painter, row, x + gap, right, QString::fromStdString(trace.rootService), colors.mutedText);
    if (trace.orphans > 0) {
        const QString orphans =
            QStringLiteral("· ") + QString::fromStdString(formatCount(trace.orphans, "orphan"));
        drawPart(painter, row, x + gap, right, orphans, colors.mutedText);
    }
}

void paintDuration(QPainter& painter, const QRect& row, const QString& text, double share,
                   const ThemeColors& colors)
{
    const int textWidth = TraceListDelegate::durationTextWidth(painter.fontMetrics());
    const QRect textRect(row.left() + kPadding, row.top(), textWidth, row.height());
    painter.setPen(colors.text);
    painter.drawText(textRect, Qt::AlignRight | Qt::AlignVCenter, text);
    const int room = std::min(kMaxBar, row.right() - kPadding - textRect.right() - kPadding);
    if (room <= 2)
        return;
    const int width = std::max(2, static_cast<int>(share * room + 0.5));
    const QRectF bar(textRect.right() + kPadding + 1, row.center().y() - kBarHeight / 2 + 1, width, kBarHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.accent);
    painter.setOpacity(0.75);
    const qreal radius = std::min(2.5, width / 2.0);
    painter.drawRoundedRect(bar, radius, radius);
    painter.restore();
}

void paintErrors(QPainter& painter, const QRect& row, const TraceSummary& trace, const QString& text,
                 const ThemeColors& colors)
{
    painter.save();
    if (trace.errors > 0) {
        QFont bold = painter.font();
        bold.setBold(true);
        painter.setFont(bold);
    }
    painter.setPen(trace.errors > 0 ? colors.error : colors.mutedText);
    painter.drawText(row.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    painter.restore();
}

void paintMore(QPainter& painter, const QRect& row, int x, const QString& text, const ThemeColors& colors)
{
    const QFontMetrics metrics = painter.fontMetrics();
    const QRectF pill(x + 0.5, row.center().y() - metrics.height() / 2 + 0.5, metrics.horizontalAdvance(text) + 12,
                      metrics.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(colors.mutedText);
    painter.drawText(pill, Qt::AlignCenter, text);
    painter.restore();
}

void paintServices(QPainter& painter, const QRect& row, const TraceSummary& trace, int indent,
                   const ThemeColors& colors)
{
    const std::vector<std::string> services = TraceListModel::servicesToShow(trace);
    const QFontMetrics metrics = painter.fontMetrics();
    const int moreWidth = metrics.horizontalAdvance(QStringLiteral("+%1").arg(services.size())) + 14;
    const int right = row.right() - kPadding;
    int x = row.left() + indent;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const QString name = QString::fromStdString(services[i]);
        const bool last = i + 1 == services.size();
        const int needed = kSquare + kSquareGap + metrics.horizontalAdvance(name) + kRounding;
        const int room = right - x - (last ? 0 : moreWidth + kChipGap);
        // The first one is worth eliding; the others are counted rather than cut.
        if (needed > room && (i > 0 || room < kSquare + kSquareGap + metrics.averageCharWidth() * 4)) {
            paintMore(painter, row, x, QStringLiteral("+%1").arg(services.size() - i), colors);
            return;
        }
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::instance().serviceColor(services[i]));
        painter.drawRoundedRect(QRectF(x, row.center().y() - kSquare / 2, kSquare, kSquare), 2, 2);
        painter.restore();
        x = drawPart(painter, row, x + kSquare + kSquareGap, x + std::min(needed, room), name, colors.text) +
            kChipGap;
    }
}

} // namespace

TraceListDelegate::TraceListDelegate(QObject* parent)
    : QStyledItemDelegate(parent)
{
}

int TraceListDelegate::rowHeight(const QFontMetrics& metrics)
{
    return std::max(26, metrics.height() + 9);
}

int TraceListDelegate::durationTextWidth(const QFontMetrics& metrics)
{
    return metrics.horizontalAdvance(QStringLiteral("00 min 00 s"));
}

void TraceListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const ThemeColors& colors = Theme::instance().colors();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const QColor stripe = index.row() % 2 == 0 ? colors.base : colors.alternateBase;
    painter->fillRect(option.rect, selected                      ? colors.selection
                                   : index.row() == m_hoveredRow ? colors.hover
                                                                 : stripe);
    const auto* model = static_cast<const TraceListModel*>(index.model());
    const QString text = index.data().toString(); // asks for the row if it is not there yet
    const TraceSummary* trace = model->summary(index.row());
    if (trace == nullptr)
        return;
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(option.font);
    switch (index.column()) {
    case TraceListModel::TraceColumn:
        paintTrace(*painter, option.rect, *trace, text, colors);
        break;
    case TraceListModel::StartColumn:
        drawPart(*painter, option.rect, option.rect.left() + kPadding, option.rect.right() - kPadding, text,
                 colors.mutedText);
        break;
    case TraceListModel::DurationColumn:
        paintDuration(*painter, option.rect, text, index.data(TraceListModel::DurationShareRole).toDouble(),
                      colors);
        break;
    case TraceListModel::ErrorsColumn:
        paintErrors(*painter, option.rect, *trace, text, colors);
        break;
    case TraceListModel::ServicesColumn:
        paintServices(*painter, option.rect, *trace, FlatHeader::indent(*model, index.column()), colors);
        break;
    default:
        painter->setPen(colors.text);
        painter->drawText(option.rect.adjusted(kPadding, 0, -kPadding, 0), Qt::AlignRight | Qt::AlignVCenter,
                          text);
        break;
    }
    painter->restore();
}

QSize TraceListDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {0, rowHeight(option.fontMetrics)};
}

} // namespace tailrace
