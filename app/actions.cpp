// SPDX-License-Identifier: GPL-3.0-or-later
#include "actions.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

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
    const char* keys; ///< portable texts, separated by spaces
    Needs needs;
    unsigned flags = Plain;
};

// In the order of the menus.
constexpr ActionRow kRows[] = {
    {ActionId::Open, MenuId::File, "&Open…", "Ctrl+O", Needs::Nothing},
    {ActionId::OpenFolder, MenuId::File, "Open &Folder…", "Ctrl+Shift+O", Needs::Nothing},
    {ActionId::ImportReport, MenuId::File, "Import &Report", "Ctrl+I", Needs::Document, SeparatorBefore},
    {ActionId::ExportTrace, MenuId::File, "&Export Trace…", "Ctrl+E", Needs::AnyTrace},
    {ActionId::ExportPicture, MenuId::File, "Export &Picture…", "Ctrl+Shift+E", Needs::TracePage},
    {ActionId::ExportWholePicture, MenuId::File, "Export Picture of &Whole Trace…", "", Needs::TracePage},
    {ActionId::CancelImport, MenuId::File, "&Cancel Import", "Esc", Needs::Import},
    {ActionId::CloseTab, MenuId::File, "C&lose Tab", "Ctrl+W", Needs::TracePage, SeparatorBefore},
    {ActionId::Quit, MenuId::File, "&Quit", "Ctrl+Q", Needs::Nothing},

    {ActionId::Copy, MenuId::Edit, "&Copy", "Ctrl+C", Needs::AnyTrace},
    {ActionId::CopyTraceId, MenuId::Edit, "Copy Trace &ID", "Ctrl+Shift+C", Needs::AnyTrace},
    {ActionId::CopyTraceJson, MenuId::Edit, "Copy Trace as &JSON", "Ctrl+Shift+J", Needs::AnyTrace},
    {ActionId::CopySpanOtlp, MenuId::Edit, "Copy Span as &OTLP JSON", "Ctrl+Alt+C", Needs::TracePage},
    {ActionId::CopyPicture, MenuId::Edit, "Copy Pict&ure", "Ctrl+Alt+P", Needs::TracePage},
    {ActionId::EditLinks, MenuId::Edit, "Links to Other &Tools…", "", Needs::Nothing, SeparatorBefore},
    {ActionId::Find, MenuId::Edit, "&Find", "Ctrl+F /", Needs::Document, SeparatorBefore},
    {ActionId::FindNext, MenuId::Edit, "Find &Next", "N F3", Needs::TracePage},
    {ActionId::FindPrevious, MenuId::Edit, "Find &Previous", "Shift+N Shift+F3", Needs::TracePage},
    {ActionId::FindInDetail, MenuId::Edit, "Find in &Detail", "Ctrl+Shift+F", Needs::TracePage},

    {ActionId::ThemeSystem, MenuId::Theme, "As the &System", "", Needs::Nothing, Checkable},
    {ActionId::ThemeLight, MenuId::Theme, "&Light", "", Needs::Nothing, Checkable},
    {ActionId::ThemeDark, MenuId::Theme, "&Dark", "", Needs::Nothing, Checkable},
    {ActionId::ToggleDetail, MenuId::View, "&Detail Panel", "Q", Needs::TracePage, Checkable},
    {ActionId::ZoomIn, MenuId::View, "Zoom &In", "W + = Ctrl++ Ctrl+=", Needs::Graph, SeparatorBefore},
    {ActionId::ZoomOut, MenuId::View, "Zoom &Out", "S - Ctrl+-", Needs::Graph},
    {ActionId::ZoomToTrace, MenuId::View, "&Whole Trace", "Ctrl+0", Needs::Graph},
    {ActionId::ZoomToSelection, MenuId::View, "Zoom to &Selected Span", "F", Needs::Graph},
    {ActionId::PanLeft, MenuId::View, "Move &Earlier", "A", Needs::Graph},
    {ActionId::PanRight, MenuId::View, "Move &Later", "D", Needs::Graph},
    {ActionId::PanFarLeft, MenuId::View, "Move Far Earlier", "Shift+A", Needs::Graph},
    {ActionId::PanFarRight, MenuId::View, "Move Far Later", "Shift+D", Needs::Graph},
    {ActionId::ViewBack, MenuId::View, "&Back to Previous View", "Alt+Left", Needs::Back, SeparatorBefore},
    {ActionId::ViewForward, MenuId::View, "Forward to &Next View", "Alt+Right", Needs::Forward},
    {ActionId::FoldIdle, MenuId::View, "Fold Idle Ti&me", "I", Needs::TimeAxis, SeparatorBefore | Checkable},
    {ActionId::ClockRelative, MenuId::Clock, "Since the Trace &Began", "", Needs::Nothing, Checkable},
    {ActionId::ClockLocal, MenuId::Clock, "&Local Time", "", Needs::Nothing, Checkable},
    {ActionId::ClockUtc, MenuId::Clock, "&UTC", "", Needs::Nothing, Checkable},
    {ActionId::NextClock, MenuId::Clock, "&Switch Clock", "T", Needs::TracePage, SeparatorBefore},
    {ActionId::ViewWaterfall, MenuId::TraceView, "&Waterfall", "Alt+1", Needs::TracePage, Checkable},
    {ActionId::ViewFlame, MenuId::TraceView, "&Flame Graph", "Alt+2", Needs::TracePage, Checkable},
    {ActionId::ViewMergedFlame, MenuId::TraceView, "Flame Graph &Merged by Name", "Alt+3", Needs::TracePage,
     Checkable},
    {ActionId::ViewOperations, MenuId::TraceView, "&Operations", "Alt+4", Needs::TracePage, Checkable},
    {ActionId::ViewCriticalPath, MenuId::TraceView, "&Critical Path", "Alt+5", Needs::TracePage, Checkable},
    {ActionId::EmphasisePath, MenuId::View, "&Emphasise Critical Path", "X", Needs::Graph, Checkable},
    {ActionId::FullScreen, MenuId::View, "&Full Screen", "F11", Needs::Nothing, SeparatorBefore | Checkable},

    {ActionId::OpenTrace, MenuId::Trace, "&Open Selected Trace", "", Needs::ListedTrace},
    {ActionId::NextRow, MenuId::Rows, "&Next Span", "Down", Needs::Graph},
    {ActionId::PreviousRow, MenuId::Rows, "&Previous Span", "Up", Needs::Graph},
    {ActionId::NextPage, MenuId::Rows, "Page &Down", "PgDown", Needs::Rows},
    {ActionId::PreviousPage, MenuId::Rows, "Page &Up", "PgUp", Needs::Rows},
    {ActionId::FirstRow, MenuId::Rows, "&First Span", "Home", Needs::Rows},
    {ActionId::LastRow, MenuId::Rows, "&Last Span", "End", Needs::Rows},
    {ActionId::ExpandOrEnter, MenuId::Rows, "&Expand, or Go to First Child", "Right", Needs::Graph,
     SeparatorBefore},
    {ActionId::CollapseOrLeave, MenuId::Rows, "&Collapse, or Go to Parent", "Left", Needs::Graph},
    {ActionId::ToggleRow, MenuId::Rows, "Expand &or Collapse", "Return Enter", Needs::Rows},
    {ActionId::ExpandBelow, MenuId::Rows, "Expand All &Below", "*", Needs::Rows},
    {ActionId::ExpandSiblings, MenuId::Rows, "Expand All &Siblings", "Shift+Right", Needs::Rows},
    {ActionId::CollapseSiblings, MenuId::Rows, "Collapse All S&iblings", "Shift+Left", Needs::Rows},
    {ActionId::ExpandAll, MenuId::Trace, "&Expand All", "[", Needs::Rows, SeparatorBefore},
    {ActionId::CollapseAll, MenuId::Trace, "&Collapse All", "]", Needs::Rows},
    {ActionId::ExpandOneLevel, MenuId::Trace, "E&xpand One Level", "O", Needs::Rows},
    {ActionId::CollapseOneLevel, MenuId::Trace, "C&ollapse One Level", "P", Needs::Rows},
    {ActionId::FoldRepeats, MenuId::Trace, "Fold Repea&ted Spans", "R", Needs::Rows},
    {ActionId::FocusSubtree, MenuId::Trace, "&Focus on Subtree", "Ctrl+Return Ctrl+Enter", Needs::Rows,
     SeparatorBefore},
    {ActionId::LeaveFocus, MenuId::Trace, "&Leave Focus", "Backspace", Needs::Rows},
    {ActionId::HideSubtree, MenuId::Trace, "&Hide Span and All Below", "H", Needs::Rows},
    {ActionId::HideService, MenuId::Trace, "Hide &Service", "Shift+H", Needs::Rows},
    {ActionId::HideMenu, MenuId::Trace, "H&ide Services, Kinds, Short Spans…", "Ctrl+H", Needs::Rows},
    {ActionId::ShowHidden, MenuId::Trace, "Show All Hi&dden", "U", Needs::Rows},
    {ActionId::AttributeMenu, MenuId::Trace, "&Attributes Beside Names…", "Ctrl+Shift+A", Needs::Rows},
    {ActionId::CorrectClocks, MenuId::Trace, "Correct Cloc&ks", "K", Needs::TracePage, SeparatorBefore | Checkable},
    {ActionId::HostClocks, MenuId::Trace, "Clocks of the Hosts…", "Shift+K", Needs::TracePage},
    {ActionId::NextError, MenuId::Trace, "&Next Error", "E", Needs::TracePage, SeparatorBefore},
    {ActionId::PreviousError, MenuId::Trace, "&Previous Error", "Shift+E", Needs::TracePage},
    {ActionId::NextSegment, MenuId::Trace, "Ne&xt Segment of Critical Path", "C", Needs::TracePage,
     SeparatorBefore},
    {ActionId::PreviousSegment, MenuId::Trace, "Pre&vious Segment of Critical Path", "Shift+C", Needs::TracePage},

    {ActionId::NextTab, MenuId::Go, "&Next Tab", "Ctrl+Tab Ctrl+PgDown", Needs::Tabs},
    {ActionId::PreviousTab, MenuId::Go, "&Previous Tab", "Ctrl+Shift+Tab Ctrl+PgUp", Needs::Tabs},
    {ActionId::TracesTab, MenuId::Go, "&Traces", "Ctrl+1", Needs::Document},
    {ActionId::SearchTraces, MenuId::Go, "&Search All Traces", "Ctrl+L", Needs::Document},
    {ActionId::Palette, MenuId::Go, "&Command Palette…", "Ctrl+Shift+P", Needs::Nothing, SeparatorBefore},

    {ActionId::Shortcuts, MenuId::Help, "&Keyboard Shortcuts", "? F1", Needs::Nothing},
    {ActionId::EditKeys, MenuId::Help, "&Change Keyboard Shortcuts…", "", Needs::Nothing},
    {ActionId::About, MenuId::Help, "&About Tailrace", "", Needs::Nothing, SeparatorBefore},
};
static_assert(std::size(kRows) == kActions);

