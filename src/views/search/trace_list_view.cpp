// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/trace_list_view.h"

#include "views/common/flat_header.h"
#include "views/common/theme.h"
#include "views/search/trace_list_delegate.h"

#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace tailrace {

namespace {

constexpr int kBarRoom = 120;

} // namespace

TraceListView::TraceListView(TraceListModel* model, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
    , m_delegate(new TraceListDelegate(this))
{
    auto* header = new FlatHeader(this);
    setHorizontalHeader(header);
    setModel(model);
    setItemDelegate(m_delegate);
    setAccessibleName(tr("Traces"));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setWordWrap(false);
    setMouseTracking(true);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(48);
    updateMetrics();
    showOrder();

    connect(header, &QHeaderView::sectionClicked, this, &TraceListView::clickHeader);
    connect(header, &QHeaderView::sectionResized, this, [this] {
        if (!m_layingOut && QGuiApplication::mouseButtons() != Qt::NoButton)
            m_columnsAreOurs = false;
    });
    connect(model, &TraceListModel::orderChanged, this, &TraceListView::showOrder);
    connect(model, &QAbstractItemModel::modelReset, this, &TraceListView::selectFirst);
    connect(model, &TraceListModel::grown, this, &TraceListView::keepTop);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_touched = m_touched || value > 0;
    });
    connect(model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                if (currentIndex().row() >= first.row() && currentIndex().row() <= last.row())
                    emit currentTraceChanged();
            });
    connect(this, &QAbstractItemView::activated, this, [this] {
        if (const TraceSummary* trace = currentTrace())
            emit openRequested(trace->traceId);
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
}

const TraceSummary* TraceListView::currentTrace() const
{
    return currentIndex().isValid() ? m_model->summary(currentIndex().row()) : nullptr;
}

QList<int> TraceListView::selectedRows() const
{
    QList<int> rows;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    std::sort(rows.begin(), rows.end());
    return rows;
}

TraceListModel::Place TraceListView::place() const
{
    TraceListModel::Place place;
    const int top = std::max(rowAt(0), 0);
    place.rowsOnScreen = viewport()->height() / std::max(verticalHeader()->defaultSectionSize(), 1) + 1;
    if (!m_touched)
        return place;
    if (const TraceSummary* trace = m_model->summary(top))
        place.top = trace->traceId;
    if (const TraceSummary* trace = currentTrace())
        place.current = trace->traceId;
    return place;
}

void TraceListView::setEmptyText(const QString& text)
{
    m_emptyText = text;
    viewport()->update();
}

void TraceListView::keyPressEvent(QKeyEvent* event)
{
    m_touched = true;
    const int rows = m_model->rowCount();
    const bool isPlain = (event->modifiers() & ~Qt::KeypadModifier) == 0;
    if (rows > 0 && isPlain && event->key() == Qt::Key_Home) {
        selectRow(0);
    } else if (rows > 0 && isPlain && event->key() == Qt::Key_End) {
        selectRow(rows - 1);
    } else if (event->matches(QKeySequence::Copy)) {
        event->ignore(); // Qt would copy one cell; the window copies the row
    } else if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        // Rows are selected whole, so these scroll sideways instead of moving an invisible cell.
        const int step = event->key() == Qt::Key_Left ? -horizontalScrollBar()->singleStep()
                                                      : horizontalScrollBar()->singleStep();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + step);
    } else {
        QTableView::keyPressEvent(event);
    }
}

void TraceListView::keyboardSearch(const QString&)
{
    // Most rows are not in memory, so typing could only find a few of them by chance.
}

void TraceListView::mousePressEvent(QMouseEvent* event)
{
    m_touched = true;
    QTableView::mousePressEvent(event);
}

void TraceListView::mouseMoveEvent(QMouseEvent* event)
{
    setHoveredRow(rowAt(event->pos().y()));
    QTableView::mouseMoveEvent(event);
}

void TraceListView::leaveEvent(QEvent* event)
{
    setHoveredRow(-1);
    QTableView::leaveEvent(event);
}

void TraceListView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    if (m_columnsAreOurs)
        layOutColumns();
}

void TraceListView::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateMetrics();
}

void TraceListView::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_model->rowCount() > 0 || m_emptyText.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(Theme::instance().colors().mutedText);
    painter.drawText(viewport()->rect().adjusted(24, 48, -24, -24),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyText);
}

void TraceListView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    emit currentTraceChanged();
}

void TraceListView::clickHeader(int column)
{
    const bool again = column == m_model->sortColumn();
    const Qt::SortOrder other = m_model->isDescending() ? Qt::AscendingOrder : Qt::DescendingOrder;
    m_model->sort(column, again ? other : TraceListModel::firstOrder(column));
    showOrder();
}

void TraceListView::showOrder()
{
    horizontalHeader()->setSortIndicator(m_model->sortColumn(),
                                         m_model->isDescending() ? Qt::DescendingOrder : Qt::AscendingOrder);
    if (m_columnsAreOurs)
        layOutColumns();
}

void TraceListView::selectFirst()
{
    setHoveredRow(-1);
    if (m_model->rowCount() > 0)
        selectRow(0);
    scrollToTop();
    m_touched = false;
    emit currentTraceChanged();
}

void TraceListView::keepTop(int row)
{
    updateGeometries(); // the scroll bar knows of the new rows
    if (m_touched)
        scrollTo(m_model->index(row, 0), PositionAtTop);
    else if (!currentIndex().isValid())
        selectFirst();
    setHoveredRow(-1);
    emit currentTraceChanged();
}

void TraceListView::selectRow(int row)
{
    const QModelIndex index = m_model->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

void TraceListView::setHoveredRow(int row)
{
    if (row == m_hoveredRow)
        return;
    const int before = std::exchange(m_hoveredRow, row);
    m_delegate->setHoveredRow(row);
    for (const int changed : {before, row}) {
        if (changed >= 0)
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(), rowHeight(changed));
    }
}

void TraceListView::layOutColumns()
{
    m_layingOut = true;
    const QFontMetrics metrics = fontMetrics();
    const int padding = 2 * FlatHeader::kPadding;
    const int width = viewport()->width();
    const QString start =
        m_model->day().isEmpty() ? QStringLiteral("0000-00-00 00:00:00.0000") : QStringLiteral("00:00:00.000 ▾ ");
    const int number = metrics.horizontalAdvance(QStringLiteral("Errors 00")) + padding;
    setColumnWidth(TraceListModel::TraceColumn, std::clamp(width * 28 / 100, 200, 520));
    setColumnWidth(TraceListModel::StartColumn, metrics.horizontalAdvance(start) + padding);
    setColumnWidth(TraceListModel::DurationColumn, TraceListDelegate::durationTextWidth(metrics) + 2 * padding +
                                                       std::clamp(width / 8 - 60, kBarRoom / 3, kBarRoom * 3 / 2));
    setColumnWidth(TraceListModel::SpansColumn, number);
    setColumnWidth(TraceListModel::ErrorsColumn, number);
    setColumnWidth(TraceListModel::MatchesColumn, metrics.horizontalAdvance(QStringLiteral("Matching 0")) + padding);
    setColumnHidden(TraceListModel::MatchesColumn, !m_model->isNarrowed());
    m_layingOut = false;
}

void TraceListView::updateMetrics()
{
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(TraceListDelegate::rowHeight(fontMetrics()));
    if (m_columnsAreOurs)
        layOutColumns();
}

} // namespace tailrace
