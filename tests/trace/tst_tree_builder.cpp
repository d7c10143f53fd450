// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/tree_builder.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace tailrace;

namespace {

TreeSpan span(std::uint64_t id, std::uint64_t parent, std::int64_t start, std::int64_t duration = 10)
{
    TreeSpan s;
    s.spanId = id;
    s.parentId = parent;
    s.startNs = start;
    s.durationNs = duration;
    s.contentHash = id * 31 + parent * 7 + static_cast<std::uint64_t>(start) * 131 + static_cast<std::uint64_t>(duration);
    return s;
}

/// "1 .2 ..3 4": ids in waterfall order, a dot a level.
QString draw(const std::vector<TreeSpan>& spans, const BuiltTree& tree)
{
    QStringList words;
    for (std::size_t i = 0; i < tree.order.size(); ++i)
        words << QString(static_cast<int>(tree.depth[i]), u'.') + QString::number(spans[tree.order[i]].spanId);
    return words.join(u' ');
}

/// Position of the span with this input index.
std::size_t positionOf(const BuiltTree& tree, std::uint32_t input)
{
    return static_cast<std::size_t>(std::find(tree.order.begin(), tree.order.end(), input) - tree.order.begin());
}

} // namespace

class TestTreeBuilder : public QObject
{
    Q_OBJECT

private slots:
    void siblingsAreOrderedByStartThenLongerThenId()
    {
        const std::vector<TreeSpan> spans{span(5, 1, 20), span(4, 1, 10, 5), span(3, 1, 10, 9), span(2, 1, 10, 9),
                                          span(1, 0, 0, 100)};
        QCOMPARE(draw(spans, buildTree(spans)), QStringLiteral("1 .2 .3 .4 .5"));
    }

    void orphanBecomesRootAndIsCounted()
    {
        const std::vector<TreeSpan> spans{span(1, 0, 0), span(2, 99, 5), span(3, 2, 6)};
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(draw(spans, tree), QStringLiteral("1 2 .3"));
        QCOMPARE(tree.orphans, 1U);
        QCOMPARE(tree.roots, 2U);
        QVERIFY(has(tree.marks[1], SpanMark::Orphan));
        QVERIFY(!has(tree.marks[0], SpanMark::Orphan));
    }

    void cycleIsCutAtItsEarliestSpan()
    {
        const std::vector<TreeSpan> spans{span(1, 3, 30), span(2, 1, 10), span(3, 2, 20), span(4, 3, 25)};
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(draw(spans, tree), QStringLiteral("2 .3 ..4 ..1"));
        QCOMPARE(tree.cycles, 1U);
        QVERIFY(has(tree.marks[0], SpanMark::InCycle));
    }

    void spanThatIsItsOwnParentIsARoot()
    {
        const std::vector<TreeSpan> spans{span(1, 1, 0), span(2, 1, 1)};
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(draw(spans, tree), QStringLiteral("1 .2"));
        QVERIFY(has(tree.marks[0], SpanMark::InCycle));
    }

    void exactCopiesAreDropped()
    {
        const std::vector<TreeSpan> spans{span(1, 0, 0), span(2, 1, 1), span(2, 1, 1), span(2, 1, 1)};
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(draw(spans, tree), QStringLiteral("1 .2"));
        QCOMPARE(tree.duplicates, (std::vector<std::uint32_t>{2, 3}));
        QCOMPARE(tree.conflicts, 0U);
    }

    void differentSpansWithOneIdAreBothKeptAndMarked()
    {
        const std::vector<TreeSpan> spans{span(1, 0, 0), span(2, 1, 1), span(2, 1, 5), span(3, 2, 6)};
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(draw(spans, tree), QStringLiteral("1 .2 ..3 .2"));
        QCOMPARE(tree.conflicts, 2U);
        QVERIFY(has(tree.marks[1], SpanMark::DuplicateId));
        QVERIFY(has(tree.marks[3], SpanMark::DuplicateId));
    }

