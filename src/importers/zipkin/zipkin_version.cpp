// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_version.h"

#include "importers/json/json_outline.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace tailrace {

namespace {

ZipkinVersion versionOf(const Head& head, const std::string& before)
{
    const JsonOutline& outline = *head.outline;
    const auto isScalar = [&](const char* path) {
        const JsonKind kind = outline.kindOf(before + path);
        return kind == JsonKind::String || kind == JsonKind::Number;
    };
    const auto hasAny = [&](std::initializer_list<const char*> paths) {
        return std::any_of(paths.begin(), paths.end(),
                           [&](const char* path) { return outline.has(before + path); });
    };
    const bool isThriftLike = isScalar("trace_id") && hasAny({"annotations", "binary_annotations"});
    if (!isScalar("id") || !(isScalar("traceId") || isThriftLike))
        return ZipkinVersion::None;
    if (isThriftLike)
        return ZipkinVersion::V1;
    if (hasAny({"localEndpoint", "remoteEndpoint", "tags", "kind"}))
        return ZipkinVersion::V2;
    // In a list of lists, an annotation's members lie deeper than an outline goes.
    const bool hasEndpoints =
        hasAny({"annotations[]"}) && head.bytes.find("\"endpoint\"") != std::string_view::npos;
    return hasEndpoints || hasAny({"binaryAnnotations"}) ? ZipkinVersion::V1 : ZipkinVersion::V2;
}

} // namespace

ZipkinVersion zipkinVersion(const Head& head)
{
    if (head.outline == nullptr)
        return ZipkinVersion::None;
    for (const char* before : {"[].", "[][].", ""})
        if (const ZipkinVersion version = versionOf(head, before); version != ZipkinVersion::None)
            return version;
    return ZipkinVersion::None;
}

} // namespace tailrace
