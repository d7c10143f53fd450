// SPDX-License-Identifier: GPL-3.0-or-later
// Where input comes from, and what is said when it is bad.

#include "cli_process.h"
#include "support/support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <unistd.h>
#include <zlib.h>

using namespace tailrace::test;

namespace {

QByteArray contentOf(const char* name)
{
    return QByteArray::fromStdString(readFile(samplePath(name)));
}

QByteArray gzipped(const QByteArray& plain)
{
    QByteArray out(static_cast<qsizetype>(compressBound(static_cast<uLong>(plain.size()))) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.constData()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

} // namespace

class TestCliInput : public QObject
{
    Q_OBJECT

private slots:
    void standardInputIsReadAndLeavesNoCacheBehind()
    {
        const Cli cli;
        const CliResult result = cli.run({QStringLiteral("traces"), QStringLiteral("--json"), QStringLiteral("-")},
                                         contentOf("checkout.jsonl"));
        QCOMPARE(result.code, 0);
        QCOMPARE(result.json()[0][u"spans"].toInt(), 8);
        const QStringList left = QDir(cli.path(QStringLiteral("cache-home/tailrace")))
                                     .entryList({QStringLiteral("*.tailrace*")}, QDir::Files);
        QCOMPARE(left, QStringList());
    }

    void compressedInputIsReadWhateverItIsCalled()
    {
        const Cli cli;
        const QByteArray packed = gzipped(contentOf("checkout.jsonl"));
        QCOMPARE(spansOf(cli.run({QStringLiteral("import"), QStringLiteral("--json"),
                                  cli.write(QStringLiteral("plain.json"), packed)})),
                 8);
        QCOMPARE(
            spansOf(cli.run({QStringLiteral("import"), QStringLiteral("--json"), QStringLiteral("-")}, packed)),
            8);
    }

    void aFileWhoseNameLooksLikeAnIdIsAFile()
    {
        const Cli cli;
        static_cast<void>(cli.write(QStringLiteral("0123456789abcdef"), contentOf("checkout.jsonl")));
        const CliResult result = cli.run({QStringLiteral("show"), QStringLiteral("0123456789abcdef")});
        QCOMPARE(result.code, 0);
        QVERIFY(result.out.contains(QStringLiteral("Fraud Check")));
    }

    void aCacheOfOnesOwnIsMadeAndTakenAsASource()
    {
        const Cli cli;
        const QString cache = cli.path(QStringLiteral("mine.tailrace"));
        const CliResult made = cli.run({QStringLiteral("import"), QStringLiteral("--json"),
                                        QStringLiteral("--cache"), cache, sample("checkout.jsonl")});
        QCOMPARE(made.code, 0);
        QCOMPARE(made.json()[u"cache"].toString(), cache);
        const CliResult read = cli.run({QStringLiteral("explain"), cache});
        QCOMPARE(read.code, 0);
        QVERIFY(read.out.contains(QStringLiteral("75 % of it was payment")));
        const CliResult over = cli.run(
            {QStringLiteral("export"), QStringLiteral("--to=otlp-json"), cache, QStringLiteral("-o"), cache});
        QCOMPARE(over.code, 2);
        QCOMPARE(cli.run({QStringLiteral("explain"), cache}).out, read.out);
    }

    void aTraceThatIsNotThereIsTheAnswerNo()
    {
        const Cli cli;
        for (const char* command : {"show", "explain"}) {
            const CliResult result =
                cli.run({QString::fromLatin1(command), QStringLiteral("00000000000000000000000000000001"),
                         sample("checkout.jsonl")});
            QCOMPARE(result.code, 1);
            QVERIFY(result.out.isEmpty());
            QCOMPARE(result.errorLines(),
                     QStringList{QStringLiteral("tailrace: no trace 00000000000000000000000000000001 here")});
        }
        QCOMPARE(cli.run({QStringLiteral("export"), QStringLiteral("--to=otlp-json"), QStringLiteral("--trace=1"),
                          sample("checkout.jsonl")})
                     .code,
                 1);
    }

    void whatCannotBeReadIsNamedAndEndsWithThree_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another kind") << QByteArray("\x89PNG\r\n\x1a\n and so on");
        QTest::newRow("other JSON") << QByteArray("{\"hello\": \"world\"}\n");
        QTest::newRow("text") << QByteArray("no trace at all\n");
        QTest::newRow("cut gzip") << gzipped(contentOf("checkout.jsonl")).left(12);
        QTest::newRow("nothing but a broken line")
            << QByteArray("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\n");
    }
    void whatCannotBeReadIsNamedAndEndsWithThree()
    {
        QFETCH(QByteArray, content);
        const Cli cli;
        const QString file = cli.write(QStringLiteral("input.json"), content);
        for (const char* command : {"import", "traces", "show", "explain"}) {
            const CliResult result = cli.run({QString::fromLatin1(command), file});
            QCOMPARE(result.code, 3);
            QVERIFY(result.out.isEmpty());
            QCOMPARE(result.errorLines().size(), 1);
            QVERIFY2(result.err.startsWith(QStringLiteral("tailrace: ") + file), qPrintable(result.err));
        }
    }

    void aMissingFileAndAFolderWithoutTracesAreNamed()
    {
        const Cli cli;
        const QString missing = cli.path(QStringLiteral("missing.json"));
        const CliResult none = cli.run({QStringLiteral("traces"), missing});
        QCOMPARE(none.code, 3);
        QCOMPARE(none.errorLines(), QStringList{QStringLiteral("tailrace: %1: no such file").arg(missing)});
        QVERIFY(QDir().mkdir(cli.path(QStringLiteral("empty"))));
        const CliResult folder = cli.run({QStringLiteral("traces"), cli.path(QStringLiteral("empty"))});
        QCOMPARE(folder.code, 3);
        QCOMPARE(folder.errorLines(), QStringList{QStringLiteral("tailrace: %1: the folder holds no files")
                                                      .arg(cli.path(QStringLiteral("empty")))});
    }

    void aFolderIsASourceAndItsFilesAreListed()
    {
        const Cli cli;
        const QString folder = cli.path(QStringLiteral("in"));
        QVERIFY(QDir().mkpath(folder + QStringLiteral("/sub")));
        static_cast<void>(cli.write(QStringLiteral("in/b.jsonl"), contentOf("orders-async.jsonl")));
        static_cast<void>(cli.write(QStringLiteral("in/sub/a.json"), gzipped(contentOf("checkout.jsonl"))));
        static_cast<void>(cli.write(QStringLiteral("in/notes.txt"), "no trace at all\n"));
        const CliResult text = cli.run({QStringLiteral("import"), folder});
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains(QStringLiteral("2 files read, 1 passed over (notes.txt)")), qPrintable(text.out));
        QVERIFY(text.out.contains(QStringLiteral("  sub/a.json")));
        const CliResult json = cli.run({QStringLiteral("import"), QStringLiteral("--json"), folder});
        const QJsonArray files = json.json()[u"files"].toArray();
        QCOMPARE(files.size(), 1);
        const QJsonArray members = files[0][u"members"].toArray();
        QCOMPARE(members.size(), 3);
        QCOMPARE(members[1][u"path"].toString(), folder + QStringLiteral("/notes.txt"));
        QCOMPARE(members[1][u"state"].toString(), QStringLiteral("passedOver"));
        QCOMPARE(members[2][u"spans"].toInt(), 8);
        const CliResult traces = cli.run({QStringLiteral("traces"), QStringLiteral("--json"), folder});
        QCOMPARE(traces.code, 0);
        QCOMPARE(traces.json().array().size(), 4);
        QVERIFY(traces.err.isEmpty()); // what holds no trace is no trouble
    }

