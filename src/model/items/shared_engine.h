// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// One query engine for all the jobs of a page, so that a query is answered once and not by each of them: the list, the
// counts and the plots of a search share what was found. Jobs use it one after the other. Any thread; held by the jobs
// that use it.

#include "model/query/query_engine.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace tailrace {

class SharedEngine
{
public:
    /// Calls `work(QueryEngine&)`, which returns a Result; fails as QueryEngine::open() does. Another path than before
    /// opens another cache.
    template <class Work>
    auto use(const std::string& path, const std::stop_token& stop, Work work)
        -> decltype(work(std::declval<QueryEngine&>()))
    {
        const std::lock_guard lock(m_mutex);
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "cancelled");
        if (!m_engine || m_path != path) {
            m_engine.reset();
            Result<QueryEngine> opened = QueryEngine::open(path);
            if (!opened)
                return failure(std::move(opened));
            m_engine.emplace(std::move(*opened));
            m_path = path;
        }
        return work(*m_engine);
    }

    /// Closes the cache; the next use opens it again.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_engine.reset();
    }

private:
    std::mutex m_mutex;
    std::string m_path;
    std::optional<QueryEngine> m_engine;
};

using SharedEnginePtr = std::shared_ptr<SharedEngine>;

} // namespace tailrace
