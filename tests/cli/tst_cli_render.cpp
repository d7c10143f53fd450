// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures that `tailrace render` writes: their size and format, that the trace is on them, and what is refused.

#include "cli_process.h"

#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace tailrace::test;

namespace {

/// Number of pixels of this colour.
int count(const QImage& image, QRgb color)
{
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            pixels += image.pixel(x, y) == color ? 1 : 0;
    return pixels;
}

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// All character data; an empty list if it is no well-formed XML.
QStringList textsOf(const QByteArray& xml)
{
    QXmlStreamReader reader(xml);
    QStringList texts;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::Characters && !reader.text().trimmed().isEmpty())
            texts << reader.text().trimmed().toString();
    return reader.hasError() ? QStringList() : texts;
}

/// Zipkin: one root that has `children` children; the first one is named `name`.
QByteArray zipkin(int children, const QByteArray& name)
{
    QByteArray json =
        R"([{"traceId":"00000000000000aa","id":"0000000000000001","name":"root","timestamp":1000000,)"
        R"("duration":5000,"localEndpoint":{"serviceName":"shop"}})";
    for (int i = 0; i < children; ++i) {
        json += R"(,{"traceId":"00000000000000aa","parentId":"0000000000000001","id":")" +
                QByteArray::number(i + 2, 16).rightJustified(16, '0') + R"(","name":")" +
                (i == 0 ? name : "child-" + QByteArray::number(i)) + R"(","timestamp":)" +
                QByteArray::number(1000000 + i) + R"(,"duration":1000,"localEndpoint":{"serviceName":"db"}})";
    }
    return json + "]";
}

} // namespace

class TestCliRender : public QObject
{
    Q_OBJECT

private slots:
    void everyViewBecomesAPictureOfTheWidthAskedFor_data()
    {
        QTest::addColumn<QString>("view");
        for (const char* view : {"waterfall", "flame", "merged", "minimap", "operations", "critical-path"})
            QTest::newRow(view) << QString::fromLatin1(view);
    }

    void everyViewBecomesAPictureOfTheWidthAskedFor()
    {
        QFETCH(const QString, view);
        const QString path = m_cli.path(view + QStringLiteral(".png"));
        const CliResult result =
            m_cli.run({QStringLiteral("render"), QStringLiteral("--view"), view, QStringLiteral("--width"),
                       QStringLiteral("900"), QStringLiteral("-o"), path, sample("checkout.jsonl")});
        QVERIFY2(result.code == 0, qPrintable(result.err));
        QVERIFY2(result.err.isEmpty(), qPrintable(result.err));
        const QImage image(path);
        QCOMPARE(image.width(), 900);
        QVERIFY(image.height() > 100);
        // A light background, with text and the bars of services on it.
        QVERIFY(count(image, qRgb(255, 255, 255)) > image.width() * image.height() / 10);
        QVERIFY(colorful(image) > 200);
    }

    void scaleAndThemeChangePixelsAndColours()
    {
        const QString light = m_cli.path(QStringLiteral("light.png"));
        const QString dark = m_cli.path(QStringLiteral("dark.png"));
        const QString source = sample("checkout.jsonl");
        QCOMPARE(m_cli.run({QStringLiteral("render"), QStringLiteral("-o"), light, source}).code, 0);
        QCOMPARE(m_cli
                     .run({QStringLiteral("render"), QStringLiteral("--scale"), QStringLiteral("2"),
                           QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("-o"), dark, source})
                     .code,
                 0);
        const QImage small(light);
        const QImage large(dark);
        QCOMPARE(large.size(), small.size() * 2);
        QVERIFY(qGray(small.pixel(3, 3)) > 240);
        QVERIFY(qGray(large.pixel(3, 3)) < 60);
    }

    void svgHoldsNamesAsTextAndIsWellFormed()
    {
        const QString source = m_cli.write(QStringLiteral("odd.json"), zipkin(2, R"(a<b> & \"c\" \u0001\u001b)"));
        const QString path = m_cli.path(QStringLiteral("odd.svg"));
        const CliResult result = m_cli.run({QStringLiteral("render"), QStringLiteral("-o"), path, source});
        QVERIFY2(result.code == 0, qPrintable(result.err));
        const QByteArray svg = content(path);
        const QStringList texts = textsOf(svg);
        QVERIFY2(!texts.isEmpty(), svg.left(2000).constData());
        QVERIFY(texts.contains(QStringLiteral("child-1")));
        QVERIFY2(!texts.filter(QStringLiteral("a<b> & \"c\"")).isEmpty(), qPrintable(texts.join(u'|')));
        QVERIFY(!svg.contains('\x1b'));
    }