struct PresetRow {
    ActionId id;
    const char* keys;
};
// Where the Jaeger map differs. In Jaeger UI the arrows and A, D move the visible time, ↑ ↓ zoom, W and S page, F
// and B go to the next and previous span, Ctrl+B searches.
constexpr PresetRow kJaegerKeys[] = {
    {ActionId::Find, "Ctrl+B Ctrl+F /"},
    {ActionId::ZoomIn, "Up Shift+Up + = Ctrl++ Ctrl+="},
    {ActionId::ZoomOut, "Down Shift+Down - Ctrl+-"},
    {ActionId::ZoomToSelection, "Shift+F"},
    {ActionId::PanLeft, "A Left"},
    {ActionId::PanRight, "D Right"},
    {ActionId::PanFarLeft, "Shift+A Shift+Left"},
    {ActionId::PanFarRight, "Shift+D Shift+Right"},
    {ActionId::NextRow, "F"},
    {ActionId::PreviousRow, "B"},
    {ActionId::NextPage, "S PgDown"},
    {ActionId::PreviousPage, "W PgUp"},
    {ActionId::ExpandOrEnter, ""},
    {ActionId::CollapseOrLeave, ""},
    {ActionId::ExpandSiblings, ""},
    {ActionId::CollapseSiblings, ""},
};

