// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The operations of a trace as a table: by service and name, service, kind, or the value of any attribute. Figures
// are made on a worker when the table is looked at. Choosing a row selects the group's longest span. GUI thread only.

#include "model/items/operation_table_model.h"
#include "model/items/path_layer.h"

#include <QWidget>

namespace tailrace {

class TablePane;

class OperationsTable : public QWidget
{
    Q_OBJECT

public:
    /// Selection and layer must outlive the table. Attributes are read from the cache.
    OperationsTable(Selection& selection, PathLayer& layer, const QString& cacheFile, QWidget* parent = nullptr);

    [[nodiscard]] const OperationTableModel& model() const { return m_model; }
    /// Whether the rows are those of trace and grouping.
    [[nodiscard]] bool isReady() const;
    /// Spans that a search found are counted in their rows.
    void setMatches(const std::vector<SpanIndex>& matches) { m_model.setMatches(matches); }
    [[nodiscard]] TablePane* pane() const { return m_pane; }
    /// Any but Value.
    void setGrouping(StatsGrouping grouping);
    /// By the value of this attribute of the span, or else of its resource.
    void setAttribute(const QString& key);
    /// The cache is at another path now.
    void setCacheFile(const QString& cacheFile) { m_cacheFile = cacheFile; }

signals:
    void filled();
    void failed(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void takeText(const QString& text);
    void fill();
    void show(SpanTablePtr trace, StatsTable stats);
    void fillByAttribute(const SpanTablePtr& trace, const TracePathPtr& path);
    void offerAttributes();
    void showSelected();

    Selection& m_selection;
    PathLayer& m_layer;
    QString m_cacheFile;
    OperationTableModel m_model;
    StatsGrouping m_grouping = StatsGrouping::Operation;
    QString m_attribute; // of StatsGrouping::Value
    TablePane* m_pane;
    bool m_isOld = true;
    bool m_attributesOffered = false;
    JobRunner m_job;
    JobRunner m_keysJob;
};

} // namespace tailrace
