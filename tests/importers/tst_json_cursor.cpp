// SPDX-License-Identifier: GPL-3.0-or-later

// The cursor must find the same values however the bytes arrive, and lose nothing but what is broken.

#include "importers/json/json_cursor.h"
#include "support/recording_sink.h"

#include <QTest>

#include <simdjson.h>

#include <random>
#include <sstream>

using namespace tailrace;
using tailrace::test::ChunkStream;
using namespace std::string_literals;

namespace {

struct Seen {
    std::vector<std::string> log;     // what the walk met
    std::vector<std::string> records; // raw values
    std::vector<std::string> errors;
    int truncations = 0;
    bool streamOk = true;
};

/// Walks every document: `enterDepth` levels are entered, what lies deeper is taken as raw values.
class Walker
{
public:
    Walker(std::string_view text, std::size_t chunk, int enterDepth)
        : m_stream(text, chunk)
        , m_cursor(m_stream,
                   [this](Location where, const std::string& what, bool atEnd) {
                       std::ostringstream out;
                       out << where.line << '/' << where.offset << ' ' << what;
                       seen.errors.push_back(out.str());
                       seen.truncations += atEnd ? 1 : 0;
                   })
        , m_enterDepth(enterDepth)
    {
    }
    Seen run()
    {
        while (m_cursor.nextDocument()) {
            note("document");
            walk(0);
        }
        seen.streamOk = m_cursor.streamState().has_value();
        return seen;
    }

private:
    void walk(int depth)
    {
        const bool enters = depth < m_enterDepth;
        if (enters && m_cursor.kind() == JsonKind::Object) {
            for (m_cursor.enterObject(); m_cursor.nextKey();) {
                note("key " + std::string(m_cursor.key()));
                walk(depth + 1);
            }
            seen.log.push_back("left");
        } else if (enters && m_cursor.kind() == JsonKind::Array) {
            for (m_cursor.enterArray(); m_cursor.nextElement();) {
                note("element");
                walk(depth + 1);
            }
            seen.log.push_back("left");
        } else {
            const std::string_view value = m_cursor.value();
            if (!value.empty())
                seen.records.emplace_back(value);
        }
    }
    void note(const std::string& what)
    {
        std::ostringstream out;
        out << what << " kind " << static_cast<int>(m_cursor.kind()) << " at " << m_cursor.location().line << '/'
            << m_cursor.location().offset;
        seen.log.push_back(out.str());
    }

    ChunkStream m_stream;
    JsonCursor m_cursor;
    int m_enterDepth;
    Seen seen;
};

Seen walk(std::string_view text, int enterDepth = 2, std::size_t chunk = 1 << 20)
{
    return Walker(text, chunk, enterDepth).run();
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string out;
    for (const std::string& part : parts)
        out += part + '\n';
    return out;
}

/// Random JSON with everything that matters to the cutter: escapes, brackets and line ends in and out of strings.
class RandomJson
{
public:
    explicit RandomJson(unsigned seed)
        : m_random(seed)
    {
    }
    std::string document() { return below(2) == 0 ? object(0) : array(0); }
    unsigned below(unsigned limit) { return static_cast<unsigned>(m_random() % limit); }

private:
    std::string space()
    {
        static const char* const kSpaces[] = {"", "", "", " ", "\n", "\r\n", "\t", "   "};
        return kSpaces[below(8)];
    }
    std::string text()
    {
        static const char* const kPieces[] = {
            "a", "span",    "\\\"",           "\\\\", "{", "}",        "[", "]",   ",",          ":",  "\\n",
            "ä", "\\u00e4", "\\ud83d\\ude00", "\\/",  "0", "\\\\\\\"", " ", "€€€", "xxxxxxxxxx", "\\t"};
        std::string out = "\"";
        for (unsigned i = below(12); i > 0; --i)
            out += kPieces[below(21)];
        return out + '"';
    }
    std::string value(int depth)
    {
        static const char* const kScalars[] = {"0", "-12.5e3", "true", "false", "null", "18446744073709551615"};
        const unsigned choice = below(depth > 5 ? 2 : 5);
        if (choice == 0)
            return kScalars[below(6)];
        if (choice < 3)
            return text();
        return choice == 3 ? object(depth + 1) : array(depth + 1);
    }
    std::string object(int depth)
    {
        std::string out = "{" + space();
        const unsigned size = below(5);
        for (unsigned i = 0; i < size; ++i)
            out += (i > 0 ? "," + space() : "") + text() + space() + ":" + space() + value(depth) + space();
        return out + "}";
    }
    std::string array(int depth)
    {
        std::string out = "[" + space();
        const unsigned size = below(6);
        for (unsigned i = 0; i < size; ++i)
            out += (i > 0 ? "," + space() : "") + value(depth) + space();
        return out + "]";
    }

