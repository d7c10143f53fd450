// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/otlp/otlp_json_log_export.h"

#include "importers/otlp/otlp_json_export_parts.h"
#include "model/cache/cache_reader.h"

#include <string>

namespace tailrace {

namespace {

constexpr std::size_t kLogsPerRequest = 512;
/// A request is sent earlier when it has grown to this size, so that huge records do not add up.
constexpr std::size_t kBytesPerRequest = std::size_t{8} << 20;

void writeLog(JsonWriter& json, const LogDetail& log)
{
    json.beginObject();
    if (log.timeNs != 0)
        json.key("timeUnixNano").decimalText(log.timeNs);
    if (log.observedNs != 0)
        json.key("observedTimeUnixNano").decimalText(log.observedNs);
    if (log.severity != 0)
        json.key("severityNumber").integer(log.severity);
    if (!log.severityText.empty())
        json.key("severityText").text(log.severityText);
    if (!log.name.empty())
        json.key("eventName").text(log.name);
    if (!log.body.isNull()) {
        json.key("body");
        otlp_json::writeAnyValue(json, log.body);
    }
    otlp_json::writeAttributeMembers(json, log.attributes, log.droppedAttributes);
    if (log.flags != 0)
        json.key("flags").unsignedInteger(log.flags);
    json.key("traceId").text(toHex(log.traceId));
    if (!log.spanId.isZero())
        json.key("spanId").text(toHex(log.spanId));
    json.endObject();
}

/// One line: records that follow each other and have the same resource and scope stand in one list.
class Request
{
public:
    void add(const LogDetail& log)
    {
        const bool isFirst = m_logs == 0;
        const bool sameResource = !isFirst && log.resource.id == m_resource;
        if (sameResource && log.scope.id == m_scope) {
            m_text += ',';
        } else {
            if (!isFirst)
                m_text += sameResource ? "]}," : "]}]},";
            if (!sameResource)
                m_text += otlp_json::resourceHead(log.resource, "scopeLogs");
            m_text += otlp_json::scopeHead(log.scope, "logRecords");
        }
        m_resource = log.resource.id;
        m_scope = log.scope.id;
        JsonWriter json;
        writeLog(json, log);
        m_text += json.view();
        ++m_logs;
    }

    [[nodiscard]] bool isFull() const { return m_logs >= kLogsPerRequest || m_text.size() >= kBytesPerRequest; }

    void write(std::ostream& out)
    {
        if (m_logs > 0)
            out << R"({"resourceLogs":[)" << m_text << "]}]}]}\n";
        m_text.clear();
        m_logs = 0;
    }

private:
    std::string m_text;
    std::size_t m_logs = 0;
    std::int64_t m_resource = 0;
    std::int64_t m_scope = 0;
};

} // namespace

Result<std::uint64_t> exportOtlpJsonLogs(CacheReader& cache, std::ostream& out, std::optional<TraceId> trace)
{
    Request request;
    std::uint64_t logs = 0;
    const auto add = [&](const LogDetail& log) {
        request.add(log);
        ++logs;
        if (request.isFull())
            request.write(out);
        return out.good();
    };
    Result<void> done = trace ? cache.forEachLog(*trace, add) : cache.forEachLog(add);
    if (!done)
        return failure(std::move(done));
    request.write(out);
    out.flush();
    if (!out)
        return failure(ErrorCode::Unreadable, "the log records could not be written");
    return logs;
}

} // namespace tailrace
