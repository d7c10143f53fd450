// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/trace_find.h"

#include "importers/import_session.h"
#include "model/cache/cache_reader.h"
#include "support/support.h"
#include "views/common/marked_scroll_bar.h"
#include "views/common/theme.h"
#include "views/trace/find_bar.h"
#include "views/trace/trace_page.h"
#include "views/waterfall/waterfall_view.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace tailrace;

class TraceFindTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_page.reset(); }
    void cleanupTestCase() { QThreadPool::globalInstance()->waitForDone(); }
    void typedWordsAreFoundAndCounted();
    void enterWalksAndWraps();
    void collapsedMatchesAreCountedAndRevealed();
    void matchesThatAreHiddenAreCountedAndShownWhenGoneTo();
    void onlyMatchesTakesTheOtherRowsAway();
    void mistakesAreToldWithTheirColumn();
    void escapeClosesAndForgetsTheMatches();
    void nextReopensTheLastSearch();
    void enterBeforeTheAnswerWalksWhenItComes();
    void matchesLieInRows();

private:
    void type(const QString& text);
    [[nodiscard]] QString said() const;
    [[nodiscard]] bool waitFor(const QString& text) const
    {
        return QTest::qWaitFor([&] { return said() == text; }, 10'000);
    }
    [[nodiscard]] QLineEdit* line() const { return m_page->findChild<FindBar*>()->findChild<QLineEdit*>(); }
    [[nodiscard]] WaterfallView& waterfall() const { return *m_page->waterfall(); }

    QTemporaryDir m_folder;
    QString m_cache;
    TraceId m_trace;
    std::unique_ptr<TracePage> m_page;
};

void TraceFindTest::initTestCase()
{
    Theme::instance().apply();
    m_cache = m_folder.filePath(QStringLiteral("c.tailrace"));
    Progress progress;
    QVERIFY(importInputs({.inputs = {test::samplePath("checkout.jsonl")}, .cacheFile = m_cache.toStdString()},
                         progress, {})
                .has_value());
    auto reader = CacheReader::open(m_cache.toStdString());
    m_trace = reader->traces({})->front().traceId;
}

