// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/trace_sketch.h"
#include "model/trace/critical_path.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace tailrace;
using namespace tailrace::test;

namespace {

constexpr StatusCode kUnset = StatusCode::Unset;
constexpr SpanKind kInternal = SpanKind::Internal;

/// "b work 40-50 tie clamped, …" for one root, times in ms from the sketch's zero.
QString pathOf(const SpanTable& trace, std::size_t root = 0)
{
    const CriticalPath path = findCriticalPath(trace);
    QStringList parts;
    for (const PathSegment& s : path.of(path.roots.at(root))) {
        const std::string_view span = trace.name(s.span);
        const std::string_view kind = name(s.kind);
        QString text = QStringLiteral("%1 %2 %3-%4")
                           .arg(QString::fromUtf8(span.data(), static_cast<qsizetype>(span.size())),
                                QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size())))
                           .arg(s.startNs / kMs - 1'000)
                           .arg(s.endNs() / kMs - 1'000);
        for (const PathAssumption a : kAllPathAssumptions)
            if (has(s.assumptions, a))
                text += u' ' + QString::fromStdString(std::string(name(a)));
        parts.append(text);
    }
    return parts.join(QStringLiteral(", "));
}

/// In order, without overlap or hole, exactly as long as the root; empty, or what is wrong.
QString flaw(const CriticalPath& path)
{
    std::size_t next = 0;
    for (const PathRoot& root : path.roots) {
        if (root.firstSegment != next)
            return QStringLiteral("runs of segments do not follow each other");
        next += root.segmentCount;
        std::int64_t cursor = root.startNs;
        for (const PathSegment& s : path.of(root)) {
            if (s.durationNs <= 0 || s.startNs != cursor)
                return QStringLiteral("segment at %1 after %2").arg(s.startNs).arg(cursor);
            cursor = s.endNs();
        }
        if (cursor != root.startNs + root.durationNs)
            return QStringLiteral("the path of root %1 ends at %2").arg(root.span).arg(cursor);
    }
    return next == path.segments.size() ? QString() : QStringLiteral("segments without a root");
}

/// The definition, tried out for every millisecond from the end backwards.
class Reference
{
public:
    Reference(const SpanTable& trace, const PathRoot& root)
        : m_trace(trace)
    {
        wait(root.span, root.startNs, root.startNs + root.durationNs);
    }

    struct Instant {
        std::int64_t ns;
        SpanIndex span;
        PathKind kind;
        bool operator==(const Instant&) const = default;
    };
    std::vector<Instant> instants; ///< latest first

private:
    struct Cut {
        SpanIndex span;
        std::int64_t start;
        std::int64_t end;
    };

    std::int64_t endOf(SpanIndex span) const
    {
        std::int64_t end = m_trace.endNs(span);
        for (SpanIndex c = span + 1; c < m_trace.subtreeEnd(span); ++c)
            if (m_trace.parent[c] == span && !isAsynchronous(m_trace, c) &&
                has(m_trace.marks[span], SpanMark::DurationUnknown))
                end = std::max(end, endOf(c));
        return end;
    }

    void wait(SpanIndex span, std::int64_t start, std::int64_t end)
    {
        std::vector<Cut> children;
        bool mayWait = false;
        for (SpanIndex c = span + 1; c < m_trace.subtreeEnd(span); ++c) {
            if (m_trace.parent[c] != span)
                continue;
            mayWait = mayWait || !isAsynchronous(m_trace, c);
            const Cut cut{c, std::max(m_trace.startNs[c], start), std::min(endOf(c), end)};
            if (cut.start < cut.end)
                children.push_back(cut);
        }
        for (std::int64_t cursor = end; cursor > start;) {
            const Cut* waitedFor = nullptr;
            for (const Cut& c : children)
                if (c.end == cursor && !isAsynchronous(m_trace, c.span) &&
                    (waitedFor == nullptr || c.start < waitedFor->start))
                    waitedFor = &c;
            if (waitedFor != nullptr) {
                wait(waitedFor->span, waitedFor->start, waitedFor->end);
                cursor = waitedFor->start;
            } else {
                cursor -= kMs;
                instants.push_back({cursor, span, kindAt(cursor, span, children, mayWait)});
            }
        }
    }

