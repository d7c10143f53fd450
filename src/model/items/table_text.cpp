// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/table_text.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"

#include <QCoreApplication>
#include <QStringList>

namespace tailrace {

QString csvField(const QString& text)
{
    if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n') && !text.contains(u'\r'))
        return text;
    return u'"' + QString(text).replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString tabbedText(const QAbstractItemModel& model, const QList<int>& rows)
{
    const int columns = model.columnCount();
    QStringList cells;
    for (int column = 0; column < columns; ++column)
        cells.append(model.headerData(column, Qt::Horizontal).toString());
    QString out = cells.join(u'\t') + u'\n';
    const qsizetype count = rows.isEmpty() ? model.rowCount() : rows.size();
    for (qsizetype i = 0; i < count; ++i) {
        const int row = rows.isEmpty() ? static_cast<int>(i) : rows[i];
        cells.clear();
        for (int column = 0; column < columns; ++column)
            cells.append(model.index(row, column).data().toString().simplified());
        out += cells.join(u'\t') + u'\n';
    }
    return out;
}

QString matchesText(std::uint32_t matches)
{
    if (matches == 0)
        return {};
    return QCoreApplication::translate("OperationTableModel", matches == 1 ? ", %1 match" : ", %1 matches")
        .arg(toQString(formatCount(matches)));
}

} // namespace tailrace
