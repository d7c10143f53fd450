// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/exporter_registry.h"

#include "importers/csv/span_csv_export.h"
#include "importers/jaeger/jaeger_json_export.h"
#include "importers/otlp/otlp_json_exporter.h"
#include "importers/otlp/otlp_proto_export.h"
#include "importers/zipkin/zipkin_json_export.h"

namespace tailrace {

const std::vector<std::unique_ptr<Exporter>>& exporters()
{
    static const std::vector<std::unique_ptr<Exporter>> all = [] {
        std::vector<std::unique_ptr<Exporter>> list;
        list.push_back(makeOtlpJsonExporter());
        list.push_back(makeOtlpProtoExporter());
        list.push_back(makeJaegerJsonExporter());
        list.push_back(makeZipkinJsonExporter());
        list.push_back(makeSpanCsvExporter());
        return list;
    }();
    return all;
}

const Exporter* exporterOf(std::string_view id)
{
    for (const auto& exporter : exporters())
        if (exporter->info().id == id)
            return exporter.get();
    return nullptr;
}

std::string exporterIds()
{
    std::string ids;
    for (const auto& exporter : exporters())
        ids.append(ids.empty() ? "" : ", ").append(exporter->info().id);
    return ids;
}

} // namespace tailrace
