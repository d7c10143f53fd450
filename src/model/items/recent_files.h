// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What was opened last: each entry is the list of files that were opened together, newest first. Kept in the
// settings that are given; reads and writes them at once. GUI thread only.

#include <QList>
#include <QObject>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace tailrace {

class RecentFiles : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxEntries = 10;

    /// `settings` must outlive this object.
    explicit RecentFiles(QSettings* settings, QObject* parent = nullptr);

    [[nodiscard]] const QList<QStringList>& entries() const { return m_entries; }
    /// Puts `files` on top. Relative names are made absolute; standard input ("-") is not kept.
    void add(const QStringList& files);
    void remove(const QStringList& files);
    void clear();

    /// "checkout.jsonl", "checkout.jsonl and 2 more".
    [[nodiscard]] static QString title(const QStringList& files);
    /// The folder of the first file, with ~ for the home folder.
    [[nodiscard]] static QString place(const QStringList& files);

signals:
    void changed();

private:
    void save();

    QSettings* m_settings;
    QList<QStringList> m_entries;
};

} // namespace tailrace
