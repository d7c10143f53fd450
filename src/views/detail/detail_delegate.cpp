// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/detail_delegate.h"

#include "model/base/format.h"
#include "model/items/span_detail_model.h"
#include "views/common/theme.h"

#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextLayout>
#include <QTreeView>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace tailrace {

namespace {

constexpr int kPadding = 3;      // above and below an entry
constexpr int kGroupPadding = 9; // above a heading
constexpr int kSide = 4;         // left and right of a text
constexpr int kBlockSide = 4;    // between a block's edge and its text
constexpr int kLinesAtFirst = 6;
constexpr int kCodeLinesAtFirst = 14;
constexpr int kLinesUnfolded = 5000;
// Characters that are laid out at all; what is beyond can still be copied.
constexpr qsizetype kTextAtFirst = 3000;
constexpr qsizetype kTextUnfolded = 200'000;
constexpr qsizetype kLongestPiece = 2000;

DetailLook lookOf(const QModelIndex& index)
{
    return static_cast<DetailLook>(index.data(SpanDetailModel::LookRole).toInt());
}

QString shownText(const QModelIndex& index)
{
    return index.data(SpanDetailModel::ShownRole).toString();
}

/// Code of several lines lies below its key, over the whole width.
bool isBlock(const QModelIndex& index)
{
    return index.column() == SpanDetailModel::ValueColumn && lookOf(index) == DetailLook::Code &&
           shownText(index).contains(QLatin1Char('\n'));
}

/// Where a block lies; `cell` is that of its value.
QRect blockRect(const QTreeView& view, const QModelIndex& index, const QRect& cell)
{
    int left = -view.horizontalScrollBar()->value();
    for (QModelIndex i = index.parent(); i.isValid(); i = i.parent())
        left += view.indentation();
    return {left, cell.top(), view.viewport()->width() - left, cell.height()};
}

QColor inkOf(DetailLook look)
{
    switch (look) {
    case DetailLook::Error:
        return themeColors().error;
    case DetailLook::Note:
        return themeColors().mutedText;
    default:
        return themeColors().text;
    }
}

} // namespace

/// The text of an entry, laid out as far as it is shown.
struct DetailDelegate::Shown {
    struct Piece {
        std::unique_ptr<QTextLayout> layout;
        double top = 0;
    };
    std::vector<Piece> pieces;
    double height = 0; // without padding
    bool isCut = false;
};

DetailDelegate::DetailDelegate(IsUnfolded isUnfolded, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_isUnfolded(std::move(isUnfolded))
{
}

QFont DetailDelegate::fontOf(const QModelIndex& index) const
{
    const DetailLook look = lookOf(index);
    if (index.column() == SpanDetailModel::KeyColumn)
        return QFont();
    if (look == DetailLook::Code)
        return Theme::instance().codeFont();
    QFont font;
    font.setBold(look == DetailLook::Strong);
    return font;
}

QTextOption DetailDelegate::textOption(const QModelIndex& index) const
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setAlignment(Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()) & Qt::AlignHorizontal_Mask);
    option.setTabStopDistance(QFontMetricsF(fontOf(index)).horizontalAdvance(QStringLiteral("    ")));
    return option;
}

DetailDelegate::Shown DetailDelegate::layOut(const QModelIndex& index, int width) const
{
    const bool isKey = index.column() == SpanDetailModel::KeyColumn;
    const bool unfolded = !isKey && m_isUnfolded(index);
    const DetailLook look = lookOf(index);
    const QString full = shownText(index);
    QString text = full.left(unfolded ? kTextUnfolded : kTextAtFirst);
    if (isKey) // dotted keys break at their dots
        text.replace(QLatin1Char('.'), QStringLiteral(".\u200B"));
    else if (text.isEmpty() && look != DetailLook::Note)
        text = tr("(empty)");
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    int linesLeft = unfolded ? kLinesUnfolded : look == DetailLook::Code ? kCodeLinesAtFirst : kLinesAtFirst;

    Shown shown;
    const QTextOption option = textOption(index);
    const double lineWidth = std::max(width - 2 * kSide, 20);
    // Line by line and in pieces: the effort of one layout grows with the square of its text.
    qsizetype from = 0;
    while (from <= text.size() && linesLeft > 0) {
        const qsizetype lineEnd = text.indexOf(QLatin1Char('\n'), from);
        const qsizetype end = std::min(lineEnd < 0 ? text.size() : lineEnd, from + kLongestPiece);
        Shown::Piece piece{std::make_unique<QTextLayout>(text.mid(from, end - from), fontOf(index)), shown.height};
        piece.layout->setTextOption(option);
        double height = 0;
        piece.layout->beginLayout();
        for (QTextLine line = piece.layout->createLine(); line.isValid(); line = piece.layout->createLine()) {
            line.setLineWidth(lineWidth);
            line.setPosition(QPointF(0, height));
            height += line.height();
            if (--linesLeft == 0) {
                shown.isCut = line.textStart() + line.textLength() < end - from;
                break;
            }
        }
        piece.layout->endLayout();
        shown.height += height;
        shown.pieces.push_back(std::move(piece));
        from = end == lineEnd ? end + 1 : end;
        if (end == text.size())
            break;
    }
    shown.isCut = shown.isCut || from < text.size() || full.size() > (unfolded ? kTextUnfolded : kTextAtFirst);
    return shown;
}