    void sharedServerHalfHangsUnderItsClient()
    {
        TreeSpan client = span(2, 1, 10, 50);
        client.kind = SpanKind::Client;
        client.service = 1;
        TreeSpan server = span(2, 1, 20, 30);
        server.kind = SpanKind::Server;
        server.service = 2;
        TreeSpan ofServer = span(3, 2, 25);
        ofServer.service = 2;
        TreeSpan ofClient = span(4, 2, 15);
        ofClient.service = 1;
        const std::vector<TreeSpan> spans{server, ofServer, ofClient, client, span(1, 0, 0, 100)};
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(draw(spans, tree), QStringLiteral("1 .2 ..4 ..2 ...3"));
        QCOMPARE(tree.conflicts, 0U);
        QVERIFY(has(tree.marks[positionOf(tree, 0)], SpanMark::SharedSpan));
        QVERIFY(!has(tree.marks[positionOf(tree, 3)], SpanMark::SharedSpan));
    }

    void unknownStartSortsAtTheParentsStart()
    {
        TreeSpan unknown = span(4, 2, 0, 0);
        set(unknown.marks, SpanMark::StartUnknown);
        const std::vector<TreeSpan> spans{span(1, 0, 100, 100), span(2, 1, 120), span(3, 2, 125), unknown};
        QCOMPARE(draw(spans, buildTree(spans)), QStringLiteral("1 .2 ..4 ..3"));
    }

    void aChainOfAHundredThousandDoesNotOverflow()
    {
        std::vector<TreeSpan> spans;
        for (std::uint64_t i = 1; i <= 100'000; ++i)
            spans.push_back(span(i, i - 1, static_cast<std::int64_t>(i)));
        std::reverse(spans.begin(), spans.end());
        const BuiltTree tree = buildTree(spans);
        QCOMPARE(tree.depth.back(), 99'999U);
        QCOMPARE(tree.subtree.front(), 100'000U);
    }

    void noSpansGiveAnEmptyTree()
    {
        QVERIFY(buildTree({}).order.empty());
    }

    /// On random input, with missing parents, cycles, copies and repeated ids: every span is either dropped as a copy or
    /// shown once; parents come before children; subtree sizes and depths agree; input order does not matter.
    void randomTracesKeepTheInvariants()
    {
        std::mt19937 random(42);
        for (int round = 0; round < 2'000; ++round) {
            const std::uint32_t count = 1 + random() % 30;
            std::vector<TreeSpan> spans;
            for (std::uint32_t i = 0; i < count; ++i) {
                TreeSpan s = span(1 + random() % count, random() % (count + 3), random() % 50, random() % 20);
                s.kind = static_cast<SpanKind>(random() % 6);
                s.service = 1 + random() % 3;
                s.contentHash = random() % 3 == 0 ? s.contentHash : random();
                s.rowId = i;
                spans.push_back(s);
            }
            const BuiltTree tree = buildTree(spans);
            std::set<std::uint32_t> seen(tree.duplicates.begin(), tree.duplicates.end());
            for (std::uint32_t input : tree.order)
                QVERIFY(seen.insert(input).second);
            QCOMPARE(seen.size(), spans.size());
            std::uint32_t roots = 0;
            for (std::size_t i = 0; i < tree.order.size(); ++i) {
                roots += tree.depth[i] == 0 ? 1 : 0;
                QVERIFY(i == 0 ? tree.depth[i] == 0 : tree.depth[i] <= tree.depth[i - 1] + 1);
                std::size_t end = i + 1;
                while (end < tree.order.size() && tree.depth[end] > tree.depth[i])
                    ++end;
                QCOMPARE(std::size_t{tree.subtree[i]}, end - i);
            }
            QCOMPARE(tree.roots, roots);
            // A span whose parent is in the trace and on no cycle is under a span of that id.
            std::vector<std::uint32_t> path;
            for (std::size_t i = 0; i < tree.order.size(); ++i) {
                path.resize(tree.depth[i]);
                const TreeSpan& s = spans[tree.order[i]];
                if (!path.empty() && !has(tree.marks[i], SpanMark::SharedSpan))
                    QCOMPARE(spans[path.back()].spanId, s.parentId);
                if (path.empty() && s.parentId != 0)
                    QVERIFY(has(tree.marks[i], SpanMark::Orphan) || has(tree.marks[i], SpanMark::InCycle));
                path.push_back(tree.order[i]);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestTreeBuilder)
#include "tst_tree_builder.moc"
