// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/explain.h"
#include "trace_sketch.h"

#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr StatusCode kError = StatusCode::Error;
constexpr StatusCode kUnset = StatusCode::Unset;

QString story(const std::vector<SketchedSpan>& spans)
{
    return QString::fromStdString(storySentence(sketch(spans)));
}

/// All sentences behind the headline.
QString rest(const Explanation& story)
{
    QStringList out;
    for (const std::vector<std::string>* part : {&story.order, &story.errors, &story.structure})
        for (const std::string& sentence : *part)
            out.append(QString::fromStdString(sentence));
    return out.join(u' ');
}

} // namespace

class TestExplain : public QObject
{
    Q_OBJECT

private slots:
    void timeStoriesAreToldInOneSentence_data()
    {
        using Spans = std::vector<SketchedSpan>;
        QTest::addColumn<Spans>("spans");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("one child holds all") << Spans{{0, "a", "root", 0, 100}, {1, "b", "call", 0, 100}}
                                             << QStringLiteral("All of it was b › call (100 ms).");
        QTest::newRow("client and server are one call")
            << Spans{{0, "a", "root", 0, 100}, {1, "a", "call b", 10, 80}, {2, "b", "serve", 11, 78}}
            << QStringLiteral("78 % of it was b › serve (78 ms).");
        QTest::newRow("another service below")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "serve", 10, 80}, {2, "c", "query", 20, 40}}
            << QStringLiteral("80 % of it was b › serve (80 ms), and half of that was c › query (40 ms).");
        QTest::newRow("repeated queries")
            << Spans{{0, "a", "root", 0, 100}, {1, "db", "query", 10, 40}, {1, "db", "query", 50, 40}}
            << QStringLiteral("80 % of it was 2 × db › query (80 ms together).");
        QTest::newRow("own time in one place")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 0, 5}, {1, "b", "y", 90, 10}}
            << QStringLiteral("85 ms of it passed in a itself between x and y, where nothing was recorded.");
        QTest::newRow("own time before the first child")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 90, 10}}
            << QStringLiteral(
                   "90 ms of it passed in a itself before x, its first child, where nothing was recorded.");
        QTest::newRow("own time after the last child")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 0, 10}}
            << QStringLiteral(
                   "90 ms of it passed in a itself after x, its last child, where nothing was recorded.");
        QTest::newRow("own time between equals")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 0, 10}, {1, "b", "x", 95, 5}}
            << QStringLiteral("85 ms of it passed in a itself between two spans x, where nothing was recorded.");
        QTest::newRow("own time in several places")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 30, 10}, {1, "b", "y", 70, 10}}
            << QStringLiteral("80 ms (80 %) of it passed in a itself, outside its 2 children; the longest such "
                              "stretch is 30 ms, before x, its first child.");
        QTest::newRow("own time beside children that were not waited for")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 0, 60}, {1, "b", "y", 55, 40}}
            << QStringLiteral(
                   "60 ms (60 %) of it passed in a itself, 55 ms of that beside children it did not wait "
                   "for; the longest such stretch is 5 ms, after y, its last child.");
        QTest::newRow("own time further down")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "serve", 5, 90}, {2, "c", "x", 10, 10}}
            << QStringLiteral(
                   "90 % of it was b › serve (90 ms), and 75 ms of that passed in b itself after x, its last "
                   "child, where nothing was recorded.");
        QTest::newRow("spread")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 0, 35}, {1, "c", "y", 35, 33}, {1, "d", "z", 68, 32}}
            << QStringLiteral("Its time is spread over 3 children: the largest part, 35 %, was "
                              "b › x (35 ms).");
        QTest::newRow("side by side")
            << Spans{{0, "a", "root", 0, 100}, {1, "b", "x", 0, 90}, {1, "c", "y", 0, 85}}
            << QStringLiteral("90 % of it was b › x (90 ms), while c › y (85 ms) ran beside it.");
        QTest::newRow("one span")
            << Spans{{0, "a", "root", 0, 100}}
            << QStringLiteral("Only this one span was recorded, so nothing says where its 100 ms went.");
        QTest::newRow("one span without service or name")
            << Spans{{0, "", "", 0, 100}}
            << QStringLiteral("Only this one span was recorded, so nothing says where its 100 ms went.");
        QTest::newRow("no length at all") << Spans{{0, "a", "root", 0, 0}, {1, "a", "x", 0, 0}}
                                          << QStringLiteral("All of its 2 spans have length 0.");
        QTest::newRow("no end at all") << Spans{{0, "a", "root", 0, 0, kUnset, SpanKind::Server,
                                                 marked(SpanMark::DurationUnknown)}}
                                       << QStringLiteral("No end was recorded, so its length is unknown.");
        QTest::newRow("nothing") << Spans{} << QStringLiteral("The trace has no spans.");
    }
    void timeStoriesAreToldInOneSentence()
    {
        QFETCH(std::vector<SketchedSpan>, spans);
        QFETCH(QString, sentence);
        QCOMPARE(story(spans), sentence);
    }

    void whatComesAfterAShortRootIsTheStory()
    {
        QCOMPARE(story({{0, "api", "POST /orders", 0, 100},
                        {1, "api", "send", 90, 10, kUnset, SpanKind::Producer},
                        {2, "mail", "process", 4'100, 900, kUnset, SpanKind::Consumer}}),
                 QStringLiteral("POST /orders itself took 100 ms; the trace goes on for another 4.90 s: "
                                "mail › process waited 4.00 s in the queue and ran 900 ms."));
        QCOMPARE(
            story(
                {{0, "api", "POST /orders", 0, 100}, {1, "job", "later", 600, 400}, {1, "job", "last", 990, 10}}),
            QStringLiteral(
                "POST /orders itself took 100 ms; the trace goes on for another 900 ms: job › later "
                "began 500 ms later and ran 400 ms, and one more began after the end of POST /orders."));
        QCOMPARE(
            story({{0, "api", "start", 0, 10}, {1, "job", "run", 5, 995}}),
            QStringLiteral(
                "start itself took 10 ms; the trace goes on for another 990 ms: job › run ran on for 990 ms."));
    }

    void whatWasSetOffIsToldWithAllBelowItAndUnknownLengthsDoNotHideIt()
    {
        const SpanMarks unfinished = marked(SpanMark::DurationUnknown);
        QCOMPARE(
            story({{0, "api", "start", 0, 10},
                   {1, "job", "small", 20, 30},
                   {1, "job", "run", 60, 0, kUnset, SpanKind::Internal, unfinished},
                   {2, "job", "step", 70, 930}}),
            QStringLiteral("start itself took 10 ms; the trace goes on for another 990 ms: job › run began 50 ms "
                           "later and ran 940 ms with all below it, and one more began after the end of start."));
        QCOMPARE(
            story({{0, "api", "start", 0, 10}, {1, "job", "outlasts", 5, 995}, {1, "job", "short", 20, 30}}),
            QStringLiteral("start itself took 10 ms; the trace goes on for another 990 ms: job › outlasts ran on "
                           "for 990 ms."));
    }

    void theStoryEndsWhereAStepHoldsOnlyASmallPart()
    {
        QCOMPARE(story({{0, "a", "root", 0, 100},
                        {1, "b", "serve", 0, 80},
                        {2, "b", "work", 0, 40},
                        {3, "b", "query", 0, 20},
                        {4, "b", "fetch", 0, 15}}),
                 QStringLiteral("80 % of it was b › serve (80 ms), and half of that its work (40 ms)."));
    }

    void whatComesAfterALongRootIsToldBehindItsOwnStory()
    {
        QCOMPARE(story({{0, "api", "POST /orders", 0, 1000},
                        {1, "pay", "charge", 100, 800},
                        {1, "job", "later", 1'500, 500}}),
                 QStringLiteral(
                     "80 % of the 1.00 s of POST /orders was pay › charge (800 ms). The trace goes on for another "
                     "1.00 s: job › later began 500 ms later and ran 500 ms."));
    }

    void failuresOpenTheStoryIfTheyReachedTheRootAndCloseItIfNot()
    {
        QCOMPARE(
            story({{0, "a", "root", 0, 100, kError}, {1, "b", "serve", 10, 80, kError}}),
            QStringLiteral(
                "It failed: the error began in b › serve, one service away. 80 % of it was b › serve (80 ms)."));
        QCOMPARE(story({{0, "a", "root", 0, 100, kError}, {1, "b", "serve", 10, 80}}),
                 QStringLiteral("It failed, and no span below it did. 80 % of it was b › serve (80 ms)."));
        QCOMPARE(
            story({{0, "a", "root", 0, 100}, {1, "b", "serve", 10, 80, kError}}),
            QStringLiteral("80 % of it was b › serve (80 ms). One span failed without failing root: b › serve."));
        QCOMPARE(
            story(
                {{0, "a", "root", 0, 100}, {1, "b", "serve", 10, 40, kError}, {1, "b", "serve", 50, 40, kError}}),
            QStringLiteral("80 % of it was 2 × b › serve (80 ms together). Two spans failed without failing root, "
                           "first b › serve."));
    }

    void missingParentsAreSaid()
    {
        const SpanMarks orphan = marked(SpanMark::Orphan);
        QVERIFY(story({{0, "a", "root", 0, 100},
                       {1, "b", "x", 0, 90},
                       {0, "c", "lost", 10, 20, kUnset, SpanKind::Server, orphan}})
                    .endsWith(QStringLiteral(" It is in two parts: the parent of one span was not recorded.")));
        QVERIFY(
            story({{0, "a", "root", 0, 100, kUnset, SpanKind::Server, orphan}})
                .endsWith(QStringLiteral(" Its beginning is missing: the parent of one span was not recorded.")));
    }

    void theTitleCountsWhatThereIs()
    {
        QCOMPARE(explain(sketch({{0, "a", "root", 0, 100}})).title,
                 std::string("root on a took 100 ms: 1 span, 1 service, no errors."));
        QCOMPARE(explain(sketch({{0, "", "root", 0, 100, kError}, {1, "b", "x", 50, 100}})).title,
                 std::string("root took 100 ms, its trace 150 ms: 2 spans, 1 service, 1 error."));
        const SpanMarks unfinished = marked(SpanMark::DurationUnknown);
        QCOMPARE(
            explain(sketch({{0, "a", "root", 0, 0, kUnset, SpanKind::Server, unfinished}, {1, "b", "x", 50, 100}}))
                .title,
            std::string("root on a has no recorded end; its trace spans 150 ms: 2 spans, 2 services, no errors."));
    }

    void callsOneAfterTheOtherAreToldAndParallelOnesAreNot()
    {
        const Explanation sequence =
            explain(sketch({{0, "a", "root", 0, 100}, {1, "b", "x", 0, 60}, {1, "c", "y", 60, 30}}));
        QCOMPARE(rest(sequence),
                 QStringLiteral("The two children of root ran one after the other, never two at once. "
                                "c › y (30 ms) began when x ended. The longest time in which a span had "
                                "none of its children running is 10 ms, in a › root after y, its last "
                                "child."));
        const Explanation parallel =
            explain(sketch({{0, "a", "root", 0, 100}, {1, "b", "x", 0, 60}, {1, "c", "y", 59, 40}}));
        QCOMPARE(rest(parallel), QString());
    }

    void errorsAreToldWithWhatTheySay()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 100, kError},
                                        {1, "b", "serve", 0, 95, kError},
                                        {2, "b", "query", 0, 95, kError},
                                        {0, "z", "aside", 50, 10},
                                        {1, "z", "lost", 50, 10, kError}});
        const Explanation story =
            explain(trace, [](SpanIndex span) { return span == 2 ? std::string("deadlock") : std::string(); });
        QCOMPARE(story.errors,
                 (std::vector<std::string>{
                     "a › root failed because of an error that began in b › query, one service away: deadlock.",
                     "z › lost failed. No span above it reports an error.",
                     "Two more spans have errors; a span below each of them failed first."}));
    }

    void doubtfulDataIsCounted()
    {
        const Explanation story =
            explain(sketch({{0, "a", "root", 0, 100},
                            {1, "a", "x", 0, 100, kUnset, SpanKind::Internal, marked(SpanMark::DuplicateId)},
                            {1, "a", "y", 0, 100, kUnset, SpanKind::Internal, marked(SpanMark::DuplicateId)},
                            {0, "a", "z", 5, 1, kUnset, SpanKind::Internal, marked(SpanMark::InCycle)}}));
        QCOMPARE(
            story.structure,
            (std::vector<std::string>{
                "The trace has two roots; the story is that of a › root, under which 3 of its 4 spans lie.",
                "One span was cut out of a cycle of parents.", "Two spans have ids that other spans have too."}));
        QCOMPARE(story.duplicateIds, 2U);
        QCOMPARE(story.cycles, 1U);
    }

    void aMillionSpansAreExplained()
    {
        std::vector<SketchedSpan> spans;
        for (std::uint32_t i = 0; i < 1'000'000; ++i)
            spans.push_back({i % 1'000, "s", i % 7 == 0 ? "x" : "y", i, 1'000, i % 11 == 0 ? kError : kUnset});
        const SpanTable trace = sketch(spans);
        const Explanation story = explain(trace);
        QVERIFY(story.failures.errors > 90'000);
    }
};

QTEST_GUILESS_MAIN(TestExplain)
#include "tst_explain.moc"
