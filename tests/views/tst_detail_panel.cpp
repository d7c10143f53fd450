// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/detail_panel.h"

#include "analysis/trace_sketch.h"
#include "views/common/theme.h"
#include "views/detail/detail_filter.h"
#include "views/detail/detail_tree.h"
#include "views/detail/peer_strip.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QStyleOptionViewItem>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace tailrace;
using namespace tailrace::test;

namespace {

Attribute text(std::string key, std::string value)
{
    return {std::move(key), Value{std::move(value)}};
}

SpanDetail span()
{
    SpanDetail detail;
    detail.traceId = {1, 2};
    detail.spanId = {3};
    detail.attributes = {text("http.request.method", "POST"), text("http.route", "/checkout"),
                         text("db.statement", std::string(5000, 'q')), text("empty", "")};
    detail.events = {{1'000 * kMs + 3 * kMs, "request sent", {text("bytes.sent", "POST body")}, 0}};
    detail.resource.attributes = {text("service.name", "gateway"), text("host.name", "node-17")};
    return detail;
}

struct Stage {
    Stage()
        : table(std::make_shared<SpanTable>(
              sketch({{0, "gateway", "POST /checkout", 0, 100, StatusCode::Unset, SpanKind::Server}})))
        , tree(panel.findChild<DetailTree*>())
        , box(panel.findChild<QLineEdit*>())
    {
        panel.resize(360, 900);
        panel.setSpan(table, 0, span());
        panel.show();
        panel.activateWindow();
    }

    [[nodiscard]] QModelIndex find(const QString& key) const
    {
        const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, key, 1,
                                                           Qt::MatchExactly | Qt::MatchRecursive);
        return found.value(0);
    }
    [[nodiscard]] QStringList keys() const
    {
        QStringList keys;
        for (QModelIndex i = tree->model()->index(0, 0); i.isValid(); i = tree->indexBelow(i))
            keys << i.siblingAtColumn(0).data().toString();
        return keys;
    }

    SpanTablePtr table;
    DetailPanel panel;
    DetailTree* tree;
    QLineEdit* box;
};

QString clipboard()
{
    return QApplication::clipboard()->text();
}

} // namespace

class DetailPanelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(); }
    void headingNamesTheSpanAndItsPlace();
    void everyGroupIsOpenAtFirst();
    void filterFindsKeysAndValues();
    void filterSaysWhenNothingMatches();
    void filterPassesTheModelTester();
    void escapeClearsTheFilterAndDownEntersTheList();
    void copyTakesTheValueOrSeveralLines();
    void longValuesShowTheirBeginningUntilEnter();
    void aPartOfAValueCanBeSelectedButNotChanged();
    void lettersAreLeftToThePage();
    void groupsFoldByAClick();
    void theBorderBetweenKeysAndValuesCanBeDragged();
    void messageReplacesTheSpan();
    void anotherSpanKeepsTheFilter();
    void manyEntriesOpenAndCloseFast();
    void hugeValuesAreDrawn();
    void sqlIsABlockAndCopiesAsRecorded();
    void parentAndChildrenAreWithinReach();
    void peersTellWhereTheDurationLies();
    void linksKnowTheirSpan();
    void theWidestKeyStandsInOneLine();
};

void DetailPanelTest::theWidestKeyStandsInOneLine()
{
    Stage stage;
    const int line = stage.tree->visualRect(stage.find(QStringLiteral("Self"))).height();
    for (const char* key : {"After trace start", "Share of trace", "Duration", "Parent ID", "Trace ID"}) {
        stage.box->setText(QString::fromLatin1(key)); // it alone decides how wide keys are
        const QModelIndex found = stage.find(QString::fromLatin1(key));
        QVERIFY2(found.isValid(), key);
        QStyleOptionViewItem option;
        option.widget = stage.tree;
        QVERIFY2(stage.tree->itemDelegate()->sizeHint(option, found).height() == line, key);
    }
}

void DetailPanelTest::headingNamesTheSpanAndItsPlace()
{
    Stage stage;
    QStringList texts;
    for (const QLabel* label : stage.panel.findChildren<QLabel*>())
        texts << label->text();
    QVERIFY(texts.contains(QStringLiteral("POST /checkout")));
    QVERIFY(texts.join(u'\n').contains(QStringLiteral("gateway · server · starts at 0 ns")));
}

void DetailPanelTest::everyGroupIsOpenAtFirst()
{
    Stage stage;
    const QStringList keys = stage.keys();
    for (const char* key : {"Duration", "http.route", "+ 3 ms", "host.name", "Span ID"})
        QVERIFY2(keys.contains(QString::fromLatin1(key)), key);
    QVERIFY(!keys.contains(QStringLiteral("bytes.sent")));
}

