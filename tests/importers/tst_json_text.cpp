// SPDX-License-Identifier: GPL-3.0-or-later

// Values of one JSON record: lenient where exporters differ, exact where numbers are large.

#include "importers/json/json_text.h"
#include "support/recording_sink.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tailrace;
using tailrace::test::RecordingSink;

namespace {

std::string padded(std::string_view text)
{
    std::string out(text);
    out.append(simdjson::SIMDJSON_PADDING, ' ');
    return out;
}

/// One object parsed, with its members copied as attributes of a span.
struct Parsed {
    explicit Parsed(std::string_view text)
        : bytes(padded(text))
        , record(sink)
        , draft(sink.keys())
        , ok(record.parse({bytes.data(), text.size()}, {3, 40}))
    {
    }
    AttributeList attributes()
    {
        ok = ok && record.forEachMember([&](std::string_view key, JsonValue value) {
            draft.attributes.key(key);
            (void)record.copyValue(value, draft.attributes);
        });
        sink.addSpan(draft, {});
        return sink.spans.front().attributes;
    }

    std::string bytes;
    RecordingSink sink;
    JsonRecord record;
    SpanDraft draft;
    bool ok;
};

template <class F>
auto withMember(std::string_view value, F&& f)
{
    Parsed parsed("{\"v\":" + std::string(value) + "}");
    decltype(f(parsed.record, std::declval<JsonValue>())) result{};
    (void)parsed.record.forEachMember(
        [&](std::string_view, JsonValue member) { result = f(parsed.record, member); });
    return result;
}

} // namespace

class TestJsonText : public QObject
{
    Q_OBJECT

private slots:
    void wholeNumbersAsNumbersOrText_data();
    void wholeNumbersAsNumbersOrText();
    void unsignedNumbersToTheirLimit();
    void doublesAndTheirNames();
    void truthValues();
    void kindsAreSeenWithoutUse();
    void textsAreUnescaped_data();
    void textsAreUnescaped();
    void textsStayValidTogether();
    void numbersAreTextsToo();
    void copiesValuesWithTheirTypes();
    void largeNumbersBecomeText();
    void deepValuesBecomeJsonText();
    void invalidUtf8IsRepairedAndReported();
    void rawControlCharactersAreRepaired();
    void brokenRecordsAreReportedOnce_data();
    void brokenRecordsAreReportedOnce();
    void otherKindsGiveNoMembers();
    void base64InBothAlphabets();
    void base64RefusesOtherText_data();
    void base64RefusesOtherText();
    void unquotesWholeStrings();
};

void TestJsonText::wholeNumbersAsNumbersOrText_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<qint64>("number");
    const auto row = [](const char* json, qint64 number) {
        QTest::newRow(json) << QByteArray(json) << true << number;
    };
    const auto none = [](const char* json) { QTest::newRow(json) << QByteArray(json) << false << qint64{0}; };
    row("0", 0);
    row("-5", -5);
    row("9223372036854775807", std::numeric_limits<qint64>::max());
    row("\"-9223372036854775808\"", std::numeric_limits<qint64>::min());
    row("\"1700000000123456789\"", 1'700'000'000'123'456'789);
    row("1e3", 1000);
    row("12.0", 12);
    row("\"1.7e18\"", 1'700'000'000'000'000'000);
    none("9223372036854775808");
    none("1.5");
    none("1e30");
    none("\"\"");
    none("\" 5\"");
    none("\"0x10\"");
    none("\"5 apples\"");
    none("true");
    none("null");
    none("[1]");
    none("{}");
}

void TestJsonText::wholeNumbersAsNumbersOrText()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isNumber);
    QFETCH(qint64, number);
    const auto got = withMember(json.toStdString(), [](JsonRecord&, JsonValue value) { return jsonInt(value); });
    QCOMPARE(got.has_value(), isNumber);
    if (isNumber)
        QCOMPARE(*got, static_cast<std::int64_t>(number));
}

