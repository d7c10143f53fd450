// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_view.h"

#include "views/common/marked_scroll_bar.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/fold_mark.h"
#include "views/waterfall/minimap.h"
#include "views/waterfall/row_bar.h"
#include "views/waterfall/span_text.h"
#include "views/waterfall/waterfall_accessible.h"
#include "views/waterfall/waterfall_header.h"
#include "views/waterfall/waterfall_sizes.h"

#include <QHelpEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr double kTreeShare = 0.34; // of the view's width, until somebody drags the border
constexpr int kTreeAtLeast = 300;
constexpr int kTreeAtMost = 520;
constexpr int kSettleMs = 600; // after the last change a movement is one step of the history

} // namespace

WaterfallView::WaterfallView(Selection& selection, TimeAxis& axis, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_selection(selection)
    , m_axis(axis)
    , m_minimap(new Minimap(axis, this))
    , m_rowBar(new RowBar(this))
    , m_header(new WaterfallHeader(axis, this))
{
    installWaterfallAccessibility();
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBar(new MarkedScrollBar(this));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Waterfall"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connectParts();
    takeTrace();
}

void WaterfallView::connectParts()
{
    connect(this, &WaterfallView::rowsChanged, this, &WaterfallView::markScrollBar);
    connect(&m_settle, &QTimer::timeout, this, [this] { m_history.settle(); });
    connect(&m_axis, &TimeAxis::visibleChanged, this, [this] {
        if (m_metrics.folds != m_axis.folds())
            updateMetrics();
        repaintFrame();
        recordView();
        tellPointer();
    });
    connect(&m_selection, &Selection::traceChanged, this, &WaterfallView::takeTrace);
    connect(&m_selection, &Selection::currentChanged, this, &WaterfallView::showSelection);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_scene.refreshTheme();
        repaintFrame();
        m_minimap->update();
        m_header->update();
    });
    connect(m_rowBar, &RowBar::leaveWanted, this, &WaterfallView::leaveFocusTo);
    connect(m_rowBar, &RowBar::showAllWanted, this, &WaterfallView::showHidden);
    m_scene.hiddenBars().onReady = [this] { repaintFrame(); };
    m_scene.extras().onReady = [this] { repaintFrame(); };
    connect(m_header, &WaterfallHeader::treeWidthWanted, this, &WaterfallView::setTreeWidth);
    connect(m_header, &WaterfallHeader::pointed, this, [this](double x) { setPointer(x, -1); });
    connect(m_header, &WaterfallHeader::choosing, this, [this](double from, double to) {
        m_choosingFrom = from;
        m_choosingTo = to;
        viewport()->update();
    });
}

void WaterfallView::repaintFrame()
{
    m_frameIsOld = true;
    viewport()->update();
}

WaterfallView::~WaterfallView() = default;

void WaterfallView::takeTrace()
{
    if (m_selection.places() != nullptr && m_rows.table() != nullptr)
        return takeNewTimes(*m_selection.places());
    const SpanTablePtr& trace = m_selection.trace();
    m_rows = RowLayout(trace);
    m_matches = {};
    m_scene.setTable(trace.get());
    m_minimap->setTable(trace);
    m_metrics.deepest = 0;
    m_idleJob.cancel();
    m_measured.reset();
    if (trace != nullptr && !trace->empty()) {
        m_axis.setTrace(trace->traceStartNs, trace->traceDurationNs);
        takeFocus();
    }
    m_history.reset({m_axis.visible(), m_axis.folds(), m_rows.state()});
    verticalScrollBar()->setValue(0);
    updateMetrics();
    rowsHaveChanged();
    emit historyChanged();
}

int WaterfallView::firstRow() const
{
    return verticalScrollBar()->value();
}

QRect WaterfallView::rowRect(int row) const
{
    const int top = static_cast<int>(topOf(row, {firstRow(), m_metrics.rowHeight, m_rows.rowCount()}));
    return {0, top, m_metrics.width, m_metrics.rowHeight};
}

TimeScale WaterfallView::timeScale() const
{
    return timeScaleOf(m_metrics, m_axis.visible());
}

WaterfallHit WaterfallView::hitAt(const QPointF& position) const
{
    return hitTest(position, m_metrics, m_rows, firstRow(), m_axis.visible());
}

std::optional<TimeRange> WaterfallView::foldAt(const QPointF& position) const
{
    if (m_metrics.folds == nullptr || position.x() < m_metrics.timeLeft() + kDividerReach)
        return std::nullopt;
    const auto fold = m_metrics.folds->at(timeAt(position.x(), timeScale()));
    return fold ? std::optional(m_metrics.folds->ranges()[*fold]) : std::nullopt;
}

