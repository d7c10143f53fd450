// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/search_terms.h"

#include <QTest>

using namespace tailrace;
using Field = SearchTerm::Field;
using Test = SearchTerm::Test;

namespace {

/// The only term of a query.
SearchTerm only(const char* query)
{
    const SearchTerms parsed = parseSearch(query);
    return parsed.terms.size() == 1 ? parsed.terms.front() : SearchTerm{.text = "(not one term)"};
}

std::string problemOf(const char* query)
{
    const QueryProblem problem = parseSearch(query).problem;
    return std::to_string(problem.column) + ": " + problem.message;
}

} // namespace

class SearchTermsTest : public QObject
{
    Q_OBJECT

private slots:
    void blanksSeparateAndQuotesJoin()
    {
        const SearchTerms parsed = parseSearch("  Refused \"Card  Declined\"\t\"say \\\"hi\\\"\" \"\" ");
        QVERIFY(!parsed.problem);
        QCOMPARE(parsed.terms.size(), std::size_t{3});
        QCOMPARE(parsed.terms[0].text, std::string("refused"));
        QCOMPARE(parsed.terms[1].text, std::string("card  declined"));
        QCOMPARE(parsed.terms[2].text, std::string("say \"hi\""));
        QVERIFY(parseSearch("   ").terms.empty());
    }

    void fieldsAndAttributesAreTold()
    {
        QCOMPARE(only("name:Charge").field, Field::Name);
        QCOMPARE(only("service:\"pay ment\"").text, std::string("pay ment"));
        QCOMPARE(only("status:ERROR").status, StatusCode::Error);
        QCOMPARE(only("kind!=client").kind, SpanKind::Client);
        QCOMPARE(only("kind!=client").test, Test::Differs);
        const SearchTerm attribute = only("http.Method=\"a b=c\"");
        QCOMPARE(attribute.field, Field::Attribute);
        QCOMPARE(attribute.key, std::string("http.method"));
        QCOMPARE(attribute.text, std::string("a b=c"));
        QCOMPARE(only("key=").test, Test::Equals); // an empty value can be asked for
        QCOMPARE(only("name=GET").test, Test::Equals);
    }

    void whatOnlyLooksLikeAConditionIsAWord()
    {
        for (const char* text : {"http://shop/cart", "\"a=b\"", "=x", "\"status:error\"", "a:b"})
            QCOMPARE(only(text).field, Field::Anywhere);
        QCOMPARE(only("url=http://shop").text, std::string("http://shop"));
    }

    void durationsHaveUnitsAndSigns()
    {
        QCOMPARE(only("duration>100ms").durationNs, std::int64_t{100'000'000});
        QCOMPARE(only("duration>=1.5s").test, Test::MoreOrEqual);
        QCOMPARE(only("duration>=1.5s").durationNs, std::int64_t{1'500'000'000});
        QCOMPARE(only("duration<2µs").durationNs, std::int64_t{2'000});
        QCOMPARE(only("duration<=3min").durationNs, std::int64_t{180'000'000'000});
        QCOMPARE(only("duration>0").durationNs, std::int64_t{0});
        QCOMPARE(only("duration<9999999999h").durationNs, INT64_MAX);
    }

    void mistakesHaveAColumn()
    {
        QCOMPARE(problemOf("é \"open"), std::string("3: this quote is not closed"));
        QCOMPARE(problemOf("a duration>"), std::string("12: a duration is missing, as in duration>100ms"));
        QCOMPARE(problemOf("duration>5"), std::string("10: this is not a duration such as 100ms, 2.5s or 3min"));
        QCOMPARE(problemOf("status:bad"), std::string("8: a status is unset, ok or error"));
        QVERIFY(problemOf("kind=x").starts_with("6: a kind is"));
        QVERIFY(problemOf("size>5").starts_with("5: only duration can be compared with >"));
        QCOMPARE(problemOf("name:"), std::string("6: a text is missing after the colon"));
        std::string many;
        for (std::size_t i = 0; i <= kMaxSearchTerms; ++i)
            many += "w ";
        QCOMPARE(problemOf(many.c_str()), std::string("65: more than 32 words"));
        QVERIFY(parseSearch(many).terms.empty());
    }

    void anyBytesAreRead()
    {
        const char alphabet[] = "a=!<>:\"\\ \xC3\xA9\xFF";
        std::uint32_t state = 1;
        for (int round = 0; round < 5000; ++round) {
            std::string query;
            for (int i = 0; i < 12; ++i) {
                state = state * 1664525 + 1013904223;
                query.push_back(alphabet[(state >> 16) % (sizeof alphabet - 1)]);
            }
            const SearchTerms parsed = parseSearch(query);
            QVERIFY(parsed.terms.empty() || !parsed.problem);
            QVERIFY(!parsed.problem || (parsed.problem.column >= 1 && parsed.problem.column <= 13));
        }
    }

    void caseFoldsInAsciiOnly()
    {
        QVERIFY(containsFolded("The Quick", "quick"));
        QVERIFY(!containsFolded("Quic", "quick"));
        QVERIFY(containsFolded("aaab", "aab"));
        QVERIFY(containsFolded("x", ""));
        QVERIFY(!containsFolded("\xC3\x89", "\xC3\xA9")); // É, é
        QVERIFY(equalsFolded("ABC", "abc"));
        QVERIFY(!equalsFolded("ABCD", "abc"));
    }
};

QTEST_GUILESS_MAIN(SearchTermsTest)
#include "tst_search_terms.moc"
