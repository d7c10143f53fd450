// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/path_table_model.h"

#include "model/analysis/wording.h"
#include "model/base/format.h"
#include "model/items/operation_table_model.h"
#include "model/items/table_text.h"
#include "model/items/to_qstring.h"

#include <algorithm>
#include <numeric>

namespace tailrace {

namespace {

std::int64_t ofKind(const PathSum& sum, PathKind kind)
{
    return sum.byKindNs[static_cast<std::size_t>(kind)];
}

std::int64_t figure(const PathSum& sum, int column)
{
    switch (column) {
    case PathTableModel::WorkColumn:
        return ofKind(sum, PathKind::Work);
    case PathTableModel::GapColumn:
        return ofKind(sum, PathKind::Gap);
    case PathTableModel::SendColumn:
        return ofKind(sum, PathKind::Send) + ofKind(sum, PathKind::Return);
    case PathTableModel::QueueColumn:
        return ofKind(sum, PathKind::Queue);
    case PathTableModel::SpansColumn:
        return sum.spans;
    case PathTableModel::SegmentsColumn:
        return sum.segments;
    default:
        return sum.ns;
    }
}

bool isCount(int column)
{
    return column == PathTableModel::SpansColumn || column == PathTableModel::SegmentsColumn;
}

} // namespace

PathTableModel::PathTableModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void PathTableModel::setSums(SpanTablePtr trace, std::vector<PathSum> sums, PathGrouping grouping)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_sums = std::move(sums);
    m_grouping = grouping;
    countMatches();
    m_totalNs = std::accumulate(m_sums.begin(), m_sums.end(), std::int64_t{0},
                                [](std::int64_t all, const PathSum& sum) { return all + sum.ns; });
    endResetModel();
}

void PathTableModel::setMatches(const std::vector<SpanIndex>& matches)
{
    m_matches.setMatches(matches);
    countMatches();
    if (rowCount() > 0)
        emit dataChanged(index(0, GroupColumn), index(rowCount() - 1, GroupColumn));
}

void PathTableModel::countMatches()
{
    const MatchCounts::Key keys[] = {
        [](const SpanTable& trace, SpanIndex span) -> std::uint64_t { return trace.serviceId[span]; },
        operationKey, [](const SpanTable&, SpanIndex span) -> std::uint64_t { return span; }}; // by PathGrouping
    m_matches.count(m_trace.get(), keys[static_cast<std::size_t>(m_grouping)]);
}

int PathTableModel::rowOfSpan(SpanIndex span) const
{
    if (m_trace == nullptr || span >= m_trace->size())
        return -1;
    const auto isOf = [&](const PathSum& sum) {
        const bool sameService = m_trace->serviceId[sum.span] == m_trace->serviceId[span];
        return m_grouping == PathGrouping::Span ? sum.span == span
               : m_grouping == PathGrouping::Service
                   ? sameService
                   : sameService && m_trace->nameId[sum.span] == m_trace->nameId[span];
    };
    const auto found = std::find_if(m_sums.begin(), m_sums.end(), isOf);
    return found == m_sums.end() ? -1 : static_cast<int>(found - m_sums.begin());
}

int PathTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sums.size());
}

int PathTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString PathTableModel::groupText(const PathSum& sum) const
{
    if (m_grouping == PathGrouping::Service)
        return m_trace->serviceId[sum.span] == 0 ? tr("(no service)") : toQString(m_trace->service(sum.span));
    return toQString(spanLabel(*m_trace, sum.span));
}

QString PathTableModel::displayText(const PathSum& sum, int column) const
{
    if (column == GroupColumn)
        return groupText(sum);
    const std::int64_t value = figure(sum, column);
    if (column == ShareColumn)
        return toQString(formatShare(static_cast<double>(sum.ns), static_cast<double>(m_totalNs)));
    if (isCount(column))
        return toQString(formatCount(static_cast<std::uint64_t>(value)));
    return value == 0 ? QStringLiteral("–") : toQString(formatDuration(value));
}

