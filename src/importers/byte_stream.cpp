// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/byte_stream.h"

#include "importers/buffered_input.h"
#include "importers/bzip2_stream.h"
#include "importers/decoding_stream.h"
#include "importers/file_stream.h"
#include "importers/gzip_stream.h"
#include "importers/xz_stream.h"
#include "importers/zstd_stream.h"
#include "model/base/hash.h"
#include "model/base/progress.h"

#include <algorithm>
#include <cstring>

namespace tailrace {

namespace {

constexpr int kMaxLayers = 4;

class MemoryStream : public ByteStream
{
public:
    explicit MemoryStream(std::string_view data)
        : m_data(data)
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        size = m_data.copy(buffer, size);
        m_data.remove_prefix(size);
        return size;
    }

private:
    std::string_view m_data;
};

/// The bytes as they lie on disk: counted, hashed, and stopped on request.
class RawStream : public ByteStream
{
public:
    RawStream(std::unique_ptr<ByteStream> stream, std::string name, const InputOptions& options)
        : m_stream(std::move(stream))
        , m_name(std::move(name))
        , m_stop(options.stop)
        , m_progress(options.progress)
        , m_hash(options.hash)
        , m_expansion(options.within ? nullptr : std::make_shared<Expansion>())
    {
        if (m_expansion)
            m_expansion->limit = std::max<std::uint64_t>(options.maxExpansion, 1);
    }
    /// Null for a member of something else.
    [[nodiscard]] std::shared_ptr<Expansion> expansion() const { return m_expansion; }

    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        if (m_stop.stop_requested())
            return failure(ErrorCode::Cancelled, "stopped", m_name);
        Result<std::size_t> got = m_stream->read(buffer, size);
        const std::size_t count = got.value_or(0);
        if (m_expansion)
            m_expansion->onDisk += count;
        if (m_hash != nullptr)
            m_hash->add(buffer, count);
        if (m_progress != nullptr)
            m_progress->bytesDone.fetch_add(count, std::memory_order_relaxed);
        return got;
    }

private:
    std::unique_ptr<ByteStream> m_stream;
    std::string m_name;
    std::stop_token m_stop;
    Progress* m_progress;
    ContentHash* m_hash;
    std::shared_ptr<Expansion> m_expansion;
};

/// Gives out the head first, which was read to look at it, then the rest.
class HeadStream : public ByteStream
{
public:
    HeadStream(std::string head, BufferedInput rest)
        : m_head(std::move(head))
        , m_rest(std::move(rest))
    {
    }
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        if (m_given == m_head.size())
            return m_rest.read(buffer, size);
        size = std::min(size, m_head.size() - m_given);
        std::memcpy(buffer, m_head.data() + m_given, size);
        m_given += size;
        if (m_given == m_head.size()) {
            m_head = {};
            m_given = 0;
        }
        return size;
    }

private:
    std::string m_head;
    std::size_t m_given = 0;
    BufferedInput m_rest;
};

std::unique_ptr<Codec> codecFor(std::string_view head)
{
    if (isGzip(head))
        return gzipCodec();
    if (isZstd(head))
        return zstdCodec();
    if (isXz(head))
        return xzCodec();
    if (isBzip2(head))
        return bzip2Codec();
    return nullptr;
}

Result<OpenedInput> openNamed(std::unique_ptr<ByteStream> source, std::string name, const InputOptions& options)
{
    auto raw = std::make_unique<RawStream>(std::move(source), name, options);
    OpenedInput opened;
    opened.expansion = options.within ? options.within : raw->expansion();
    const DecodingContext context{name, opened.expansion, options.note, options.stop};
    BufferedInput input(std::move(raw));
    for (int layers = 0;; ++layers) {
        std::unique_ptr<Codec> codec = codecFor(input.ensure(DecodingStream::kMagicSize));
        if (!codec)
            break;
        if (layers == kMaxLayers)
            return failure(ErrorCode::TooLarge,
                           "compressed more than " + std::to_string(kMaxLayers) + " times over", name);
        opened.compression += (layers > 0 ? ", " : "") + std::string(codec->name());
        input = BufferedInput(std::make_unique<DecodingStream>(std::move(input), std::move(codec), context));
    }
    opened.head = input.ensure(kHeadSize);
    // With nothing to look at there is nothing to read either.
    if (!input.state() && (opened.head.empty() || input.state().error().isCancelled()))
        return tl::unexpected<Error>(input.state().error());
    opened.headIsAll = opened.head.size() < kHeadSize && input.state().has_value();
    input.consume(opened.head.size());
    opened.stream = std::make_unique<HeadStream>(opened.head, std::move(input));
    return opened;
}

} // namespace

std::unique_ptr<ByteStream> memoryStream(std::string_view data)
{
    return std::make_unique<MemoryStream>(data);
}

Result<OpenedInput> openInput(const std::string& path, const InputOptions& options)
{
    Result<OpenedFile> file = openFile(path, options.stop);
    if (!file)
        return failure(std::move(file));
    // A session over several inputs has set the sum of all.
    if (options.progress != nullptr && options.progress->bytesTotal == 0)
        options.progress->bytesTotal = file->size;
    return openNamed(std::move(file->stream), inputName(path), options);
}

Result<OpenedInput> openInput(std::unique_ptr<ByteStream> raw, const InputOptions& options,
                              const std::string& name)
{
    return openNamed(std::move(raw), name, options);
}

} // namespace tailrace
