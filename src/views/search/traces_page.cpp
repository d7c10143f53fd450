// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/traces_page.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "model/items/trace_list_model.h"
#include "model/query/query_edit.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"
#include "views/common/time_display.h"
#include "views/plots/trace_plots.h"
#include "views/search/difference_panel.h"
#include "views/search/facet_panel.h"
#include "views/search/query_bar.h"
#include "views/search/query_form_row.h"
#include "views/search/trace_list_view.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kFacetWidth = 232;

QString noteOn(const Understood& understood)
{
    switch (understood.kind) {
    case Understood::Kind::Id:
        return TracesPage::tr("Read as %1").arg(toQString(understood.form));
    case Understood::Kind::Address:
        return TracesPage::tr("Read from the address: %1").arg(toQString(queryText(understood.query)));
    case Understood::Kind::Words:
        return TracesPage::tr("Traces that have all of these words; TraceQL begins with {");
    default:
        return {};
    }
}

} // namespace

TracesPage::TracesPage(QWidget* parent)
    : QWidget(parent)
    , m_model(new TraceListModel(this))
    , m_bar(new QueryBar(this))
    , m_form(new QueryFormRow(this))
    , m_split(new QSplitter(this))
    , m_facets(new FacetPanel(this))
    , m_differences(new DifferencePanel(this))
    , m_plots(new TracePlots(this))
    , m_view(new TraceListView(m_model, this))
    , m_count(new QLabel(this))
    , m_chip(new QPushButton(this))
    , m_day(new QLabel(this))
{
    setFocusProxy(m_view);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_count->setTextFormat(Qt::RichText);
    m_day->setForegroundRole(QPalette::PlaceholderText); // the theme's second weight
    m_form->hide();
    m_chip->setFlat(true);
    m_chip->setToolTip(tr("Show all again (Esc)"));
    m_chip->setFocusPolicy(Qt::NoFocus);
    m_chip->hide();
    layOut();

    connect(m_bar, &QueryBar::searchWanted, this, &TracesPage::search);
    connect(m_bar, &QueryBar::leaveWanted, this, [this] { m_view->setFocus(Qt::OtherFocusReason); });
    connect(m_bar, &QueryBar::formToggled, m_form, &QWidget::setVisible);
    connect(m_bar->line(), &QLineEdit::textChanged, m_form, &QueryFormRow::setSearch);
    connect(m_form, &QueryFormRow::searchWritten, m_bar, &QueryBar::setText);
    connect(m_facets, &FacetPanel::conditionToggled, this, &TracesPage::toggleCondition);
    connect(m_plots, &TracePlots::rangeSelected, this, &TracesPage::setRange);
    connect(m_chip, &QPushButton::clicked, this, [this] { setRange({}); });
    connect(m_differences, &DifferencePanel::conditionToggled, this, &TracesPage::toggleCondition);
    connect(m_model, &TraceListModel::searched, this, &TracesPage::showFound);
    connect(m_model, &TraceListModel::orderChanged, this, &TracesPage::showCount);
    connect(m_model, &TraceListModel::grown, this, [this] { m_isOwed = false; });
    connect(m_model, &TraceListModel::orderChanged, this, &TracesPage::growWhenSorted, Qt::QueuedConnection);
    connect(m_model, &TraceListModel::failed, this, &TracesPage::failed);
    connect(m_view, &TraceListView::openRequested, this, &TracesPage::openRequested);
    connect(m_view, &TraceListView::currentTraceChanged, this, &TracesPage::currentTraceChanged);
    connect(&Theme::instance(), &Theme::changed, this, &TracesPage::showCount);
    showCount();
}

TracesPage::~TracesPage() = default;

