// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A main window for tests, with settings and caches in a temporary folder, and what tests need to drive it. GUI
// thread only.

#include "main_window.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace tailrace {

class DocumentTabs;
class MessageBar;
class StatusLine;
class TraceListView;

namespace test {

class TestWindow
{
public:
    TestWindow();
    ~TestWindow();

    /// Opens the files and waits until they are on show, or a message is.
    [[nodiscard]] bool openAndWait(const QStringList& files);
    /// Closes the window and makes a new one on the same settings, as the next start of the program does.
    void restart();
    void trigger(ActionId id) { window->actions().action(id)->trigger(); }

    [[nodiscard]] DocumentTabs* tabs() const;
    [[nodiscard]] TraceListView* list() const;
    [[nodiscard]] MessageBar* message() const;
    [[nodiscard]] StatusLine* status() const;
    /// True while the page on show is not the welcome page.
    [[nodiscard]] bool showsDocument() const;
    /// A file with this content in the window's temporary folder.
    [[nodiscard]] QString write(const QString& name, const QByteArray& content) const;

    QTemporaryDir folder;
    std::unique_ptr<MainWindow> window;

private:
    void make();
    std::unique_ptr<QSettings> m_settings;
};

[[nodiscard]] QString sample(const char* name);
/// Closes what is open besides the main window: dialogs and menus.
void closeSheets();

/// Runs the tests of T with settings and caches of the user out of reach.
int runGuiTest(int argc, char** argv, const std::function<QObject*()>& make);

} // namespace test
} // namespace tailrace

#define TAILRACE_GUI_TEST(T)                                                                                      \
    int main(int argc, char** argv)                                                                               \
    {                                                                                                             \
        return tailrace::test::runGuiTest(argc, argv, [] { return new T; });                                      \
    }
