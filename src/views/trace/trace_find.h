// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Searching in one trace: runs what is typed into the find bar on a worker, shows the matches in the waterfall and
// walks them. Only the answer to the last question arrives. GUI thread only.

#include "model/items/job.h"
#include "model/items/selection.h"
#include "views/waterfall/matches.h"

#include <QObject>
#include <QTimer>

#include <cstdint>

namespace tailrace {

class FindBar;
class WaterfallView;

class TraceFind : public QObject
{
    Q_OBJECT

public:
    /// All must outlive it; the bar starts hidden.
    TraceFind(const QString& cacheFile, Selection& selection, WaterfallView& waterfall, FindBar& bar,
              QObject* parent = nullptr);

    /// Opens the bar, with the keyboard focus in it.
    void open();
    /// Closes the bar and forgets the matches, but not the query.
    void close();
    [[nodiscard]] bool isOpen() const;
    /// The cache is at another path now.
    void setCacheFile(const QString& cacheFile) { m_cacheFile = cacheFile; }
    /// To the match after (before) the selected span; opens the bar if nothing has been searched for yet.
    void next();
    void previous();

signals:
    /// The bar was closed: the focus belongs to what was searched.
    void closed();

private:
    enum class Step { None, Next, Previous };

    void search();
    void take(std::vector<SpanIndex> matches);
    void walk(Step step);
    void showCount(const QString& notice = {});

    QString m_cacheFile;
    Selection& m_selection;
    WaterfallView& m_waterfall;
    FindBar& m_bar;
    JobRunner m_job;
    QTimer m_typing;            // until nothing has been typed for a moment
    QTimer m_patience;          // until it is said that the search runs
    Step m_wanted = Step::None; // when the answer is there
    bool m_hasAnswer = false;   // to what is typed now
    bool m_isStepping = false;
};

} // namespace tailrace
