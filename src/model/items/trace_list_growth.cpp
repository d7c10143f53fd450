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
};

bool TraceListModel::grow(const QString& path, const CacheTotals& totals, const std::function<Place()>& placeOf,
                          bool goesOn)
{
    m_isGrowing = goesOn;
    m_path = path;
    if (m_sorting)
        return false;
    m_broken = false;
    const Place place = placeOf();
    const auto work = [wanted = Grown{.path = path,
                                      .totals = totals,
                                      .order = m_order,
                                      .descending = m_descending,
                                      .place = place,
                                      .top = 0,
                                      .currentRow = {},
                                      .pages = {},
                                      .day = {}}](const std::stop_token& stop) {
        Grown grown = wanted;
        const Place& place = grown.place;
        const std::string file = grown.path.toStdString();
        std::vector<TraceId> anchors;
        for (const auto& id : {place.top, place.current})
            if (id)
                anchors.push_back(*id);
        auto rows = positionsOf(file, grown.order, grown.descending, anchors, stop);
        auto reader = CacheReader::open(file);
        if (!rows || !reader)
            return grown;
        const std::stop_callback interrupt(stop, [&reader] { reader->interrupt(); });
        const auto rowOf = [&rows](std::size_t i) { return static_cast<int>((*rows)[i].value_or(0)); };
        if (place.top)
            grown.top = rowOf(0);
        if (place.current && rows->back())
            grown.currentRow = rowOf(anchors.size() - 1);
        auto day = commonDay(*reader);
        if (!day)
            return grown;
        grown.day = *day;
        std::set<int> pages{grown.top / kPageRows, (grown.top + place.rowsOnScreen) / kPageRows};
        if (grown.currentRow)
            pages.insert(*grown.currentRow / kPageRows);
        for (const int page : pages) {
            auto traces = reader->traces({.order = grown.order,
                                          .descending = grown.descending,
                                          .offset = page * std::int64_t{kPageRows},
                                          .limit = kPageRows});
            if (!traces)
                return grown;
            grown.pages.emplace(page, Page{std::move(*traces)});
        }
        grown.isRead = true;
        return grown;
    };
    m_job.start(work, [this, placeOf](Grown grown) { takeGrown(std::move(grown), placeOf); });
    return true;
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
