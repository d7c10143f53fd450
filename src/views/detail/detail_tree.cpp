// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/detail_tree.h"

#include "model/items/span_detail_model.h"
#include "views/common/theme.h"
#include "views/detail/detail_delegate.h"
#include "views/detail/detail_filter.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kIndent = 12;
constexpr int kBorderReach = 4;
constexpr double kKeysAtMost = 0.46; // of the width
constexpr int kNarrowestColumn = 60;
constexpr int kKeysMeasured = 400; // of a span with more entries, those decide the width

bool isGroup(const QModelIndex& index)
{
    return index.data(SpanDetailModel::LookRole).toInt() == static_cast<int>(DetailLook::Group);
}

} // namespace

DetailTree::DetailTree(SpanDetailModel& model, DetailFilter& filter, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
    , m_filter(filter)
    , m_delegate(new DetailDelegate([this](const QModelIndex& index) { return isUnfolded(index); }, this))
{
    setModel(&filter);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(kIndent);
    setUniformRowHeights(false);
    setExpandsOnDoubleClick(false);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setAccessibleName(tr("Span detail"));
    header()->setStretchLastSection(true);
    header()->setMinimumSectionSize(kNarrowestColumn);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_unfolded.clear(); });
}

void DetailTree::showEntry(const QModelIndex& entry)
{
    const QModelIndex shown = m_filter.mapFromSource(entry);
    if (!shown.isValid())
        return;
    setCurrentIndex(shown);
    expand(shown);
    scrollTo(shown, QAbstractItemView::PositionAtTop);
}

void DetailTree::unfold()
{
    for (int row = 0; row < m_filter.rowCount(); ++row) {
        const QModelIndex group = m_filter.index(row, 0);
        setExpanded(group, m_filter.isFiltering() || group.data(SpanDetailModel::OpenRole).toBool());
        for (int i = 0; i < m_filter.rowCount(group); ++i) {
            const QModelIndex entry = m_filter.index(i, 0, group);
            if (entry.data(SpanDetailModel::OpenRole).toBool() ||
                (m_filter.isFiltering() && m_filter.hasChildren(entry)))
                expand(entry);
        }
    }
    fitColumns();
    if (!currentIndex().isValid() && m_filter.rowCount() > 0)
        selectionModel()->setCurrentIndex(m_filter.index(0, 0), QItemSelectionModel::NoUpdate);
}

void DetailTree::fitColumns()
{
    const int width = viewport()->width();
    int keys = m_keyWidth;
    if (keys == 0) {
        int measured = 0;
        for (int row = 0; row < m_filter.rowCount(); ++row) {
            const QModelIndex group = m_filter.index(row, 0);
            for (int i = 0; i < m_filter.rowCount(group) && measured < kKeysMeasured; ++i, ++measured)
                keys = std::max(keys, m_delegate->keyWidth(m_filter.index(i, 0, group)) + kIndent);
        }
        keys = std::min(keys, static_cast<int>(width * kKeysAtMost));
    }
    keys = std::clamp(keys, kNarrowestColumn, std::max(kNarrowestColumn, width - kNarrowestColumn));
    if (keys != columnWidth(SpanDetailModel::KeyColumn))
        setColumnWidth(SpanDetailModel::KeyColumn, keys);
    // Heights follow from widths.
    scheduleDelayedItemsLayout();
}

void DetailTree::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fitColumns();
}

bool DetailTree::isUnfolded(const QModelIndex& index) const
{
    const QModelIndex source = m_filter.mapToSource(index);
    return m_unfolded.contains(source.internalId());
}

bool DetailTree::toggleLong(const QModelIndex& index)
{
    const QModelIndex value = index.siblingAtColumn(SpanDetailModel::ValueColumn);
    if (!value.isValid() || !m_delegate->isLong(value, columnWidth(SpanDetailModel::ValueColumn)))
        return false;
    const quintptr id = m_filter.mapToSource(value).internalId();
    if (!m_unfolded.remove(id))
        m_unfolded.insert(id);
    scheduleDelayedItemsLayout();
    return true;
}

QString DetailTree::selectedText(CopyAs what) const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    if (rows.isEmpty() && currentIndex().isValid())
        rows << currentIndex().siblingAtColumn(SpanDetailModel::KeyColumn);
    // In the order in which they are shown, not in which they were clicked.
    std::sort(rows.begin(), rows.end(), [this](const QModelIndex& a, const QModelIndex& b) {
        return visualRect(a).top() < visualRect(b).top();
    });
    QStringList lines;
    for (const QModelIndex& row : rows) {
        const QModelIndex source = m_filter.mapToSource(row);
        if (what == CopyAs::Key)
            lines << source.data().toString();
        else if (what == CopyAs::Value && rows.size() == 1)
            lines << m_model.valueText(source);
        else
            lines << m_model.keyValueText(source);
    }
    return lines.join(QLatin1Char('\n'));
}

const SpanLink* DetailTree::currentLink() const
{
    return currentIndex().isValid() ? m_model.linkAt(m_filter.mapToSource(currentIndex())) : nullptr;
}