void DetailDelegate::draw(QPainter& painter, const Shown& shown, const QStyleOptionViewItem& option) const
{
    const QPointF origin(option.rect.left() + kSide, option.rect.top() + kPadding);
    const double viewHeight = option.widget == nullptr ? 1e6 : option.widget->height();
    for (const Shown::Piece& piece : shown.pieces) {
        // Of a long text only the lines in view.
        for (int i = 0; i < piece.layout->lineCount(); ++i) {
            const QTextLine line = piece.layout->lineAt(i);
            const double top = origin.y() + piece.top + line.y();
            if (top + line.height() >= 0 && top <= viewHeight)
                line.draw(&painter, origin + QPointF(0, piece.top));
        }
    }
}

bool DetailDelegate::isLong(const QModelIndex& index, int columnWidth) const
{
    if (lookOf(index) == DetailLook::Group)
        return false;
    if (m_isUnfolded(index))
        return true;
    const auto* view = qobject_cast<const QTreeView*>(parent());
    const bool hasOwnWidth = view != nullptr && isBlock(index);
    return layOut(index, hasOwnWidth ? blockRect(*view, index, {}).width() - 2 * kBlockSide : columnWidth).isCut;
}

int DetailDelegate::keyWidth(const QModelIndex& index) const
{
    // Rounded up: a line that is laid out in a fraction of a pixel less than it needs would break.
    const double text = QFontMetricsF(QFont()).horizontalAdvance(index.data().toString().left(200));
    return static_cast<int>(std::ceil(text)) + 1 + 2 * kSide;
}

QSize DetailDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFontMetrics metrics{QFont()};
    const int line = metrics.height() + 2 * kPadding;
    if (lookOf(index) == DetailLook::Group)
        return {10, line + kGroupPadding};
    const auto* view = qobject_cast<const QTreeView*>(option.widget);
    int width = view == nullptr ? 200 : view->columnWidth(index.column());
    if (view != nullptr && index.column() == SpanDetailModel::KeyColumn)
        for (QModelIndex i = index.parent(); i.isValid(); i = i.parent())
            width -= view->indentation();
    if (view != nullptr && index.column() == SpanDetailModel::KeyColumn &&
        isBlock(index.siblingAtColumn(SpanDetailModel::ValueColumn)))
        return {10, line};
    if (view != nullptr && isBlock(index)) {
        const Shown shown = layOut(index, blockRect(*view, index, {}).width() - 2 * kBlockSide);
        const int more = shown.isCut ? metrics.height() : 0;
        return {10, line + static_cast<int>(std::ceil(shown.height)) + more + 3 * kPadding + kBlockSide};
    }
    // Most values are short: one line, seen without laying them out.
    const QString text = shownText(index);
    const QFontMetrics own(fontOf(index));
    if (text.size() < 200 && !text.contains(QLatin1Char('\n')) && own.horizontalAdvance(text) < width - 2 * kSide)
        return {10, std::max(line, own.height() + 2 * kPadding)};
    const Shown shown = layOut(index, width);
    const int more = shown.isCut ? metrics.height() : 0;
    return {10, std::max(line, static_cast<int>(std::ceil(shown.height)) + 2 * kPadding + more)};
}

void DetailDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0)
        painter->fillRect(option.rect, themeColors().selection);
    else if ((option.state & QStyle::State_MouseOver) != 0)
        painter->fillRect(option.rect, themeColors().hover);
    if (lookOf(index) == DetailLook::Group)
        paintGroup(*painter, option, index);
    else if (index.column() == SpanDetailModel::ValueColumn)
        paintValue(*painter, option, index);
    else if (!isBlock(index.siblingAtColumn(SpanDetailModel::ValueColumn)))
        paintKey(*painter, option, index); // that of a block comes with it: the block's background would cover it
    painter->restore();
}

void DetailDelegate::paintGroup(QPainter& painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    if (index.column() != SpanDetailModel::KeyColumn)
        return;
    QFont font;
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(themeColors().mutedText);
    const QRect area = option.rect.adjusted(kSide, kGroupPadding, 0, 0);
    const QString title = index.data().toString();
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, title);
    const QString summary = index.siblingAtColumn(SpanDetailModel::ValueColumn).data().toString();
    const int x = painter.fontMetrics().horizontalAdvance(title) + 6;
    painter.setFont(QFont());
    painter.drawText(area.adjusted(x, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, summary);
}

void DetailDelegate::paintKey(QPainter& painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    painter.setPen(themeColors().mutedText);
    draw(painter, layOut(index, option.rect.width()), option);
}

void DetailDelegate::paintValue(QPainter& painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const auto* view = qobject_cast<const QTreeView*>(option.widget);
    if (view != nullptr && isBlock(index)) {
        QStyleOptionViewItem inside(option);
        const int keyHeight = QFontMetrics(QFont()).height() + 2 * kPadding;
        inside.rect = blockRect(*view, index, option.rect).adjusted(0, keyHeight, 0, -kPadding);
        // The key has a line of its own, over the whole width.
        QStyleOptionViewItem above(option);
        above.rect = blockRect(*view, index, option.rect);
        paintKey(painter, above, index.siblingAtColumn(SpanDetailModel::KeyColumn));
        painter.fillRect(inside.rect, themeColors().alternateBase);
        painter.fillRect(QRect(inside.rect.topLeft(), QSize(2, inside.rect.height())), themeColors().line);
        inside.rect.adjust(kBlockSide, 0, -kBlockSide, 0);
        return paintText(painter, inside, index);
    }
    paintText(painter, option, index);
}

void DetailDelegate::paintText(QPainter& painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const
{
    const Shown shown = layOut(index, option.rect.width());
    const bool isEmpty = index.data().toString().isEmpty();
    painter.setPen(isEmpty ? themeColors().mutedText : inkOf(lookOf(index)));
    draw(painter, shown, option);
    if (!shown.isCut)
        return;
    painter.setFont(QFont());
    painter.setPen(themeColors().accent);
    const QString size =
        QString::fromStdString(formatCount(static_cast<std::uint64_t>(index.data().toString().size())));
    const QRectF rest(option.rect.left() + kSide, option.rect.top() + kPadding + shown.height,
                      option.rect.width() - 2 * kSide, painter.fontMetrics().height());
    const bool unfolded = m_isUnfolded(index);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignTop,
                     unfolded ? tr("… %1 characters, copy to see all").arg(size)
                              : tr("… %1 characters, Enter shows all").arg(size));
}

QWidget* DetailDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    auto* editor = new QPlainTextEdit(parent);
    editor->setReadOnly(true);
    editor->setFrameShape(QFrame::NoFrame);
    editor->setFont(fontOf(index));
    editor->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    editor->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    editor->document()->setDocumentMargin(kSide - 1);
    return editor;
}

void DetailDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    if (auto* text = qobject_cast<QPlainTextEdit*>(editor)) {
        text->setPlainText(index.data(Qt::EditRole).toString());
        text->selectAll();
    }
}

void DetailDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                          const QModelIndex& index) const
{
    if (const auto* view = qobject_cast<const QTreeView*>(option.widget); view != nullptr && isBlock(index)) {
        editor->setGeometry(blockRect(*view, index, option.rect));
        return;
    }
    const int atLeast = QFontMetrics(editor->font()).height() + 2 * kSide;
    editor->setGeometry(
        QRect(option.rect.topLeft(), QSize(option.rect.width(), std::max(atLeast, option.rect.height()))));
}

} // namespace tailrace
