// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/importer_registry.h"

#include "importers/datadog/datadog_json_importer.h"
#include "importers/datadog/datadog_msgpack_importer.h"
#include "importers/honeycomb/honeycomb_importer.h"
#include "importers/jaeger/jaeger_json_importer.h"
#include "importers/json/json_outline.h"
#include "importers/otel_console/console_text.h"
#include "importers/otel_console/otel_console_importer.h"
#include "importers/otlp/otlp_json_importer.h"
#include "importers/otlp/otlp_proto_importer.h"
#include "importers/skywalking/skywalking_importer.h"
#include "importers/trace_list/trace_list_importer.h"
#include "importers/zipkin/zipkin_json_importer.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace tailrace {

const std::vector<std::unique_ptr<Importer>>& importers()
{
    static const std::vector<std::unique_ptr<Importer>> all = [] {
        std::vector<std::unique_ptr<Importer>> list;
        list.push_back(makeOtlpJsonImporter());
        list.push_back(makeJaegerJsonImporter());
        list.push_back(makeZipkinJsonImporter());
        list.push_back(makeOtlpProtoImporter());
        list.push_back(makeOtelConsoleImporter());
        list.push_back(makeTraceListImporter());
        list.push_back(makeDatadogJsonImporter());
        list.push_back(makeDatadogMsgpackImporter());
        list.push_back(makeHoneycombJsonImporter());
        list.push_back(makeHoneycombCsvImporter());
        list.push_back(makeSkywalkingImporter());
        list.push_back(makeSkywalkingProtoImporter());
        std::sort(list.begin(), list.end(),
                  [](const auto& a, const auto& b) { return a->info().priority < b->info().priority; });
        return list;
    }();
    return all;
}

const Importer* recognise(std::string_view headBytes, bool isAll)
{
    const std::optional<JsonOutline> outline = JsonOutline::scan(headBytes);
    const Head head{headBytes, isAll, outline ? &*outline : nullptr};
    for (const auto& importer : importers())
        if (importer->sniff(head))
            return importer.get();
    return nullptr;
}

namespace {

/// Things that are mistaken for traces, by a path only they have.
struct Lookalike {
    std::string_view path;
    std::string_view what;
};
constexpr Lookalike kLookalikes[] = {
    {"data[].parent", "service dependency links: they do not hold spans"},
    {"[].parent", "service dependency links: they do not hold spans"},
    {"dependencies[].parent", "service dependency links: they do not hold spans"},
    {"services", "a list of services: it does not hold spans"},
    {"Traces", "an AWS X-Ray answer, which this version does not read"},
    {"Segments", "AWS X-Ray segments, which this version does not read"},
    {"traceEvents", "a Chrome trace event file, which this version does not read"},
    {"[].ph", "a Chrome trace event file, which this version does not read"},
    {"[].binaryAnnotations", "Zipkin v1 JSON, which this version does not read"},
    {"resourceLogs", "OTLP logs without spans"},
    {"resourceMetrics", "OTLP metrics without spans"},
};

} // namespace

std::string describeUnknown(std::string_view headBytes, bool isAll)
{
    if (headBytes.empty() || (isAll && std::all_of(headBytes.begin(), headBytes.end(), [](unsigned char c) {
            return std::isspace(c) != 0;
        })))
        return "the file is empty; expected a trace";
    if (const std::optional<std::string_view> text = describeConsoleText(headBytes))
        return "this is " + std::string(*text);
    if (const std::optional<JsonOutline> outline = JsonOutline::scan(headBytes)) {
        for (const Lookalike& lookalike : kLookalikes)
            if (outline->has(lookalike.path))
                return "this is " + std::string(lookalike.what);
        return "JSON, but not a trace format known here (expected OTLP, Jaeger or Zipkin v2)";
    }
    return "not a trace: expected OTLP JSON or protobuf, Jaeger JSON or Zipkin v2 JSON";
}

} // namespace tailrace
