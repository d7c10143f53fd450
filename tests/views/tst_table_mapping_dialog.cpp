// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/table_mapping_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace tailrace;

namespace {

TableSample sample()
{
    TableSample table;
    table.columns = {"tr", "sp", "at", "len", "host"};
    table.rows = {{"1", "2", "1700000000", "5", "a"}, {"1", "3", "1700000001", "6", "b"}};
    return table;
}

/// Can be imported once trace, span and start are there.
TablePreview preview(const TableMapping& mapping)
{
    TablePreview out;
    out.rows = 2;
    out.spans = 2;
    out.canImport = mapping.missing().empty();
    out.spanName = "pay";
    out.startNs = 1700000000000000000;
    out.durationNs = 1200000;
    return out;
}

QPushButton* importButton(const TableMappingDialog& dialog)
{
    for (QAbstractButton* button : dialog.findChild<QDialogButtonBox*>()->buttons())
        if (dialog.findChild<QDialogButtonBox*>()->buttonRole(button) == QDialogButtonBox::AcceptRole)
            return qobject_cast<QPushButton*>(button);
    return nullptr;
}

/// Picks an entry with the keys alone: its first letters.
void pick(QComboBox* box, const char* letters)
{
    box->setFocus();
    QTest::keyClicks(box, QString::fromLatin1(letters));
}

} // namespace

class TestTableMappingDialog : public QObject
{
    Q_OBJECT

private slots:
    void columnsAreGivenRolesByKeyboardUntilNothingIsMissing()
    {
        TableMappingDialog dialog(QStringLiteral("a.csv"), sample(), {}, preview);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(!importButton(dialog)->isEnabled());
        QVERIFY(dialog.previewText().contains(QStringLiteral("trace id, span id, start")));
        pick(dialog.roleBox(QStringLiteral("tr")), "tr");
        pick(dialog.roleBox(QStringLiteral("sp")), "sp");
        QVERIFY(dialog.previewText().contains(QStringLiteral("for: start.")));
        pick(dialog.roleBox(QStringLiteral("at")), "star");
        QVERIFY(importButton(dialog)->isEnabled());
        QVERIFY(importButton(dialog)->isEnabled());
        QVERIFY(dialog.previewText().contains(
            QStringLiteral("pay · starts 2023-11-14 22:13:20.000000 UTC · takes 1.2")));
        pick(dialog.formatBox(QStringLiteral("at")), "sec");
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(accepted.count(), 1);
        const TableMapping expected{{{"tr", TableRole::TraceId},
                                     {"sp", TableRole::SpanId},
                                     {"at", TableRole::Start, TableFormat::Seconds}}};
        QVERIFY(dialog.mapping() == expected);
    }

    void theProposalIsWhatIsChosenAtFirst()
    {
        const TableMapping proposal{{{"tr", TableRole::TraceId},
                                     {"at", TableRole::Start, TableFormat::Seconds},
                                     {"host", TableRole::Resource}}};
        const TableMappingDialog dialog(QStringLiteral("a.csv"), sample(), proposal, preview);
        QVERIFY(dialog.mapping() == proposal);
    }

    void aRoleOfTwoColumnsIsSaidAndNotImported()
    {
        const TableMapping proposal{{{"tr", TableRole::TraceId},
                                     {"sp", TableRole::SpanId},
                                     {"at", TableRole::Start, TableFormat::Seconds},
                                     {"host", TableRole::Resource}}};
        TableMappingDialog dialog(QStringLiteral("a.csv"), sample(), proposal, preview);
        dialog.show();
        QVERIFY(importButton(dialog)->isEnabled());
        pick(dialog.roleBox(QStringLiteral("len")), "tr");
        QVERIFY(!importButton(dialog)->isEnabled());
        QVERIFY(dialog.previewText().contains(QStringLiteral("two columns: tr and len")));
        pick(dialog.roleBox(QStringLiteral("tr")), "att");
        QVERIFY(importButton(dialog)->isEnabled());
        QCOMPARE(dialog.mapping().find(TableRole::TraceId)->name, std::string("len"));
        pick(dialog.roleBox(QStringLiteral("sp")), "res"); // of which there may be many
        QVERIFY(dialog.previewText().contains(QStringLiteral("span id")));
        QVERIFY(!dialog.previewText().contains(QStringLiteral("two columns")));
    }

    void onlyTimesAndServicesHaveFormats()
    {
        TableMappingDialog dialog(QStringLiteral("a.csv"), sample(), {{{"at", TableRole::Start}}}, preview);
        dialog.show();
        QVERIFY(dialog.formatBox(QStringLiteral("at"))->isVisible());
        QVERIFY(!dialog.formatBox(QStringLiteral("tr"))->isVisible());
        pick(dialog.roleBox(QStringLiteral("at")), "att");
        QVERIFY(!dialog.formatBox(QStringLiteral("at"))->isVisible());
    }

    void tabGoesFromBoxToBoxAndEachHasAName()
    {
        TableMappingDialog dialog(QStringLiteral("a.csv"), sample(), {}, preview);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        dialog.activateWindow();
        QComboBox* first = dialog.roleBox(QStringLiteral("tr"));
        QTRY_VERIFY(first->hasFocus());
        QTest::keyClick(first, Qt::Key_Tab);
        QVERIFY(dialog.roleBox(QStringLiteral("sp"))->hasFocus());
        QCOMPARE(first->accessibleName(), QStringLiteral("Role of tr"));
    }

    void manyColumnsShowThoseWithARole()
    {
        TableSample wide;
        wide.rows.emplace_back();
        for (int i = 0; i < 1000; ++i) {
            wide.columns.push_back("c" + std::to_string(i));
            wide.rows.front().emplace_back("x");
        }
        const TableMapping proposal{{{"c900", TableRole::TraceId}}};
        const TableMappingDialog dialog(QStringLiteral("a.csv"), wide, proposal, preview);
        QCOMPARE(dialog.findChild<QTableWidget*>()->columnCount(), TableMappingDialog::kMaxShownColumns);
        QVERIFY(dialog.mapping() == proposal);
    }
};

QTEST_MAIN(TestTableMappingDialog)
#include "tst_table_mapping_dialog.moc"
