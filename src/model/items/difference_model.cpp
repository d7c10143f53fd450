// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/difference_model.h"

#include "model/base/format.h"
#include "model/items/facet_model.h"
#include "model/items/to_qstring.h"
#include "model/query/query_edit.h"

namespace tailrace {

namespace {

QString shareText(std::uint64_t part, std::uint64_t whole)
{
    return QString::fromStdString(formatShare(static_cast<double>(part), static_cast<double>(whole)));
}

QString sizeText(std::uint64_t sample, std::uint64_t all)
{
    const QString size = QString::fromStdString(formatCount(sample));
    return sample == all ? size
                         : DifferenceModel::tr("%1 of %2").arg(size, QString::fromStdString(formatCount(all)));
}

} // namespace

void DifferenceModel::setDistinction(Distinction distinction, const QString& search)
{
    beginResetModel();
    m_distinction = std::move(distinction);
    const std::string asked = search.toStdString();
    std::erase_if(m_distinction.differences, [&asked](const Difference& difference) {
        return hasCondition(asked, conditionText(difference.field, difference.value));
    });
    endResetModel();
}

QString DifferenceModel::sampleText() const
{
    return tr("%1 traces against %2 others")
        .arg(sizeText(m_distinction.inside, m_distinction.allInside),
             sizeText(m_distinction.outside, m_distinction.allOutside));
}

QString DifferenceModel::condition(int row) const
{
    if (row < 0 || row >= rowCount())
        return {};
    const Difference& difference = m_distinction.differences[static_cast<std::size_t>(row)];
    return toQString(conditionText(difference.field, difference.value));
}

int DifferenceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_distinction.differences.size());
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Difference& difference = m_distinction.differences[static_cast<std::size_t>(index.row())];
    const auto name = [&] {
        return tr("%1 = %2").arg(FacetModel::title(difference.field), toQString(shownText(difference.value)));
    };
    const auto shares = [&] {
        return tr("%1 of these, %2 of the rest")
            .arg(shareText(difference.inside, m_distinction.inside),
                 shareText(difference.outside, m_distinction.outside));
    };
    switch (role) {
    case Qt::DisplayRole:
        return name();
    case SharesRole:
        return shares();
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(name(), shares());
    case Qt::ToolTipRole:
        return tr("%1\n%2 of %3 of these, %4 of %5 of the rest\nClick: only these")
            .arg(condition(index.row()), QString::fromStdString(formatCount(difference.inside)),
                 QString::fromStdString(formatCount(m_distinction.inside)),
                 QString::fromStdString(formatCount(difference.outside)),
                 QString::fromStdString(formatCount(m_distinction.outside)));
    case InsideRole:
        return difference.shareInside;
    case OutsideRole:
        return difference.shareOutside;
    default:
        return {};
    }
}

} // namespace tailrace
