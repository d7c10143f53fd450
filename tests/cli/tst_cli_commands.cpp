// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands print for people, and how they take their arguments.

#include "cli_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace tailrace::test;

namespace {

const QString kCheckoutId = QStringLiteral("3ceaaf308142c8ea91d93080f9b439fc");

} // namespace

class TestCliCommands : public QObject
{
    Q_OBJECT

private slots:
    void helpNamesEveryCommandAndEachHasItsOwn()
    {
        const CliResult help = m_cli.run({QStringLiteral("--help")});
        QCOMPARE(help.code, 0);
        for (const char* name : {"import", "traces", "show", "explain", "critical-path", "export", "render"}) {
            const QString command = QString::fromLatin1(name);
            QVERIFY2(help.out.contains(QStringLiteral("\n  ") + command), name);
            const CliResult own = m_cli.run({command, QStringLiteral("--help")});
            QCOMPARE(own.code, 0);
            QVERIFY2(own.out.startsWith(QStringLiteral("Usage: tailrace ") + command), name);
            QVERIFY2(own.out.contains(QStringLiteral("--cache FILE")), name);
            QCOMPARE(m_cli.run({QStringLiteral("help"), command}).out, own.out);
            QVERIFY2(own.err.isEmpty(), name);
        }
    }

    void versionNamesProgramAndLibraries()
    {
        const CliResult result = m_cli.run({QStringLiteral("--version")});
        QCOMPARE(result.code, 0);
        QVERIFY(result.out.startsWith(QStringLiteral("tailrace 0.1.0\n")));
        for (const char* library : {"Qt 6.", "SQLite 3.", "simdjson ", "protobuf ", "zlib ", "zstd "})
            QVERIFY2(result.out.contains(QLatin1String(library)), library);
        for (const char* format : {"Reads OTLP JSON, ", "Datadog MessagePack, ", "Writes OTLP JSON, "})
            QVERIFY2(result.out.contains(QLatin1String(format)), format);
    }

