// SPDX-License-Identifier: GPL-3.0-or-later

// Each importer, in groups of those that share code. All of a group read every input, so that files taken for
// another format's are tried too.

#include "fuzz/fuzz_target.h"
#include "fuzz/reading.h"
#include "importers/importer_registry.h"

#include <initializer_list>

namespace tailrace::fuzz {

namespace {

void readAs(std::string_view input, std::initializer_list<std::string_view> ids)
{
    std::size_t found = 0;
    for (const auto& importer : importers()) {
        for (const std::string_view id : ids) {
            if (importer->info().id != id)
                continue;
            ++found;
            readBothWays(*importer, input);
        }
    }
    require(found == ids.size(), "every importer of the group exists");
}

} // namespace

void readOtlpJson(std::string_view input)
{
    readAs(input, {"otlp-json", "otlp-log", "otel-console", "trace-list"});
}

void readJaeger(std::string_view input)
{
    readAs(input, {"jaeger-json", "jaeger-es"});
}

void readZipkin(std::string_view input)
{
    readAs(input, {"zipkin-json", "zipkin-v1-json"});
}

void readProtobuf(std::string_view input)
{
    readAs(input, {"otlp-proto", "jaeger-proto", "zipkin-proto", "skywalking-proto"});
}

void readDatadog(std::string_view input)
{
    readAs(input, {"datadog-json", "datadog-msgpack"});
}

void readNewRelicXrayElastic(std::string_view input)
{
    readAs(input, {"newrelic-json", "xray", "elastic-apm"});
}

void readHoneycombCsv(std::string_view input)
{
    readAs(input, {"honeycomb-json", "honeycomb-csv", "tailrace-csv"});
}

void readSkywalkingChrome(std::string_view input)
{
    readAs(input, {"skywalking-json", "chrome-trace"});
}

} // namespace tailrace::fuzz
