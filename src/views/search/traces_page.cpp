// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/search/traces_page.h"

#include "model/base/format.h"
#include "model/items/trace_list_model.h"
#include "views/common/flat_header.h"
#include "views/common/theme.h"
#include "views/search/trace_list_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace tailrace {

TracesPage::TracesPage(QWidget* parent)
    : QWidget(parent)
    , m_model(new TraceListModel(this))
    , m_view(new TraceListView(m_model, this))
    , m_count(new QLabel(this))
    , m_day(new QLabel(this))
{
    setFocusProxy(m_view);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_count->setTextFormat(Qt::RichText);
    m_day->setForegroundRole(QPalette::PlaceholderText); // the theme's second weight
    m_view->setEmptyText(tr("No spans in what was read. The import report says what was there."));

    auto* line = new QHBoxLayout;
    line->setContentsMargins(FlatHeader::kPadding, 8, FlatHeader::kPadding, 8);
    line->addWidget(m_count);
    line->addStretch();
    line->addWidget(m_day);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_view);

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

void TracesPage::setCache(const QString& path, const CacheTotals& totals)
{
    m_totals = totals;
    m_isOwed = false;
    m_model->setCache(path, totals);
    showCount();
}

void TracesPage::grow(const QString& path, const CacheTotals& totals, Growth growth)
{
    m_path = path;
    m_totals = totals;
    m_growth = growth;
    m_isOwed = true;
    m_model->grow(path, totals, [this] { return m_view->place(); }, growth == Growth::GoesOn);
    showCount();
}

void TracesPage::growWhenSorted()
{
    if (m_isOwed && !m_model->isSorting())
        grow(m_path, m_totals, m_growth);
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

QString TracesPage::currentRowText() const
{
    QStringList cells;
    const int row = m_view->currentIndex().row();
    for (int column = 0; row >= 0 && column < TraceListModel::kColumns; ++column)
        cells.append(m_model->index(row, column).data().toString());
    return cells.join(u'\t');
}

void TracesPage::showCount()
{
    const ThemeColors& colors = Theme::instance().colors();
    QString rest = m_totals.traces == 0 ? QString() : QStringLiteral(" · ") + m_model->orderText();
    if (m_model->isSorting())
        rest += tr(" · sorting…");
    m_count->setText(QStringLiteral("<b>%1</b><span style=\"color:%2\">%3</span>")
                         .arg(QString::fromStdString(formatCount(m_totals.traces, "trace")),
                              colors.mutedText.name(), rest.toHtmlEscaped()));
    m_day->setText(m_model->day().isEmpty() ? QString() : tr("all on %1 (UTC)").arg(m_model->day()));
}

} // namespace tailrace