    void aFileWithoutPermissionIsNamed()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        const Cli cli;
        const QString file = cli.write(QStringLiteral("secret.json"), contentOf("checkout.jsonl"));
        QVERIFY(QFile::setPermissions(file, {}));
        const CliResult result = cli.run({QStringLiteral("traces"), file});
        QCOMPARE(result.code, 3);
        QVERIFY2(result.err.startsWith(QStringLiteral("tailrace: ") + file), qPrintable(result.err));
    }

    void aBrokenLineIsSkippedAndSaidWithItsNumber()
    {
        const Cli cli;
        QByteArrayList lines = contentOf("checkout.jsonl").split('\n');
        lines.insert(2, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"3ce");
        const QString file = cli.write(QStringLiteral("broken.jsonl"), lines.join('\n'));
        const CliResult text = cli.run({QStringLiteral("show"), file});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains(QStringLiteral("8 spans")));
        QCOMPARE(text.errorLines().size(), 1);
        QVERIFY2(text.err.startsWith(QStringLiteral("tailrace: %1:3: ").arg(file)), qPrintable(text.err));
        QVERIFY(cli.run({QStringLiteral("show"), QStringLiteral("--quiet"), file}).err.isEmpty());
        const CliResult json = cli.run({QStringLiteral("import"), QStringLiteral("--json"), file});
        QCOMPARE(json.code, 0);
        QVERIFY(json.err.isEmpty());
        const QJsonArray problems = json.json()[u"files"][0][u"problems"].toArray();
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems[0][u"line"].toInt(), 3);
        QCOMPARE(problems[0][u"count"].toInt(), 1);
        QVERIFY(!problems[0][u"message"].toString().isEmpty());
        QCOMPARE(json.json()[u"files"][0][u"skipped"].toInt(), 1);
    }

    void oneBadFileAmongGoodOnesIsSaidAndTheRestIsRead()
    {
        const Cli cli;
        const QString bad = cli.write(QStringLiteral("bad.txt"), "no trace at all\n");
        const QString missing = cli.path(QStringLiteral("missing.json"));
        const CliResult text = cli.run({QStringLiteral("traces"), bad, sample("checkout.jsonl"), missing});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.contains(QStringLiteral("POST /checkout")));
        QCOMPARE(text.errorLines().size(), 2);
        QVERIFY(text.errorLines()[0].startsWith(QStringLiteral("tailrace: ") + bad));
        QVERIFY(text.errorLines()[1].startsWith(QStringLiteral("tailrace: ") + missing));
        const CliResult json =
            cli.run({QStringLiteral("import"), QStringLiteral("--json"), bad, sample("checkout.jsonl")});
        QCOMPARE(json.code, 0);
        const QJsonArray files = json.json()[u"files"].toArray();
        QCOMPARE(files.size(), 2);
        QCOMPARE(files[1][u"path"].toString(), bad);
        QCOMPARE(files[1][u"spans"].toInt(), 0);
        QCOMPARE(files[1][u"problems"].toArray().size(), 1);
    }

    void aSourceWithoutTracesIsTheAnswerNo()
    {
        const Cli cli;
        const QString file =
            cli.write(QStringLiteral("logs.jsonl"), "{\"resourceLogs\":[]}\n{\"resourceSpans\":[]}\n");
        const CliResult traces = cli.run({QStringLiteral("traces"), QStringLiteral("--json"), file});
        QCOMPARE(traces.code, 1);
        QCOMPARE(traces.json().array().size(), 0);
        QVERIFY(traces.json().isArray());
        QCOMPARE(cli.run({QStringLiteral("explain"), file}).code, 1);
    }

    void everyFileGivesTheSameAnswerTwice()
    {
        const Cli cli;
        const QStringList arguments{QStringLiteral("explain"), QStringLiteral("--all"), QStringLiteral("--json"),
                                    sample("shop.jsonl.gz")};
        const CliResult first = cli.run(arguments);
        QCOMPARE(first.code, 0);
        QCOMPARE(cli.run(arguments).out, first.out);
    }

private:
    static int spansOf(const CliResult& result) { return result.json()[u"spans"].toInt(); }
};

QTEST_GUILESS_MAIN(TestCliInput)
#include "tst_cli_input.moc"
