// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A picture of a trace, painted by its views themselves without a window: header, then one view with as many
// rows as there are (or fit). It is painted in pieces of some milliseconds each, so that whoever paints may do
// other things in between; what pieces need from the cache is read on workers. GUI thread only.
//
// Call prepare() until it is true, make a canvas of size(), then paintNext() until it is done, with the event loop
// running in between.

#include "model/items/path_layer.h"
#include "model/items/row_state.h"
#include "model/items/selection.h"
#include "views/common/time_axis.h"
#include "views/picture/picture_canvas.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

class QAbstractScrollArea;

namespace tailrace {

class CriticalPathTable;
class FlameView;
class OperationsTable;
class PictureHeader;
class WaterfallView;

enum class PictureView { Waterfall, Flame, MergedFlame, Minimap, Operations, CriticalPath };

struct RowsInPicture {
    int all = 0;
    int shown = 0;
};

struct PictureRequest {
    PictureView view = PictureView::Waterfall;
    int width = 1280;        ///< logical px
    int height = 0;          ///< logical px, header included; 0 = what all rows need
    int mostHeight = 30'000; ///< beyond it rows are left out
    TimeDisplay display = TimeDisplay::Relative;
    bool emphasisePath = false;
    RowStatePtr rows{};                 ///< as the waterfall is to show them; null = all
    std::vector<SpanIndex> collapsed{}; ///< beside those of `rows`
    SpanIndex focus = kNoSpan;          ///< the subtree to show
    QStringList attributes{};           ///< beside the names
    TimeFoldsPtr folds{};
    std::optional<TimeRange>
        visible{}; ///< of the waterfall and of the flame graph by time; else all, or the focus
};

class TracePicture
{
public:
    TracePicture(SpanTablePtr trace, const QString& cacheFile, const PictureRequest& request);
    ~TracePicture();
    TracePicture(const TracePicture&) = delete;
    TracePicture& operator=(const TracePicture&) = delete;

    /// Whether size() is known.
    [[nodiscard]] bool prepare();
    /// Logical px.
    [[nodiscard]] QSize size() const { return m_size; }
    /// How many rows there are and how many the picture has room for. None in a minimap.
    [[nodiscard]] RowsInPicture rows() const { return m_rows; }
    /// The trace's name.
    [[nodiscard]] QString title() const;

    enum class Step { Waiting, Painted, Done };
    /// Paints the next piece if everything that it shows is there.
    [[nodiscard]] Step paintNext(QPainter& painter);
    /// Share of the rows that are painted, 0 … 1.
    [[nodiscard]] double progress() const;

private:
    void makeWaterfall();
    void makeFlame(bool merged);
    void layOut();
    void layOutMinimap();
    [[nodiscard]] int fixedHeight() const;
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] bool isReady() const;
    void sayLeftOut(int fitting);

    SpanTablePtr m_trace;
    QString m_cacheFile;
    PictureRequest m_request;
    Selection m_selection;
    TimeAxis m_axis;
    std::unique_ptr<PathLayer> m_path;
    std::unique_ptr<PictureHeader> m_header;
    std::unique_ptr<WaterfallView> m_waterfall;
    std::unique_ptr<FlameView> m_flame;
    std::unique_ptr<OperationsTable> m_operations;
    std::unique_ptr<CriticalPathTable> m_pathTable;
    QWidget* m_host = nullptr;             // the view, of one of the above
    QAbstractScrollArea* m_area = nullptr; // its rows; null for the minimap

    QSize m_size;
    bool m_isLaidOut = false;
    bool m_headerPainted = false;
    RowsInPicture m_rows;
    int m_rowsDone = 0;
    int m_y = 0; // where the next piece begins
};

/// A view as it looks now, without its scroll bar, below the header of its trace.
[[nodiscard]] Result<PaintedPicture> paintView(QWidget& view, const SpanTablePtr& trace, PictureFormat format,
                                               bool withLegend);

} // namespace tailrace
