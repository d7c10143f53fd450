// SPDX-License-Identifier: GPL-3.0-or-later
// Searches that are changed by clicking, and what is offered while one is typed.

#include "model/query/query_completion.h"
#include "model/query/query_edit.h"
#include "model/query/query_form.h"

#include <QTest>

using namespace tailrace;

class TestQueryEdit : public QObject
{
    Q_OBJECT

private slots:
    void aConditionIsAddedToWhatIsTyped_data()
    {
        QTest::addColumn<QString>("after");
        const auto row = [](const char* before, const char* after) {
            QTest::newRow(before) << QString::fromUtf8(after);
        };
        row("", "{ span.a = 1 }");
        row("{ }", "{ span.a = 1 }");
        row("{ true }", "{ span.a = 1 }");
        row("{name=\"x\"}", "{ name=\"x\" && span.a = 1 }");
        row("{ name = \"}\" }", "{ name = \"}\" && span.a = 1 }");
        row("{ status = error || kind = server }", "{ (status = error || kind = server) && span.a = 1 }");
        row("{ span.a = 1 && kind = server }", "{ span.a = 1 && kind = server }");
        row("{ kind = server } >> { status = error }", "({ kind = server } >> { status = error }) && { span.a = 1 }");
        row("{ kind = server } | count() > 2", "({ kind = server } | count() > 2) && ({ span.a = 1 })");
        row("card refused", "card refused { span.a = 1 }");
        row("card { kind = server }", "card { kind = server && span.a = 1 }");
        row("{ name = ", "{ span.a = 1 }");
    }
    void aConditionIsAddedToWhatIsTyped()
    {
        QFETCH(QString, after);
        const std::string made = withCondition(QTest::currentDataTag(), "span.a = 1");
        QCOMPARE(QString::fromStdString(made), after);
        QVERIFY(!readSearch(made).refusal);
        QVERIFY(hasCondition(made, "span.a = 1"));
    }

    void aConditionIsTakenOutAgain()
    {
        for (const char* search : {"", "{ name = \"x\" }", "{ name = \"x\" && kind = server }", "card refused"})
            QCOMPARE(QString::fromStdString(withoutCondition(withCondition(search, "span.a = 1"), "span.a = 1")),
                     QString::fromUtf8(search));
        QCOMPARE(QString::fromStdString(withoutCondition("{ span.a = 1 && kind = server }", "span.a = 1")),
                 QStringLiteral("{ kind = server }"));
        QCOMPARE(QString::fromStdString(withoutCondition("{ span.a = 12 }", "span.a = 1")),
                 QStringLiteral("{ span.a = 12 }"));
    }

    void whatIsWithoutAFieldIsNotExcluded()
    {
        FieldRef field;
        field.scope = FieldScope::Span;
        field.key = "http.response.status_code";
        QCOMPARE(QString::fromStdString(conditionText(field, QueryValue::ofInt(500), true)),
                 QStringLiteral("!(span.http.response.status_code = 500)"));
        QVERIFY(!readSearch(withCondition("", conditionText(field, QueryValue::ofInt(500), true))).refusal);
        FieldRef status;
        status.intrinsic = Intrinsic::Status;
        QCOMPARE(QString::fromStdString(conditionText(status, QueryValue::of(QueryType::Status, 2), true)),
                 QStringLiteral("status != error"));
    }

    void wordsAndTraceQlAreBothAskedFor()
    {
        const Understood both = readSearch("card refused { status = error }");
        QVERIFY(both.kind == Understood::Kind::TraceQl);
        const SpansetExpression& spansets = both.query.stages.front().spansets;
        QVERIFY(spansets.kind == SpansetExpression::Kind::And);
        QCOMPARE(spansets.operands.front().operands.size(), std::size_t(2)); // one for each word
        QVERIFY(spansets.operands.back().kind == SpansetExpression::Kind::Filter);
        QVERIFY(readSearch("card {").kind == Understood::Kind::Words);
    }

    void placesOfFieldsAndValuesAreKnown_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QString>("field");
        using Kind = CompletionPlace::Kind;
        const auto row = [](const char* text, Kind kind, const char* prefix = "", const char* field = "") {
            QTest::newRow(text) << static_cast<int>(kind) << QString::fromUtf8(prefix) << QString::fromUtf8(field);
        };
        row("err", Kind::None);
        row("{ ", Kind::Field);
        row("{ sta", Kind::Field, "sta");
        row("{ status = error && resource.ser", Kind::Field, "resource.ser");
        row("{ status =", Kind::Value, "", "status");
        row("{ status = er", Kind::Value, "er", "status");
        row("{ resource.service.name=\"che", Kind::Value, "che", "resource.service.name");
        row("{ span.\"odd key\" != \"a } b", Kind::Value, "a } b", "span.\"odd key\"");
        row("{ duration > 10", Kind::Value, "10", "duration");
        row("{ kind = server } ", Kind::None);
    }
    void placesOfFieldsAndValuesAreKnown()
    {
        QFETCH(int, kind);
        QFETCH(QString, prefix);
        QFETCH(QString, field);
        const std::string text = QTest::currentDataTag();
        const CompletionPlace place = completionPlace(text, text.size());
        QCOMPARE(static_cast<int>(place.kind), kind);
        if (place.kind == CompletionPlace::Kind::None)
            return;
        QCOMPARE(QString::fromStdString(place.prefix), prefix);
        if (place.kind == CompletionPlace::Kind::Value)
            QCOMPARE(QString::fromStdString(fieldText(place.field)), field);
    }

    void aFormBecomesAQueryAndComesBack()
    {
        QueryForm form;
        form.service = "pay \"ment\"";
        form.operation = "POST /checkout";
        form.status = "error";
        form.minDuration = "100ms";
        form.maxDuration = "2s";
        form.tags = "http.method=\"GET\" span.retries=3 resource.zone=\"eu west\" cached=true";
        const std::string text = formText(form);
        QVERIFY(text.starts_with("{ resource.service.name = \"pay \\\"ment\\\"\" && name = "));
        QVERIFY(text.ends_with(".http.method = \"GET\" && span.retries = 3 && resource.zone = \"eu west\" && "
                               ".cached = true }"));
        const auto back = readForm(text);
        QVERIFY(back);
        QCOMPARE(formText(*back), text);
        QVERIFY(*back == form);
        QVERIFY(*readForm("") == QueryForm{});
        QCOMPARE(formText({}), std::string());
    }

    void whatIsNoValueInAFormIsLeftOutOrText()
    {
        QueryForm form;
        form.minDuration = "100";
        form.maxDuration = "1s } || { true";
        form.tags = "novalue =x http.method=GET status=error";
        QCOMPARE(formText(form), std::string("{ .http.method = \"GET\" && .status = \"error\" }"));
    }

    void whatAFormCannotSayIsNoForm()
    {
        for (const char* search : {"card refused", "{ name = \"a\" || kind = server }", "{ name =~ \"a.*\" }",
                                   "{ name = \"a\" } >> { }", "{ name = \"a\" } | count() > 2", "{ duration > 1s }",
                                   "{ name = \"a\" && name = \"b\" }", "{ name = "})
            QVERIFY2(!readForm(search), search);
    }

    void theClosingQuoteIsReplacedToo()
    {
        const std::string text = "{ name = \"ch\" }";
        const CompletionPlace place = completionPlace(text, text.find("ch") + 2);
        QCOMPARE(text.substr(place.begin, place.end - place.begin), std::string("\"ch\""));
    }
};

QTEST_GUILESS_MAIN(TestQueryEdit)
#include "tst_query_edit.moc"
