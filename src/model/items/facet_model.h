// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Facets as a Qt tree: fields, and below each its values with how many traces have them. GUI thread only.

#include "model/query/facets.h"

#include <QAbstractItemModel>
#include <QString>

#include <vector>

namespace tailrace {

class FacetModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        CountRole = Qt::UserRole, ///< of a value: traces, as a number
        ShareRole,                ///< of a value: double 0 … 1 of the largest count of its field
        ChosenRole,               ///< of a value: what the search has of it, a Choice
        MoreRole,                 ///< of a field: how many values are not shown
    };
    enum Choice { NotChosen, Wanted, Excluded };

    explicit FacetModel(QObject* parent = nullptr)
        : QAbstractItemModel(parent)
    {
    }

    /// `search` is the text that was searched for.
    void setFacets(std::vector<Facet> facets, const QString& search);
    void clear() { setFacets({}, {}); }

    /// The condition of a row that is a value; empty for a field.
    [[nodiscard]] QString condition(const QModelIndex& index, bool excluded = false) const;
    [[nodiscard]] Choice choice(const QModelIndex& index) const;
    /// "Service", "http.response.status_code".
    [[nodiscard]] static QString title(const FieldRef& field);
    /// The field of a row that is one, or the one above a value.
    [[nodiscard]] const FieldRef& field(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] const FacetValue* valueOf(const QModelIndex& index) const;
    [[nodiscard]] QString valueText(const FacetValue& value) const;

    std::vector<Facet> m_facets;
    QString m_search;
};

} // namespace tailrace
