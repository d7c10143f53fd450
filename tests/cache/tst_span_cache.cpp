// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/cache_span_sink.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"
#include "model/cache/database.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace tailrace;

namespace {

/// One import into a cache, by hand.
class Import
{
public:
    Import(CacheWriter& writer, const std::string& path)
        : m_writer(writer)
    {
        report.path = path;
        report.format = "test";
        m_builder = writer.begin(path).value();
        sink = std::make_unique<CacheSpanSink>(*m_builder, report, progress);
        draft = std::make_unique<SpanDraft>(sink->keys());
    }

    ResourceRef resource(const std::string& service)
    {
        ResourceDraft resource(sink->keys());
        resource.service = service;
        resource.attributes.addText("service.name", service);
        resource.attributes.addText("host.name", "h1");
        return sink->addResource(resource);
    }

    void span(std::uint64_t trace, std::uint64_t id, std::uint64_t parent, std::int64_t start, std::int64_t duration,
              ResourceRef resource, StatusCode status = StatusCode::Unset)
    {
        draft->clear();
        draft->traceId = {1, trace};
        draft->spanId = {id};
        draft->parentId = {parent};
        draft->name = "op" + std::to_string(id);
        draft->startNs = start;
        draft->durationNs = duration;
        draft->resource = resource;
        draft->status = status;
        draft->attributes.addInt("id", static_cast<std::int64_t>(id));
        sink->addSpan(*draft, {});
    }

    Result<void> finish(bool complete = true)
    {
        report.contentHash = "hash of " + report.path;
        return m_writer.finish(report, complete, progress, {});
    }

    ImportReport report;
    Progress progress;
    std::unique_ptr<CacheSpanSink> sink;
    std::unique_ptr<SpanDraft> draft;

private:
    CacheWriter& m_writer;
    BatchBuilder* m_builder = nullptr;
};

} // namespace

