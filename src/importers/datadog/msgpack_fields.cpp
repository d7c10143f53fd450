// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/datadog/msgpack_fields.h"

#include "model/base/format.h"
#include "model/base/utf8.h"

namespace tailrace {

std::string_view MsgpackFields::text()
{
    if (m_cursor.isTooLarge())
        m_sink.problem(ProblemCode::TooLarge, where(),
                       "a text of more than " + formatBytes(MsgpackCursor::kMaxText) + " was left out");
    if (isValidUtf8(m_cursor.text()))
        return m_cursor.text();
    m_sink.problem(ProblemCode::InvalidText, where(), "invalid UTF-8");
    m_repaired = repairUtf8(m_cursor.text());
    return m_repaired;
}

void MsgpackFields::writeInteger(AttributeWriter& out)
{
    if (const std::optional<std::int64_t> whole = m_cursor.integer())
        out.integer(*whole);
    else
        out.text(std::to_string(m_cursor.bits()));
}

bool MsgpackFields::copyValue(AttributeWriter& out)
{
    switch (m_cursor.kind()) {
    case MsgpackKind::Bool:
        out.boolean(m_cursor.boolean());
        return true;
    case MsgpackKind::Integer:
        writeInteger(out);
        return true;
    case MsgpackKind::Float:
        out.number(m_cursor.number());
        return true;
    case MsgpackKind::Text:
        out.text(text());
        return true;
    case MsgpackKind::Bytes:
    case MsgpackKind::Extension:
        if (m_cursor.isTooLarge())
            m_sink.problem(ProblemCode::TooLarge, where(), "bytes that were left out");
        out.bytes(m_cursor.text());
        return true;
    case MsgpackKind::Array:
    case MsgpackKind::Map:
        if (out.depth() < kMaxAttributeDepth)
            return copyElements(out);
        m_sink.problem(ProblemCode::TooDeep, where(),
                       "what lies deeper than " + std::to_string(kMaxAttributeDepth) + " levels was left out");
        out.null();
        return m_cursor.skip();
    default:
        out.null();
        return true;
    }
}

/// At most kMaxAttributeDepth calls deep.
bool MsgpackFields::copyElements(AttributeWriter& out)
{
    const bool isMap = m_cursor.kind() == MsgpackKind::Map;
    const std::uint64_t count = m_cursor.count();
    bool isWhole = true;
    if (isMap)
        out.beginList();
    else
        out.beginArray();
    for (std::uint64_t i = 0; i < count && isWhole; ++i) {
        const bool isLeftOut = isOverLimit();
        std::string key;
        if (isMap)
            isWhole = readKey(key);
        isWhole = isWhole && m_cursor.next();
        if (!isWhole)
            break;
        if (isLeftOut) {
            isWhole = m_cursor.skip();
            continue;
        }
        if (isMap)
            out.key(key);
        isWhole = copyValue(out);
    }
    out.end();
    return isWhole;
}

bool MsgpackFields::keep(std::string_view key, AttributeWriter& out)
{
    const MsgpackKind kind = m_cursor.kind();
    const bool isEmptyText = kind == MsgpackKind::Text && m_cursor.text().empty() && !m_cursor.isTooLarge();
    const bool isEmptyContainer =
        (kind == MsgpackKind::Array || kind == MsgpackKind::Map) && m_cursor.count() == 0;
    if (kind == MsgpackKind::Nil || isEmptyText || isEmptyContainer)
        return true;
    if (isOverLimit())
        return m_cursor.skip();
    m_name.assign("datadog.").append(key);
    out.key(m_name);
    return copyValue(out);
}

bool MsgpackFields::wrongType(std::string_view key, AttributeWriter& out)
{
    if (m_cursor.kind() != MsgpackKind::Nil)
        m_sink.problem(ProblemCode::WrongType, where(), std::string(key));
    return keep(key, out);
}

bool MsgpackFields::readKey(std::string& key)
{
    key.clear();
    if (!m_cursor.next())
        return false;
    if (m_cursor.kind() == MsgpackKind::Text) {
        key = text();
        return true;
    }
    if (const std::optional<std::int64_t> number = m_cursor.integer())
        key = std::to_string(*number);
    else
        m_sink.problem(ProblemCode::WrongType, where(), "a key that is no text");
    return m_cursor.skip();
}

bool MsgpackFields::readText(std::string_view key, std::string& target, AttributeWriter& out)
{
    if (!m_cursor.next())
        return false;
    if (m_cursor.kind() != MsgpackKind::Text)
        return wrongType(key, out);
    target = text();
    return true;
}

bool MsgpackFields::readBits(std::string_view key, std::uint64_t& target, AttributeWriter& out)
{
    if (!m_cursor.next())
        return false;
    if (m_cursor.kind() == MsgpackKind::Integer)
        target = m_cursor.bits();
    else if (const std::optional<std::int64_t> whole = m_cursor.integer())
        target = static_cast<std::uint64_t>(*whole);
    else
        return wrongType(key, out);
    return true;
}

bool MsgpackFields::readNumber(std::string_view key, std::uint32_t& target, AttributeWriter& out)
{
    if (!m_cursor.next())
        return false;
    const std::optional<std::int64_t> whole = m_cursor.integer();
    if (!whole || *whole < 0 || *whole > std::numeric_limits<std::uint32_t>::max())
        return wrongType(key, out);
    target = static_cast<std::uint32_t>(*whole);
    return true;
}

bool MsgpackFields::readTime(std::string_view key, bool mayBeNegative, std::int64_t& ns, bool& isKnown,
                             AttributeWriter& out)
{
    isKnown = false;
    if (!m_cursor.next())
        return false;
    const MsgpackKind kind = m_cursor.kind();
    if (kind == MsgpackKind::Nil)
        return true;
    const std::optional<std::int64_t> whole = m_cursor.integer();
    if (whole && (mayBeNegative || *whole >= 0)) {
        ns = *whole;
        isKnown = true;
        return true;
    }
    m_sink.problem(ProblemCode::TimeImpossible, where(), std::string(key));
    return keep(key, out);
}

bool MsgpackFields::readAttributes(std::string_view key, std::string_view prefix, AttributeWriter& out)
{
    if (!m_cursor.next())
        return false;
    if (m_cursor.kind() != MsgpackKind::Map)
        return wrongType(key, out);
    const std::uint64_t count = m_cursor.count();
    for (std::uint64_t i = 0; i < count; ++i) {
        const bool isLeftOut = isOverLimit();
        if (!readKey(m_key) || !m_cursor.next())
            return false;
        if (!isLeftOut) {
            m_name.assign(prefix).append(m_key);
            out.key(m_name);
        }
        if (!(isLeftOut ? m_cursor.skip() : copyValue(out)))
            return false;
    }
    return true;
}

} // namespace tailrace