void TestJsonText::unsignedNumbersToTheirLimit()
{
    const auto read = [](std::string_view json) {
        return withMember(json, [](JsonRecord&, JsonValue value) { return jsonUint(value); });
    };
    QVERIFY(read("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    QVERIFY(read("\"18446744073709551615\"") == std::numeric_limits<std::uint64_t>::max());
    QVERIFY(read("1.8e19") == 18'000'000'000'000'000'000U);
    QVERIFY(!read("18446744073709551616"));
    QVERIFY(!read("-1"));
    QVERIFY(!read("-1.0"));
}

void TestJsonText::doublesAndTheirNames()
{
    const auto read = [](std::string_view json) {
        return withMember(json, [](JsonRecord&, JsonValue value) { return jsonDouble(value); });
    };
    QVERIFY(read("1.25") == 1.25);
    QVERIFY(read("\"1.25\"") == 1.25);
    QVERIFY(read("-3") == -3.0);
    QVERIFY(std::isnan(read("\"NaN\"").value()));
    QVERIFY(read("\"Infinity\"") == std::numeric_limits<double>::infinity());
    QVERIFY(read("\"-Infinity\"") == -std::numeric_limits<double>::infinity());
    QVERIFY(!read("\"abc\""));
    QVERIFY(!read("true"));
}

void TestJsonText::truthValues()
{
    const auto read = [](std::string_view json) {
        return withMember(json, [](JsonRecord&, JsonValue value) { return jsonBool(value); });
    };
    QVERIFY(read("true") == true);
    QVERIFY(read("\"false\"") == false);
    QVERIFY(!read("1"));
    QVERIFY(!read("\"yes\""));
}

void TestJsonText::kindsAreSeenWithoutUse()
{
    const auto read = [](std::string_view json) {
        return withMember(json, [](JsonRecord&, JsonValue value) {
            (void)kindOf(value);
            return kindOf(value);
        });
    };
    QCOMPARE(read("{}"), JsonKind::Object);
    QCOMPARE(read("[1]"), JsonKind::Array);
    QCOMPARE(read("\"t\""), JsonKind::String);
    QCOMPARE(read("-1.5"), JsonKind::Number);
    QCOMPARE(read("123456789012345678901234567890"), JsonKind::Number);
    QCOMPARE(read("true"), JsonKind::True);
    QCOMPARE(read("false "), JsonKind::False);
    QCOMPARE(read("null"), JsonKind::Null);
    QCOMPARE(read("NaN"), JsonKind::Number);
    QCOMPARE(read("nul"), JsonKind::None);
}

void TestJsonText::textsAreUnescaped_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("\"abc\"") << QByteArray("abc");
    QTest::newRow("empty") << QByteArray("\"\"") << QByteArray();
    QTest::newRow("escapes") << QByteArray(R"("\"\\\/\b\f\n\r\t")") << QByteArray("\"\\/\b\f\n\r\t");
    QTest::newRow("unicode") << QByteArray(R"("\u00e4\u20AC\ud83d\ude00")") << QByteArray("ä€😀");
    QTest::newRow("null character") << QByteArray(R"("a\u0000b")") << QByteArray("a\0b", 3);
    QTest::newRow("lone high surrogate") << QByteArray(R"("x\ud83d")") << QByteArray("x\xEF\xBF\xBD");
    QTest::newRow("lone low surrogate") << QByteArray(R"("\ude00x")") << QByteArray("\xEF\xBF\xBDx");
    QTest::newRow("two high surrogates") << QByteArray(R"("\ud83d\ud83d\ude00")") << QByteArray("\xEF\xBF\xBD😀");
    QTest::newRow("broken escape") << QByteArray(R"("\u12g4")")
                                   << QByteArray("\xEF\xBF\xBD"
                                                 "12g4");
    QTest::newRow("long") << QByteArray('"' + QByteArray(1000, 'x') + R"(\")" + QByteArray(50, 'y') + '"')
                          << QByteArray(QByteArray(1000, 'x') + '"' + QByteArray(50, 'y'));
}

void TestJsonText::textsAreUnescaped()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, text);
    const auto got = withMember(json.toStdString(), [](JsonRecord& record, JsonValue value) {
        return std::string(record.text(value).value_or("nothing"));
    });
    QCOMPARE(got, text.toStdString());
}