class TestSpanCache : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_file = m_temporary->filePath(QStringLiteral("test.tailrace")).toStdString();
    }

    void everythingOfASpanComesBack()
    {
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Import import(writer, "a.json");
            ScopeDraft scope(import.sink->keys());
            scope.name = "lib";
            scope.version = "1.2";
            scope.schemaUrl = "https://example.com/schema";
            scope.attributes.addBool("s", true);
            SpanDraft& draft = *import.draft;
            draft.traceId = {0x0102030405060708, 0xF102030405060708};
            draft.spanId = {0xFFFFFFFFFFFFFFFF};
            draft.parentId = {7};
            draft.name = "GET /";
            draft.kind = SpanKind::Client;
            draft.status = StatusCode::Error;
            draft.statusMessage = "broken";
            draft.traceState = "a=b";
            draft.flags = 0x301;
            draft.startNs = 1'700'000'000'123'456'789;
            draft.durationNs = 42;
            draft.droppedAttributes = 1;
            draft.droppedEvents = 2;
            draft.droppedLinks = 3;
            draft.scope = import.sink->addScope(scope);
            draft.resource = import.resource("shop");
            draft.attributes.addText("k", "v");
            EventDraft& event = draft.addEvent();
            event.name = "exception";
            event.timeNs = 5;
            event.droppedAttributes = 4;
            event.attributes.addText("exception.type", "E");
            LinkDraft& link = draft.addLink();
            link.traceId = {9, 8};
            link.spanId = {6};
            link.traceState = "x=y";
            link.flags = 1;
            link.attributes.addInt("n", -1);
            link.droppedAttributes = 5;
            import.sink->addSpan(draft, {});
            QVERIFY(import.finish());
        }
        CacheReader reader = CacheReader::open(m_file).value();
        const SpanTablePtr trace = reader.loadTrace({0x0102030405060708, 0xF102030405060708}).value();
        QCOMPARE(trace->size(), 1U);
        QCOMPARE(trace->service(0), std::string_view("shop"));
        const SpanDetail span = reader.spanDetail(trace->rowId[0]).value();
        QVERIFY(span.traceId == trace->traceId);
        QCOMPARE(span.spanId.value, 0xFFFFFFFFFFFFFFFFULL);
        QCOMPARE(span.parentId.value, 7ULL);
        QCOMPARE(span.name, std::string("GET /"));
        QVERIFY(span.kind == SpanKind::Client && span.status == StatusCode::Error);
        QCOMPARE(span.statusMessage, std::string("broken"));
        QCOMPARE(span.traceState, std::string("a=b"));
        QCOMPARE(span.flags, 0x301U);
        QCOMPARE(span.startNs, 1'700'000'000'123'456'789);
        QCOMPARE(span.durationNs, 42);
        QCOMPARE(span.droppedAttributes * 100 + span.droppedEvents * 10 + span.droppedLinks, 123U);
        QCOMPARE(span.resource.service, std::string("shop"));
        QCOMPARE(span.resource.attributes.size(), 2U);
        QCOMPARE(span.scope.name + span.scope.version + span.scope.schemaUrl,
                 std::string("lib1.2https://example.com/schema"));
        QVERIFY(span.scope.attributes.at(0).value == Value{true});
        QVERIFY(span.attributes == (AttributeList{{"k", Value{std::string("v")}}}));
        QCOMPARE(span.events.size(), 1U);
        QCOMPARE(span.events[0].name, std::string("exception"));
        QCOMPARE(span.events[0].timeNs, 5);
        QCOMPARE(span.events[0].droppedAttributes, 4U);
        QCOMPARE(span.links.size(), 1U);
        QVERIFY(span.links[0].traceId == (TraceId{9, 8}) && span.links[0].spanId == SpanId{6});
        QCOMPARE(span.links[0].traceState, std::string("x=y"));
        QCOMPARE(span.links[0].droppedAttributes, 5U);
    }

    void summariesAndTotalsCount()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        const ResourceRef web = import.resource("web");
        const ResourceRef db = import.resource("db");
        import.span(1, 1, 0, 1000, 100, web);
        import.span(1, 2, 1, 1010, 200, db, StatusCode::Error);
        import.span(2, 3, 99, 5000, 10, db);
        import.span(1, 2, 1, 1010, 200, db, StatusCode::Error); // an exact copy
        QVERIFY(import.finish());
        QCOMPARE(import.report.spans, 3U);
        QCOMPARE(import.report.traces, 2U);
        QCOMPARE(import.report.services, 2U);
        QCOMPARE(import.report.duplicates, 1U);
        CacheReader reader = CacheReader::open(m_file).value();
        const CacheTotals totals = reader.totals().value();
        QCOMPARE(totals.spans, 3U);
        QCOMPARE(totals.traces, 2U);
        QCOMPARE(totals.services, 2U);
        QCOMPARE(totals.errors, 1U);
        QCOMPARE(totals.maxDurationNs, 210);
        const TraceSummary first = reader.trace({1, 1}).value();
        QCOMPARE(first.rootName, std::string("op1"));
        QCOMPARE(first.rootService, std::string("web"));
        QCOMPARE(first.startNs, 1000);
        QCOMPARE(first.durationNs, 210);
        QCOMPARE(first.spans, 2U);
        QCOMPARE(first.errors, 1U);
        QCOMPARE(first.services, (std::vector<std::string>{"db", "web"}));
        QCOMPARE(reader.trace({1, 2}).value().orphans, 1U);
        QCOMPARE(reader.trace({1, 3}).error().code, ErrorCode::NotFound);
    }

    void tracesAreSortedByTheDatabase()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        const ResourceRef web = import.resource("web");
        import.span(1, 1, 0, 300, 10, web);
        import.span(2, 2, 0, 100, 30, web);
        import.span(3, 3, 0, 200, 20, web, StatusCode::Error);
        QVERIFY(import.finish());
        CacheReader reader = CacheReader::open(m_file).value();
        const auto order = [&](TraceOrder by, bool descending, std::int64_t offset = 0, std::int64_t limit = -1) {
            QString text;
            const std::vector<TraceSummary> traces = reader.traces({by, descending, offset, limit}).value();
            for (const TraceSummary& trace : traces)
                text += QString::number(trace.traceId.lo);
            return text;
        };
        QCOMPARE(order(TraceOrder::Start, true), QStringLiteral("132"));
        QCOMPARE(order(TraceOrder::Start, false), QStringLiteral("231"));
        QCOMPARE(order(TraceOrder::Duration, true), QStringLiteral("231"));
        QCOMPARE(order(TraceOrder::Errors, true).left(1), QStringLiteral("3"));
        QCOMPARE(order(TraceOrder::RootName, false), QStringLiteral("123"));
        QCOMPARE(order(TraceOrder::Start, true, 1, 1), QStringLiteral("3"));
        QCOMPARE(order(TraceOrder::Spans, true).size(), 3);
        QCOMPARE(order(TraceOrder::RootService, true).size(), 3);
    }

    void piecesFromTwoSourcesBecomeOneTrace()
    {
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Import first(writer, "a.json");
            first.span(1, 2, 1, 1010, 20, first.resource("db"));
            first.span(5, 9, 0, 1, 1, first.resource("db"));
            QVERIFY(first.finish());
            QCOMPARE(first.report.problems.size(), 1U); // the orphan
        }
        CacheWriter writer = CacheWriter::open(m_file).value();
        QVERIFY(writer.holds("hash of a.json").value());
        QVERIFY(!writer.holds("hash of b.json").value());
        Import second(writer, "b.json");
        second.span(1, 1, 0, 1000, 100, second.resource("web"));
        second.span(1, 2, 1, 1010, 20, second.resource("db")); // the same span again
        second.span(6, 10, 0, 1, 1, second.resource("db"));
        QVERIFY(second.finish());
        QCOMPARE(second.report.duplicates, 1U);
        QCOMPARE(second.report.spans, 2U);
        CacheReader reader = CacheReader::open(m_file).value();
        QCOMPARE(reader.totals().value().spans, 4U);
        QCOMPARE(reader.totals().value().traces, 3U);
        const SpanTablePtr trace = reader.loadTrace({1, 1}).value();
        QCOMPARE(trace->size(), 2U);
        QCOMPARE(trace->depth, (std::vector<std::uint32_t>{0, 1}));
        QCOMPARE(reader.trace({1, 1}).value().orphans, 0U);
        QCOMPARE(reader.reports().value().size(), 2U);
    }

    void whatStandsForMoreIsMarkedAndCounted()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        SpanDraft& draft = *import.draft;
        const auto add = [&](std::uint64_t id, const char* traceState) {
            draft.traceId = {1, 1};
            draft.spanId = {id};
            draft.traceState = traceState;
            draft.startNs = 1;
            draft.durationNs = 1;
            import.sink->addSpan(draft, {});
            draft.clear();
        };
        draft.attributes.addBool("group.is_summary", true);
        add(1, "");
        draft.attributes.addBool("group.is_summary", false);
        add(2, "ot=th:0");
        draft.attributes.addInt("SampleRate", 5);
        add(3, "ot=th:c");
        draft.attributes.addInt("SampleRate", 1);
        add(4, "a=b");
        QVERIFY(import.finish());
        QStringList said;
        for (const ProblemGroup& group : import.report.problems)
            said << QStringLiteral("%1 %2").arg(group.count).arg(QString::fromStdString(group.samples[0].detail));
        QCOMPARE(said, QStringList({QStringLiteral("1 span 0000000000000001"),
                                    QStringLiteral("1 span 0000000000000003 stands for 5 spans")}));
        CacheReader reader = CacheReader::open(m_file).value();
        const SpanTablePtr trace = reader.loadTrace({1, 1}).value();
        int summaries = 0;
        for (const SpanMarks marks : trace->marks)
            summaries += has(marks, SpanMark::Summary) ? 1 : 0;
        QCOMPARE(summaries, 1);
    }

    void aCutOffImportIsRemovedByTheNextWriter()
    {
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Import whole(writer, "a.json");
            whole.span(1, 1, 0, 1000, 100, whole.resource("web"));
            QVERIFY(whole.finish());
            Import cut(writer, "b.json");
            cut.span(1, 2, 1, 1010, 20, cut.resource("db"));
            cut.span(2, 3, 0, 1, 1, cut.resource("db"));
            // Never finished: as after a crash.
        }
        {
            CacheReader reader = CacheReader::open(m_file).value();
            QCOMPARE(reader.totals().value().spans, 1U);
            const std::vector<ImportReport> reports = reader.reports().value();
            QCOMPARE(reports.size(), 2U);
            QVERIFY(!reports[1].complete);
        }
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import again(writer, "b.json");
        again.span(1, 2, 1, 1010, 20, again.resource("db"));
        again.span(2, 3, 0, 1, 1, again.resource("db"));
        QVERIFY(again.finish());
        CacheReader reader = CacheReader::open(m_file).value();
        QCOMPARE(reader.totals().value().spans, 3U);
        QCOMPARE(reader.loadTrace({1, 1}).value()->size(), 2U);
        QCOMPARE(reader.reports().value().size(), 2U);
    }

    void abandoningTakesEverythingBack()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        import.span(1, 1, 0, 1000, 100, import.resource("web"));
        QVERIFY(writer.abandon());
        CacheReader reader = CacheReader::open(m_file).value();
        QCOMPARE(reader.totals().value().spans, 0U);
        QVERIFY(reader.reports().value().empty());
    }

    void problemsAreStoredWithTheirPlaces()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        import.span(1, 1, 0, 1000, -5, import.resource("web"));
        for (int line = 1; line <= 250; ++line)
            import.sink->problem(ProblemCode::BrokenRecord, {line, line * 10}, "no brace");
        QVERIFY(import.finish());
        CacheReader reader = CacheReader::open(m_file).value();
        const ImportReport report = reader.reports().value().at(0);
        QCOMPARE(report.skipped, 250U);
        QCOMPARE(report.problems.size(), 2U);
        QVERIFY(report.problems[0].code == ProblemCode::BrokenRecord);
        QCOMPARE(report.problems[0].count, 250U);
        QCOMPARE(report.problems[0].samples.size(), ProblemGroup::kMaxSamples);
        QCOMPARE(report.problems[0].samples[1].where.line, 2);
        QCOMPARE(report.problems[0].samples[1].detail, std::string("no brace"));
        QVERIFY(report.problems[1].code == ProblemCode::EndBeforeStart);
        const SpanTablePtr trace = reader.loadTrace({1, 1}).value();
        QCOMPARE(trace->durationNs[0], 0);
        QVERIFY(has(trace->marks[0], SpanMark::EndBeforeStart));
        QCOMPARE(reader.spanDetail(trace->rowId[0]).value().durationNs, -5);
    }

    void everySpanIsVisitedInWaterfallOrder()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        const ResourceRef web = import.resource("web");
        for (std::uint64_t trace = 1; trace <= 3; ++trace) {
            import.span(trace, 10 * trace + 2, 10 * trace + 1, 1500, 10, web);
            import.span(trace, 10 * trace + 1, 0, 1000, 1000, web);
        }
        QVERIFY(import.finish());
        CacheReader reader = CacheReader::open(m_file).value();
        std::vector<std::uint64_t> ids;
        QVERIFY(reader.forEachSpan([&](const SpanDetail& span) {
            ids.push_back(span.spanId.value);
            return ids.size() < 5;
        }));
        QCOMPARE(ids, (std::vector<std::uint64_t>{11, 12, 21, 22, 31}));
        ids.clear();
        QVERIFY(reader.forEachSpan(TraceId{1, 2}, [&](const SpanDetail& span) {
            ids.push_back(span.spanId.value);
            return true;
        }));
        QCOMPARE(ids, (std::vector<std::uint64_t>{21, 22}));
    }

    void otherFilesAreRefused()
    {
        QCOMPARE(CacheReader::open(m_file).error().code, ErrorCode::Unreadable);
        test::writeFile(m_file, "this is not a database, it is a text that is long enough to have a header of 100 bytes, "
                                "which SQLite reads first of all");
        QCOMPARE(CacheReader::open(m_file).error().code, ErrorCode::Malformed);
        QCOMPARE(CacheWriter::open(m_file).error().code, ErrorCode::Malformed);
        std::filesystem::remove(m_file);
        QVERIFY(Database::open(m_file, Database::Mode::Create).value().execute("CREATE TABLE t (x)"));
        QCOMPARE(CacheReader::open(m_file).error().code, ErrorCode::Malformed);
        QCOMPARE(CacheWriter::open(m_file).error().code, ErrorCode::Malformed);
    }

    void aNewerVersionIsRefusedAndNamed()
    {
        CacheWriter::open(m_file).value();
        QVERIFY(Database::open(m_file, Database::Mode::ReadWrite).value().execute("PRAGMA user_version = 99"));
        const auto reader = CacheReader::open(m_file);
        QVERIFY(!reader);
        QVERIFY(reader.error().message.find("99") != std::string::npos);
    }

    void theListUsesItsIndexes()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Import import(writer, "a.json");
        import.span(1, 1, 0, 1000, 100, import.resource("web"));
        QVERIFY(import.finish());
        Database database = Database::open(m_file, Database::Mode::ReadOnly).value();
        for (const char* sql : {"EXPLAIN QUERY PLAN SELECT * FROM trace ORDER BY start_ns DESC, id DESC LIMIT 10",
                                "EXPLAIN QUERY PLAN SELECT * FROM trace ORDER BY duration_ns DESC, id DESC LIMIT 10",
                                "EXPLAIN QUERY PLAN SELECT * FROM trace WHERE hi = 1 AND lo = 2"}) {
            Statement plan = database.prepare(sql).value();
            QVERIFY(plan.step().value());
            const std::string text(plan.text(3));
            QVERIFY2(text.find("USING INDEX trace_by_") != std::string::npos, text.c_str());
        }
    }

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::string m_file;
};

QTEST_APPLESS_MAIN(TestSpanCache)
#include "tst_span_cache.moc"
