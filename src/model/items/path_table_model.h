// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The critical path of a trace's main root summed by service, operation or span, as a Qt table; its rows add up to
// the length of the path exactly. Sums are made by sumPath() on a worker; this only shows them. GUI thread only.

#include "model/analysis/path_sums.h"
#include "model/items/match_counts.h"

#include <QAbstractTableModel>
#include <QList>
#include <QString>

namespace tailrace {

class PathTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        GroupColumn,
        TimeColumn,
        ShareColumn,
        WorkColumn,
        GapColumn,
        SendColumn, ///< send and return
        QueueColumn,
        SpansColumn,
        SegmentsColumn,
        kColumns
    };
    // Roles are those of OperationTableModel.

    explicit PathTableModel(QObject* parent = nullptr);

    void setSums(SpanTablePtr trace, std::vector<PathSum> sums, PathGrouping grouping);
    [[nodiscard]] const PathSum& sum(int row) const { return m_sums[static_cast<std::size_t>(row)]; }
    /// Sum over all rows, ns.
    [[nodiscard]] std::int64_t totalNs() const { return m_totalNs; }
    /// Spans of the trace that a search found, for MatchesRole.
    void setMatches(const std::vector<SpanIndex>& matches);
    /// The row of the group that the span belongs to, or -1. Linear.
    [[nodiscard]] int rowOfSpan(SpanIndex span) const;

    /// The rows as CSV (RFC 4180) in their present order, lengths as whole ns; `rows` empty = all. A heading first.
    [[nodiscard]] QString csv(const QList<int>& rows = {}) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    /// Rows of equal figures keep the order they had.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    [[nodiscard]] QString groupText(const PathSum& sum) const;
    [[nodiscard]] QString displayText(const PathSum& sum, int column) const;

    void countMatches();

    SpanTablePtr m_trace;
    MatchCounts m_matches;
    std::vector<PathSum> m_sums; // as shown
    PathGrouping m_grouping = PathGrouping::Service;
    std::int64_t m_totalNs = 0;
};

} // namespace tailrace
