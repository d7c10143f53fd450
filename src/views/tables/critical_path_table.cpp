// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/critical_path_table.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/tables/figure_table.h"
#include "views/tables/table_pane.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace tailrace {

CriticalPathTable::CriticalPathTable(Selection& selection, PathLayer& layer, QWidget* parent)
    : QWidget(parent)
    , m_selection(selection)
    , m_layer(layer)
    , m_pane(new TablePane(
          &m_model, [this] { return m_model.csv(); }, QStringLiteral("critical-path"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_pane);
    setFocusProxy(m_pane);
    m_pane->table()->setAccessibleName(tr("Critical path"));
    m_pane->grouping()->addItems({tr("Service"), tr("Operation"), tr("Span")});
    m_pane->grouping()->setCurrentIndex(static_cast<int>(m_grouping));
    connect(m_pane->grouping(), &QComboBox::currentIndexChanged, this,
            [this](int index) { setGrouping(static_cast<PathGrouping>(index)); });
    connect(m_pane->table(), &FigureTable::spanChosen, this,
            [this](SpanIndex span) { m_selection.setCurrent(span); });
    connect(m_pane, &TablePane::failed, this, &CriticalPathTable::failed);
    connect(&layer, &PathLayer::pathChanged, this, &CriticalPathTable::fill);
    connect(&selection, &Selection::currentChanged, this, &CriticalPathTable::showSelected);
    fill();
}

void CriticalPathTable::setGrouping(PathGrouping grouping)
{
    if (grouping == m_grouping)
        return;
    m_grouping = grouping;
    m_pane->grouping()->setCurrentIndex(static_cast<int>(grouping));
    fill();
}

void CriticalPathTable::setRemark(const QString& remark)
{
    m_remark = remark;
    showSum();
}

bool CriticalPathTable::isReady() const
{
    return !m_isOld && m_layer.path() != nullptr && !m_job.isRunning();
}

void CriticalPathTable::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isOld)
        fill();
}

void CriticalPathTable::fill()
{
    m_job.cancel();
    m_isOld = !isVisible();
    const TracePathPtr path = m_layer.path();
    if (m_isOld || path == nullptr) {
        if (path == nullptr)
            m_model.setSums(m_selection.trace(), {}, m_grouping);
        showSum();
        return;
    }
    const SpanTablePtr trace = m_selection.trace();
    m_job.start(
        [trace, path, grouping = m_grouping](const std::stop_token&) {
            return sumPath(*trace, path->path.main(), grouping);
        },
        [this, trace, grouping = m_grouping](std::vector<PathSum> sums) {
            m_model.setSums(trace, std::move(sums), grouping);
            m_pane->table()->sortAgain();
            m_pane->table()->setEmptyText(tr("The main root has no length, so there is no path through it."));
            showSum();
            showSelected();
            emit filled();
        });
}

void CriticalPathTable::showSum()
{
    const SpanTablePtr& trace = m_selection.trace();
    if (trace == nullptr || m_model.rowCount() == 0) {
        m_pane->setSentence({});
        return;
    }
    const QString root = toQString(spanLabel(*trace, trace->mainRoot));
    QString text = tr("Sum %1, the duration of %2").arg(toQString(formatDurationExact(m_model.totalNs())), root);
    if (trace->roots.size() > 1)
        text += tr(" · %1 further roots have paths of their own").arg(trace->roots.size() - 1);
    if (!m_remark.isEmpty())
        text += QStringLiteral(" · ") + m_remark;
    m_pane->setSentence(text);
}

void CriticalPathTable::showSelected()
{
    if (!isVisible() || m_selection.current() == kNoSpan)
        return;
    const int row = m_model.rowOfSpan(m_selection.current());
    if (row != m_pane->table()->currentIndex().row())
        m_pane->table()->showRow(row);
}

} // namespace tailrace
