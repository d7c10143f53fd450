// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/waterfall_accessible.h"

#include "views/waterfall/waterfall_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <unordered_map>

namespace tailrace {

namespace {

/// The row that begins with this span, -1 if none does.
int rowIn(const RowLayout& rows, SpanIndex span)
{
    const int row = rows.rowShowing(span);
    return row >= 0 && rows.spanAt(row) == span ? row : -1;
}

class RowAccessible : public QAccessibleInterface
{
public:
    RowAccessible(WaterfallView* view, SpanIndex span)
        : m_view(view)
        , m_span(span)
    {
    }

    [[nodiscard]] bool isValid() const override
    {
        return m_view != nullptr && m_view->rows().table() != nullptr && m_span < m_view->rows().table()->size();
    }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override
    {
        return QAccessible::queryAccessibleInterface(m_view.data());
    }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::TreeItem; }
    [[nodiscard]] QString text(QAccessible::Text t) const override
    {
        return isValid() && t == QAccessible::Name ? m_view->describe(m_span) : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}
    [[nodiscard]] QRect rect() const override
    {
        const int row = isValid() ? rowIn(m_view->rows(), m_span) : -1;
        if (row < 0)
            return {};
        const QRect local = m_view->rowRect(row);
        return {m_view->viewport()->mapToGlobal(local.topLeft()), local.size()};
    }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        if (!isValid())
            return state;
        const SpanTable& table = *m_view->rows().table();
        const int row = rowIn(m_view->rows(), m_span);
        const bool isGroup = row >= 0 && m_view->rows().groupAt(row) != nullptr;
        state.focusable = state.selectable = true;
        state.selected = state.active = m_view->selection().current() == m_span;
        state.focused = state.selected && m_view->hasFocus();
        state.expandable = isGroup || table.hasChildren(m_span);
        state.expanded = state.expandable && !isGroup && !m_view->rows().isCollapsed(m_span);
        state.collapsed = state.expandable && !state.expanded;
        return state;
    }
    [[nodiscard]] SpanIndex span() const { return m_span; }

private:
    QPointer<WaterfallView> m_view;
    SpanIndex m_span;
};

class ViewAccessible : public QAccessibleWidget
{
public:
    explicit ViewAccessible(WaterfallView* view)
        : QAccessibleWidget(view, QAccessible::Tree)
    {
    }
    ~ViewAccessible() override { forgetRows(); }

    [[nodiscard]] int childCount() const override { return view()->rows().rowCount(); }
    [[nodiscard]] QAccessibleInterface* child(int row) const override
    {
        if (row < 0 || row >= childCount())
            return nullptr;
        if (m_table != view()->rows().table()) {
            forgetRows();
            m_table = view()->rows().table();
        }
        const SpanIndex span = view()->rows().spanAt(row);
        if (const auto known = m_rows.find(span); known != m_rows.end())
            return QAccessible::accessibleInterface(known->second);
        auto* made = new RowAccessible(view(), span);
        m_rows.emplace(span, QAccessible::registerAccessibleInterface(made));
        return made;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        const QPoint local = view()->viewport()->mapFromGlobal(QPoint(x, y));
        const WaterfallMetrics& metrics = view()->metrics();
        return child(rowAt(local.y(), {view()->firstRow(), metrics.rowHeight, view()->rows().rowCount()}));
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override
    {
        const auto* row = dynamic_cast<const RowAccessible*>(child);
        return row != nullptr && row->isValid() ? rowIn(view()->rows(), row->span()) : -1;
    }
    [[nodiscard]] QAccessibleInterface* focusChild() const override
    {
        const SpanIndex span = view()->selection().current();
        return span == kNoSpan ? nullptr : child(view()->rows().rowShowing(span));
    }

private:
    [[nodiscard]] WaterfallView* view() const { return static_cast<WaterfallView*>(widget()); }
    void forgetRows() const
    {
        for (const auto& [span, id] : m_rows)
            QAccessible::deleteAccessibleInterface(id);
        m_rows.clear();
    }

    mutable std::unordered_map<SpanIndex, QAccessible::Id> m_rows;
    mutable SpanTablePtr m_table;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* view = qobject_cast<WaterfallView*>(object);
    return view == nullptr ? nullptr : new ViewAccessible(view);
}

} // namespace

void installWaterfallAccessibility()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

void announceCurrentRow(WaterfallView& view, int row)
{
    if (!QAccessible::isActive() || row < 0)
        return;
    QAccessibleEvent event(&view, QAccessible::Focus);
    event.setChild(row);
    QAccessible::updateAccessibility(&event);
}

} // namespace tailrace
