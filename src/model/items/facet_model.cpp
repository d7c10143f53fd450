// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/facet_model.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "model/query/query_edit.h"

namespace tailrace {

namespace {

constexpr quintptr kIsField = 0; // the internal id of fields; values have their field's row + 1

} // namespace

QString FacetModel::title(const FieldRef& field)
{
    switch (field.intrinsic) {
    case Intrinsic::Name:
        return tr("Operation");
    case Intrinsic::Status:
        return tr("Status");
    case Intrinsic::Kind:
        return tr("Kind");
    case Intrinsic::None:
        break;
    default:
        return toQString(fieldText(field));
    }
    if (field.key == "service.name" && field.scope == FieldScope::Resource)
        return tr("Service");
    if (field.scope == FieldScope::Span || field.scope == FieldScope::Unscoped)
        return toQString(field.key);
    return toQString(fieldText(field));
}

void FacetModel::setFacets(std::vector<Facet> facets, const QString& search)
{
    beginResetModel();
    m_facets = std::move(facets);
    m_search = search;
    endResetModel();
}

const FacetValue* FacetModel::valueOf(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == kIsField)
        return nullptr;
    return &m_facets[index.internalId() - 1].values[static_cast<std::size_t>(index.row())];
}

const FieldRef& FacetModel::field(const QModelIndex& index) const
{
    const auto row = index.internalId() == kIsField ? static_cast<std::size_t>(index.row()) : index.internalId() - 1;
    return m_facets[row].field;
}

QString FacetModel::condition(const QModelIndex& index, bool excluded) const
{
    const FacetValue* value = valueOf(index);
    return value == nullptr ? QString() : toQString(conditionText(field(index), value->value, excluded));
}

FacetModel::Choice FacetModel::choice(const QModelIndex& index) const
{
    if (valueOf(index) == nullptr)
        return NotChosen;
    const std::string search = m_search.toStdString();
    if (hasCondition(search, condition(index).toStdString()))
        return Wanted;
    return hasCondition(search, condition(index, true).toStdString()) ? Excluded : NotChosen;
}

QModelIndex FacetModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kIsField);
}

QModelIndex FacetModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == kIsField)
        return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, kIsField);
}

int FacetModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_facets.size());
    if (parent.internalId() != kIsField || parent.column() != 0)
        return 0;
    return static_cast<int>(m_facets[static_cast<std::size_t>(parent.row())].values.size());
}

int FacetModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QString FacetModel::valueText(const FacetValue& value) const
{
    const QString text = toQString(shownText(value.value));
    return text.isEmpty() ? tr("(empty)") : text;
}

QVariant FacetModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FacetValue* value = valueOf(index);
    if (value == nullptr) {
        const Facet& facet = m_facets[static_cast<std::size_t>(index.row())];
        if (role == Qt::DisplayRole)
            return title(facet.field);
        if (role == Qt::ToolTipRole)
            return tr("%1: %2").arg(toQString(fieldText(facet.field)),
                                    QString::fromStdString(formatCount(facet.distinct, "value")));
        if (role == MoreRole)
            return static_cast<qulonglong>(facet.distinct - facet.values.size());
        return {};
    }
    const Facet& facet = m_facets[index.internalId() - 1];
    switch (role) {
    case Qt::DisplayRole:
        return valueText(*value);
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(valueText(*value), QString::fromStdString(formatCount(value->traces, "trace")));
    case Qt::ToolTipRole:
        return tr("%1\n%2\nClick: only these · Alt+click: without these")
            .arg(condition(index), QString::fromStdString(formatCount(value->traces, "trace")));
    case CountRole:
        return static_cast<qulonglong>(value->traces);
    case ShareRole:
        return static_cast<double>(value->traces) / static_cast<double>(facet.values.front().traces);
    case ChosenRole:
        return choice(index);
    default:
        return {};
    }
}

} // namespace tailrace
