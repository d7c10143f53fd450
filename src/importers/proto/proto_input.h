// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Walks the messages of a protobuf input, and takes their parts into memory one at a time, so that a message may
// be of any size. What breaks off is reported once. One thread, one input.

#include "importers/buffered_input.h"
#include "importers/proto/proto_fields.h"
#include "importers/proto/proto_framing.h"
#include "importers/proto/proto_stream.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace tailrace {

class ProtoInput
{
public:
    /// Larger parts are passed over and reported.
    static constexpr std::size_t kMaxPart = std::size_t{64} << 20;

    ProtoInput(ByteStream& stream, ProtoFields& fields)
        : m_in(stream)
        , m_fields(fields)
    {
    }

    [[nodiscard]] BufferedInput& in() { return m_in; }
    /// Fails once the stream has failed.
    [[nodiscard]] const Result<void>& state() const { return m_in.state(); }

    /// Calls message(end) for each message; it may read up to the offset `end` (ProtoStream::kOpenEnd: to the end
    /// of the input), and what it leaves is passed over.
    void forEachMessage(ProtoFraming framing, const std::function<void(std::uint64_t end)>& message);
    /// The first bytes of a message that ends at `end`, and whether they are not all of it.
    [[nodiscard]] std::string_view peek(std::uint64_t end, bool& isCut);
    /// The rest of a message, for messages that are one part; nothing if it is too large or breaks off (reported).
    [[nodiscard]] std::optional<std::string_view> takeRest(std::uint64_t end, const char* what);
    /// The content of a field likewise. Texts are valid until the input is used again.
    [[nodiscard]] std::optional<std::string_view> take(const ProtoStream& field, const char* what);
    /// Reports how the walk over a message ended.
    void finish(const ProtoStream& message, const char* what);

    /// The place where the input stands.
    [[nodiscard]] Location where() const { return {-1, static_cast<std::int64_t>(m_in.offset())}; }

private:
    [[nodiscard]] std::optional<std::string_view> part(std::uint64_t length, bool isCut, const char* what);
    void truncated();

    BufferedInput m_in;
    ProtoFields& m_fields;
    bool m_isTruncated = false; // reported already
};

} // namespace tailrace