    PathKind kindAt(std::int64_t ns, SpanIndex span, const std::vector<Cut>& children, bool mayWait) const
    {
        const Cut* before = nullptr;
        const Cut* after = nullptr;
        for (const Cut& c : children) {
            if (c.start <= ns && ns < c.end)
                return PathKind::Work;
            if (c.end <= ns && (before == nullptr || c.end > before->end))
                before = &c;
            if (c.start > ns && (after == nullptr || c.start < after->start))
                after = &c;
        }
        const auto is = [this](const Cut* c, SpanKind kind) {
            return c != nullptr && m_trace.kind[c->span] == kind;
        };
        if (is(after, SpanKind::Consumer))
            return PathKind::Queue;
        if (m_trace.kind[span] == SpanKind::Client && is(after, SpanKind::Server) != is(before, SpanKind::Server))
            return is(after, SpanKind::Server) ? PathKind::Send : PathKind::Return;
        return mayWait ? PathKind::Gap : PathKind::Work;
    }

    const SpanTable& m_trace;
};

SpanTable randomTrace(std::mt19937& random)
{
    std::vector<SketchedSpan> spans;
    const std::uint32_t count = 1 + random() % 14;
    std::vector<std::int64_t> lastStart(count + 2, 0);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t depth =
            i == 0 || random() % 12 == 0 ? 0 : std::min<std::uint32_t>(1 + random() % (spans.back().depth + 1), 9);
        // Siblings come in order of start.
        std::fill(lastStart.begin() + depth + 1, lastStart.end(),
                  lastStart[depth] - static_cast<int>(random() % 3));
        lastStart[depth] += random() % 12;
        const SpanMarks marks = random() % 8 == 0   ? marked(SpanMark::DurationUnknown)
                                : random() % 8 == 0 ? marked(SpanMark::Orphan)
                                                    : 0;
        const bool isUnknown = has(marks, SpanMark::DurationUnknown);
        spans.push_back({depth, "s", "op", lastStart[depth],
                         isUnknown ? 0 : static_cast<std::int64_t>(random() % 30), kUnset,
                         static_cast<SpanKind>(random() % 6), marks});
    }
    return sketch(spans);
}

} // namespace

class TestCriticalPath : public QObject
{
    Q_OBJECT

private slots:
    void thePathIsDecidedCaseByCase_data();
    void thePathIsDecidedCaseByCase();

    void everyRootHasItsOwnPathAndOneIsTheMain()
    {
        const SpanTable trace = sketch({{0, "a", "root", 0, 10},
                                        {0, "b", "lost", 20, 30, kUnset, kInternal, marked(SpanMark::Orphan)},
                                        {1, "b", "call", 25, 20},
                                        {0, "c", "cut", 100, 5, kUnset, kInternal, marked(SpanMark::InCycle)},
                                        {0, "c", "empty", 100, 0}});
        const CriticalPath path = findCriticalPath(trace);
        QCOMPARE(flaw(path), QString());
        QCOMPARE(path.roots.size(), std::size_t(4));
        QCOMPARE(path.mainRoot, 1U);
        QCOMPARE(pathOf(trace, 0), QStringLiteral("root work 0-10"));
        QCOMPARE(pathOf(trace, 1),
                 QStringLiteral("lost gap 20-25 orphan, call work 25-45 orphan, lost gap 45-50 orphan"));
        QCOMPARE(pathOf(trace, 2), QStringLiteral("cut work 100-105 cycle"));
        QCOMPARE(path.roots[3].segmentCount, 0U);
    }

    void segmentsAreFoundBySpanAndByInstant()
    {
        const SpanTable trace =
            sketch({{0, "a", "root", 0, 100}, {1, "a", "x", 10, 20}, {1, "a", "y", 50, 20}, {1, "a", "z", 5, 1}});
        const CriticalPath path = findCriticalPath(trace);
        const auto ofRoot = path.segmentsOf(0);
        QCOMPARE(std::vector(ofRoot.begin(), ofRoot.end()), (std::vector<std::uint32_t>{0, 2, 4, 6}));
        QCOMPARE(path.segmentsOf(2).size(), std::size_t(1));
        const std::int64_t zero = trace.startNs[0];
        const PathRoot& root = path.roots[0];
        QCOMPARE(path.segmentAt(root, zero), 0U);
        QCOMPARE(path.segments[path.segmentAt(root, zero + 69 * kMs)].span, 2U);
        QCOMPARE(path.segments[path.segmentAt(root, zero + 70 * kMs)].span, 0U);
        QCOMPARE(path.segmentAt(root, zero - 1), ~0U);
        QCOMPARE(path.segmentAt(root, zero + 100 * kMs), ~0U);
    }

