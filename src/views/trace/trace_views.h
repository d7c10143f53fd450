// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The ways to look at one trace, one at a time, with a tab for each: waterfall, flame graph by time and merged by
// name, table of operations, table of the critical path. All share selection, time and critical path. Those that
// nobody looks at compute nothing. GUI thread only.

#include "model/items/path_layer.h"
#include "views/common/time_axis.h"

#include <QWidget>

#include <optional>

class QStackedWidget;
class QTabBar;

namespace tailrace {

class CriticalPathTable;
class FlameView;
class OperationsTable;
class WaterfallView;
struct PictureRequest;

enum class TraceViewKind { Waterfall, Flame, MergedFlame, Operations, CriticalPath };

class TraceViews : public QWidget
{
    Q_OBJECT

public:
    /// Selection and axis must outlive this. `waterfall` becomes a part of it.
    TraceViews(Selection& selection, TimeAxis& axis, WaterfallView* waterfall, const QString& cacheFile,
               QWidget* parent = nullptr);
    ~TraceViews() override;

    [[nodiscard]] TraceViewKind shown() const;
    void show(TraceViewKind kind);
    /// The cache is at another path now.
    void setCacheFile(const QString& cacheFile);
    /// The flame graph on show, or nullptr.
    [[nodiscard]] FlameView* flame() const;
    [[nodiscard]] const SpanTablePtr& trace() const { return m_selection.trace(); }
    /// What a picture of the view on show consists of: the view, of a table its rows and heading.
    [[nodiscard]] QWidget* pictured() const;
    /// Whether that shows the services' colours beside their names.
    [[nodiscard]] bool hasLegend() const;
    /// A picture of the view on show with all of its rows and all of the time, and what is folded, focused or hidden
    /// as it is.
    [[nodiscard]] PictureRequest wholePicture() const;
    [[nodiscard]] PathLayer& path() { return m_path; }
    [[nodiscard]] OperationsTable* operations() const { return m_operations; }
    [[nodiscard]] CriticalPathTable* criticalPath() const { return m_pathTable; }

signals:
    void shownChanged();
    void failed(const QString& message);
    /// As WaterfallView::pointedAt().
    void pointedAt(std::optional<qint64> timeNs);

private:
    Selection& m_selection;
    TimeAxis& m_axis;
    WaterfallView* m_waterfall;
    PathLayer m_path;
    TimeAxis m_mergedAxis;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    OperationsTable* m_operations;
    CriticalPathTable* m_pathTable;
};

} // namespace tailrace