void TraceFindTest::init()
{
    m_page = std::make_unique<TracePage>(m_cache, m_trace);
    m_page->resize(1200, 700);
    m_page->show();
    QSignalSpy titles(m_page.get(), &TracePage::titleChanged);
    QVERIFY(titles.wait(10'000));
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

void TraceFindTest::type(const QString& text)
{
    m_page->find();
    line()->clear();
    QTest::keyClicks(line(), text);
}

QString TraceFindTest::said() const
{
    QStringList texts;
    for (const QLabel* label : m_page->findChild<FindBar*>()->findChildren<QLabel*>())
        if (!label->text().isEmpty())
            texts << label->text();
    return texts.join(u'|');
}

void TraceFindTest::typedWordsAreFoundAndCounted()
{
    QVERIFY(m_page->findChild<FindBar*>()->isHidden());
    type(QStringLiteral("service:payment"));
    QVERIFY(waitFor(QStringLiteral("3 matches")));
    QCOMPARE(waterfall().matches().spans.size(), std::size_t{3});
    QVERIFY(line()->hasFocus());
    QVERIFY(!qobject_cast<MarkedScrollBar*>(waterfall().verticalScrollBar())->marks().empty());
    type(QStringLiteral("no such thing"));
    QVERIFY(waitFor(QStringLiteral("No match")));
    QVERIFY(waterfall().matches().empty());
}

void TraceFindTest::enterWalksAndWraps()
{
    type(QStringLiteral("service:payment"));
    QVERIFY(waitFor(QStringLiteral("3 matches")));
    QTest::keyClick(line(), Qt::Key_Return);
    QCOMPARE(said(), QStringLiteral("1 of 3"));
    QCOMPARE(waterfall().selection().current(), SpanIndex{4});
    m_page->findNext();
    m_page->findNext();
    QCOMPARE(said(), QStringLiteral("3 of 3"));
    m_page->findNext();
    QCOMPARE(said(), QStringLiteral("1 of 3|from the first again"));
    QTest::keyClick(line(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(said(), QStringLiteral("3 of 3|from the last again"));
    QVERIFY(line()->hasFocus()); // walking does not take the focus away
}

void TraceFindTest::collapsedMatchesAreCountedAndRevealed()
{
    waterfall().setCollapsed(4, true);
    type(QStringLiteral("fraud"));
    QVERIFY(waitFor(QStringLiteral("1 match|1 not on show")));
    QTest::keyClick(line(), Qt::Key_Return);
    QCOMPARE(said(), QStringLiteral("1 of 1"));
    QVERIFY(!waterfall().rows().isCollapsed(4));
    QVERIFY(waterfall().rows().rowOf(waterfall().selection().current()) >= 0);
}

void TraceFindTest::matchesThatAreHiddenAreCountedAndShownWhenGoneTo()
{
    const SpanTable& table = *waterfall().selection().trace();
    const auto spanNamed = [&](std::string_view name) {
        SpanIndex span = 0;
        while (span < table.size() && table.name(span) != name)
            ++span;
        return span;
    };
    const SpanIndex fraud = spanNamed("Fraud Check");
    const auto goTo = [&] {
        waterfall().goTo(spanNamed("Get Cart"));
        type(QStringLiteral("fraud"));
        const bool isCounted = waitFor(QStringLiteral("1 match|1 not on show"));
        QTest::keyClick(line(), Qt::Key_Return);
        return isCounted && waitFor(QStringLiteral("1 of 1")) && waterfall().selection().current() == fraud &&
               waterfall().rows().rowOf(fraud) >= 0;
    };
    waterfall().focusOn(spanNamed("Get Cart"));
    QVERIFY(waterfall().rows().rowOf(fraud) < 0);
    QVERIFY(goTo());
    waterfall().setServiceHidden(table.serviceId[fraud], true);
    QVERIFY(waterfall().rows().rowOf(fraud) < 0);
    QVERIFY(goTo());
    waterfall().showHidden();
    waterfall().hideShorterThan(table.durationNs[fraud] + 1);
    QVERIFY(waterfall().rows().rowOf(fraud) < 0);
    QVERIFY(goTo());
    waterfall().showHidden();
    // Nothing of a match may lie in idle time that is folded, but the view may be elsewhere in time.
    waterfall().goTo(spanNamed("Validate Token"));
    waterfall().zoomToSelection();
    waterfall().setIdleFolded(true);
    type(QStringLiteral("fraud"));
    QVERIFY(waitFor(QStringLiteral("1 match")));
    QTest::keyClick(line(), Qt::Key_Return);
    QVERIFY(waitFor(QStringLiteral("1 of 1")));
    const TimeRange visible = waterfall().visibleTime();
    QVERIFY(table.startNs[fraud] < visible.endNs && table.endNs(fraud) > visible.startNs);
}

void TraceFindTest::onlyMatchesTakesTheOtherRowsAway()
{
    type(QStringLiteral("fraud"));
    QVERIFY(waitFor(QStringLiteral("1 match")));
    auto* mode = m_page->findChild<QComboBox*>();
    mode->setCurrentIndex(static_cast<int>(MatchMode::Only));
    QCOMPARE(waterfall().rows().rowCount(), 3); // with its two ancestors
    waterfall().grab();
    line()->clear();
    QTRY_COMPARE(waterfall().rows().rowCount(), 8);
}

void TraceFindTest::mistakesAreToldWithTheirColumn()
{
    type(QStringLiteral("status:bad"));
    QVERIFY(waitFor(QStringLiteral("Character 8:|a status is unset, ok or error")));
    QTest::keyClick(line(), Qt::Key_Return);
    QVERIFY(waitFor(QStringLiteral("Character 8:|a status is unset, ok or error")));
}

void TraceFindTest::escapeClosesAndForgetsTheMatches()
{
    type(QStringLiteral("fraud"));
    QVERIFY(waitFor(QStringLiteral("1 match")));
    QTest::keyClick(line(), Qt::Key_Escape);
    QVERIFY(m_page->findChild<FindBar*>()->isHidden());
    QVERIFY(waterfall().matches().empty());
    QVERIFY(waterfall().hasFocus());
    m_page->find();
    QVERIFY(waitFor(QStringLiteral("1 match")));
    waterfall().setFocus();
    QTest::keyClick(&waterfall(), Qt::Key_Escape);
    QVERIFY(m_page->findChild<FindBar*>()->isHidden());
}

void TraceFindTest::nextReopensTheLastSearch()
{
    m_page->findNext(); // nothing was searched for: asks what
    QVERIFY(line()->hasFocus());
    type(QStringLiteral("fraud"));
    QTest::keyClick(line(), Qt::Key_Escape);
    m_page->findNext();
    QVERIFY(waitFor(QStringLiteral("1 of 1")));
    QVERIFY(!line()->hasFocus());
}

void TraceFindTest::enterBeforeTheAnswerWalksWhenItComes()
{
    type(QStringLiteral("fraud"));
    QTest::keyClick(line(), Qt::Key_Return);
    QVERIFY(waitFor(QStringLiteral("1 of 1")));
}

void TraceFindTest::matchesLieInRows()
{
    const Matches matches{{1, 5, 6}, MatchMode::Dim};
    QCOMPARE(matches.after(kNoSpan), SpanIndex{1});
    QCOMPARE(matches.after(6), SpanIndex{1});
    QCOMPARE(matches.before(1), SpanIndex{6});
    QCOMPARE(matches.before(kNoSpan), SpanIndex{6});
    QCOMPARE(matches.numberOf(5), std::size_t{2});
    QCOMPARE(matches.numberOf(4), std::size_t{0});
    RowLayout rows(waterfall().selection().trace());
    QCOMPARE(hiddenMatches(matches, rows), std::size_t{0});
    QCOMPARE(matchPlaces(matches, rows, 100).size(), std::size_t{3});
    rows.setCollapsed(4, true);
    QCOMPARE(hiddenMatches(matches, rows), std::size_t{2});
    QCOMPARE(matchPlaces(matches, rows, 100).size(), std::size_t{2}); // the collapsed row stands for both
    QCOMPARE(matchPlaces(matches, rows, 1).size(), std::size_t{1});
}

QTEST_MAIN(TraceFindTest)
#include "tst_trace_find.moc"
