// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The command palette: type a few letters of anything the window can do now, Enter does it. Lists the actions that
// are enabled, with their keys; made from the same table as the menus. A popup: a click beside it closes it.
// GUI thread only.

#include "actions.h"

#include <QDialog>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace tailrace {

class KeyMap;

class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    /// `actions` and `keys` must outlive the palette. Deletes itself when closed.
    CommandPalette(const ActionSet& actions, const KeyMap& keys, QWidget* parent);

    /// What is listed now, best first.
    [[nodiscard]] QList<ActionId> listed() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void filter(const QString& text);
    void place();
    void fitHeight();
    void run();

    const ActionSet& m_actions;
    const KeyMap& m_keys;
    QLineEdit* m_edit;
    QListView* m_list;
    QStandardItemModel* m_model;
};

} // namespace tailrace
