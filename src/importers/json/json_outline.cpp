// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/json/json_outline.h"

#include <utility>

namespace tailrace {

std::optional<JsonOutline> JsonOutline::scan(std::string_view head)
{
    const std::unique_ptr<ByteStream> stream = memoryStream(head);
    JsonCursor cursor(*stream, [](Location, const std::string&, bool) {});
    JsonOutline outline;
    std::string path;
    while (cursor.nextDocument()) {
        const JsonKind kind = cursor.kind();
        if (kind != JsonKind::Object && kind != JsonKind::Array)
            continue;
        ++outline.m_documents;
        outline.note(path, kind);
        outline.walk(cursor, path, 0);
    }
    if (outline.m_documents == 0)
        return std::nullopt;
    return outline;
}

JsonKind JsonOutline::kindOf(std::string_view path) const
{
    const auto found = m_kinds.find(path);
    return found != m_kinds.end() ? found->second : JsonKind::None;
}

/// Enters what the cursor stands on; at most kMaxDepth calls deep.
void JsonOutline::walk(JsonCursor& cursor, std::string& path, int depth)
{
    if (depth == kMaxDepth)
        return;
    const std::size_t length = path.size();
    const auto enter = [&] {
        note(path, cursor.kind());
        walk(cursor, path, depth + 1);
        path.resize(length);
    };
    if (cursor.kind() == JsonKind::Object) {
        for (cursor.enterObject(); cursor.nextKey();) {
            if (length > 0)
                path += '.';
            path += cursor.key();
            enter();
        }
    } else if (cursor.kind() == JsonKind::Array) {
        for (cursor.enterArray(); cursor.nextElement();) {
            path += "[]";
            enter();
        }
    }
}

void JsonOutline::note(std::string_view path, JsonKind kind)
{
    const auto found = m_kinds.find(path);
    if (found == m_kinds.end()) {
        if (m_kinds.size() < kMaxPaths)
            m_kinds.emplace(path, kind);
    } else if (found->second == JsonKind::Null) {
        found->second = kind;
    }
}

} // namespace tailrace
