// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything about the selected span beside the waterfall: its name and place, a filter box, and the list of what
// was recorded. Shows what it is given; fetching is the page's matter. GUI thread only.

#include "model/cache/trace_scanner.h"
#include "model/items/link_template.h"
#include "model/items/span_detail_model.h"
#include "model/trace/span_table.h"
#include "views/common/time_display.h"

#include <QWidget>

#include <optional>
#include <utility>

class QLabel;
class QLineEdit;
class QMenu;

namespace tailrace {

class DetailFilter;
class DetailTree;
class PeerStrip;

class DetailPanel : public QWidget
{
    Q_OBJECT

public:
    explicit DetailPanel(QWidget* parent = nullptr);

    /// Shows a span whose detail has been read.
    void setSpan(const SpanTablePtr& table, SpanIndex span, SpanDetail detail);
    /// Where the shown span lies among its peers.
    void setPeers(const PeerSample& sample);
    /// The clock by which instants are told.
    void setTimeDisplay(TimeDisplay display);
    /// Links to other tools that the menu offers.
    void setLinkTemplates(const QList<LinkTemplate>& templates) { m_links = templates; }
    /// What the window can do with a span besides, for the menu.
    void setSpanActions(const QList<QAction*>& actions) { m_spanActions = actions; }
    /// Shows a sentence instead: nothing is selected, or reading failed.
    void setMessage(const QString& text);
    /// Scrolls to an event of a span by its number, now or when the span is shown; another span forgets it.
    void goToEvent(SpanIndex span, std::uint32_t number);
    /// Puts the keyboard focus into the filter box.
    void focusFilter();
    /// The shown span as JSON, the same as `show --json` prints for it; empty while none is shown.
    [[nodiscard]] QString spanJson() const;

    [[nodiscard]] const SpanDetailModel& model() const { return *m_model; }

    [[nodiscard]] QSize sizeHint() const override { return {340, 400}; }

signals:
    /// Another span of the trace is to be selected.
    void spanWanted(tailrace::SpanIndex span);
    /// The span that a link names is to be shown; it may be of another trace.
    void linkWanted(const tailrace::SpanLink& link);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void applyFilter();
    void showHeading();
    [[nodiscard]] SpanContext context() const;
    void applyFonts();
    void openMenu(const QPoint& globalPosition);
    void showPlace();
    void follow(const QString& where);
    void openChildMenu();
    void addToolLinks(QMenu& menu);

    SpanDetailModel* m_model;
    DetailFilter* m_filter;
    SpanTablePtr m_table;
    SpanIndex m_span = kNoSpan;
    std::optional<std::pair<SpanIndex, std::uint32_t>> m_wantedEvent; // when its span is shown
    TimeDisplay m_display = TimeDisplay::Relative;
    QList<LinkTemplate> m_links;
    QList<QAction*> m_spanActions;

    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_place; // parent and children, to go to
    PeerStrip* m_peers;
    QLabel* m_message;
    QLineEdit* m_filterBox;
    DetailTree* m_tree;
    QWidget* m_content;
};

} // namespace tailrace
