// SPDX-License-Identifier: GPL-3.0-or-later
#include "application.h"

#include "app_icon.h"
#include "main_window.h"
#include "views/common/theme.h"

#include <QApplication>
#include <QSettings>
#include <QThreadPool>

#include <cstdlib>
#include <initializer_list>

namespace tailrace {

namespace {

bool isSet(const char* variable)
{
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

} // namespace

bool hasDisplay()
{
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

int runWindow(int& argc, char** argv, const WindowRequest& request)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tailrace"));
    QApplication::setApplicationDisplayName(QStringLiteral("Tailrace"));
    QApplication::setApplicationVersion(QStringLiteral(TAILRACE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("tailrace"));
    QApplication::setWindowIcon(appIcon());
    Theme::instance().apply();

    int code = 0;
    {
        QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("tailrace"),
                           QStringLiteral("tailrace"));
        MainWindow window(&settings);
        window.show();
        window.open(request.files, request.cacheFile);
        code = QApplication::exec();
    }
    // The window has asked its workers to stop; none may outlive the application object they report to.
    QThreadPool::globalInstance()->waitForDone();
    return code;
}

} // namespace tailrace