    void wrongUsageIsSaidInOneLineAndEndsWithTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("message");
        const QString checkout = sample("checkout.jsonl");
        QTest::newRow("mistyped command")
            << QStringList{QStringLiteral("explian")} << QStringLiteral("did you mean 'explain'?");
        QTest::newRow("no such command")
            << QStringList{QStringLiteral("frobnicate")} << QStringLiteral("no command or file 'frobnicate'");
        QTest::newRow("mistyped option") << QStringList{QStringLiteral("show"), QStringLiteral("--jsno"), checkout}
                                         << QStringLiteral("unknown option '--jsno'; did you mean '--json'?");
        QTest::newRow("no source") << QStringList{QStringLiteral("traces")} << QStringLiteral("no source");
        QTest::newRow("value missing") << QStringList{QStringLiteral("traces"), checkout,
                                                      QStringLiteral("--limit")}
                                       << QStringLiteral("'--limit' needs a value: N");
        QTest::newRow("no number") << QStringList{QStringLiteral("traces"), checkout,
                                                  QStringLiteral("--limit=few")}
                                   << QStringLiteral("whole number");
        QTest::newRow("negative number")
            << QStringList{QStringLiteral("traces"), checkout, QStringLiteral("--limit"), QStringLiteral("-1")}
            << QStringLiteral("whole number");
        QTest::newRow("value too many")
            << QStringList{QStringLiteral("show"), QStringLiteral("--json=yes"), checkout}
            << QStringLiteral("takes no value");
        QTest::newRow("no such order") << QStringList{QStringLiteral("traces"), QStringLiteral("--sort"),
                                                      QStringLiteral("colour"), checkout}
                                       << QStringLiteral("cannot sort by 'colour'");
        QTest::newRow("no format") << QStringList{QStringLiteral("export"), checkout}
                                   << QStringLiteral("--to otlp-json");
        QTest::newRow("other format") << QStringList{QStringLiteral("export"), QStringLiteral("--to"),
                                                     QStringLiteral("xml"), checkout}
                                      << QStringLiteral("cannot write 'xml'");
        QTest::newRow("report and spans at one place")
            << QStringList{QStringLiteral("export"), QStringLiteral("--to=csv"), QStringLiteral("--json"), checkout}
            << QStringLiteral("--json needs --output FILE");
        QTest::newRow("id that is none")
            << QStringList{QStringLiteral("show"), QStringLiteral("--trace"), QStringLiteral("xyz"), checkout}
            << QStringLiteral("no trace id");
        QTest::newRow("two ids") << QStringList{QStringLiteral("show"), kCheckoutId, QStringLiteral("--trace"),
                                                kCheckoutId, checkout}
                                 << QStringLiteral("two trace ids");
        QTest::newRow("which trace") << QStringList{QStringLiteral("show"), sample("orders-async.jsonl")}
                                     << QStringLiteral("several traces");
        QTest::newRow("stdin twice") << QStringList{QStringLiteral("import"), QStringLiteral("-"),
                                                    QStringLiteral("-")}
                                     << QStringLiteral("only once");
    }
    void wrongUsageIsSaidInOneLineAndEndsWithTwo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, message);
        const CliResult result = m_cli.run(arguments);
        QCOMPARE(result.code, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.startsWith(QStringLiteral("tailrace: ")), qPrintable(result.err));
        QVERIFY2(result.errorLines().front().contains(message), qPrintable(result.err));
    }

    void showDrawsTheTreeWithBars()
    {
        const CliResult result = m_cli.run(
            {QStringLiteral("show"), sample("checkout.jsonl"), QStringLiteral("--width"), QStringLiteral("100")});
        QCOMPARE(result.code, 0);
        const QStringList lines = result.out.split(u'\n');
        QCOMPARE(lines[0],
                 QStringLiteral("POST /checkout on api-gateway took 2.40 s: 8 spans, 5 services, no errors."));
        const int first = 4;
        const QStringList beginnings{QStringLiteral("api-gateway › POST /checkout "),
                                     QStringLiteral("├ auth › Validate Token "),
                                     QStringLiteral("├ cart › Get Cart "),
                                     QStringLiteral("│ └ cart › Database Query "),
                                     QStringLiteral("├ payment › Charge Card "),
                                     QStringLiteral("│ ├ payment › Fraud Check "),
                                     QStringLiteral("│ └ payment › Payment Gateway API "),
                                     QStringLiteral("└ inventory › Reserve Items ")};
        for (int i = 0; i < beginnings.size(); ++i) {
            QVERIFY2(lines[first + i].startsWith(beginnings[i]), qPrintable(lines[first + i]));
            QVERIFY(lines[first + i].size() <= 100);
        }
        // The root's bar fills its column; each child's lies within it, Fraud Check's at half of its length.
        const auto barLength = [&](int line) { return lines[line].count(QChar(0x2588)); };
        QVERIFY(std::abs(barLength(first + 5) * 2 - barLength(first)) <= 2);
        QCOMPARE(lines[first].size(), 100);
    }

    void showMarksErrorsAndOddSpans()
    {
        const CliResult cascade = m_cli.run({QStringLiteral("show"), sample("cascade.jsonl")});
        QCOMPARE(cascade.out.count(QStringLiteral(" ✗")), 15);
        QVERIFY(cascade.out.contains(QStringLiteral("✗ 15 spans have status error.")));
        const QByteArray orphan =
            R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"000000000000000000000000000000a1","spanId":"00000000000000a1",)"
            R"("parentSpanId":"00000000000000ff","name":"lost","startTimeUnixNano":"1700000000000000000",)"
            R"("endTimeUnixNano":"1700000001000000000"}]}]}]})";
        const CliResult odd = m_cli.run({QStringLiteral("show"), QStringLiteral("-")}, orphan);
        QCOMPARE(odd.code, 0);
        QVERIFY(odd.out.contains(QStringLiteral("lost !")));
        QVERIFY(odd.out.contains(QStringLiteral("! One span names a parent that is not in the trace.")));
    }

    void recordedTextCannotSteerTheTerminal()
    {
        const QByteArray evil =
            // Not as raw strings: moc loses its way at backslashes in those.
            "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
            "\"value\":{\"stringValue\":\"a\\u001b]0;x\\u0007b\"}}]},\"scopeSpans\":[{\"spans\":[{"
            "\"traceId\":\"000000000000000000000000000000a1\",\"spanId\":\"00000000000000a1\","
            "\"name\":\"\\u001b[2Jgone\\n\\u202ereversed\",\"startTimeUnixNano\":\"1700000000000000000\","
            "\"endTimeUnixNano\":\"1700000001000000000\"}]}]}]}";
        for (const char* command : {"show", "explain", "traces"}) {
            const CliResult result = m_cli.run({QString::fromLatin1(command), QStringLiteral("-")}, evil);
            QCOMPARE(result.code, 0);
            QVERIFY(result.out.contains(QStringLiteral("gone␊")));
            QVERIFY(!result.out.contains(QChar(0x1b)) && !result.out.contains(QChar(0x202e)) &&
                    !result.out.contains(QChar(7)));
        }
    }

    void explainTellsTheStory()
    {
        const CliResult checkout = m_cli.run({QStringLiteral("explain"), sample("checkout.jsonl")});
        QCOMPARE(checkout.code, 0);
        QVERIFY(checkout.out.contains(
            QStringLiteral("75 % of it was payment › Charge Card (1.80 s), and two thirds of that its "
                           "Fraud Check (1.20 s).")));
        const CliResult twelve = m_cli.run({QStringLiteral("explain"), sample("twelve-seconds.jsonl")});
        QVERIFY(twelve.out.contains(
            QStringLiteral("9.60 s of it passed in api-gateway itself between Get Cart and Charge Card")));
        const CliResult cascade = m_cli.run({QStringLiteral("explain"), sample("cascade.jsonl")});
        QVERIFY(cascade.out.contains(
            QStringLiteral("three services away: canceling statement due to statement timeout.")));
    }

    void criticalPathIsDrawnAndSummedUp()
    {
        const CliResult checkout =
            m_cli.run({QStringLiteral("critical-path"), kCheckoutId, sample("checkout.jsonl")});
        QCOMPARE(checkout.code, 0);
        QVERIFY(checkout.out.startsWith(
            QStringLiteral("Critical path of api-gateway › POST /checkout, 2.40 s in 15 segments\n")));
        QVERIFY(checkout.out.contains(QStringLiteral("\n     1.80 s     75 %  payment\n")));
        QVERIFY(checkout.out.contains(QStringLiteral("\n     1.20 s     50 %  payment › Fraud Check\n")));
        const CliResult shop = m_cli.run({QStringLiteral("critical-path"), sample("shop.jsonl.gz")});
        QCOMPARE(shop.out.count(QStringLiteral("\nBy operation")), 200);
    }

    void tracesKnownInSummaryOnlyArePassedOver()
    {
        const QString list = m_cli.write(
            QStringLiteral("search.json"),
            QByteArray("{'traces':[{'traceID':'2f3e0cee77ae5dc9c17ade3689eb2e54','rootServiceName':'shop',"
                       "'rootTraceName':'update-billing','startTimeUnixNano':'1684778327699392724',"
                       "'durationMs':557}]}")
                .replace('\'', '"'));
        const QString checkout = sample("checkout.jsonl");
        const CliResult path = m_cli.run({QStringLiteral("critical-path"), list, checkout});
        QCOMPARE(path.code, 0);
        QVERIFY(path.out.startsWith(QStringLiteral("Critical path of api-gateway › POST /checkout")));
        QCOMPARE(path.out.count(QStringLiteral("Critical path of ")), 1);
        const CliResult json = m_cli.run({QStringLiteral("critical-path"), QStringLiteral("--json"), list, checkout});
        QCOMPARE(json.code, 0);
        QCOMPARE(json.json().array().size(), 1);
        for (const char* command : {"explain", "show"}) {
            const CliResult all =
                m_cli.run({QString::fromLatin1(command), QStringLiteral("--all"), list, checkout});
            QCOMPARE(all.code, 0);
            QCOMPARE(all.out.count(QStringLiteral("Trace ")), 1);
        }
    }

    void clocksAreCorrectedWhereThatIsAskedFor()
    {
        const QString source = m_cli.write(
            QStringLiteral("skewed.json"),
            QByteArray(
                "[{'traceId':'00000000000000aa','id':'0000000000000001','name':'buy','kind':'CLIENT',"
                "'timestamp':1000000,'duration':100000,'localEndpoint':{'serviceName':'shop'}},"
                "{'traceId':'00000000000000aa','id':'0000000000000002','parentId':'0000000000000001','name':'"
                "serve',"
                "'kind':'SERVER','timestamp':1410000,'duration':80000,'localEndpoint':{'serviceName':'pay'},"
                "'annotations':[{'timestamp':1420000,'value':'asked'}]}]")
                .replace('\'', '"'));
        const auto run = [&](const QStringList& words) { return m_cli.run(words + QStringList{source}); };
        const QString json = QStringLiteral("--json");
        const QString correct = QStringLiteral("--correct-clocks");
        const QString duration = QStringLiteral("durationNs");
        const auto serve = [&](const QStringList& options) {
            return run(QStringList{QStringLiteral("show"), json} + options)
                .json()[QStringLiteral("spans")][1]
                .toObject();
        };
        const auto instant = [](const QJsonValue& value) {
            const QString key = value[QStringLiteral("startNs")].isUndefined() ? QStringLiteral("timeNs")
                                                                               : QStringLiteral("startNs");
            return value[key].toString();
        };
        QCOMPARE(instant(serve({})), QStringLiteral("1410000000"));
        QVERIFY(!serve({}).contains(QStringLiteral("movedNs")));
        const QJsonObject moved = serve({correct});
        QCOMPARE(moved[QStringLiteral("movedNs")].toInt(), -400'000'000);
        QCOMPARE(instant(moved), QStringLiteral("1010000000"));
        QCOMPARE(instant(moved[QStringLiteral("events")][0]), QStringLiteral("1020000000"));

        QCOMPARE(run({QStringLiteral("explain"), json}).json()[duration].toInt(), 490'000'000);
        QCOMPARE(run({QStringLiteral("explain"), json, correct}).json()[duration].toInt(), 100'000'000);
        const auto byService = [&](const QStringList& options) {
            return run(QStringList{QStringLiteral("critical-path"), json} + options)
                .json()[0][QStringLiteral("byService")]
                .toArray();
        };
        const QJsonObject largest = byService({correct})[0].toObject();
        QCOMPARE(largest[QStringLiteral("service")].toString(), QStringLiteral("pay"));
        QCOMPARE(largest[duration].toInt(), 80'000'000);
        QVERIFY(byService({})[0][duration].toInt() != 80'000'000);
        for (const char* command : {"show", "explain", "critical-path"}) {
            const QString name = QString::fromLatin1(command);
            QVERIFY(run({name, correct}).out.contains(QStringLiteral("Clocks: corrected; 1 span was moved.\n")));
            QVERIFY(!run({name}).out.contains(QStringLiteral("Clocks:")));
        }
        const QString picture = m_cli.path(QStringLiteral("skewed.svg"));
        QCOMPARE(run({QStringLiteral("render"), QStringLiteral("-o"), picture, correct}).code, 0);
        QFile file(picture);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(QString::fromUtf8(file.readAll()).contains(QStringLiteral("Clocks corrected: 1 span moved.")));
    }

    void explainSumsUpManyTracesAndSaysHowToNameOne()
    {
        const CliResult result = m_cli.run({QStringLiteral("explain"), sample("shop.jsonl.gz")});
        QCOMPARE(result.code, 0);
        QVERIFY(result.out.startsWith(
            QStringLiteral("shop.jsonl.gz holds 200 traces with 1,803 spans of 8 services")));
        QVERIFY(result.out.contains(QStringLiteral("34 spans have status error, in 17 traces.")));
        const QRegularExpressionMatch example =
            QRegularExpression(QStringLiteral("tailrace explain ([0-9a-f]{32}) ")).match(result.out);
        QVERIFY(example.hasMatch());
        const CliResult one = m_cli.run({QStringLiteral("explain"), example.captured(1), sample("shop.jsonl.gz")});
        QCOMPARE(one.code, 0);
        QVERIFY(one.out.contains(QStringLiteral("3 × payment › Fraud Check")));
    }

    void explainAllTellsEachTrace()
    {
        const CliResult result =
            m_cli.run({QStringLiteral("explain"), QStringLiteral("--all"), sample("orders-async.jsonl")});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.out.count(QStringLiteral("\nTrace ")), 3);
    }

    void tracesAreSortedAndLimited()
    {
        const CliResult result =
            m_cli.run({QStringLiteral("traces"), sample("shop.jsonl.gz"), QStringLiteral("--sort"),
                       QStringLiteral("duration"), QStringLiteral("--limit"), QStringLiteral("3")});
        QCOMPARE(result.code, 0);
        const QStringList lines = result.out.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[0].startsWith(QStringLiteral("TRACE ")));
        QVERIFY(lines[1].contains(QStringLiteral(" 8.82 s ")));
        QVERIFY(lines[1].endsWith(QStringLiteral("api-gateway › POST /checkout")));
    }

    void importPrintsATableAndTheCache()
    {
        const CliResult result =
            m_cli.run({QStringLiteral("import"), sample("checkout.jsonl"), sample("cascade.jsonl")});
        QCOMPARE(result.code, 0);
        QVERIFY(QRegularExpression(QStringLiteral("checkout.jsonl +OTLP JSON +14 kB +8 +1 +5 +0\n"))
                    .match(result.out)
                    .hasMatch());
        QVERIFY(QRegularExpression(QStringLiteral("together +37 kB +24 +2 +9 ")).match(result.out).hasMatch());
        QVERIFY(result.out.contains(QStringLiteral("\nCache: ") + m_cli.path(QStringLiteral("cache-home"))));
    }

    void linesFitTheWidthThatIsAskedFor()
    {
        for (const QStringList& arguments : {QStringList{QStringLiteral("show"), sample("cascade.jsonl")},
                                             QStringList{QStringLiteral("traces"), sample("shop.jsonl.gz")},
                                             QStringList{QStringLiteral("explain"), sample("cascade.jsonl")}}) {
            const CliResult result =
                m_cli.run(arguments + QStringList{QStringLiteral("--width"), QStringLiteral("72")});
            QCOMPARE(result.code, 0);
            for (const QString& line : result.out.split(u'\n'))
                QVERIFY2(line.size() <= 72, qPrintable(line));
        }
    }

    void aReaderThatGoesAwayEndsTheCommandQuietly()
    {
        QProcess shell;
        shell.start(QStringLiteral("/bin/sh"),
                    {QStringLiteral("-c"),
                     QStringLiteral("XDG_CACHE_HOME='%1' '%2' show --all --json '%3' | head -c 10; exit 0")
                         .arg(m_cli.path(QStringLiteral("cache-home")), qEnvironmentVariable("TAILRACE_BINARY"),
                              sample("shop.jsonl.gz"))});
        QVERIFY(shell.waitForFinished(60'000));
        QCOMPARE(shell.readAllStandardOutput().size(), 10);
        QCOMPARE(shell.readAllStandardError(), QByteArray());
    }

    void aFullDiskIsAnError()
    {
        const CliResult result =
            m_cli.run({QStringLiteral("export"), QStringLiteral("--to"), QStringLiteral("otlp-json"),
                       sample("shop.jsonl.gz"), QStringLiteral("-o"), QStringLiteral("/dev/full")});
        QCOMPARE(result.code, 3);
        QVERIFY(result.err.contains(QStringLiteral("/dev/full: cannot be written: No space left on device")));
    }

private:
    Cli m_cli;
};

QTEST_GUILESS_MAIN(TestCliCommands)
#include "tst_cli_commands.moc"
