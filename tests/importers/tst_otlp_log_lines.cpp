// SPDX-License-Identifier: GPL-3.0-or-later

// OTLP JSON in the lines of a log.

#include "importers/importer_registry.h"
#include "importers/otlp/otlp_log_importer.h"
#include "support/reader_checks.h"

#include <QTest>

#include <memory>
#include <string>

using namespace tailrace;
using namespace tailrace::test;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> log = makeOtlpLogImporter();
    return *log;
}

std::string message(const std::string& spanId)
{
    return R"({"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},"scopeSpans":[)"
           R"({"scope":{"name":"lib"},"spans":[{"traceId":"0123456789abcdef0123456789abcdef","spanId":")" +
           spanId +
           R"(","name":"get","kind":2,"startTimeUnixNano":"1700000000000000000",)"
           R"("endTimeUnixNano":"1700000000002000000"}]}]})";
}

const std::string kHeader =
    "Nov 22, 2026 11:00:00 PM io.opentelemetry.exporter.logging.otlp.OtlpJsonLoggingSpanExporter export\n";

} // namespace

class OtlpLogLinesTest : public QObject
{
    Q_OBJECT

private slots:
    void javasLoggingExporterIsRead()
    {
        const std::string text = kHeader + "INFO: " + message("00000000000000a1") + "\n" + kHeader +
                                 "INFO: " + message("00000000000000a2") + "\n";
        QCOMPARE(QString::fromStdString(std::string(recognise(text, true)->info().id)),
                 QStringLiteral("otlp-log"));
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->spans[1].spanId.value, std::uint64_t{0xa2});
        QCOMPARE(sink->spans[1].durationNs, std::int64_t{2'000'000});
        QCOMPARE(sink->spans[1].line, std::int64_t{4});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{2});
        QCOMPARE(sink->problems.size(), std::size_t{1});
        QCOMPARE(checkPieces(importer(), text), QString());
    }

    void anyPrefixWillDoAndLinesWithoutOneToo()
    {
        const std::string text = "[main] INFO - " + message("00000000000000a1") + "\n" +
                                 message("00000000000000a2") + "\n\n" + "2026-11-22T23:00:00Z stdout F " +
                                 message("00000000000000a3");
        QVERIFY(claims(importer(), text));
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{3});
        QVERIFY(sink->problems.empty());
        QCOMPARE(checkPieces(importer(), text), QString());
    }

    void textBesideTheMessagesIsCountedWhateverItHolds()
    {
        const std::string text = "INFO: " + message("00000000000000a1") + "\n[1] started {\"a\": [\n" +
                                 std::string(3 * 4096, 'x') + message("00000000000000a2") + "\n\"quoted\n" +
                                 "INFO: " + message("00000000000000a3") + "\n";
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{3});
        QCOMPARE(checkPieces(importer(), text), QString());
    }

    void otherTextIsLeftAlone()
    {
        QVERIFY(!claims(importer(), message("00000000000000a1")));
        QVERIFY(!claims(importer(), "INFO: {\"resource\":\"x\"}\n"));
        QVERIFY(!claims(importer(), "{\n  \"held\": " + message("00000000000000a1") + "\n}\n"));
        QVERIFY(!claims(importer(), ""));
    }
};

QTEST_APPLESS_MAIN(OtlpLogLinesTest)

#include "tst_otlp_log_lines.moc"
