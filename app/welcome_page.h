// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What the window shows while nothing is open: how to open something, what was open last, and the samples. GUI
// thread only.

#include "samples.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace tailrace {

class LinkRow;
class RecentFiles;

class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    /// `recent` must outlive the page.
    WelcomePage(const RecentFiles* recent, const QList<Sample>& samples, QWidget* parent = nullptr);

signals:
    void openDialogRequested();
    void openRequested(const QStringList& files);

private:
    void showRecent();
    void showInvitation();
    [[nodiscard]] LinkRow* makeRow(const QString& title, const QString& detail, const QStringList& files);

    const RecentFiles* m_recent;
    QLabel* m_invitation;
    QWidget* m_recentPart;
    QVBoxLayout* m_recentRows;
};

} // namespace tailrace
