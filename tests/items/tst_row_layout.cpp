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
    void aFocusedSubtreeIsAllThereIs();
    void focusesNestAndAreLeftOneByOne();
    void aHiddenSubtreeLeavesARowThatCountsIt();
    void hiddenServicesKeepTheirChildren();
    void neighboursThatAreHiddenShareARow();
    void kindsAndShortSpansHide();
    void hiddenSpansComeBackByTheirRow();
    void revealingShowsOneHiddenSpanOfMany();
    void similarSiblingsFoldIntoOneRow();
    void nineSiblingsAreNotARun();
    void foldedSiblingsUnfoldWhenOneIsWanted();
    void anEarlierStateComesBack();
    void randomHidingAgreesWithTheDefinition();
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

void RowLayoutTest::aFocusedSubtreeIsAllThereIs()
{
    RowLayout layout(smallForest());
    QVERIFY(layout.setFocus(1));
    QCOMPARE(rowsOf(layout), (Rows{1, 2, 3}));
    QCOMPARE(layout.depthAt(0), 0U);
    QCOMPARE(layout.depthAt(1), 1U);
    QCOMPARE(layout.rowShowing(6), -1);
    // What lies outside can still be asked for.
    QVERIFY(layout.reveal(6));
    QCOMPARE(layout.focus(), kNoSpan);
    QCOMPARE(layout.rowCount(), 8);
}

void RowLayoutTest::focusesNestAndAreLeftOneByOne()
{
    RowLayout layout(smallForest());
    layout.setAllCollapsed(true);
    QVERIFY(layout.setFocus(0));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 4}));
    QVERIFY(layout.setFocus(1));
    QCOMPARE(rowsOf(layout), (Rows{1, 2, 3}));
    QVERIFY(layout.leaveFocus(1));
    QCOMPARE(layout.focus(), SpanIndex(0));
    QVERIFY(layout.leaveFocus(0));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 2, 3, 4, 5}));
    QVERIFY(!layout.leaveFocus(0));
}

void RowLayoutTest::aHiddenSubtreeLeavesARowThatCountsIt()
{
    RowLayout layout(smallForest());
    QVERIFY(layout.hideSubtree(1));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 4, 5, 6, 7}));
    const RowGroup* group = layout.groupAt(1);
    QVERIFY(group != nullptr);
    QCOMPARE(group->spans, (SpanRun{1, 4}));
    QCOMPARE(layout.groupAt(2), nullptr);
    QCOMPARE(layout.rowOf(1), -1);
    QCOMPARE(layout.rowShowing(3), 1);
    QCOMPARE(layout.filteredCount(), SpanIndex(3));
    QCOMPARE(layout.hiddenCount(), SpanIndex(3));
    QVERIFY(layout.showHidden());
    QCOMPARE(layout.rowCount(), 8);
}

/// web (db !, job (db, db)), db, web: kinds are internal but for the db spans, which are clients.
SpanTablePtr withDatabase()
{
    return std::make_shared<SpanTable>(sketch(
        {{0, "web", "page", 0, 100},
         {1, "db", "read", 0, 10, StatusCode::Error, SpanKind::Client},
         {1, "db", "open", 10, 30, StatusCode::Unset, SpanKind::Client},
         {2, "web", "callback", 15, 10},
         {1, "job", "work", 50, 50},
         {2, "db", "write", 60, 5, StatusCode::Unset, SpanKind::Client},
         {2, "db", "commit", 70, 1, StatusCode::Error, SpanKind::Client, marked(SpanMark::DurationUnknown)}}));
}

void RowLayoutTest::hiddenServicesKeepTheirChildren()
{
    const SpanTablePtr table = withDatabase();
    RowLayout layout(table);
    QVERIFY(layout.setServiceHidden(table->serviceId[1], true));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 3, 4, 5}));
    QCOMPARE(layout.groupAt(1)->spans, (SpanRun{1, 3}));
    QCOMPARE(layout.groupAt(1)->errors, 1U);
    QVERIFY(!layout.groupAt(1)->manyServices);
    QCOMPARE(layout.depthAt(1), 1U);
    QCOMPARE(layout.groupAt(4)->spans, (SpanRun{5, 7}));
    QVERIFY(layout.setServiceHidden(table->serviceId[1], false));
    QCOMPARE(layout.rowCount(), 7);
}