void TracesPage::layOut()
{
    auto* line = new QHBoxLayout;
    line->setContentsMargins(FlatHeader::kPadding, 8, FlatHeader::kPadding, 8);
    line->addWidget(m_count);
    line->addWidget(m_chip);
    line->addStretch();
    line->addWidget(m_day);
    auto* found = new QWidget(m_split);
    auto* right = new QVBoxLayout(found);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_plots);
    right->addLayout(line);
    right->addWidget(m_view, 1);
    auto* left = new QSplitter(Qt::Vertical, m_split);
    left->addWidget(m_facets);
    left->addWidget(m_differences);
    left->setStretchFactor(0, 3);
    left->setStretchFactor(1, 2);
    left->setChildrenCollapsible(false);
    left->setHandleWidth(1);
    m_split->addWidget(left);
    m_split->addWidget(found);
    m_split->setStretchFactor(0, 0);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({kFacetWidth, 1000});
    m_split->setChildrenCollapsible(false);
    m_split->setHandleWidth(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_form);
    column->addWidget(m_split, 1);
}

void TracesPage::setSettings(QSettings* settings)
{
    m_bar->setSettings(settings);
    m_facets->setSettings(settings);
}

void TracesPage::setCache(const QString& path, const CacheTotals& totals)
{
    m_path = path;
    m_totals = totals;
    m_isOwed = false;
    m_range = {};
    showRange();
    m_query = {};
    m_text.clear();
    m_bar->setCache(path, m_model->engine());
    m_form->setCache(path, m_model->engine());
    m_model->setCache(path, totals);
    // What is typed is asked of the new cache as well.
    const QString typed = m_bar->text().trimmed();
    if (typed.isEmpty() || path.isEmpty() || !understands(typed))
        showSpread();
    else
        find();
    showCount();
}

void TracesPage::grow(const QString& path, const CacheTotals& totals, Growth growth)
{
    if (path != m_path || growth == Growth::Ended) {
        m_bar->setCache(path, m_model->engine());
        m_form->setCache(path, m_model->engine());
    }
    m_path = path;
    m_totals = totals;
    m_growth = growth;
    m_isOwed = true;
    const bool isTaken = m_model->grow(path, totals, [this] { return m_view->place(); }, growth == Growth::GoesOn);
    if (isTaken && m_model->isNarrowed())
        m_isOwed = false; // it is searched anew, or stays
    if (growth == Growth::Ended)
        showSpread();
    showCount();
}

void TracesPage::growWhenSorted()
{
    if (m_isOwed && !m_model->isSorting())
        grow(m_path, m_totals, m_growth);
}

void TracesPage::search(const QString& text)
{
    if (understands(text))
        find();
}

bool TracesPage::understands(const QString& text)
{
    Understood understood = readSearch(text.toStdString());
    if (understood.refusal) {
        m_bar->showProblem(*understood.refusal);
        return false;
    }
    if (understood.query.metric) {
        QueryRefusal refusal;
        refusal.message = "this asks for a metric over time, which is no list of traces";
        m_bar->showProblem(refusal);
        return false;
    }
    m_bar->showNote(noteOn(understood));
    m_query = std::move(understood.query);
    m_text = text;
    return true;
}

void TracesPage::find()
{
    m_facets->cancel();
    m_differences->cancel();
    m_plots->cancel();
    m_model->setSearch({m_query, m_range});
}

void TracesPage::setRange(const TraceRange& range)
{
    if (range == m_range)
        return;
    m_range = range;
    showRange();
    find();
}

void TracesPage::showRange()
{
    m_chip->setVisible(!m_range.isWhole());
    QStringList parts;
    const auto clock = [](std::int64_t ns) { return instantText(ns, 0, TimeDisplay::Utc, 0).section(u' ', 1, 1); };
    const auto duration = [](std::int64_t ns) { return QString::fromStdString(formatDuration(ns)); };
    if (m_range.fromNs != INT64_MIN && m_range.toNs != INT64_MAX)
        parts.append(tr("%1 to %2").arg(clock(m_range.fromNs), clock(m_range.toNs)));
    if (m_range.minDurationNs != INT64_MIN && m_range.maxDurationNs != INT64_MAX)
        parts.append(tr("%1 to %2").arg(duration(m_range.minDurationNs), duration(m_range.maxDurationNs)));
    else if (m_range.minDurationNs != INT64_MIN)
        parts.append(tr("from %1").arg(duration(m_range.minDurationNs)));
    else if (m_range.maxDurationNs != INT64_MAX)
        parts.append(tr("up to %1").arg(duration(m_range.maxDurationNs)));
    m_chip->setText(parts.join(QStringLiteral(" · ")) + QStringLiteral("  ×"));
    m_chip->setAccessibleName(tr("Selected: %1; press to show all").arg(parts.join(QStringLiteral(", "))));
}

void TracesPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !m_range.isWhole())
        setRange({});
    else
        QWidget::keyPressEvent(event);
}

void TracesPage::toggleCondition(const QString& condition)
{
    const std::string search = m_bar->text().toStdString();
    const std::string own = condition.toStdString();
    m_bar->setText(toQString(hasCondition(search, own) ? withoutCondition(search, own) : withCondition(search, own)));
}

void TracesPage::showFound()
{
    m_isOwed = false;
    m_view->setEmptyText(m_model->isNarrowed() ? tr("No trace has this. Esc in the search line shows all traces.")
                                               : tr("No spans in what was read. The import report says what was there."));
    showSpread();
    showCount();
}

void TracesPage::showSpread()
{
    const bool hasSpread = m_totals.traces > 1; // of one trace it would only count spans of it
    const QString path = hasSpread ? m_path : QString();
    m_split->widget(0)->setVisible(hasSpread);
    m_facets->count(path, m_model->engine(), m_query, m_range, m_text);
    m_differences->compare(path, m_model->engine(), m_query, m_range, m_text);
    m_plots->showSearch(m_totals.traces >= TracePlots::kFewest ? m_path : QString(), m_model->engine(), m_query,
                        m_range);
}

const TraceSummary* TracesPage::currentTrace() const
{
    return m_view->currentTrace();
}

void TracesPage::setContextActions(const QList<QAction*>& actions)
{
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_view->addActions(actions);
}

void TracesPage::focusSearch()
{
    m_bar->focusLine();
}

QString TracesPage::selectedRowsText() const
{
    QStringList lines;
    for (const int row : m_view->selectedRows()) {
        QStringList cells;
        for (int column = 0; column < TraceListModel::kColumns; ++column)
            if (!m_view->isColumnHidden(column))
                cells.append(m_model->index(row, column).data().toString());
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

std::vector<TraceId> TracesPage::selectedTraces() const
{
    std::vector<TraceId> ids;
    for (const int row : m_view->selectedRows())
        if (const TraceSummary* trace = m_model->summary(row))
            ids.push_back(trace->traceId);
    return ids;
}

QString TracesPage::totalText() const
{
    const QString all = QString::fromStdString(formatCount(m_totals.traces, "trace"));
    if (!m_model->isNarrowed())
        return all;
    return tr("%1 of %2").arg(
        QString::fromStdString(formatCount(static_cast<std::uint64_t>(m_model->rowCount()))), all);
}

QString TracesPage::restText() const
{
    QString rest = m_totals.traces == 0 ? QString() : QStringLiteral(" · ") + m_model->orderText();
    if (m_model->isNarrowed() && m_model->matchingSpans() > 0)
        rest += QStringLiteral(" · ") +
                QString::fromStdString(formatCount(m_model->matchingSpans(), "matching span"));
    if (m_model->isNarrowed() && !m_model->isSorting())
        rest += QStringLiteral(" · ") + QString::fromStdString(formatDuration(m_model->searchNs()));
    if (m_model->isSorting())
        rest += m_model->isSearching() ? tr(" · searching…") : tr(" · sorting…");
    return rest;
}

QString TracesPage::countText() const
{
    return totalText() + restText();
}

void TracesPage::showCount()
{
    m_count->setText(QStringLiteral("<b>%1</b><span style=\"color:%2\">%3</span>")
                         .arg(totalText(), themeColors().mutedText.name(), restText().toHtmlEscaped()));
    m_day->setText(m_model->day().isEmpty() ? QString() : tr("all on %1 (UTC)").arg(m_model->day()));
}

} // namespace tailrace