QString WaterfallView::describe(SpanIndex span) const
{
    const int row = m_rows.rowShowing(span);
    if (const RowGroup* group = row < 0 ? nullptr : m_rows.groupAt(row))
        return groupSentence(*m_rows.table(), *group);
    QString text = spokenSpan(*m_rows.table(), span, m_rows.isCollapsed(span));
    if (const SpanExtra* extra = m_scene.extras().known(span))
        text += spokenExtra(*extra);
    return text;
}

void WaterfallView::updateMetrics()
{
    const QFontMetrics metrics(font());
    m_metrics.width = viewport()->width();
    m_metrics.height = viewport()->height();
    m_metrics.rowHeight = std::max(22, metrics.height() + 8) / 2 * 2;
    m_metrics.barHeight = m_metrics.rowHeight - 10;
    m_metrics.durationWidth = metrics.horizontalAdvance(QStringLiteral("88 min 88 s")) + 18;
    m_metrics.pixelRatio = devicePixelRatioF();
    m_metrics.folds = m_axis.folds();
    if (!m_treeWidthChosen)
        m_metrics.treeWidth =
            std::clamp(static_cast<int>(m_metrics.width * kTreeShare), kTreeAtLeast, kTreeAtMost);
    m_metrics.treeWidth = clampedTreeWidth(m_metrics.treeWidth, m_metrics.width);
    m_axis.setPixelWidth(static_cast<int>(m_metrics.timeWidth()));
    m_header->setMetrics(m_metrics);
    m_minimap->setTimeArea(m_metrics.treeWidth, static_cast<int>(m_metrics.timeWidth()));
    m_frameIsOld = true;
    updateScrollBar();
    viewport()->update();
}

void WaterfallView::updateScrollBar()
{
    const int fitting = std::max(1, m_metrics.rowsFitting());
    verticalScrollBar()->setPageStep(fitting);
    verticalScrollBar()->setSingleStep(1);
    verticalScrollBar()->setRange(0, std::max(0, m_rows.rowCount() - fitting));
}

void WaterfallView::setTreeWidth(int width)
{
    m_treeWidthChosen = true;
    m_metrics.treeWidth = width;
    updateMetrics();
}

void WaterfallView::layoutParts()
{
    // Before the scroll bar is told: the margins decide how many rows fit.
    const int headerHeight = m_header->sizeHint().height();
    const int barHeight = m_rowBar->isWanted() ? m_rowBar->sizeHint().height() : 0;
    setViewportMargins(0, Minimap::kHeight + barHeight + headerHeight, 0, 0);
    const QRect area = viewport()->geometry();
    int top = area.top() - headerHeight;
    m_header->setGeometry(area.left(), top, area.width(), headerHeight);
    top -= barHeight;
    m_rowBar->setGeometry(area.left(), top, area.width(), barHeight);
    m_rowBar->setVisible(barHeight > 0);
    m_minimap->setGeometry(area.left(), top - Minimap::kHeight, area.width(), Minimap::kHeight);
    updateMetrics();
}

void WaterfallView::resizeEvent(QResizeEvent*)
{
    layoutParts();
    ensureRowVisible(m_rows.rowShowing(m_selection.current()));
}

void WaterfallView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        m_scene.refreshTheme();
        updateMetrics();
    }
    QAbstractScrollArea::changeEvent(event);
}

void WaterfallView::scrollContentsBy(int, int)
{
    m_frameIsOld = true;
    viewport()->update();
}

// Selection

void WaterfallView::showSelection(SpanIndex span)
{
    m_minimap->setSelected(span);
    if (span != kNoSpan) {
        if (!m_keepsRows && m_rows.reveal(span)) {
            rowsHaveChanged();
            step([this] { recordView(); });
        }
        ensureRowVisible(selectedRow());
        announceCurrentRow(*this, selectedRow());
    }
    viewport()->update();
}

void WaterfallView::ensureRowVisible(int row)
{
    if (row < 0)
        return;
    const int fitting = std::max(1, m_metrics.rowsFitting());
    const int beyond = row < firstRow() ? firstRow() - row : row - (firstRow() + fitting - 1);
    if (beyond <= 0)
        return;
    // A step scrolls by a step; after a leap the row is shown with what is around it.
    if (beyond > fitting / 2)
        verticalScrollBar()->setValue(row - fitting / 3);
    else
        verticalScrollBar()->setValue(row < firstRow() ? row : row - fitting + 1);
}

// Painting

const DrawList& WaterfallView::frame()
{
    if (m_frameIsOld) {
        m_frame = m_rows.table() == nullptr ? DrawList()
                                            : m_scene.build(m_rows, firstRow(), m_axis.visible(), m_metrics);
        m_frameIsOld = false;
    }
    return m_frame;
}

