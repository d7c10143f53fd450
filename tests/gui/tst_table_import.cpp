// SPDX-License-Identifier: GPL-3.0-or-later
// Tables in the window: what is asked, when, and what is remembered.

#include "gui_support.h"
#include "table_assistant.h"
#include "views/sources/message_bar.h"
#include "views/sources/table_mapping_dialog.h"

#include <QComboBox>
#include <QTest>

using namespace tailrace;
using namespace tailrace::test;

namespace {

const QByteArray kUnsure = "tr,sp,at,len\n1,2,1700000000,5\n1,3,1700000001,6\n";

TableMappingDialog* dialogOf(const TestWindow& test)
{
    auto* assistant = test.window->findChild<TableAssistant*>();
    return assistant == nullptr ? nullptr : assistant->dialog();
}

void choose(TableMappingDialog& dialog, const char* column, TableRole role)
{
    QComboBox* box = dialog.roleBox(QString::fromLatin1(column));
    box->setCurrentIndex(box->findData(static_cast<int>(role)));
}

void answer(TableMappingDialog& dialog, const char* trace = "tr", const char* span = "sp", const char* start = "at")
{
    choose(dialog, trace, TableRole::TraceId);
    choose(dialog, span, TableRole::SpanId);
    choose(dialog, start, TableRole::Start);
    QTest::keyClick(&dialog, Qt::Key_Return);
}

} // namespace

class TestTableImport : public QObject
{
    Q_OBJECT

private slots:
    void aTableThatIsNotCertainIsAskedAboutOnce()
    {
        TestWindow test;
        test.window->open({test.write(QStringLiteral("a.csv"), kUnsure)});
        QTRY_VERIFY(dialogOf(test) != nullptr);
        QVERIFY(!test.window->document());
        answer(*dialogOf(test));
        QTRY_VERIFY(test.window->document() != nullptr);
        QCOMPARE(test.window->document()->totals.spans, std::uint64_t{2});

        test.restart();
        QVERIFY(test.openAndWait({test.write(QStringLiteral("b.csv"), kUnsure + "2,4,1700000002,7\n")}));
        QVERIFY(dialogOf(test) == nullptr);
        QCOMPARE(test.window->document()->totals.spans, std::uint64_t{3});
    }

    void aCertainTableOpensAtOnce()
    {
        TestWindow test;
        QVERIFY(test.openAndWait(
            {test.write(QStringLiteral("a.csv"), "traceId,spanId,start,end\n1,2,1700000000,1700000001\n")}));
        QVERIFY(dialogOf(test) == nullptr);
        QVERIFY(test.window->document() != nullptr);
    }

    void escapeCancelsTheImport()
    {
        TestWindow test;
        test.window->open({test.write(QStringLiteral("a.csv"), kUnsure)});
        QTRY_VERIFY(dialogOf(test) != nullptr);
        QTest::keyClick(dialogOf(test), Qt::Key_Escape);
        QTRY_VERIFY(test.message()->isVisible());
        QVERIFY(test.message()->text().contains(QStringLiteral("cancelled")));
        QVERIFY(!test.window->document());
    }

    void openingSomethingElseTakesTheQuestionBack()
    {
        TestWindow test;
        test.window->open({test.write(QStringLiteral("a.csv"), kUnsure)});
        QTRY_VERIFY(dialogOf(test) != nullptr);
        QVERIFY(test.openAndWait({sample("checkout.jsonl")}));
        QVERIFY(dialogOf(test) == nullptr);
        QVERIFY(test.window->document() != nullptr);
    }

    void everyTableAmongSeveralIsAskedAbout()
    {
        TestWindow test;
        const QByteArray other = "one,two,three,why\n5,6,1700000000,x\n";
        test.window->open(
            {test.write(QStringLiteral("a.csv"), kUnsure), test.write(QStringLiteral("b.csv"), other)});
        QTRY_VERIFY(dialogOf(test) != nullptr);
        answer(*dialogOf(test));
        QTRY_VERIFY(dialogOf(test) != nullptr && dialogOf(test)->roleBox(QStringLiteral("why")) != nullptr);
        answer(*dialogOf(test), "one", "two", "three");
        QTRY_VERIFY(test.window->document() != nullptr);
        QCOMPARE(test.window->document()->totals.spans, std::uint64_t{3});
    }
};

TAILRACE_GUI_TEST(TestTableImport)
#include "tst_table_import.moc"
