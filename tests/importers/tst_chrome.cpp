// SPDX-License-Identifier: GPL-3.0-or-later

// Chrome trace events: what is within what, whatever the order of the file.

#include "importers/chrome/chrome_importer.h"
#include "importers/chrome/chrome_reader.h"
#include "support/reader_checks.h"
#include "support/recording_sink.h"
#include "support/support.h"
#include "support/test_values.h"

#include <QTest>

#include <limits>
#include <algorithm>
#include <random>

using namespace tailrace;
using namespace tailrace::test;
using namespace std::string_literals;

namespace {

const Importer& importer()
{
    static const std::unique_ptr<Importer> one = makeChromeImporter();
    return *one;
}

/// A list of events of one thread, without braces.
std::unique_ptr<RecordingSink> readEvents(const std::vector<std::string>& events)
{
    std::string text = "[";
    for (const std::string& members : events)
        text += (text.size() > 1 ? ",\n{'pid':1,'tid':1," : "{'pid':1,'tid':1,") + members + "}";
    return readText(importer(), json(text + "]"));
}

/// Name of a span's parent; "" if it has none.
std::string parentOf(const RecordingSink& sink, const char* name)
{
    const RecordedSpan* span = sink.find(name);
    if (span == nullptr)
        return "no such span";
    if (span->parentId.isZero())
        return {};
    for (const RecordedSpan& other : sink.spans)
        if (other.spanId == span->parentId)
            return other.name;
    return "unknown";
}

/// Reads with little memory.
std::unique_ptr<RecordingSink> readHolding(const std::string& text, std::size_t maxHeld)
{
    auto sink = std::make_unique<RecordingSink>();
    ChunkStream stream(text, 1000);
    if (!ChromeReader(stream, *sink, maxHeld).readAll())
        sink->spans.clear();
    return sink;
}

} // namespace

class ChromeTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldOfAnEventArrives()
    {
        const auto sink = readData(importer(), "chrome/object.json");
        QCOMPARE(sink->spans.size(), std::size_t{5});
        QCOMPARE(sink->traceCount(), std::size_t{1});
        const RecordedSpan& span = *sink->find("task");
        QCOMPARE(span.startNs, std::int64_t{1000125});
        QCOMPARE(span.durationNs, std::int64_t{100500});
        QCOMPARE(span.kind, SpanKind::Internal);
        const std::pair<const char*, const char*> expected[] = {
            {"thread.id", "1"},         {"thread.name", "main"},
            {"chrome.cat", "toplevel,x"}, {"chrome.tts", "12"},
            {"chrome.cname", "good"},   {"args.src.file", "a.cc"},
            {"args.list", "[1,2]"},
        };
        for (const auto& [key, value] : expected)
            QCOMPARE(attributeText(span.attributes, key), std::string(value));
        const RecordedSpan& inner = *sink->find("inner");
        QCOMPARE(inner.startNs, std::int64_t{1010000});
        QCOMPARE(inner.durationNs, std::int64_t{10250});
        QCOMPARE(attributeText(inner.attributes, "args.n"), "1"s);
        QCOMPARE(attributeText(inner.attributes, "args.result"), "ok"s);
        QCOMPARE(attributeText(inner.attributes, "chrome.end.tts"), "15"s);
        QCOMPARE(parentOf(*sink, "inner"), "task"s);
    }

    void processesAreServices()
    {
        const auto sink = readData(importer(), "chrome/object.json");
        const RecordedResource& browser = sink->resource(sink->find("task")->resource);
        QCOMPARE(browser.service, "browser"s);
        QCOMPARE(attributeText(browser.attributes, "service.name"), "browser"s);
        QCOMPARE(attributeText(browser.attributes, "process.pid"), "7"s);
        QCOMPARE(attributeText(browser.attributes, "chrome.process_labels.labels"), "tab"s);
        QCOMPARE(sink->service(*sink->find("write")), "process 8"s);
        QCOMPARE(attributeText(sink->find("write")->attributes, "thread.id"), "io"s);
    }

    void descriptionOfTheFileBecomesTheScope()
    {
        const auto sink = readData(importer(), "chrome/object.json");
        const RecordedScope& scope = sink->scope(sink->find("task")->scope);
        QCOMPARE(attributeText(scope.attributes, "chrome.otherData.version"), "1.0"s);
        QCOMPARE(attributeText(scope.attributes, "chrome.displayTimeUnit"), "ns"s);
    }

    void instantsAreEventsOfTheSliceAroundThem()
    {
        const auto sink = readData(importer(), "chrome/object.json");
        const RecordedSpan& span = *sink->find("inner");
        QCOMPARE(span.events.size(), std::size_t{1});
        QCOMPARE(span.events[0].name, "mark"s);
        QCOMPARE(span.events[0].timeNs, std::int64_t{1015500});
        QCOMPARE(attributeText(span.events[0].attributes, "args.v"), "true"s);
        QCOMPARE(attributeText(span.events[0].attributes, "chrome.s"), "t"s);
        const auto loose = readEvents({"'ph':'i','ts':1,'name':'a'", "'ph':'R','ts':2,'name':'b'"});
        QVERIFY(loose->spans.empty());
        QCOMPARE(loose->count(ProblemCode::OtherSignal), std::uint64_t{2});
    }

    void asynchronousSlicesNestById()
    {
        const auto sink = readData(importer(), "chrome/object.json");
        const RecordedSpan& request = *sink->find("request");
        QCOMPARE(request.durationNs, std::int64_t{10000});
        QCOMPARE(request.events.size(), std::size_t{1});
        QCOMPARE(attributeText(request.attributes, "chrome.id"), "0x1"s);
        QCOMPARE(attributeText(request.attributes, "args.bytes"), "9"s);
        QCOMPARE(parentOf(*sink, "wait"), "request"s);
        QCOMPARE(sink->find("wait")->durationNs, std::int64_t{3000});
        const auto local = readText(
            importer(), json("[{'ph':'b','pid':1,'tid':1,'ts':1,'id2':{'local':'5'},'cat':'c','name':'a'},"
                             "{'ph':'e','pid':2,'tid':1,'ts':2,'id2':{'local':'5'},'cat':'c','name':'a'}]"));
        QVERIFY(has(local->spans.at(0).marks, SpanMark::DurationUnknown));
        QCOMPARE(local->count(ProblemCode::UnknownRecord), std::uint64_t{1});
    }

    void olderAsynchronousSlicesHaveSteps()
    {
        const auto sink = readEvents({"'ph':'S','ts':1,'id':'7','cat':'c','name':'load'",
                                      "'ph':'T','ts':2,'id':'7','cat':'c','name':'load','args':{'step':'half'}",
                                      "'ph':'p','ts':3,'id':'7','cat':'c','name':'load'",
                                      "'ph':'F','ts':5,'id':'7','cat':'c','name':'load'",
                                      "'ph':'F','ts':6,'id':'8','cat':'c','name':'load'"});
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans[0].durationNs, std::int64_t{4000});
        QCOMPARE(sink->spans[0].events.size(), std::size_t{2});
        QCOMPARE(attributeText(sink->spans[0].events[0].attributes, "args.step"), "half"s);
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1});
    }

    void countersAndOtherEventsAreCounted()
    {
        const auto sink = readData(importer(), "chrome/object.json");
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{3}); // two counters, the order of a thread
        const auto odd = readEvents({"'ph':'?','ts':1", "'name':'no phase'", "'ph':17", "'ph':'O','ts':1"});
        QCOMPARE(odd->count(ProblemCode::UnknownRecord), std::uint64_t{3});
        QCOMPARE(odd->count(ProblemCode::OtherSignal), std::uint64_t{1});
    }

    void orderOfTheFileDoesNotMatter()
    {
        const auto sink = readEvents({"'ph':'B','ts':1,'name':'B'", "'ph':'E','ts':9,'name':'B'",
                                      "'ph':'B','ts':0,'name':'A'", "'ph':'E','ts':10,'name':'A'",
                                      "'ph':'B','ts':2,'name':'C'", "'ph':'E','ts':8,'name':'C'"});
        QCOMPARE(sink->spans.size(), std::size_t{3});
        QCOMPARE(parentOf(*sink, "A"), ""s);
        QCOMPARE(parentOf(*sink, "B"), "A"s);
        QCOMPARE(parentOf(*sink, "C"), "B"s);
        QCOMPARE(sink->find("A")->durationNs, std::int64_t{10000});
    }

    void endsCloseTheInnermostOfTheirName()
    {
        const auto sink = readEvents({"'ph':'B','ts':0,'name':'a'", "'ph':'B','ts':1,'name':'b'",
                                      "'ph':'B','ts':2,'name':'never'", "'ph':'E','ts':3,'name':'b'",
                                      "'ph':'B','ts':4,'name':'c'", "'ph':'E','ts':5", "'ph':'E','ts':6,'name':'x'",
                                      "'ph':'E','ts':9,'name':'a'", "'ph':'E','ts':10"});
        QCOMPARE(sink->find("b")->durationNs, std::int64_t{2000});
        QVERIFY(has(sink->find("never")->marks, SpanMark::DurationUnknown));
        QCOMPARE(parentOf(*sink, "never"), "b"s);
        QCOMPARE(sink->find("c")->durationNs, std::int64_t{1000});
        QCOMPARE(parentOf(*sink, "c"), "a"s);
        QCOMPARE(sink->find("a")->durationNs, std::int64_t{9000});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{2}); // x, and the one behind a
    }

    void beginWithoutEndLastsAsLongAsWhatIsAroundIt()
    {
        const auto sink = readEvents({"'ph':'B','ts':0,'name':'A'", "'ph':'B','ts':1,'name':'B'",
                                      "'ph':'X','ts':2,'dur':1,'name':'C'"});
        QCOMPARE(parentOf(*sink, "B"), "A"s);
        QCOMPARE(parentOf(*sink, "C"), "B"s);
        QVERIFY(has(sink->find("A")->marks, SpanMark::DurationUnknown));
    }

    void equalTimesKeepTheOrderOfTheFile()
    {
        const auto sink =
            readEvents({"'ph':'B','ts':0,'name':'A'", "'ph':'B','ts':1,'name':'B'", "'ph':'E','ts':1,'name':'B'",
                        "'ph':'E','ts':2,'name':'C'", "'ph':'B','ts':2,'name':'C'", "'ph':'X','ts':3,'dur':0,'name':'D'",
                        "'ph':'X','ts':3,'dur':0,'name':'E'", "'ph':'E','ts':10,'name':'A'"});
        for (const char* name : {"B", "C", "D", "E"}) {
            QCOMPARE(sink->find(name)->durationNs, std::int64_t{0});
            QVERIFY(!has(sink->find(name)->marks, SpanMark::DurationUnknown));
            QCOMPARE(parentOf(*sink, name), "A"s);
        }
        QCOMPARE(sink->problemCount(), std::uint64_t{0});
        const auto nested = readEvents({"'ph':'B','ts':5,'name':'A'", "'ph':'B','ts':5,'name':'B'", "'ph':'E','ts':5",
                                        "'ph':'E','ts':5", "'ph':'B','ts':5,'name':'C'", "'ph':'E','ts':5"});
        QCOMPARE(parentOf(*nested, "B"), "A"s);
        QCOMPARE(parentOf(*nested, "C"), ""s);
    }

    void slicesThatStartTogetherNestByLength()
    {
        const auto sink =
            readEvents({"'ph':'X','ts':0,'dur':20,'name':'alpha'", "'ph':'X','ts':9,'dur':1,'name':'beta'",
                        "'ph':'X','ts':9,'dur':2,'name':'gamma'", "'ph':'X','ts':11,'dur':2,'name':'delta'"});
        QCOMPARE(parentOf(*sink, "gamma"), "alpha"s);
        QCOMPARE(parentOf(*sink, "beta"), "gamma"s);
        QCOMPARE(parentOf(*sink, "delta"), "alpha"s);
    }

    void roundedSlicesMayStickOutButNotOverlap()
    {
        const auto sink =
            readEvents({"'ph':'X','ts':0,'dur':10,'name':'a'", "'ph':'X','ts':5,'dur':6,'name':'rounded'",
                        "'ph':'X','ts':8,'dur':9,'name':'overlaps'", "'ph':'X','ts':9,'dur':1,'name':'within'",
                        "'ph':'X','ts':17,'dur':1,'name':'next'"});
        QCOMPARE(parentOf(*sink, "rounded"), "a"s);
        QCOMPARE(parentOf(*sink, "overlaps"), ""s);
        QCOMPARE(parentOf(*sink, "within"), "overlaps"s);
        QCOMPARE(parentOf(*sink, "next"), ""s);
    }

    void nestingIsThatOfAPlainSearch()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 30; ++round) {
            // Proper nesting by splitting intervals, written in any order.
            struct Slice {
                int begin;
                int end;
                int parent;
            };
            std::vector<Slice> slices{{0, 1 << 20, -1}};
            for (int i = 0; i < 60; ++i) {
                const int parent = static_cast<int>(random() % slices.size());
                const Slice& around = slices[static_cast<std::size_t>(parent)];
                if (around.end - around.begin < 8)
                    continue;
                int begin = around.begin + 1 + static_cast<int>(random() % static_cast<unsigned>(around.end - around.begin - 2));
                int end = begin + 1 + static_cast<int>(random() % 1000);
                const bool isFree = std::all_of(slices.begin(), slices.end(), [&](const Slice& s) {
                    return s.end <= begin || s.begin >= end || (s.begin < begin && end < s.end);
                });
                const bool isInnermost = std::none_of(slices.begin(), slices.end(), [&](const Slice& s) {
                    return s.begin > around.begin && s.end < around.end && s.begin < begin && end < s.end;
                });
                if (end < around.end && isFree && isInnermost)
                    slices.push_back({begin, end, parent});
            }
            std::vector<std::string> events;
            for (std::size_t i = 0; i < slices.size(); ++i) {
                const std::string name = ",'name':'s" + std::to_string(i) + "'";
                const std::string begin = "'ts':" + std::to_string(slices[i].begin * 10);
                if (i % 2 == 0) {
                    events.push_back("'ph':'X'," + begin + ",'dur':" +
                                     std::to_string((slices[i].end - slices[i].begin) * 10) + name);
                } else {
                    events.push_back("'ph':'B'," + begin + name);
                    events.push_back("'ph':'E','ts':" + std::to_string(slices[i].end * 10) + name);
                }
            }
            std::shuffle(events.begin(), events.end(), random);
            const auto sink = readEvents(events);
            QCOMPARE(sink->spans.size(), slices.size());
            QCOMPARE(sink->problemCount(), std::uint64_t{0});
            for (std::size_t i = 0; i < slices.size(); ++i) {
                const int parent = slices[i].parent;
                QCOMPARE(parentOf(*sink, ("s" + std::to_string(i)).c_str()),
                         parent < 0 ? ""s : "s" + std::to_string(parent));
            }
        }
    }

    void flowsAreLinksToWhereTheyComeFrom()
    {
        const std::string flow = "'id':'5','cat':'ipc','name':'call'";
        const auto sink = readText(
            importer(), json("[{'ph':'X','pid':1,'tid':1,'ts':0,'dur':9,'name':'send'},"
                             "{'ph':'s','pid':1,'tid':1,'ts':1,'args':{'n':1}," + flow + "},"
                             "{'ph':'X','pid':1,'tid':2,'ts':10,'dur':9,'name':'step'},"
                             "{'ph':'t','pid':1,'tid':2,'ts':12," + flow + "},"
                             "{'ph':'f','pid':2,'tid':1,'ts':20," + flow + "},"
                             "{'ph':'X','pid':2,'tid':1,'ts':21,'dur':9,'name':'receive'},"
                             "{'ph':'f','pid':2,'tid':1,'ts':25,'bp':'e'," + flow + "},"
                             "{'ph':'t','pid':2,'tid':1,'ts':26,'id':'6'},{'ph':'s','pid':9,'tid':1,'ts':26,'id':'7'}]"));
        const auto linked = [&](const char* name) {
            std::string names;
            for (const RecordedLink& link : sink->find(name)->links)
                for (const RecordedSpan& span : sink->spans)
                    if (span.spanId == link.spanId && span.traceId == link.traceId)
                        names += span.name + ' ';
            return names;
        };
        QCOMPARE(linked("send"), ""s);
        QCOMPARE(linked("step"), "send "s);
        QCOMPARE(linked("receive"), "step step "s);
        QCOMPARE(attributeText(sink->find("step")->links[0].attributes, "chrome.flow"), "call"s);
        QCOMPARE(attributeText(sink->find("step")->links[0].attributes, "chrome.cat"), "ipc"s);
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{2});
    }

    void slicesBindFlowsThemselves()
    {
        const auto sink = readEvents({"'ph':'X','ts':0,'dur':5,'name':'a','bind_id':'9','flow_out':true",
                                      "'ph':'X','ts':10,'dur':5,'name':'b','bind_id':'9','flow_in':true,'flow_out':true",
                                      "'ph':'X','ts':20,'dur':5,'name':'c','bind_id':'9','flow_in':true"});
        QCOMPARE(sink->find("b")->links.at(0).spanId, sink->find("a")->spanId);
        QCOMPARE(sink->find("c")->links.at(0).spanId, sink->find("b")->spanId);
        QCOMPARE(attributeText(sink->find("b")->attributes, "chrome.bind_id"), "9"s);
    }

    void timesHaveTheirBase()
    {
        const auto based = readText(importer(), json("{'traceEvents':[{'ph':'X','pid':1,'tid':1,'ts':1.001,'dur':1}],"
                                                     "'baseTimeNanoseconds':1700000000000000001}"));
        QCOMPARE(based->spans[0].startNs, std::int64_t{1700000000000001002});
        const auto negative = readEvents({"'ph':'X','ts':-500,'dur':500,'name':'a'", "'ph':'X','ts':10,'dur':1,'name':'b'"});
        QCOMPARE(negative->find("a")->startNs, std::int64_t{0});
        QCOMPARE(negative->find("b")->startNs, std::int64_t{510000});
        QCOMPARE(negative->count(ProblemCode::Note), std::uint64_t{1});
    }

    void missingAndWrongTimesAreMarked()
    {
        const auto sink = readEvents({"'ph':'X','name':'a','dur':5", "'ph':'X','name':'b','ts':1,'tdur':4",
                                      "'ph':'X','name':'c','ts':'soon','dur':1", "'ph':'B','name':'d'", "'ph':'E'"});
        QVERIFY(has(sink->find("a")->marks, SpanMark::StartUnknown));
        QVERIFY(has(sink->find("b")->marks, SpanMark::DurationUnknown));
        QCOMPARE(attributeText(sink->find("b")->attributes, "chrome.tdur"), "4"s);
        QCOMPARE(attributeText(sink->find("c")->attributes, "chrome.ts"), "soon"s);
        QVERIFY(has(sink->find("d")->marks, SpanMark::DurationUnknown));
        QCOMPARE(sink->count(ProblemCode::TimeImpossible), std::uint64_t{1});
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{1});
    }

    void listsNeedNotBeClosed()
    {
        const auto sink = readData(importer(), "chrome/truncated.json");
        QCOMPARE(sink->spans.size(), std::size_t{2});
        QCOMPARE(parentOf(*sink, "inner"), "outer"s);
        QCOMPARE(sink->count(ProblemCode::Truncated), std::uint64_t{0});
        QCOMPARE(sink->count(ProblemCode::Note), std::uint64_t{1});
        const auto cut = readText(importer(), readFile(dataPath("chrome/truncated.json")) + "{\"ph\":\"X\",\"pi");
        QCOMPARE(cut->spans.size(), std::size_t{2});
        QCOMPARE(cut->count(ProblemCode::Truncated), std::uint64_t{1});
    }

    void eventsMayStandOnLinesOfTheirOwn()
    {
        const auto sink = readText(importer(), json("{'ph':'B','pid':1,'tid':1,'ts':1,'name':'a'}\n"
                                                    "{'ph':'E','pid':1,'tid':1,'ts':3}\n"));
        QCOMPARE(sink->spans.size(), std::size_t{1});
        QCOMPARE(sink->spans[0].durationNs, std::int64_t{2000});
    }

    void sameContentIsTheSameTrace()
    {
        QCOMPARE(readData(importer(), "chrome/object.json")->spans, readData(importer(), "chrome/object.json")->spans);
        const std::string text = readFile(dataPath("chrome/object.json"));
        QVERIFY(readText(importer(), text + " ")->spans[0].traceId != readText(importer(), text)->spans[0].traceId);
    }

    void largeMembersAndSamplesAreCounted()
    {
        const auto sink = readText(importer(), json("{'samples':[1,2,3],'systemTraceEvents':'" +
                                                    std::string(100'000, 'x') + "','traceEvents':[]}"));
        QCOMPARE(sink->count(ProblemCode::OtherSignal), std::uint64_t{4});
    }

    void tooManyEventsAreHandedOnEarly()
    {
        constexpr int kSlices = 60'000;
        std::string text = json("[{'ph':'B','pid':1,'tid':1,'ts':0,'name':'all'}");
        for (int i = 1; i <= kSlices; ++i)
            text += json(",{'ph':'X','pid':1,'tid':1,'ts':") + std::to_string(i * 10) + json(",'dur':5,'name':'x'}");
        text += json(",{'ph':'E','pid':1,'tid':1,'ts':9000000}]");
        const auto sink = readHolding(text, std::size_t{4} << 20);
        QCOMPARE(sink->spans.size(), static_cast<std::size_t>(kSlices + 1));
        QVERIFY(sink->count(ProblemCode::Note) >= 1);
        QCOMPARE(sink->find("all")->durationNs, std::int64_t{9000000000});
        QCOMPARE(sink->traceCount(), std::size_t{1});
        const auto hangs = [&](const RecordedSpan& span) {
            return span.name == "all" || span.parentId == sink->find("all")->spanId;
        };
        QVERIFY(std::all_of(sink->spans.begin(), sink->spans.end(), hangs));
    }

    void depthAndStrayEndsTakeLinearTime()
    {
        std::string text = "[";
        for (int i = 0; i < 100'000; ++i)
            text += json("{'ph':'B','pid':1,'tid':1,'ts':") + std::to_string(i) + json(",'name':'") +
                    std::to_string(i) + json("'},");
        for (int i = 0; i < 100'000; ++i)
            text += json("{'ph':'E','pid':1,'tid':1,'ts':") + std::to_string(200'000 + i) + json(",'name':'none'},");
        const auto sink = readText(importer(), text);
        QCOMPARE(sink->spans.size(), std::size_t{100'000});
        QCOMPARE(sink->spans[99'999].parentId, sink->spans[99'998].spanId);
        QCOMPARE(sink->count(ProblemCode::UnknownRecord), std::uint64_t{100'000});
    }

    void anyValueMayBeAnotherOne()
    {
        const std::string text = readFile(dataPath("chrome/object.json"));
        const auto whole = readText(importer(), text);
        for (std::size_t at = text.find("{\"ph\":\"X\""); at < text.size(); ++at) {
            if (text[at] != ':')
                continue;
            const std::size_t end = text.find_first_of(",}", at);
            for (const char* other : {"null", "-1", "\"\"", "\"x\"", "[]", "{}", "[{\"a\":1}]", "1e999", "nul", "{\"a\"}"}) {
                std::string changed = text;
                changed.replace(at + 1, end - at - 1, other);
                QVERIFY(readText(importer(), changed)->spans.size() <= whole->spans.size() + 1);
            }
        }
    }

    void onlyItsOwnContentIsClaimed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("claimed");
        const auto row = [](const char* name, const char* text, bool claimed) {
            QTest::newRow(name) << QByteArray::fromStdString(json(text)) << claimed;
        };
        row("object", "{'otherData':{},'traceEvents':[]}", true);
        row("list", "[{'name':'a','ph':'B','ts':1}]", true);
        row("cut list", "[\n{'pid':1,'ph':'M','na", true);
        row("lines", "{'ph':'B','ts':1}\n{'ph':'E','ts':2}", true);
        row("acidity", "[{'ph':7.1,'ts':1}]", false);
        row("wrong type", "{'traceEvents':{}}", false);
        row("Zipkin", "[{'traceId':'1','id':'2'}]", false);
    }
    void onlyItsOwnContentIsClaimed()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, claimed);
        QCOMPARE(claims(importer(), text.toStdString()), claimed);
    }

    void anyFile()
    {
        for (const char* name : {"chrome/object.json", "chrome/truncated.json"}) {
            const std::string text = readFile(dataPath(name));
            QVERIFY(claims(importer(), text));
            QCOMPARE(checkPieces(importer(), text), QString());
            const auto whole = readText(importer(), text);
            for (std::size_t size = 0; size < text.size(); ++size) {
                const auto part = readText(importer(), text.substr(0, size));
                const auto before = std::count_if(whole->spans.begin(), whole->spans.end(), [&](const RecordedSpan& s) {
                    return text.find('\n', static_cast<std::size_t>(s.offset)) < size;
                });
                QVERIFY(part->spans.size() >= static_cast<std::size_t>(before));
            }
        }
    }

    void lengthsThatDoNotFitStopAtTheLongest()
    {
        const auto sink = readEvents({"'ph':'B','name':'a','ts':-9000000000000000",
                                      "'ph':'X','name':'b','ts':-9000000000000000,'dur':18000000000000000",
                                      "'ph':'E','name':'a','ts':9000000000000000"});
        QVERIFY(sink->find("a") != nullptr);
        QCOMPARE(sink->find("a")->durationNs, std::numeric_limits<std::int64_t>::max());
    }
};

QTEST_APPLESS_MAIN(ChromeTest)
#include "tst_chrome.moc"
