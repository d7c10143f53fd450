// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of spans, and --map.

#include "cli_process.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace tailrace::test;

namespace {

const QByteArray kTable = "tr,sp,pa,at,len,what\n"
                          "0af7651916cd43dd8448eb211c80319c,1,,1700000000000,350,checkout\n"
                          "0af7651916cd43dd8448eb211c80319c,2,1,1700000000010,120,payment\n";
const QString kMap = QStringLiteral("trace=tr,span=sp,parent=pa,start=at:ms,duration=len:ms,name=what");

} // namespace

class TestCliTables : public QObject
{
    Q_OBJECT

private slots:
    void everyCommandTakesAMapping()
    {
        const Cli cli;
        const QString file = cli.write(QStringLiteral("spans.csv"), kTable);
        for (const char* command : {"import", "traces", "show", "explain"}) {
            const CliResult result = cli.run({QString::fromLatin1(command), QStringLiteral("--map"), kMap, file});
            QVERIFY2(result.code == 0, command);
        }
        const CliResult shown = cli.run({QStringLiteral("show"), QStringLiteral("--map=") + kMap, file});
        QVERIFY(shown.out.contains(QStringLiteral("payment")));
        QVERIFY(shown.out.contains(QStringLiteral("350 ms")));
    }

    void aMappingMayStandInAFile()
    {
        const Cli cli;
        const QString file = cli.write(QStringLiteral("spans.csv"), kTable);
        const QString map =
            cli.write(QStringLiteral("map.json"), R"({"trace":"tr","span":"sp","parent":"pa","name":"what",)"
                                                  R"("start":{"column":"at","format":"ms"},)"
                                                  R"("duration":{"column":"len","format":"ms"}})");
        const CliResult result =
            cli.run({QStringLiteral("import"), QStringLiteral("--json"), QStringLiteral("--map"), map, file});
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json()[u"spans"].toInt(), 2);
        const CliResult missing =
            cli.run({QStringLiteral("import"), QStringLiteral("--map"), QStringLiteral("none.json"), file});
        QCOMPARE(missing.code, 3);
        QVERIFY(missing.err.contains(QStringLiteral("none.json")));
    }

    void withoutOneTheColumnsAreNamed()
    {
        const Cli cli;
        const CliResult result =
            cli.run({QStringLiteral("import"), cli.write(QStringLiteral("spans.csv"), kTable)});
        QCOMPARE(result.code, 3);
        QVERIFY(result.err.contains(QStringLiteral("tr, sp, pa, at, len, what")));
        QVERIFY(result.err.contains(QStringLiteral("--map '")));
    }

    void wrongMappingsAreWrongUsage()
    {
        const Cli cli;
        const QString file = cli.write(QStringLiteral("spans.csv"), kTable);
        for (const char* map : {"", "trace", "trac=tr,span=sp,start=at", "trace=tr,span=sp"})
            QCOMPARE(
                cli.run({QStringLiteral("import"), QStringLiteral("--map"), QString::fromLatin1(map), file}).code,
                2);
    }

    void theHelpSaysHow()
    {
        const CliResult result = Cli().run({QStringLiteral("show"), QStringLiteral("--help")});
        QVERIFY(result.out.contains(QStringLiteral("--map MAP")));
        QVERIFY(result.out.contains(QStringLiteral("Roles: trace, span, parent")));
    }
};

QTEST_APPLESS_MAIN(TestCliTables)
#include "tst_cli_tables.moc"