/// A submenu, placed before an action or, without one, at the end of its menu.
struct SubmenuRow {
    MenuId id;
    MenuId parent;
    ActionId before;
    const char* text;
    bool isContext = false; ///< its actions say little without its name
};
constexpr SubmenuRow kSubmenus[] = {
    {MenuId::OpenRecent, MenuId::File, ActionId::ImportReport, "Open &Recent"},
    {MenuId::Theme, MenuId::View, ActionId::ToggleDetail, "&Theme", true},
    {MenuId::TraceView, MenuId::View, ActionId::ZoomIn, "Sho&w Trace As", true},
    {MenuId::Clock, MenuId::View, ActionId::FullScreen, "&Clock", true},
    {MenuId::Rows, MenuId::Trace, ActionId::ExpandAll, "&Rows"},
    {MenuId::Samples, MenuId::Help, ActionId::Shortcuts, "&Samples"},
};

struct KeyRow {
    const char* keys;
    const char* text;
};
// Keys and gestures that belong to a page; the page handles them itself.
constexpr KeyRow kSearchKeys[] = {
    {"↑ ↓", "Searches made before"},
    {"Ctrl+Space", "What can be written here"},
    {"Enter", "Search at once; again: to the list"},
    {"Esc", "Empty the line; again: to the list"},
    {"Alt+click on a facet", "Without these"},
    {"Drag in a plot", "Only traces of that time and duration; Esc: all"},
};
constexpr KeyRow kListKeys[] = {
    {"↑ ↓ PgUp PgDn", "Select a trace"},
    {"Home End", "First or last trace"},
    {"Enter, double click", "Open the trace"},
    {"Click a column", "Sort all traces by it"},
};
constexpr KeyRow kWaterfallKeys[] = {
    {"Ctrl+wheel, pinch", "Zoom at the pointer"},
    {"Shift+wheel", "Move along the time axis"},
    {"Middle drag, Space+drag", "Move along the time axis"},
    {"Right drag", "Zoom to what is dragged over"},
    {"Drag on ruler or overview", "Zoom to what is dragged over"},
    {"Double click on them", "Whole trace"},
    {"Drag in an empty place", "Measure; Esc forgets"},
    {"Click on folded time", "Unfold it"},
    {"Click on a row of hidden or repeated spans", "Show them"},
    {"Double click on a bar", "Zoom to the span"},
    {"Space", "Expand or collapse"},
};

