// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/cache_span_sink.h"
#include "model/cache/cache_reader.h"
#include "model/cache/cache_writer.h"
#include "model/cache/database.h"
#include "model/cache/schema.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

using namespace tailrace;

namespace {

constexpr TraceId kTrace{1, 2};

/// One source being written.
class Source
{
public:
    Source(CacheWriter& writer, const std::string& path)
        : m_writer(writer)
    {
        m_report.path = path;
        m_report.contentHash = "hash of " + path;
        m_sink = std::make_unique<CacheSpanSink>(*writer.begin(path).value(), m_report, m_progress);
    }

    void span(std::uint64_t id, std::uint64_t parent)
    {
        SpanDraft draft(m_sink->keys());
        draft.traceId = kTrace;
        draft.spanId = {id};
        draft.parentId = {parent};
        draft.name = "op";
        draft.startNs = 1000 + static_cast<std::int64_t>(id);
        draft.durationNs = 100;
        m_sink->addSpan(draft, {});
    }

    void log(std::uint64_t span, std::int64_t timeNs, const std::string& text, TraceId trace = kTrace)
    {
        LogDraft draft(m_sink->keys());
        draft.traceId = trace;
        draft.spanId = {span};
        draft.timeNs = timeNs;
        draft.body.addText("body", text);
        m_sink->addLog(draft, {});
    }

    [[nodiscard]] Result<void> finish() { return m_writer.finish(m_report, true, m_progress, {}); }

private:
    CacheWriter& m_writer;
    ImportReport m_report;
    Progress m_progress;
    std::unique_ptr<CacheSpanSink> m_sink;
};

QStringList texts(const std::vector<LogDetail>& logs)
{
    QStringList list;
    for (const LogDetail& log : logs)
        list << QString::fromStdString(displayText(log.body));
    return list;
}

} // namespace

