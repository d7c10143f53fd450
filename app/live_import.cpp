// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_import.h"

#include "model/items/cache_work.h"

#include <QElapsedTimer>
#include <QFile>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kFirstLookMs = 700; // what is read sooner is shown when it is done
constexpr int kLookEveryMs = 1000;
constexpr int kRestFactor = 10; // looking must not take the time that reading needs

struct Looked {
    Result<LiveLook> look;
    int tookMs = 0;
};

Result<LiveLook> lookInto(const QString& cacheFile, const std::vector<TraceId>& opened,
                          const std::stop_token& stop)
{
    const auto look = [&](CacheReader& reader) -> Result<LiveLook> {
        const auto totals = reader.totals();
        if (!totals)
            return tl::unexpected<Error>(totals.error());
        LiveLook seen{cacheFile, *totals, {}};
        for (const TraceId id : opened)
            if (const auto trace = reader.trace(id))
                seen.spans.emplace_back(id, trace->spans);
        return seen;
    };
    return readFromCache<LiveLook>(QFile::encodeName(cacheFile).toStdString(), stop, look);
}

} // namespace

LiveImport::LiveImport(std::function<std::vector<TraceId>()> openedTraces)
    : m_openedTraces(std::move(openedTraces))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &LiveImport::look);
}

void LiveImport::start(const QString& cacheFile)
{
    m_job.cancel();
    m_cacheFile = cacheFile;
    m_goesOn = true;
    m_timer.start(kFirstLookMs);
}

void LiveImport::finish(const QString& cacheFile)
{
    stop();
    m_cacheFile = cacheFile;
    look();
}

void LiveImport::stop()
{
    m_goesOn = false;
    m_timer.stop();
    m_job.cancel();
}

void LiveImport::look()
{
    m_job.start(
        [file = m_cacheFile, opened = m_openedTraces()](const std::stop_token& stop) {
            QElapsedTimer clock;
            clock.start();
            auto look = lookInto(file, opened, stop);
            return Looked{std::move(look), static_cast<int>(clock.elapsed())};
        },
        [this](const Looked& looked) { take(looked.look, looked.tookMs); });
}

void LiveImport::take(const Result<LiveLook>& look, int tookMs)
{
    if (m_goesOn)
        m_timer.start(std::max(kLookEveryMs, tookMs * kRestFactor));
    // A cache that cannot be read right now is being moved or taken back, which the import tells.
    if (look)
        emit seen(*look);
}

} // namespace tailrace
