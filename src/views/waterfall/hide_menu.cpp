// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waterfall/hide_menu.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "views/waterfall/waterfall_view.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>

#include <algorithm>

namespace tailrace {

namespace {

constexpr std::int64_t kLengths[] = {0, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
constexpr SpanKind kKinds[] = {SpanKind::Internal, SpanKind::Server,   SpanKind::Client,
                               SpanKind::Producer, SpanKind::Consumer, SpanKind::Unspecified};

QString tr(const char* text)
{
    return QCoreApplication::translate("HideMenu", text);
}

QAction* addCheck(QMenu& menu, const QString& text, bool isChecked)
{
    QAction* action = menu.addAction(QString(text).replace(u'&', QStringLiteral("&&")));
    action->setCheckable(true);
    action->setChecked(isChecked);
    return action;
}

void addServices(QMenu& menu, WaterfallView& view)
{
    const SpanTable& table = *view.rows().table();
    std::vector<StringId> services = table.services;
    std::sort(services.begin(), services.end(),
              [&table](StringId a, StringId b) { return table.strings.text(a) < table.strings.text(b); });
    for (const StringId service : services) {
        const QString name = toQString(table.strings.text(service));
        QAction* action = addCheck(menu, name.isEmpty() ? tr("(no service)") : name,
                                   view.rows().state()->filter.hidesService(service));
        QObject::connect(action, &QAction::toggled, &view,
                         [&view, service](bool on) { view.setServiceHidden(service, on); });
    }
}

void addKinds(QMenu& menu, WaterfallView& view)
{
    const SpanTable& table = *view.rows().table();
    for (const SpanKind kind : kKinds) {
        if (std::find(table.kind.begin(), table.kind.end(), kind) == table.kind.end())
            continue;
        QAction* action = addCheck(menu, toQString(name(kind)), view.rows().state()->filter.hidesKind(kind));
        QObject::connect(action, &QAction::toggled, &view,
                         [&view, kind](bool on) { view.setKindHidden(kind, on); });
    }
}

void addLengths(QMenu& menu, WaterfallView& view)
{
    auto* group = new QActionGroup(&menu);
    const std::int64_t current = view.rows().state()->filter.shortestNs;
    for (const std::int64_t length : kLengths) {
        const QString text = length == 0 ? tr("None") : QString::fromStdString(formatDuration(length));
        QAction* action = addCheck(menu, text, length == current);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &view, [&view, length] { view.hideShorterThan(length); });
    }
}

} // namespace

void fillAttributeMenu(QMenu& menu, WaterfallView& view)
{
    const QStringList shown = view.shownAttributes();
    const QStringList known = view.knownAttributes();
    if (known.isEmpty())
        menu.addAction(tr("No attributes on the screen"))->setEnabled(false);
    for (const QString& key : known) {
        QAction* action = addCheck(menu, key, shown.contains(key));
        QObject::connect(action, &QAction::toggled, &view, [&view, key](bool on) {
            QStringList keys = view.shownAttributes();
            keys.removeAll(key);
            if (on)
                keys << key;
            view.setShownAttributes(keys);
        });
    }
}

void fillHideMenu(QMenu& menu, WaterfallView& view)
{
    if (view.rows().table() == nullptr)
        return;
    addServices(*menu.addMenu(tr("&Services")), view);
    addKinds(*menu.addMenu(tr("&Kinds")), view);
    addLengths(*menu.addMenu(tr("Spans S&horter Than")), view);
    menu.addSeparator();
    QAction* all = menu.addAction(tr("Show &All"), &view, &WaterfallView::showHidden);
    all->setEnabled(view.rows().state()->filter.isActive());
}

} // namespace tailrace
