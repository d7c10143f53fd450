// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/import_session.h"
#include "importers/importer_registry.h"
#include "importers/otlp/otlp_json_export.h"
#include "model/cache/cache_reader.h"
#include "otlp_messages.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const char kTrace[] = "0123456789abcdef0123456789abcdef";
const char kOtherTrace[] = "ffffffffffffffffffffffffffffffff";

/// A line with these log records of the service "cart".
std::string logLine(const std::string& records)
{
    return R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},)"
           R"("scopeLogs":[{"logRecords":[)" +
           records + R"(],"scope":{"name":"logger","version":"2"}}],"schemaUrl":"https://example.org/1"}]})" +
           "\n";
}

std::string record(const std::string& trace, const std::string& span, const std::string& more = {})
{
    return R"({"timeUnixNano":"1500","severityNumber":17,"body":{"stringValue":"refused"},"traceId":")" + trace +
           R"(","spanId":")" + span + "\"" + more + "}";
}

std::string spanLine(const std::string& trace)
{
    return R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":")" + trace +
           R"(","spanId":"00000000000000a1","name":"pay","startTimeUnixNano":"1000","endTimeUnixNano":"2000"}]}]}]})" +
           "\n";
}

std::unique_ptr<RecordingSink> readJson(const std::string& text)
{
    auto sink = std::make_unique<RecordingSink>();
    const Importer* importer = recognise(text, true);
    if (importer == nullptr)
        return nullptr;
    ChunkStream stream(text, 7);
    if (!importer->read(stream, *sink))
        return nullptr;
    return sink;
}

std::string everythingOf(const LogDetail& log)
{
    std::string text = toHex(log.traceId) + ' ' + toHex(log.spanId) + ' ' + std::to_string(log.timeNs) + ' ' +
                       std::to_string(log.observedNs) + ' ' + std::to_string(log.severity) + ' ' +
                       log.severityText + ' ' + log.name + ' ' + std::to_string(log.flags) + ' ' +
                       displayText(log.body) + ' ' + std::to_string(log.droppedAttributes) + ' ' +
                       log.resource.service + ' ' + log.resource.schemaUrl + ' ' + log.scope.name + ' ' +
                       log.scope.version;
    for (const Attribute& attribute : log.attributes)
        text += ' ' + attribute.key + '=' + displayText(attribute.value);
    return text;
}

std::vector<std::string> logsOf(const std::string& cacheFile)
{
    CacheReader reader = CacheReader::open(cacheFile).value();
    std::vector<std::string> texts;
    const Result<void> done = reader.forEachLog([&](const LogDetail& log) {
        texts.push_back(everythingOf(log));
        return true;
    });
    return done ? texts : std::vector<std::string>{"failed"};
}

} // namespace

