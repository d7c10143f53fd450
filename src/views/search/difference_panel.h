// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Below the facets: what sets the traces that were found, or selected in the plots, apart from the rest. Hidden where
// there is nothing to compare. A click wants the value in the search. GUI thread only.

#include "model/items/job.h"
#include "model/items/shared_engine.h"
#include "model/query/trace_range.h"

#include <QListView>
#include <QWidget>

class QLabel;

namespace tailrace {

class DifferenceModel;
struct Distinction;

class DifferencePanel : public QWidget
{
    Q_OBJECT

public:
    explicit DifferencePanel(QWidget* parent = nullptr);

    /// Compares what this search finds with the rest; `text` is what was typed. Another call supersedes it. An empty
    /// path, and a search for everything, show nothing.
    void compare(const QString& path, const SharedEnginePtr& engine, const Query& query, const TraceRange& range,
                 const QString& text);
    /// Ends what is being asked: another search comes, and goes first.
    void cancel() { m_job.cancel(); }
    [[nodiscard]] DifferenceModel* model() const { return m_model; }

signals:
    void conditionToggled(const QString& condition);

private:
    void take(Distinction distinction, const QString& text);
    void recolor();

    DifferenceModel* m_model;
    QLabel* m_title;
    QLabel* m_sample;
    QListView* m_view;
    JobRunner m_job;
};

} // namespace tailrace
