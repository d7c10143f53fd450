// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/readable_text.h"

#include <QTest>

using namespace tailrace;

namespace {

std::string withoutBlanks(std::string text)
{
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
    return text;
}

} // namespace

class ReadableTextTest : public QObject
{
    Q_OBJECT

private slots:
    void jsonIsIndented()
    {
        QCOMPARE(
            readableJson(
                "{\"id\":7,\"text\":\"a, {b}: \\\"c\\\"\",\"list\":[1, 2],\"of\":{\"it\":[{\"deep\":null}]}}"),
            std::string("{\n"
                        "  \"id\": 7,\n"
                        "  \"text\": \"a, {b}: \\\"c\\\"\",\n"
                        "  \"list\": [1, 2],\n"
                        "  \"of\": {\n"
                        "    \"it\": [\n"
                        "      {\"deep\": null}\n"
                        "    ]\n"
                        "  }\n"
                        "}"));
        QCOMPARE(readableJson("{}"), std::string("{}"));
    }

    void whatIsNoJsonStaysAsItIs()
    {
        for (const char* text : {"", "[1", "{\"a\":1]", "[\"open", "[1] 2", "\"text\"", "[a;b]", "}"})
            QCOMPARE(readableJson(text), std::string());
        QCOMPARE(readableJson(std::string(10'000, '[')), std::string());
    }

    void sqlBreaksAtClauses()
    {
        QCOMPARE(
            readableSql("select a, count(*) from t left join u on u.id=t.id  where a BETWEEN 1 AND 2 and b in "
                        "(1,2) group by a order by a limit 10"),
            std::string("select a, count(*)\n"
                        "from t\n"
                        "left join u\n"
                        "  on u.id=t.id\n"
                        "where a BETWEEN 1 AND 2\n"
                        "  and b in (1,2)\n"
                        "group by a\n"
                        "order by a\n"
                        "limit 10"));
    }

    void subqueriesAreIndentedAndQuotesLeftAlone()
    {
        QCOMPARE(
            readableSql("SELECT 'x  FROM y' FROM (SELECT \"where\" FROM t) q -- all\nWHERE selected = 'it''s'"),
            std::string("SELECT 'x  FROM y'\n"
                        "FROM (\n"
                        "  SELECT \"where\"\n"
                        "  FROM t\n"
                        ") q -- all\n"
                        "WHERE selected = 'it''s'"));
        QCOMPARE(readableSql("SELECT 'open"), std::string());
        QCOMPARE(readableSql("SELECT /* open"), std::string());
    }

    void nothingButBlanksChanges()
    {
        const char* const pieces[] = {"select", " ",     "from", "(", ")",  "'a b'", ",",
                                      "and",    "--x\n", "\n",   "x", "$1", "é"};
        std::uint32_t state = 7;
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (int i = 0; i < 15; ++i) {
                state = state * 1664525 + 1013904223;
                text += pieces[(state >> 16) % std::size(pieces)];
            }
            const std::string laidOut = readableSql(text);
            QCOMPARE(withoutBlanks(laidOut), withoutBlanks(text));
        }
    }

    void onlyLongTextsOfAKnownKindAreLaidOut()
    {
        const std::string sql = "SELECT id, name, price FROM products WHERE id = ANY($1)";
        QVERIFY(!readableText("db.statement", sql).empty());
        QVERIFY(!readableText("db.query.text", sql).empty());
        QVERIFY(readableText("message", sql).empty());
        QVERIFY(readableText("db.statement", "SELECT 1").empty());
        QVERIFY(!readableText("body", "{\"reason\":\"card declined by the bank\",\"code\":51,\"retry\":false}")
                     .empty());
        QVERIFY(readableText("body", "[see the manual for what to do about this message] it says").empty());
        QVERIFY(readableText("db.statement", "").empty());
    }
};

QTEST_GUILESS_MAIN(ReadableTextTest)
#include "tst_readable_text.moc"
