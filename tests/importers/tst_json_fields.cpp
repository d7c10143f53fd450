// SPDX-License-Identifier: GPL-3.0-or-later

// Fields of any type must end up where they belong, or be kept and reported.

#include "importers/json/json_fields.h"
#include "support/recording_sink.h"
#include "support/test_values.h"

#include <QTest>

#include <functional>
#include <string>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

struct Result {
    AttributeList attributes;
    RecordingSink sink;
};

/// Calls f with each member of an object; single quotes stand for double ones.
std::unique_ptr<Result>
withMembers(std::string json,
            const std::function<void(JsonFields&, std::string_view, JsonValue, AttributeWriter&)>& f)
{
    auto result = std::make_unique<Result>();
    std::replace(json.begin(), json.end(), '\'', '"');
    const std::size_t size = json.size();
    json.append(64, ' ');
    JsonRecord record(result->sink);
    JsonFields fields(record, "x.");
    SpanDraft draft(result->sink.keys());
    if (record.parse(std::string_view(json).substr(0, size), {7, 100}))
        (void)record.forEachMember(
            [&](std::string_view key, JsonValue value) { f(fields, key, value, draft.attributes); });
    result->sink.addSpan(draft, {});
    result->attributes = result->sink.spans.at(0).attributes;
    return result;
}

} // namespace

class JsonFieldsTest : public QObject
{
    Q_OBJECT

private slots:
    void unknownFieldsAreKeptUnlessTheySayNothing()
    {
        const auto result =
            withMembers("{'a':1,'b':null,'c':'','d':[],'e':{ },'f':[0],'g':{'h':false},'i':' ','j':false}",
                        [](JsonFields& fields, std::string_view key, JsonValue value, AttributeWriter& out) {
                            fields.keep(key, value, out);
                        });
        const AttributeList expected = {{"x.a", number(1)},
                                        {"x.f", Value{ValueArray{number(0)}}},
                                        {"x.g", Value{AttributeList{{"h", Value{false}}}}},
                                        {"x.i", text(" ")},
                                        {"x.j", Value{false}}};
        QCOMPARE(result->attributes, expected);
        QCOMPARE(result->sink.problemCount(), std::uint64_t{0});
    }

    void textsTakeScalarsAsTheyAreWritten()
    {
        std::string seen;
        const auto result =
            withMembers("{'a':'t','b':1.50,'c':true,'d':null,'e':[1],'f':{}}",
                        [&](JsonFields& fields, std::string_view key, JsonValue value, AttributeWriter& out) {
                            std::string target = "-";
                            fields.text(key, value, target, out);
                            seen += target + "|";
                        });
        QCOMPARE(seen, "t|1.50|true|-|-|-|"s);
        QCOMPARE(result->attributes, (AttributeList{{"x.e", Value{ValueArray{number(1)}}}}));
        QCOMPARE(result->sink.count(ProblemCode::WrongType), std::uint64_t{4});
        QCOMPARE(result->sink.problems.at(0).where.line, std::int64_t{7});
    }

    void idsAreTextsOrNumbers()
    {
        std::string seen;
        const auto result =
            withMembers("{'a':'0a','b':12,'c':null,'d':true}",
                        [&](JsonFields& fields, std::string_view key, JsonValue value, AttributeWriter& out) {
                            seen += std::string(fields.id(key, value, out)) + "|";
                        });
        QCOMPARE(seen, "0a|12|||"s);
        QCOMPARE(result->attributes, (AttributeList{{"x.d", Value{true}}}));
        QCOMPARE(result->sink.count(ProblemCode::WrongType), std::uint64_t{2});
    }

