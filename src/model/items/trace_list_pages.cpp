// SPDX-License-Identifier: GPL-3.0-or-later

// How the list of traces gets its rows: pages of all traces from the cache's own order, pages of what a search finds
// from the query engine.

#include "model/items/trace_list_fetch.h"
#include "model/items/trace_list_model.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <stop_token>
#include <utility>

namespace tailrace {

namespace {

constexpr std::size_t kSpansDescribed = 12; // as many as a tool tip holds

} // namespace

/// What one job brings: pages of one order; of a new cache also the day of its traces, of a search how much was found.
struct TraceListModel::Fetched {
    TraceOrder order = TraceOrder::Start;
    bool descending = true;
    std::map<int, Page> pages;
    std::optional<QString> day;
    std::optional<Error> error;
    std::optional<std::uint64_t> traces;
    std::uint64_t spans = 0;
    std::int64_t searchNs = 0;
};

const TraceListModel::Matches* TraceListModel::matches(int row) const
{
    const auto page = m_pages.find(row / kPageRows);
    if (row < 0 || page == m_pages.end())
        return nullptr;
    const auto at = static_cast<std::size_t>(row % kPageRows);
    return at < page->second.matches.size() ? &page->second.matches[at] : nullptr;
}

void TraceListModel::setSearch(Search search)
{
    if (m_path.isEmpty())
        return;
    m_asked = std::move(search);
    m_isAsking = true;
    m_sorting = true;
    m_broken = false;
    m_wanted.clear();
    fetch(m_order, m_descending, {0});
    emit orderChanged();
}

TraceListModel::Fetched TraceListModel::findPages(SharedEngine& engine, const std::string& path, Fetched fetched,
                                                  const std::vector<int>& pages, const Search& search,
                                                  const std::stop_token& stop)
{
    const auto began = std::chrono::steady_clock::now();
    for (const int page : pages) {
        Result<SearchResult> found = engine.use(path, stop, [&](QueryEngine& queries) {
            return queries.search(search.query,
                                  {.order = fetched.order,
                                   .descending = fetched.descending,
                                   .offset = page * std::int64_t{kPageRows},
                                   .limit = kPageRows,
                                   .fromNs = search.range.fromNs,
                                   .toNs = search.range.toNs,
                                   .minDurationNs = search.range.minDurationNs,
                                   .maxDurationNs = search.range.maxDurationNs,
                                   .spansPerTrace = kSpansDescribed},
                                  stop);
        });
        if (!found) {
            fetched.error = found.error();
            return fetched;
        }
        fetched.traces = found->traces;
        fetched.spans = found->spans;
        Page rows;
        for (MatchedTrace& trace : found->page) {
            Matches matches{trace.spanCount, {}};
            for (MatchedSet& set : trace.sets)
                std::move(set.spans.begin(), set.spans.end(), std::back_inserter(matches.first));
            rows.traces.push_back(std::move(trace.summary));
            rows.matches.push_back(std::move(matches));
        }
        fetched.pages.emplace(page, std::move(rows));
    }
    fetched.searchNs = std::chrono::nanoseconds(std::chrono::steady_clock::now() - began).count();
    return fetched;
}

void TraceListModel::fetch(TraceOrder order, bool descending, std::vector<int> pages)
{
    const bool needsDay = m_pages.empty() && m_day.isEmpty();
    m_job.start(
        [path = m_path.toStdString(), order, descending, pages = std::move(pages), needsDay, search = m_asked,
         engine = m_engine](const std::stop_token& stop) {
            Fetched fetched;
            fetched.order = order;
            fetched.descending = descending;
            if (!search.isEmpty())
                return findPages(*engine, path, std::move(fetched), pages, search, stop);
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
                fetched.pages.emplace(page, Page{std::move(*traces), {}});
            }
            return fetched;
        },
        [this](Fetched fetched) { takeFetched(std::move(fetched)); });
}

void TraceListModel::takeFetched(Fetched fetched)
{
    const bool wasSorting = std::exchange(m_sorting, false);
    m_isAsking = false;
    if (fetched.error && m_isGrowing) {
        emit orderChanged();
        return; // the next grow() brings what is on screen
    }
    if (fetched.error) {
        m_broken = true;
        m_asked = m_search;
        emit orderChanged();
        emit failed(QString::fromStdString(fetched.error->text()));
        if (wasSorting)
            emit searched();
        return;
    }
    m_day = fetched.day.value_or(m_day);
    if (wasSorting) {
        takeOrder(std::move(fetched));
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

void TraceListModel::takeOrder(Fetched fetched)
{
    beginResetModel();
    m_order = fetched.order;
    m_descending = fetched.descending;
    m_pages = std::move(fetched.pages);
    m_wanted.clear();
    m_search = m_asked;
    m_rows = fetched.traces
                 ? static_cast<int>(std::min<std::uint64_t>(*fetched.traces, std::numeric_limits<int>::max()))
                 : allRows();
    m_matchingSpans = fetched.spans;
    m_searchNs = fetched.searchNs;
    endResetModel();
    emit orderChanged();
    emit searched();
}

} // namespace tailrace
