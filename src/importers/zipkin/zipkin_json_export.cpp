// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/zipkin/zipkin_json_export.h"

#include "importers/zipkin/zipkin_json_export_span.h"

#include <utility>

namespace tailrace {

namespace {

class ZipkinJsonExporter : public Exporter
{
public:
    [[nodiscard]] ExporterInfo info() const override { return {"zipkin", "Zipkin v2 JSON", "json"}; }

    [[nodiscard]] Result<ExportReport> write(CacheReader& cache, std::optional<TraceId> trace,
                                             std::ostream& out) const override
    {
        ExportReport report;
        const char* separator = "";
        out << "[\n";
        Result<void> done = forEachExported(cache, trace, out, report, [&](const SpanDetail& span) {
            out << std::exchange(separator, ",\n") << zipkinSpan(span, report);
        });
        if (!done)
            return failure(std::move(done));
        out << "\n]\n";
        return finishExport(cache, trace, out, LogsAre::LeftOut, std::move(report));
    }
};

} // namespace

std::unique_ptr<Exporter> makeZipkinJsonExporter()
{
    return std::make_unique<ZipkinJsonExporter>();
}

} // namespace tailrace
