// SPDX-License-Identifier: GPL-3.0-or-later
// Thousands of random queries over random traces: the engine and plain loops must agree. The seed is printed;
// TAILRACE_QUERY_SEED repeats a run, TAILRACE_QUERY_COUNT says how many queries.

#include "importers/cache_span_sink.h"
#include "model/cache/cache_writer.h"
#include "model/query/query_engine.h"
#include "query/naive_query.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace tailrace;
using namespace tailrace::test;

namespace {

class Dice
{
public:
    explicit Dice(unsigned seed)
        : m_random(seed)
    {
    }
    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }
    std::string one(std::initializer_list<const char*> of)
    {
        return of.begin()[below(static_cast<int>(of.size()))];
    }

private:
    std::mt19937 m_random;
};

void addValue(Dice& dice, AttributeWriter& w)
{
    switch (dice.below(9)) {
    case 0:
        return w.integer(dice.below(5) - 1);
    case 1:
        return w.number(dice.below(8) * 0.5);
    case 2:
        return w.boolean(dice.below(2) == 0);
    case 3:
        w.beginArray();
        for (int i = dice.below(4); i > 0; --i)
            dice.below(2) == 0 ? w.text(dice.one({"a", "b", "ab"})) : w.integer(dice.below(4));
        return w.end();
    case 4:
        return dice.below(3) == 0 ? w.null() : w.bytes("xy");
    default:
        return w.text(dice.one({"a", "b", "ab", "", "GET", "503"}));
    }
}

void addAttributes(Dice& dice, AttributeWriter& w)
{
    for (int i = dice.below(4); i > 0; --i) {
        w.key(dice.one({"a", "b", "c.d", "service.name"}));
        addValue(dice, w);
    }
}

void fillCache(Dice& dice, const std::string& path)
{
    CacheWriter writer = CacheWriter::open(path).value();
    ImportReport report;
    Progress progress;
    CacheSpanSink sink(*writer.begin("random").value(), report, progress);
    std::vector<ResourceRef> resources{0};
    std::vector<ScopeRef> scopes{0};
    for (int i = 0; i < 5; ++i) {
        ResourceDraft resource(sink.keys());
        resource.service = i == 0 ? "" : "svc" + std::to_string(i % 3);
        addAttributes(dice, resource.attributes);
        resources.push_back(sink.addResource(resource));
        ScopeDraft scope(sink.keys());
        scope.name = dice.one({"", "lib", "other"});
        scope.version = dice.one({"", "1.0"});
        addAttributes(dice, scope.attributes);
        scopes.push_back(sink.addScope(scope));
    }
    SpanDraft span(sink.keys());
    for (std::uint64_t trace = 1; trace <= 60; ++trace) {
        const int size = 1 + dice.below(14);
        for (int i = 1; i <= size; ++i) {
            span.clear();
            span.traceId = {dice.below(2) == 0 ? 0U : 0U, trace};
            span.spanId = {trace * 1000 + static_cast<std::uint64_t>(i)};
            // Mostly a tree; some roots, some parents that are missing.
            const int parent = dice.below(8) == 0 ? (dice.below(2) == 0 ? 0 : 900 + dice.below(2)) : dice.below(i);
            span.parentId = {i == 1 || parent == 0 ? 0 : trace * 1000 + static_cast<std::uint64_t>(parent)};
            span.name = dice.one({"a", "b", "GET", "GET /x", ""});
            span.kind = static_cast<SpanKind>(dice.below(6));
            span.status = static_cast<StatusCode>(dice.below(3));
            span.statusMessage = dice.one({"", "", "bad", "a"});
            span.startNs = 1'000'000'000 + i;
            span.durationNs = dice.below(6) * 1000 - 1000;
            span.resource = resources[static_cast<std::size_t>(dice.below(6))];
            span.scope = scopes[static_cast<std::size_t>(dice.below(6))];
            addAttributes(dice, span.attributes);
            for (int e = dice.below(3); e > 0; --e) {
                EventDraft& event = span.addEvent();
                event.name = dice.one({"a", "b", ""});
                event.timeNs = span.startNs + dice.below(4) * 1000 - 1000;
                addAttributes(dice, event.attributes);
            }
            if (dice.below(4) == 0) {
                LinkDraft& link = span.addLink();
                link.traceId = {0, static_cast<std::uint64_t>(1 + dice.below(3))};
                link.spanId = {static_cast<std::uint64_t>(1001 + dice.below(3))};
                addAttributes(dice, link.attributes);
            }
            sink.addSpan(span, {});
        }
    }
    (void)writer.finish(report, true, progress, {});
}

/// Random queries as text. Some are refused for their types: that is fine.
class QueryMaker
{
public:
    explicit QueryMaker(Dice& dice)
        : d(dice)
    {
    }

