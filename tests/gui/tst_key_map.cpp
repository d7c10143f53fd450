// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_palette.h"
#include "document_tabs.h"
#include "gui_support.h"
#include "key_map_dialog.h"
#include "views/common/theme.h"
#include "views/detail/detail_panel.h"
#include "views/detail/detail_tree.h"
#include "views/trace/trace_page.h"
#include "views/waterfall/waterfall_view.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

using namespace tailrace;
using namespace tailrace::test;

namespace {

/// A window that shows the waterfall of a sample, with the focus in it.
struct KeyStage {
    explicit KeyStage(const char* name = "cascade.jsonl")
    {
        ready = window.openAndWait({sample(name)}) && window.tabs()->currentTracePage() != nullptr &&
                QTest::qWaitFor([this] {
                    const auto* detail = window.window->findChild<DetailPanel*>();
                    return detail != nullptr && detail->model().detail() != nullptr;
                });
        if (ready)
            view().setFocus();
    }

    [[nodiscard]] WaterfallView& view() { return *window.tabs()->currentTracePage()->waterfall(); }
    [[nodiscard]] KeyMap& map() { return window.window->keyMap(); }
    [[nodiscard]] TimeRange visible() { return view().visibleTime(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view(), key, modifiers); }

    TestWindow window;
    bool ready = false;
};

/// Sends what a keyboard with other letters sends for the key at this place (X11 code).
void pressAtPlace(QWidget* widget, quint32 scanCode, int prints, const QString& text)
{
    QKeyEvent event(QEvent::KeyPress, prints, {}, scanCode, 0, 0, text);
    QApplication::sendEvent(widget, &event);
}

} // namespace

class TestKeyMap : public QObject
{
    Q_OBJECT

private slots:
    void cleanup()
    {
        closeSheets();
        Theme::instance().setMode(ThemeMode::Light);
    }

    void noKeyCallsTwoActions_data()
    {
        QTest::addColumn<int>("preset");
        QTest::newRow("Tailrace") << static_cast<int>(KeyPreset::Tailrace);
        QTest::newRow("Jaeger") << static_cast<int>(KeyPreset::Jaeger);
    }
    void noKeyCallsTwoActions()
    {
        QFETCH(int, preset);
        QHash<QKeySequence, QString> users;
        for (int i = 0; i < kActions; ++i) {
            const auto id = static_cast<ActionId>(i);
            for (const QKeySequence& key : ActionSet::presetKeys(id, static_cast<KeyPreset>(preset))) {
                QVERIFY2(!key.isEmpty(), qPrintable(ActionSet::title(id)));
                QVERIFY2(!users.contains(key), qPrintable(key.toString() + users.value(key)));
                users.insert(key, ActionSet::title(id));
            }
        }
        QVERIFY(users.size() > 50);
    }

    void namesInSettingsAreUnique()
    {
        QSet<QString> names;
        for (int i = 0; i < kActions; ++i)
            names.insert(ActionSet::name(static_cast<ActionId>(i)));
        QCOMPARE(names.size(), kActions);
    }

