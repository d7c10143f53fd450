// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The clocks of a trace on show: as recorded, or corrected by the offsets that calls between hosts suggest or that a
// person sets (clock_layer.h). Hosts are found and corrected tables are made on a worker; a finished one replaces
// the table of the selection, so that every view of the trace follows. Offsets that were set stay with the hosts'
// names while this object lives. GUI thread only.

#include "model/base/result.h"
#include "model/items/job.h"
#include "model/items/selection.h"
#include "model/trace/corrected_trace.h"

#include <QObject>
#include <QString>

#include <map>
#include <optional>
#include <string>

namespace tailrace {

class TraceClocks : public QObject
{
    Q_OBJECT

public:
    /// The selection must outlive this.
    explicit TraceClocks(Selection& selection, QObject* parent = nullptr);

    /// Shows a trace as it was recorded; then, if that is wanted, corrected. Hosts are read from the cache.
    void setTrace(SpanTablePtr recorded, std::string cacheFile);
    /// The cache is at another path.
    void setCacheFile(std::string cacheFile) { m_cacheFile = std::move(cacheFile); }

    /// Whether corrected times are wanted; they are shown when they are ready.
    [[nodiscard]] bool isOn() const { return m_isOn; }
    void setOn(bool on);
    /// Whether they are on show.
    [[nodiscard]] bool isShown() const { return m_isShown; }

    /// Hosts and offsets, or null until they are known: after estimate() or setOn().
    [[nodiscard]] const ClockLayer* layer() const { return m_layer ? &*m_layer : nullptr; }
    void estimate();
    /// ns to be added to the recorded times of a host, at most kFurthestNs to either side. Only with a layer.
    void setOffset(tailrace::HostIndex host, qint64 ns);
    void resetOffset(tailrace::HostIndex host);
    void resetOffsets();

    /// A hundred years.
    static constexpr qint64 kFurthestNs = 3'155'760'000'000'000'000;

signals:
    /// isOn(), isShown() or layer().
    void changed();
    void failed(const QString& message);

private:
    struct Made {
        ClockLayer layer;
        std::optional<CorrectedTrace> corrected;
    };

    void work();
    void take(Result<Made> made);
    void show(SpanTablePtr table, std::vector<SpanIndex> placeOf);
    void offsetsChanged();

    Selection& m_selection;
    std::string m_cacheFile;
    SpanTablePtr m_recorded;
    std::vector<SpanIndex> m_placeOf; // of the table on show, by that of the recorded one; empty = the same
    std::optional<ClockLayer> m_layer;
    std::map<std::string, std::int64_t> m_own; // offsets set by a person, by name of the host
    bool m_isOn = false;
    bool m_isShown = false;
    JobRunner m_job;
};

} // namespace tailrace
