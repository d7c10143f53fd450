// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_exporter.h"

#include "importers/otlp/otlp_export_rules.h"
#include "importers/otlp/otlp_json_export.h"

namespace tailrace {

namespace {

class OtlpJsonExporter : public Exporter
{
public:
    [[nodiscard]] ExporterInfo info() const override { return {"otlp-json", "OTLP JSON", "jsonl"}; }

    [[nodiscard]] Result<ExportReport> write(CacheReader& cache, std::optional<TraceId> trace,
                                             std::ostream& out) const override
    {
        ExportReport report;
        std::optional<TraceId> current;
        const auto count = [&](const SpanDetail& span) {
            report.traces += current != span.traceId ? 1 : 0;
            current = span.traceId;
            countOtlpLosses(span, report);
        };
        Result<std::uint64_t> spans = exportOtlpJson(cache, out, trace, count);
        if (!spans)
            return failure(std::move(spans));
        report.spans = *spans;
        return finishExport(cache, trace, out, LogsAre::Written, std::move(report));
    }
};

} // namespace

std::unique_ptr<Exporter> makeOtlpJsonExporter()
{
    return std::make_unique<OtlpJsonExporter>();
}

} // namespace tailrace
