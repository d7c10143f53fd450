// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The statistics of a trace's operations as a Qt table: a row a group, sortable by every column, and as text. The
// figures are made by operationStats() on a worker; this only shows them. GUI thread only.

#include "model/analysis/operation_stats.h"
#include "model/items/match_counts.h"

#include <QAbstractTableModel>
#include <QList>
#include <QString>

#include <vector>

namespace tailrace {

class OperationTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        GroupColumn,
        CountColumn,
        ErrorsColumn,
        TotalColumn,
        SelfColumn,
        MinColumn,
        MeanColumn,
        P50Column,
        P95Column,
        MaxColumn,
        PathColumn,
        kColumns
    };
    enum Role {
        ServiceRole = Qt::UserRole, ///< QString, of the group's longest span: for its colour
        SpanRole,                   ///< quint32, SpanIndex of the group's longest span
        NumberRole,                 ///< qlonglong, the figure itself: a count, or ns; nothing where there is none
        MatchesRole,                ///< uint, of the first column: spans of the group that a search found
        ShareRole, ///< double 0 … 1: of the largest figure in the column; of the path in PathColumn
    };

    explicit OperationTableModel(QObject* parent = nullptr);

    /// `groupTitle` heads the first column where the groups are values: the attribute's name.
    void setStats(SpanTablePtr trace, StatsTable stats, const QString& groupTitle = {});
    [[nodiscard]] const OperationStats& stats(int row) const;
    /// Spans of the trace that a search found, for MatchesRole; groups of values do not count them.
    void setMatches(const std::vector<SpanIndex>& matches);
    /// The row of a group that holds this span as its longest one, or -1. Linear.
    [[nodiscard]] int rowOfSpan(SpanIndex span) const;
    /// The row of the group that a span belongs to; of values only where it is the longest one. Linear.
    [[nodiscard]] int rowShowing(SpanIndex span) const;

    /// The rows as CSV (RFC 4180) in their present order, lengths as whole ns; `rows` empty = all. A heading comes
    /// first.
    [[nodiscard]] QString csv(const QList<int>& rows = {}) const;
    /// The rows as shown, columns parted by tabs: for the clipboard.
    [[nodiscard]] QString text(const QList<int>& rows = {}) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    /// Rows of equal figures keep the order they had; those without one come last, whatever the direction.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    [[nodiscard]] QString groupText(const OperationStats& row) const;
    [[nodiscard]] QString displayText(const OperationStats& row, int column) const;
    [[nodiscard]] QString toolTip(const OperationStats& row, int column) const;
    [[nodiscard]] QVariant number(const OperationStats& row, int column) const;
    [[nodiscard]] double share(const OperationStats& row, int column) const;
    [[nodiscard]] QList<int> chosenRows(const QList<int>& rows) const;
    [[nodiscard]] std::vector<quint32> sortedOrder(int column, Qt::SortOrder order) const;

    void countMatches();

    SpanTablePtr m_trace;
    MatchCounts m_matches;
    StatsTable m_stats;
    QString m_groupTitle;
    std::vector<quint32> m_order;  // rows of m_stats as shown
    std::vector<qint64> m_largest; // by column
};

} // namespace tailrace
