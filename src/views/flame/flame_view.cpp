// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/flame/flame_view.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/common/ruler.h"
#include "views/common/theme.h"
#include "views/common/time_axis.h"
#include "views/waterfall/fold_mark.h"
#include "views/waterfall/legend_strip.h"
#include "views/waterfall/span_text.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kLegendLines = 2;

} // namespace

FlameView::FlameView(FlameKind kind, Selection& selection, TimeAxis& axis, PathLayer& path, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_kind(kind)
    , m_selection(selection)
    , m_axis(axis)
    , m_path(path)
    , m_legend(new LegendStrip(kLegendLines, this))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(isMerged() ? tr("Flame graph merged by name") : tr("Flame graph by time"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    connect(&axis, &TimeAxis::visibleChanged, this, &FlameView::repaintFrame);
    connect(&axis, &TimeAxis::displayChanged, this, &FlameView::repaintFrame);
    connect(&selection, &Selection::traceChanged, this, &FlameView::takeTrace);
    connect(&selection, &Selection::currentChanged, this, &FlameView::showSelection);
    connect(&path, &PathLayer::pathChanged, this, &FlameView::takePath);
    connect(&path, &PathLayer::shownChanged, this, &FlameView::takePath);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_scene.refreshTheme();
        repaintFrame();
    });
    takeTrace();
    takePath();
}

FlameView::~FlameView() = default;

void FlameView::takeTrace()
{
    m_job.cancel();
    m_layout.reset();
    m_scene.setLayout(nullptr, nullptr, isMerged());
    m_isOld = true;
    m_matches = {};
    m_legend->setTable(m_selection.trace());
    layOutLegend();
    if (isVisible())
        layOut();
    repaintFrame();
}

void FlameView::showEvent(QShowEvent* event)
{
    QAbstractScrollArea::showEvent(event);
    if (m_isOld)
        layOut();
    if (m_matchesAreOld)
        takeMatches();
}

void FlameView::layOut()
{
    const SpanTablePtr trace = m_selection.trace();
    if (trace == nullptr || trace->empty())
        return;
    m_isOld = false;
    m_job.start(
        [trace, merged = isMerged()](const std::stop_token&) {
            return std::make_shared<const FlameLayout>(merged ? FlameLayout::mergedByName(*trace)
                                                              : FlameLayout::byTime(*trace));
        },
        [this](FlameLayoutPtr layout) { takeLayout(std::move(layout)); });
}

void FlameView::takeLayout(FlameLayoutPtr layout)
{
    m_layout = std::move(layout);
    m_scene.setLayout(m_selection.trace().get(), m_layout.get(), isMerged());
    if (isMerged())
        m_axis.setTrace(m_layout->startNs(), m_layout->durationNs());
    takeMatches();
    verticalScrollBar()->setValue(0);
    updateMetrics();
    showSelection();
    emit laidOut();
}

void FlameView::takePath()
{
    m_scene.setPath({m_path.path(), m_path.isEmphasised(), m_path.current()});
    repaintFrame();
}

void FlameView::setMatches(const Matches& matches)
{
    m_matches = matches;
    m_matchesAreOld = true;
    if (isVisible())
        takeMatches();
}

void FlameView::takeMatches()
{
    if (m_layout == nullptr)
        return;
    m_matchesAreOld = false;
    std::vector<bool> boxes;
    if (!m_matches.empty() && m_layout->rowCount() > 0) {
        const FlameBox* first = m_layout->row(0).data();
        const auto last = m_layout->row(m_layout->rowCount() - 1);
        boxes.resize(static_cast<std::size_t>(last.data() + last.size() - first));
        for (const SpanIndex span : m_matches.spans)
            boxes[static_cast<std::size_t>(&m_layout->boxOf(span) - first)] = true;
    }
    m_scene.setMatches(std::move(boxes), m_matches.mode != MatchMode::Plain);
    repaintFrame();
}

void FlameView::repaintFrame()
{
    m_frameIsOld = true;
    viewport()->update();
}

void FlameView::updateMetrics()
{
    const QFontMetrics metrics(Theme::instance().smallFont());
    m_metrics.width = viewport()->width();
    m_metrics.height = viewport()->height();
    m_metrics.rowHeight = std::max(20, metrics.height() + 8);
    m_metrics.top = metrics.height() + 10;
    m_metrics.pixelRatio = devicePixelRatioF();
    if (isMerged())
        m_axis.setPixelWidth(m_metrics.width);
    const int rows = m_layout == nullptr ? 0 : static_cast<int>(m_layout->rowCount());
    verticalScrollBar()->setPageStep(m_metrics.rowsFitting());
    verticalScrollBar()->setSingleStep(1);
    verticalScrollBar()->setRange(0, std::max(0, rows - m_metrics.rowsFitting()));
    repaintFrame();
}

