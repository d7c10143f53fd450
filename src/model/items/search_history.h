// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Searches that were made, newest first, and those that were saved under a name; both are kept in settings. GUI thread
// only.

#include <QObject>
#include <QString>
#include <QStringList>

class QSettings;

namespace tailrace {

class SearchHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMaxEntries = 100;

    struct Saved {
        QString name;
        QString search;
    };

    /// Without settings nothing outlives this object. They must outlive it.
    explicit SearchHistory(QObject* parent = nullptr)
        : QObject(parent)
    {
    }
    void setSettings(QSettings* settings);

    [[nodiscard]] const QStringList& entries() const { return m_entries; }
    /// A blank one is not kept; one that is there already moves to the front.
    void add(const QString& search);

    [[nodiscard]] const QList<Saved>& saved() const { return m_saved; }
    /// Replaces what is saved under this name.
    void save(const QString& name, const QString& search);
    void remove(const QString& name);

private:
    void storeSaved();

    QSettings* m_settings = nullptr;
    QStringList m_entries;
    QList<Saved> m_saved;
};

} // namespace tailrace
