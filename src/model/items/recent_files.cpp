// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/recent_files.h"

#include <QDir>
#include <QFileInfo>

namespace tailrace {

namespace {

QString arrayKey()
{
    return QStringLiteral("recent");
}
QString filesKey()
{
    return QStringLiteral("files");
}

} // namespace

RecentFiles::RecentFiles(QSettings* settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
{
    const int count = m_settings->beginReadArray(arrayKey());
    for (int i = 0; i < count && m_entries.size() < kMaxEntries; ++i) {
        m_settings->setArrayIndex(i);
        const QStringList files = m_settings->value(filesKey()).toStringList();
        if (!files.isEmpty() && !m_entries.contains(files))
            m_entries.append(files);
    }
    m_settings->endArray();
}

void RecentFiles::add(const QStringList& files)
{
    QStringList absolute;
    for (const QString& file : files) {
        if (file != QLatin1String("-"))
            absolute.append(QDir::cleanPath(QFileInfo(file).absoluteFilePath()));
    }
    if (absolute.isEmpty())
        return;
    m_entries.removeAll(absolute);
    m_entries.prepend(absolute);
    while (m_entries.size() > kMaxEntries)
        m_entries.removeLast();
    save();
}

void RecentFiles::remove(const QStringList& files)
{
    if (m_entries.removeAll(files) > 0)
        save();
}

void RecentFiles::clear()
{
    m_entries.clear();
    save();
}

QString RecentFiles::title(const QStringList& files)
{
    if (files.isEmpty())
        return {};
    const QString name =
        files.first() == QLatin1String("-") ? tr("standard input") : QFileInfo(QDir::cleanPath(files.first())).fileName();
    return files.size() == 1 ? name : tr("%1 and %2 more").arg(name).arg(files.size() - 1);
}

QString RecentFiles::place(const QStringList& files)
{
    if (files.isEmpty())
        return {};
    const QString folder = QFileInfo(QDir::cleanPath(files.first())).path();
    const QString home = QDir::homePath();
    if (folder == home || folder.startsWith(home + u'/'))
        return QDir::toNativeSeparators(u'~' + folder.mid(home.size()));
    return QDir::toNativeSeparators(folder);
}

void RecentFiles::save()
{
    m_settings->remove(arrayKey());
    m_settings->beginWriteArray(arrayKey(), static_cast<int>(m_entries.size()));
    for (int i = 0; i < m_entries.size(); ++i) {
        m_settings->setArrayIndex(i);
        m_settings->setValue(filesKey(), m_entries.at(i));
    }
    m_settings->endArray();
    emit changed();
}

} // namespace tailrace
