// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Which spans of a cache link to the spans of a trace, from within the trace and from others. The cache has no index
// of what is linked to, so all links are passed over once a trace. A value; any thread.

#include "model/base/result.h"
#include "model/cache/trace_scanner.h"

#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace tailrace {

class IncomingLinks
{
public:
    IncomingLinks() = default;
    explicit IncomingLinks(std::vector<LinkFrom> links);

    /// In the order in which the spans that link are stored.
    [[nodiscard]] std::span<const LinkFrom> to(SpanId span) const;
    [[nodiscard]] bool empty() const { return m_links.empty(); }

    /// Reads them; blocks until done, at most kMost are kept. Fails as TraceScanner does, with Cancelled when stopped.
    [[nodiscard]] static Result<IncomingLinks> find(const std::string& cacheFile, TraceId trace,
                                                    const std::stop_token& stop);
    static constexpr std::int64_t kMost = 100'000;

private:
    std::vector<LinkFrom> m_links; // by target
};

} // namespace tailrace
