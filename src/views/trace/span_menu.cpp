// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace/span_menu.h"

#include "model/items/to_qstring.h"
#include "views/trace/trace_page.h"
#include "views/waterfall/hide_menu.h"
#include "views/waterfall/span_text.h"
#include "views/waterfall/waterfall_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace tailrace {

namespace {

void fillZoomAndRows(QMenu& menu, WaterfallView* waterfall, const SpanTablePtr& table, SpanIndex span)
{
    menu.addAction(TracePage::tr("&Zoom to Span"), waterfall, &WaterfallView::zoomToSelection);
    menu.addAction(TracePage::tr("Zoom to &Trace"), waterfall, &WaterfallView::zoomToTrace);
    menu.addSeparator();
    QAction* expand = menu.addAction(TracePage::tr("&Expand All Below"), waterfall,
                                     [waterfall, span] { waterfall->setSubtreeCollapsed(span, false); });
    QAction* collapse = menu.addAction(TracePage::tr("&Collapse All Below"), waterfall,
                                       [waterfall, span] { waterfall->setSubtreeCollapsed(span, true); });
    expand->setEnabled(table->hasChildren(span));
    collapse->setEnabled(table->hasChildren(span));
    menu.addSeparator();
    menu.addAction(TracePage::tr("&Focus on This Subtree"), waterfall, &WaterfallView::focusSelected);
    menu.addAction(TracePage::tr("&Hide Span and All Below"), waterfall, &WaterfallView::hideSelected);
    menu.addAction(TracePage::tr("Hide &Service"), waterfall, &WaterfallView::hideService);
    fillHideMenu(*menu.addMenu(TracePage::tr("Hid&e")), *waterfall);
}

void addLink(QMenu& menu, TracePage& page, QString text, TraceId trace, SpanId span)
{
    QAction* action = menu.addAction(text.replace(u'&', QStringLiteral("&&")));
    QObject::connect(action, &QAction::triggered, &page, [&page, trace, span] { page.followLink(trace, span); });
}

/// The spans that this one links to, and those that link to it.
void fillLinks(QMenu& menu, TracePage& page, const SpanTable& table, SpanIndex span)
{
    const SpanExtra* extra = page.waterfall()->extraOf(span);
    if (extra != nullptr && !extra->linked.empty())
        fillLinkMenu(*menu.addMenu(TracePage::tr("Go to &Linked Span")), page, table, *extra, false);
    if (extra != nullptr && !extra->linkedFrom.empty())
        fillLinkMenu(*menu.addMenu(TracePage::tr("&Go to Linking Span")), page, table, *extra, true);
}

} // namespace

void fillLinkMenu(QMenu& menu, TracePage& page, const SpanTable& table, const SpanExtra& extra, bool incoming)
{
    if (incoming)
        for (const LinkFrom& link : extra.linkedFrom)
            addLink(menu, page, linkingSpanText(table, link), link.trace, link.span);
    else
        for (const auto& [trace, span] : extra.linked)
            addLink(menu, page, linkedSpanText(table, trace, span), trace, span);
}

void fillSpanMenu(QMenu& menu, TracePage& page, const SpanTablePtr& table, SpanIndex span)
{
    if (table != nullptr && span != kNoSpan) {
        fillZoomAndRows(menu, page.waterfall(), table, span);
        fillLinks(menu, page, *table, span);
        menu.addSeparator();
        menu.addAction(TracePage::tr("Copy &Name"), &page, [table, span] {
            const std::string_view name = table->name(span);
            QGuiApplication::clipboard()->setText(toQString(name));
        });
        menu.addAction(TracePage::tr("Copy Span &ID"), &page, [table, span] {
            QGuiApplication::clipboard()->setText(QString::fromStdString(toHex(SpanId{table->spanId[span]})));
        });
        menu.addAction(TracePage::tr("Copy Span as &JSON"), &page, &TracePage::copySpan);
    }
    menu.addAction(TracePage::tr("Copy Trace I&D"), &page, &TracePage::copyTraceId);
}

} // namespace tailrace