    std::mt19937 m_random;
};

/// simdjson's own view of where the members and elements of a document's outermost container lie.
std::vector<std::string> childrenBySimdjson(const std::string& text)
{
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(simdjson::padded_string(text));
    std::vector<std::string> out;
    if (root.is_object()) {
        for (const auto member : simdjson::dom::object(root))
            out.push_back(simdjson::minify(member.value));
    } else {
        for (const auto element : simdjson::dom::array(root))
            out.push_back(simdjson::minify(element));
    }
    return out;
}

} // namespace

class TestJsonCursor : public QObject
{
    Q_OBJECT

private slots:
    void walksNestedDocumentsStepByStep();
    void tellsLinesAndOffsets();
    void valuesHavePaddingBehindThem();
    void skipsWhatIsNeitherEnteredNorTaken();
    void enteringTheWrongKindGivesNothing();
    void leavingADocumentEarlyFindsTheNext();
    void unescapesKeys();
    void takesScalarsAsDocuments();
    void toleratesSeparatorsBetweenDocuments();
    void chunkSizeChangesNothing_data();
    void chunkSizeChangesNothing();
    void truncationAtEveryByteKeepsEveryCompleteRecord();
    void junkLinesAreOneErrorEach();
    void cutOffLineCostsOnlyItself_data();
    void cutOffLineCostsOnlyItself();
    void cutOffLineOfAnotherKindCostsOnlyItself();
    void arrayOfLinesIsNoCutOffDocument();
    void surplusBracketsAreAnError();
    void syntaxErrorInADocumentEndsItsLoops();
    void millionNestedArraysAreSkipped();
    void millionEnteredArraysAreLeft();
    void tooLargeRecordIsSkippedAndTheWalkGoesOn();
    void failingStreamEndsTheWalkAfterWhatWasComplete();
    void agreesWithSimdjsonOnRandomDocuments();
    void survivesRandomDamage();
};

void TestJsonCursor::walksNestedDocumentsStepByStep()
{
    const Seen seen = walk(R"({"a":[1,"x",{"b":{}}],"c":{"d":null}})", 2);
    QCOMPARE(joined(seen.log), joined({"document kind 1 at 1/0", "key a kind 2 at 1/5", "element kind 4 at 1/6",
                                       "element kind 3 at 1/8", "element kind 1 at 1/12", "left",
                                       "key c kind 1 at 1/26", "key d kind 7 at 1/31", "left", "left"}));
    QCOMPARE(joined(seen.records), joined({"1", "\"x\"", R"({"b":{}})", "null"}));
    QCOMPARE(joined(seen.errors), std::string());
}

void TestJsonCursor::tellsLinesAndOffsets()
{
    const std::string text = "\n{\n \"a\": {\"x\":\n1},\r\n\"b\":2}\n\n[3]";
    const Seen seen = walk(text, 1);
    QCOMPARE(joined(seen.log), joined({"document kind 1 at 2/1", "key a kind 1 at 3/9", "key b kind 4 at 5/24",
                                       "left", "document kind 2 at 7/28", "element kind 4 at 7/29", "left"}));
}

void TestJsonCursor::valuesHavePaddingBehindThem()
{
    const std::string text = R"([{"a":1})";
    ChunkStream stream(text, 3);
    JsonCursor cursor(stream, [](Location, const std::string&, bool) {});
    QVERIFY(cursor.nextDocument());
    cursor.enterArray();
    QVERIFY(cursor.nextElement());
    const std::string_view value = cursor.value();
    QCOMPARE(value, std::string_view(R"({"a":1})"));
    QCOMPARE(value.data()[value.size()], ' ');
    // A sanitizer would object to reading outside of the window.
    unsigned sum = 0;
    for (int i = 0; i < 64; ++i)
        sum |= static_cast<unsigned char>(value.data()[value.size() + static_cast<std::size_t>(i)]);
    QVERIFY(sum != 0xFFFFFFFF);
    QCOMPARE(cursor.value(), std::string_view(R"({"a":1})"));
}

