// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace tailrace::fuzz {

const std::vector<FuzzTarget>& targets()
{
    static const std::vector<FuzzTarget> all = {
        {"byte_sources", readByteSources, {}},
        {"protobuf", readProtobuf, {}},
        {"skywalking_chrome", readSkywalkingChrome, {"skywalking", "chrome"}},
        {"datadog", readDatadog, {"datadog"}},
        {"table", readTable, {"honeycomb"}},
        {"honeycomb_csv", readHoneycombCsv, {"honeycomb"}},
        {"newrelic_xray_elastic", readNewRelicXrayElastic, {"newrelic", "xray", "elastic", "zipkin"}},
        {"otlp_json", readOtlpJson, {"otlp"}},
        {"jaeger", readJaeger, {"jaeger"}},
        {"zipkin", readZipkin, {"zipkin"}},
        {"attributes", readAttributes, {}},
        {"sniffing",
         sniff,
         {"otlp", "jaeger", "zipkin", "datadog", "newrelic", "xray", "elastic", "honeycomb", "skywalking",
          "chrome"}},
    };
    return all;
}

const FuzzTarget* targetOf(std::string_view name)
{
    const auto& all = targets();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const FuzzTarget& target) { return target.name == name; });
    return found != all.end() ? &*found : nullptr;
}

void require(bool isTrue, const char* promise)
{
    if (isTrue)
        return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

} // namespace tailrace::fuzz