void FlameView::setLegendVisible(bool visible)
{
    m_legend->setVisible(visible);
    layOutLegend();
}

void FlameView::layOutLegend()
{
    const int width = viewport()->width();
    const int height = m_legend->isHidden() ? 0 : m_legend->heightForWidth(width);
    setViewportMargins(0, height, 0, 0);
    m_legend->setGeometry(viewport()->geometry().left(), viewport()->geometry().top() - height, width, height);
}

void FlameView::resizeEvent(QResizeEvent*)
{
    layOutLegend();
    updateMetrics();
}

void FlameView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        m_scene.refreshTheme();
        layOutLegend();
        updateMetrics();
    }
    QAbstractScrollArea::changeEvent(event);
}

void FlameView::scrollContentsBy(int, int)
{
    repaintFrame();
}

TimeScale FlameView::scale() const
{
    return {m_axis.visible(), 0, static_cast<double>(std::max(m_metrics.width, 1)), m_axis.folds().get()};
}

std::uint32_t FlameView::firstRow() const
{
    return static_cast<std::uint32_t>(verticalScrollBar()->value());
}

// Painting

const DrawList& FlameView::frame()
{
    if (m_frameIsOld) {
        m_frame = m_scene.build(firstRow(), scale(), m_metrics);
        m_frameIsOld = false;
    }
    return m_frame;
}

void FlameView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), themeColors().base);
    if (m_layout == nullptr) {
        paintMessage(painter);
        return;
    }
    paint(painter, frame(), m_scene.font(), m_scene.font());
    painter.setRenderHint(QPainter::Antialiasing, false);
    paintBoxFrames(painter);
    if (m_axis.folds() != nullptr) {
        const TimeScale timeScale = scale();
        for (const TimeRange& fold : m_axis.folds()->ranges()) {
            const double from = m_metrics.snap(xOf(fold.startNs, timeScale));
            const double to = m_metrics.snap(xOf(fold.endNs, timeScale));
            if (to > 0 && from < m_metrics.width)
                paintFoldMark(painter, QRectF(from, m_metrics.top, to - from, m_metrics.height - m_metrics.top));
        }
    }
    paintRuler(painter);
}

void FlameView::paintMessage(QPainter& painter) const
{
    painter.setPen(themeColors().mutedText);
    painter.drawText(viewport()->rect(), Qt::AlignCenter, m_job.isRunning() ? tr("Laying out…") : tr("No spans"));
}

void FlameView::paintBoxFrames(QPainter& painter) const
{
    const auto outline = [&](const FlameBox& box, const QColor& color, double width) {
        const QRectF rect = FlameScene::rectOf(box, m_layout->rowOf(box.span), firstRow(), scale(), m_metrics)
                                .intersected(QRectF(-4, m_metrics.top, m_metrics.width + 8, m_metrics.height));
        if (rect.isEmpty())
            return;
        const QRectF inner = rect.adjusted(width, width, -width, -width);
        painter.fillRect(QRectF(rect.topLeft(), QPointF(rect.right(), rect.top() + width)), color);
        painter.fillRect(QRectF(QPointF(rect.left(), rect.bottom() - width), rect.bottomRight()), color);
        painter.fillRect(QRectF(rect.left(), inner.top(), width, inner.height()), color);
        painter.fillRect(QRectF(rect.right() - width, inner.top(), width, inner.height()), color);
    };
    if (const FlameBox* box = boxAt(m_pointer))
        outline(*box, themeColors().mutedText, 1);
    if (const FlameBox* box = selectedBox())
        outline(*box, hasFocus() ? themeColors().accent : themeColors().text, 2);
}

void FlameView::paintRuler(QPainter& painter) const
{
    const ThemeColors& colors = themeColors();
    painter.fillRect(QRect(0, 0, m_metrics.width, m_metrics.top - 1), colors.window);
    painter.fillRect(QRect(0, m_metrics.top - 2, m_metrics.width, 1), colors.line);
    painter.setFont(m_scene.font());
    const QFontMetricsF metrics(m_scene.font());
    const auto ticks = rulerTicks(
        scale(), isMerged() ? 0 : m_axis.trace().startNs,
        [&metrics](const QString& text) { return metrics.horizontalAdvance(text); },
        isMerged() ? TimeDisplay::Relative : m_axis.display());
    for (const RulerTick& tick : ticks) {
        const double x = m_metrics.snap(tick.x);
        painter.fillRect(QRectF(x, 4, 1, m_metrics.top - 6), colors.line);
        painter.setPen(colors.mutedText);
        painter.drawText(QPointF(x + 4, 4 + metrics.ascent()), tick.label);
    }
    if (m_pointer.x() >= 0)
        painter.fillRect(QRectF(m_metrics.snap(m_pointer.x()), 0, 1, m_metrics.top - 2), colors.mutedText);
}

