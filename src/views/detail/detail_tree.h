// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The list of everything recorded of a span: headings and entries in two columns whose border can be dragged. All
// of it works from the keyboard: arrows walk and unfold, Enter shows a long value in full, F2 or a double click
// lets select a part of a value, Ctrl+C copies. GUI thread only.

#include <QSet>
#include <QTreeView>

namespace tailrace {

class DetailDelegate;
class DetailFilter;
class SpanDetailModel;
struct SpanLink;

class DetailTree : public QTreeView
{
    Q_OBJECT

public:
    DetailTree(SpanDetailModel& model, DetailFilter& filter, QWidget* parent = nullptr);

    /// Ways to copy what is selected; of several entries all but the first way give one line each.
    enum class CopyAs { Value, Key, KeyValue };
    [[nodiscard]] QString selectedText(CopyAs what) const;
    void copySelected(CopyAs what);
    /// The span link to which the current entry belongs, or nullptr.
    [[nodiscard]] const SpanLink* currentLink() const;
    /// Selects an entry of the model, opens it and brings it to the top. Nothing for one that is filtered away.
    void showEntry(const QModelIndex& entry);
    /// Opens what should be open after the model or the filter changed.
    void unfold();

signals:
    void menuWanted(const QPoint& globalPosition);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool viewportEvent(QEvent* event) override;

private:
    void fitColumns();
    [[nodiscard]] bool isOnBorder(const QPoint& position) const;
    [[nodiscard]] bool isUnfolded(const QModelIndex& index) const;
    /// Shows a long value in full or its beginning again; false if the value is not long.
    bool toggleLong(const QModelIndex& index);

    SpanDetailModel& m_model;
    DetailFilter& m_filter;
    DetailDelegate* m_delegate;
    QSet<quintptr> m_unfolded; // internal ids of the model's indexes
    int m_keyWidth = 0;        // chosen by dragging; 0 = by the keys
    bool m_isDragging = false;
};

} // namespace tailrace
