// SPDX-License-Identifier: GPL-3.0-or-later

// The list of traces of a cache that is still being written: more rows, anywhere in the order, under the eyes of
// somebody who reads it.

#include "model/cache/trace_position.h"
#include "model/items/trace_list_fetch.h"
#include "model/items/trace_list_model.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace tailrace {

namespace {

constexpr int kAttempts = 5;

} // namespace

/// What a job brings.
struct TraceListModel::Grown {
    QString path;
    CacheTotals totals;
    TraceOrder order = TraceOrder::Start;
    bool descending = true;
    Place place;
    int top = 0;
    std::optional<int> currentRow;
    std::map<int, Page> pages;
    QString day;
    bool isRead = false;

    /// False if the cache cannot be read, or changed meanwhile so that rows and anchors do not fit together.
    [[nodiscard]] bool read(const std::stop_token& stop);
    [[nodiscard]] bool isAt(int row, TraceId id) const;
};

bool TraceListModel::grow(const QString& path, const CacheTotals& totals, const std::function<Place()>& placeOf,
                          bool goesOn)
{
    m_isGrowing = goesOn;
    m_path = path;
    if (m_sorting)
        return false;
    m_broken = false;
    if (isNarrowed() || !m_asked.isEmpty()) {
        m_totals = totals;
        // While somebody reads what was found it stays; at the end it is searched for once more.
        if (!goesOn || !isNarrowed() || !placeOf().top)
            setSearch(m_asked);
        return true;
    }
    Grown wanted;
    wanted.path = path;
    wanted.totals = totals;
    wanted.order = m_order;
    wanted.descending = m_descending;
    wanted.place = placeOf();
    const auto work = [wanted](const std::stop_token& stop) {
        // The writer may commit between two of the reads; then what was read does not fit together.
        for (int attempt = 0; attempt < kAttempts && !stop.stop_requested(); ++attempt) {
            Grown grown = wanted;
            grown.isRead = grown.read(stop);
            if (grown.isRead)
                return grown;
        }
        return wanted;
    };
    m_job.start(work, [this, placeOf](Grown grown) { takeGrown(std::move(grown), placeOf); });
    return true;
}

bool TraceListModel::Grown::read(const std::stop_token& stop)
{
    const std::string file = path.toStdString();
    std::vector<TraceId> anchors;
    for (const auto& id : {place.top, place.current})
        if (id)
            anchors.push_back(*id);
    const auto rows = positionsOf(file, order, descending, anchors, stop);
    auto reader = CacheReader::open(file);
    if (!rows || !reader)
        return false;
    const std::stop_callback interrupt(stop, [&reader] { reader->interrupt(); });
    if (place.top)
        top = static_cast<int>(rows->front().value_or(0));
    if (place.current && rows->back())
        currentRow = static_cast<int>(*rows->back());
    const auto commonly = commonDay(*reader);
    if (!commonly)
        return false;
    day = *commonly;
    std::set<int> numbers{top / kPageRows, (top + place.rowsOnScreen) / kPageRows};
    if (currentRow)
        numbers.insert(*currentRow / kPageRows);
    for (const int number : numbers) {
        auto traces = reader->traces({.order = order,
                                      .descending = descending,
                                      .offset = number * std::int64_t{kPageRows},
                                      .limit = kPageRows});
        if (!traces)
            return false;
        pages.emplace(number, Page{std::move(*traces), {}});
    }
    return (!place.top || !rows->front() || isAt(top, *place.top)) &&
           (!currentRow || isAt(*currentRow, *place.current));
}

bool TraceListModel::Grown::isAt(int row, TraceId id) const
{
    const auto page = pages.find(row / kPageRows);
    const auto at = static_cast<std::size_t>(row % kPageRows);
    return page != pages.end() && at < page->second.traces.size() && page->second.traces[at].traceId == id;
}

void TraceListModel::takeGrown(Grown grown, const std::function<Place()>& placeOf)
{
    if (!grown.isRead && m_isGrowing) {
        fetchNext();
        return;
    }
    if (!grown.isRead) { // tells why when it is asked for its rows
        setCache(grown.path, grown.totals);
        emit this->grown(0);
        return;
    }
    if (const Place now = placeOf(); now.top != grown.place.top || now.current != grown.place.current) {
        grow(grown.path, grown.totals, placeOf, m_isGrowing);
        return;
    }
    m_totals = grown.totals;
    addRows(static_cast<int>(std::min<std::uint64_t>(grown.totals.traces, std::numeric_limits<int>::max())));
    emit layoutAboutToBeChanged();
    QModelIndexList before;
    QModelIndexList after;
    for (const QModelIndex& index : persistentIndexList()) {
        const TraceSummary* trace = summary(index.row());
        const bool isCurrent = trace != nullptr && grown.place.current == trace->traceId;
        if (isCurrent && grown.currentRow && *grown.currentRow < m_rows) {
            before.append(index);
            after.append(createIndex(*grown.currentRow, index.column()));
        }
    }
    changePersistentIndexList(before, after);
    m_pages = std::move(grown.pages);
    m_wanted.clear();
    emit layoutChanged();
    const bool isOtherDay = std::exchange(m_day, grown.day) != m_day;
    if (isOtherDay)
        emit orderChanged();
    emit this->grown(std::clamp(grown.top, 0, std::max(m_rows - 1, 0)));
}

void TraceListModel::addRows(int rows)
{
    // What stands in the rows is told by layoutChanged(); here only their number counts.
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, rows, m_rows - 1);
        m_rows = rows;
        endRemoveRows();
    }
}

} // namespace tailrace
