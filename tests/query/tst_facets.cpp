// SPDX-License-Identifier: GPL-3.0-or-later
// Counts of fields' values and the picture of all traces, against a plain walk over every span.

#include "importers/import_session.h"
#include "model/query/attribute_fields.h"
#include "model/query/distinguish.h"
#include "model/query/facets.h"
#include "model/query/query_completion.h"
#include "model/query/trace_overview.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace tailrace;

namespace {

using Counts = std::map<std::string, std::uint64_t>;

/// What a span has in a field, as the facet shows it; nothing if it lacks it.
std::optional<std::string> plainValue(const SpanDetail& span, const FieldRef& field)
{
    switch (field.intrinsic) {
    case Intrinsic::Name:
        return span.name;
    case Intrinsic::Status:
        return shownText(QueryValue::of(QueryType::Status, static_cast<std::int64_t>(span.status)));
    case Intrinsic::Kind:
        return shownText(QueryValue::of(QueryType::Kind, static_cast<std::int64_t>(span.kind)));
    default:
        break;
    }
    if (field.key == "service.name")
        return span.resource.service;
    const Value* value = findValue(span.attributes, field.key);
    return value == nullptr ? std::nullopt : std::optional(displayText(*value));
}

Counts countsOf(const Facet& facet)
{
    Counts counts;
    for (const FacetValue& value : facet.values)
        counts[shownText(value.value)] += value.traces;
    return counts;
}

} // namespace

