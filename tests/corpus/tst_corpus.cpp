// SPDX-License-Identifier: GPL-3.0-or-later
// Real files of every format we read, and of many we do not, through the whole import: the counts must be those of
// an independent count, what is exported must come back the same, and what is not ours must be refused politely.
// The files are not part of the project; without them the program ends with 77, which ctest shows as skipped.

#include "corpus/index.h"
#include "corpus/span_text.h"
#include "importers/exporter_registry.h"
#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr int kSkipped = 77;

/// Formats of the list that we read, by the beginning of their names.
constexpr std::array<std::string_view, 18> kRead = {
    "otlp-json",  "otlp-proto", "jaeger-json", "jaeger-api-v3", "tempo-json", "zipkin-v2-json",
    "otlp-jsonl", "datadog",    "honeycomb",   "skywalking",    "newrelic",   "xray",
    "elastic",    "chrome",     "jaeger-es",   "zipkin-v1-json", "zipkin-v2-proto", "dataset-csv"};

/// Files that list traces without their spans.
constexpr std::array<std::string_view, 2> kSummaries = {"tempo-search/kiali-search-response.json",
                                                       "jaeger-api-v3/FindTraceSummaries.json"};

/// Where our count differs from the list's, and why that is right.
struct ExplainedDifference {
    std::string_view file;
    std::uint64_t spans;
    std::uint64_t traces;
    std::uint64_t services;
    std::string_view reason;
};
constexpr std::string_view kNoSlices = "the list counts processes by their number; those without slices have no "
                                       "spans, and several of one name are one service";
constexpr std::string_view kOwnService =
    "the list counts the services of the metadata lines; transactions and spans "
    "name another in context.service, which overrides it";
constexpr std::string_view kLoneSubsegment =
    "the list counts the name of a subsegment, which is that of what it calls; "
    "whose it is only its segment would say, which is not in the file";
constexpr std::string_view kBothSides = "records that hold both sides of a call are two spans";
const std::vector<ExplainedDifference> kExplained = {
    {"chrome-json/Trace-20230603T221323.json", 2690, 1, 3, kNoSlices},
    {"chrome-json/async_begin_end.json", 15, 1, 3, kNoSlices},
    {"chrome-json/control.json.gz", 74937, 1, 2, kNoSlices},
    {"chrome-json/flow.json", 1625, 1, 3, kNoSlices},
    {"chrome-json/lthi_cats.json.gz", 56640, 1, 3, kNoSlices},
    {"chrome-json/pid-change.json", 7663, 1, 3, kNoSlices},
    {"elastic-ndjson/events.ndjson", 2, 2, 2, kOwnService},
    {"elastic-ndjson/spans.ndjson", 10, 6, 2, kOwnService},
    {"elastic-ndjson/transactions_spans.ndjson", 9, 4, 2, kOwnService},
    {"xray-segment/captured-daemon-udp.jsonl", 626, 46, 5,
     "the list counts every copy of a segment that is sent again; the last one holds all of the earlier"},
    {"xray-segment/devguide-xray-sdk-dotnet-httpclients-1.json", 1, 1, 0, kLoneSubsegment},
    {"xray-segment/devguide-xray-sdk-java-httpclients-1.json", 1, 1, 0, kLoneSubsegment},
    {"xray-segment/devguide-xray-sdk-python-httpclients-1.json", 1, 1, 0, kLoneSubsegment},
    {"xray-segment/indepSubsegment.json", 1, 1, 0, kLoneSubsegment},
    {"xray-segment/indepSubsegmentWithLocalNamespace.json", 1, 1, 0, kLoneSubsegment},
    {"xray-segment/minOtherFields.json", 1, 1, 0, kLoneSubsegment},
    {"zipkin-v1-json/example.json", 157, 1, 16, kBothSides},
    {"zipkin-v1-json/trainticket-cancel-1.json", 5, 1, 3, kBothSides},
    {"zipkin-v1-json/trainticket-order.json", 3, 1, 2, kBothSides},
    {"zipkin-v1-json/zipkin-upload.json", 3, 1, 2, kBothSides},
    {"zipkin-v1-json/jaeger-zipkin_01.json", 3, 2, 2, "the last span's trace_id_high makes it another trace"},
};

bool isRead(const CorpusFile& file)
{
    const auto isBeginning = [&](std::string_view format) { return file.format.starts_with(format); };
    return file.spans > 0 && std::any_of(kRead.begin(), kRead.end(), isBeginning);
}