void TestJsonText::textsStayValidTogether()
{
    Parsed parsed(R"({"a":"1\n","b":"2\n","c\n":"3","d":"\u00e4"})");
    std::vector<std::string_view> all;
    QVERIFY(parsed.record.forEachMember([&](std::string_view key, JsonValue value) {
        all.push_back(key);
        all.push_back(parsed.record.text(value).value_or("nothing"));
    }));
    const std::vector<std::string_view> wanted = {"a", "1\n", "b", "2\n", "c\n", "3", "d", "ä"};
    QVERIFY(all == wanted);
}

void TestJsonText::numbersAreTextsToo()
{
    const auto read = [](std::string_view json) {
        return withMember(json, [](JsonRecord& record, JsonValue value) {
            return std::string(record.anyText(value).value_or("nothing"));
        });
    };
    QCOMPARE(read("12.50"), std::string("12.50"));
    QCOMPARE(read("true"), std::string("true"));
    QCOMPARE(read("\"t\""), std::string("t"));
    QCOMPARE(read("null"), std::string("nothing"));
    QCOMPARE(read("{}"), std::string("nothing"));
}

void TestJsonText::copiesValuesWithTheirTypes()
{
    Parsed parsed(
        R"({"t":"x","i":-5,"d":1.5,"e":2e2,"y":true,"n":false,"z":null,"a":[1,"b",[]],"o":{"k":{"l":null}}})");
    const AttributeList wanted = {
        {"t", {std::string("x")}},
        {"i", {std::int64_t{-5}}},
        {"d", {1.5}},
        {"e", {200.0}},
        {"y", {true}},
        {"n", {false}},
        {"z", {}},
        {"a", {ValueArray{{std::int64_t{1}}, {std::string("b")}, {ValueArray{}}}}},
        {"o", {AttributeList{{"k", {AttributeList{{"l", {}}}}}}}},
    };
    QVERIFY(parsed.attributes() == wanted);
    QVERIFY(parsed.ok);
    QCOMPARE(parsed.sink.problemCount(), std::uint64_t{0});
}

void TestJsonText::largeNumbersBecomeText()
{
    Parsed parsed(R"({"a":9223372036854775807,"b":9223372036854775808,"c":-99999999999999999999,"d":1e400})");
    const AttributeList got = parsed.attributes();
    QVERIFY(got.at(0).value == Value{std::numeric_limits<std::int64_t>::max()});
    QVERIFY(got.at(1).value == Value{std::string("9223372036854775808")});
    QVERIFY(got.at(2).value == Value{std::string("-99999999999999999999")});
    QVERIFY(got.at(3).value == Value{std::string("1e400")});
    QVERIFY(parsed.ok);
}

void TestJsonText::deepValuesBecomeJsonText()
{
    const std::string inner = R"([ {"k":[7]} ])";
    Parsed parsed("{\"v\":" + std::string(kMaxAttributeDepth, '[') + inner + std::string(kMaxAttributeDepth, ']') +
                  "}");
    Value value = parsed.attributes().at(0).value;
    for (int i = 0; i < kMaxAttributeDepth; ++i)
        value = Value(std::get<ValueArray>(value.data).at(0));
    QVERIFY(value == Value{inner});
    QCOMPARE(parsed.sink.count(ProblemCode::TooDeep), std::uint64_t{1});

    const int million = 1'000'000;
    Parsed deepest("{\"v\":" + std::string(million, '[') + std::string(million, ']') + "}");
    QCOMPARE(deepest.attributes().size(), std::size_t{1});
    QVERIFY(deepest.ok);
}

void TestJsonText::invalidUtf8IsRepairedAndReported()
{
    Parsed parsed("{\"k\xFF\":\"a\xC3\x28z\",\"next\":1}");
    QVERIFY(parsed.ok);
    const AttributeList got = parsed.attributes();
    QCOMPARE(got.at(0).key, std::string("k\xEF\xBF\xBD"));
    QVERIFY(got.at(0).value == Value{std::string("a\xEF\xBF\xBD(z")});
    QCOMPARE(got.size(), std::size_t{2});
    QCOMPARE(parsed.sink.count(ProblemCode::InvalidText), std::uint64_t{1});
    QCOMPARE(parsed.sink.problems.at(0).where.line, std::int64_t{3});
    QCOMPARE(parsed.sink.problems.at(0).where.offset, std::int64_t{40});
}

