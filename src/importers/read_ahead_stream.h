// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Reads, decompresses and hashes an input on a thread of its own, some blocks ahead of the reader that parses it,
// so that neither waits for the other. At most kBlocks blocks are held. read() is for one thread; the stream
// within is used by the thread until this object is gone.

#include "importers/byte_stream.h"
#include "model/base/bounded_queue.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <thread>

namespace tailrace {

class ReadAheadStream : public ByteStream
{
public:
    static constexpr std::size_t kBlocks = 8;
    static constexpr std::size_t kBlockSize = 256 * 1024;

    /// `in` must outlive this object. `stop` is asked to stop at the end, so that reading from a pipe to which
    /// nothing comes any more does not go on: the stream within should listen to it.
    ReadAheadStream(ByteStream& in, std::stop_source stop);
    /// Waits for the thread: whatever the stream within writes to, a hash for instance, is complete afterwards.
    ~ReadAheadStream() override;
    ReadAheadStream(const ReadAheadStream&) = delete;
    ReadAheadStream& operator=(const ReadAheadStream&) = delete;

    /// Gives exactly what the stream within gave, its errors behind the bytes that came before them, until a stop is
    /// requested: then it fails with Cancelled at once.
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override;

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        Result<std::size_t> got = 0;
    };
    void readAhead();

    ByteStream& m_in;
    std::stop_source m_stop;
    BoundedQueue<Block> m_free{kBlocks};
    BoundedQueue<Block> m_filled{kBlocks};
    std::optional<Block> m_current;
    std::size_t m_given = 0; // of the current block
    std::optional<Result<std::size_t>> m_end;
    std::thread m_thread;
};

} // namespace tailrace