void TestJsonCursor::skipsWhatIsNeitherEnteredNorTaken()
{
    const std::string text = R"({"a":[[1],{"x":"]}"}],"b":"q\"}","c":7})";
    ChunkStream stream(text, 4);
    JsonCursor cursor(stream, [](Location, const std::string&, bool) { QFAIL("no error expected"); });
    QVERIFY(cursor.nextDocument());
    std::string keys;
    for (cursor.enterObject(); cursor.nextKey();)
        keys += cursor.key();
    QCOMPARE(keys, std::string("abc"));
    QVERIFY(!cursor.nextDocument());
}

void TestJsonCursor::enteringTheWrongKindGivesNothing()
{
    const std::string text = R"({"a":[1],"b":{"x":1},"c":"t"})";
    ChunkStream stream(text, 100);
    JsonCursor cursor(stream, [](Location, const std::string&, bool) { QFAIL("no error expected"); });
    QVERIFY(cursor.nextDocument());
    int keys = 0;
    for (cursor.enterObject(); cursor.nextKey(); ++keys) {
        if (cursor.key() == "a") {
            cursor.enterObject();
            QVERIFY(!cursor.nextKey());
        } else {
            cursor.enterArray();
            QVERIFY(!cursor.nextElement());
        }
    }
    QCOMPARE(keys, 3);
    QVERIFY(!cursor.nextDocument());
}

void TestJsonCursor::leavingADocumentEarlyFindsTheNext()
{
    const std::string text = "{\"a\":[{\"b\":[1,2,{\"c\":3}]},4],\"z\":\"}\"}\n{\"second\":1}";
    for (int steps = 0; steps < 4; ++steps) {
        ChunkStream stream(text, 5);
        JsonCursor cursor(stream, [](Location, const std::string&, bool) { QFAIL("no error expected"); });
        QVERIFY(cursor.nextDocument());
        if (steps > 0) {
            cursor.enterObject();
            QVERIFY(cursor.nextKey());
        }
        if (steps > 1) {
            cursor.enterArray();
            QVERIFY(cursor.nextElement());
        }
        if (steps > 2)
            QCOMPARE(cursor.value(), std::string_view(R"({"b":[1,2,{"c":3}]})"));
        QVERIFY(cursor.nextDocument());
        QCOMPARE(cursor.value(), std::string_view(R"({"second":1})"));
        QVERIFY(!cursor.nextDocument());
    }
}

void TestJsonCursor::unescapesKeys()
{
    const Seen seen = walk(R"({"a\"b":1,"\u00e4\ud83d\ude00":2,"\\":3,"lone\ud83d":4,"":5})", 1);
    QCOMPARE(seen.log.at(1), std::string("key a\"b kind 4 at 1/8"));
    QVERIFY(seen.log.at(2).starts_with("key ä😀 kind"));
    QVERIFY(seen.log.at(3).starts_with("key \\ kind"));
    QVERIFY(seen.log.at(4).starts_with("key lone\xEF\xBF\xBD kind"));
    QVERIFY(seen.log.at(5).starts_with("key  kind"));
}

void TestJsonCursor::takesScalarsAsDocuments()
{
    const Seen seen = walk("123\nnull\n\"te}xt\"\n-1.5e3 \r\ntrue\nfalse", 1);
    QCOMPARE(joined(seen.records), joined({"123", "null", "\"te}xt\"", "-1.5e3", "true", "false"}));
    QCOMPARE(joined(seen.errors), std::string());
    QCOMPARE(walk("").log.size(), std::size_t{0});
    QCOMPARE(walk(" \n\r\n\t ").log.size(), std::size_t{0});
}

