// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/incoming_links.h"

#include "model/items/cache_work.h"

#include <algorithm>

namespace tailrace {

IncomingLinks::IncomingLinks(std::vector<LinkFrom> links)
    : m_links(std::move(links))
{
    std::stable_sort(m_links.begin(), m_links.end(),
                     [](const LinkFrom& a, const LinkFrom& b) { return a.target.value < b.target.value; });
}

std::span<const LinkFrom> IncomingLinks::to(SpanId span) const
{
    const auto first =
        std::lower_bound(m_links.begin(), m_links.end(), span.value,
                         [](const LinkFrom& link, std::uint64_t id) { return link.target.value < id; });
    const auto last =
        std::find_if(first, m_links.end(), [span](const LinkFrom& link) { return link.target != span; });
    return {first, last};
}

Result<IncomingLinks> IncomingLinks::find(const std::string& cacheFile, TraceId trace, const std::stop_token& stop)
{
    return readFromCache<IncomingLinks, TraceScanner>(
        cacheFile, stop, [&](TraceScanner& scanner) -> Result<IncomingLinks> {
            if (stop.stop_requested())
                return failure(ErrorCode::Cancelled, "stopped");
            std::vector<LinkFrom> links;
            Result<void> read =
                scanner.forEachLinkTo(trace, kMost, [&](LinkFrom link) { links.push_back(std::move(link)); });
            if (!read)
                return failure(std::move(read));
            return IncomingLinks(std::move(links));
        });
}

} // namespace tailrace