// What lies where

const FlameBox* FlameView::boxAt(QPointF position) const
{
    if (m_layout == nullptr || position.x() < 0 || position.y() < m_metrics.top)
        return nullptr;
    const auto row = firstRow() + static_cast<std::uint32_t>((position.y() - m_metrics.top) / m_metrics.rowHeight);
    if (row >= m_layout->rowCount())
        return nullptr;
    const TimeScale timeScale = scale();
    if (const FlameBox* box = m_layout->boxAt(row, timeAt(position.x(), timeScale)))
        return box;
    // A narrow box is drawn a pixel wide whatever its length.
    const auto near =
        m_layout->visible(row, timeAt(position.x() - 1, timeScale), timeAt(position.x() + 1, timeScale));
    return near.empty() ? nullptr : &near.front();
}

QRectF FlameView::rectOf(SpanIndex span) const
{
    return FlameScene::rectOf(m_layout->boxOf(span), m_layout->rowOf(span), firstRow(), scale(), m_metrics);
}

const FlameBox* FlameView::selectedBox() const
{
    const SpanIndex span = m_selection.current();
    return m_layout == nullptr || span == kNoSpan ? nullptr : &m_layout->boxOf(span);
}

QString FlameView::describe(const FlameBox& box) const
{
    const SpanTable& table = *m_selection.trace();
    if (!isMerged())
        return spokenSpan(table, box.span, false);
    QStringList parts{toQString(spanLabel(table, box.span)), toQString(formatCount(box.count, "span")),
                      tr("%1 of self time in it and below").arg(toQString(formatDuration(box.durationNs)))};
    if (box.errors > 0)
        parts << toQString(formatCount(box.errors, "error"));
    return parts.join(QStringLiteral(", "));
}

QString FlameView::toolTip(const FlameBox& box, double x) const
{
    const SpanTable& table = *m_selection.trace();
    QStringList lines;
    QString tip;
    if (!isMerged()) {
        tip = spanToolTip(table, box.span);
        if (m_path.path() != nullptr)
            if (const auto at = pathSegmentAt(*m_path.path(), box.span, false, timeAt(x, scale()));
                at != kNoSegment)
                lines = pathSegmentLines(table, *m_path.path(), at);
    } else {
        tip = QStringLiteral("<p style='white-space:pre-wrap'><b>%1</b>")
                  .arg(toQString(spanName(table, box.span)).toHtmlEscaped());
        lines << toQString(table.service(box.span)) << toQString(formatCount(box.count, "span"));
        lines << tr("%1 of self time in it and below, %2 of the trace's")
                     .arg(toQString(formatDuration(box.durationNs)),
                          toQString(formatShare(static_cast<double>(box.durationNs),
                                                static_cast<double>(m_layout->durationNs()))));
        if (box.errors > 0)
            lines << toQString(formatCount(box.errors, "error"));
    }
    for (const QString& line : lines)
        tip += QStringLiteral("<br>") + line.toHtmlEscaped();
    return tip;
}

void FlameView::showSelection()
{
    const FlameBox* box = selectedBox();
    if (box != nullptr) {
        const int row = static_cast<int>(m_layout->rowOf(box->span));
        const int first = verticalScrollBar()->value();
        if (row < first || row >= first + m_metrics.rowsFitting())
            verticalScrollBar()->setValue(row - m_metrics.rowsFitting() / 3);
        setAccessibleDescription(describe(*box));
        if (QAccessible::isActive() && hasFocus()) {
            QAccessibleEvent event(this, QAccessible::DescriptionChanged);
            QAccessible::updateAccessibility(&event);
        }
    }
    viewport()->update();
}

bool FlameView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const FlameBox* box = boxAt(help->pos());
        QToolTip::showText(help->globalPos(), box == nullptr ? QString() : toolTip(*box, help->pos().x()),
                           viewport());
        return true;
    }
    if (event->type() == QEvent::Leave)
        setPointer({-1, -1});
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace tailrace
