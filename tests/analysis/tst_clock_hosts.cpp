// SPDX-License-Identifier: GPL-3.0-or-later
#include "importers/import_session.h"
#include "model/analysis/clock_hosts.h"
#include "model/cache/cache_reader.h"
#include "support/support.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

namespace {

Attribute text(const char* key, const char* value)
{
    return {key, Value{std::string(value)}};
}

std::string nameOf(const AttributeList& attributes)
{
    ResourceDetail resource;
    resource.service = "shop";
    resource.attributes = attributes;
    return hostName(resource);
}

} // namespace

class TestClockHosts : public QObject
{
    Q_OBJECT

private slots:
    void aHostIsNamedByTheMostExactAttribute()
    {
        QCOMPARE(nameOf({text("host.name", "node-1"), text("host.id", "fdbf79e8")}), std::string("fdbf79e8"));
        QCOMPARE(nameOf({text("host.name", "node-1"),
                         {"host.ip",
                          Value{ValueArray{Value{std::string("10.0.0.7")}, Value{std::string("fe80::1")}}}}}),
                 std::string("10.0.0.7"));
        QCOMPARE(nameOf({text("service.instance.id", "a1"), text("host.name", "node-1")}), std::string("node-1"));
        QCOMPARE(nameOf({text("service.instance.id", "a1")}), std::string("shop a1"));
        QCOMPARE(nameOf({text("host.name", "")}), std::string("shop"));
    }

    void hostsAreReadFromTheResourcesOfATrace()
    {
        const QTemporaryDir folder;
        qputenv("XDG_CACHE_HOME", folder.path().toUtf8());
        Progress progress;
        const ImportOutcome outcome =
            importInputs({{test::samplePath("checkout.jsonl")}, {}, false}, progress, {}).value();
        CacheReader cache = CacheReader::open(outcome.cacheFile).value();
        const std::vector<TraceSummary> traces = cache.traces({}).value();
        const SpanTablePtr trace = cache.loadTrace(traces.at(0).traceId).value();
        const ClockHosts hosts = findHosts(outcome.cacheFile, *trace).value();
        QCOMPARE(hosts.ofSpan.size(), std::size_t{trace->size()});
        QCOMPARE(hosts.names.at(hosts.ofSpan[0]), std::string("node-11"));
        for (SpanIndex i = 0; i < trace->size(); ++i)
            QCOMPARE(hosts.names.at(hosts.ofSpan[i]),
                     hostName(cache.spanDetail(trace->rowId[i]).value().resource));
        QCOMPARE(ClockLayer::estimate(*trace, hosts).movedSpans(), 0U);
    }
};

QTEST_GUILESS_MAIN(TestClockHosts)
#include "tst_clock_hosts.moc"
