// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The list of traces of one cache as a Qt table. It has a row for every trace, but holds only pages of rows near
// those that were asked for: a missing row reads as empty, is fetched by a worker, and dataChanged() tells when it
// is there. Sorting is done by the cache over all traces, never here; the old order stays on show until the first
// page of the new one has come. So does what was found before when a search supersedes another. GUI thread only.

#include "model/cache/cache_reader.h"
#include "model/items/job.h"
#include "model/items/shared_engine.h"
#include "model/query/trace_range.h"

#include <QAbstractTableModel>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace tailrace {

class TraceListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        TraceColumn,
        StartColumn,
        DurationColumn,
        SpansColumn,
        ErrorsColumn,
        MatchesColumn, ///< matching spans; empty unless isNarrowed()
        ServicesColumn,
        kColumns
    };
    enum Role {
        TraceIdRole = Qt::UserRole, ///< 32 hex digits
        DurationShareRole,          ///< double 0 … 1 of the longest trace
    };
    static constexpr int kPageRows = 256;
    static constexpr int kMaxPages = 32; ///< pages kept; those farthest from the last one asked for go first

    explicit TraceListModel(QObject* parent = nullptr);
    ~TraceListModel() override;

    /// Shows the traces of the cache at `path`; `totals` are those of that cache. An empty path shows nothing.
    void setCache(const QString& path, const CacheTotals& totals);

    /// What the list is narrowed down to; all of the cache unless it says something.
    struct Search {
        Query query;
        TraceRange range;
        [[nodiscard]] bool isEmpty() const { return query.stages.empty() && range.isWhole(); }
    };
    /// Shows what is found, in the order as it is. searched() tells when it is there; another search, and another
    /// cache, supersede it. Rows stay as they are until then.
    void setSearch(Search search);
    /// What is on show, as far as searched() has told of it.
    [[nodiscard]] const Search& search() const { return m_search; }
    [[nodiscard]] bool isNarrowed() const { return !m_search.isEmpty(); }
    /// The spans of all sets of all that was found; 0 where they were not counted.
    [[nodiscard]] std::uint64_t matchingSpans() const { return m_matchingSpans; }
    /// How long finding took, ns.
    [[nodiscard]] std::int64_t searchNs() const { return m_searchNs; }
    /// The engine that answered, for what else is asked about the same search.
    [[nodiscard]] const SharedEnginePtr& engine() const { return m_engine; }

    /// Where a reader of the list is: what grow() keeps in place.
    struct Place {
        std::optional<TraceId> top;     ///< the first row on screen; nothing: the beginning of the list
        std::optional<TraceId> current; ///< the selected row
        int rowsOnScreen = 0;
    };
    /// The cache has got more traces, or is at another path now. Fetches what is on screen in the order as it is and
    /// then shows the larger list at once: rows() has grown, persistent indexes of the current row have moved with
    /// their trace, and grown() tells where the first row on screen is. With `goesOn` it is called again, and what
    /// cannot be read at the moment is no error. `placeOf` is asked now and when the rows have come: where its reader
    /// has moved on meanwhile they are fetched anew. False, and nothing is done, while a new order is on its way; an
    /// order that is asked for before grown() supersedes it. A narrowed list does not tell grown(): it is searched anew
    /// at the end, and before that as long as `placeOf` has no first row.
    bool grow(const QString& path, const CacheTotals& totals, const std::function<Place()>& placeOf, bool goesOn);

    /// The trace of a row, or nullptr while it has not been fetched. Valid until the next event is processed.
    [[nodiscard]] const TraceSummary* summary(int row) const;
    /// Matching spans of a row, some of them described, or nullptr where there is no search or no row yet.
    struct Matches {
        std::uint64_t spans = 0;
        std::vector<MatchedSpan> first;
    };
    [[nodiscard]] const Matches* matches(int row) const;
    [[nodiscard]] TraceOrder order() const { return m_order; }
    [[nodiscard]] bool isDescending() const { return m_descending; }
    [[nodiscard]] int sortColumn() const;
    /// What the order is, in words: "newest first", "by name, A to Z".
    [[nodiscard]] QString orderText() const;
    /// A new order has been asked for and has not come yet.
    [[nodiscard]] bool isSorting() const { return m_sorting; }
    /// What is on its way is another search.
    [[nodiscard]] bool isSearching() const { return m_sorting && m_isAsking; }
    /// The order that a first click on the header of `column` means.
    [[nodiscard]] static Qt::SortOrder firstOrder(int column);
    /// The services of a trace for display: that of the root first, the others as the cache has them.
    [[nodiscard]] static std::vector<std::string> servicesToShow(const TraceSummary& trace);
    /// The start as the list shows it: without the date where all traces are of one day (UTC).
    [[nodiscard]] QString startText(const TraceSummary& trace) const;
    /// That day, "2026-11-22"; empty where traces are of several.
    [[nodiscard]] QString day() const { return m_day; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    /// What setSearch() asked for is on show, or could not be found: then failed() has told why.
    void searched();
    /// After grow().
    void grown(int topRow);
    /// isSorting() or the order has changed.
    void orderChanged();
    /// The cache could not be read.
    void failed(const QString& message);

private:
    struct Page {
        std::vector<TraceSummary> traces;
        std::vector<Matches> matches; ///< of a search only
    };
    struct Fetched;
    struct Grown;

    [[nodiscard]] QVariant displayText(const TraceSummary& trace, int column) const;
    [[nodiscard]] QString toolTip(const TraceSummary& trace, int column) const;
    [[nodiscard]] QString accessibleText(const TraceSummary& trace, int column) const;
    void want(int page) const;
    void fetchNext();
    void fetch(TraceOrder order, bool descending, std::vector<int> pages);
    [[nodiscard]] static Fetched findPages(SharedEngine& engine, const std::string& path, Fetched fetched,
                                           const std::vector<int>& pages, const Search& search,
                                           const std::stop_token& stop);
    [[nodiscard]] QString matchesToolTip(int row) const;
    [[nodiscard]] int allRows() const;
    void takeFetched(Fetched fetched);
    void takeOrder(Fetched fetched);
    void takeGrown(Grown grown, const std::function<Place()>& placeOf);
    void addRows(int rows);
    void dropFarPages(int near);

    QString m_path;
    CacheTotals m_totals;
    int m_rows = 0;
    TraceOrder m_order = TraceOrder::Start;
    bool m_descending = true;
    bool m_sorting = false;
    bool m_isGrowing = false; // it goes on: what cannot be read now can be later
    bool m_broken = false; // reading has failed; asked again only for another order or cache
    Search m_search;
    Search m_asked; // what is being searched for
    bool m_isAsking = false; // it is not what is on show
    std::uint64_t m_matchingSpans = 0;
    std::int64_t m_searchNs = 0;
    SharedEnginePtr m_engine;
    QString m_day;
    std::map<int, Page> m_pages;
    mutable std::vector<int> m_wanted; // newest last
    mutable QTimer m_fetchTimer;       // merges what one repaint asks for
    JobRunner m_job;
};

} // namespace tailrace