void TestJsonCursor::toleratesSeparatorsBetweenDocuments()
{
    const std::string text =
        "\xEF\xBB\xBF{\"a\":1}\r\n,{\"b\":2},\n\x1E{\"c\":3}\n\0\0[4] {\"d\":5}\xEF\xBB\xBF{\"e\":6},"s;
    const Seen seen = walk(text, 0);
    QCOMPARE(joined(seen.records),
             joined({R"({"a":1})", R"({"b":2})", R"({"c":3})", "[4]", R"({"d":5})", R"({"e":6})"}));
    QCOMPARE(joined(seen.errors), std::string());
}

void TestJsonCursor::chunkSizeChangesNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("lines") << QByteArray(
        "{\"resourceSpans\":[{\"a\":1},{\"b\":\"x\\\"y\"}]}\n{\"resourceSpans\":[]}\n");
    QTest::newRow("cut off") << QByteArray(
        "{\"rs\":[{\"a\":1},{\"b\":\"x\n{\"rs\":[{\"c\":2}]}\n{\"rs\":[\n{\"rs\":[{\"d\":3}]}\n{\"rs\":[{}");
    QTest::newRow("noise") << QByteArray(
        "starting\n[info] {x}\n{\"a\":[1]}\nlast words\n{\"a\":[2]}\n2024-01-01 12:00 bye\n");
    QTest::newRow("broken") << QByteArray("{\"a\":[1 2]}\n{\"a\":{\"b\" 1}}\n{\"a\":]}\n{\"ok\":[1,],}\n");
    RandomJson random(7);
    QByteArray many;
    for (int i = 0; i < 40; ++i)
        many += QByteArray::fromStdString(random.document()) + '\n';
    QTest::newRow("random") << many;
}

void TestJsonCursor::chunkSizeChangesNothing()
{
    QFETCH(QByteArray, text);
    const std::string all = text.toStdString();
    for (int depth = 0; depth < 4; ++depth) {
        const Seen whole = walk(all, depth, all.size() + 1);
        for (const std::size_t chunk : {1, 7, 64, 4096}) {
            const Seen seen = walk(all, depth, chunk);
            QCOMPARE(joined(seen.log), joined(whole.log));
            QCOMPARE(joined(seen.records), joined(whole.records));
            QCOMPARE(joined(seen.errors), joined(whole.errors));
        }
    }
}

void TestJsonCursor::truncationAtEveryByteKeepsEveryCompleteRecord()
{
    const std::string text =
        "{\"spans\":[{\"id\":\"1\",\"n\":\"x}\"},{\"id\":\"2\\\\\"},{\"id\":\"3\",\"t\":[{}]}],\"k\":1}\n";
    const Seen whole = walk(text, 2);
    std::vector<std::size_t> ends;
    for (const std::string& record : whole.records)
        ends.push_back(text.find(record, ends.empty() ? 0 : ends.back()) + record.size());
    for (std::size_t size = 0; size < text.size(); ++size) {
        const Seen seen = walk(std::string_view(text).substr(0, size), 2, 5);
        // The last record, the number 1, is complete only where something follows it.
        std::size_t complete = 0;
        while (complete < ends.size() && ends[complete] <= size)
            ++complete;
        QCOMPARE(seen.records.size(), complete);
        const bool wholeDocument = size >= text.size() - 1;
        QCOMPARE(seen.truncations, wholeDocument || size == 0 ? 0 : 1);
        QCOMPARE(seen.errors.size(), static_cast<std::size_t>(seen.truncations));
    }
}

void TestJsonCursor::junkLinesAreOneErrorEach()
{
    const Seen seen = walk("2024-01-01 12:00:00 starting\n{\"a\":1}\n[main] INFO {x}\n[2024-01-01] hello\n"
                           "{oops}\n}\ntrue story\n{\"b\":2}\nbye",
                           0);
    QCOMPARE(joined(seen.records), joined({R"({"a":1})", R"({"b":2})"}));
    QCOMPARE(seen.errors.size(), std::size_t{7});
    QVERIFY(seen.errors.at(0).starts_with("1/0 "));
    QVERIFY(seen.errors.at(1).starts_with("3/37 "));
    QVERIFY(seen.errors.at(6).starts_with("9/"));
    QCOMPARE(seen.truncations, 0);
}

void TestJsonCursor::cutOffLineCostsOnlyItself_data()
{
    QTest::addColumn<int>("depth");
    for (int depth = 0; depth < 5; ++depth)
        QTest::addRow("%d levels entered", depth) << depth;
}

