// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_support.h"

#include "document_tabs.h"
#include "status_line.h"
#include "support/support.h"
#include "views/common/theme.h"
#include "views/search/trace_list_view.h"
#include "views/search/traces_page.h"
#include "views/sources/message_bar.h"

#include <QFile>
#include <QTest>
#include <QThreadPool>

namespace tailrace::test {

TestWindow::TestWindow()
{
    make();
}

TestWindow::~TestWindow()
{
    closeSheets();
    window.reset();
    QThreadPool::globalInstance()->waitForDone();
}

void TestWindow::make()
{
    m_settings =
        std::make_unique<QSettings>(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    window = std::make_unique<MainWindow>(m_settings.get());
    window->resize(1280, 800);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    window->activateWindow();
}

void TestWindow::restart()
{
    window->close();
    window.reset();
    QThreadPool::globalInstance()->waitForDone();
    make();
}

bool TestWindow::openAndWait(const QStringList& files)
{
    const OpenedDocumentPtr before = window->document();
    window->open(files);
    return QTest::qWaitFor([&] { return window->document() != before || message()->isVisible(); }, 20'000);
}

DocumentTabs* TestWindow::tabs() const
{
    return window->findChild<DocumentTabs*>();
}

TraceListView* TestWindow::list() const
{
    return tabs()->tracesPage()->view();
}

MessageBar* TestWindow::message() const
{
    return window->findChild<MessageBar*>();
}

StatusLine* TestWindow::status() const
{
    return window->findChild<StatusLine*>();
}

bool TestWindow::showsDocument() const
{
    return tabs()->isVisible();
}

QString TestWindow::write(const QString& name, const QByteArray& content) const
{
    const QString path = folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

QString sample(const char* name)
{
    return QString::fromStdString(samplePath(name));
}

void closeSheets()
{
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (widget->isVisible() && qobject_cast<QMainWindow*>(widget) == nullptr)
            widget->close();
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

int runGuiTest(int argc, char** argv, const std::function<QObject*()>& make)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(home.filePath(QStringLiteral("config"))));
    qputenv("XDG_CACHE_HOME", QFile::encodeName(home.filePath(QStringLiteral("cache"))));
    QApplication application(argc, argv);
    Theme::instance().apply();
    const std::unique_ptr<QObject> tests(make());
    return QTest::qExec(tests.get(), argc, argv);
}

} // namespace tailrace::test
