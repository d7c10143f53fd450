// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything that was recorded of one span as a tree of two columns, key and value: groups (Time, Status,
// Warnings, Attributes, Events with the logs of the span between them, Logs of the trace, Links, Resource, Scope,
// Identifiers) and their entries; events, logs, links and structured values unfold. GUI thread only.

#include "model/items/span_detail_nodes.h"

#include <QAbstractItemModel>
#include <QString>

#include <memory>
#include <vector>

namespace tailrace {

class SpanDetailModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { KeyColumn, ValueColumn, ColumnCount };
    enum Role {
        LookRole = Qt::UserRole, ///< int(DetailLook)
        TypeRole,                ///< QString: the recorded type of the value; empty for what was not a value
        OpenRole,                ///< bool: unfolded from the start
        ShownRole,               ///< QString: the text as it is best read; of values the one to draw
    };

    explicit SpanDetailModel(QObject* parent = nullptr);
    ~SpanDetailModel() override;

    void setSpan(SpanDetail detail, const SpanContext& context);
    /// Tells of the same span in another context; what is there is built anew.
    void setContext(const SpanContext& context);
    void clear();
    /// What is shown, or nullptr.
    [[nodiscard]] const SpanDetail* detail() const { return m_detail.get(); }
    [[nodiscard]] const SpanContext& context() const { return m_context; }

    /// What copying an entry gives: its value; for a group all its entries as lines "key=value".
    [[nodiscard]] QString valueText(const QModelIndex& index) const;
    /// The entry of an event by its number among the span's; invalid if there is none.
    [[nodiscard]] QModelIndex eventIndex(std::uint32_t number) const;
    /// The link that an entry stands for or belongs to, or nullptr.
    [[nodiscard]] const SpanLink* linkAt(const QModelIndex& index) const;
    /// "key=value"; a part of a structured value has its whole path as key: "headers.accept=…".
    [[nodiscard]] QString keyValueText(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    [[nodiscard]] std::uint32_t nodeOf(const QModelIndex& index) const;
    [[nodiscard]] QString keyPath(std::uint32_t node) const;

    std::unique_ptr<const SpanDetail> m_detail;
    SpanContext m_context;
    std::vector<DetailNode> m_nodes;
};

} // namespace tailrace
