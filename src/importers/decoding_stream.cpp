// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/decoding_stream.h"

#include "model/base/format.h"

#include <algorithm>

namespace tailrace {

DecodingStream::DecodingStream(BufferedInput input, std::unique_ptr<Codec> codec, DecodingContext context)
    : m_input(std::move(input))
    , m_codec(std::move(codec))
    , m_context(std::move(context))
{
}

void DecodingStream::fail(ErrorCode code, std::string message)
{
    if (!m_input.state())
        m_failure = m_input.state().error();
    else
        m_failure = Error{code, std::move(message), m_context.name + ", byte " + formatCount(m_input.offset())};
}

void DecodingStream::passPadding()
{
    const std::size_t unit = m_codec->paddingUnit();
    if (unit == 0)
        return;
    const auto isPadding = [unit](std::string_view bytes) {
        return bytes.size() >= unit &&
               std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(unit), [](char c) { return c == '\0'; });
    };
    while (isPadding(m_input.ensure(unit)))
        m_input.consume(unit);
}

/// Steps over the border between two frames; false at the end of the input.
bool DecodingStream::nextFrame()
{
    passPadding();
    const std::string_view head = m_input.ensure(kMagicSize);
    if (!m_input.state()) {
        fail(ErrorCode::Unreadable, {});
        return false;
    }
    if (head.empty() || !m_codec->startsFrame(head)) {
        passTrailing();
        return false;
    }
    m_codec->startFrame();
    m_betweenFrames = false;
    return true;
}

/// Bytes behind the last frame hold nothing for us, but belong to the file: progress and hash must see them.
void DecodingStream::passTrailing()
{
    const std::uint64_t start = m_input.offset();
    bool onlyZeros = true;
    for (std::string_view rest = m_input.available(); !rest.empty(); rest = m_input.ensure(1)) {
        onlyZeros = onlyZeros && std::all_of(rest.begin(), rest.end(), [](char c) { return c == '\0'; });
        m_input.consume(rest.size());
    }
    m_done = true;
    if (!m_input.state())
        fail(ErrorCode::Unreadable, {});
    else if (!onlyZeros && m_context.note) // zeros are the padding of tapes and block devices
        m_context.note(formatCount(m_input.offset() - start, "byte") + " behind the end of the " +
                       std::string(m_codec->name()) + " data, from byte " + formatCount(start) + " on, ignored");
}

Result<std::size_t> DecodingStream::read(char* buffer, std::size_t size)
{
    if (m_context.stop.stop_requested())
        return failure(ErrorCode::Cancelled, "stopped", m_context.name);
    std::size_t produced = 0;
    while (produced == 0 && !m_done && !m_failure && size > 0) {
        if (m_betweenFrames && !nextFrame())
            continue;
        if (!m_mayHoldMore && m_input.ensure(1).empty()) {
            fail(ErrorCode::Malformed, "the " + std::string(m_codec->name()) + " data ends early");
            continue;
        }
        const Codec::Step step = m_codec->decode(m_input.available(), buffer, size);
        m_input.consume(step.consumed);
        produced = step.produced;
        m_mayHoldMore = produced == size;
        m_betweenFrames = step.state == Codec::State::FrameEnd;
        if (m_betweenFrames)
            m_mayHoldMore = false;
        else if (step.state == Codec::State::Broken)
            fail(ErrorCode::Malformed, "broken " + std::string(m_codec->name()) + " data: " + step.error);
    }
    m_context.expansion->produced += produced;
    if (m_context.expansion->isTooMuch())
        fail(ErrorCode::TooLarge, "the " + std::string(m_codec->name()) + " data grows more than " +
                                      formatCount(m_context.expansion->limit) + " times when it is decompressed");
    if (m_failure && (produced == 0 || m_failure->code == ErrorCode::TooLarge))
        return tl::unexpected<Error>(*m_failure);
    return produced;
}

} // namespace tailrace
