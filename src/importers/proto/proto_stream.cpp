// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/proto/proto_stream.h"

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::uint64_t kMaxVarint = 10;

} // namespace

bool ProtoStream::stop(ProtoMessage::End end)
{
    m_end = end;
    return false;
}

bool ProtoStream::readVarint(std::uint64_t& value)
{
    const auto most = static_cast<std::size_t>(std::min(kMaxVarint, m_messageEnd - m_in.offset()));
    const std::string_view bytes = m_in.ensure(most).substr(0, most);
    const ProtoVarint varint = protoVarint(bytes);
    if (varint.size == 0)
        return stop(bytes.size() < most ? ProtoMessage::End::Cut : ProtoMessage::End::Broken);
    m_in.consume(varint.size);
    value = varint.value;
    return true;
}

bool ProtoStream::skip(std::uint64_t count)
{
    if (count > m_messageEnd - m_in.offset())
        return stop(ProtoMessage::End::Broken);
    return m_in.skip(count) || stop(ProtoMessage::End::Cut);
}

bool ProtoStream::readContentHead()
{
    std::uint64_t length = 0;
    if (!readVarint(length))
        return false;
    m_contentStart = m_in.offset();
    m_isCut = length > m_messageEnd - m_contentStart;
    m_contentEnd = m_isCut ? m_messageEnd : m_contentStart + length;
    return true;
}

bool ProtoStream::next()
{
    if (m_end != ProtoMessage::End::Regular)
        return false;
    for (;;) {
        if (m_in.offset() < m_contentEnd && !m_in.skip(m_contentEnd - m_in.offset()))
            return stop(ProtoMessage::End::Cut);
        if (m_isCut)
            return stop(ProtoMessage::End::Broken);
        if (m_in.offset() >= m_messageEnd)
            return stop(m_groups == 0 ? ProtoMessage::End::Regular : ProtoMessage::End::Broken);
        if (m_in.ensure(1).empty())
            return stop(m_messageEnd == kOpenEnd && m_groups == 0 ? ProtoMessage::End::Regular
                                                                  : ProtoMessage::End::Cut);
        std::uint64_t tag = 0;
        if (!readVarint(tag))
            return false;
        m_tag = static_cast<std::uint32_t>(tag);
        if (tag > std::numeric_limits<std::uint32_t>::max() || (tag >> 3) == 0)
            return stop(ProtoMessage::End::Broken);
        std::uint64_t number = 0;
        bool whole = true;
        switch (static_cast<ProtoWire>(tag & 7)) {
        case ProtoWire::Bytes:
            if (!readContentHead())
                return false;
            if (m_groups == 0)
                return true;
            continue;
        case ProtoWire::Varint:
            whole = readVarint(number);
            break;
        case ProtoWire::Fixed64:
            whole = skip(8);
            break;
        case ProtoWire::Fixed32:
            whole = skip(4);
            break;
        case ProtoWire::Group:
            ++m_groups;
            continue;
        case ProtoWire::GroupEnd:
            if (m_groups == 0)
                return stop(ProtoMessage::End::Broken);
            --m_groups;
            break;
        default:
            return stop(ProtoMessage::End::Broken);
        }
        if (!whole)
            return false;
        m_passedOver += m_groups == 0 ? 1 : 0;
    }
}

} // namespace tailrace