    void randomPathsTileTheirRootsAndAgreeWithDecidingEveryInstant()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 4'000; ++round) {
            const SpanTable trace = randomTrace(random);
            const CriticalPath path = findCriticalPath(trace);
            QCOMPARE(flaw(path), QString());
            QCOMPARE(path.roots.size(), trace.roots.size());
            for (const PathRoot& root : path.roots) {
                if (!has(trace.marks[root.span], SpanMark::DurationUnknown))
                    QCOMPARE(root.durationNs, trace.durationNs[root.span]);
                std::vector<Reference::Instant> told;
                for (const PathSegment& s : path.of(root))
                    for (std::int64_t ns = s.startNs; ns < s.endNs(); ns += kMs)
                        told.push_back({ns, s.span, s.kind});
                std::reverse(told.begin(), told.end());
                QVERIFY2(told == Reference(trace, root).instants, qPrintable(pathOf(trace)));
            }
        }
    }

    void aMillionSpansInOneLineOrOneRowTakeNoStackAndNoQuadraticTime()
    {
        constexpr std::uint32_t kSpans = 1'000'000;
        std::vector<SketchedSpan> deep;
        std::vector<SketchedSpan> wide{{0, "s", "root", 0, 2 * kSpans}};
        std::vector<SketchedSpan> nested{{0, "s", "root", 0, 2 * kSpans}};
        for (std::uint32_t i = 0; i < kSpans; ++i) {
            const std::int64_t at = i;
            deep.push_back({i, "s", "deep", at, 2 * kSpans - 2 * at});
            wide.push_back({1, "s", "wide", 2 * at, 1});
            nested.push_back({1, "s", "nested", at, 2 * kSpans - 2 * at});
        }
        QElapsedTimer timer;
        for (const auto& [spans, segments] :
             {std::pair(&deep, 2 * std::size_t{kSpans} - 1), std::pair(&wide, 2 * std::size_t{kSpans}),
              std::pair(&nested, std::size_t{1})}) {
            const SpanTable trace = sketch(*spans);
            timer.start();
            const CriticalPath path = findCriticalPath(trace);
            QVERIFY2(timer.elapsed() < 10'000, "quadratic");
            QCOMPARE(flaw(path), QString());
            QCOMPARE(path.segments.size(), segments);
        }
    }

    void theEmptyTraceHasNoPath()
    {
        const CriticalPath path = findCriticalPath(sketch({}));
        QVERIFY(path.roots.empty() && path.segments.empty() && path.main().empty());
    }
};

