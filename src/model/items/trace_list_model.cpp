// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/trace_list_model.h"

#include "model/base/format.h"
#include "model/items/trace_list_fetch.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <stop_token>
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

/// What one job brings: pages of one order, and for a new cache the day of its traces.
struct TraceListModel::Fetched {
    TraceOrder order = TraceOrder::Start;
    bool descending = true;
    std::map<int, Page> pages;
    std::optional<QString> day;
    std::optional<Error> error;
};

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
    m_rows = path.isEmpty()
                 ? 0
                 : static_cast<int>(std::min<std::uint64_t>(totals.traces, std::numeric_limits<int>::max()));
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
        const bool number = index.column() == SpansColumn || index.column() == ErrorsColumn;
        return QVariant::fromValue((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const TraceSummary* trace = summary(index.row());
    if (trace == nullptr) {
        want(index.row() / kPageRows);
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return displayText(*trace, index.column());
    case Qt::ToolTipRole:
        return toolTip(*trace, index.column());
    case Qt::AccessibleTextRole:
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
    if (m_rows == 0 || column < 0 || column >= kColumns)
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

void TraceListModel::fetch(TraceOrder order, bool descending, std::vector<int> pages)
{
    const bool needsDay = m_pages.empty() && m_day.isEmpty();
    m_job.start(
        [path = m_path.toStdString(), order, descending, pages = std::move(pages),
         needsDay](const std::stop_token& stop) {
            Fetched fetched{.order = order, .descending = descending, .pages = {}, .day = {}, .error = {}};
            auto reader = CacheReader::open(path);
            if (!reader) {
                fetched.error = reader.error();
                return fetched;
            }
            const std::stop_callback interrupt(stop, [&reader] { reader->interrupt(); });
            if (needsDay) {
                auto day = commonDay(*reader);
                if (day)
                    fetched.day = *day;
            }
            for (const int page : pages) {
                auto traces = reader->traces({.order = order,
                                              .descending = descending,
                                              .offset = page * std::int64_t{kPageRows},
                                              .limit = kPageRows});
                if (!traces) {
                    fetched.error = traces.error();
                    return fetched;
                }
                fetched.pages.emplace(page, Page{std::move(*traces)});
            }
            return fetched;
        },
        [this](Fetched fetched) { takeFetched(std::move(fetched)); });
}

void TraceListModel::takeFetched(Fetched fetched)
{
    const bool wasSorting = std::exchange(m_sorting, false);
    if (fetched.error && m_isGrowing) {
        emit orderChanged();
        return; // the next grow() brings what is on screen
    }
    if (fetched.error) {
        m_broken = true;
        emit orderChanged();
        emit failed(text(fetched.error->text()));
        return;
    }
    m_day = fetched.day.value_or(m_day);
    if (wasSorting) {
        beginResetModel();
        m_order = fetched.order;
        m_descending = fetched.descending;
        m_pages = std::move(fetched.pages);
        m_wanted.clear();
        endResetModel();
        emit orderChanged();
        return;
    }
    if (fetched.day)
        emit orderChanged();
    for (auto& [page, content] : fetched.pages) {
        const int first = page * kPageRows;
        const int last = std::min(m_rows, first + kPageRows) - 1;
        m_pages.insert_or_assign(page, std::move(content));
        emit dataChanged(index(first, 0), index(last, kColumns - 1));
        dropFarPages(page);
    }
    fetchNext();
}

void TraceListModel::dropFarPages(int near)
{
    while (m_pages.size() > kMaxPages) {
        const bool dropFirst = near - m_pages.begin()->first > std::prev(m_pages.end())->first - near;
        m_pages.erase(dropFirst ? m_pages.begin() : std::prev(m_pages.end()));
    }
}

} // namespace tailrace
