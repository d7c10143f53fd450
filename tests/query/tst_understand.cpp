// SPDX-License-Identifier: GPL-3.0-or-later
// What people paste into a search: ids in the forms of their systems, addresses, words.

#include "model/query/understand.h"

#include <QTest>

using namespace tailrace;

class TestUnderstand : public QObject
{
    Q_OBJECT

private slots:
    void idsAreFoundInEveryCommonForm_data()
    {
        QTest::addColumn<QString>("trace");
        QTest::addColumn<QString>("span");
        const QString trace = QStringLiteral("0af7651916cd43dd8448eb211c80319c");
        const QString low = QStringLiteral("00000000000000008448eb211c80319c");
        const QString span = QStringLiteral("b7ad6b7169203331");
        const auto row = [](const char* text, const QString& t, const QString& s = {}) {
            QTest::newRow(text) << t << s;
        };
        row("0af7651916cd43dd8448eb211c80319c", trace);
        row(" 0AF7651916CD43DD8448EB211C80319C\n", trace);
        row("af7651916cd43dd8448eb211c80319c", trace);
        row("0x8448eb211c80319c", low, QStringLiteral("8448eb211c80319c"));
        row("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", trace, span);
        row("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", trace, span);
        row("0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1-0020000000000001", trace, span);
        row("b3: 8448eb211c80319c-b7ad6b7169203331", low, span);
        row("X-B3-TraceId: 8448eb211c80319c", low, QStringLiteral("8448eb211c80319c"));
        row("uber-trace-id: af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1", trace, span);
        row("8448eb211c80319c%3Ab7ad6b7169203331%3A0%3A1", low, span);
        row("Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1", trace, span);
        row("X-Amzn-Trace-Id: Root=1-0af76519-16cd43dd8448eb211c80319c", trace);
        row("1-0af76519-16cd43dd8448eb211c80319c", trace);
        row("0af76519-16cd-43dd-8448-eb211c80319c", trace);
        row("9532127138774266268", low, QStringLiteral("8448eb211c80319c"));
        row("https://jaeger.internal/trace/af7651916cd43dd8448eb211c80319c?uiFind=x", trace);
        row("http://localhost:9411/zipkin/traces/8448eb211c80319c", low);
        row("https://g/"
            "explore?left=%7B%22queries%22:%5B%7B%22query%22:%220af7651916cd43dd8448eb211c80319c%22%7D%5D%7D",
            trace);
    }
    void idsAreFoundInEveryCommonForm()
    {
        QFETCH(QString, trace);
        QFETCH(QString, span);
        const Understood found = understand(QTest::currentDataTag());
        QVERIFY(found.kind == Understood::Kind::Id);
        QCOMPARE(QString::fromStdString(toHex(*found.traceId)), trace);
        QCOMPARE(found.spanId ? QString::fromStdString(toHex(*found.spanId)) : QString(), span);
        QVERIFY(!found.query.stages.empty());
    }

    void whatOnlyLooksLikeAnIdIsWords()
    {
        for (const char* text : {"503", "deadbeef", "00000000000000000000000000000000", "checkout 503",
                                 "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "1-0af76519-16cd"})
            QVERIFY2(understand(text).kind == Understood::Kind::Words, text);
    }

    void wordsMayBeQuoted()
    {
        const std::vector<std::string> expected{"fraud check", "503"};
        QVERIFY(wordsOf("  \"fraud check\"  503") == expected);
    }

    void addressesOfSearchesBecomeQueries()
    {
        const auto meaning = [](const char* text) {
            return QString::fromStdString(queryText(understand(text).query));
        };
        QCOMPARE(
            meaning(
                "http://j/"
                "search?service=shop&operation=GET%20%2Fx&minDuration=1.5s&tags=%7B%22error%22%3A%22true%22%7D"),
            QStringLiteral(
                "{ (resource.service.name = \"shop\") && (name = \"GET /x\") && (duration >= 1500ms) && "
                "(status = error) }"));
        QCOMPARE(meaning("https://g/explore?left={\"query\":\"{ name = \\\"x\\\" }\"}"),
                 QStringLiteral("{ name = \"x\" }"));
    }

    void traceQlIsRefusedWithItsPlace()
    {
        const Understood found = understand("  { name = 5 }");
        QVERIFY(found.kind == Understood::Kind::TraceQl);
        QVERIFY(found.refusal.has_value());
        QVERIFY(understand("").kind == Understood::Kind::Nothing);
        QVERIFY(understand("count the errors").kind == Understood::Kind::Words);
    }
};

QTEST_GUILESS_MAIN(TestUnderstand)
#include "tst_understand.moc"