void RowLayoutTest::neighboursThatAreHiddenShareARow()
{
    const SpanTablePtr table = withDatabase();
    RowLayout layout(table);
    layout.setServiceHidden(table->serviceId[1], true);
    layout.hideSubtree(3);
    layout.hideSubtree(4);
    QCOMPARE(rowsOf(layout), (Rows{0, 1}));
    QCOMPARE(layout.groupAt(1)->spans, (SpanRun{1, 7}));
    QVERIFY(layout.groupAt(1)->manyServices);
    QCOMPARE(layout.groupAt(1)->errors, 2U);
}

void RowLayoutTest::kindsAndShortSpansHide()
{
    RowLayout layout(withDatabase());
    QVERIFY(layout.setKindHidden(SpanKind::Client, true));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 3, 4, 5}));
    QVERIFY(layout.setKindHidden(SpanKind::Client, false));
    QVERIFY(layout.hideShorterThan(10 * kMs));
    // Whose length is unknown is not short.
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 2, 3, 4, 5, 6}));
    QVERIFY(layout.groupAt(5) != nullptr);
    QCOMPARE(layout.filteredCount(), SpanIndex(1));
}

void RowLayoutTest::hiddenSpansComeBackByTheirRow()
{
    const SpanTablePtr table = withDatabase();
    RowLayout layout(table);
    layout.setServiceHidden(table->serviceId[1], true);
    QVERIFY(!layout.expandGroup(0));
    QVERIFY(layout.expandGroup(1));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 2, 3, 4, 5}));
    QCOMPARE(layout.groupAt(1), nullptr);
    QVERIFY(layout.groupAt(5) != nullptr);
    // Asking again hides them again.
    QVERIFY(layout.setServiceHidden(table->serviceId[1], true));
    QVERIFY(layout.groupAt(1) != nullptr);
}

void RowLayoutTest::revealingShowsOneHiddenSpanOfMany()
{
    const SpanTablePtr table = withDatabase();
    RowLayout layout(table);
    layout.setServiceHidden(table->serviceId[1], true);
    layout.setCollapsed(4, true);
    QVERIFY(layout.reveal(6));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 3, 4, 5, 6}));
    QVERIFY(layout.groupAt(4) != nullptr);
    QCOMPARE(layout.rowOf(6), 5);
}

/// A root with `count` similar children, each with a child; the second of them fails, and so does the child of the
/// third.
SpanTablePtr withRepeats(int count)
{
    std::vector<SketchedSpan> spans{{0, "web", "list", 0, 1000}, {1, "web", "before", 0, 5}};
    for (int i = 0; i < count; ++i) {
        spans.push_back(
            {1, "web", "item", 10 * (i + 1), i == 4 ? 9 : 5, i == 1 ? StatusCode::Error : StatusCode::Unset});
        spans.push_back({2, "db", "get", 10 * (i + 1), 2, i == 2 ? StatusCode::Error : StatusCode::Unset});
    }
    spans.push_back({1, "web", "after", 900, 5});
    return std::make_shared<SpanTable>(sketch(spans));
}

void RowLayoutTest::similarSiblingsFoldIntoOneRow()
{
    RowLayout layout(withRepeats(12));
    QCOMPARE(layout.rowCount(), 27);
    QVERIFY(layout.setRepeatsFolded(true));
    QCOMPARE(rowsOf(layout), (Rows{0, 1, 2, 26}));
    const RowGroup* group = layout.groupAt(2);
    QVERIFY(group != nullptr);
    QCOMPARE(group->kind, RowGroup::Kind::Repeats);
    QCOMPARE(group->count, SpanIndex(12));
    QCOMPARE(group->spans, (SpanRun{2, 26}));
    QCOMPARE(group->sumNs, (11 * 5 + 9) * kMs);
    QCOMPARE(group->slowestNs, 9 * kMs);
    QCOMPARE(group->errors, 1U);
    QCOMPARE(group->errorsBelow, 1U);
    QVERIFY(layout.expandGroup(2));
    QCOMPARE(layout.rowCount(), 27);
    QVERIFY(layout.setRepeatsFolded(true));
    QCOMPARE(layout.rowCount(), 4);
    QVERIFY(layout.setRepeatsFolded(false));
    QCOMPARE(layout.rowCount(), 27);
}

