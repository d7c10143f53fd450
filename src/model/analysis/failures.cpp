// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/failures.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace tailrace {

namespace {

/// For each span the earliest start of a failed span below it; INT64_MAX if there is none.
std::vector<std::int64_t> firstErrorBelow(const SpanTable& trace)
{
    std::vector<std::int64_t> first(trace.size(), INT64_MAX);
    for (SpanIndex i = trace.size(); i-- > 0;) {
        const SpanIndex parent = trace.parent[i];
        if (parent == kNoSpan)
            continue;
        const std::int64_t own = trace.isError(i) ? trace.startNs[i] : INT64_MAX;
        first[parent] = std::min({first[parent], own, first[i]});
    }
    return first;
}

/// For each span the topmost failed span on its way from the root, itself included; kNoSpan if there is none.
std::vector<SpanIndex> topmostErrors(const SpanTable& trace)
{
    std::vector<SpanIndex> topmost(trace.size(), kNoSpan);
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        if (trace.parent[i] != kNoSpan)
            topmost[i] = topmost[trace.parent[i]];
        if (topmost[i] == kNoSpan && trace.isError(i))
            topmost[i] = i;
    }
    return topmost;
}

std::uint32_t servicesBetween(const SpanTable& trace, SpanIndex above, SpanIndex below)
{
    std::uint32_t changes = 0;
    for (SpanIndex i = below; i != above && trace.parent[i] != kNoSpan; i = trace.parent[i])
        if (trace.serviceId[i] != trace.serviceId[trace.parent[i]])
            ++changes;
    return changes;
}

std::string attributeText(const AttributeList& attributes, std::string_view key)
{
    const Value* value = findValue(attributes, key);
    return value == nullptr ? std::string() : displayText(*value);
}

std::string exceptionText(const SpanEvent& event)
{
    const std::string type = attributeText(event.attributes, "exception.type");
    const std::string message = attributeText(event.attributes, "exception.message");
    return type.empty() || message.empty() ? type + message : type + ": " + message;
}

} // namespace

Failures findFailures(const SpanTable& trace, std::size_t limit)
{
    Failures out;
    if (trace.errorCount == 0)
        return out;
    out.errors = trace.errorCount;
    out.mainRootFailed = trace.isError(trace.mainRoot);
    const std::vector<std::int64_t> errorBelow = firstErrorBelow(trace);
    const std::vector<SpanIndex> topmost = topmostErrors(trace);
    std::unordered_map<std::uint64_t, std::size_t> known;
    for (SpanIndex i = 0; i < trace.size(); ++i) {
        if (!trace.isError(i) || errorBelow[i] <= trace.endNs(i))
            continue;
        ++out.originSpans;
        const std::uint64_t key = std::uint64_t{trace.serviceId[i]} << 32U | trace.nameId[i];
        const auto [found, isNew] = known.try_emplace(key, out.origins.size());
        if (isNew)
            out.origins.push_back({i, 0, topmost[i], 0, {}});
        FailureOrigin& origin = out.origins[found->second];
        ++origin.count;
        const bool reachesRoot = topmost[i] == trace.mainRoot;
        if (std::tuple(!reachesRoot, trace.endNs(i)) <
            std::tuple(origin.symptom != trace.mainRoot, trace.endNs(origin.span)))
            origin.span = i, origin.symptom = topmost[i];
    }
    out.kinds = out.origins.size();
    std::stable_sort(out.origins.begin(), out.origins.end(), [&](const FailureOrigin& a, const FailureOrigin& b) {
        return std::tuple(a.symptom != trace.mainRoot, trace.endNs(a.span)) <
               std::tuple(b.symptom != trace.mainRoot, trace.endNs(b.span));
    });
    if (out.origins.size() > limit)
        out.origins.resize(limit);
    for (FailureOrigin& origin : out.origins)
        origin.servicesAway = servicesBetween(trace, origin.symptom, origin.span);
    return out;
}

std::string failureText(const SpanDetail& span)
{
    if (!span.statusMessage.empty())
        return span.statusMessage;
    for (auto event = span.events.rbegin(); event != span.events.rend(); ++event)
        if (event->name == "exception")
            return exceptionText(*event);
    for (const char* key : {"error.message", "error.type"})
        if (std::string text = attributeText(span.attributes, key); !text.empty())
            return text;
    for (const char* key : {"http.response.status_code", "http.status_code"})
        if (const std::string text = attributeText(span.attributes, key); !text.empty())
            return "HTTP " + text;
    return {};
}

} // namespace tailrace
