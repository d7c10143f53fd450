// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/clock_hosts.h"

#include <unordered_map>

namespace tailrace {

namespace {

/// The text of an attribute, or of the first item of a list; empty if there is none.
std::string textOf(const AttributeList& attributes, std::string_view key)
{
    const Value* value = findValue(attributes, key);
    if (value == nullptr || value->isNull())
        return {};
    if (const auto* list = std::get_if<ValueArray>(&value->data))
        return list->empty() ? std::string() : displayText(list->front());
    return displayText(*value);
}

} // namespace

std::string hostName(const ResourceDetail& resource)
{
    for (const char* key : {"host.id", "host.ip", "host.name", "k8s.node.name", "hostname", "ip"})
        if (std::string text = textOf(resource.attributes, key); !text.empty())
            return text;
    const std::string instance = textOf(resource.attributes, "service.instance.id");
    if (instance.empty() || resource.service.empty())
        return instance.empty() ? resource.service : instance;
    return resource.service + " " + instance;
}

Result<ClockHosts> findHosts(CacheReader& cache, const SpanTable& trace)
{
    ClockHosts hosts;
    std::unordered_map<std::int64_t, HostIndex> ofResource;
    std::unordered_map<std::string, HostIndex> ofName;
    hosts.ofSpan.reserve(trace.size());
    const Result<void> read = cache.forEachSpan(trace.traceId, [&](const SpanDetail& span) {
        const auto [known, isNew] = ofResource.try_emplace(span.resource.id, kNoHost);
        if (isNew) {
            const auto [host, isNewName] =
                ofName.try_emplace(hostName(span.resource), static_cast<HostIndex>(hosts.names.size()));
            if (isNewName)
                hosts.names.push_back(host->first);
            known->second = host->second;
        }
        hosts.ofSpan.push_back(known->second);
        return true;
    });
    if (!read)
        return tl::unexpected(read.error());
    if (hosts.ofSpan.size() != trace.size())
        return failure(ErrorCode::Internal, "the cache holds another number of spans than the trace");
    return hosts;
}

} // namespace tailrace
