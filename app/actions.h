// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Everything a person can do in the window, in one table: the menus, the shortcuts and the sheet that lists them
// are made from it. A new action is one line in actions.cpp, one name here, and its handler in the main window.
// GUI thread only.

#include <QAction>
#include <QList>
#include <QObject>
#include <QString>

#include <array>

class QMenu;
class QMenuBar;

namespace tailrace {

enum class ActionId {
    Open,
    OpenFolder,
    ImportReport,
    ExportTrace,
    CancelImport,
    CloseTab,
    Quit,
    Copy,
    CopyTraceId,
    CopyTraceJson,
    FindInDetail,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    ToggleDetail,
    ZoomIn,
    ZoomOut,
    ZoomToTrace,
    ZoomToSelection,
    FullScreen,
    OpenTrace,
    ExpandAll,
    CollapseAll,
    ExpandOneLevel,
    CollapseOneLevel,
    NextError,
    PreviousError,
    NextTab,
    PreviousTab,
    TracesTab,
    Shortcuts,
    About,
};
inline constexpr int kActions = static_cast<int>(ActionId::About) + 1;

enum class MenuId { File, OpenRecent, Edit, View, Theme, Trace, Go, Help, Samples };
inline constexpr int kMenus = static_cast<int>(MenuId::Samples) + 1;

/// What must be there for an action to make sense.
enum class Needs {
    Nothing,
    Document,    ///< something is open
    Import,      ///< an import is running
    TracePage,   ///< the page on show is a trace
    ListedTrace, ///< the page on show is the list, with a trace selected
    AnyTrace,    ///< one of the two above
    Tabs,        ///< more than one tab
};

/// What is there.
struct ActionState {
    bool document = false;
    bool import = false;
    bool tracePage = false;
    bool listedTrace = false;
    bool tabs = false;
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
    /// Enables what makes sense and disables the rest.
    void setState(const ActionState& state);

    /// All shortcuts by menu, then the keys that only pages know.
    [[nodiscard]] QList<ShortcutGroup> shortcuts() const;

private:
    std::array<QAction*, kActions> m_actions{};
    std::array<QMenu*, kMenus> m_menus{};
};

} // namespace tailrace