bool WaterfallView::isReady()
{
    static_cast<void>(frame());
    return !m_scene.extras().isFetching() && !m_scene.hiddenBars().isComputing() && m_minimap->isReady() &&
           (m_pathLayer == nullptr || m_pathLayer->path() != nullptr);
}

void WaterfallView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), themeColors().base);
    if (m_rows.table() == nullptr)
        return;
    std::vector<double> grid;
    for (const RulerTick& tick : m_header->ticks())
        grid.push_back(tick.x);
    const DrawList background =
        m_scene.buildBackground(m_rows, firstRow(), m_metrics, selectedRow(), m_hoveredRow, grid);
    paint(painter, background, m_scene.font(), m_scene.smallFont());
    paint(painter, frame(), m_scene.font(), m_scene.smallFont());
    paintOverlay(painter);
}

void WaterfallView::setPointer(double x, int row)
{
    const double timeX = x > m_metrics.timeLeft() ? x : -1;
    if (timeX == m_pointerX && row == m_hoveredRow)
        return;
    m_pointerX = timeX;
    m_hoveredRow = row;
    m_header->setPointer(timeX);
    viewport()->update();
    tellPointer();
}

void WaterfallView::tellPointer()
{
    std::optional<qint64> time;
    if (m_pointerX >= 0)
        time = timeAt(m_pointerX, timeScale());
    if (time == m_toldTime)
        return;
    m_toldTime = time;
    if (time)
        m_minimap->setPointerTime(*time);
    else
        m_minimap->clearPointer();
    emit pointedAt(time);
}

const SpanExtra::Event* WaterfallView::eventAt(const WaterfallHit& hit, double x) const
{
    using Part = WaterfallHit::Part;
    if (hit.row < 0 || (hit.part != Part::Bar && hit.part != Part::Time) || m_rows.groupAt(hit.row) != nullptr)
        return nullptr;
    const SpanExtra* extra = m_scene.extras().known(m_rows.spanAt(hit.row));
    const SpanExtra::Event* nearest = nullptr;
    double least = kEventReach;
    for (std::size_t i = 0; extra != nullptr && i < extra->events.size(); ++i) {
        const double distance = std::abs(xOf(extra->events[i].timeNs, timeScale()) - x);
        if (distance > least || (distance == least && nearest != nullptr))
            continue;
        least = distance;
        nearest = &extra->events[i];
    }
    return nearest;
}

std::optional<MarkShape> WaterfallView::linkMarkAt(const WaterfallHit& hit, const QPointF& at) const
{
    if (hit.part != WaterfallHit::Part::Tree || m_frameIsOld)
        return std::nullopt;
    for (const DrawList::Mark& mark : m_frame.marks)
        if ((mark.shape == MarkShape::Link || mark.shape == MarkShape::LinkIn) &&
            mark.rect.adjusted(-kMarkReach, -kMarkReach, kMarkReach, kMarkReach).contains(at))
            return mark.shape;
    return std::nullopt;
}

/// The events of the span near this place.
QString WaterfallView::eventsToolTip(double x, SpanIndex span) const
{
    const SpanExtra* extra = m_scene.extras().known(span);
    QStringList lines;
    for (const SpanExtra::Event& event : extra == nullptr ? std::vector<SpanExtra::Event>() : extra->events)
        if (std::abs(xOf(event.timeNs, timeScale()) - x) <= kEventReach)
            lines << eventLine(event, m_axis.zeroNs());
    return eventList(lines);
}

QString WaterfallView::toolTipAt(const QPoint& position) const
{
    if (const auto fold = foldAt(position))
        return foldToolTip(*fold);
    const WaterfallHit hit = hitAt(position);
    using Part = WaterfallHit::Part;
    const bool isOnEvent = eventAt(hit, position.x()) != nullptr;
    if (hit.row < 0 || (hit.part != Part::Tree && hit.part != Part::Bar && !isOnEvent))
        return {};
    if (const RowGroup* group = m_rows.groupAt(hit.row))
        return groupToolTip(*m_rows.table(), *group);
    const SpanIndex span = m_rows.spanAt(hit.row);
    const QString events = isOnEvent ? eventsToolTip(position.x(), span) : QString();
    return spanToolTip(*m_rows.table(), span) + extraLines(*m_rows.table(), span, extraOf(span)) + events + pathToolTip(hit, position.x());
}

bool WaterfallView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = m_rows.table() == nullptr ? QString() : toolTipAt(help->pos());
        QToolTip::showText(help->globalPos(), tip, viewport());
        return true;
    }
    if (event->type() == QEvent::Leave)
        setPointer(-1, -1);
    if (event->type() == QEvent::NativeGesture && pinch(*static_cast<QNativeGestureEvent*>(event)))
        return true;
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace tailrace
