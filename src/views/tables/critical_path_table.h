// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The critical path of a trace as a table by service, operation or span, whose rows add up to the duration of the
// main root. Follows selection and path; choosing a row selects a span. Sums are made on a worker. GUI thread only.

#include "model/items/path_layer.h"
#include "model/items/path_table_model.h"

#include <QWidget>

namespace tailrace {

class TablePane;

class CriticalPathTable : public QWidget
{
    Q_OBJECT

public:
    /// Both must outlive the table; `layer` is of the selection's trace.
    CriticalPathTable(Selection& selection, PathLayer& layer, QWidget* parent = nullptr);

    [[nodiscard]] const PathTableModel& model() const { return m_model; }
    /// Whether the rows are those of trace and grouping.
    [[nodiscard]] bool isReady() const;
    /// Spans that a search found are counted in their rows.
    void setMatches(const std::vector<SpanIndex>& matches) { m_model.setMatches(matches); }
    [[nodiscard]] TablePane* pane() const { return m_pane; }
    void setGrouping(PathGrouping grouping);
    /// What stands behind the sum: that times are raw though others are shown, for instance.
    void setRemark(const QString& remark);

signals:
    /// Another grouping's rows are there.
    void filled();
    void failed(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fill();
    void showSum();
    void showSelected();

    Selection& m_selection;
    PathLayer& m_layer;
    PathTableModel m_model;
    PathGrouping m_grouping = PathGrouping::Operation;
    TablePane* m_pane;
    QString m_remark;
    bool m_isOld = true;
    JobRunner m_job;
};

} // namespace tailrace
