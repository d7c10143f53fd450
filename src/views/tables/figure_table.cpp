// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/figure_table.h"

#include "model/items/operation_table_model.h"
#include "model/items/table_text.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"
#include "views/tables/figure_delegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kNarrowestGroup = 180;
constexpr int kWidestGroup = 520;
constexpr int kGroupShare = 40; // per cent of the width, of a table that has to be scrolled
constexpr int kMeasuredRows = 200; // that decide how wide a column is

} // namespace

FigureTable::FigureTable(QAbstractItemModel* model, QWidget* parent)
    : QTableView(parent)
{
    auto* header = new FlatHeader(this);
    setHorizontalHeader(header);
    setModel(model);
    setItemDelegate(new FigureDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setWordWrap(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(FigureDelegate::rowHeight(fontMetrics()));
    header->setSectionsClickable(true);
    header->setMinimumSectionSize(48);
    connect(header, &QHeaderView::sectionClicked, this, &FigureTable::clickHeader);
    connect(this, &QAbstractItemView::activated, this, &FigureTable::chooseCurrent);
    connect(model, &QAbstractItemModel::modelReset, this, &FigureTable::layOutColumns);
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
}

void FigureTable::setEmptyText(const QString& text)
{
    m_emptyText = text;
    viewport()->update();
}

void FigureTable::clickHeader(int column)
{
    if (column == m_sortColumn)
        m_sortOrder = m_sortOrder == Qt::DescendingOrder ? Qt::AscendingOrder : Qt::DescendingOrder;
    else
        m_sortOrder = column == 0 ? Qt::AscendingOrder : Qt::DescendingOrder;
    m_sortColumn = column;
    horizontalHeader()->setSortIndicatorShown(true);
    horizontalHeader()->setSortIndicator(m_sortColumn, m_sortOrder);
    sortAgain();
}

void FigureTable::sortAgain()
{
    if (m_sortColumn >= 0)
        model()->sort(m_sortColumn, m_sortOrder);
}

void FigureTable::layOutColumns()
{
    const int columns = model()->columnCount();
    const int rows = std::min(model()->rowCount(), kMeasuredRows);
    int others = 0;
    int groupWidth = kNarrowestGroup;
    for (int column = 0; column < columns; ++column) {
        int width = fontMetrics().horizontalAdvance(model()->headerData(column, Qt::Horizontal).toString()) + 16;
        for (int row = 0; row < rows; ++row)
            width =
                std::max(width, fontMetrics().horizontalAdvance(model()->index(row, column).data().toString()));
        width += 2 * FlatHeader::kPadding + 4;
        if (column == 0) {
            groupWidth = std::clamp(width + FigureDelegate::kChipRoom, kNarrowestGroup, kWidestGroup);
        } else {
            setColumnWidth(column, width);
            others += width;
        }
    }
    // All columns in sight where that is possible; the names give way first. Where it is not, they need not.
    const int left = viewport()->width() - others;
    setColumnWidth(0, left >= kNarrowestGroup ? std::min(groupWidth, left)
                                              : std::min(groupWidth, viewport()->width() * kGroupShare / 100));
}

void FigureTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
}

void FigureTable::showRow(int row)
{
    if (row < 0) {
        clearSelection();
        setCurrentIndex({});
        return;
    }
    selectionModel()->setCurrentIndex(model()->index(row, 0),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(model()->index(row, 0));
}

QList<int> FigureTable::selectedRowNumbers() const
{
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void FigureTable::copy() const
{
    QGuiApplication::clipboard()->setText(tabbedText(*model(), selectedRowNumbers()));
}

void FigureTable::chooseCurrent()
{
    if (currentIndex().isValid())
        emit spanChosen(currentIndex().data(OperationTableModel::SpanRole).value<quint32>());
}

void FigureTable::keyPressEvent(QKeyEvent* event)
{
    const int rows = model()->rowCount();
    const QModelIndex before = currentIndex();
    if (rows > 0 && event->key() == Qt::Key_Home)
        showRow(0);
    else if (rows > 0 && event->key() == Qt::Key_End)
        showRow(rows - 1);
    else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() +
                                        (event->key() == Qt::Key_Left ? -40 : 40));
    else
        QTableView::keyPressEvent(event);
    if (currentIndex().isValid() && currentIndex().row() != before.row())
        chooseCurrent();
}

void FigureTable::keyboardSearch(const QString&)
{
    // Letters are commands of the window.
}

void FigureTable::mouseReleaseEvent(QMouseEvent* event)
{
    QTableView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && indexAt(event->pos()).isValid())
        chooseCurrent();
}

void FigureTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (model()->rowCount() > 0 || m_emptyText.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(themeColors().mutedText);
    painter.drawText(viewport()->rect().adjusted(24, 24, -24, -24),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyText);
}

} // namespace tailrace