void TestJsonCursor::cutOffLineCostsOnlyItself()
{
    QFETCH(int, depth);
    const std::string line =
        R"({"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a{b"},{"name":"c","k":[1]}]}]}]})";
    const Seen whole = walk(line + '\n' + line, depth);
    // Wherever the line is cut (so that its rest misses something), both whole lines are read.
    for (std::size_t size = 1; size < line.size(); ++size) {
        const std::string text = line + "\n" + line.substr(0, size) + "\n" + line + "\n";
        const Seen seen = walk(text, depth, 16);
        QCOMPARE(seen.errors.size(), std::size_t{1});
        QCOMPARE(seen.truncations, 0);
        QVERIFY2(seen.errors.front().starts_with("2/"), seen.errors.front().c_str());
        const auto documents = [](const Seen& s) {
            return std::count_if(s.log.begin(), s.log.end(),
                                 [](const std::string& entry) { return entry.starts_with("document"); });
        };
        // A piece like {"res or [ may not even be taken for a document.
        QVERIFY(documents(seen) == 2 || documents(seen) == 3);
        QCOMPARE(joined(seen.records).substr(joined(seen.records).size() - joined(whole.records).size() / 2),
                 joined(whole.records).substr(joined(whole.records).size() / 2));
    }
}

void TestJsonCursor::cutOffLineOfAnotherKindCostsOnlyItself()
{
    const Seen seen = walk("{\"resourceSpans\":[1]}\n{\"resourceLogs\":[{\"x\":\"cut\n{\"resourceSpans\":[2]}\n"
                           "{\"resourceLogs\":[{\"x\":[3\n{\"resourceSpans\":[4]}\n",
                           2);
    QCOMPARE(seen.errors.size(), std::size_t{2});
    QCOMPARE(joined(seen.records), joined({"1", "2", "4"}));
}

void TestJsonCursor::arrayOfLinesIsNoCutOffDocument()
{
    const Seen seen = walk("{\"traceId\":1}\n[\n{\"traceId\":2},\n{\"traceId\":3}\n]\n", 1);
    QCOMPARE(joined(seen.errors), std::string());
    QCOMPARE(joined(seen.records), joined({"1", R"({"traceId":2})", R"({"traceId":3})"}));
}

void TestJsonCursor::surplusBracketsAreAnError()
{
    const Seen seen = walk("{\"a\":1}}\n{\"a\":2}]]\n{\"a\":3}\n", 1);
    QCOMPARE(joined(seen.records), joined({"1", "2", "3"}));
    QCOMPARE(seen.errors.size(), std::size_t{2});
}

void TestJsonCursor::syntaxErrorInADocumentEndsItsLoops()
{
    const Seen seen = walk("{\"a\":[1,2 3],\"b\":4}\n  {\"indented\":1}\n{\"c\":[5]}", 2);
    QCOMPARE(joined(seen.records), joined({"1", "2", "5"}));
    QCOMPARE(joined(seen.errors), joined({"1/10 expected a comma or ]"}));
}

void TestJsonCursor::millionNestedArraysAreSkipped()
{
    const std::size_t depth = 1'000'000;
    const std::string text = "{\"deep\":" + std::string(depth, '[') + std::string(depth, ']') + ",\"after\":1}";
    const Seen seen = walk(text, 1, 4096);
    QCOMPARE(seen.records.size(), std::size_t{2});
    QCOMPARE(seen.records.at(0).size(), 2 * depth);
    QCOMPARE(joined(seen.errors), std::string());
}

void TestJsonCursor::millionEnteredArraysAreLeft()
{
    const int depth = 1'000'000;
    const std::string text = std::string(depth, '[') + std::string(depth, ']') + " 7";
    ChunkStream stream(text, 1 << 16);
    JsonCursor cursor(stream, [](Location, const std::string&, bool) { QFAIL("no error expected"); });
    QVERIFY(cursor.nextDocument());
    int entered = 0;
    do {
        cursor.enterArray();
        ++entered;
    } while (cursor.nextElement());
    QCOMPARE(entered, depth);
    QVERIFY(cursor.nextDocument());
    QCOMPARE(cursor.value(), std::string_view("7"));
}

namespace {

/// A record that never fits, without having it in memory.
class HugeStream : public ByteStream
{
public:
    [[nodiscard]] Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        if (!m_begun) {
            m_begun = true;
            return put(buffer, "[{\"a\":\"");
        }
        if (m_left > 0) {
            size = std::min(size, m_left);
            std::memset(buffer, 'x', size);
            m_left -= size;
            return size;
        }
        return put(buffer, std::exchange(m_rest, {}));
    }

private:
    static std::size_t put(char* buffer, std::string_view text) { return text.copy(buffer, text.size()); }
    bool m_begun = false;
    std::size_t m_left = JsonCursor::kMaxRecord + 100;
    std::string_view m_rest = "\"},{\"b\":2}]\n{\"c\":3}";
};

} // namespace

