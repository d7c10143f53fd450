// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/recent_files.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

class TestRecentFiles : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings =
            std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    }

    void newestIsFirstAndNothingIsTwice()
    {
        RecentFiles recent(m_settings.get());
        QSignalSpy changed(&recent, &RecentFiles::changed);
        recent.add({QStringLiteral("/a.json")});
        recent.add({QStringLiteral("/b.json")});
        recent.add({QStringLiteral("/a.json")});
        QCOMPARE(recent.entries(), (QList<QStringList>{{QStringLiteral("/a.json")}, {QStringLiteral("/b.json")}}));
        QCOMPARE(changed.count(), 3);
    }

    void filesOpenedTogetherAreOneEntry()
    {
        RecentFiles recent(m_settings.get());
        const QStringList both{QStringLiteral("/x/a.json"), QStringLiteral("/x/b.json")};
        recent.add(both);
        QCOMPARE(recent.entries(), QList<QStringList>{both});
        QCOMPARE(RecentFiles::title(both), QStringLiteral("a.json and 1 more"));
        QCOMPARE(RecentFiles::place(both), QStringLiteral("/x"));
    }

    void entriesOutliveTheObject()
    {
        {
            RecentFiles recent(m_settings.get());
            recent.add({QStringLiteral("/a, with comma.json"), QStringLiteral("/ü.json")});
            recent.add({QStringLiteral("/b.json")});
        }
        m_settings->sync();
        QSettings again(m_settings->fileName(), QSettings::IniFormat);
        const RecentFiles recent(&again);
        QCOMPARE(recent.entries(),
                 (QList<QStringList>{{QStringLiteral("/b.json")},
                                     {QStringLiteral("/a, with comma.json"), QStringLiteral("/ü.json")}}));
    }

    void listDoesNotGrowWithoutLimit()
    {
        RecentFiles recent(m_settings.get());
        for (int i = 0; i < 3 * RecentFiles::kMaxEntries; ++i)
            recent.add({QStringLiteral("/%1.json").arg(i)});
        QCOMPARE(recent.entries().size(), RecentFiles::kMaxEntries);
        QCOMPARE(recent.entries().first(), QStringList{QStringLiteral("/29.json")});
        const RecentFiles again(m_settings.get());
        QCOMPARE(again.entries(), recent.entries());
    }

    void relativeNamesBecomeAbsolute()
    {
        RecentFiles recent(m_settings.get());
        recent.add({QStringLiteral("x/../a.json")});
        QCOMPARE(recent.entries().first().first(), QDir::current().absoluteFilePath(QStringLiteral("a.json")));
    }

    void standardInputIsNotKept()
    {
        RecentFiles recent(m_settings.get());
        recent.add({QStringLiteral("-")});
        QVERIFY(recent.entries().isEmpty());
        QCOMPARE(RecentFiles::title({QStringLiteral("-")}), QStringLiteral("standard input"));
    }

    void removedAndClearedEntriesStayAway()
    {
        RecentFiles recent(m_settings.get());
        recent.add({QStringLiteral("/a.json")});
        recent.add({QStringLiteral("/b.json")});
        recent.remove({QStringLiteral("/b.json")});
        QCOMPARE(recent.entries(), QList<QStringList>{{QStringLiteral("/a.json")}});
        recent.clear();
        QVERIFY(RecentFiles(m_settings.get()).entries().isEmpty());
    }

    void homeFolderIsShort()
    {
        QCOMPARE(RecentFiles::place({QDir::homePath() + QStringLiteral("/traces/a.json")}),
                 QStringLiteral("~/traces"));
        QCOMPARE(RecentFiles::place({QDir::homePath() + QStringLiteral("x/a.json")}),
                 QDir::homePath() + QStringLiteral("x"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
};

QTEST_GUILESS_MAIN(TestRecentFiles)
#include "tst_recent_files.moc"
