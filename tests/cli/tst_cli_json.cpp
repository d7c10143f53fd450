// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON that other programs rely on: exactly these keys, exactly these numbers.

#include "cli_process.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace tailrace::test;

namespace {

const QString kCheckoutId = QStringLiteral("3ceaaf308142c8ea91d93080f9b439fc");
const QString kCheckoutStart = QStringLiteral("1795342447318000000");
constexpr qint64 kMs = 1'000'000;

QStringList keysOf(const QJsonValue& value)
{
    return value.toObject().keys(); // sorted
}

QStringList sorted(QStringList keys)
{
    keys.sort();
    return keys;
}

QStringList texts(const QJsonValue& array)
{
    QStringList out;
    for (const QJsonValue item : array.toArray())
        out.append(item.toString());
    return out;
}

QStringList list(const char* words)
{
    return QString::fromUtf8(words).split(u' ');
}

} // namespace

class TestCliJson : public QObject
{
    Q_OBJECT

private slots:
    void importReportsEachFile()
    {
        const CliResult result = m_cli.run({QStringLiteral("import"), QStringLiteral("--json"),
                                            sample("checkout.jsonl"), sample("shop.jsonl.gz")});
        QCOMPARE(result.code, 0);
        QVERIFY(result.err.isEmpty());
        const QJsonObject report = result.json().object();
        QCOMPARE(report.keys(), sorted(list("files spans traces services cache")));
        QCOMPARE(report[u"spans"].toInt(), 1'811);
        QCOMPARE(report[u"traces"].toInt(), 201);
        QCOMPARE(report[u"services"].toInt(), 8);
        QVERIFY(report[u"cache"].toString().startsWith(m_cli.path(QStringLiteral("cache-home"))));
        const QJsonArray files = report[u"files"].toArray();
        QCOMPARE(files.size(), 2);
        QCOMPARE(keysOf(files[0]),
                 sorted(list("path format bytes spans traces services logs duplicates skipped problems")));
        QCOMPARE(files[0][u"path"].toString(), sample("checkout.jsonl"));
        QCOMPARE(files[0][u"format"].toString(), QStringLiteral("OTLP JSON"));
        QCOMPARE(files[0][u"spans"].toInt(), 8);
        QCOMPARE(files[0][u"bytes"].toInt(), 13'816);
        QCOMPARE(files[1][u"traces"].toInt(), 200);
        QCOMPARE(files[1][u"format"].toString(), QStringLiteral("OTLP JSON (gzip)"));
        QCOMPARE(files[1][u"problems"].toArray().size(), 0);
    }

    void tracesAreAnArrayNewestFirst()
    {
        const CliResult result = m_cli.run({QStringLiteral("traces"), QStringLiteral("--json"),
                                            sample("checkout.jsonl"), sample("cascade.jsonl")});
        QCOMPARE(result.code, 0);
        const QJsonArray traces = result.json().array();
        QCOMPARE(traces.size(), 2);
        QCOMPARE(
            keysOf(traces[0]),
            sorted(list("traceId rootService rootName startNs durationNs spans errors services roots orphans summary")));
        QCOMPARE(traces[0][u"rootName"].toString(), QStringLiteral("GET /product/{id}"));
        QCOMPARE(traces[0][u"errors"].toInt(), 15);
        const QJsonValue checkout = traces[1];
        QCOMPARE(checkout[u"traceId"].toString(), kCheckoutId);
        QCOMPARE(checkout[u"rootService"].toString(), QStringLiteral("api-gateway"));
        QCOMPARE(checkout[u"startNs"].toString(), kCheckoutStart);
        QCOMPARE(checkout[u"durationNs"].toInteger(), 2'400 * kMs);
        QCOMPARE(checkout[u"spans"].toInt(), 8);
        QCOMPARE(checkout[u"errors"].toInt(), 0);
        QCOMPARE(checkout[u"roots"].toInt(), 1);
        QCOMPARE(checkout[u"orphans"].toInt(), 0);
        QCOMPARE(sorted(texts(checkout[u"services"])), list("api-gateway auth cart inventory payment"));
    }

    void tracesAreSortedByEveryKey_data()
    {
        QTest::addColumn<QString>("sort");
        QTest::addColumn<QString>("key");
        QTest::newRow("start") << QStringLiteral("start") << QStringLiteral("startNs");
        QTest::newRow("duration") << QStringLiteral("duration") << QStringLiteral("durationNs");
        QTest::newRow("spans") << QStringLiteral("spans") << QStringLiteral("spans");
        QTest::newRow("errors") << QStringLiteral("errors") << QStringLiteral("errors");
    }
    void tracesAreSortedByEveryKey()
    {
        QFETCH(QString, sort);
        QFETCH(QString, key);
        for (const bool ascending : {false, true}) {
            QStringList arguments{QStringLiteral("traces"), QStringLiteral("--json"),
                                  QStringLiteral("--sort=") + sort, sample("shop.jsonl.gz")};
            if (ascending)
                arguments.append(QStringLiteral("--ascending"));
            const QJsonArray traces = m_cli.run(arguments).json().array();
            QCOMPARE(traces.size(), 200);
            for (qsizetype i = 1; i < traces.size(); ++i) {
                const qint64 before = traces[i - 1][key].toVariant().toLongLong();
                const qint64 after = traces[i][key].toVariant().toLongLong();
                QVERIFY(ascending ? before <= after : before >= after);
            }
        }
    }

    void namesAreSortedFromA()
    {
        const QJsonArray traces =
            m_cli
                .run({QStringLiteral("traces"), QStringLiteral("--json"), QStringLiteral("--sort"),
                      QStringLiteral("name"), sample("shop.jsonl.gz")})
                .json()
                .array();
        QCOMPARE(traces.first()[u"rootName"].toString(), QStringLiteral("GET /cart"));
        QCOMPARE(traces.last()[u"rootName"].toString(), QStringLiteral("POST /login"));
    }

    void showHasEverySpanOfTheCheckoutInWaterfallOrder()
    {
        const CliResult result =
            m_cli.run({QStringLiteral("show"), kCheckoutId, QStringLiteral("--json"), sample("checkout.jsonl")});
        QCOMPARE(result.code, 0);
        const QJsonObject trace = result.json().object();
        QCOMPARE(trace.keys(), sorted(list("traceId startNs durationNs services spans logs")));
        QCOMPARE(trace[u"traceId"].toString(), kCheckoutId);
        QCOMPARE(trace[u"startNs"].toString(), kCheckoutStart);
        QCOMPARE(trace[u"durationNs"].toInteger(), 2'400 * kMs);
        QCOMPARE(texts(trace[u"services"]), list("api-gateway auth cart payment inventory"));
        struct Expected {
            const char* name;
            int depth;
            qint64 startMs;
            qint64 durationMs;
            qint64 selfMs;
        };
        const Expected expected[] = {{"POST /checkout", 0, 0, 2400, 55},
                                     {"Validate Token", 1, 20, 45, 45},
                                     {"Get Cart", 1, 77, 180, 30},
                                     {"Database Query", 2, 92, 150, 150},
                                     {"Charge Card", 1, 262, 1800, 20},
                                     {"Fraud Check", 2, 268, 1200, 1200},
                                     {"Payment Gateway API", 2, 1476, 580, 580},
                                     {"Reserve Items", 1, 2067, 320, 320}};
        const QJsonArray spans = trace[u"spans"].toArray();
        QCOMPARE(spans.size(), 8);
        for (qsizetype i = 0; i < spans.size(); ++i) {
            const QJsonValue span = spans[i];
            QCOMPARE(
                keysOf(span),
                sorted(list("spanId parentSpanId depth service name kind status statusMessage startNs durationNs "
                            "selfNs attributes resource scope events links warnings")));
            QCOMPARE(span[u"name"].toString(), QString::fromLatin1(expected[i].name));
            QCOMPARE(span[u"depth"].toInt(), expected[i].depth);
            QCOMPARE(span[u"startNs"].toString().toLongLong(),
                     kCheckoutStart.toLongLong() + expected[i].startMs * kMs);
            QCOMPARE(span[u"durationNs"].toInteger(), expected[i].durationMs * kMs);
            QCOMPARE(span[u"selfNs"].toInteger(), expected[i].selfMs * kMs);
        }
        checkRootSpan(spans[0]);
        QCOMPARE(spans[1][u"parentSpanId"], spans[0][u"spanId"]);
        QCOMPARE(spans[5][u"parentSpanId"], spans[4][u"spanId"]);
        QCOMPARE(spans[5][u"attributes"][u"fraud.signals"][u"geo"].toString(), QStringLiteral("DE"));
        QCOMPARE(spans[5][u"attributes"][u"fraud.score"].toDouble(), 0.12);
        QCOMPARE(spans[5][u"kind"].toString(), QStringLiteral("client"));
    }

    void attributesThatRepeatBecomeArraysAndOddNumbersTexts()
    {
        const QByteArray line =
            R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"000000000000000000000000000000a1","spanId":"00000000000000a1",)"
            R"("name":"n","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000000000001","attributes":[)"
            R"({"key":"k","value":{"stringValue":"one"}},{"key":"other","value":{"bytesValue":"AAH/"}},)"
            R"({"key":"k","value":{"intValue":"2"}},{"key":"k","value":{"arrayValue":{"values":[{"intValue":"3"}]}}},)"
            R"({"key":"nan","value":{"doubleValue":"NaN"}},{"key":"list","value":{"kvlistValue":{"values":[)"
            R"({"key":"i","value":{"intValue":"1"}},{"key":"i","value":{"intValue":"2"}}]}}}],"droppedAttributesCount":2,)"
            R"("events":[{"timeUnixNano":"1700000000000000000","name":"e","droppedAttributesCount":1}]}]}]}]})";
        const QJsonValue span =
            m_cli.run({QStringLiteral("show"), QStringLiteral("--json"), QStringLiteral("-")}, line)
                .json()[u"spans"][0];
        const QJsonObject attributes = span[u"attributes"].toObject();
        QCOMPARE(attributes[u"k"].toArray(), (QJsonArray{QStringLiteral("one"), 2, QJsonArray{3}}));
        QCOMPARE(attributes[u"other"].toString(), QStringLiteral("AAH/"));
        QCOMPARE(attributes[u"nan"].toString(), QStringLiteral("NaN"));
        QCOMPARE(attributes[u"list"][u"i"].toArray(), (QJsonArray{1, 2}));
        QCOMPARE(texts(span[u"warnings"]),
                 (QStringList{QStringLiteral("2 attributes were dropped by the recorder"),
                              QStringLiteral("1 attribute of event e was dropped by the recorder")}));
    }

    void linksEventsAndStatusAreShown()
    {
        const CliResult orders = m_cli.run({QStringLiteral("show"), QStringLiteral("--all"),
                                            QStringLiteral("--json"), sample("orders-async.jsonl")});
        const QJsonArray traces = orders.json().array();
        QCOMPARE(traces.size(), 3);
        const QJsonArray links = traces[0][u"spans"][0][u"links"].toArray();
        QCOMPARE(links.size(), 2);
        QCOMPARE(keysOf(links[0]), sorted(list("traceId spanId traceState attributes")));
        QCOMPARE(links[0][u"traceId"], traces[2][u"traceId"]);
        QCOMPARE(links[0][u"attributes"][u"messaging.message.id"].toString(), QStringLiteral("m-o-77121"));
        const QJsonArray spans =
            m_cli.run({QStringLiteral("show"), QStringLiteral("--json"), sample("cascade.jsonl")})
                .json()[u"spans"]
                .toArray();
        QCOMPARE(spans[0][u"status"].toString(), QStringLiteral("error"));
        QCOMPARE(spans[0][u"statusMessage"].toString(), QStringLiteral("recommendations answered 502"));
        const QJsonValue exception = spans[0][u"events"][0];
        QCOMPARE(keysOf(exception), sorted(list("name timeNs attributes")));
        QCOMPARE(exception[u"timeNs"].toString(), QStringLiteral("1795343515795000000"));
        QCOMPARE(exception[u"attributes"][u"exception.type"].toString(), QStringLiteral("UpstreamError"));
    }

    void explainGivesTheStoryInParts()
    {
        const QJsonDocument story =
            m_cli.run({QStringLiteral("explain"), QStringLiteral("--json"), sample("twelve-seconds.jsonl")})
                .json();
        QCOMPARE(story[u"durationNs"].toInteger(), 12'000 * kMs);
        QCOMPARE(story[u"gap"][u"durationNs"].toInteger(), 9'600 * kMs);
        QCOMPARE(story[u"gap"][u"service"].toString(), QStringLiteral("api-gateway"));
        QCOMPARE(story[u"chain"].toArray().size(), 1);
        QCOMPARE(story[u"selfTimes"][0][u"selfNs"].toInteger(), 9'655 * kMs);
        const QJsonDocument cascade =
            m_cli.run({QStringLiteral("explain"), QStringLiteral("--json"), sample("cascade.jsonl")}).json();
        QCOMPARE(cascade[u"origins"].toArray().size(), 1);
        QCOMPARE(cascade[u"origins"][0][u"service"].toString(), QStringLiteral("preferences-db"));
        QCOMPARE(cascade[u"origins"][0][u"count"].toInt(), 3);
        QCOMPARE(cascade[u"origins"][0][u"servicesAway"].toInt(), 3);
        QCOMPARE(cascade[u"origins"][0][u"message"].toString(),
                 QStringLiteral("canceling statement due to statement timeout"));
        const QJsonDocument shop =
            m_cli.run({QStringLiteral("explain"), QStringLiteral("--json"), sample("shop.jsonl.gz")}).json();
        QCOMPARE(shop[u"traces"].toInt(), 200);
        QCOMPARE(shop[u"failedTraces"].toInt(), 17);
        QCOMPARE(shop[u"slowest"].toArray().size(), 5);
        QCOMPARE(m_cli
                     .run({QStringLiteral("explain"), QStringLiteral("--json"), QStringLiteral("--all"),
                           sample("orders-async.jsonl")})
                     .json()
                     .array()
                     .size(),
                 3);
    }

    void criticalPathsAddUpToTheirRoots()
    {
        const QJsonArray traces =
            m_cli.run({QStringLiteral("critical-path"), QStringLiteral("--json"), sample("shop.jsonl.gz")})
                .json()
                .array();
        QCOMPARE(traces.size(), 200);
        for (const QJsonValue trace : traces) {
            QCOMPARE(keysOf(trace), sorted(list("traceId roots byService byOperation")));
            qint64 mainNs = 0;
            const QJsonArray roots = trace[u"roots"].toArray();
            for (const QJsonValue root : roots) {
                QCOMPARE(keysOf(root), sorted(list("spanId startNs durationNs main segments")));
                if (root[u"main"].toBool())
                    mainNs = root[u"durationNs"].toInteger();
                qint64 cursor = root[u"startNs"].toString().toLongLong();
                const qint64 end = cursor + root[u"durationNs"].toInteger();
                const QJsonArray segments = root[u"segments"].toArray();
                for (const QJsonValue segment : segments) {
                    QCOMPARE(segment[u"startNs"].toString().toLongLong(), cursor);
                    cursor += segment[u"durationNs"].toInteger();
                }
                QCOMPARE(cursor, end);
            }
            for (const auto key : {u"byService", u"byOperation"}) {
                qint64 sum = 0;
                const QJsonArray sums = trace[key].toArray();
                for (const QJsonValue one : sums)
                    sum += one[u"durationNs"].toInteger();
                QCOMPARE(sum, mainNs);
            }
        }
    }

    void criticalPathOfTheCheckoutIsAnArrayOfOne()
    {
        const QJsonArray traces = m_cli
                                      .run({QStringLiteral("critical-path"), kCheckoutId, QStringLiteral("--json"),
                                            sample("checkout.jsonl")})
                                      .json()
                                      .array();
        QCOMPARE(traces.size(), 1);
        QCOMPARE(traces[0][u"traceId"].toString(), kCheckoutId);
        const QJsonValue first = traces[0][u"roots"][0][u"segments"][0];
        QCOMPARE(keysOf(first), sorted(list("spanId startNs durationNs kind assumptions")));
        QCOMPARE(first[u"startNs"].toString(), kCheckoutStart);
        QCOMPARE(first[u"kind"].toString(), QStringLiteral("gap"));
        QVERIFY(first[u"assumptions"].isArray());
        const QJsonValue service = traces[0][u"byService"][0];
        QCOMPARE(keysOf(service), sorted(list("service durationNs share")));
        QCOMPARE(service[u"service"].toString(), QStringLiteral("payment"));
        QCOMPARE(service[u"share"].toDouble(), 0.75);
        const QJsonValue operation = traces[0][u"byOperation"][0];
        QCOMPARE(keysOf(operation), sorted(list("service name durationNs share")));
        QCOMPARE(operation[u"durationNs"].toInteger(), 1'200 * kMs);
    }

    void theSameTraceReadsTheSameFromItsExport()
    {
        const QString exported = m_cli.path(QStringLiteral("exported.jsonl"));
        QCOMPARE(m_cli
                     .run({QStringLiteral("export"), QStringLiteral("--to"), QStringLiteral("otlp-json"),
                           sample("checkout.jsonl"), QStringLiteral("-o"), exported})
                     .code,
                 0);
        const QStringList show{QStringLiteral("show"), QStringLiteral("--json")};
        QCOMPARE(m_cli.run(show + QStringList{exported}).json(),
                 m_cli.run(show + QStringList{sample("checkout.jsonl")}).json());
        const CliResult one = m_cli.run(
            {QStringLiteral("export"), QStringLiteral("--to=otlp-json"), kCheckoutId, sample("checkout.jsonl")});
        QCOMPARE(
            m_cli.run({QStringLiteral("traces"), QStringLiteral("--json"), QStringLiteral("-")}, one.out.toUtf8())
                .json()
                .array()
                .size(),
            1);
    }

    void whatAFormatCannotHoldIsSaid()
    {
        const QString file = m_cli.path(QStringLiteral("out.zipkin.json"));
        const QStringList command{QStringLiteral("export"), QStringLiteral("--to"), QStringLiteral("zipkin"),
                                  sample("checkout.jsonl")};
        const CliResult toFile = m_cli.run(command + QStringList{QStringLiteral("-o"), file});
        QCOMPARE(toFile.code, 0);
        QVERIFY(toFile.out.isEmpty());
        QVERIFY(!toFile.errorLines().isEmpty());
        for (const QString& line : toFile.errorLines())
            QVERIFY2(line.startsWith(QStringLiteral("tailrace: Zipkin v2 JSON: ")), qPrintable(line));

        const CliResult asJson =
            m_cli.run(command + QStringList{QStringLiteral("--json"), QStringLiteral("--output"), file});
        QCOMPARE(asJson.code, 0);
        QVERIFY(asJson.err.isEmpty());
        const QJsonObject report = asJson.json().object();
        QCOMPARE(report[u"format"].toString(), QStringLiteral("zipkin"));
        QCOMPARE(report[u"spans"].toInt(), 8);
        QCOMPARE(report[u"traces"].toInt(), 1);
        const QJsonArray losses = report[u"losses"].toArray();
        QCOMPARE(losses.size(), toFile.errorLines().size());
        QVERIFY(toFile.errorLines().front().contains(losses[0][u"message"].toString()));
        QCOMPARE(losses[0][u"exampleSpanId"].toString().size(), 16);

        const CliResult piped = m_cli.run(command + QStringList{QStringLiteral("--quiet")});
        QVERIFY(piped.err.isEmpty());
        const QStringList traces{QStringLiteral("traces"), QStringLiteral("--json"), QStringLiteral("-")};
        const CliResult shown = m_cli.run(traces, piped.out.toUtf8());
        QCOMPARE(shown.json().array()[0][u"spans"].toInt(), 8);
    }

private:
    static void checkRootSpan(const QJsonValue& span)
    {
        QCOMPARE(span[u"parentSpanId"].toString(), QString());
        QCOMPARE(span[u"service"].toString(), QStringLiteral("api-gateway"));
        QCOMPARE(span[u"kind"].toString(), QStringLiteral("server"));
        QCOMPARE(span[u"status"].toString(), QStringLiteral("unset"));
        QCOMPARE(span[u"attributes"][u"http.response.status_code"].toInt(), 201);
        QCOMPARE(span[u"attributes"][u"feature.fast_lane"].toBool(true), false);
        QCOMPARE(texts(span[u"attributes"][u"http.request.header.accept"]), list("application/json text/plain"));
        QCOMPARE(span[u"resource"][u"host.name"].toString(), QStringLiteral("node-11"));
        QCOMPARE(keysOf(span[u"scope"]), sorted(list("name version attributes")));
        QCOMPARE(span[u"scope"][u"version"].toString(), QStringLiteral("0.63.0"));
        QCOMPARE(span[u"events"].toArray().size(), 2);
        QCOMPARE(span[u"events"][1][u"attributes"][u"order.total"].toDouble(), 318.4);
        QVERIFY(span[u"warnings"].toArray().isEmpty());
    }

    Cli m_cli;
};

QTEST_GUILESS_MAIN(TestCliJson)
#include "tst_cli_json.moc"