void DetailPanelTest::filterFindsKeysAndValues()
{
    Stage stage;
    stage.box->setText(QStringLiteral("HTTP"));
    QCOMPARE(stage.keys(), (QStringList{QStringLiteral("Attributes"), QStringLiteral("http.request.method"),
                                        QStringLiteral("http.route")}));
    stage.box->setText(QStringLiteral("node-17"));
    QCOMPARE(stage.keys(), (QStringList{QStringLiteral("Resource"), QStringLiteral("host.name")}));
    // Inside of an event, which is then open; all words must be there, in whatever order.
    stage.box->setText(QStringLiteral("post sent"));
    QCOMPARE(stage.keys(),
             (QStringList{QStringLiteral("Events"), QStringLiteral("+ 3 ms"), QStringLiteral("bytes.sent")}));
    // What a matching entry unfolds into comes with it.
    stage.box->setText(QStringLiteral("request sent"));
    QVERIFY(stage.keys().contains(QStringLiteral("bytes.sent")));
    stage.box->clear();
    QVERIFY(stage.keys().contains(QStringLiteral("Span ID")));
}

void DetailPanelTest::filterSaysWhenNothingMatches()
{
    Stage stage;
    stage.box->setText(QStringLiteral("no such thing"));
    QVERIFY(stage.tree->model()->rowCount() == 0);
    QCOMPARE(stage.box->palette().color(QPalette::Text), Theme::instance().colors().error);
    QVERIFY(!stage.box->toolTip().isEmpty());
    stage.box->clear();
    QCOMPARE(stage.box->palette().color(QPalette::Text), Theme::instance().colors().text);
}

void DetailPanelTest::filterPassesTheModelTester()
{
    SpanDetailModel model;
    DetailFilter filter;
    filter.setSourceModel(&model);
    QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setSpan(span(), {});
    filter.setWords(QStringLiteral("http"));
    QCOMPARE(filter.matches(), 2);
    filter.setWords(QStringLiteral("post"));
    QCOMPARE(filter.matches(), 2);
    model.setSpan(span(), {});
    filter.setWords(QString());
    model.clear();
    QCOMPARE(filter.rowCount(), 0);
}

void DetailPanelTest::escapeClearsTheFilterAndDownEntersTheList()
{
    Stage stage;
    stage.panel.focusFilter();
    QTRY_VERIFY(stage.box->hasFocus());
    QTest::keyClicks(stage.box, QStringLiteral("http"));
    QTest::keyClick(stage.box, Qt::Key_Escape);
    QVERIFY(stage.box->text().isEmpty());
    QTest::keyClick(stage.box, Qt::Key_Down);
    QTRY_VERIFY(stage.tree->hasFocus());
}

void DetailPanelTest::copyTakesTheValueOrSeveralLines()
{
    Stage stage;
    stage.tree->setCurrentIndex(stage.find(QStringLiteral("http.route")));
    QTest::keyClick(stage.tree, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), QStringLiteral("/checkout"));
    stage.tree->copySelected(DetailTree::CopyAs::KeyValue);
    QCOMPARE(clipboard(), QStringLiteral("http.route=/checkout"));
    stage.tree->copySelected(DetailTree::CopyAs::Key);
    QCOMPARE(clipboard(), QStringLiteral("http.route"));
    QTest::keyClick(stage.tree, Qt::Key_Up, Qt::ShiftModifier);
    QTest::keyClick(stage.tree, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), QStringLiteral("http.request.method=POST\nhttp.route=/checkout"));
    stage.tree->clearSelection();
    stage.tree->setCurrentIndex(stage.find(QStringLiteral("Resource")));
    QTest::keyClick(stage.tree, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard(), QStringLiteral("service.name=gateway\nhost.name=node-17"));
}

