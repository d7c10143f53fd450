// SPDX-License-Identifier: GPL-3.0-or-later
// What TraceQL means, how it groups, and what is refused where.

#include "model/query/query_parser.h"

#include <QTest>

using namespace tailrace;

namespace {

QString understood(const char* text)
{
    const tl::expected<Query, QueryRefusal> query = parseQuery(text);
    return QString::fromStdString(query ? queryText(*query) : query.error().text());
}

} // namespace

class TestQueryParser : public QObject
{
    Q_OBJECT

private slots:
    void queriesAreUnderstoodAsWritten_data()
    {
        QTest::addColumn<QString>("meaning");
        const auto row = [](const char* query, const char* meaning) {
            QTest::newRow(query) << QString::fromUtf8(meaning);
        };
        // && and || have one precedence and group to the left, for fields and for sets.
        row("{ .a || .b && .c }", "{ (.a || .b) && .c }");
        row("{ .a && .b || .c }", "{ (.a && .b) || .c }");
        row("{} || {} && {}", "({ true } || { true }) && { true }");
        row("{} && {} >> { .a }", "{ true } && ({ true } >> { .a })");
        row("{} > {} !>> {}", "({ true } > { true }) !>> { true }");
        row("{} &<< {} !~ {}", "({ true } &<< { true }) !~ { true }");
        // Unary minus is weaker than products, ! is weaker than products too but stronger than sums.
        row("{ -.a * .b = 1 }", "{ -(.a * .b) = 1 }");
        row("{ -7 / 2 = -3 }", "{ true }");
        row("{ 2 ^ 3 ^ 2 = 512 }", "{ true }");
        row("{ 2 ^ 2 = 4 }", "{ true }");
        row("{ .a = !true }", "{ .a = false }");
        row("{ .a - 1 = .b -1 }", "{ (.a - 1) = (.b - 1) }");
        // Most signs belong to a name.
        row("{ .a-1 = 2 }", "{ .a-1 = 2 }");
        row("{ .a*b:c/d$@# = 2 }", "{ .a*b:c/d$@# = 2 }");
        row("{ .\"a b\" = span.\"x y\" }", "{ .\"a b\" = span.\"x y\" }");
        row("{ span.http.\"method\" = `GET` }", "{ span.http.method = \"GET\" }");
        row("{ parent.a = 1 && parent.resource.b = nil }", "{ (parent.a = 1) && (parent.resource.b = nil) }");
        row("{ .größe > 1 }", "{ .größe > 1 }");
        row("{ .a = .1 && .b = 5. && .c = 1e3 }", "{ (.a = 0.1) && (.b = 5) && (.c = 1000) }");
        row("{ duration > 1h30m }", "{ duration > 90m }");
        row("{ duration > 1.5ms && traceDuration < 2d }", "{ (duration > 1500us) && (traceDuration < 48h) }");
        row("{ .a = \"\\u00e9\\n\\\"\" } // comment", "{ .a = \"é\\n\\\"\" }");
        row("{ span:name = \"x\" /* and */ && event:name =~ \"y.*\" }",
            "{ (name = \"x\") && (event:name =~ \"y.*\") }");
        row("{ kind = server && status != error }", "{ (kind = server) && (status != error) }");
        row("{} | count() > 2 | by(.a + 1) | avg(duration) <= 1s | coalesce() | select(.b, name)",
            "{ true } | count() > 2 | by(.a + 1) | avg(duration) <= 1s | coalesce() | select(.b, name)");
        row("({} | count() > 1) && ({})", "({ true } | count() > 1) && { true }");
        row("{} | rate() by (name) with (exemplars=true)", "{ true } | rate() by (name)");
        row("{} | quantile_over_time(duration, .5, 0.99) | topk(3)",
            "{ true } | quantile_over_time(duration, 0.5, 0.99) | topk(3)");
    }
    void queriesAreUnderstoodAsWritten()
    {
        QFETCH(QString, meaning);
        QCOMPARE(understood(QTest::currentDataTag()), meaning);
    }

    void refusalsNameTheColumnAndWhatWasExpected_data()
    {
        QTest::addColumn<int>("column");
        const auto row = [](const char* query, int column) { QTest::newRow(query) << column; };
        row("", 1);
        row("{ name = 'x' }", 10);
        row("{ name = 5 }", 10);
        row("{ name = \"x }", 10);
        row("{ status = \"error\" }", 12);
        row("{ status > ok }", 10);
        row("{ kind =~ \"server\" }", 8);
        row("{ name = nil }", 3);
        row("{ resource.service.name != nil }", 3);
        row("{ .a > nil }", 8);
        row("{ .a =~ \"(\" }", 9);
        row("{ duration > 1 s }", 16);
        row("{ .1a }", 3);
        row("{ 0x10 = .a }", 3);
        row("{ .a = 99999999999999999999 }", 8);
        row("{ childCount > 1 }", 3);
        row("{ trace:name = \"x\" }", 3);
        row("{ foo = 1 }", 3);
        row("{ .a = 1 # }", 10);
        row("{ 1 + 1 }", 3);
        row("{ 1 / 0 = 1 }", 7);
        row("{ .a & .b }", 6);
        row("{} | count()", 13);
        row("{} | count() > \"x\"", 16);
        row("{} | sum(name) > 1", 10);
        row("{} | by(1) ", 9);
        row("({} | count() > 1) && {}", 23);
        row("({} | count()) > 1", 14);
        row("{} | rate() | count() > 1", 15);
        row("{} | quantile_over_time(duration, 2)", 35);
        row("{ .é = 1 && \x01 }", 13);
    }
    void refusalsNameTheColumnAndWhatWasExpected()
    {
        QFETCH(int, column);
        const tl::expected<Query, QueryRefusal> query = parseQuery(QTest::currentDataTag());
        QVERIFY2(!query, query ? queryText(*query).c_str() : "");
        QVERIFY2(query.error().column == column, query.error().text().c_str());
        QVERIFY(!query.error().message.empty());
    }

    void nestingIsBoundedWhateverNests()
    {
        const auto times = [](const char* text, int n) {
            std::string out;
            for (int i = 0; i < n; ++i)
                out += text;
            return out;
        };
        for (const std::string& deep :
             {"{ " + times("(", 20'000), times("(", 60'000), "{ " + times("!", 60'000), "{ " + times("-", 60'000),
              "{ .a" + times(" + .a", 5'000) + " = 1 }", "{}" + times(" >> {}", 5'000),
              "{ .a" + times(" ^ .a", 5'000) + " = 1 }"}) {
            const tl::expected<Query, QueryRefusal> query = parseQuery(deep);
            QVERIFY(!query);
            QVERIFY(query.error().message.find("deeply") != std::string::npos);
        }
        // Long, but flat.
        QVERIFY(parseQuery("{ .a" + times(" || .a", 5'000) + " }").has_value());
        QVERIFY(parseQuery("{}" + times(" && {}", 5'000)).has_value());
    }
};

QTEST_GUILESS_MAIN(TestQueryParser)
#include "tst_query_parser.moc"
