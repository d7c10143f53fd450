// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/import_report_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace tailrace;

namespace {

ImportReport report(const std::string& path)
{
    ImportReport made;
    made.path = path;
    made.format = "OTLP JSON";
    made.bytes = 22'000'000;
    made.spans = 86'583;
    made.traces = 9'047;
    made.services = 8;
    made.complete = true;
    return made;
}

QString shown(const QModelIndex& index)
{
    return index.data().toString();
}

} // namespace

class TestImportReportModel : public QObject
{
    Q_OBJECT

private slots:
    void emptyModelIsSound()
    {
        ImportReportModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.text(), QString());
    }

    void filesOfAFolderStandInARowOfTheirOwn()
    {
        ImportReportModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ImportReport folder = report("/data/traces/");
        folder.format = "folder: OTLP JSON";
        for (int i = 0; i < 1000; ++i) {
            MemberReport& member = folder.members.emplace_back();
            member.name = "sub/" + std::to_string(i) + ".json";
            member.format = "OTLP JSON";
            member.spans = 1'234;
        }
        folder.members[1].state = MemberReport::State::PassedOver;
        folder.members[1].format.clear();
        folder.members[1].reason = "not a trace";
        folder.openMember = 1;
        folder.add(ProblemCode::NoTrace, {}, "not a trace");
        folder.openMember = -1;
        model.setReports({folder}, {});
        QCOMPARE(model.rowCount(), 1);
        const QModelIndex input = model.index(0, 0);
        QCOMPARE(shown(input), QStringLiteral("traces"));
        QCOMPARE(model.rowCount(input), 2); // one kind of problem, and the files
        QCOMPARE(shown(model.index(0, 0, model.index(0, 0, input))), QStringLiteral("sub/1.json: not a trace"));
        const QModelIndex files = model.index(1, 0, input);
        QCOMPARE(shown(files), QStringLiteral("1,000 files · 1 passed over"));
        QCOMPARE(model.rowCount(files), 1000);
        QCOMPARE(shown(model.index(0, 0, files)), QStringLiteral("sub/0.json"));
        QCOMPARE(shown(model.index(0, ImportReportModel::SpansColumn, files)), QStringLiteral("1,234"));
        QCOMPARE(shown(model.index(1, 0, files)), QStringLiteral("sub/1.json: not a trace"));
        QVERIFY(model.text().contains(QStringLiteral("    sub/0.json · OTLP JSON · 1,234 spans")));
    }

    void inputsAreRowsWithTheirCounts()
    {
        ImportReportModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ImportReport one = report("/data/a.json");
        one.duplicates = 1'234;
        model.setReports({one, report("-")}, {});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(shown(model.index(0, ImportReportModel::InputColumn)), QStringLiteral("a.json"));
        QCOMPARE(shown(model.index(0, ImportReportModel::FormatColumn)), QStringLiteral("OTLP JSON"));
        QCOMPARE(shown(model.index(0, ImportReportModel::SizeColumn)), QStringLiteral("22 MB"));
        QCOMPARE(shown(model.index(0, ImportReportModel::SpansColumn)), QStringLiteral("86,583"));
        QCOMPARE(shown(model.index(0, ImportReportModel::TracesColumn)), QStringLiteral("9,047"));
        QCOMPARE(shown(model.index(0, ImportReportModel::ServicesColumn)), QStringLiteral("8"));
        QCOMPARE(shown(model.index(0, ImportReportModel::DuplicatesColumn)), QStringLiteral("1,234"));
        QCOMPARE(shown(model.index(0, ImportReportModel::SkippedColumn)), QStringLiteral("–"));
        QCOMPARE(shown(model.index(1, ImportReportModel::InputColumn)), QStringLiteral("standard input"));
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), QStringLiteral("/data/a.json"));
    }

    void problemsAreBelowTheirInputAndPlacesBelowThem()
    {
        ImportReport one = report("a.json");
        one.add(ProblemCode::BrokenRecord, {.line = 12, .offset = -1}, "no comma");
        one.add(ProblemCode::BrokenRecord, {.line = 12'345, .offset = -1}, "no bracket");
        one.add(ProblemCode::OrphanSpan, {}, "", 141);
        ImportReportModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setReports({report("clean.json"), one}, {});

        const QModelIndex input = model.index(1, 0);
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
        QCOMPARE(model.rowCount(input), 2);
        const QModelIndex broken = model.index(0, 0, input);
        QCOMPARE(model.parent(broken), input);
        QVERIFY(shown(broken).startsWith(QStringLiteral("2 × ")));
        QVERIFY(shown(broken).endsWith(QStringLiteral(" · line 12, line 12,345")));
        QCOMPARE(broken.data(ImportReportModel::SeverityRole).toInt(), static_cast<int>(Severity::DataLoss));
        QCOMPARE(broken.data(ImportReportModel::CountRole).toULongLong(), 2ULL);
        QCOMPARE(model.rowCount(broken), 2);
        const QModelIndex place = model.index(1, 0, broken);
        QCOMPARE(shown(place), QStringLiteral("line 12,345: no bracket"));
        QCOMPARE(model.parent(place), broken);
        QCOMPARE(model.rowCount(place), 0);

        const QModelIndex orphans = model.index(1, 0, input);
        QVERIFY(shown(orphans).startsWith(QStringLiteral("141 × ")));
        QCOMPARE(orphans.data(ImportReportModel::SeverityRole).toInt(), static_cast<int>(Severity::Warning));
    }

    void unreadableInputsComeFirst()
    {
        ImportReportModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setReports({report("a.json")},
                         {Error{ErrorCode::Unsupported, "this is a picture, not a trace", "cat.png"}});
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex failure = model.index(0, 0);
        QCOMPARE(shown(failure), QStringLiteral("cat.png: this is a picture, not a trace"));
        QCOMPARE(failure.data(ImportReportModel::KindRole).toInt(),
                 static_cast<int>(ImportReportModel::Kind::Failure));
        QCOMPARE(failure.data(ImportReportModel::SeverityRole).toInt(), static_cast<int>(Severity::DataLoss));
    }

    void incompleteImportSaysSo()
    {
        ImportReport cut = report("a.json");
        cut.complete = false;
        ImportReportModel model;
        model.setReports({cut}, {});
        QCOMPARE(shown(model.index(0, ImportReportModel::FormatColumn)), QStringLiteral("OTLP JSON, incomplete"));
    }

    void textHoldsEverything()
    {
        ImportReport one = report("/data/a.json");
        one.skipped = 3;
        one.add(ProblemCode::BrokenRecord, {.line = -1, .offset = 18'233}, "no comma");
        ImportReportModel model;
        model.setReports({one}, {Error{ErrorCode::NotFound, "there is no such file", "b.json"}});
        const QStringList lines = model.text().split(u'\n');
        QCOMPARE(lines.at(0), QStringLiteral("b.json: there is no such file (not read)"));
        QCOMPARE(lines.at(1), QStringLiteral("/data/a.json"));
        QCOMPARE(lines.at(2),
                 QStringLiteral("  OTLP JSON · 22,000,000 bytes · 86,583 spans · 9,047 traces · 8 services"
                                " · 3 skipped"));
        QVERIFY(lines.at(3).startsWith(QStringLiteral("  1 × ")));
        QCOMPARE(lines.at(4), QStringLiteral("    byte 18,233: no comma"));
    }

    void placesAreFewAndEachIsNamedOnce()
    {
        ProblemGroup group;
        QCOMPARE(placesText(group), QString());
        group.samples = {{{.line = 3, .offset = -1}, ""}, {{.line = 3, .offset = -1}, ""}, {{}, ""}};
        QCOMPARE(placesText(group), QStringLiteral("line 3"));
        for (const int line : {4, 5, 6, 7})
            group.samples.push_back({{.line = line, .offset = -1}, ""});
        QCOMPARE(placesText(group), QStringLiteral("line 3, line 4, line 5 …"));
    }
};

QTEST_GUILESS_MAIN(TestImportReportModel)
#include "tst_import_report_model.moc"
