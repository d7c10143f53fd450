// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/search_history.h"

#include <QSettings>

#include <algorithm>

namespace tailrace {

namespace {

QString entriesKey()
{
    return QStringLiteral("search/history");
}

QString savedKey()
{
    return QStringLiteral("search/saved");
}

} // namespace

void SearchHistory::setSettings(QSettings* settings)
{
    m_settings = settings;
    m_entries = settings->value(entriesKey()).toStringList().mid(0, kMaxEntries);
    m_saved.clear();
    const int count = settings->beginReadArray(savedKey());
    for (int i = 0; i < count; ++i) {
        settings->setArrayIndex(i);
        m_saved.append({settings->value(QStringLiteral("name")).toString(),
                        settings->value(QStringLiteral("search")).toString()});
    }
    settings->endArray();
}

void SearchHistory::add(const QString& search)
{
    const QString text = search.trimmed();
    if (text.isEmpty() || (!m_entries.isEmpty() && m_entries.front() == text))
        return;
    m_entries.removeAll(text);
    m_entries.prepend(text);
    m_entries = m_entries.mid(0, kMaxEntries);
    if (m_settings != nullptr)
        m_settings->setValue(entriesKey(), m_entries);
}

void SearchHistory::save(const QString& name, const QString& search)
{
    const auto same = std::find_if(m_saved.begin(), m_saved.end(), [&](const Saved& s) { return s.name == name; });
    if (same != m_saved.end())
        same->search = search;
    else
        m_saved.append({name, search});
    storeSaved();
}

void SearchHistory::remove(const QString& name)
{
    m_saved.removeIf([&name](const Saved& saved) { return saved.name == name; });
    storeSaved();
}

void SearchHistory::storeSaved()
{
    if (m_settings == nullptr)
        return;
    m_settings->remove(savedKey());
    m_settings->beginWriteArray(savedKey(), static_cast<int>(m_saved.size()));
    for (int i = 0; i < m_saved.size(); ++i) {
        m_settings->setArrayIndex(i);
        m_settings->setValue(QStringLiteral("name"), m_saved[i].name);
        m_settings->setValue(QStringLiteral("search"), m_saved[i].search);
    }
    m_settings->endArray();
}

} // namespace tailrace
