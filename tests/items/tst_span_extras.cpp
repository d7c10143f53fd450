// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/span_extras.h"

#include <QTest>

using namespace tailrace;

class SpanExtrasTest : public QObject
{
    Q_OBJECT

private slots:
    void eventsComeInOrderOfTimeAndManyAreCut();
    void thePeerIsTheMostTelling();
    void sumsOfCallsAreCounted();
    void chosenAttributesAreLookedForInTheResourceToo();
};

void SpanExtrasTest::eventsComeInOrderOfTimeAndManyAreCut()
{
    SpanDetail detail;
    for (int i = 0; i < 600; ++i)
        detail.events.push_back({1000 - i, i == 599 ? "exception" : "tick", {}, 0});
    const SpanExtra extra = extraOf(detail, {});
    QCOMPARE(extra.events.size(), SpanExtra::kMostEvents);
    QCOMPARE(extra.moreEvents, std::uint64_t(100));
    QCOMPARE(extra.events.front().timeNs, 401);
    QVERIFY(extra.events.front().isException);
    QVERIFY(!extra.events.back().isException);
}

void SpanExtrasTest::thePeerIsTheMostTelling()
{
    SpanDetail detail;
    QVERIFY(extraOf(detail, {}).peer.empty());
    detail.attributes = {{"server.address", {std::string("10.0.0.1")}}};
    QCOMPARE(extraOf(detail, {}).peer, std::string("10.0.0.1"));
    detail.attributes.push_back({"db.system", {std::string("redis")}});
    QCOMPARE(extraOf(detail, {}).peer, std::string("redis"));
    detail.attributes.push_back({"peer.service", {std::string("cache")}});
    QCOMPARE(extraOf(detail, {}).peer, std::string("cache"));
}

void SpanExtrasTest::sumsOfCallsAreCounted()
{
    SpanDetail detail;
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(0));
    detail.attributes = {{"elastic.composite.count", {std::int64_t{10}}}};
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(10));
    // The collector's processor lets one choose the prefix.
    detail.attributes = {{"rolled.span_count", {std::int64_t{37}}}};
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(0));
    detail.attributes.push_back({"rolled.is_summary", {true}});
    QCOMPARE(extraOf(detail, {}).calls, std::uint64_t(37));
}

void SpanExtrasTest::chosenAttributesAreLookedForInTheResourceToo()
{
    SpanDetail detail;
    detail.attributes = {{"rows", {std::int64_t{7}}}};
    detail.resource.attributes = {{"host.name", {std::string("node-1")}}, {"rows", {std::int64_t{8}}}};
    const SpanExtra extra = extraOf(detail, {"host.name", "rows", "missing"});
    QCOMPARE(extra.chosen.size(), std::size_t(2));
    QCOMPARE(extra.chosen[0].second, std::string("node-1"));
    QCOMPARE(extra.chosen[1].second, std::string("7"));
    QCOMPARE(extra.keys, (std::vector<std::string>{"rows"}));
}

QTEST_APPLESS_MAIN(SpanExtrasTest)
#include "tst_span_extras.moc"
