// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/trace_list_model.h"

#include "model/base/format.h"
#include "model/items/trace_list_fetch.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kPagesAJob = 2;
constexpr std::ptrdiff_t kMaxWanted = 4;
constexpr int kDayLength = 10; // of "2026-11-22"

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

TraceOrder orderOf(int column)
{
    switch (column) {
    case TraceListModel::TraceColumn:
        return TraceOrder::RootName;
    case TraceListModel::DurationColumn:
        return TraceOrder::Duration;
    case TraceListModel::SpansColumn:
        return TraceOrder::Spans;
    case TraceListModel::ErrorsColumn:
        return TraceOrder::Errors;
    case TraceListModel::ServicesColumn:
        return TraceOrder::RootService; // the service that servicesToShow() puts first
    default:
        return TraceOrder::Start;
    }
}

QString dayOf(std::int64_t startNs)
{
    return text(formatInstantUtc(startNs, 0)).left(kDayLength);
}

} // namespace

Result<QString> commonDay(CacheReader& reader)
{
    QString day;
    for (const bool descending : {true, false}) {
        const auto ends =
            reader.traces({.order = TraceOrder::Start, .descending = descending, .offset = 0, .limit = 1});
        if (!ends)
            return tl::unexpected<Error>(ends.error());
        if (ends->empty())
            return QString();
        const QString mine = dayOf(ends->front().startNs);
        if (!descending && mine != day)
            return QString();
        day = mine;
    }
    return day;
}

TraceListModel::TraceListModel(QObject* parent)
    : QAbstractTableModel(parent)
    , m_engine(std::make_shared<SharedEngine>())
{
    m_fetchTimer.setSingleShot(true);
    m_fetchTimer.setInterval(0);
    connect(&m_fetchTimer, &QTimer::timeout, this, &TraceListModel::fetchNext);
}

TraceListModel::~TraceListModel() = default;

void TraceListModel::setCache(const QString& path, const CacheTotals& totals)
{
    m_job.cancel();
    m_fetchTimer.stop();
    beginResetModel();
    m_path = path;
    m_totals = totals;
    m_search = {};
    m_asked = {};
    m_isAsking = false;
    m_rows = allRows();
    m_order = TraceOrder::Start;
    m_descending = true;
    m_sorting = false;
    m_broken = false;
    m_isGrowing = false;
    m_day.clear();
    m_pages.clear();
    m_wanted.clear();
    endResetModel();
    emit orderChanged();
    if (m_rows > 0)
        fetch(m_order, m_descending, {0});
}

int TraceListModel::allRows() const
{
    return m_path.isEmpty()
               ? 0
               : static_cast<int>(std::min<std::uint64_t>(m_totals.traces, std::numeric_limits<int>::max()));
}

const TraceSummary* TraceListModel::summary(int row) const
{
    const auto page = m_pages.find(row / kPageRows);
    if (row < 0 || page == m_pages.end())
        return nullptr;
    const auto at = static_cast<std::size_t>(row % kPageRows);
    return at < page->second.traces.size() ? &page->second.traces[at] : nullptr;
}

int TraceListModel::sortColumn() const
{
    for (int column = 0; column < kColumns; ++column) {
        if (orderOf(column) == m_order)
            return column;
    }
    return StartColumn;
}

Qt::SortOrder TraceListModel::firstOrder(int column)
{
    return column == TraceColumn || column == ServicesColumn ? Qt::AscendingOrder : Qt::DescendingOrder;
}

int TraceListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int TraceListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant TraceListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = index.column() >= SpansColumn && index.column() <= MatchesColumn;
        return QVariant::fromValue((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const TraceSummary* trace = summary(index.row());
    if (trace == nullptr) {
        want(index.row() / kPageRows);
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == MatchesColumn)
            return matches(index.row()) == nullptr ? QString() : text(formatCount(matches(index.row())->spans));
        return displayText(*trace, index.column());
    case Qt::ToolTipRole:
        if (index.column() == MatchesColumn)
            return matchesToolTip(index.row());
        return toolTip(*trace, index.column());
    case Qt::AccessibleTextRole:
        if (index.column() == MatchesColumn)
            return matchesToolTip(index.row());
        return accessibleText(*trace, index.column());
    case TraceIdRole:
        return text(toHex(trace->traceId));
    case DurationShareRole:
        return m_totals.maxDurationNs <= 0 ? 0.0
                                           : std::clamp(static_cast<double>(trace->durationNs) /
                                                            static_cast<double>(m_totals.maxDurationNs),
                                                        0.0, 1.0);
    default:
        return {};
    }
}

void TraceListModel::sort(int column, Qt::SortOrder order)
{
    const bool descending = order == Qt::DescendingOrder;
    if (m_rows == 0 || column < 0 || column >= kColumns || column == MatchesColumn)
        return;
    if (orderOf(column) == m_order && descending == m_descending && !m_sorting)
        return;
    m_sorting = true;
    m_broken = false;
    m_wanted.clear();
    fetch(orderOf(column), descending, {0});
    emit orderChanged();
}

void TraceListModel::want(int page) const
{
    // While a new order is on its way its rows are not those that would be fetched now.
    if (m_sorting || m_broken || (!m_wanted.empty() && m_wanted.back() == page))
        return;
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (!m_fetchTimer.isActive())
        m_fetchTimer.start();
}

void TraceListModel::fetchNext()
{
    if (m_job.isRunning())
        return;
    std::vector<int> pages;
    while (!m_wanted.empty() && pages.size() < kPagesAJob) {
        const int page = m_wanted.back();
        m_wanted.pop_back();
        if (!m_pages.contains(page) && page >= 0 && page * std::int64_t{kPageRows} < m_rows)
            pages.push_back(page);
    }
    // What is far down by now was scrolled past; it asks again when it is seen again.
    if (std::ssize(m_wanted) > kMaxWanted)
        m_wanted.erase(m_wanted.begin(), m_wanted.end() - kMaxWanted);
    if (!pages.empty())
        fetch(m_order, m_descending, std::move(pages));
}

void TraceListModel::dropFarPages(int near)
{
    while (m_pages.size() > kMaxPages) {
        const bool dropFirst = near - m_pages.begin()->first > std::prev(m_pages.end())->first - near;
        m_pages.erase(dropFirst ? m_pages.begin() : std::prev(m_pages.end()));
    }
}

} // namespace tailrace
