// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/row_layout.h"

#include "analysis/trace_sketch.h"
#include "support/random_trace.h"

#include <QTest>

#include <set>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// What is visible, decided span by span from the definition: no ancestor is collapsed.
std::vector<SpanIndex> visibleByDefinition(const SpanTable& table, const std::set<SpanIndex>& collapsed)
{
    std::vector<SpanIndex> rows;
    for (SpanIndex i = 0; i < table.size(); ++i) {
        bool hidden = false;
        for (SpanIndex p = table.parent[i]; p != kNoSpan; p = table.parent[p])
            hidden = hidden || collapsed.contains(p);
        if (!hidden)
            rows.push_back(i);
    }
    return rows;
}

std::vector<SpanIndex> rowsOf(const RowLayout& layout)
{
    std::vector<SpanIndex> rows;
    for (int row = 0; row < layout.rowCount(); ++row)
        rows.push_back(layout.spanAt(row));
    return rows;
}

/// 0 (1 (2 3) 4) 5 (6 (7))
SpanTablePtr smallForest()
{
    return std::make_shared<SpanTable>(sketch({{0, "a", "0", 0, 100},
                                               {1, "a", "1", 0, 50},
                                               {2, "a", "2", 0, 10},
                                               {2, "a", "3", 10, 10},
                                               {1, "a", "4", 50, 50},
                                               {0, "a", "5", 100, 100},
                                               {1, "a", "6", 100, 50},
                                               {2, "a", "7", 100, 10}}));
}

using Rows = std::vector<SpanIndex>;

} // namespace

class RowLayoutTest : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsVisibleAtFirst();
    void anEmptyLayoutHasNoRows();
    void collapsingHidesTheSubtreeOnly();
    void spansWithoutChildrenCannotCollapse();
    void hiddenSpansAreShownByTheirCollapsedAncestor();
    void revealingExpandsAllAncestors();
    void levelsCollapseFromTheDeepest();
    void levelsExpandFromTheShallowest();
    void randomFoldingAgreesWithTheDefinition();
};

void RowLayoutTest::everythingIsVisibleAtFirst()
{
    const RowLayout layout(smallForest());
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 2, 3, 4, 5, 6, 7}));
    QCOMPARE(layout.hiddenCount(), SpanIndex(0));
    QCOMPARE(layout.rowOf(6), 6);
}

void RowLayoutTest::anEmptyLayoutHasNoRows()
{
    RowLayout none;
    QCOMPARE(none.rowCount(), 0);
    QCOMPARE(none.rowShowing(0), -1);
    QVERIFY(!none.setAllCollapsed(true));
    RowLayout empty(std::make_shared<SpanTable>(sketch({})));
    QCOMPARE(empty.rowCount(), 0);
    QVERIFY(!empty.collapseLevel());
    QVERIFY(!empty.expandLevel());
}

void RowLayoutTest::collapsingHidesTheSubtreeOnly()
{
    RowLayout layout(smallForest());
    QVERIFY(layout.setCollapsed(1, true));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 4, 5, 6, 7}));
    QCOMPARE(layout.hiddenCount(), SpanIndex(2));
    QVERIFY(!layout.setCollapsed(1, true));
    // What was collapsed inside stays so when the outer one opens again.
    QVERIFY(layout.setCollapsed(0, true));
    QCOMPARE(rowsOf(layout), (Rows{0, 5, 6, 7}));
    QVERIFY(layout.setCollapsed(0, false));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 4, 5, 6, 7}));
    QVERIFY(layout.setSubtreeCollapsed(0, false));
    QCOMPARE(layout.rowCount(), 8);
}

void RowLayoutTest::spansWithoutChildrenCannotCollapse()
{
    RowLayout layout(smallForest());
    QVERIFY(!layout.setCollapsed(4, true));
    QVERIFY(!layout.isCollapsed(4));
    QVERIFY(layout.setAllCollapsed(true));
    QVERIFY(layout.isCollapsed(1));
    QVERIFY(!layout.isCollapsed(2));
    QCOMPARE(rowsOf(layout), (Rows{0, 5}));
}

void RowLayoutTest::hiddenSpansAreShownByTheirCollapsedAncestor()
{
    RowLayout layout(smallForest());
    layout.setCollapsed(1, true);
    QCOMPARE(layout.rowOf(3), -1);
    QCOMPARE(layout.rowShowing(3), 1);
    QCOMPARE(layout.rowShowing(4), 2);
    layout.setCollapsed(0, true);
    QCOMPARE(layout.rowShowing(3), 0);
    QCOMPARE(layout.rowShowing(kNoSpan), -1);
}

void RowLayoutTest::revealingExpandsAllAncestors()
{
    RowLayout layout(smallForest());
    layout.setAllCollapsed(true);
    QVERIFY(layout.reveal(3));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 2, 3, 4, 5}));
    QVERIFY(!layout.reveal(3));
}

void RowLayoutTest::levelsCollapseFromTheDeepest()
{
    RowLayout layout(smallForest());
    QVERIFY(layout.collapseLevel());
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 4, 5, 6}));
    QVERIFY(layout.collapseLevel());
    QCOMPARE(rowsOf(layout), (Rows{0, 5}));
    QVERIFY(!layout.collapseLevel());
}

void RowLayoutTest::levelsExpandFromTheShallowest()
{
    RowLayout layout(smallForest());
    layout.setAllCollapsed(true);
    QVERIFY(layout.expandLevel());
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 4, 5, 6}));
    QVERIFY(layout.expandLevel());
    QCOMPARE(layout.rowCount(), 8);
    QVERIFY(!layout.expandLevel());
}

void RowLayoutTest::randomFoldingAgreesWithTheDefinition()
{
    for (unsigned seed = 1; seed <= 12; ++seed) {
        const SpanTablePtr table = makeRandomTrace({.spans = 150, .deepest = seed, .seed = seed});
        RowLayout layout(table);
        std::set<SpanIndex> collapsed;
        std::mt19937 random(seed);
        for (int step = 0; step < 60; ++step) {
            const SpanIndex span = random() % table->size();
            const bool collapse = random() % 2 == 0;
            const bool subtree = random() % 4 == 0;
            const SpanIndex end = subtree ? table->subtreeEnd(span) : span + 1;
            for (SpanIndex i = span; i < end; ++i) {
                if (!table->hasChildren(i))
                    continue;
                if (collapse)
                    collapsed.insert(i);
                else
                    collapsed.erase(i);
            }
            if (subtree)
                layout.setSubtreeCollapsed(span, collapse);
            else
                layout.setCollapsed(span, collapse);
            const Rows expected = visibleByDefinition(*table, collapsed);
            QCOMPARE(rowsOf(layout), expected);
            for (int row = 0; row < layout.rowCount(); ++row)
                QCOMPARE(layout.rowOf(expected[static_cast<std::size_t>(row)]), row);
        }
    }
}

QTEST_APPLESS_MAIN(RowLayoutTest)
#include "tst_row_layout.moc"
