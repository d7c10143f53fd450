// SPDX-License-Identifier: GPL-3.0-or-later
// Searching from the command line: traces -q, spans -q, stats -q, query.

#include "cli_process.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace tailrace::test;

namespace {

QStringList words(std::initializer_list<const char*> all)
{
    QStringList list;
    for (const char* one : all)
        list << QString::fromUtf8(one);
    return list;
}

} // namespace

class TestCliQuery : public QObject
{
    Q_OBJECT

private slots:
    void tracesAreThoseThatMatch()
    {
        const Cli cli;
        const QString shop = sample("shop.jsonl.gz");
        const CliResult all = cli.run(words({"traces", "--json"}) << shop);
        const CliResult found =
            cli.run(words({"traces", "--json", "-q", "{ status = error } >> { status = error }"}) << shop);
        QCOMPARE(found.code, 0);
        const QJsonArray traces = found.json().array();
        QVERIFY(!traces.isEmpty() && traces.size() < all.json().array().size());
        for (const QJsonValue& trace : traces) {
            QVERIFY(trace[u"errors"].toInt() >= 2);
            QVERIFY(trace[u"matchedSpans"].toInt() >= 1);
        }
        const CliResult first = cli.run(
            words({"traces", "--json", "--limit", "1", "--query", "{ status = error } >> { status = error }"})
            << shop);
        QCOMPARE(first.json().array().at(0)[u"traceId"], traces.at(0)[u"traceId"]);
    }

    void spansHaveTheFieldsThatToolsReadAndWhatIsSelected()
    {
        const Cli cli;
        const CliResult found =
            cli.run(words({"spans", "--json", "--limit", "3", "-q",
                           "{ kind = server && status = error } | select(.http.response.status_code)"})
                    << sample("shop.jsonl.gz"));
        QCOMPARE(found.code, 0);
        QCOMPARE(found.json().array().size(), 3);
        for (const QJsonValue& span : found.json().array()) {
            QCOMPARE(span[u"traceId"].toString().size(), 32);
            QCOMPARE(span[u"spanId"].toString().size(), 16);
            QVERIFY(!span[u"service"].toString().isEmpty());
            QVERIFY(!span[u"name"].toString().isEmpty());
            QCOMPARE(span[u"kind"].toString(), QStringLiteral("server"));
            QCOMPARE(span[u"status"].toString(), QStringLiteral("error"));
            QVERIFY(span[u"startNs"].toString().size() > 18);
            QVERIFY(span[u"durationNs"].toDouble() > 0);
            QVERIFY(span[u".http.response.status_code"].toInt() >= 500);
        }
    }

    void statsCountEverySpanOnce()
    {
        const Cli cli;
        const QString shop = sample("shop.jsonl.gz");
        const CliResult all = cli.run(words({"spans", "--json", "-q", "{ kind = server }"}) << shop);
        const CliResult stats = cli.run(
            words({"stats", "--json", "-q", "{ kind = server } | count_over_time() by (resource.service.name)"})
            << shop);
        QCOMPARE(stats.code, 0);
        double sum = 0;
        for (const QJsonValue& series : stats.json().object()[u"series"].toArray()) {
            double steps = 0;
            for (const QJsonValue& step : series[u"steps"].toArray())
                steps += step.toDouble();
            QCOMPARE(steps, series[u"value"].toDouble());
            QVERIFY(!series[u"labels"][u"resource.service.name"].toString().isEmpty());
            sum += steps;
        }
        QCOMPARE(static_cast<int>(sum), static_cast<int>(all.json().array().size()));
        const CliResult csv =
            cli.run(words({"stats", "--csv", "--step", "1h", "-q", "{ } | max_over_time(duration)"}) << shop);
        QVERIFY(csv.out.startsWith(QStringLiteral("startNs,value\r\n")));
    }

    void whatMatchesNothingIsNo()
    {
        const Cli cli;
        const QString shop = sample("shop.jsonl.gz");
        for (const char* command : {"traces", "spans"})
            QCOMPARE(cli.run(words({command, "-q", "{ name = \"nowhere\" }"}) << shop).code, 1);
        QCOMPARE(cli.run(words({"stats", "-q", "{ name = \"nowhere\" } | rate()"}) << shop).code, 1);
    }

    void wordsAndIdsAreUnderstoodToo()
    {
        const Cli cli;
        const QString shop = sample("shop.jsonl.gz");
        const CliResult found = cli.run(words({"traces", "--json", "-q", "checkout 500"}) << shop);
        QCOMPARE(found.code, 0);
        const QString id = found.json().array().at(0)[u"traceId"].toString();
        const QString header = QStringLiteral("00-%1-00f067aa0ba902b7-01").arg(id);
        const CliResult one = cli.run(words({"traces", "--json", "-q"}) << header << shop);
        QCOMPARE(one.json().array().size(), 1);
        QCOMPARE(one.json().array().at(0)[u"traceId"].toString(), id);
    }

    void refusedQueriesAreWrongUsageWithColumnAndExpectation()
    {
        const Cli cli;
        const CliResult refused = cli.run(words({"query", "--explain", "{ name = 5 }"}));
        QCOMPARE(refused.code, 2);
        QCOMPARE(refused.errorLines().size(), 1);
        QVERIFY(refused.err.contains(QStringLiteral("column 10")));
        QVERIFY(refused.err.contains(QStringLiteral("expected a string")));
        QCOMPARE(cli.run(words({"traces", "-q", "{ .a & }", "none.json"})).code, 2);
        QCOMPARE(cli.run(words({"stats", "-q", "{ }", "none.json"})).code, 2);
        QCOMPARE(cli.run(words({"spans", "-q", "{ } | rate()", "none.json"})).code, 2);
    }

    void explainShowsTheGroupingAndBindsEveryConstant()
    {
        const Cli cli;
        const CliResult shown = cli.run(words({"query", "--explain", "{ .a || .b && name = \"x'; DROP\" }"}));
        QCOMPARE(shown.code, 0);
        QVERIFY(shown.out.contains(QStringLiteral("{ (.a || .b) && (name = \"x'; DROP\") }")));
        const QString sql = shown.out.mid(shown.out.indexOf(QStringLiteral("SELECT")));
        QVERIFY(!sql.section(QLatin1Char('\n'), 0, 0).contains(QStringLiteral("DROP")));
        QVERIFY(sql.contains(QStringLiteral("= \"x'; DROP\"")));
    }
};

QTEST_APPLESS_MAIN(TestCliQuery)
#include "tst_cli_query.moc"
