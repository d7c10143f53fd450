// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What sets traces apart, as a list: a value a row, with its shares. GUI thread only.

#include "model/query/distinguish.h"

#include <QAbstractListModel>
#include <QString>

namespace tailrace {

class DifferenceModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SharesRole = Qt::UserRole, ///< "96 % of these, 11 % of the rest"
        InsideRole,                ///< double 0 … 1
        OutsideRole,               ///< double 0 … 1
    };

    explicit DifferenceModel(QObject* parent = nullptr)
        : QAbstractListModel(parent)
    {
    }

    /// What the search asks for itself is left out: it says nothing new.
    void setDistinction(Distinction distinction, const QString& search);
    [[nodiscard]] const Distinction& distinction() const { return m_distinction; }
    /// "1,000 of 3,200 traces against 1,000 of 9,000 others".
    [[nodiscard]] QString sampleText() const;
    /// The condition of a row.
    [[nodiscard]] QString condition(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    Distinction m_distinction;
};

} // namespace tailrace
