// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Draws the entries of the detail panel: headings, muted keys, values that wrap. Long values show their beginning
// until they are unfolded; stack traces keep their lines in a fixed-width font. The editor it opens is read-only
// and serves to select a part of a value. GUI thread only.

#include <QFont>
#include <QStyledItemDelegate>
#include <QTextOption>

#include <functional>

namespace tailrace {

class DetailDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Whether the value at an index is shown in full.
    using IsUnfolded = std::function<bool(const QModelIndex&)>;

    DetailDelegate(IsUnfolded isUnfolded, QObject* parent);

    /// Whether the value is longer than what is shown of it at first, in a column of this width.
    [[nodiscard]] bool isLong(const QModelIndex& index, int columnWidth) const;
    /// Width that the key needs, px.
    [[nodiscard]] int keyWidth(const QModelIndex& index) const;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                        const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget*, QAbstractItemModel*, const QModelIndex&) const override {}
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;

private:
    struct Shown;

    [[nodiscard]] Shown layOut(const QModelIndex& index, int width) const;
    void draw(QPainter& painter, const Shown& shown, const QStyleOptionViewItem& option) const;
    [[nodiscard]] QTextOption textOption(const QModelIndex& index) const;
    [[nodiscard]] QFont fontOf(const QModelIndex& index) const;
    void paintGroup(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintKey(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintValue(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    void paintText(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    IsUnfolded m_isUnfolded;
};

} // namespace tailrace
