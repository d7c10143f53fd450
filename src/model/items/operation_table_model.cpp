// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/operation_table_model.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"
#include "model/items/table_text.h"
#include "model/items/to_qstring.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace tailrace {

namespace {

constexpr int kFirstLength = OperationTableModel::TotalColumn;

/// The figure of a column; nothing where the group has none.
std::optional<qint64> figure(const OperationStats& row, int column)
{
    switch (column) {
    case OperationTableModel::CountColumn:
        return row.count;
    case OperationTableModel::ErrorsColumn:
        return row.errors;
    case OperationTableModel::PathColumn:
        return row.pathNs;
    case OperationTableModel::SelfColumn:
        return row.selfNs;
    default:
        break;
    }
    if (!row.hasLengths())
        return std::nullopt;
    switch (column) {
    case OperationTableModel::TotalColumn:
        return row.totalNs;
    case OperationTableModel::MinColumn:
        return row.minNs;
    case OperationTableModel::MeanColumn:
        return row.meanNs;
    case OperationTableModel::P50Column:
        return row.p50Ns;
    case OperationTableModel::P95Column:
        return row.p95Ns;
    case OperationTableModel::MaxColumn:
        return row.maxNs;
    default:
        return std::nullopt;
    }
}

} // namespace

OperationTableModel::OperationTableModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_largest(kColumns, 0)
{
}

void OperationTableModel::setStats(SpanTablePtr trace, StatsTable stats, const QString& groupTitle)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_stats = std::move(stats);
    m_groupTitle = groupTitle;
    countMatches();
    m_order.resize(m_stats.rows.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    for (int column = 0; column < kColumns; ++column) {
        qint64& largest = m_largest[static_cast<std::size_t>(column)];
        largest = 0;
        for (const OperationStats& row : m_stats.rows)
            largest = std::max(largest, figure(row, column).value_or(0));
    }
    endResetModel();
}

const OperationStats& OperationTableModel::stats(int row) const
{
    return m_stats.rows[m_order[static_cast<std::size_t>(row)]];
}

void OperationTableModel::setMatches(const std::vector<SpanIndex>& matches)
{
    m_matches.setMatches(matches);
    countMatches();
    if (rowCount() > 0)
        emit dataChanged(index(0, GroupColumn), index(rowCount() - 1, GroupColumn));
}

void OperationTableModel::countMatches()
{
    const MatchCounts::Key keys[] = {
        operationKey,
        [](const SpanTable& trace, SpanIndex span) -> std::uint64_t { return trace.serviceId[span]; },
        [](const SpanTable& trace, SpanIndex span) { return static_cast<std::uint64_t>(trace.kind[span]); },
        nullptr}; // by StatsGrouping
    m_matches.count(m_trace.get(), keys[static_cast<std::size_t>(m_stats.grouping)]);
}

int OperationTableModel::rowOfSpan(SpanIndex span) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (stats(row).span == span)
            return row;
    return -1;
}

int OperationTableModel::rowShowing(SpanIndex span) const
{
    if (m_trace == nullptr || m_stats.grouping == StatsGrouping::Value)
        return rowOfSpan(span);
    for (int row = 0; row < rowCount(); ++row) {
        const SpanIndex longest = stats(row).span;
        const bool sameService = m_trace->serviceId[longest] == m_trace->serviceId[span];
        const bool sameName = m_trace->nameId[longest] == m_trace->nameId[span];
        const bool sameKind = m_trace->kind[longest] == m_trace->kind[span];
        const bool holds[] = {sameService && sameName, sameService, sameKind};
        if (holds[static_cast<std::size_t>(m_stats.grouping)])
            return row;
    }
    return -1;
}

int OperationTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int OperationTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString OperationTableModel::groupText(const OperationStats& row) const
{
    switch (m_stats.grouping) {
    case StatsGrouping::Operation:
        return toQString(spanLabel(*m_trace, row.span));
    case StatsGrouping::Service:
        return m_trace->serviceId[row.span] == 0 ? tr("(no service)") : toQString(m_trace->service(row.span));
    case StatsGrouping::Kind:
        return toQString(name(m_trace->kind[row.span]));
    case StatsGrouping::Value:
        break;
    }
    return row.hasValue ? toQString(row.value) : tr("(not recorded)");
}

QString OperationTableModel::displayText(const OperationStats& row, int column) const
{
    if (column == GroupColumn)
        return groupText(row);
    const std::optional<qint64> value = figure(row, column);
    if (!value)
        return QStringLiteral("–");
    if (column == ErrorsColumn && *value == 0)
        return QStringLiteral("–");
    if (column < kFirstLength)
        return toQString(formatCount(static_cast<std::uint64_t>(*value)));
    if (column == PathColumn)
        return *value == 0
                   ? QStringLiteral("–")
                   : toQString(formatShare(static_cast<double>(*value), static_cast<double>(m_stats.pathNs)));
    return toQString(formatDuration(*value));
}

