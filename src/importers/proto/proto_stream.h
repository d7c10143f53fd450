// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Steps through the fields of one protobuf message that is too large to be in memory: the content of each
// length-delimited field is left in the input for the caller to take, or to be passed over by the next step. Other
// fields are passed over and counted. One thread.

#include "importers/buffered_input.h"
#include "importers/proto/proto_reader.h"

#include <cstdint>
#include <limits>
#include <string_view>

namespace tailrace {

class ProtoStream
{
public:
    /// For messages that end where the input ends.
    static constexpr std::uint64_t kOpenEnd = std::numeric_limits<std::uint64_t>::max();

    /// The message begins where `in` stands and ends at the offset `end`.
    ProtoStream(BufferedInput& in, std::uint64_t end)
        : m_in(in)
        , m_messageEnd(end)
    {
    }

    /// Steps to the content of the next length-delimited field; false at the end.
    [[nodiscard]] bool next();
    [[nodiscard]] std::uint32_t tag() const { return m_tag; }
    /// Length of the content, within the message.
    [[nodiscard]] std::uint64_t length() const { return m_contentEnd - m_contentStart; }
    /// True if the field claims to be longer than its message; the walk is Broken behind it.
    [[nodiscard]] bool isCut() const { return m_isCut; }
    /// Why next() gave false: Cut if the input ended within the message.
    [[nodiscard]] ProtoMessage::End end() const { return m_end; }
    /// Number of fields that were passed over because they are not length-delimited.
    [[nodiscard]] std::uint64_t passedOver() const { return m_passedOver; }

private:
    [[nodiscard]] bool readVarint(std::uint64_t& value);
    [[nodiscard]] bool skip(std::uint64_t count);
    [[nodiscard]] bool readContentHead();
    [[nodiscard]] bool stop(ProtoMessage::End end);

    BufferedInput& m_in;
    std::uint64_t m_messageEnd;
    std::uint64_t m_contentStart = 0;
    std::uint64_t m_contentEnd = 0;
    std::uint32_t m_tag = 0;
    bool m_isCut = false;
    std::uint64_t m_groups = 0; // open ones
    std::uint64_t m_passedOver = 0;
    ProtoMessage::End m_end = ProtoMessage::End::Regular;
};

} // namespace tailrace