void RowLayoutTest::nineSiblingsAreNotARun()
{
    RowLayout layout(withRepeats(9));
    layout.setRepeatsFolded(true);
    QCOMPARE(layout.rowCount(), 21);
}

void RowLayoutTest::foldedSiblingsUnfoldWhenOneIsWanted()
{
    RowLayout layout(withRepeats(10));
    layout.setRepeatsFolded(true);
    QCOMPARE(layout.rowShowing(9), 2);
    QVERIFY(layout.reveal(9));
    QCOMPARE(layout.rowOf(9), 9);
}

void RowLayoutTest::anEarlierStateComesBack()
{
    const SpanTablePtr table = withDatabase();
    RowLayout layout(table);
    const RowStatePtr before = layout.state();
    QVERIFY(!layout.setCollapsed(1, true));
    QCOMPARE(layout.state(), before);
    layout.hideSubtree(4);
    layout.setFocus(2);
    const RowStatePtr after = layout.state();
    QVERIFY(layout.setState(before));
    QCOMPARE(layout.rowCount(), 7);
    QVERIFY(layout.setState(after));
    QCOMPARE(rowsOf(layout), (Rows{2, 3}));
    // The state of another trace is none.
    QVERIFY(!layout.setState(RowLayout(smallForest()).state()));
}

/// Whether a span is hidden, from the definition.
bool isHiddenByDefinition(const SpanTable& table, const RowFilter& filter, SpanIndex span)
{
    for (const SpanRun& run : filter.shown)
        if (run.contains(span))
            return false;
    for (SpanIndex i = span; i != kNoSpan; i = table.parent[i])
        for (const SpanIndex subtree : filter.subtrees)
            if (subtree == i)
                return true;
    return filter.hidesService(table.serviceId[span]) || table.durationNs[span] < filter.shortestNs;
}

void RowLayoutTest::randomHidingAgreesWithTheDefinition()
{
    for (unsigned seed = 1; seed <= 12; ++seed) {
        const SpanTablePtr table = makeRandomTrace({.spans = 200, .deepest = seed, .services = 5, .seed = seed});
        RowLayout layout(table);
        std::mt19937 random(seed);
        for (int step = 0; step < 60; ++step) {
            const SpanIndex span = random() % table->size();
            switch (random() % 6) {
            case 0:
                layout.hideSubtree(span);
                break;
            case 1:
                layout.setServiceHidden(table->serviceId[span], random() % 2 == 0);
                break;
            case 2:
                layout.hideShorterThan(table->durationNs[span] / 50);
                break;
            case 3:
                layout.expandGroup(static_cast<int>(random() % static_cast<unsigned>(layout.rowCount())));
                break;
            case 4:
                layout.reveal(span);
                QVERIFY(layout.rowOf(span) >= 0);
                break;
            default:
                layout.setCollapsed(span, random() % 2 == 0);
            }
            // Every span is in the row that has to show it, and groups hold hidden spans and all of them.
            const RowFilter& filter = layout.state()->filter;
            SpanIndex next = 0;
            for (int row = 0; row < layout.rowCount(); ++row) {
                const RowGroup* group = layout.groupAt(row);
                const SpanIndex first = layout.spanAt(row);
                QCOMPARE(first, next);
                QCOMPARE(group != nullptr, isHiddenByDefinition(*table, filter, first));
                next = group != nullptr            ? group->spans.end
                       : layout.isCollapsed(first) ? table->subtreeEnd(first)
                                                   : first + 1;
                QVERIFY(group == nullptr || next > first);
                if (group != nullptr && row + 1 < layout.rowCount())
                    QVERIFY(!isHiddenByDefinition(*table, filter, next));
                QCOMPARE(layout.rowShowing(next - 1), row);
            }
            QCOMPARE(next, table->size());
        }
    }
}

QTEST_APPLESS_MAIN(RowLayoutTest)
#include "tst_row_layout.moc"
