// SPDX-License-Identifier: GPL-3.0-or-later
#include "actions.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace tailrace {

namespace {

struct MenuRow {
    MenuId id;
    const char* text;
};

constexpr MenuRow kTopMenus[] = {
    {MenuId::File, "&File"},   {MenuId::Edit, "&Edit"}, {MenuId::View, "&View"},
    {MenuId::Trace, "&Trace"}, {MenuId::Go, "&Go"},     {MenuId::Help, "&Help"},
};

enum RowFlag : unsigned { Plain = 0, SeparatorBefore = 1, Checkable = 2 };

struct ActionRow {
    ActionId id;
    MenuId menu;
    const char* text;
    const char* shortcuts; ///< portable texts, separated by spaces
    Needs needs;
    unsigned flags = Plain;
};

// In the order of the menus.
constexpr ActionRow kRows[] = {
    {ActionId::Open, MenuId::File, "&Open…", "Ctrl+O", Needs::Nothing},
    {ActionId::OpenFolder, MenuId::File, "Open &Folder…", "Ctrl+Shift+O", Needs::Nothing},
    {ActionId::ImportReport, MenuId::File, "Import &Report", "Ctrl+I", Needs::Document, SeparatorBefore},
    {ActionId::ExportTrace, MenuId::File, "&Export Trace…", "Ctrl+E", Needs::AnyTrace},
    {ActionId::CancelImport, MenuId::File, "&Cancel Import", "Esc", Needs::Import},
    {ActionId::CloseTab, MenuId::File, "C&lose Tab", "Ctrl+W", Needs::TracePage, SeparatorBefore},
    {ActionId::Quit, MenuId::File, "&Quit", "Ctrl+Q", Needs::Nothing},

    {ActionId::Copy, MenuId::Edit, "&Copy", "Ctrl+C", Needs::AnyTrace},
    {ActionId::CopyTraceId, MenuId::Edit, "Copy Trace &ID", "Ctrl+Shift+C", Needs::AnyTrace},
    {ActionId::CopyTraceJson, MenuId::Edit, "Copy Trace as &JSON", "Ctrl+Shift+J", Needs::AnyTrace},
    {ActionId::FindInDetail, MenuId::Edit, "&Find in Detail", "Ctrl+F", Needs::TracePage, SeparatorBefore},

    {ActionId::ThemeSystem, MenuId::Theme, "As the &System", "", Needs::Nothing, Checkable},
    {ActionId::ThemeLight, MenuId::Theme, "&Light", "", Needs::Nothing, Checkable},
    {ActionId::ThemeDark, MenuId::Theme, "&Dark", "", Needs::Nothing, Checkable},
    {ActionId::ToggleDetail, MenuId::View, "&Detail Panel", "Q", Needs::TracePage, Checkable},
    {ActionId::ZoomIn, MenuId::View, "Zoom &In", "Ctrl++ Ctrl+=", Needs::TracePage, SeparatorBefore},
    {ActionId::ZoomOut, MenuId::View, "Zoom &Out", "Ctrl+-", Needs::TracePage},
    {ActionId::ZoomToTrace, MenuId::View, "&Whole Trace", "Ctrl+0", Needs::TracePage},
    {ActionId::ZoomToSelection, MenuId::View, "Zoom to &Selected Span", "F", Needs::TracePage},
    {ActionId::FullScreen, MenuId::View, "&Full Screen", "F11", Needs::Nothing, SeparatorBefore | Checkable},

    {ActionId::OpenTrace, MenuId::Trace, "&Open Selected Trace", "", Needs::ListedTrace},
    {ActionId::ExpandAll, MenuId::Trace, "&Expand All", "[", Needs::TracePage, SeparatorBefore},
    {ActionId::CollapseAll, MenuId::Trace, "&Collapse All", "]", Needs::TracePage},
    {ActionId::ExpandOneLevel, MenuId::Trace, "E&xpand One Level", "O", Needs::TracePage},
    {ActionId::CollapseOneLevel, MenuId::Trace, "C&ollapse One Level", "P", Needs::TracePage},
    {ActionId::NextError, MenuId::Trace, "&Next Error", "E", Needs::TracePage, SeparatorBefore},
    {ActionId::PreviousError, MenuId::Trace, "&Previous Error", "Shift+E", Needs::TracePage},

    {ActionId::NextTab, MenuId::Go, "&Next Tab", "Ctrl+Tab Ctrl+PgDown", Needs::Tabs},
    {ActionId::PreviousTab, MenuId::Go, "&Previous Tab", "Ctrl+Shift+Tab Ctrl+PgUp", Needs::Tabs},
    {ActionId::TracesTab, MenuId::Go, "&Traces", "Ctrl+1", Needs::Document},

    {ActionId::Shortcuts, MenuId::Help, "&Keyboard Shortcuts", "? F1", Needs::Nothing},
    {ActionId::About, MenuId::Help, "&About Tailrace", "", Needs::Nothing, SeparatorBefore},
};
static_assert(std::size(kRows) == kActions);

/// A submenu, placed before an action or, without one, at the end of its menu.
struct SubmenuRow {
    MenuId id;
    MenuId parent;
    ActionId before;
    const char* text;
};
constexpr SubmenuRow kSubmenus[] = {
    {MenuId::OpenRecent, MenuId::File, ActionId::ImportReport, "Open &Recent"},
    {MenuId::Theme, MenuId::View, ActionId::ToggleDetail, "&Theme"},
    {MenuId::Samples, MenuId::Help, ActionId::Shortcuts, "&Samples"},
};

struct KeyRow {
    const char* keys;
    const char* text;
};
// Keys and gestures that belong to a page; the page handles them itself.
constexpr KeyRow kListKeys[] = {
    {"↑ ↓ PgUp PgDn", "Select a trace"},
    {"Home End", "First or last trace"},
    {"Enter, double click", "Open the trace"},
    {"Click a column", "Sort all traces by it"},
};
constexpr KeyRow kWaterfallKeys[] = {
    {"↑ ↓ PgUp PgDn", "Select a span"},
    {"Home End", "First or last span"},
    {"→ ←", "Expand, or collapse and go to the parent"},
    {"W S, Ctrl+wheel", "Zoom in and out"},
    {"A D, Shift+wheel", "Move along the time axis"},
};

QString translated(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

QList<QKeySequence> sequences(const ActionRow& row)
{
    QList<QKeySequence> keys;
    for (const QString& key : QString::fromUtf8(row.shortcuts).split(u' ', Qt::SkipEmptyParts))
        keys.append(QKeySequence::fromString(key, QKeySequence::PortableText));
    return keys;
}

bool isMet(Needs needs, const ActionState& state)
{
    switch (needs) {
    case Needs::Nothing:
        return true;
    case Needs::Document:
        return state.document;
    case Needs::Import:
        return state.import;
    case Needs::TracePage:
        return state.tracePage;
    case Needs::ListedTrace:
        return state.listedTrace;
    case Needs::AnyTrace:
        return state.tracePage || state.listedTrace;
    case Needs::Tabs:
        return state.tabs;
    }
    return false;
}

ShortcutGroup pageKeys(const char* title, const KeyRow* rows, std::size_t count)
{
    ShortcutGroup group{translated(title), {}};
    for (std::size_t i = 0; i < count; ++i)
        group.lines.append({translated(rows[i].keys), translated(rows[i].text)});
    return group;
}

QString plain(QString menuText)
{
    return menuText.remove(u'&').remove(u'…');
}

} // namespace

ActionSet::ActionSet(QObject* parent)
    : QObject(parent)
{
    auto* themes = new QActionGroup(this);
    for (const ActionRow& row : kRows) {
        auto* made = new QAction(translated(row.text), this);
        made->setShortcuts(sequences(row));
        made->setCheckable((row.flags & Checkable) != 0);
        if (row.menu == MenuId::Theme)
            themes->addAction(made);
        m_actions[static_cast<std::size_t>(row.id)] = made;
    }
    action(ActionId::Quit)->setMenuRole(QAction::QuitRole);
    action(ActionId::About)->setMenuRole(QAction::AboutRole);
    setState({});
}

void ActionSet::fill(QMenuBar* bar)
{
    const auto at = [](MenuId id) { return static_cast<std::size_t>(id); };
    for (const MenuRow& row : kTopMenus)
        m_menus[at(row.id)] = bar->addMenu(translated(row.text));
    for (const SubmenuRow& row : kSubmenus)
        m_menus[at(row.id)] = new QMenu(translated(row.text), m_menus[at(row.parent)]);
    for (const ActionRow& row : kRows) {
        QMenu* menu = m_menus[at(row.menu)];
        for (const SubmenuRow& sub : kSubmenus) {
            if (sub.before == row.id)
                menu->addMenu(m_menus[at(sub.id)]);
        }
        if ((row.flags & SeparatorBefore) != 0)
            menu->addSeparator();
        menu->addAction(action(row.id));
    }
}

void ActionSet::setState(const ActionState& state)
{
    for (const ActionRow& row : kRows)
        action(row.id)->setEnabled(isMet(row.needs, state));
}

QList<ShortcutGroup> ActionSet::shortcuts() const
{
    QList<ShortcutGroup> groups;
    for (const MenuRow& menu : kTopMenus) {
        ShortcutGroup group{plain(translated(menu.text)), {}};
        for (const ActionRow& row : kRows) {
            if (row.menu != menu.id || *row.shortcuts == '\0')
                continue;
            QStringList keys;
            for (const QKeySequence& sequence : sequences(row))
                keys.append(sequence.toString(QKeySequence::NativeText));
            group.lines.append({keys.join(QStringLiteral("  ")), plain(translated(row.text))});
        }
        if (!group.lines.isEmpty())
            groups.append(group);
    }
    groups.append(pageKeys("List of traces", kListKeys, std::size(kListKeys)));
    groups.append(pageKeys("Waterfall", kWaterfallKeys, std::size(kWaterfallKeys)));
    return groups;
}

} // namespace tailrace
