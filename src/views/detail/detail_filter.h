// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The part of a span's detail that contains what was typed: entries whose key or value has all the words, whatever
// their case, under their headings and with everything that they unfold into. GUI thread only.

#include <QSortFilterProxyModel>
#include <QStringList>

namespace tailrace {

class DetailFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit DetailFilter(QObject* parent = nullptr);

    void setWords(const QString& typed);
    [[nodiscard]] bool isFiltering() const { return !m_words.isEmpty(); }
    /// Number of entries that match, headings and what matching entries unfold into not counted.
    [[nodiscard]] int matches() const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    [[nodiscard]] bool entryMatches(const QModelIndex& key) const;

    QStringList m_words;
};

} // namespace tailrace