void TestJsonCursor::tooLargeRecordIsSkippedAndTheWalkGoesOn()
{
    HugeStream stream;
    std::vector<std::string> errors;
    JsonCursor cursor(stream, [&](Location where, const std::string& what, bool atEnd) {
        QVERIFY(!atEnd);
        QCOMPARE(where.offset, std::int64_t{1});
        errors.push_back(what);
    });
    QVERIFY(cursor.nextDocument());
    cursor.enterArray();
    QVERIFY(cursor.nextElement());
    QVERIFY(cursor.value().empty());
    QCOMPARE(errors.size(), std::size_t{1});
    QVERIFY(cursor.nextElement());
    QCOMPARE(cursor.value(), std::string_view(R"({"b":2})"));
    QVERIFY(!cursor.nextElement());
    QVERIFY(cursor.nextDocument());
    QCOMPARE(cursor.value(), std::string_view(R"({"c":3})"));
    QCOMPARE(errors.size(), std::size_t{1});
}

void TestJsonCursor::failingStreamEndsTheWalkAfterWhatWasComplete()
{
    ChunkStream stream("[{\"a\":1},{\"b\":2},{\"c\"", 6);
    stream.failAtEnd({ErrorCode::Cancelled, "stopped", {}});
    int errors = 0;
    JsonCursor cursor(stream, [&](Location, const std::string&, bool) { ++errors; });
    QVERIFY(cursor.nextDocument());
    cursor.enterArray();
    QVERIFY(cursor.nextElement());
    QCOMPARE(cursor.value(), std::string_view(R"({"a":1})"));
    QVERIFY(cursor.nextElement());
    QCOMPARE(cursor.value(), std::string_view(R"({"b":2})"));
    QVERIFY(cursor.nextElement());
    QVERIFY(cursor.value().empty());
    QVERIFY(!cursor.nextElement());
    QVERIFY(!cursor.nextDocument());
    QVERIFY(!cursor.streamState());
    QVERIFY(cursor.streamState().error().isCancelled());
    QCOMPARE(errors, 0);
}

void TestJsonCursor::agreesWithSimdjsonOnRandomDocuments()
{
    RandomJson random(20260101);
    simdjson::dom::parser parser;
    for (int i = 0; i < 3000; ++i) {
        const std::string text = random.document();
        const Seen seen = walk(text, 1, 1 + random.below(200));
        QCOMPARE(joined(seen.errors), std::string());
        std::vector<std::string> minified;
        for (const std::string& record : seen.records)
            minified.push_back(simdjson::minify(parser.parse(simdjson::padded_string(record))));
        QCOMPARE(joined(minified), joined(childrenBySimdjson(text)));
    }
}

void TestJsonCursor::survivesRandomDamage()
{
    RandomJson random(99);
    for (int i = 0; i < 3000; ++i) {
        std::string text = random.document() + "\n" + random.document();
        for (unsigned hits = 1 + random.below(4); hits > 0; --hits)
            text[random.below(static_cast<unsigned>(text.size()))] = "{}[]\",:\\\n\0x"[random.below(11)];
        const Seen seen = walk(text, static_cast<int>(random.below(4)), 1 + random.below(70));
        const Seen again = walk(text, 0);
        // Whatever it makes of it, all records come from the text, and reading ends.
        for (const std::string& record : seen.records)
            QVERIFY(text.find(record) != std::string::npos);
        QVERIFY(again.streamOk);
    }
}

QTEST_APPLESS_MAIN(TestJsonCursor)
#include "tst_json_cursor.moc"
