// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Watches a running import from a thread of its own: writes its progress to standard error if that is a terminal,
// and stops it on Ctrl-C (SIGINT) or SIGTERM. One at a time.

#include "model/base/progress.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace tailrace {

class ImportWatch
{
public:
    /// `showProgress` false: only the signals.
    ImportWatch(const Progress& progress, bool showProgress);
    ~ImportWatch();
    ImportWatch(const ImportWatch&) = delete;
    ImportWatch& operator=(const ImportWatch&) = delete;

    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }

private:
    void watch();

    const Progress& m_progress;
    const bool m_show;
    std::stop_source m_stop;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_done = false;
    std::thread m_thread;
};

} // namespace tailrace