class TestLogCache : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("test.tailrace")).toStdString();
    }

    void logsAreWithTheirSpanOrWithTheTracesFirstSpan()
    {
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Source source(writer, "a");
            source.log(2, 30, "late");
            source.log(2, 10, "early");
            source.span(1, 0);
            source.span(2, 1);
            source.log(0, 20, "of the trace");
            source.log(77, 5, "of a missing span");
            source.log(1, 1, "of the root");
            source.log(2, 1, "of another trace", {8, 8});
            QVERIFY(source.finish());
        }
        CacheReader reader = CacheReader::open(m_file).value();
        const SpanTablePtr trace = reader.loadTrace(kTrace).value();
        QCOMPARE(trace->size(), 2U);
        const SpanDetail root = reader.spanDetail(trace->rowId[0]).value();
        QCOMPARE(texts(root.logs), (QStringList{QStringLiteral("of the root")}));
        QCOMPARE(texts(root.traceLogs),
                 (QStringList{QStringLiteral("of a missing span"), QStringLiteral("of the trace")}));
        const SpanDetail child = reader.spanDetail(trace->rowId[1]).value();
        QCOMPARE(texts(child.logs), (QStringList{QStringLiteral("early"), QStringLiteral("late")}));
        QVERIFY(child.traceLogs.empty());
        std::vector<LogDetail> all;
        QVERIFY(reader.forEachLog(kTrace, [&](const LogDetail& log) {
            all.push_back(log);
            return true;
        }));
        QCOMPARE(all.size(), std::size_t{5});
        QCOMPARE(reader.totals().value().traces, std::uint64_t{1});
    }

    void copiesAreDroppedAndCountedAlsoAcrossSources()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Source first(writer, "a");
        first.span(1, 0);
        first.log(1, 10, "x");
        first.log(1, 10, "x");
        first.log(1, 11, "x");
        QVERIFY(first.finish());
        Source second(writer, "b");
        second.log(1, 11, "x");
        second.log(1, 10, "y");
        QVERIFY(second.finish());
        CacheReader reader = CacheReader::open(m_file).value();
        const std::vector<ImportReport> reports = reader.reports().value();
        QCOMPARE(reports.at(0).logs.kept, std::uint64_t{2});
        QCOMPARE(reports.at(0).logs.copies, std::uint64_t{1});
        QCOMPARE(reports.at(1).logs.kept, std::uint64_t{1});
        QCOMPARE(reports.at(1).logs.copies, std::uint64_t{1});
        QCOMPARE(reports.at(1).logs.elsewhere, std::uint64_t{0});
        const SpanTablePtr trace = reader.loadTrace(kTrace).value();
        QCOMPARE(texts(reader.spanDetail(trace->rowId[0]).value().logs),
                 (QStringList{QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("x")}));
    }

    void aLaterSourceMayBringTheTrace()
    {
        CacheWriter writer = CacheWriter::open(m_file).value();
        Source logs(writer, "logs");
        logs.log(1, 10, "x");
        logs.log(1, 10, "elsewhere", {9, 9});
        QVERIFY(logs.finish());
        QCOMPARE(CacheReader::open(m_file).value().reports().value().at(0).logs.elsewhereTraces, std::uint64_t{2});
        Source spans(writer, "spans");
        spans.span(1, 0);
        QVERIFY(spans.finish());
        const LogCounts counts = CacheReader::open(m_file).value().reports().value().at(0).logs;
        QCOMPARE(counts.kept, std::uint64_t{2});
        QCOMPARE(counts.elsewhere, std::uint64_t{1});
        QCOMPARE(counts.elsewhereTraces, std::uint64_t{1});
    }

    void whatIsAbandonedOrCutOffLeavesNoLogs()
    {
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Source kept(writer, "kept");
            kept.span(1, 0);
            kept.log(1, 10, "kept");
            QVERIFY(kept.finish());
            Source abandoned(writer, "abandoned");
            abandoned.log(1, 20, "abandoned");
            QVERIFY(writer.abandon());
            Source cutOff(writer, "cut off");
            cutOff.log(1, 30, "cut off");
        }
        QVERIFY(CacheWriter::open(m_file));
        CacheReader reader = CacheReader::open(m_file).value();
        QStringList left;
        QVERIFY(reader.forEachLog([&](const LogDetail& log) {
            left << QString::fromStdString(displayText(log.body));
            return true;
        }));
        QCOMPARE(left, QStringList{QStringLiteral("kept")});
    }

    void aCacheOfVersionOneIsMigrated()
    {
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Source source(writer, "old");
            source.span(1, 0);
            QVERIFY(source.finish());
        }
        {
            Database database = Database::open(m_file, Database::Mode::ReadWrite).value();
            QVERIFY(database.execute(
                "DROP TABLE log; DROP TABLE member; ALTER TABLE problem_sample DROP COLUMN member;"
                "ALTER TABLE source RENAME TO newer;"
                "CREATE TABLE source (id INTEGER PRIMARY KEY, path TEXT NOT NULL, format TEXT NOT NULL,"
                "  content_hash TEXT NOT NULL, bytes INTEGER NOT NULL, spans INTEGER NOT NULL,"
                "  traces INTEGER NOT NULL, services INTEGER NOT NULL, duplicates INTEGER NOT NULL,"
                "  skipped INTEGER NOT NULL, imported_at_ns INTEGER NOT NULL, first_span INTEGER NOT NULL,"
                "  end_span INTEGER NOT NULL, complete INTEGER NOT NULL) STRICT;"
                "INSERT INTO source SELECT id, path, format, content_hash, bytes, spans, traces, services, "
                "duplicates,"
                "  skipped, imported_at_ns, first_span, end_span, complete FROM newer;"
                "DROP TABLE newer; ALTER TABLE trace DROP COLUMN listed_errors;"
                "ALTER TABLE trace DROP COLUMN listed_spans; ALTER TABLE trace DROP COLUMN summary_only;"
                "PRAGMA user_version = 1"));
        }
        QVERIFY(!CacheReader::open(m_file));
        QVERIFY(migrateCache(m_file));
        QVERIFY(CacheReader::open(m_file));
        {
            CacheWriter writer = CacheWriter::open(m_file).value();
            Source source(writer, "new");
            source.log(1, 10, "x");
            QVERIFY(source.finish());
        }
        CacheReader reader = CacheReader::open(m_file).value();
        const SpanTablePtr trace = reader.loadTrace(kTrace).value();
        QCOMPARE(reader.spanDetail(trace->rowId[0]).value().logs.size(), std::size_t{1});
        QCOMPARE(reader.reports().value().size(), std::size_t{2});
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_file;
};

QTEST_GUILESS_MAIN(TestLogCache)
#include "tst_log_cache.moc"
