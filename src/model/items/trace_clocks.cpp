// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/trace_clocks.h"

#include "model/analysis/clock_hosts.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tailrace {

TraceClocks::TraceClocks(Selection& selection, QObject* parent)
    : QObject(parent)
    , m_selection(selection)
{
}

void TraceClocks::setTrace(SpanTablePtr recorded, std::string cacheFile)
{
    m_job.cancel();
    m_cacheFile = std::move(cacheFile);
    m_recorded = std::move(recorded);
    m_placeOf.clear();
    m_layer.reset();
    m_isShown = false;
    m_selection.setTrace(m_recorded);
    if (m_isOn)
        work();
    emit changed();
}

void TraceClocks::setOn(bool on)
{
    if (on == m_isOn)
        return;
    m_isOn = on;
    if (m_recorded == nullptr) {
        emit changed();
        return;
    }
    if (on) {
        work();
    } else {
        m_job.cancel();
        if (m_isShown) {
            m_isShown = false;
            std::vector<SpanIndex> same(m_recorded->size());
            std::iota(same.begin(), same.end(), SpanIndex{0});
            show(m_recorded, std::move(same));
        }
    }
    emit changed();
}

void TraceClocks::estimate()
{
    if (!m_layer && m_recorded != nullptr && !m_job.isRunning())
        work();
}

void TraceClocks::work()
{
    const auto make = [table = m_recorded, file = m_cacheFile, known = m_layer, own = m_own,
                       on = m_isOn](const std::stop_token& stop) -> Result<Made> {
        Made made;
        if (known) {
            made.layer = *known;
        } else {
            Result<ClockHosts> hosts = findHosts(file, *table, stop);
            if (!hosts)
                return failure(std::move(hosts));
            made.layer = ClockLayer::estimate(*table, std::move(*hosts));
            for (HostIndex host = 0; host < made.layer.hosts().size(); ++host)
                if (const auto set = own.find(made.layer.hosts()[host].name); set != own.end())
                    made.layer.setOffset(host, set->second);
        }
        if (on)
            made.corrected = correctTrace(*table, made.layer);
        return made;
    };
    m_job.start(make, [this](Result<Made> made) { take(std::move(made)); });
}

void TraceClocks::take(Result<Made> made)
{
    if (!made) {
        m_isOn = false;
        emit failed(QString::fromStdString(made.error().text()));
        emit changed();
        return;
    }
    m_layer = std::move(made->layer);
    if (made->corrected) {
        m_isShown = true;
        show(std::move(made->corrected->table), std::move(made->corrected->placeOf));
    }
    emit changed();
}

void TraceClocks::show(SpanTablePtr table, std::vector<SpanIndex> placeOf)
{
    std::vector<SpanIndex> fromShown(placeOf);
    for (SpanIndex span = 0; span < m_placeOf.size(); ++span)
        fromShown[m_placeOf[span]] = placeOf[span];
    m_placeOf = std::move(placeOf);
    m_selection.renumber(std::move(table), fromShown);
}

void TraceClocks::setOffset(HostIndex host, qint64 ns)
{
    ns = std::clamp(ns, -kFurthestNs, kFurthestNs);
    m_own[m_layer->hosts()[host].name] = ns;
    m_layer->setOffset(host, ns);
    offsetsChanged();
}

void TraceClocks::resetOffset(HostIndex host)
{
    m_own.erase(m_layer->hosts()[host].name);
    m_layer->resetOffset(host);
    offsetsChanged();
}

void TraceClocks::resetOffsets()
{
    m_own.clear();
    m_layer->resetOffsets();
    offsetsChanged();
}

void TraceClocks::offsetsChanged()
{
    if (m_isOn)
        work();
    emit changed();
}

} // namespace tailrace
