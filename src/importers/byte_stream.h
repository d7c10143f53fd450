// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where readers get their bytes: a forward-only stream, decompressed already. Streams are used by one thread.

#include "model/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace tailrace {

class ContentHash;
struct Progress;

class ByteStream
{
public:
    virtual ~ByteStream() = default;
    /// Reads up to `size` bytes; 0 means the end. Fails on I/O errors, on broken compressed data (after all that
    /// could be decompressed was handed out), and with ErrorCode::Cancelled.
    [[nodiscard]] virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

/// Bytes in memory. The data must outlive the stream. For tests and for members of other formats.
[[nodiscard]] std::unique_ptr<ByteStream> memoryStream(std::string_view data);

/// What one file on disk grows to, counted over all layers of compression and all members that come out of it: the
/// guard against decompression bombs.
struct Expansion {
    static constexpr std::uint64_t kAlwaysAllowed = std::uint64_t{64} << 20;
    std::uint64_t onDisk = 0;   ///< bytes read so far
    std::uint64_t produced = 0; ///< bytes decompressed from them so far
    std::uint64_t limit = 1000; ///< produced : onDisk

    [[nodiscard]] bool isTooMuch() const { return produced > kAlwaysAllowed && produced / limit > onDisk; }
};

/// An opened input, ready for sniffing and reading.
struct OpenedInput {
    std::unique_ptr<ByteStream> stream; ///< decompressed, from the first byte (the head is read again)
    std::string head;                   ///< the first decompressed bytes, up to kHeadSize
    bool headIsAll = false;             ///< the head is the whole input
    std::string compression;            ///< "", "gzip", "zstd", "gzip, zstd"
    std::shared_ptr<Expansion> expansion;
};

inline constexpr std::size_t kHeadSize = 256 * 1024;

struct InputOptions {
    std::stop_token stop;
    Progress* progress = nullptr;      ///< gets bytesDone and bytesTotal of the bytes on disk
    ContentHash* hash = nullptr;       ///< gets every byte as it lies on disk
    std::uint64_t maxExpansion = 1000; ///< decompressed : compressed above this (and 64 MiB) is refused as a bomb
    std::shared_ptr<Expansion> within; ///< of the archive this is a member of; null for what lies on disk itself
    std::function<void(const std::string&)> note; ///< gets what is odd but lost nothing, while reading
};

/// Opens a file, or standard input for "-", and peels gzip, zstd, xz and bzip2 (also one in the other, also several
/// members or frames in a row) by their magic numbers, never by name.
[[nodiscard]] Result<OpenedInput> openInput(const std::string& path, const InputOptions& options);
/// The same over any stream of raw bytes; `name` is for messages.
[[nodiscard]] Result<OpenedInput> openInput(std::unique_ptr<ByteStream> raw, const InputOptions& options,
                                            const std::string& name = "input");

} // namespace tailrace
