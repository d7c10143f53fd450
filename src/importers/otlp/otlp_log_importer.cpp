// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_log_importer.h"

#include "importers/json/json_outline.h"
#include "importers/otlp/otlp_json_importer.h"
#include "importers/otlp/otlp_log_stream.h"

#include <algorithm>
#include <string>

namespace tailrace {

namespace {

class OtlpLogImporter : public Importer
{
public:
    ImporterInfo info() const override { return {"otlp-log", "OTLP JSON in log lines", "*.log *.txt", 61}; }

    bool sniff(const Head& head) const override
    {
        const std::unique_ptr<ByteStream> bytes = memoryStream(head.bytes);
        OtlpLogStream lines(*bytes);
        std::string messages(head.bytes.size(), ' ');
        std::size_t size = 0;
        while (const std::size_t got = lines.read(messages.data() + size, messages.size() - size).value_or(0))
            size += got;
        if (lines.prefixes() == 0)
            return false;
        const std::optional<JsonOutline> outline = JsonOutline::scan(messages);
        constexpr std::string_view kPaths[] = {"scopeSpans[].spans", "resourceSpans[].scopeSpans",
                                               "scopeLogs[].logRecords", "resourceLogs[].scopeLogs"};
        return outline && std::any_of(std::begin(kPaths), std::end(kPaths),
                                      [&](std::string_view path) { return outline->has(path); });
    }

    Result<void> read(ByteStream& in, SpanSink& sink) const override
    {
        OtlpLogStream lines(in);
        Result<void> done = readOtlpJson(lines, sink);
        if (lines.textLines() > 0)
            sink.problem(ProblemCode::OtherSignal, lines.firstTextLine(), "a line that is no JSON",
                         lines.textLines());
        return done;
    }
};

} // namespace

std::unique_ptr<Importer> makeOtlpLogImporter()
{
    return std::make_unique<OtlpLogImporter>();
}

} // namespace tailrace