void TestJsonText::rawControlCharactersAreRepaired()
{
    Parsed parsed("{\n\"a\":\"line\nline\ttab\\\"\x01\"}");
    QVERIFY(parsed.ok);
    QVERIFY(parsed.attributes().at(0).value == Value{std::string("line\nline\ttab\"\x01")});
    QCOMPARE(parsed.sink.count(ProblemCode::InvalidText), std::uint64_t{1});
}

void TestJsonText::brokenRecordsAreReportedOnce_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("no colon") << QByteArray("{\"a\" 1}");
    QTest::newRow("wrong bracket") << QByteArray("{\"a\":[1}");
    QTest::newRow("no value") << QByteArray("{\"a\":,\"b\":1}");
    QTest::newRow("no comma") << QByteArray("{\"a\":1 \"b\":2}");
    QTest::newRow("a word") << QByteArray("{\"a\":undefined}");
    QTest::newRow("in the depth") << QByteArray("{\"a\":[{\"b\":[1,]}]}");
}

void TestJsonText::brokenRecordsAreReportedOnce()
{
    QFETCH(QByteArray, json);
    Parsed parsed(json.toStdString());
    (void)parsed.attributes();
    QVERIFY(!parsed.ok);
    QCOMPARE(parsed.sink.count(ProblemCode::BrokenRecord), std::uint64_t{1});
    QCOMPARE(parsed.sink.problemCount(), std::uint64_t{1});
}

void TestJsonText::otherKindsGiveNoMembers()
{
    Parsed parsed(R"({"a":[1,2],"b":{"c":1},"d":"t"})");
    int calls = 0;
    QVERIFY(parsed.record.forEachMember([&](std::string_view key, JsonValue value) {
        if (key == "a") {
            QVERIFY(parsed.record.forEachMember(value, [&](std::string_view, JsonValue) { ++calls; }));
        } else {
            QVERIFY(parsed.record.forEachElement(value, [&](JsonValue) { ++calls; }));
        }
    }));
    QCOMPARE(calls, 0);
    QCOMPARE(parsed.sink.problemCount(), std::uint64_t{0});
    QVERIFY(!parsed.record.parse({}, {}));
    QCOMPARE(parsed.sink.problemCount(), std::uint64_t{0});
}

void TestJsonText::base64InBothAlphabets()
{
    QVERIFY(decodeBase64("") == std::string());
    QVERIFY(decodeBase64("TQ==") == std::string("M"));
    QVERIFY(decodeBase64("TQ") == std::string("M"));
    QVERIFY(decodeBase64("TWE=") == std::string("Ma"));
    QVERIFY(decodeBase64("TWFu") == std::string("Man"));
    QVERIFY(decodeBase64("+/8=") == std::string("\xFB\xFF"));
    QVERIFY(decodeBase64("-_8") == std::string("\xFB\xFF"));
}

void TestJsonText::base64RefusesOtherText_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"T", "TWFuT", "TW u", "TWE\n", "=", "====", "TQ=", "T===", "TQ==TQ==", "ä"})
        QTest::addRow("%s", QByteArray(text).toPercentEncoding().constData()) << QByteArray(text);
}

void TestJsonText::base64RefusesOtherText()
{
    QFETCH(QByteArray, text);
    QVERIFY(!decodeBase64(text.toStdString()));
}

void TestJsonText::unquotesWholeStrings()
{
    QVERIFY(unquoteJson(R"("a\"b\u00e4")") == std::string("a\"bä"));
    QVERIFY(unquoteJson("\"\"") == std::string());
    QVERIFY(!unquoteJson("a"));
    QVERIFY(!unquoteJson("\""));
    QVERIFY(!unquoteJson("[\"a\"]"));
}

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_json_text.moc"
