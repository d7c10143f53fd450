// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/detail_feed.h"

#include "model/items/cache_work.h"
#include "model/items/selection.h"
#include "views/detail/detail_panel.h"

namespace tailrace {

namespace {

constexpr std::int64_t kPeersAmong = 2'000'000; // spans of the cache
constexpr std::size_t kPeersKept = 32;          // operations

} // namespace

DetailFeed::DetailFeed(const QString& cacheFile, Selection& selection, DetailPanel& panel)
    : m_cacheFile(cacheFile)
    , m_selection(selection)
    , m_panel(panel)
{
}

void DetailFeed::fetch()
{
    m_fetching.cancel();
    m_comparing.cancel();
    const SpanTablePtr table = m_selection.trace();
    const SpanIndex span = m_selection.current();
    if (table == nullptr || span == kNoSpan) {
        m_panel.setMessage(DetailPanel::tr("Select a span to see what was recorded of it."));
        return;
    }
    const auto work = [file = m_cacheFile.toStdString(), row = table->rowId[span]](const std::stop_token& stop) {
        return readFromCache<SpanDetail>(file, stop,
                                         [row](CacheReader& reader) { return reader.spanDetail(row); });
    };
    // Until it arrives the span before stays visible: it takes a few milliseconds, and a flash would disturb.
    m_fetching.start(work, [this, table, span](Result<SpanDetail> read) {
        m_isMissing = !read;
        if (read) {
            m_panel.setSpan(table, span, std::move(*read));
            fetchPeers(span);
        } else {
            m_panel.setMessage(QString::fromStdString(read.error().text()));
        }
    });
}

void DetailFeed::moveTo(const QString& cacheFile)
{
    m_cacheFile = cacheFile;
    if (m_isMissing || m_fetching.isRunning())
        fetch();
}

void DetailFeed::fetchPeers(SpanIndex span)
{
    const SpanTablePtr table = m_selection.trace();
    const std::pair key(table->serviceId[span], table->nameId[span]);
    if (const auto known = m_peers.find(key); known != m_peers.end() && known->second.isWhole) {
        m_panel.setPeers(known->second);
        return;
    }
    const auto work = [file = m_cacheFile.toStdString(), row = table->rowId[span]](const std::stop_token& stop) {
        return readFromCache<PeerSample, TraceScanner>(
            file, stop, [row](TraceScanner& scanner) { return scanner.peers(row, kPeersAmong); });
    };
    m_comparing.start(work, [this, key, span](Result<PeerSample> sample) {
        if (!sample || m_selection.current() != span)
            return; // the detail stands without it
        m_panel.setPeers(*sample);
        if (m_peers.size() >= kPeersKept)
            m_peers.clear();
        m_peers[key] = std::move(*sample);
    });
}

} // namespace tailrace