class TestFacets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_cache = m_folder.filePath(QStringLiteral("c.tailrace")).toStdString();
        Progress progress;
        QVERIFY(importInputs({.inputs = {test::samplePath("shop.jsonl.gz")}, .cacheFile = m_cache}, progress, {})
                    .has_value());
        m_engine.emplace(QueryEngine::open(m_cache).value());
    }

    void countsAreThoseOfAPlainWalk_data()
    {
        QTest::addColumn<bool>("errorsOnly");
        QTest::newRow("all spans") << false;
        QTest::newRow("matching spans") << true;
    }
    void countsAreThoseOfAPlainWalk()
    {
        QFETCH(bool, errorsOnly);
        const Query query = errorsOnly ? parseQuery("{ status = error }").value() : Query{};
        const std::vector<FieldRef> fields = commonFacets();
        const auto facets = countsBy(*m_engine, query, {}, fields, 100'000);
        QVERIFY(facets);
        std::size_t compared = 0;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            std::map<std::string, std::set<TraceId>> traces;
            QVERIFY(CacheReader::open(m_cache)->forEachSpan([&](const SpanDetail& span) {
                const auto value = plainValue(span, fields[i]);
                if (value && (!errorsOnly || span.status == StatusCode::Error))
                    traces[*value].insert(span.traceId);
                return true;
            }));
            Counts expected;
            for (const auto& [value, ids] : traces)
                expected[value] = ids.size();
            QCOMPARE(countsOf((*facets)[i]), expected);
            QCOMPARE((*facets)[i].distinct, expected.size());
            compared += expected.size();
        }
        QVERIFY(compared > 10);
    }

    void aClickFindsAsManyTracesAsWereCounted()
    {
        const Query query = parseQuery("{ kind = server }").value();
        const auto facets = countsBy(*m_engine, query, {}, {commonFacets()[0]}, 3);
        QVERIFY(facets && !facets->front().values.empty());
        for (const FacetValue& value : facets->front().values) {
            const Query narrowed =
                parseQuery("{ kind = server && resource.service.name = " + queryText(value.value) + " }").value();
            QCOMPARE(m_engine->count(narrowed)->traces, value.traces);
        }
        QVERIFY(facets->front().values.front().traces >= facets->front().values.back().traces);
    }

    void aRangeNarrowsCountsAndThePicture()
    {
        std::vector<std::int64_t> durations;
        for (const TraceSummary& trace : CacheReader::open(m_cache)->traces({}).value())
            durations.push_back(trace.durationNs);
        std::sort(durations.begin(), durations.end());
        QVERIFY(durations.size() > 20);
        TraceRange slow;
        slow.minDurationNs = durations[durations.size() / 2];
        const auto inside = static_cast<std::uint64_t>(std::count_if(
            durations.begin(), durations.end(), [&](std::int64_t duration) { return duration >= slow.minDurationNs; }));
        const auto overview = overviewOf(*m_engine, {}, slow);
        QVERIFY(overview);
        QCOMPARE(overview->traces, static_cast<std::uint64_t>(durations.size()));
        QCOMPARE(overview->inRange, inside);
        QCOMPARE(overview->points.size(), durations.size());
        std::uint64_t all = 0;
        std::uint64_t within = 0;
        for (const DurationBin& bin : overview->bins) {
            all += bin.traces;
            within += bin.inRange;
        }
        QCOMPARE(all, overview->traces);
        QCOMPARE(within, inside);
        const auto facets = countsBy(*m_engine, {}, slow, {commonFacets()[2]}, 3);
        QVERIFY(facets && facets->front().values.front().traces <= inside);
        SearchOptions options;
        options.minDurationNs = slow.minDurationNs;
        QCOMPARE(m_engine->search(parseQuery("{ true }").value(), options)->traces, inside);
    }

    void percentilesAreByNearestRank()
    {
        std::vector<std::int64_t> durations;
        for (const TraceSummary& trace : CacheReader::open(m_cache)->traces({}).value())
            durations.push_back(trace.durationNs);
        std::sort(durations.begin(), durations.end());
        const auto rank = [&](double share) {
            return durations[static_cast<std::size_t>(std::ceil(share * static_cast<double>(durations.size()))) - 1];
        };
        const auto overview = overviewOf(*m_engine, {}, {});
        QCOMPARE(overview->p50Ns, rank(0.5));
        QCOMPARE(overview->p95Ns, rank(0.95));
        QCOMPARE(overview->p99Ns, rank(0.99));
    }

    void sharesInsideAndOutsideAreThoseOfAPlainWalk()
    {
        const Query query = parseQuery("{ status = error }").value();
        const auto found = whatDistinguishes(*m_engine, query, {}, 8);
        QVERIFY(found && found->differences.size() > 3);
        std::set<TraceId> inside;
        std::set<TraceId> all;
        QVERIFY(CacheReader::open(m_cache)->forEachSpan([&](const SpanDetail& span) {
            all.insert(span.traceId);
            if (span.status == StatusCode::Error)
                inside.insert(span.traceId);
            return true;
        }));
        QCOMPARE(found->inside, static_cast<std::uint64_t>(inside.size())); // fewer than the sample would be
        QCOMPARE(found->outside, static_cast<std::uint64_t>(all.size() - inside.size()));
        double before = 1;
        for (const Difference& difference : found->differences) {
            std::set<TraceId> with[2];
            QVERIFY(CacheReader::open(m_cache)->forEachSpan([&](const SpanDetail& span) {
                const AttributeList& list = difference.field.scope == FieldScope::Resource ? span.resource.attributes
                                                                                          : span.attributes;
                const Value* value = findValue(list, difference.field.key);
                const auto own = difference.field.intrinsic != Intrinsic::None ? plainValue(span, difference.field)
                                 : value != nullptr                            ? std::optional(displayText(*value))
                                                                               : std::nullopt;
                if (own == shownText(difference.value))
                    with[inside.contains(span.traceId) ? 1 : 0].insert(span.traceId);
                return true;
            }));
            QCOMPARE(difference.inside, static_cast<std::uint64_t>(with[1].size()));
            QCOMPARE(difference.outside, static_cast<std::uint64_t>(with[0].size()));
            const double now = std::abs(difference.shareInside - difference.shareOutside);
            QVERIFY(now <= before);
            before = now;
        }
    }

    void attributesOfTheCacheAreListed()
    {
        const auto fields = attributeFields(*m_engine);
        QVERIFY(fields);
        const auto has = [&](const char* text) {
            return std::find(fields->begin(), fields->end(), readField(text)) != fields->end();
        };
        QVERIFY(has("resource.service.name"));
        QVERIFY(!has("span.service.name"));
    }

private:
    QTemporaryDir m_folder;
    std::string m_cache;
    std::optional<QueryEngine> m_engine;
};

QTEST_GUILESS_MAIN(TestFacets)
#include "tst_facets.moc"
