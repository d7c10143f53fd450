// SPDX-License-Identifier: GPL-3.0-or-later
// Every format that can be written: what it can hold comes back the same, and what it cannot is counted exactly.

#include "corpus/span_text.h"
#include "export_sources.h"
#include "importers/exporter_registry.h"
#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <sstream>

using namespace tailrace;
using namespace tailrace::test;

namespace {

CacheReader readerOf(const std::string& path)
{
    Progress progress;
    return CacheReader::open(importInputs({{path}, {}, true}, progress, {}).value().cacheFile).value();
}

/// Keys in order: formats may put what they have a field for before or behind the rest.
void sortKeys(AttributeList& list)
{
    std::stable_sort(list.begin(), list.end(),
                     [](const Attribute& a, const Attribute& b) { return a.key < b.key; });
}

enum class Order { AsRecorded, Sorted };

/// Everything of every span as sorted texts. Ids that were made up are not compared.
std::vector<std::string> textsOf(CacheReader& cache, Order order)
{
    std::vector<std::string> texts;
    const Result<void> done = cache.forEachSpan([&](const SpanDetail& recorded) {
        SpanDetail span = recorded;
        if (order == Order::Sorted) {
            for (AttributeList* list : {&span.attributes, &span.resource.attributes, &span.scope.attributes})
                sortKeys(*list);
            for (SpanEvent& event : span.events)
                sortKeys(event.attributes);
        }
        texts.push_back(spanText(span) + "\n  marks=" + std::to_string(span.marks));
        return true;
    });
    std::sort(texts.begin(), texts.end());
    return done ? texts : std::vector<std::string>{done.error().text()};
}

QString lossesOf(const ExportReport& report)
{
    QStringList out;
    for (const ExportLoss& loss : report.losses)
        out.append(QString::fromUtf8(name(loss.kind).data(), static_cast<qsizetype>(name(loss.kind).size())) +
                   QStringLiteral("=") + QString::number(loss.count));
    out.sort();
    return out.join(u' ');
}

struct Exported {
    ExportReport report;
    std::string text;
};

Exported write(const char* format, CacheReader& cache, std::optional<TraceId> trace = {})
{
    std::ostringstream out;
    const Result<ExportReport> report = exporterOf(format)->write(cache, trace, out);
    return report ? Exported{*report, out.str()} : Exported{{}, report.error().text()};
}

} // namespace

