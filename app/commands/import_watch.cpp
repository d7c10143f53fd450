// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/import_watch.h"

#include "model/base/format.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <unistd.h>

namespace tailrace {

namespace {

volatile std::sig_atomic_t interrupted = 0;

/// The first signal asks the import to stop; SA_RESETHAND lets a second one end the program at once.
void takeSignals(bool take)
{
    struct sigaction action {
    };
    action.sa_handler = take ? [](int) { interrupted = 1; } : SIG_DFL;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (int signal : {SIGINT, SIGTERM})
        ::sigaction(signal, &action, nullptr);
}

std::string progressText(const Progress& progress)
{
    const bool isIndexing = progress.stage == Stage::Indexing;
    const std::uint64_t total = isIndexing ? progress.itemsTotal : progress.bytesTotal;
    const std::uint64_t done =
        std::min<std::uint64_t>(isIndexing ? progress.itemsDone : progress.bytesDone, total);
    std::string text = isIndexing ? "Building traces" : "Reading";
    if (total > 0)
        text.append(1, ' ').append(formatShare(static_cast<double>(done), static_cast<double>(total)));
    if (!isIndexing)
        text.append(", ").append(formatCount(progress.spans, "span"));
    return text;
}

} // namespace

ImportWatch::ImportWatch(const Progress& progress, bool showProgress)
    : m_progress(progress)
    , m_show(showProgress && ::isatty(STDERR_FILENO) == 1)
{
    interrupted = 0;
    takeSignals(true);
    m_thread = std::thread([this] { watch(); });
}

ImportWatch::~ImportWatch()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_done = true;
    }
    m_wake.notify_all();
    m_thread.join();
    takeSignals(false);
}

void ImportWatch::watch()
{
    using namespace std::chrono_literals;
    bool written = false;
    std::unique_lock lock(m_mutex);
    for (int ticks = 0; !m_wake.wait_for(lock, 50ms, [this] { return m_done; }); ++ticks) {
        if (interrupted != 0)
            m_stop.request_stop();
        // What is done within a third of a second needs no progress.
        if (m_show && ticks >= 6 && ticks % 2 == 0) {
            std::fprintf(stderr, "\r\033[K%s", progressText(m_progress).c_str());
            written = true;
        }
    }
    if (written)
        std::fputs("\r\033[K", stderr);
}

} // namespace tailrace