QVariant PathTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PathSum& sum = m_sums[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return displayText(sum, column);
    case Qt::AccessibleTextRole:
        return displayText(sum, column) +
               (column == GroupColumn ? matchesText(m_matches.of(*m_trace, sum.span)) : QString());
    case Qt::ToolTipRole:
        if (column == GroupColumn)
            return displayText(sum, column) + matchesText(m_matches.of(*m_trace, sum.span));
        return isCount(column) ? displayText(sum, column) : toQString(formatDurationExact(figure(sum, column)));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((column == GroupColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case OperationTableModel::ServiceRole:
        return toQString(m_trace->service(sum.span));
    case OperationTableModel::SpanRole:
        return QVariant::fromValue<quint32>(sum.span);
    case OperationTableModel::MatchesRole:
        return column == GroupColumn ? m_matches.of(*m_trace, sum.span) : 0U;
    case OperationTableModel::NumberRole:
        return column == GroupColumn ? QVariant() : QVariant::fromValue<qlonglong>(figure(sum, column));
    case OperationTableModel::ShareRole:
        return column == ShareColumn && m_totalNs > 0
                   ? static_cast<double>(sum.ns) / static_cast<double>(m_totalNs)
                   : 0.0;
    default:
        return {};
    }
}

QVariant PathTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == GroupColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        const QString tips[] = {QString(),
                                tr("How long it was waited for"),
                                tr("Of the whole path"),
                                tr("While nothing below it was waited for"),
                                tr("Before, between and after its children: nothing says what happened"),
                                tr("Clients before their server began and after it ended"),
                                tr("Before a consumer began"),
                                tr("Spans with a part in it"),
                                tr("Pieces of the path")};
        static_assert(std::size(tips) == kColumns);
        return tips[section];
    }
    if (role != Qt::DisplayRole)
        return {};
    if (section == GroupColumn)
        return m_grouping == PathGrouping::Service     ? tr("Service")
               : m_grouping == PathGrouping::Operation ? tr("Operation")
                                                       : tr("Span");
    const QString titles[] = {QString(),          tr("Time"),  tr("Share"), tr("Own work"), tr("Gaps"),
                              tr("Send, return"), tr("Queue"), tr("Spans"), tr("Pieces")};
    static_assert(std::size(titles) == kColumns);
    return titles[section];
}

void PathTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= kColumns)
        return;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    std::vector<QString> texts;
    if (column == GroupColumn)
        for (const PathSum& sum : m_sums)
            texts.push_back(groupText(sum));
    std::vector<std::size_t> sorted(m_sums.size());
    std::iota(sorted.begin(), sorted.end(), std::size_t{0});
    const bool down = order == Qt::DescendingOrder;
    std::stable_sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) {
        if (down)
            std::swap(a, b);
        return texts.empty() ? figure(m_sums[a], column) < figure(m_sums[b], column)
                             : QString::compare(texts[a], texts[b], Qt::CaseInsensitive) < 0;
    });
    std::vector<PathSum> rows(m_sums.size());
    std::vector<int> rowNow(m_sums.size());
    for (std::size_t row = 0; row < sorted.size(); ++row) {
        rows[row] = m_sums[sorted[row]];
        rowNow[sorted[row]] = static_cast<int>(row);
    }
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex& at : before)
        after.append(index(rowNow[static_cast<std::size_t>(at.row())], at.column()));
    m_sums = std::move(rows);
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

QString PathTableModel::csv(const QList<int>& rows) const
{
    const bool isService = m_grouping == PathGrouping::Service;
    QString out = QStringLiteral("service,");
    if (!isService)
        out += QStringLiteral("name,");
    if (m_grouping == PathGrouping::Span)
        out += QStringLiteral("span_id,");
    out += QStringLiteral("critical_path_ns,work_ns,gap_ns,send_return_ns,queue_ns,spans,segments\r\n");
    const int count = rows.isEmpty() ? rowCount() : static_cast<int>(rows.size());
    for (int i = 0; i < count; ++i) {
        const PathSum& at = sum(rows.isEmpty() ? i : rows[i]);
        out += csvField(toQString(m_trace->service(at.span))) + u',';
        if (!isService)
            out += csvField(toQString(m_trace->name(at.span))) + u',';
        if (m_grouping == PathGrouping::Span)
            out += toQString(toHex(SpanId{m_trace->spanId[at.span]})) + u',';
        QStringList figures;
        for (const int column :
             {TimeColumn, WorkColumn, GapColumn, SendColumn, QueueColumn, SpansColumn, SegmentsColumn})
            figures << QString::number(figure(at, column));
        out += figures.join(u',') + QStringLiteral("\r\n");
    }
    return out;
}

} // namespace tailrace
