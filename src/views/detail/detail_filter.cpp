// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/detail/detail_filter.h"

#include "model/items/span_detail_model.h"

#include <algorithm>

namespace tailrace {

DetailFilter::DetailFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
}

void DetailFilter::setWords(const QString& typed)
{
    const QStringList words = typed.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    invalidateFilter();
}

bool DetailFilter::entryMatches(const QModelIndex& key) const
{
    if (key.data(SpanDetailModel::LookRole).toInt() == static_cast<int>(DetailLook::Group))
        return false;
    const QString name = key.data().toString();
    const QString value = key.siblingAtColumn(SpanDetailModel::ValueColumn).data().toString();
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return name.contains(word, Qt::CaseInsensitive) || value.contains(word, Qt::CaseInsensitive);
    });
}

bool DetailFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    return m_words.isEmpty() || entryMatches(sourceModel()->index(row, SpanDetailModel::KeyColumn, parent));
}

int DetailFilter::matches() const
{
    int count = 0;
    std::vector<QModelIndex> open{QModelIndex()};
    while (!open.empty()) {
        const QModelIndex parent = open.back();
        open.pop_back();
        for (int row = 0; row < rowCount(parent); ++row) {
            const QModelIndex entry = index(row, SpanDetailModel::KeyColumn, parent);
            if (entryMatches(mapToSource(entry)))
                ++count;
            else if (hasChildren(entry))
                open.push_back(entry);
        }
    }
    return count;
}

} // namespace tailrace