    std::string query()
    {
        std::string text = spansets(3);
        for (int i = d.below(4) == 0 ? 1 + d.below(3) : 0; i > 0; --i)
            text += " | " + stage();
        return text;
    }

private:
    std::string attribute()
    {
        return d.one({".", ".", "span.", "resource.", "event.", "link.", "instrumentation.", "parent.",
                      "parent.span.", "parent.resource."}) +
               d.one({"a", "b", "c.d", "service.name", "none"});
    }
    std::string number() { return d.one({"0", "1", "2", "0.5", "1.5", "-1", "1us", "3us"}); }
    std::string string() { return d.one({"\"a\"", "\"b\"", "\"ab\"", "\"\"", "\"svc1\"", "\"GET\"", "\"503\""}); }
    std::string order() { return d.one({"=", "!=", "<", "<=", ">", ">="}); }
    std::string equality() { return d.one({"=", "!="}); }

    std::string arithmetic(int depth)
    {
        if (depth == 0 || d.below(2) == 0)
            return d.below(2) == 0 ? attribute()
                                   : d.one({"duration", "1", "2", "span:childCount", "nestedSetLeft"});
        return "(" + arithmetic(depth - 1) + " " + d.one({"+", "-", "*", "/", "%"}) + " " + arithmetic(depth - 1) +
               ")";
    }

    std::string comparison()
    {
        switch (d.below(12)) {
        case 0:
            return attribute() + " " + equality() + " " + d.one({"true", "false", "nil", "nil"});
        case 1:
            return attribute() + " " + order() + " " + number();
        case 2:
        case 3:
            return attribute() + " " + order() + " " + string();
        case 4:
            return (d.below(2) == 0 ? attribute() : d.one({"name", "event:name", "rootName", "statusMessage"})) +
                   " " + d.one({"=~", "!~"}) + " " + d.one({"\"a.*\"", "\"[ab]\"", "\".*\"", "\"GET.*|b\""});
        case 5:
            return d.one({"name", "statusMessage", "rootName", "rootServiceName", "event:name",
                          "instrumentation:name", "instrumentation:version"}) +
                   " " + order() + " " + string();
        case 6:
            return d.one({"duration", "traceDuration", "event:timeSinceStart", "span:childCount", "nestedSetLeft",
                          "nestedSetRight", "nestedSetParent"}) +
                   " " + order() + " " + number();
        case 7:
            return d.below(2) == 0 ? "status " + equality() + " " + d.one({"error", "ok", "unset"})
                                   : "kind " + equality() + " " + d.one({"server", "client", "internal"});
        case 8:
            return attribute() + " " + d.one({"=", "!=", "<", ">=", "=~"}) + " " + attribute();
        case 9:
            return arithmetic(2) + " " + order() + " " + arithmetic(2);
        case 10:
            return d.one({"span:parentID", "span:id", "link:spanID"}) + " " + equality() + " " +
                   d.one({"\"00000000000003e9\"", "\"\"", "\"zz\""});
        default:
            return number() + " " + order() + " " + attribute();
        }
    }

    std::string condition(int depth)
    {
        if (depth == 0 || d.below(3) == 0)
            return d.below(10) == 0 ? attribute() : comparison();
        if (d.below(4) == 0)
            return "!(" + condition(depth - 1) + ")";
        if (d.below(8) == 0)
            return "(" + condition(depth - 1) + ") = (" + condition(depth - 1) + ")";
        return "(" + condition(depth - 1) + " " + d.one({"&&", "||"}) + " " + condition(depth - 1) + ")";
    }

    std::string filter() { return d.below(10) == 0 ? "{ }" : "{ " + condition(2) + " }"; }

    std::string spansets(int depth)
    {
        if (depth == 0 || d.below(2) == 0)
            return filter();
        const std::string op = d.one({"&&", "||", ">", ">>", "<", "<<", "~", "!>", "!>>", "!<", "!<<", "!~", "&>",
                                      "&>>", "&<", "&<<", "&~"});
        if (d.below(12) == 0)
            return "(" + filter() + " | " + stage() + ") " + op + " (" + filter() + " | " + stage() + ")";
        return "(" + spansets(depth - 1) + ") " + op + " (" + spansets(depth - 1) + ")";
    }

    std::string stage()
    {
        switch (d.below(6)) {
        case 0:
            return "count() " + order() + " " + d.one({"0", "1", "2", "3"});
        case 1:
            return d.one({"min", "max", "sum", "avg"}) + "(" +
                   d.one({"duration", ".a", "span.b", "span:childCount"}) + ") " + order() + " " + number();
        case 2:
            return "by(" + (d.below(2) == 0 ? attribute() : d.one({"name", "status", "kind", "duration"})) + ")";
        case 3:
            return "coalesce()";
        case 4:
            return "select(.a, name)";
        default:
            return filter();
        }
    }

    Dice& d;
};