struct Imported {
    ImportOutcome outcome;
    CacheTotals totals;
    std::vector<TraceSummary> traces;
};

Result<Imported> import(const std::string& path)
{
    ImportRequest request;
    request.inputs = {path};
    Progress progress;
    auto outcome = importInputs(request, progress, std::stop_token());
    if (!outcome) {
        return failure(std::move(outcome));
    }
    auto reader = CacheReader::open(outcome->cacheFile);
    if (!reader) {
        return failure(std::move(reader));
    }
    auto totals = reader->totals();
    auto traces = reader->traces({});
    if (!totals) {
        return failure(std::move(totals));
    }
    if (!traces) {
        return failure(std::move(traces));
    }
    return Imported{std::move(*outcome), *totals, std::move(*traces)};
}

/// Every span as text, sorted.
Result<std::vector<std::string>> spanTexts(const std::string& cacheFile)
{
    auto reader = CacheReader::open(cacheFile);
    if (!reader) {
        return failure(std::move(reader));
    }
    std::vector<std::string> texts;
    auto done = reader->forEachSpan([&](const SpanDetail& span) {
        texts.push_back(spanText(span));
        return true;
    });
    if (!done) {
        return failure(std::move(done));
    }
    std::sort(texts.begin(), texts.end());
    return texts;
}

Result<ExportReport> exportTo(const std::string& path, const std::string& cacheFile, const Exporter& format)
{
    auto reader = CacheReader::open(cacheFile);
    if (!reader) {
        return failure(std::move(reader));
    }
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    return format.write(*reader, {}, out);
}

/// What went wrong; empty if nothing did (QVERIFY2 evaluates it in any case).
template <class T>
const char* messageOf(const Result<T>& result)
{
    static std::string text;
    text = result ? std::string() : result.error().text();
    return text.c_str();
}

} // namespace

class CorpusTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void countsAgreeWithTheIndex_data();
    void countsAgreeWithTheIndex();
    void everyTraceLoads_data();
    void everyTraceLoads();
    void whatIsExportedComesBackTheSame_data();
    void whatIsExportedComesBackTheSame();
    void whatIsExportedAsProtobufComesBackTheSame_data();
    void whatIsExportedAsProtobufComesBackTheSame();
    void searchResultsBecomeSummaries();
    void whatIsNotOursIsRefusedPolitely_data();
    void whatIsNotOursIsRefusedPolitely();

private:
    void addRows(bool read);
    void comesBackTheSame(const std::string& path, const Exporter& format);

    QTemporaryDir m_folder;
    std::map<QByteArray, CorpusFile> m_files;
};

void CorpusTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    qputenv("XDG_CACHE_HOME", m_folder.path().toUtf8());
}

void CorpusTest::addRows(bool read)
{
    QTest::addColumn<QByteArray>("name");
    for (const CorpusFile& file : corpusFiles()) {
        if (std::find(kSummaries.begin(), kSummaries.end(), file.name) == kSummaries.end() && isRead(file) == read) {
            const auto name = QByteArray::fromStdString(file.name);
            m_files[name] = file;
            QTest::newRow(name.constData()) << name;
        }
    }
}

void CorpusTest::countsAgreeWithTheIndex_data()
{
    addRows(true);
}

void CorpusTest::countsAgreeWithTheIndex()
{
    QFETCH(QByteArray, name);
    CorpusFile expected = m_files.at(name);
    for (const ExplainedDifference& difference : kExplained) {
        if (difference.file == expected.name) {
            expected.spans = difference.spans;
            expected.traces = difference.traces;
            expected.services = difference.services;
            qInfo("differs from the index: %s", difference.reason.data());
        }
    }
    const auto imported = import(expected.path);
    QVERIFY2(imported, messageOf(imported));
    QCOMPARE(imported->outcome.reports.size(), std::size_t(1));
    const ImportReport& report = imported->outcome.reports.front();
    QVERIFY(report.complete);
    QCOMPARE(report.spans + report.duplicates, expected.spans);
    QCOMPARE(report.traces, expected.traces);
    QCOMPARE(report.services, expected.services);
    QCOMPARE(imported->totals.spans, report.spans);
    QCOMPARE(imported->totals.traces, report.traces);
    QCOMPARE(imported->totals.services, report.services);
}

void CorpusTest::everyTraceLoads_data()
{
    addRows(true);
}