void DetailPanelTest::longValuesShowTheirBeginningUntilEnter()
{
    Stage stage;
    const QModelIndex statement = stage.find(QStringLiteral("db.statement"));
    stage.tree->setCurrentIndex(statement);
    QApplication::processEvents();
    const int before = stage.tree->visualRect(statement).height();
    QVERIFY(before > 60 && before < 200);
    QTest::keyClick(stage.tree, Qt::Key_Return);
    QTRY_VERIFY(stage.tree->visualRect(statement).height() > 3 * before);
    QTest::keyClick(stage.tree, Qt::Key_Return);
    QTRY_COMPARE(stage.tree->visualRect(statement).height(), before);
    QTest::keyClick(stage.tree, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(clipboard().size(), 5000);
}

void DetailPanelTest::aPartOfAValueCanBeSelectedButNotChanged()
{
    Stage stage;
    const QModelIndex route = stage.find(QStringLiteral("http.route"));
    stage.tree->setCurrentIndex(route);
    QTest::keyClick(stage.tree, Qt::Key_F2);
    auto* editor = stage.tree->viewport()->findChild<QPlainTextEdit*>();
    QVERIFY(editor != nullptr);
    QVERIFY(editor->isReadOnly());
    QCOMPARE(editor->textCursor().selectedText(), QStringLiteral("/checkout"));
    QTest::keyClicks(editor, QStringLiteral("other"));
    QTest::keyClick(editor, Qt::Key_Escape);
    QCOMPARE(route.siblingAtColumn(1).data().toString(), QStringLiteral("/checkout"));
}

void DetailPanelTest::lettersAreLeftToThePage()
{
    Stage stage;
    stage.tree->setCurrentIndex(stage.find(QStringLiteral("http.route")));
    QKeyEvent press(QEvent::KeyPress, Qt::Key_E, Qt::NoModifier, QStringLiteral("e"));
    stage.tree->setFocus();
    QApplication::sendEvent(stage.tree, &press);
    QVERIFY(!press.isAccepted());
    QCOMPARE(stage.tree->currentIndex().data().toString(), QStringLiteral("http.route"));
}

void DetailPanelTest::groupsFoldByAClick()
{
    Stage stage;
    const QModelIndex group = stage.find(QStringLiteral("Attributes"));
    QVERIFY(stage.tree->isExpanded(group));
    const QPoint at = stage.tree->visualRect(group).center();
    QTest::mouseClick(stage.tree->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(!stage.tree->isExpanded(group));
    QTest::mouseClick(stage.tree->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(stage.tree->isExpanded(group));
}

void DetailPanelTest::theBorderBetweenKeysAndValuesCanBeDragged()
{
    Stage stage;
    QApplication::processEvents();
    const int border = stage.tree->columnWidth(0);
    const int y = stage.tree->visualRect(stage.find(QStringLiteral("http.route"))).center().y();
    QTest::mousePress(stage.tree->viewport(), Qt::LeftButton, {}, QPoint(border, y));
    QTest::mouseMove(stage.tree->viewport(), QPoint(border + 50, y));
    QTest::mouseRelease(stage.tree->viewport(), Qt::LeftButton, {}, QPoint(border + 50, y));
    QCOMPARE(stage.tree->columnWidth(0), border + 50);
    stage.panel.setSpan(stage.table, 0, span());
    QCOMPARE(stage.tree->columnWidth(0), border + 50);
}

void DetailPanelTest::messageReplacesTheSpan()
{
    Stage stage;
    stage.panel.setMessage(QStringLiteral("Nothing selected"));
    QVERIFY(!stage.tree->isVisible());
    QVERIFY(stage.panel.model().detail() == nullptr);
    stage.panel.focusFilter();
    stage.panel.setSpan(stage.table, 0, span());
    QVERIFY(stage.tree->isVisible());
}

void DetailPanelTest::anotherSpanKeepsTheFilter()
{
    Stage stage;
    stage.box->setText(QStringLiteral("host"));
    stage.panel.setSpan(stage.table, 0, span());
    QCOMPARE(stage.keys(), (QStringList{QStringLiteral("Resource"), QStringLiteral("host.name")}));
}

void DetailPanelTest::manyEntriesOpenAndCloseFast()
{
    // A hash of model indexes that clusters makes views stand still for minutes here.
    SpanDetail many = span();
    for (int i = 0; i < 20'000; ++i)
        many.events.push_back({i * 1000, "tick", {text("n", std::to_string(i))}, 0});
    QElapsedTimer timer;
    timer.start();
    {
        Stage stage;
        stage.panel.setSpan(stage.table, 0, std::move(many));
        stage.tree->expandAll();
        QApplication::processEvents();
        stage.panel.grab();
    }
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

void DetailPanelTest::hugeValuesAreDrawn()
{
    Stage stage;
    SpanDetail huge = span();
    huge.attributes = {text("body", std::string(8'000'000, 'x')), text("lines", std::string(300'000, '\n')),
                       text(std::string(100'000, 'k'), "v")};
    huge.name = std::string(100'000, 'n');
    QElapsedTimer timer;
    timer.start();
    stage.panel.setSpan(stage.table, 0, std::move(huge));
    stage.panel.grab();
    for (const char* key : {"body", "lines"}) {
        stage.tree->setCurrentIndex(stage.find(QString::fromLatin1(key)));
        QTest::keyClick(stage.tree, Qt::Key_Return);
        stage.panel.grab();
    }
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(stage.panel.minimumSizeHint().width() < 400);
}

void DetailPanelTest::sqlIsABlockAndCopiesAsRecorded()
{
    Stage stage;
    const std::string sql = "SELECT id, name FROM products WHERE id = 7 AND name <> ''";
    SpanDetail detail = span();
    detail.attributes = {text("db.query.text", sql), text("short", "x")};
    stage.panel.setSpan(stage.table, 0, detail);
    const QModelIndex key = stage.find(QStringLiteral("db.query.text"));
    const int line = stage.tree->visualRect(stage.find(QStringLiteral("short"))).height();
    QVERIFY(stage.tree->visualRect(key).height() >= 4 * line); // the key and four lines of code
    stage.tree->setCurrentIndex(key);
    stage.tree->copySelected(DetailTree::CopyAs::Value);
    QCOMPARE(clipboard(), QString::fromStdString(sql));
    stage.panel.grab();
}

void DetailPanelTest::parentAndChildrenAreWithinReach()
{
    Stage stage;
    const auto table = std::make_shared<SpanTable>(
        sketch({{0, "a", "root", 0, 100}, {1, "b", "child <1>", 10, 20}, {2, "c", "leaf", 12, 5}}));
    stage.panel.setSpan(table, 1, span());
    QSignalSpy wanted(&stage.panel, &DetailPanel::spanWanted);
    for (QLabel* label : stage.panel.findChildren<QLabel*>()) {
        if (label->text().contains(QStringLiteral("href='parent'"))) {
            QVERIFY(label->text().contains(QStringLiteral("1 child")));
            emit label->linkActivated(QStringLiteral("parent"));
            emit label->linkActivated(QStringLiteral("children"));
        }
    }
    QCOMPARE(wanted.count(), 2);
    QCOMPARE(wanted.at(0).at(0).value<SpanIndex>(), SpanIndex{0});
    QCOMPARE(wanted.at(1).at(0).value<SpanIndex>(), SpanIndex{2});
}

void DetailPanelTest::peersTellWhereTheDurationLies()
{
    const QString name = QStringLiteral("op");
    PeerSample sample{{10, 20, 30, 40, 100}, true};
    QCOMPARE(peerSentence(name, sample, 30), QStringLiteral("Among 5 op: slower than 50 %"));
    QCOMPARE(peerSentence(name, sample, 100), QStringLiteral("Among 5 op: the slowest"));
    QCOMPARE(peerSentence(name, sample, 10), QStringLiteral("Among 5 op: the fastest"));
    QCOMPARE(peerSentence(name, {{7, 7}, false}, 7), QStringLiteral("Among 2 op near it: all took as long"));
    QCOMPARE(peerSentence(name, {{7}, true}, 7), QStringLiteral("The only op in this cache"));
    const auto linear = peerHistogram(sample, 100);
    QVERIFY(!linear->isLogarithmic);
    QCOMPARE(std::accumulate(linear->bins.begin(), linear->bins.end(), std::size_t{0}), std::size_t{5});
    QCOMPARE(linear->place, 1.0);
    QVERIFY(peerHistogram({{0, 1, 1'000'000}, true}, 1)->isLogarithmic);
    Stage stage;
    stage.panel.setPeers(sample);
    stage.panel.grab();
    QVERIFY(stage.panel.findChild<PeerStrip*>()->isVisible());
}

void DetailPanelTest::linksKnowTheirSpan()
{
    Stage stage;
    SpanDetail detail = span();
    detail.links.resize(2);
    detail.links[1].spanId = {9};
    stage.panel.setSpan(stage.table, 0, detail);
    stage.tree->expandAll();
    const QModelIndex entry = stage.find(QStringLiteral("Links"));
    stage.tree->setCurrentIndex(entry);
    QVERIFY(stage.tree->currentLink() == nullptr);
    const QModelIndex second = stage.tree->model()->index(1, 0, entry);
    stage.tree->setCurrentIndex(second);
    QCOMPARE(stage.tree->currentLink()->spanId, SpanId{9});
    stage.tree->setCurrentIndex(stage.tree->model()->index(0, 0, second)); // what it unfolds into
    QCOMPARE(stage.tree->currentLink()->spanId, SpanId{9});
}

QTEST_MAIN(DetailPanelTest)
#include "tst_detail_panel.moc"
