// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/clock_hosts.h"

#include "model/base/attribute_blob.h"
#include "model/cache/trace_scanner.h"

#include <unordered_map>
#include <vector>

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

Result<ClockHosts> findHosts(const std::string& cacheFile, const SpanTable& trace, const std::stop_token& stop)
{
    auto scanner = TraceScanner::open(cacheFile);
    if (!scanner)
        return failure(std::move(scanner));
    const std::stop_callback interrupt(stop, [&scanner] { scanner->interrupt(); });
    std::vector<std::int64_t> resources(trace.size(), 0);
    if (Result<void> read = scanner->forEachSpan(
            trace, [&resources](const ScannedSpan& span) { resources[span.span] = span.resource; });
        !read)
        return tl::unexpected(read.error());

    ClockHosts hosts;
    std::unordered_map<std::int64_t, HostIndex> ofResource;
    std::unordered_map<std::string, HostIndex> ofName;
    hosts.ofSpan.reserve(trace.size());
    for (SpanIndex span = 0; span < trace.size(); ++span) {
        const auto [known, isNew] = ofResource.try_emplace(resources[span], kNoHost);
        if (isNew) {
            ResourceDetail resource;
            resource.service = trace.service(span);
            resource.attributes = decodeAttributes(scanner->resourceAttributes(resources[span]),
                                                   [&scanner](StringId key) { return scanner->text(key); });
            const auto [host, isNewName] =
                ofName.try_emplace(hostName(resource), static_cast<HostIndex>(hosts.names.size()));
            if (isNewName)
                hosts.names.push_back(host->first);
            known->second = host->second;
        }
        hosts.ofSpan.push_back(known->second);
    }
    return hosts;
}

} // namespace tailrace
