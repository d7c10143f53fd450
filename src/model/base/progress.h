// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a running job tells about itself. The worker writes, anybody polls (the window ten times a second);
// nothing here blocks or allocates.

#include <atomic>
#include <cstdint>

namespace tailrace {

enum class Stage : int { Waiting, Reading, Indexing, Done };

struct Progress {
    std::atomic<Stage> stage{Stage::Waiting};
    std::atomic<std::uint64_t> bytesDone{0};  ///< bytes of the source as it lies on disk, compressed or not
    std::atomic<std::uint64_t> bytesTotal{0}; ///< 0 = unknown (a pipe)
    std::atomic<std::uint64_t> spans{0};
    std::atomic<std::uint64_t> problems{0};
    std::atomic<std::uint64_t> itemsDone{0};  ///< traces finished while Indexing
    std::atomic<std::uint64_t> itemsTotal{0};
};

} // namespace tailrace