void CorpusTest::everyTraceLoads()
{
    QFETCH(QByteArray, name);
    const std::string path = m_files.at(name).path;
    const auto imported = import(path);
    QVERIFY2(imported, messageOf(imported));
    auto reader = CacheReader::open(imported->outcome.cacheFile);
    QVERIFY2(reader, messageOf(reader));
    std::uint64_t spans = 0;
    for (const TraceSummary& summary : imported->traces) {
        const auto table = reader->loadTrace(summary.traceId);
        QVERIFY2(table, messageOf(table));
        QCOMPARE((*table)->size(), std::size_t(summary.spans));
        spans += summary.spans;
    }
    QCOMPARE(spans, imported->totals.spans);
}

void CorpusTest::whatIsExportedComesBackTheSame_data()
{
    addRows(true);
}

void CorpusTest::whatIsExportedComesBackTheSame()
{
    QFETCH(QByteArray, name);
    comesBackTheSame(m_files.at(name).path, *exporterOf("otlp-json"));
}

void CorpusTest::whatIsExportedAsProtobufComesBackTheSame_data()
{
    addRows(true);
}

void CorpusTest::whatIsExportedAsProtobufComesBackTheSame()
{
    QFETCH(QByteArray, name);
    comesBackTheSame(m_files.at(name).path, *exporterOf("otlp-proto"));
}

void CorpusTest::comesBackTheSame(const std::string& path, const Exporter& format)
{
    const auto before = import(path);
    QVERIFY2(before, messageOf(before));
    const std::string exported = m_folder.filePath(QStringLiteral("exported.json")).toStdString();
    const auto written = exportTo(exported, before->outcome.cacheFile, format);
    QVERIFY2(written, messageOf(written));
    QCOMPARE(written->spans, before->totals.spans);
    const auto after = import(exported);
    QVERIFY2(after, messageOf(after));
    QCOMPARE(after->totals.spans, before->totals.spans);
    QCOMPARE(after->totals.traces, before->totals.traces);
    QCOMPARE(after->totals.services, before->totals.services);
    QCOMPARE(after->totals.errors, before->totals.errors);

    const auto textsBefore = spanTexts(before->outcome.cacheFile);
    QVERIFY2(textsBefore, messageOf(textsBefore));
    const auto textsAfter = spanTexts(after->outcome.cacheFile);
    QVERIFY2(textsAfter, messageOf(textsAfter));
    QCOMPARE(textsAfter->size(), textsBefore->size());
    const auto [a, b] = std::mismatch(textsBefore->begin(), textsBefore->end(), textsAfter->begin());
    if (a != textsBefore->end()) {
        QFAIL(("\nwas:  " + *a + "\nis:   " + *b).c_str());
    }
}

void CorpusTest::searchResultsBecomeSummaries()
{
    for (const CorpusFile& file : corpusFiles()) {
        if (std::find(kSummaries.begin(), kSummaries.end(), file.name) == kSummaries.end()) {
            continue;
        }
        const auto imported = import(file.path);
        QVERIFY2(imported, messageOf(imported));
        QCOMPARE(imported->totals.spans, file.spans);
        QCOMPARE(imported->traces.size(), std::size_t(1));
        QVERIFY(imported->traces.front().isSummary);
        QVERIFY(!imported->traces.front().rootName.empty());
    }
}

void CorpusTest::whatIsNotOursIsRefusedPolitely_data()
{
    addRows(false);
}

void CorpusTest::whatIsNotOursIsRefusedPolitely()
{
    QFETCH(QByteArray, name);
    const std::string path = m_files.at(name).path;
    const auto imported = import(path);
    QVERIFY(!imported);
    const Error& error = imported.error();
    QVERIFY(error.code == ErrorCode::Unsupported || error.code == ErrorCode::Malformed);
    QVERIFY2(error.where.find(path) != std::string::npos, messageOf(imported));
    QVERIFY2(!error.message.empty() && error.message.find('\n') == std::string::npos, messageOf(imported));
}

int main(int count, char** values)
{
    if (corpusPath().empty()) {
        std::puts("SKIP: no corpus here; TAILRACE_CORPUS may name the folder that holds INDEX.tsv");
        return kSkipped;
    }
    QCoreApplication application(count, values);
    CorpusTest test;
    return QTest::qExec(&test, count, values);
}

#include "tst_corpus.moc"