void TestCriticalPath::thePathIsDecidedCaseByCase_data()
{
    using Spans = std::vector<SketchedSpan>;
    constexpr SpanKind kClient = SpanKind::Client;
    constexpr SpanKind kServer = SpanKind::Server;
    constexpr SpanKind kProducer = SpanKind::Producer;
    constexpr SpanKind kConsumer = SpanKind::Consumer;
    const SpanMarks noEnd = marked(SpanMark::DurationUnknown);
    QTest::addColumn<Spans>("spans");
    QTest::addColumn<QString>("path");
    const auto row = [](const char* name, const Spans& spans, const char* path) {
        QTest::newRow(name) << spans << QString::fromUtf8(path);
    };
    row("a span alone works", {{0, "s", "r", 0, 100}}, "r work 0-100");
    row("the child that ended last was waited for",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 10, 30}, {1, "s", "b", 20, 70}, {2, "s", "c", 30, 40}},
        "r gap 0-10, r work 10-20, b gap 20-30, c work 30-70, b gap 70-90, r gap 90-100");
    row("touching siblings both count", {{0, "s", "r", 0, 100}, {1, "s", "a", 0, 40}, {1, "s", "b", 40, 60}},
        "a work 0-40 touching, b work 40-100");
    row("what is below a touching sibling rests on it too",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 0, 40}, {2, "s", "x", 0, 30}, {1, "s", "b", 40, 60}},
        "x work 0-30 touching, a gap 30-40 touching, b work 40-100");
    row("of equal ends the earliest start is taken",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 10, 80}, {1, "s", "b", 30, 60}},
        "r gap 0-10, a work 10-90 tie, r gap 90-100");
    row("of equal intervals the first is taken",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 0, 100}, {1, "s", "b", 0, 100}}, "a work 0-100 tie");
    row("children are cut to their parent",
        {{0, "s", "r", 100, 100}, {1, "s", "a", 50, 80}, {1, "s", "b", 150, 500}},
        "a work 100-130 clamped, r gap 130-150, b work 150-200 clamped");
    row("a child that covers its parent is cut, not dropped", {{0, "s", "r", 100, 10}, {1, "s", "a", 0, 500}},
        "a work 100-110 clamped");
    row("grandchildren are cut to the cut child",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 50, 100}, {2, "s", "b", 60, 90}},
        "r gap 0-50, a gap 50-60 clamped, b work 60-100 clamped");
    row("children outside their parent take no part, nor does what is below",
        {{0, "s", "r", 100, 100}, {1, "s", "early", 0, 100}, {2, "s", "x", 120, 50}, {1, "s", "late", 200, 50}},
        "r gap 100-200");
    row("consumers of a producer are not waited for, nor is what is below them",
        {{0, "s", "r", 0, 100},
         {1, "s", "send", 10, 40, kUnset, kProducer},
         {2, "s", "process", 30, 60, kUnset, kConsumer},
         {3, "s", "db", 35, 50, kUnset, kClient}},
        "r gap 0-10, send queue 10-30, send work 30-50 async, r gap 50-100");
    row("a producer works if its message is taken later",
        {{0, "s", "r", 0, 100, kUnset, kProducer}, {1, "s", "process", 300, 60, kUnset, kConsumer}},
        "r work 0-100");
    row("consumers of anybody else are waited for",
        {{0, "s", "r", 0, 100}, {1, "s", "process", 30, 60, kUnset, kConsumer}},
        "r queue 0-30, process work 30-90, r gap 90-100");
    row("a client sends, its server answers",
        {{0, "s", "r", 0, 100, kUnset, kClient}, {1, "t", "serve", 10, 70, kUnset, kServer}},
        "r send 0-10, serve work 10-80, r return 80-100");
    row("between two attempts lies a gap",
        {{0, "s", "r", 0, 100, kUnset, kClient},
         {1, "t", "try", 10, 20, kUnset, kServer},
         {1, "t", "again", 40, 50, kUnset, kServer}},
        "r send 0-10, try work 10-30, r gap 30-40, again work 40-90, r return 90-100");
    row("a client's own children are no servers",
        {{0, "s", "r", 0, 100, kUnset, kClient},
         {1, "s", "dns", 5, 5},
         {1, "t", "serve", 20, 70, kUnset, kServer}},
        "r gap 0-5, dns work 5-10, r send 10-20, serve work 20-90, r return 90-100");
    row("negative lengths count as none",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 30, -20, kUnset, kInternal, marked(SpanMark::EndBeforeStart)}},
        "r gap 0-100 unknownLength");
    row("a root with a negative length has no path",
        {{0, "s", "r", 100, -20, kUnset, kInternal, marked(SpanMark::EndBeforeStart)}, {1, "s", "a", 90, 5}}, "");
    row("an unfinished span lasts until the last end below it",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 10, 0, kUnset, kInternal, noEnd}, {2, "s", "b", 20, 30}},
        "r gap 0-10, a gap 10-20 unknownLength, b work 20-50, r gap 50-100");
    row("an unfinished root lasts until the last end below it",
        {{0, "s", "r", 0, 0, kUnset, kInternal, noEnd}, {1, "s", "a", 10, 50}, {1, "s", "b", 20, 20}},
        "r gap 0-10 unknownLength, a work 10-60");
    row("an unfinished span that says nothing marks the time it began in",
        {{0, "s", "r", 0, 100},
         {1, "s", "a", 10, 10},
         {1, "s", "b", 30, 0, kUnset, kInternal, noEnd},
         {1, "s", "c", 40, 50}},
        "r gap 0-10, a work 10-20, r gap 20-40 unknownLength, c work 40-90, r gap 90-100");
    row("an unknown start is the parent's",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 0, 60, kUnset, kInternal, marked(SpanMark::StartUnknown)}},
        "a work 0-60 unknownStart, r gap 60-100");
    row("spans of length 0 change nothing",
        {{0, "s", "r", 0, 100}, {1, "s", "a", 10, 40}, {1, "s", "z", 30, 0}, {1, "s", "y", 50, 0}},
        "r gap 0-10, a work 10-50, r gap 50-100");
}

void TestCriticalPath::thePathIsDecidedCaseByCase()
{
    QFETCH(std::vector<SketchedSpan>, spans);
    QFETCH(QString, path);
    const SpanTable trace = sketch(spans);
    QCOMPARE(pathOf(trace), path);
    QCOMPARE(flaw(findCriticalPath(trace)), QString());
}

QTEST_APPLESS_MAIN(TestCriticalPath)
#include "tst_critical_path.moc"
