// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/search_history.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace tailrace;

class TestSearchHistory : public QObject
{
    Q_OBJECT

private slots:
    void searchesComeBackNewestFirstAndOnce()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        SearchHistory first;
        first.setSettings(&settings);
        for (const char* text : {"a", "{ name = \"x, y\" }", " a ", "", "b"})
            first.add(QString::fromUtf8(text));
        SearchHistory second;
        second.setSettings(&settings);
        QCOMPARE(second.entries(), (QStringList{QStringLiteral("b"), QStringLiteral("a"),
                                                QStringLiteral("{ name = \"x, y\" }")}));
        for (int i = 0; i < 2 * SearchHistory::kMaxEntries; ++i)
            second.add(QString::number(i));
        QCOMPARE(second.entries().size(), static_cast<qsizetype>(SearchHistory::kMaxEntries));
    }

    void savedSearchesAreReplacedByNameAndForgotten()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        SearchHistory first;
        first.setSettings(&settings);
        first.save(QStringLiteral("slow"), QStringLiteral("{ duration > 1s }"));
        first.save(QStringLiteral("failed"), QStringLiteral("{ status = error }"));
        first.save(QStringLiteral("slow"), QStringLiteral("{ duration > 2s }"));
        first.remove(QStringLiteral("failed"));
        SearchHistory second;
        second.setSettings(&settings);
        QCOMPARE(second.saved().size(), 1);
        QCOMPARE(second.saved().front().search, QStringLiteral("{ duration > 2s }"));
    }
};

QTEST_GUILESS_MAIN(TestSearchHistory)
#include "tst_search_history.moc"