    void numbersFitInto32Bits()
    {
        std::vector<std::uint32_t> seen;
        const auto result =
            withMembers("{'a':7,'b':4294967295,'c':'12','d':null,'e':4294967296,'f':-1,'g':1.5,'h':'x','i':3 }",
                        [&](JsonFields& fields, std::string_view key, JsonValue value, AttributeWriter& out) {
                            std::uint32_t target = 99;
                            fields.number(key, value, target, out);
                            seen.push_back(target);
                        });
        QCOMPARE(seen, (std::vector<std::uint32_t>{7, 4294967295, 12, 99, 99, 99, 99, 99, 3}));
        const AttributeList expected = {
            {"x.e", number(4294967296)}, {"x.f", number(-1)}, {"x.g", Value{1.5}}, {"x.h", text("x")}};
        QCOMPARE(result->attributes, expected);
        QCOMPARE(result->sink.count(ProblemCode::WrongType), std::uint64_t{4});
    }

    void timesAreKnownMissingOrImpossible()
    {
        std::vector<TimeField> seen;
        std::int64_t last = 0;
        const auto result = withMembers(
            "{'a':'5','b':6,'c':null,'d':'','e':-1,'f':'soon','g':[2],'h':99999999999999999999,'i':1.0004}",
            [&](JsonFields& fields, std::string_view key, JsonValue value, AttributeWriter& out) {
                seen.push_back(fields.time(key, value, TimeUnit::Microseconds, last, out));
            });
        using enum TimeField;
        QCOMPARE(seen, (std::vector<TimeField>{Known, Known, Missing, Missing, Impossible, Impossible, Impossible,
                                               Impossible, Known}));
        QCOMPARE(last, std::int64_t{1000});
        const AttributeList expected = {{"x.e", number(-1)},
                                        {"x.f", text("soon")},
                                        {"x.g", Value{ValueArray{number(2)}}},
                                        {"x.h", text("99999999999999999999")}};
        QCOMPARE(result->attributes, expected);
        QCOMPARE(result->sink.count(ProblemCode::TimeImpossible), std::uint64_t{4});
        QCOMPARE(result->sink.count(ProblemCode::Note), std::uint64_t{1});
    }

    void lengthsMayBeNegative()
    {
        std::int64_t ns = 0;
        (void)withMembers(
            "{'a':-3}", [&](JsonFields& fields, std::string_view key, JsonValue value, AttributeWriter& out) {
                QCOMPARE(fields.length(key, value, TimeUnit::Milliseconds, ns, out), TimeField::Known);
            });
        QCOMPARE(ns, std::int64_t{-3000000});
    }

    void brokenValuesBreakTheRecord()
    {
        for (const char* json : {"{'a':nul}", "{'a':[1}"}) {
            const auto result = withMembers(json, [](JsonFields& fields, std::string_view key, JsonValue value,
                                                     AttributeWriter& out) { fields.keep(key, value, out); });
            QCOMPARE(result->sink.count(ProblemCode::BrokenRecord), std::uint64_t{1});
        }
    }

    void textsOutsideOfRecordsAreMadeValid()
    {
        RecordingSink sink;
        const std::string json = "{\"k\":\"a\\u00e9\xff\"}";
        const std::unique_ptr<ByteStream> stream = memoryStream(json);
        JsonCursor cursor(*stream, reportTo(sink));
        QVERIFY(cursor.nextDocument());
        cursor.enterObject();
        QVERIFY(cursor.nextKey());
        QCOMPARE(takeText(cursor, sink), "a\u00e9\uFFFD"s);
        QCOMPARE(sink.count(ProblemCode::InvalidText), std::uint64_t{1});
    }

    void cursorErrorsAreReportedByTheirKind()
    {
        RecordingSink sink;
        const std::unique_ptr<ByteStream> stream = memoryStream("noise here\n{\"a\":");
        JsonCursor cursor(*stream, reportTo(sink));
        while (cursor.nextDocument())
            cursor.skip();
        QCOMPARE(sink.count(ProblemCode::BrokenRecord), std::uint64_t{1});
        QCOMPARE(sink.count(ProblemCode::Truncated), std::uint64_t{1});
    }
};

QTEST_APPLESS_MAIN(JsonFieldsTest)
#include "tst_json_fields.moc"
