// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/proto/proto_input.h"

#include "model/base/format.h"

#include <algorithm>
#include <string>

namespace tailrace {

namespace {

constexpr std::size_t kMaxVarint = 10;
constexpr std::size_t kPeek = 64 * 1024;

} // namespace

void ProtoInput::forEachMessage(ProtoFraming framing, const std::function<void(std::uint64_t end)>& message)
{
    if (framing == ProtoFraming::Bare) {
        message(ProtoStream::kOpenEnd);
        (void)m_in.skip(ProtoStream::kOpenEnd - m_in.offset());
        return;
    }
    while (!m_in.ensure(1).empty()) {
        const ProtoRecordHead head = protoRecordHead(m_in.ensure(kMaxVarint), framing);
        if (head.size == 0)
            return truncated();
        m_in.consume(head.size);
        if (head.length > ProtoStream::kOpenEnd - m_in.offset() - 1)
            return truncated();
        const std::uint64_t end = m_in.offset() + head.length;
        if (head.length > 0)
            message(end);
        if (m_in.offset() < end && !m_in.skip(end - m_in.offset()))
            return truncated();
    }
}

std::string_view ProtoInput::peek(std::uint64_t end, bool& isCut)
{
    const std::uint64_t length = end - m_in.offset();
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(length, kPeek));
    const std::string_view bytes = m_in.ensure(size).substr(0, size);
    isCut = bytes.size() < length;
    return bytes;
}

std::optional<std::string_view> ProtoInput::takeRest(std::uint64_t end, const char* what)
{
    if (end == ProtoStream::kOpenEnd)
        end = m_in.offset() + m_in.ensure(kMaxPart + 1).size();
    return part(end - m_in.offset(), false, what);
}

std::optional<std::string_view> ProtoInput::take(const ProtoStream& field, const char* what)
{
    return part(field.length(), field.isCut(), what);
}

std::optional<std::string_view> ProtoInput::part(std::uint64_t length, bool isCut, const char* what)
{
    if (length > kMaxPart) {
        m_fields.sink().problem(ProblemCode::TooLarge, where(),
                                std::string(what) + " of " + formatBytes(length) + " was skipped");
        return std::nullopt;
    }
    const auto size = static_cast<std::size_t>(length);
    const std::string_view bytes = m_in.ensure(size).substr(0, size);
    if (bytes.size() < size)
        truncated();
    if (bytes.size() < size || isCut)
        return std::nullopt;
    return bytes;
}

void ProtoInput::finish(const ProtoStream& message, const char* what)
{
    m_fields.unknownFields(message.passedOver(), what);
    if (message.end() == ProtoMessage::End::Cut)
        truncated();
    else if (message.end() == ProtoMessage::End::Broken)
        m_fields.sink().problem(ProblemCode::BrokenRecord, where(),
                                std::string(what) +
                                    " is no valid protobuf message from here on; its rest is skipped");
}

/// If the stream failed, its error says it.
void ProtoInput::truncated()
{
    if (!m_isTruncated && m_in.state())
        m_fields.sink().problem(ProblemCode::Truncated, where(), "the input ends in the middle of a message");
    m_isTruncated = true;
}

} // namespace tailrace
