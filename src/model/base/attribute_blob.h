// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Attributes in the compact form in which the cache stores them: one blob per span, event, link, resource or
// scope. An entry is the key's string number as a varint, then a value; a value is a type byte and a payload:
//
//   0 null | 1 false | 2 true | 3 int: zigzag varint | 4 double: 8 bytes little endian
//   5 text, 6 bytes: varint length + data | 7 array, 8 list of entries: 4-byte little-endian length + content
//
// Writing and reading never recurse on the call stack deeper than kMaxAttributeDepth.

#include "model/base/string_pool.h"
#include "model/base/value.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace {

inline constexpr int kMaxAttributeDepth = 64;

enum class ValueType : std::uint8_t { Null, False, True, Int, Double, Text, Bytes, Array, List };

/// Turns a key into the number that the blob stores. The cache's string table decides it.
class KeyInterner
{
public:
    virtual ~KeyInterner() = default;
    virtual StringId intern(std::string_view text) = 0;
};

/// Builds one blob. Reuse it: clear() keeps the memory. Order: key() then exactly one value; within an array
/// values only; within a list key() before each value.
class AttributeWriter
{
public:
    explicit AttributeWriter(KeyInterner& keys)
        : m_keys(&keys)
    {
    }

    void key(std::string_view key);
    void null() { type(ValueType::Null); }
    void boolean(bool value) { type(value ? ValueType::True : ValueType::False); }
    void integer(std::int64_t value);
    void number(double value);
    void text(std::string_view value) { lengthPrefixed(ValueType::Text, value); }
    void bytes(std::string_view value) { lengthPrefixed(ValueType::Bytes, value); }
    void beginArray() { begin(ValueType::Array); }
    void beginList() { begin(ValueType::List); }
    /// Ends the innermost array or list.
    void end();
    /// A whole decoded value; deeper than kMaxAttributeDepth becomes JSON text.
    void value(const Value& value);

    // Shorthands for the common pairs.
    void addText(std::string_view k, std::string_view v) { key(k); text(v); }
    void addInt(std::string_view k, std::int64_t v) { key(k); integer(v); }
    void addBool(std::string_view k, bool v) { key(k); boolean(v); }

    /// Adds the `count` entries of another blob whose keys were numbered by the same interner.
    void append(std::string_view entries, std::size_t count)
    {
        m_out.append(entries);
        m_count += count;
    }

    /// A place to go back to, forgetting what was written since. Not while an array or list is open that is ended
    /// in between.
    struct Mark {
        std::size_t bytes = 0;
        std::size_t count = 0;
        std::size_t open = 0;
    };
    [[nodiscard]] Mark mark() const { return {m_out.size(), m_count, m_open.size()}; }
    void goBack(const Mark& mark);

    /// Number of entries at the top level.
    [[nodiscard]] std::size_t count() const { return m_count; }
    /// Number of arrays and lists that are open.
    [[nodiscard]] int depth() const { return static_cast<int>(m_open.size()); }
    [[nodiscard]] std::string_view blob() const { return m_out; }
    void clear();

private:
    void type(ValueType t) { m_out.push_back(static_cast<char>(t)); }
    void varint(std::uint64_t value);
    void lengthPrefixed(ValueType t, std::string_view value);
    void begin(ValueType t);

    KeyInterner* m_keys;
    std::string m_out;
    std::vector<std::size_t> m_open; // where the length of each open array or list goes
    std::size_t m_count = 0;
};

/// Text of a key's number, as the cache knows it.
using KeyText = std::function<std::string_view(StringId)>;

/// Walks the entries of one blob without decoding what is not asked for. Broken blobs end the walk early and
/// set ok() to false; they never read out of bounds.
class AttributeReader
{
public:
    explicit AttributeReader(std::string_view blob)
        : m_at(blob.data())
        , m_entry(blob.data())
        , m_end(blob.data() + blob.size())
    {
    }

    /// Steps to the next entry; false at the end.
    [[nodiscard]] bool next();
    [[nodiscard]] StringId key() const { return m_key; }
    /// The whole entry as it is encoded, for AttributeWriter::append().
    [[nodiscard]] std::string_view entry() const { return {m_entry, static_cast<std::size_t>(m_at - m_entry)}; }
    [[nodiscard]] ValueType type() const { return m_type; }
    [[nodiscard]] std::int64_t integer() const { return m_integer; }
    [[nodiscard]] double number() const { return m_number; }
    /// Content of Text and Bytes; the encoded content of Array and List.
    [[nodiscard]] std::string_view content() const { return m_content; }
    [[nodiscard]] Value value(const KeyText& keys) const;
    [[nodiscard]] bool ok() const { return m_ok; }

private:
    friend Value decodeArray(std::string_view content, const KeyText& keys, int depth);
    friend AttributeList decodeList(std::string_view content, const KeyText& keys, int depth);
    [[nodiscard]] bool readValue();
    [[nodiscard]] bool readVarint(std::uint64_t& value);
    [[nodiscard]] Value decode(const KeyText& keys, int depth) const;

    const char* m_at;
    const char* m_entry;
    const char* m_end;
    StringId m_key = 0;
    ValueType m_type = ValueType::Null;
    std::int64_t m_integer = 0;
    double m_number = 0;
    std::string_view m_content;
    bool m_ok = true;
};

/// Decodes a whole blob.
[[nodiscard]] AttributeList decodeAttributes(std::string_view blob, const KeyText& keys);

} // namespace tailrace