QStringList engineAnswer(QueryEngine& engine, const Query& query)
{
    QStringList all;
    const Result<void> done = engine.forEachSpan(query, [&](const MatchedSpan& span) {
        all << QString::number(span.rowId);
        return true;
    });
    if (!done)
        all << QString::fromStdString(done.error().text());
    all.sort();
    return all;
}

QStringList loopAnswer(const Query& query, const std::vector<NaiveTrace>& traces)
{
    QStringList all;
    for (const NaiveTrace& trace : traces)
        for (const std::vector<int>& set : naiveAnswer(query, trace))
            for (const int i : set)
                all << QString::number(trace.spans[static_cast<std::size_t>(i)].rowId);
    all.sort();
    return all;
}

} // namespace

class TestQueryProperty : public QObject
{
    Q_OBJECT

private slots:
    void pagesFollowEachOtherAndCountsAddUp()
    {
        Dice dice(7);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("random.tailrace")).toStdString();
        fillCache(dice, path);
        QueryEngine engine = QueryEngine::open(path).value();
        const Query query = parseQuery("{ status = error } || { name = \"a\" }").value();
        SearchOptions options;
        options.order = TraceOrder::Duration;
        options.descending = false;
        options.limit = -1;
        const SearchResult all = engine.search(query, options).value();
        QVERIFY(all.page.size() > 20);
        QCOMPARE(all.traces, std::uint64_t{all.page.size()});
        std::uint64_t spans = 0;
        for (std::size_t i = 0; i < all.page.size(); ++i) {
            spans += all.page[i].spanCount;
            QVERIFY(i == 0 || all.page[i - 1].summary.durationNs <= all.page[i].summary.durationNs);
        }
        QCOMPARE(all.spans, spans);
        QCOMPARE(engine.count(query).value().spans, spans);
        options.limit = 7;
        options.offset = 14;
        const SearchResult page = engine.search(query, options).value();
        QCOMPARE(page.page.size(), std::size_t{7});
        for (std::size_t i = 0; i < 7; ++i)
            QVERIFY(page.page[i].summary.traceId == all.page[14 + i].summary.traceId);

        FieldRef field;
        field.key = "a";
        std::uint64_t counted = 0;
        std::uint64_t last = UINT64_MAX;
        for (const ValueCount& count : engine.countsBy(query, field).value()) {
            QVERIFY(count.spans <= last);
            last = count.spans;
            counted += count.spans;
        }
        QCOMPARE(counted, spans);
    }

    void aRequestedStopEndsTheSearch()
    {
        Dice dice(8);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("random.tailrace")).toStdString();
        fillCache(dice, path);
        QueryEngine engine = QueryEngine::open(path).value();
        std::stop_source source;
        source.request_stop();
        const Query query = parseQuery("{ } >> { .a != nil }").value();
        const Result<SearchResult> stopped = engine.search(query, {}, source.get_token());
        QVERIFY(!stopped && stopped.error().isCancelled());
        QVERIFY(engine.search(query, {}).has_value());
    }

    void engineAndPlainLoopsAgree()
    {
        const unsigned seed = qEnvironmentVariableIsSet("TAILRACE_QUERY_SEED")
                                  ? qEnvironmentVariable("TAILRACE_QUERY_SEED").toUInt()
                                  : std::random_device()();
        const int count = qEnvironmentVariable("TAILRACE_QUERY_COUNT", QStringLiteral("2000")).toInt();
        qInfo("TAILRACE_QUERY_SEED=%u", seed);
        Dice dice(seed);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("random.tailrace")).toStdString();
        fillCache(dice, path);
        CacheReader reader = CacheReader::open(path).value();
        std::vector<NaiveTrace> traces;
        const std::vector<TraceSummary> summaries = reader.traces({}).value();
        for (const TraceSummary& summary : summaries)
            traces.push_back(loadNaive(reader, summary));
        QCOMPARE(traces.size(), std::size_t{60});
        QueryEngine engine = QueryEngine::open(path).value();
        QueryMaker maker(dice);
        int refused = 0;
        int found = 0;
        int differences = 0;
        constexpr int kMaxDifferences = 8;
        for (int i = 0; i < count; ++i) {
            const std::string text = maker.query();
            const tl::expected<Query, QueryRefusal> query = parseQuery(text);
            if (!query) {
                ++refused;
                continue;
            }
            const QStringList expected = loopAnswer(*query, traces);
            const QStringList actual = engineAnswer(engine, *query);
            found += expected.isEmpty() ? 0 : 1;
            if (actual == expected)
                continue;
            qInfo("%s: engine %d, loops %d", text.c_str(), static_cast<int>(actual.size()),
                  static_cast<int>(expected.size()));
            if (++differences == kMaxDifferences)
                break;
        }
        QCOMPARE(differences, 0);
        qInfo("%d queries, %d refused, %d with an answer", count, refused, found);
        QVERIFY(refused < count / 3);
        QVERIFY(found > count / 4);
    }
};

QTEST_GUILESS_MAIN(TestQueryProperty)
#include "tst_query_property.moc"