    void pdfIsWrittenWithItsSize()
    {
        const QString path = m_cli.path(QStringLiteral("checkout.pdf"));
        const CliResult result =
            m_cli.run({QStringLiteral("render"), QStringLiteral("-o"), path, QStringLiteral("--width"),
                       QStringLiteral("800"), sample("checkout.jsonl")});
        QVERIFY2(result.code == 0, qPrintable(result.err));
        const QByteArray pdf = content(path);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.contains("/MediaBox [0 0 600")); // points
        QVERIFY(pdf.contains("/Font"));
    }

    void standardOutputTakesAPicture()
    {
        QProcess process;
        process.start(qEnvironmentVariable("TAILRACE_BINARY"),
                      {QStringLiteral("render"), QStringLiteral("-o"), QStringLiteral("-"),
                       QStringLiteral("--cache"), m_cli.path(QStringLiteral("out.tailrace")),
                       sample("checkout.jsonl")});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(!QImage::fromData(process.readAllStandardOutput(), "PNG").isNull());
    }

    void whatHasNoRoomIsSaid()
    {
        const QString source = m_cli.write(QStringLiteral("many.json"), zipkin(2000, "first"));
        const QString path = m_cli.path(QStringLiteral("many.png"));
        const CliResult result = m_cli.run({QStringLiteral("render"), QStringLiteral("-o"), path, source});
        QVERIFY2(result.code == 0, qPrintable(result.err));
        QVERIFY2(result.err.contains(QRegularExpression(QStringLiteral("the first \\d+ of 2001 rows"))),
                 qPrintable(result.err));
        const int height = QImage(path).height();
        QVERIFY2(height > 20'000 && height <= 32'000, qPrintable(QString::number(height)));
        const CliResult json =
            m_cli.run({QStringLiteral("render"), QStringLiteral("--json"), QStringLiteral("--rows"),
                       QStringLiteral("visible"), QStringLiteral("-o"), path, source});
        QCOMPARE(json.json()[QStringLiteral("rows")].toInt(), 2001);
        QVERIFY(json.json()[QStringLiteral("rowsShown")].toInt() < 40);
        QCOMPARE(QImage(path).height(), 800);
    }

    void collapsedAndFocusedSpansHaveFewerRows()
    {
        const QString source = m_cli.write(QStringLiteral("some.json"), zipkin(5, "first"));
        const auto rows = [&](const QStringList& options) {
            const CliResult result =
                m_cli.run(QStringList{QStringLiteral("render"), QStringLiteral("--json"), QStringLiteral("-o"),
                                      m_cli.path(QStringLiteral("some.png"))} +
                          options + QStringList{source});
            return result.json()[QStringLiteral("rows")].toInt(-1);
        };
        QCOMPARE(rows({}), 6);
        QCOMPARE(rows({QStringLiteral("--collapse"), QStringLiteral("1")}), 1);
        QCOMPARE(rows({QStringLiteral("--focus"), QStringLiteral("0000000000000003")}), 1);
        QCOMPARE(
            rows({QStringLiteral("--from"), QStringLiteral("1ms"), QStringLiteral("--to"), QStringLiteral("2ms")}),
            6);
    }

    void wrongUsageIsRefused_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* options, int code, const char* message) {
            QTest::newRow(name) << QString::fromLatin1(options).split(u' ', Qt::SkipEmptyParts) << code
                                << QString::fromLatin1(message);
        };
        row("no file", "", 2, "name the file to write");
        row("no format", "-o x.gif", 2, "does not end in .png, .svg or .pdf");
        row("unknown view", "-o x.png --view pie", 2, "'--view' takes waterfall, flame");
        row("scale", "-o x.png --scale 0", 2, "needs a number from 0.25 to 8");
        row("height and all rows", "-o x.png --rows all --height 500", 2, "leave out --height");
        row("no such span", "-o x.png --focus 123", 1, "the trace has no span 123");
        row("time", "-o x.png --from soon", 2, "needs a time since the trace began");
        row("reversed time", "-o x.png --from 5ms --to 2ms", 2, "nothing of the trace lies between");
        row("time of a table", "-o x.png --view operations --from 5ms", 2, "for views with a time axis");
        row("json to standard output", "-o - --json", 2, "--json needs --output FILE");
        row("no such folder", "-o /nonexistent-folder/x.png", 3, "cannot be written");
    }

    void wrongUsageIsRefused()
    {
        QFETCH(const QStringList, options);
        QFETCH(const int, code);
        QFETCH(const QString, message);
        const CliResult result =
            m_cli.run(QStringList{QStringLiteral("render")} + options + QStringList{sample("checkout.jsonl")});
        QCOMPARE(result.code, code);
        QVERIFY2(result.err.contains(message), qPrintable(result.err));
    }

    void theSourceIsNotWrittenOver()
    {
        const QString source = m_cli.write(QStringLiteral("precious.json"), zipkin(1, "first"));
        const QByteArray before = content(source);
        const CliResult result = m_cli.run({QStringLiteral("render"), QStringLiteral("--format"),
                                            QStringLiteral("png"), QStringLiteral("-o"), source, source});
        QCOMPARE(result.code, 2);
        QCOMPARE(content(source), before);
    }

private:
    /// Number of pixels that are neither grey nor nearly so.
    static int colorful(const QImage& image)
    {
        int pixels = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                pixels += QColor::fromRgb(image.pixel(x, y)).hsvSaturation() > 60 ? 1 : 0;
        return pixels;
    }

    Cli m_cli;
};

QTEST_GUILESS_MAIN(TestCliRender)
#include "tst_cli_render.moc"
