// SPDX-License-Identifier: GPL-3.0-or-later

// The outline must see the same shape in a whole text, in its first bytes, and among noise.

#include "importers/json/json_outline.h"

#include <QTest>

using namespace tailrace;

class TestJsonOutline : public QObject
{
    Q_OBJECT

private slots:
    void findsPathsOfObjectsAndArrays();
    void pathsEndAtTheDepthLimit();
    void kindsAreThoseOfTheFirstValueThatIsNotNull();
    void emptyPathIsTheDocument();
    void countsDocuments();
    void looksBehindNoiseAndBom();
    void nothingForOtherText_data();
    void nothingForOtherText();
    void truncationKeepsWhatWasSeen();
    void numberOfPathsIsBounded();
    void deepNestingIsHarmless();
};

void TestJsonOutline::findsPathsOfObjectsAndArrays()
{
    const auto outline = JsonOutline::scan(
        R"({"resourceSpans":[{"scopeSpans":[]}],"data":[{"traceID":"1"},{"spans":[{}]}],"n":{"m":{"k":7}}})");
    QVERIFY(outline.has_value());
    for (const char* path : {"resourceSpans", "resourceSpans[]", "resourceSpans[].scopeSpans", "data[].traceID",
                             "data[].spans", "data[].spans[]", "n.m.k"})
        QVERIFY2(outline->has(path), path);
    for (const char* path : {"traceID", "data.traceID", "resourceSpans.scopeSpans", "n.k", "[]", "data[][]"})
        QVERIFY2(!outline->has(path), path);
    QCOMPARE(outline->kindOf("resourceSpans"), JsonKind::Array);
    QCOMPARE(outline->kindOf("data[].traceID"), JsonKind::String);
    QCOMPARE(outline->kindOf("n.m.k"), JsonKind::Number);
    QCOMPARE(outline->kindOf("n.m.x"), JsonKind::None);

    const auto lists = JsonOutline::scan(R"([[{"traceId":"1","id":2}],{"ph":"X"}])");
    QVERIFY(lists->has("[][].traceId"));
    QVERIFY(lists->has("[].ph"));
    QCOMPARE(lists->kindOf("[]"), JsonKind::Array);
}

void TestJsonOutline::pathsEndAtTheDepthLimit()
{
    const auto outline = JsonOutline::scan(R"({"a":{"b":{"c":{"d":{"e":1}}}},"x":[[[[1]]]]})");
    QVERIFY(outline->has("a.b.c.d"));
    QVERIFY(!outline->has("a.b.c.d.e"));
    QVERIFY(outline->has("x[][][]"));
    QVERIFY(!outline->has("x[][][][]"));
}

void TestJsonOutline::kindsAreThoseOfTheFirstValueThatIsNotNull()
{
    const auto outline = JsonOutline::scan(R"([{"a":null,"b":null},{"a":[],"c":true},{"a":{},"c":"t"}])");
    QCOMPARE(outline->kindOf("[].a"), JsonKind::Array);
    QCOMPARE(outline->kindOf("[].b"), JsonKind::Null);
    QCOMPARE(outline->kindOf("[].c"), JsonKind::True);
}

void TestJsonOutline::emptyPathIsTheDocument()
{
    QCOMPARE(JsonOutline::scan("{}")->kindOf(""), JsonKind::Object);
    QCOMPARE(JsonOutline::scan("[]")->kindOf(""), JsonKind::Array);
}

void TestJsonOutline::countsDocuments()
{
    QCOMPARE(JsonOutline::scan("{}")->documents(), std::size_t{1});
    QCOMPARE(JsonOutline::scan("{\"a\":1}\n{\"b\":2}\n[3]\n4")->documents(), std::size_t{3});
    const auto two = JsonOutline::scan("{\"a\":1}\n{\"b\":2}");
    QVERIFY(two->has("a") && two->has("b"));
}

void TestJsonOutline::looksBehindNoiseAndBom()
{
    const auto bom = JsonOutline::scan("\xEF\xBB\xBF \r\n {\"a\":1}");
    QVERIFY(bom && bom->has("a"));
    const auto noise = JsonOutline::scan("listening on :4318\n[info] ready\n{\"a\":1}\n");
    QVERIFY(noise && noise->has("a"));
    QCOMPARE(noise->documents(), std::size_t{1});
}

void TestJsonOutline::nothingForOtherText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("spaces") << QByteArray(" \n\t");
    QTest::newRow("number") << QByteArray("123");
    QTest::newRow("null") << QByteArray("null\n");
    QTest::newRow("text") << QByteArray("\"text\"");
    QTest::newRow("csv") << QByteArray("trace,span\n1,2\n");
    QTest::newRow("xml") << QByteArray("<?xml version=\"1.0\"?>\n<a>{}</a>");
    QTest::newRow("log") << QByteArray("[main] INFO {x}\n[2024-01-01] y\n");
    QTest::newRow("zeros") << QByteArray(100, '\0');
}

void TestJsonOutline::nothingForOtherText()
{
    QFETCH(QByteArray, text);
    QVERIFY(!JsonOutline::scan(text.toStdString()).has_value());
}

void TestJsonOutline::truncationKeepsWhatWasSeen()
{
    const std::string text =
        R"({"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[{"spans":[{"x":"y\"z"}]}]}]})";
    const std::size_t key = text.find(R"("scopeSpans":)") + 14;
    for (std::size_t size = 1; size <= text.size(); ++size) {
        const auto outline = JsonOutline::scan(std::string_view(text).substr(0, size));
        QVERIFY(outline.has_value());
        QCOMPARE(outline->has("resourceSpans[].scopeSpans"), size >= key);
        QCOMPARE(outline->documents(), std::size_t{1});
    }
}

void TestJsonOutline::numberOfPathsIsBounded()
{
    std::string text = "{";
    for (int i = 0; i < 20'000; ++i)
        text += "\"key" + std::to_string(i) + "\":{\"a\":1},";
    text += "\"last\":1}";
    const auto outline = JsonOutline::scan(text);
    QVERIFY(outline->has("key1000"));
    QVERIFY(!outline->has("key19999"));
    QVERIFY(!outline->has("last"));
}

void TestJsonOutline::deepNestingIsHarmless()
{
    const auto outline = JsonOutline::scan(std::string(1'000'000, '['));
    QVERIFY(outline.has_value());
    QVERIFY(outline->has("[][][][]"));
}

QTEST_APPLESS_MAIN(TestJsonOutline)
#include "tst_json_outline.moc"
