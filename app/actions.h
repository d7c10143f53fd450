// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything a person can do in the window, in one table: the menus, the keys, the sheet that lists them, the
// editor of the key map and the command palette are made from it. A new action is one line in actions.cpp, one name
// here, and its handler in the main window. Which keys call an action is the key map's business (key_map.h); the
// table says where they start from. GUI thread only.

#include <QAction>
#include <QList>
#include <QObject>
#include <QString>

#include <array>
#include <functional>

class QMenu;
class QMenuBar;

namespace tailrace {

enum class ActionId {
    Open,
    OpenFolder,
    ImportReport,
    ExportTrace,
    ExportPicture,
    ExportWholePicture,
    CancelImport,
    CloseTab,
    Quit,
    Copy,
    CopyTraceId,
    CopyTraceJson,
    CopySpanOtlp,
    CopyPicture,
    EditLinks,
    Find,
    FindNext,
    FindPrevious,
    FindInDetail,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    ToggleDetail,
    ZoomIn,
    ZoomOut,
    ZoomToTrace,
    ZoomToSelection,
    PanLeft,
    PanRight,
    PanFarLeft,
    PanFarRight,
    ViewBack,
    ViewForward,
    FoldIdle,
    ClockRelative,
    ClockLocal,
    ClockUtc,
    NextClock,
    ViewWaterfall,
    ViewFlame,
    ViewMergedFlame,
    ViewOperations,
    ViewCriticalPath,
    EmphasisePath,
    FullScreen,
    OpenTrace,
    NextRow,
    PreviousRow,
    NextPage,
    PreviousPage,
    FirstRow,
    LastRow,
    ExpandOrEnter,
    CollapseOrLeave,
    ToggleRow,
    ExpandBelow,
    ExpandSiblings,
    CollapseSiblings,
    ExpandAll,
    CollapseAll,
    ExpandOneLevel,
    CollapseOneLevel,
    FoldRepeats,
    FocusSubtree,
    LeaveFocus,
    HideSubtree,
    HideService,
    HideMenu,
    AttributeMenu,
    CorrectClocks,
    HostClocks,
    ShowHidden,
    NextError,
    PreviousError,
    NextSegment,
    PreviousSegment,
    NextTab,
    PreviousTab,
    TracesTab,
    SearchTraces,
    Palette,
    Shortcuts,
    EditKeys,
    About,
};
inline constexpr int kActions = static_cast<int>(ActionId::About) + 1;

enum class MenuId { File, OpenRecent, Edit, View, Theme, TraceView, Clock, Trace, Rows, Go, Help, Samples };
inline constexpr int kMenus = static_cast<int>(MenuId::Samples) + 1;

/// What must be there for an action to make sense.
enum class Needs {
    Nothing,
    Document,    ///< something is open
    Import,      ///< an import is running
    TracePage,   ///< the page on show is a trace
    Rows,        ///< and shows the waterfall
    TimeAxis,    ///< and shows the waterfall or the flame graph by time
    Graph,       ///< and shows the waterfall or a flame graph
    ListedTrace, ///< the page on show is the list, with a trace selected
    AnyTrace,    ///< one of the two above
    Tabs,        ///< more than one tab
    Back,        ///< the trace on show can go back to a view before
    Forward,     ///< and forward again
};

/// What is there.
struct ActionState {
    bool document = false;
    bool import = false;
    bool tracePage = false;
    bool rows = false;
    bool timeAxis = false;
    bool graph = false;
    bool listedTrace = false;
    bool tabs = false;
    bool back = false;
    bool forward = false;
};

/// Ready-made key maps.
enum class KeyPreset {
    Tailrace, ///< arrows walk rows as in any tree, letters zoom and move as in profilers
    Jaeger,   ///< arrows zoom and move, letters page and walk rows as in Jaeger UI
};

/// A line of the sheet of shortcuts.
struct ShortcutLine {
    QString keys;
    QString text;
};
struct ShortcutGroup {
    QString title;
    QList<ShortcutLine> lines;
};

class ActionSet : public QObject
{
    Q_OBJECT

public:
    explicit ActionSet(QObject* parent = nullptr);

    [[nodiscard]] QAction* action(ActionId id) const { return m_actions[static_cast<std::size_t>(id)]; }
    /// Makes the menus. Those that are filled while the program runs (Open Recent, Samples) are empty.
    void fill(QMenuBar* bar);
    [[nodiscard]] QMenu* menu(MenuId id) const { return m_menus[static_cast<std::size_t>(id)]; }
    /// What an action is called where it stands alone: the menu's text without & and …, "Theme: Dark".
    [[nodiscard]] static QString title(ActionId id);
    /// The same in English, whatever the language: names an action in settings.
    [[nodiscard]] static QString name(ActionId id);
    /// The top menu's title.
    [[nodiscard]] static QString menuTitle(ActionId id);
    /// Keys that an action has in a ready-made map.
    [[nodiscard]] static QList<QKeySequence> presetKeys(ActionId id, KeyPreset preset);

    /// Enables what makes sense and disables the rest.
    void setState(const ActionState& state);

    /// All keys by menu as `keys` has them, then the gestures and keys that only pages know.
    [[nodiscard]] static QList<ShortcutGroup> shortcuts(const std::function<QList<QKeySequence>(ActionId)>& keys);

private:
    std::array<QAction*, kActions> m_actions{};
    std::array<QMenu*, kMenus> m_menus{};
};

} // namespace tailrace
