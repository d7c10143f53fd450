// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/jaeger/jaeger_json_export.h"

#include "importers/jaeger/jaeger_json_export_span.h"
#include "model/cache/cache_reader.h"

#include <unordered_map>
#include <utility>

namespace tailrace {

namespace {

/// Text of the spans of one trace that waits for its processes.
constexpr std::size_t kMaxHeld = std::size_t{64} << 20;

/// The resources of one trace, as "p1", "p2"….
class Processes
{
public:
    /// The name of the span's process, which is added if it is new.
    std::string of(const SpanDetail& span, ExportReport& report)
    {
        const auto [entry, isNew] = m_numbers.try_emplace(span.resource.id, m_numbers.size() + 1);
        std::string process = "p" + std::to_string(entry->second);
        if (isNew) {
            JsonWriter json;
            writeJaegerProcess(json, span, report);
            m_text.append(m_text.empty() ? "\"" : ",\"").append(process).append("\":").append(json.view());
        }
        return process;
    }
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::unordered_map<std::int64_t, std::size_t> m_numbers; // of resources in the cache
    std::string m_text;
};

struct LargeTrace {
    TraceId id;
    Processes processes;
};

/// Collects the spans of one trace and writes it.
class Document
{
public:
    Document(std::ostream& out, ExportReport& report)
        : m_out(out)
        , m_report(report)
    {
    }

    void add(const SpanDetail& span)
    {
        if (m_current != span.traceId)
            finishTrace();
        m_current = span.traceId;
        const std::string process = m_processes.of(span, m_processLosses);
        if (m_isLarge)
            return;
        JsonWriter json;
        writeJaegerSpan(json, span, process, m_losses);
        m_spans.append(m_spans.empty() ? "" : ",").append(json.view());
        if (m_spans.size() > kMaxHeld) {
            m_isLarge = true;
            m_spans = {};
        }
    }

    void finishTrace()
    {
        if (!m_current)
            return;
        m_report.add(m_processLosses);
        if (m_isLarge) {
            m_large.push_back({*m_current, std::move(m_processes)});
        } else {
            m_report.add(m_losses);
            beginTrace(*m_current);
            m_out << R"("spans":[)" << m_spans << R"(],"processes":{)" << m_processes.text() << "}}";
        }
        m_current.reset();
        m_spans.clear();
        m_processes = {};
        m_losses = {};
        m_processLosses = {};
        m_isLarge = false;
    }

    void beginTrace(TraceId id)
    {
        m_out << std::exchange(m_separator, ",\n") << R"({"traceID":")" << toHex(id) << "\",";
    }

    [[nodiscard]] std::vector<LargeTrace>& large() { return m_large; }

private:
    std::ostream& m_out;
    ExportReport& m_report;
    std::optional<TraceId> m_current;
    std::string m_spans;
    Processes m_processes;
    ExportReport m_losses; // of m_spans, which may have to be written again
    ExportReport m_processLosses;
    bool m_isLarge = false;
    std::vector<LargeTrace> m_large;
    const char* m_separator = "";
};

Result<void> writeLarge(CacheReader& cache, LargeTrace& trace, Document& document, std::ostream& out,
                        ExportReport& report)
{
    document.beginTrace(trace.id);
    out << R"("processes":{)" << trace.processes.text() << R"(},"spans":[)";
    const char* separator = "";
    Result<void> done = cache.forEachSpan(trace.id, [&](const SpanDetail& span) {
        JsonWriter json;
        writeJaegerSpan(json, span, trace.processes.of(span, report), report);
        out << std::exchange(separator, ",") << json.view();
        return out.good();
    });
    out << "]}";
    return done;
}

class JaegerJsonExporter : public Exporter
{
public:
    [[nodiscard]] ExporterInfo info() const override { return {"jaeger", "Jaeger JSON", "json"}; }

    [[nodiscard]] Result<ExportReport> write(CacheReader& cache, std::optional<TraceId> trace,
                                             std::ostream& out) const override
    {
        ExportReport report;
        Document document(out, report);
        out << "{\"data\":[\n";
        Result<void> done =
            forEachExported(cache, trace, out, report, [&](const SpanDetail& span) { document.add(span); });
        if (!done)
            return failure(std::move(done));
        document.finishTrace();
        for (LargeTrace& large : document.large())
            if (Result<void> written = writeLarge(cache, large, document, out, report); !written)
                return failure(std::move(written));
        out << "\n]}\n";
        return finishExport(cache, trace, out, LogsAre::LeftOut, std::move(report));
    }
};

} // namespace

std::unique_ptr<Exporter> makeJaegerJsonExporter()
{
    return std::make_unique<JaegerJsonExporter>();
}

} // namespace tailrace
