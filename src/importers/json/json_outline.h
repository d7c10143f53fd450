// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The shape of JSON text, seen from its first bytes: which members are there and of what kind. Sniffers decide by
// it, whatever the order of the keys. Plain value, any thread.
//
// Paths are made of member names and "[]" for any element: "resourceSpans[]", "data[].traceID", "[].traceId",
// "[][].traceId". A path goes at most kMaxDepth steps deep; the empty path stands for the documents themselves.

#include "importers/json/json_cursor.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace {

class JsonOutline
{
public:
    static constexpr int kMaxDepth = 4;
    static constexpr std::size_t kMaxPaths = 4096;

    /// Reads the head of an input, which may end anywhere. Nothing if no JSON object or array starts in it, after
    /// a BOM and white space or at a later line.
    [[nodiscard]] static std::optional<JsonOutline> scan(std::string_view head);

    /// True if some document has this path.
    [[nodiscard]] bool has(std::string_view path) const { return m_kinds.find(path) != m_kinds.end(); }
    /// Kind of the first value at this path that is not null; JsonKind::None if there is no such path.
    [[nodiscard]] JsonKind kindOf(std::string_view path) const;
    /// Number of objects and arrays that start at the top level within the head.
    [[nodiscard]] std::size_t documents() const { return m_documents; }

private:
    void walk(JsonCursor& cursor, std::string& path, int depth);
    void note(std::string_view path, JsonKind kind);

    std::map<std::string, JsonKind, std::less<>> m_kinds;
    std::size_t m_documents = 0;
};

} // namespace tailrace