class TestExportFormats : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_folder->path().toUtf8());
    }

    void everythingComesBackTheSame_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("losses");
        QTest::newRow("otlp-json") << QStringLiteral("otlp-json") << QString();
        QTest::newRow("otlp-proto") << QStringLiteral("otlp-proto") << QString();
        // NaN and bytes, of a span, its event and its link, its scope, and of five spans' resource and scope.
        QTest::newRow("csv") << QStringLiteral("csv") << QStringLiteral("valueType=26");
    }
    void everythingComesBackTheSame()
    {
        QFETCH(QString, format);
        QFETCH(QString, losses);
        CacheReader original = reader("everything.jsonl", everything());
        QCOMPARE(original.totals().value().spans, 6U);
        const Exported exported = write(qPrintable(format), original);
        QCOMPARE(exported.report.spans, 6U);
        QCOMPARE(exported.report.traces, 2U);
        QCOMPARE(lossesOf(exported.report), losses);
        CacheReader again = reader("again", exported.text);
        QCOMPARE(again.totals().value().traces, 2U);
        std::vector<std::string> before = textsOf(original, Order::AsRecorded);
        if (format == QStringLiteral("csv")) // read as text
            for (std::string& span : before) {
                replaceAll(span, "nan=3:NaN", "nan=4:NaN");
                replaceAll(span, "bytes=5:AAH/", "bytes=4:AAH/");
            }
        QCOMPARE(textsOf(again, Order::AsRecorded), before);
    }

    void whatFitsComesBackTheSame_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("source");
        for (const ExportSource& source : sourcesThatFit())
            QTest::addRow("%s: %s", source.format.c_str(), source.name.c_str())
                << QString::fromStdString(source.format) << QString::fromStdString(source.json);
    }
    void whatFitsComesBackTheSame()
    {
        QFETCH(QString, format);
        QFETCH(QString, source);
        CacheReader original = reader("one.jsonl", source.toStdString());
        QCOMPARE(original.totals().value().spans, 1U);
        const Exported exported = write(qPrintable(format), original);
        QCOMPARE(lossesOf(exported.report), QString());
        CacheReader again = reader("again", exported.text);
        QCOMPARE(textsOf(again, Order::Sorted), textsOf(original, Order::Sorted));
    }

    void whatDoesNotFitIsCounted_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("jaeger");
        QTest::addColumn<QString>("zipkin");
        for (const LossySource& source : sourcesThatDoNotFit())
            QTest::newRow(source.name.c_str())
                << QString::fromStdString(source.json) << QString::fromStdString(source.jaeger)
                << QString::fromStdString(source.zipkin);
    }
    void whatDoesNotFitIsCounted()
    {
        QFETCH(QString, source);
        QFETCH(QString, jaeger);
        QFETCH(QString, zipkin);
        CacheReader original = reader("one.jsonl", source.toStdString());
        for (const auto& [format, expected] : {std::pair("jaeger", jaeger), std::pair("zipkin", zipkin)}) {
            const Exported exported = write(format, original);
            QCOMPARE(lossesOf(exported.report), expected);
            CacheReader again = reader("again", exported.text);
            QCOMPARE(again.totals().value().spans, original.totals().value().spans);
            QCOMPARE(again.totals().value().traces, original.totals().value().traces);
            if (!expected.contains(QStringLiteral("fieldName"))) // such as an attribute "error"
                QCOMPARE(again.totals().value().errors, original.totals().value().errors);
            QCOMPARE(again.totals().value().services, original.totals().value().services);
        }
    }

    void samplesComeBackFromTheirOwnFormat_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("format");
        QTest::newRow("Jaeger") << QStringLiteral("checkout.jaeger.json") << QStringLiteral("jaeger");
        QTest::newRow("Zipkin") << QStringLiteral("checkout.zipkin.json") << QStringLiteral("zipkin");
    }
    void samplesComeBackFromTheirOwnFormat()
    {
        QFETCH(QString, file);
        QFETCH(QString, format);
        CacheReader original = readerOf(samplePath(file.toStdString()));
        const Exported exported = write(qPrintable(format), original);
        QCOMPARE(lossesOf(exported.report), QString());
        CacheReader again = reader("again", exported.text);
        QCOMPARE(textsOf(again, Order::Sorted), textsOf(original, Order::Sorted));
    }

    void oneTraceAloneCanBeWritten()
    {
        CacheReader cache = readerOf(samplePath("shop.jsonl.gz"));
        const TraceSummary trace = cache.traces({}).value().at(17);
        for (const auto& format : exporters()) {
            std::ostringstream out;
            const Result<ExportReport> report = format->write(cache, trace.traceId, out);
            QVERIFY(report);
            QCOMPARE(report->spans, std::uint64_t(trace.spans));
            QCOMPARE(report->traces, 1U);
            CacheReader again = reader("again", out.str());
            QCOMPARE(again.totals().value().spans, std::uint64_t(trace.spans));
            QCOMPARE(format->write(cache, TraceId{1, 2}, out).error().code, ErrorCode::NotFound);
            out.setstate(std::ios::badbit);
            QVERIFY(!format->write(cache, {}, out));
        }
    }

    void logsAndListedTracesThatAreLeftOutAreCounted()
    {
        const std::string path = m_folder->filePath(QStringLiteral("mixed.tailrace")).toStdString();
        const auto file = [this](const char* name, const std::string& content) {
            const std::string at = m_folder->filePath(QString::fromLatin1(name)).toStdString();
            writeFile(at, content);
            return at;
        };
        Progress progress;
        const auto outcome = importInputs(
            {{file("spans.jsonl", internalSpan()), file("logs.jsonl", twoLogs()), file("list.json", listedTrace())}, path}, progress,
            {});
        QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
        QVERIFY(outcome->failures.empty());
        CacheReader cache = CacheReader::open(path).value();
        for (const auto& format : exporters()) {
            const std::string name(format->info().id);
            const Exported exported = write(name.c_str(), cache);
            const QString losses = lossesOf(exported.report);
            QCOMPARE(exported.report.traces, 1U);
            QVERIFY2(losses.contains(QStringLiteral("traceLeftOut=1")), name.c_str());
            QCOMPARE(losses.contains(QStringLiteral("logLeftOut=2")), name != "otlp-json");
        }
    }

    void aJaegerTraceOfManyMegabytesHasItsProcessesFirst()
    {
        std::string source = internalSpan();
        for (int i = 0; i < 9; ++i)
            source += largeSpan(i, std::size_t{8} << 20);
        CacheReader original = reader("large.jsonl", source);
        const Exported exported = write("jaeger", original);
        QCOMPARE(exported.report.spans, 10U);
        QCOMPARE(exported.report.traces, 2U);
        QCOMPARE(lossesOf(exported.report), QStringLiteral("timePrecision=9"));
        QVERIFY(exported.text.find("\"spans\"", 500) > exported.text.find("\"processes\"", 500));
        CacheReader again = reader("again", exported.text);
        QCOMPARE(again.totals().value().spans, 10U);
        QCOMPARE(again.totals().value().services, original.totals().value().services);
    }

    void aLossSaysHowOftenAndWhere()
    {
        CacheReader cache = reader("one.jsonl", everything());
        const Exported exported = write("zipkin", cache);
        const auto loss = std::find_if(exported.report.losses.begin(), exported.report.losses.end(),
                                       [](const ExportLoss& l) { return l.kind == LossKind::NegativeLength; });
        QVERIFY(loss != exported.report.losses.end());
        QCOMPARE(sentence(*loss), std::string("1 span that ends before it starts lost its length"));
        QCOMPARE(toHex(loss->example), std::string("0000000000000033"));
    }

    void aCellThatIsNotWhatItsColumnSaysIsKept()
    {
        CacheReader original = reader("one.jsonl", internalSpan());
        std::string csv = write("csv", original).text;
        replaceAll(csv, ",internal,", ",inward,");
        replaceAll(csv, "1700000000000001000", "yesterday");
        replaceAll(csv, "4000", "[1]");
        CacheReader again = reader("again.csv", csv);
        const Result<void> done = again.forEachSpan([&](const SpanDetail& span) {
            [&] {
                QCOMPARE(displayText(*findValue(span.attributes, "csv.kind")), std::string("inward"));
                QCOMPARE(displayText(*findValue(span.attributes, "csv.start_ns")), std::string("yesterday"));
                QVERIFY(has(span.marks, SpanMark::StartUnknown) && has(span.marks, SpanMark::DurationUnknown));
            }();
            return true;
        });
        QVERIFY(done);
        std::uint64_t wrong = 0;
        for (const ProblemGroup& group : again.reports().value().at(0).problems)
            wrong += group.code == ProblemCode::WrongType ? group.count : 0;
        QCOMPARE(wrong, 3U);
    }

private:
    static void replaceAll(std::string& in, const std::string& what, const std::string& by)
    {
        for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + by.size()))
            in.replace(at, what.size(), by);
    }

    CacheReader reader(const char* name, const std::string& content) const
    {
        const std::string path = m_folder->filePath(QString::fromLatin1(name)).toStdString();
        writeFile(path, content);
        return readerOf(path);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestExportFormats)
#include "tst_export_formats.moc"
