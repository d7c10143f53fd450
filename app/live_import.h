// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Looks from time to time into a cache that is still being written, on a worker: how much can be seen by now, and
// how large the traces are that somebody has opened. GUI thread only.

#include "model/cache/cache_reader.h"
#include "model/items/job.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <utility>
#include <vector>

namespace tailrace {

/// What one look has found.
struct LiveLook {
    QString cacheFile;
    CacheTotals totals;
    std::vector<std::pair<TraceId, std::uint32_t>> spans; ///< of the opened traces that are there
};

class LiveImport : public QObject
{
    Q_OBJECT

public:
    /// `openedTraces` says before each look whose sizes are wanted.
    explicit LiveImport(std::function<std::vector<TraceId>()> openedTraces);

    /// Looks into this cache until finish() or stop(); the first time after most imports are over.
    void start(const QString& cacheFile);
    /// Looks a last time, into the finished cache.
    void finish(const QString& cacheFile);
    void stop();

signals:
    void seen(const tailrace::LiveLook& look);

private:
    void look();
    void take(const Result<LiveLook>& look, int tookMs);

    std::function<std::vector<TraceId>()> m_openedTraces;
    QString m_cacheFile;
    QTimer m_timer;
    JobRunner m_job;
    bool m_goesOn = false;
};

} // namespace tailrace
