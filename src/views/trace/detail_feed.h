// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Keeps a detail panel filled with what was recorded of the selected span, and with how long other spans of its
// operation took. Reads from the cache on a worker; the answer to an older selection is dropped. Selection and panel
// must outlive it. GUI thread only.

#include "model/base/ids.h"
#include "model/cache/trace_scanner.h"
#include "model/items/job.h"

#include <QString>

#include <map>
#include <utility>

namespace tailrace {

class DetailPanel;
class Selection;

class DetailFeed
{
public:
    DetailFeed(const QString& cacheFile, Selection& selection, DetailPanel& panel);

    /// Reads the detail of the selected span.
    void fetch();
    /// The cache is at another path now: reads again what could not be read.
    void moveTo(const QString& cacheFile);

private:
    void fetchPeers(SpanIndex span);

    QString m_cacheFile;
    Selection& m_selection;
    DetailPanel& m_panel;
    JobRunner m_fetching;
    JobRunner m_comparing;
    std::map<std::pair<StringId, StringId>, PeerSample> m_peers; // by service and name
    bool m_isMissing = false;                                    // the detail could not be read
};

} // namespace tailrace
