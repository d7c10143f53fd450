// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/importer_registry.h"

#include "importers/chrome/chrome_importer.h"
#include "importers/csv/span_csv_importer.h"
#include "importers/datadog/datadog_json_importer.h"
#include "importers/datadog/datadog_msgpack_importer.h"
#include "importers/elastic/elastic_importer.h"
#include "importers/honeycomb/honeycomb_importer.h"
#include "importers/jaeger/jaeger_es_importer.h"
#include "importers/jaeger/jaeger_json_importer.h"
#include "importers/jaeger/jaeger_proto_importer.h"
#include "importers/json/json_outline.h"
#include "importers/newrelic/newrelic_json_importer.h"
#include "importers/otel_console/console_text.h"
#include "importers/otel_console/otel_console_importer.h"
#include "importers/otlp/otlp_json_importer.h"
#include "importers/otlp/otlp_log_importer.h"
#include "importers/otlp/otlp_proto_importer.h"
#include "importers/skywalking/skywalking_importer.h"
#include "importers/table/table_importer.h"
#include "importers/trace_list/trace_list_importer.h"
#include "importers/xray/xray_importer.h"
#include "importers/zipkin/zipkin_json_importer.h"
#include "importers/zipkin/zipkin_proto_importer.h"
#include "importers/zipkin/zipkin_v1_importer.h"

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
        list.push_back(makeJaegerEsImporter());
        list.push_back(makeJaegerProtoImporter());
        list.push_back(makeZipkinJsonImporter());
        list.push_back(makeZipkinV1Importer());
        list.push_back(makeZipkinProtoImporter());
        list.push_back(makeOtlpProtoImporter());
        list.push_back(makeSpanCsvImporter());
        list.push_back(makeOtelConsoleImporter());
        list.push_back(makeOtlpLogImporter());
        list.push_back(makeTraceListImporter());
        list.push_back(makeDatadogJsonImporter());
        list.push_back(makeDatadogMsgpackImporter());
        list.push_back(makeNewRelicJsonImporter());
        list.push_back(makeHoneycombJsonImporter());
        list.push_back(makeHoneycombCsvImporter());
        list.push_back(makeXrayImporter());
        list.push_back(makeElasticImporter());
        list.push_back(makeSkywalkingImporter());
        list.push_back(makeSkywalkingProtoImporter());
        list.push_back(makeChromeImporter());
        list.push_back(makeTableImporter());
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
    {"resourceLogs", "OTLP logs without spans"},
    {"resourceMetrics", "OTLP metrics without spans"},
};

/// "A, B or C".
std::string namesOfFormats()
{
    std::string names;
    for (const auto& importer : importers()) {
        if (!names.empty())
            names += importer == importers().back() ? " or " : ", ";
        names += importer->info().displayName;
    }
    return names;
}

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
        if (const std::optional<std::string> table = describeTable(headBytes, isAll))
            return *table;
        return "JSON, but not a trace format known here; expected " + namesOfFormats();
    }
    if (const std::optional<std::string> table = describeTable(headBytes, isAll))
        return *table;
    return "not a trace; expected " + namesOfFormats();
}

} // namespace tailrace