void DetailTree::copySelected(CopyAs what)
{
    const QString text = selectedText(what);
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void DetailTree::keyPressEvent(QKeyEvent* event)
{
    const QModelIndex current = currentIndex();
    if (event->matches(QKeySequence::Copy)) {
        copySelected(CopyAs::Value);
        event->accept();
        return;
    }
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isPlain && isEnter && current.isValid()) {
        if (!toggleLong(current))
            setExpanded(current.siblingAtColumn(0), !isExpanded(current.siblingAtColumn(0)));
        event->accept();
        return;
    }
    // The editor belongs to the value, wherever in the row one is.
    if (isPlain && event->key() == Qt::Key_F2 && current.isValid() && !isGroup(current)) {
        edit(current.siblingAtColumn(SpanDetailModel::ValueColumn));
        event->accept();
        return;
    }
    // Letters are shortcuts of the page, not a search for keys that begin with them.
    if (isPlain && !event->text().isEmpty() && event->text().at(0).isPrint() && event->key() != Qt::Key_Asterisk &&
        event->key() != Qt::Key_Plus && event->key() != Qt::Key_Minus) {
        event->ignore();
        return;
    }
    QTreeView::keyPressEvent(event);
}

bool DetailTree::isOnBorder(const QPoint& position) const
{
    const QModelIndex index = indexAt(position);
    return std::abs(position.x() - columnWidth(SpanDetailModel::KeyColumn)) <= kBorderReach && index.isValid() &&
           !isGroup(index);
}

void DetailTree::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && isOnBorder(event->pos())) {
        m_isDragging = true;
        return;
    }
    const QModelIndex index = indexAt(event->pos());
    const bool wasExpanded = index.isValid() && isExpanded(index.siblingAtColumn(0));
    QTreeView::mousePressEvent(event);
    // A heading unfolds by a click anywhere on it.
    if (event->button() == Qt::LeftButton && index.isValid() && isGroup(index))
        setExpanded(index.siblingAtColumn(0), !wasExpanded);
}

void DetailTree::mouseMoveEvent(QMouseEvent* event)
{
    if (m_isDragging) {
        m_keyWidth = std::max(event->pos().x(), 1);
        fitColumns();
        return;
    }
    viewport()->setCursor(isOnBorder(event->pos()) ? Qt::SplitHCursor : Qt::ArrowCursor);
    QTreeView::mouseMoveEvent(event);
}

void DetailTree::mouseReleaseEvent(QMouseEvent* event)
{
    if (std::exchange(m_isDragging, false))
        return;
    QTreeView::mouseReleaseEvent(event);
}

void DetailTree::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (!index.isValid() || isGroup(index)) {
        mousePressEvent(event);
        return;
    }
    if (isOnBorder(event->pos())) {
        m_keyWidth = 0;
        fitColumns();
    } else if (index.column() == SpanDetailModel::ValueColumn && !isUnfolded(index) && toggleLong(index)) {
        return;
    } else if (index.column() == SpanDetailModel::ValueColumn) {
        edit(index);
    } else {
        setExpanded(index, !isExpanded(index));
    }
}

void DetailTree::contextMenuEvent(QContextMenuEvent* event)
{
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard)
        at = viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft());
    emit menuWanted(at);
}

void DetailTree::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    // The whole row, the indentation included, shows selection; the style would draw its own.
    if (selectionModel()->isSelected(index))
        painter->fillRect(option.rect, themeColors().selection);
    QTreeView::drawRow(painter, option, index);
    if (hasFocus() && index.siblingAtColumn(0) == currentIndex().siblingAtColumn(0))
        painter->fillRect(QRect(0, option.rect.top(), 2, option.rect.height()), themeColors().accent);
}

void DetailTree::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    if (isGroup(index) || !m_filter.hasChildren(index))
        return;
    const QFontMetrics metrics(font());
    const QPointF center(rect.right() - kIndent / 2.0 + 1, rect.top() + 3 + metrics.height() / 2.0);
    const QPolygonF arrow =
        isExpanded(index) ? QPolygonF({center + QPointF(-4, -2), center + QPointF(4, -2), center + QPointF(0, 3)})
                          : QPolygonF({center + QPointF(-2, -4), center + QPointF(-2, 4), center + QPointF(3, 0)});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(themeColors().mutedText);
    painter->drawPolygon(arrow);
    painter->restore();
}

bool DetailTree::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QModelIndex index = indexAt(help->pos());
        if (!index.isValid() || isGroup(index))
            return true;
        const QString key = index.siblingAtColumn(SpanDetailModel::KeyColumn).data().toString().left(500);
        const QString type = index.data(SpanDetailModel::TypeRole).toString();
        QToolTip::showText(help->globalPos(), type.isEmpty() ? key : tr("%1 (%2)").arg(key, type), viewport());
        return true;
    }
    return QTreeView::viewportEvent(event);
}

} // namespace tailrace