QString OperationTableModel::toolTip(const OperationStats& row, int column) const
{
    const std::optional<qint64> value = figure(row, column);
    if (column == GroupColumn)
        return groupText(row) + matchesText(m_matches.of(*m_trace, row.span));
    if (column == CountColumn && row.unknown > 0)
        return tr("%1 of them without a recorded end, left out of the lengths")
            .arg(toQString(formatCount(row.unknown)));
    if (column == PathColumn && value)
        return tr("%1 on the critical path").arg(toQString(formatDurationExact(*value)));
    return value && column >= kFirstLength ? toQString(formatDurationExact(*value)) : displayText(row, column);
}

QVariant OperationTableModel::number(const OperationStats& row, int column) const
{
    const std::optional<qint64> value = figure(row, column);
    return value ? QVariant::fromValue<qlonglong>(*value) : QVariant();
}

double OperationTableModel::share(const OperationStats& row, int column) const
{
    const qint64 whole = column == PathColumn ? m_stats.pathNs : m_largest[static_cast<std::size_t>(column)];
    return whole > 0 ? static_cast<double>(figure(row, column).value_or(0)) / static_cast<double>(whole) : 0;
}

QVariant OperationTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OperationStats& row = stats(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return displayText(row, column);
    case Qt::AccessibleTextRole:
        return column == GroupColumn ? toolTip(row, column) : displayText(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((column == GroupColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case ServiceRole:
        return toQString(m_trace->service(row.span));
    case SpanRole:
        return QVariant::fromValue<quint32>(row.span);
    case MatchesRole:
        return column == GroupColumn ? m_matches.of(*m_trace, row.span) : 0U;
    case NumberRole:
        return number(row, column);
    case ShareRole:
        return share(row, column);
    default:
        return {};
    }
}

QVariant OperationTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == GroupColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == PathColumn)
        return tr("Share of the critical path of the main root");
    if (role == Qt::ToolTipRole && (section == P50Column || section == P95Column))
        return tr("Exact, by nearest rank");
    if (role != Qt::DisplayRole)
        return {};
    if (section == GroupColumn) {
        const QString groups[] = {tr("Operation"), tr("Service"), tr("Kind"), m_groupTitle};
        return groups[static_cast<std::size_t>(m_stats.grouping)];
    }
    const QString titles[] = {QString(),  tr("Count"), tr("Errors"), tr("Total"), tr("Self"), tr("Min"),
                              tr("Mean"), tr("p50"),   tr("p95"),    tr("Max"),   tr("Path")};
    static_assert(std::size(titles) == kColumns);
    return titles[section];
}

std::vector<quint32> OperationTableModel::sortedOrder(int column, Qt::SortOrder order) const
{
    std::vector<quint32> sorted(m_order);
    const bool down = order == Qt::DescendingOrder;
    if (column == GroupColumn) {
        std::vector<QString> texts(m_stats.rows.size());
        for (std::size_t i = 0; i < texts.size(); ++i)
            texts[i] = groupText(m_stats.rows[i]);
        std::stable_sort(sorted.begin(), sorted.end(), [&](quint32 a, quint32 b) {
            const int difference = QString::compare(texts[a], texts[b], Qt::CaseInsensitive);
            return down ? difference > 0 : difference < 0;
        });
        return sorted;
    }
    std::stable_sort(sorted.begin(), sorted.end(), [&](quint32 a, quint32 b) {
        const std::optional<qint64> x = figure(m_stats.rows[a], column);
        const std::optional<qint64> y = figure(m_stats.rows[b], column);
        if (!x || !y)
            return x.has_value() && !y.has_value();
        return down ? *x > *y : *x < *y;
    });
    return sorted;
}

void OperationTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= kColumns)
        return;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    std::vector<quint32> sorted = sortedOrder(column, order);
    std::vector<int> rowNow(sorted.size());
    for (std::size_t row = 0; row < sorted.size(); ++row)
        rowNow[sorted[row]] = static_cast<int>(row);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex& at : before)
        after.append(index(rowNow[m_order[static_cast<std::size_t>(at.row())]], at.column()));
    m_order = std::move(sorted);
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

QList<int> OperationTableModel::chosenRows(const QList<int>& rows) const
{
    if (!rows.isEmpty())
        return rows;
    QList<int> all(rowCount());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

QString OperationTableModel::csv(const QList<int>& rows) const
{
    // Without a unit in the heading a reader would have to guess it.
    const QString title = headerData(GroupColumn, Qt::Horizontal).toString();
    const bool isOperation = m_stats.grouping == StatsGrouping::Operation;
    QString out = isOperation ? QStringLiteral("service,name") : csvField(title.toLower());
    out +=
        QStringLiteral(",count,errors,total_ns,self_ns,min_ns,mean_ns,p50_ns,p95_ns,max_ns,critical_path_ns\r\n");
    const QList<int> chosen = chosenRows(rows);
    for (const int at : chosen) {
        const OperationStats& row = stats(at);
        if (isOperation)
            out += csvField(toQString(m_trace->service(row.span))) + u',' +
                   csvField(toQString(m_trace->name(row.span)));
        else
            out += csvField(groupText(row));
        for (int column = CountColumn; column < kColumns; ++column) {
            const std::optional<qint64> value = figure(row, column);
            out += u',' + (value ? QString::number(*value) : QString());
        }
        out += QStringLiteral("\r\n");
    }
    return out;
}

QString OperationTableModel::text(const QList<int>& rows) const
{
    return tabbedText(*this, rows);
}

} // namespace tailrace