constexpr KeyRow kFlameKeys[] = {
    {"Click on a box", "Select it and zoom to it"},
    {"Ctrl+wheel", "Zoom at the pointer"},
    {"Drag, Shift+wheel", "Move along the time axis"},
    {"↑ ↓ ← →", "Parent, first child, neighbours"},
    {"Enter", "Zoom to the box, or to the whole trace"},
};

QString translated(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

const ActionRow& rowOf(ActionId id)
{
    return *std::find_if(std::begin(kRows), std::end(kRows), [id](const ActionRow& row) { return row.id == id; });
}

MenuId topMenuOf(MenuId menu)
{
    for (const SubmenuRow& sub : kSubmenus) {
        if (sub.id == menu)
            return sub.parent;
    }
    return menu;
}

QList<QKeySequence> sequences(const char* texts)
{
    QList<QKeySequence> keys;
    for (const QString& key : QString::fromUtf8(texts).split(u' ', Qt::SkipEmptyParts))
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
    case Needs::Rows:
        return state.rows;
    case Needs::TimeAxis:
        return state.timeAxis;
    case Needs::Graph:
        return state.graph;
    case Needs::ListedTrace:
        return state.listedTrace;
    case Needs::AnyTrace:
        return state.tracePage || state.listedTrace;
    case Needs::Tabs:
        return state.tabs;
    case Needs::Back:
        return state.back;
    case Needs::Forward:
        return state.forward;
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
    auto* clocks = new QActionGroup(this);
    auto* views = new QActionGroup(this);
    for (const ActionRow& row : kRows) {
        auto* made = new QAction(translated(row.text), this);
        made->setShortcuts(sequences(row.keys));
        made->setCheckable((row.flags & Checkable) != 0);
        if (row.menu == MenuId::Theme)
            themes->addAction(made);
        if (row.menu == MenuId::Clock && made->isCheckable())
            clocks->addAction(made);
        if (row.menu == MenuId::TraceView)
            views->addAction(made);
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

QString ActionSet::title(ActionId id)
{
    const ActionRow& row = rowOf(id);
    const QString text = plain(translated(row.text));
    for (const SubmenuRow& sub : kSubmenus) {
        if (sub.id == row.menu && sub.isContext && (row.flags & Checkable) != 0)
            return QStringLiteral("%1: %2").arg(plain(translated(sub.text)), text);
    }
    return text;
}

QString ActionSet::name(ActionId id)
{
    return plain(QString::fromUtf8(rowOf(id).text));
}

QString ActionSet::menuTitle(ActionId id)
{
    const MenuId top = topMenuOf(rowOf(id).menu);
    for (const MenuRow& menu : kTopMenus) {
        if (menu.id == top)
            return plain(translated(menu.text));
    }
    return {};
}

QList<QKeySequence> ActionSet::presetKeys(ActionId id, KeyPreset preset)
{
    if (preset == KeyPreset::Jaeger) {
        for (const PresetRow& row : kJaegerKeys) {
            if (row.id == id)
                return sequences(row.keys);
        }
    }
    return sequences(rowOf(id).keys);
}

QList<ShortcutGroup> ActionSet::shortcuts(const std::function<QList<QKeySequence>(ActionId)>& keysOf)
{
    QList<ShortcutGroup> groups;
    for (const MenuRow& menu : kTopMenus) {
        ShortcutGroup group{plain(translated(menu.text)), {}};
        for (const ActionRow& row : kRows) {
            if (topMenuOf(row.menu) != menu.id)
                continue;
            QStringList keys;
            for (const QKeySequence& sequence : keysOf(row.id))
                keys.append(sequence.toString(QKeySequence::NativeText));
            if (!keys.isEmpty())
                group.lines.append({keys.join(QStringLiteral("  ")), plain(translated(row.text))});
        }
        if (!group.lines.isEmpty())
            groups.append(group);
    }
    groups.append(pageKeys("Search line", kSearchKeys, std::size(kSearchKeys)));
    groups.append(pageKeys("List of traces", kListKeys, std::size(kListKeys)));
    groups.append(pageKeys("Waterfall", kWaterfallKeys, std::size(kWaterfallKeys)));
    groups.append(pageKeys("Flame graph", kFlameKeys, std::size(kFlameKeys)));
    return groups;
}

} // namespace tailrace