    void keysWalkAndFoldRows()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        const auto current = [&] { return stage.view().selection().current(); };
        stage.press(Qt::Key_Home);
        QCOMPARE(current(), SpanIndex(0));
        stage.press(Qt::Key_Down);
        QCOMPARE(current(), SpanIndex(1));
        stage.press(Qt::Key_Up);
        QCOMPARE(current(), SpanIndex(0));
        stage.press(Qt::Key_End);
        QCOMPARE(current(), stage.view().rows().table()->size() - 1);
        stage.press(Qt::Key_PageUp);
        QVERIFY(current() < stage.view().rows().table()->size() - 1);
        stage.press(Qt::Key_Home);
        const int all = stage.view().rows().rowCount();
        stage.press(Qt::Key_Left);
        QCOMPARE(stage.view().rows().rowCount(), 1);
        stage.press(Qt::Key_Right);
        QCOMPARE(stage.view().rows().rowCount(), all);
        stage.press(Qt::Key_Right);
        QCOMPARE(current(), SpanIndex(1));
        stage.press(Qt::Key_Left);
        stage.press(Qt::Key_Home);
        stage.press(Qt::Key_Return);
        QCOMPARE(stage.view().rows().rowCount(), 1);
        stage.press(Qt::Key_Asterisk, Qt::ShiftModifier);
        QCOMPARE(stage.view().rows().rowCount(), all);
        stage.press(Qt::Key_BracketRight);
        QCOMPARE(stage.view().rows().rowCount(), 1);
        stage.press(Qt::Key_O);
        QVERIFY(stage.view().rows().rowCount() > 1);
        stage.press(Qt::Key_P);
        QCOMPARE(stage.view().rows().rowCount(), 1);
        stage.press(Qt::Key_BracketLeft);
        QCOMPARE(stage.view().rows().rowCount(), all);
        stage.press(Qt::Key_E);
        QVERIFY(stage.view().rows().table()->isError(current()));
    }

    void keysZoomMoveAndGoBack()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        const TimeRange whole = stage.visible();
        stage.press(Qt::Key_W);
        const TimeRange closer = stage.visible();
        QVERIFY(lengthNs(closer) < lengthNs(whole));
        stage.press(Qt::Key_Plus, Qt::ShiftModifier);
        QVERIFY(lengthNs(stage.visible()) < lengthNs(closer));
        stage.press(Qt::Key_Minus);
        stage.press(Qt::Key_A);
        stage.press(Qt::Key_D);
        const TimeRange before = stage.visible();
        stage.press(Qt::Key_D, Qt::ShiftModifier);
        const TimeRange later = stage.visible();
        QVERIFY(later.startNs >= before.startNs);
        stage.press(Qt::Key_A, Qt::ShiftModifier);
        stage.press(Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(stage.visible(), whole);
        stage.press(Qt::Key_End);
        stage.press(Qt::Key_F);
        const TimeRange fitted = stage.visible();
        QVERIFY(fitted != whole);
        stage.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(stage.visible(), whole);
        stage.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(stage.visible(), fitted);
        stage.press(Qt::Key_F);
        QCOMPARE(stage.visible(), whole);
    }

    void aKeyFoldsIdleTimeAndAnotherSwitchesTheClock()
    {
        KeyStage stage("twelve-seconds.jsonl");
        QVERIFY(stage.ready);
        stage.press(Qt::Key_I);
        QVERIFY(stage.view().isIdleFolded());
        QVERIFY(stage.window.window->actions().action(ActionId::FoldIdle)->isChecked());
        QVERIFY(stage.window.tabs()->statusText().contains(QStringLiteral("folded")));
        stage.press(Qt::Key_Left, Qt::AltModifier);
        QVERIFY(!stage.view().isIdleFolded());
        stage.press(Qt::Key_I);
        stage.press(Qt::Key_I);
        QVERIFY(!stage.view().isIdleFolded());
        stage.press(Qt::Key_T);
        stage.press(Qt::Key_T);
        QVERIFY(stage.window.window->actions().action(ActionId::ClockUtc)->isChecked());
        QVERIFY(stage.window.tabs()->statusText().contains(QStringLiteral("10:45:18.318 –")));
        stage.window.restart();
        QVERIFY(stage.window.window->actions().action(ActionId::ClockUtc)->isChecked());
    }

    void theJaegerMapServesJaegerHabits()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        stage.map().setPreset(KeyPreset::Jaeger);
        const auto current = [&] { return stage.view().selection().current(); };
        const TimeRange whole = stage.visible();
        stage.press(Qt::Key_Up);
        const TimeRange closer = stage.visible();
        QVERIFY(lengthNs(closer) < lengthNs(whole));
        stage.press(Qt::Key_Right);
        QVERIFY(stage.visible().startNs >= closer.startNs);
        stage.press(Qt::Key_Left);
        stage.press(Qt::Key_Down);
        QCOMPARE(stage.visible(), whole);
        stage.view().selectFirstRow();
        stage.press(Qt::Key_F);
        QCOMPARE(current(), SpanIndex(1));
        stage.press(Qt::Key_B);
        QCOMPARE(current(), SpanIndex(0));
        stage.press(Qt::Key_S);
        QVERIFY(current() > SpanIndex(1));
        stage.press(Qt::Key_W);
        QCOMPARE(current(), SpanIndex(0));
        stage.press(Qt::Key_BracketRight);
        QCOMPARE(stage.view().rows().rowCount(), 1);
        QCOMPARE(stage.visible(), whole);
    }

    void placesOfWasdCountOnOtherKeyboards()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        const TimeRange whole = stage.visible();
        pressAtPlace(&stage.view(), 25, 0x426, QStringLiteral("ц")); // W on a Russian keyboard
        const TimeRange closer = stage.visible();
        QVERIFY(lengthNs(closer) < lengthNs(whole));
        pressAtPlace(&stage.view(), 39, 0x42b, QStringLiteral("ы"));
        QCOMPARE(stage.visible(), whole);
        pressAtPlace(&stage.view(), 25, Qt::Key_Z, QStringLiteral("z")); // W on a French keyboard
        QVERIFY(lengthNs(stage.visible()) < lengthNs(whole));
    }

    void lettersBelongToTextFieldsAndArrowsToLists()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        const TimeRange whole = stage.visible();
        stage.window.trigger(ActionId::FindInDetail);
        auto* box = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(box != nullptr);
        const int rows = stage.view().rows().rowCount();
        for (const char key : {'w', 'e', ']', 'q', '?', '+', 'i'})
            QTest::keyClick(box, key);
        QCOMPARE(box->text(), QStringLiteral("we]q?+i"));
        QCOMPARE(stage.visible(), whole);
        QCOMPARE(stage.view().rows().rowCount(), rows);
        box->clear();
        const SpanIndex span = stage.view().selection().current();
        auto* tree = stage.window.window->findChild<DetailTree*>();
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_Down);
        QTest::keyClick(tree, Qt::Key_End);
        QCOMPARE(stage.view().selection().current(), span);
        // A letter that lists have no use for acts from there, too.
        QTest::keyClick(tree, Qt::Key_W);
        QVERIFY(stage.visible() != whole);
    }

    void changedKeysHoldNowAndAtTheNextStart()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        stage.map().setKeys(ActionId::ZoomIn, {QKeySequence(Qt::Key_X), QKeySequence(Qt::Key_E)});
        QCOMPARE(stage.map().keys(ActionId::NextError), QList<QKeySequence>()); // E was taken from it
        const TimeRange whole = stage.visible();
        stage.press(Qt::Key_W);
        QCOMPARE(stage.visible(), whole);
        stage.press(Qt::Key_X);
        QVERIFY(stage.visible() != whole);
        stage.window.restart();
        QCOMPARE(stage.map().keysText(ActionId::ZoomIn), QStringLiteral("X  E"));
        QVERIFY(stage.map().keys(ActionId::NextError).isEmpty());
        stage.map().reset(ActionId::NextError);
        QCOMPARE(stage.map().keysText(ActionId::ZoomIn), QStringLiteral("X"));
        stage.map().setPreset(KeyPreset::Jaeger);
        stage.window.restart();
        QCOMPARE(stage.map().preset(), KeyPreset::Jaeger);
        QVERIFY(!stage.map().isChanged(ActionId::ZoomIn));
    }

    void theEditorSaysConflictsAndTakesKeys()
    {
        TestWindow test;
        KeyMapDialog dialog(test.window->keyMap(), test.window.get());
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto* table = dialog.findChild<QTreeWidget*>();
        const auto items = table->findItems(ActionSet::title(ActionId::NextError), Qt::MatchRecursive);
        QCOMPARE(items.size(), 1);
        table->setCurrentItem(items.front());
        auto* edit = dialog.findChild<KeyEdit*>();
        QTest::keyClick(edit, Qt::Key_W);
        const auto says = [&](const QString& text) {
            for (const QLabel* label : dialog.findChildren<QLabel*>())
                if (label->text().contains(text))
                    return true;
            return false;
        };
        QVERIFY(says(QStringLiteral("W now calls “Zoom In”")));
        QPushButton* take = nullptr;
        for (QPushButton* button : dialog.findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("T&ake"))
                take = button;
        QVERIFY(take != nullptr && take->isEnabled());
        take->click();
        KeyMap& map = test.window->keyMap();
        QCOMPARE(map.keysText(ActionId::NextError), QStringLiteral("E  W"));
        QVERIFY(!map.keys(ActionId::ZoomIn).contains(QKeySequence(Qt::Key_W)));
        QCOMPARE(items.front()->text(1), QStringLiteral("E  W"));
        QTest::keyClick(edit, Qt::Key_Question, Qt::ShiftModifier);
        QTest::keyClick(edit, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(says(QStringLiteral("Ctrl+K is free")));
        auto* preset = dialog.findChild<QComboBox*>();
        preset->setCurrentIndex(1);
        emit preset->activated(1);
        QCOMPARE(map.preset(), KeyPreset::Jaeger);
        QCOMPARE(map.keysText(ActionId::NextError), QStringLiteral("E"));
        auto* filter = dialog.findChild<QLineEdit*>();
        filter->setText(QStringLiteral("next error"));
        QVERIFY(!items.front()->isHidden());
        QVERIFY(table->findItems(ActionSet::title(ActionId::Quit), Qt::MatchRecursive).front()->isHidden());
    }

    void thePaletteFindsAndRuns()
    {
        KeyStage stage;
        QVERIFY(stage.ready);
        const auto open = [&]() -> CommandPalette* {
            stage.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
            return stage.window.window->findChild<CommandPalette*>();
        };
        CommandPalette* palette = open();
        QVERIFY(palette != nullptr);
        QVERIFY(palette->listed().contains(ActionId::ZoomIn));
        QVERIFY(!palette->listed().contains(ActionId::CancelImport)); // nothing is being imported
        auto* edit = palette->findChild<QLineEdit*>();
        QTest::keyClicks(edit, QStringLiteral("coll all"));
        QCOMPARE(palette->listed().front(), ActionId::CollapseAll);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(stage.view().rows().rowCount(), 1);
        closeSheets();
        stage.window.trigger(ActionId::Palette);
        palette = stage.window.window->findChild<CommandPalette*>();
        QVERIFY(palette != nullptr);
        edit = palette->findChild<QLineEdit*>();
        QTest::keyClicks(edit, QStringLiteral("qqqq"));
        QVERIFY(palette->listed().isEmpty());
        QTest::keyClick(edit, Qt::Key_Return);
        QTest::keyClick(edit, Qt::Key_Escape);
        QTRY_VERIFY(!palette->isVisible());
    }
};

TAILRACE_GUI_TEST(TestKeyMap)
#include "tst_key_map.moc"