class TestOtlpLogs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->path().toUtf8());
    }

    void everyMemberOfALogRecordIsRead()
    {
        const auto sink = readJson(logLine(
            R"({"timeUnixNano":"5","observedTimeUnixNano":6,"severityNumber":"SEVERITY_NUMBER_WARN2","severityText":"w",)"
            R"("eventName":"device.started","body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}}]}},)"
            R"("attributes":[{"key":"k","value":{"boolValue":true}}],"droppedAttributesCount":3,"flags":1,"extra":7,)"
            R"("traceId":")"s +
            kTrace + R"(","spanId":"00000000000000a1"})"));
        QVERIFY(sink != nullptr);
        QCOMPARE(sink->logs.size(), std::size_t{1});
        const RecordedLog& log = sink->logs.front();
        QCOMPARE(toHex(log.traceId), std::string(kTrace));
        QCOMPARE(log.spanId.value, 0xA1ULL);
        QCOMPARE(log.timeNs, std::int64_t{5});
        QCOMPARE(log.observedNs, std::int64_t{6});
        QCOMPARE(log.severity, 14);
        QCOMPARE(log.severityText, "w"s);
        QCOMPARE(log.name, "device.started"s);
        QCOMPARE(log.flags, 1U);
        QCOMPARE(log.droppedAttributes, 3U);
        QVERIFY(log.body == (Value{AttributeList{{"a", Value{std::int64_t{1}}}}}));
        QVERIFY(log.attributes == (AttributeList{{"k", Value{true}}, {"otlp.extra", Value{std::int64_t{7}}}}));
        QCOMPARE(sink->resource(log.resource).service, "cart"s);
        QCOMPARE(sink->resource(log.resource).schemaUrl, "https://example.org/1"s); // it stands behind the records
        QCOMPARE(sink->scope(log.scope).name, "logger"s);
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
    }

    void recordsWithoutATraceIdAreCountedAsAnotherSignal()
    {
        const auto sink = readJson(logLine(record("", "")) + logLine(record(kTrace, "") + "," + record("", "")) +
                                   logLine(record(kTrace, "00000000000000a1")) + spanLine(kTrace));
        QVERIFY(sink != nullptr);
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->logs.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{2});
        QCOMPARE(sink->problemCount(), std::uint64_t{2});
    }

    void namesOfOlderVersionsAreTaken()
    {
        const auto sink =
            readJson(R"({"resource_logs":[{"scope_logs":[{"log_records":[{"trace_id":")"s + kTrace +
                     R"(","severity_number":9}]}]},{"instrumentationLibraryLogs":[{"logs":[{"traceId":")" +
                     kTrace + R"("}],"instrumentationLibrary":{"name":"old"}}]}]})");
        QVERIFY(sink != nullptr);
        QCOMPARE(sink->logs.size(), std::size_t{2});
        QCOMPARE(sink->logs[0].severity, 9);
        QCOMPARE(sink->scope(sink->logs[1].scope).name, "old"s);
    }

    void protobufGivesTheSameAsJson()
    {
        proto::LogsRequest logs;
        proto::ResourceLogs& resource = *logs.add_resource_logs();
        setText(resource.mutable_resource()->add_attributes(), "service.name", "cart");
        proto::ScopeLogs& scope = *resource.add_scope_logs();
        scope.mutable_scope()->set_name("logger");
        for (const bool traced : {true, false}) {
            proto::LogRecord& log = *scope.add_log_records();
            log.set_time_unix_nano(1500);
            log.set_observed_time_unix_nano(1600);
            log.set_severity_number(17);
            log.set_severity_text("ERR");
            log.mutable_body()->set_string_value("refused");
            setText(log.add_attributes(), "k", "v");
            if (traced) {
                log.set_trace_id(std::string(16, '\x01'));
                log.set_span_id(std::string(8, '\x02'));
            }
        }
        const std::string spans = oneSpan().SerializeAsString();
        for (const std::string& bytes : {logs.SerializeAsString(), logs.SerializeAsString() + spans}) {
            QVERIFY(isClaimed(bytes));
            RecordingSink sink;
            QVERIFY(readProto(bytes, sink, 5).has_value());
            QCOMPARE(sink.logs.size(), std::size_t{1});
            const RecordedLog& log = sink.logs.front();
            QCOMPARE(toHex(log.traceId), "01010101010101010101010101010101"s);
            QCOMPARE(toHex(log.spanId), "0202020202020202"s);
            QCOMPARE(log.timeNs, std::int64_t{1500});
            QCOMPARE(log.observedNs, std::int64_t{1600});
            QCOMPARE(log.severity, 17);
            QCOMPARE(log.severityText, "ERR"s);
            QVERIFY(log.body == Value{"refused"s});
            QVERIFY(log.attributes == (AttributeList{{"k", Value{"v"s}}}));
            QCOMPARE(sink.resource(log.resource).service, "cart"s);
            QCOMPARE(sink.count(ProblemCode::OtherSignal), std::uint64_t{1});
            QCOMPARE(sink.problemCount(), std::uint64_t{1});
        }
    }

    void logsOfOneFileJoinTheTracesOfAnother()
    {
        const std::string logs =
            file("logs.jsonl", logLine(record(kTrace, "00000000000000a1") + "," + record(kOtherTrace, "")));
        const std::string spans = file("spans.jsonl", spanLine(kTrace));
        const ImportOutcome outcome = import({logs, spans});
        QCOMPARE(outcome.reports.size(), std::size_t{2});
        QCOMPARE(outcome.reports[0].logs.kept, std::uint64_t{2});
        QCOMPARE(noteOf(outcome.reports[0]), "1 log kept, of 1 trace that is not here"s);
        QVERIFY(outcome.reports[1].problems.empty());

        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, std::uint64_t{1});
        QCOMPARE(noteOf(reader.reports().value()[0]), "1 log kept, of 1 trace that is not here"s);
        const SpanTablePtr trace = reader.loadTrace(parseTraceId(kTrace).value()).value();
        const SpanDetail span = reader.spanDetail(trace->rowId[0]).value();
        QCOMPARE(span.logs.size(), std::size_t{1});
        QCOMPARE(displayText(span.logs[0].body), "refused"s);
        QVERIFY(span.traceLogs.empty());
    }

    void aFileOfLogsAloneHasNoTracesButSaysWhatItKept()
    {
        const ImportOutcome outcome =
            import({file("logs.jsonl", logLine(record(kTrace, "") + "," + record(kOtherTrace, "")))});
        QCOMPARE(noteOf(outcome.reports.at(0)), "2 logs kept, of 2 traces that are not here"s);
        CacheReader reader = CacheReader::open(outcome.cacheFile).value();
        QCOMPARE(reader.totals().value().traces, std::uint64_t{0});
        QVERIFY(reader.traces({}).value().empty());
        QCOMPARE(logsOf(outcome.cacheFile).size(), std::size_t{2});
    }

    void aFileOfLogsWithoutTraceIdsIsRefused()
    {
        ImportRequest request;
        request.inputs = {file("logs.jsonl", logLine(record("", "")))};
        Progress progress;
        const Result<ImportOutcome> outcome = importInputs(request, progress, {});
        QVERIFY(!outcome);
        QVERIFY(outcome.error().code == ErrorCode::Unsupported);
        QVERIFY(outcome.error().message.find("without spans") != std::string::npos);
    }

    void logsAreExportedAndComeBack()
    {
        const std::string more =
            R"(,"observedTimeUnixNano":"9","severityText":"E","eventName":"e","flags":1,)"
            R"("droppedAttributesCount":2,"attributes":[{"key":"k","value":{"intValue":"1"}}])";
        const ImportOutcome before = import(
            {file("all.jsonl", spanLine(kTrace) +
                                   logLine(record(kTrace, "00000000000000a1", more) + "," + record(kTrace, "")) +
                                   logLine(record(kOtherTrace, "00000000000000b1")))});
        CacheReader reader = CacheReader::open(before.cacheFile).value();
        const std::string exported = m_folder->filePath(QStringLiteral("exported.jsonl")).toStdString();
        std::ofstream out(exported);
        QCOMPARE(exportOtlpJson(reader, out).value(), std::uint64_t{1});
        out.close();
        const ImportOutcome after = import({exported});
        QCOMPARE(logsOf(before.cacheFile).size(), std::size_t{3});
        QCOMPARE(logsOf(after.cacheFile), logsOf(before.cacheFile));
        QCOMPARE(after.reports.at(0).spans, std::uint64_t{1});
    }

private:
    std::string file(const char* name, const std::string& content)
    {
        const std::string path = m_folder->filePath(QString::fromLatin1(name)).toStdString();
        writeFile(path, content);
        return path;
    }
    static ImportOutcome import(const std::vector<std::string>& inputs)
    {
        ImportRequest request;
        request.inputs = inputs;
        Progress progress;
        return importInputs(request, progress, {}).value();
    }
    static std::string noteOf(const ImportReport& report)
    {
        for (const ProblemGroup& group : report.problems)
            if (group.code == ProblemCode::Note)
                return group.message();
        return {};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestOtlpLogs)
#include "tst_otlp_logs.moc"
