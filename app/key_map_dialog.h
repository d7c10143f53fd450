// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where keys are changed: a table of all actions and their keys, a box that takes the next key pressed, and the
// ready-made maps. A key that something else has is said before it is taken. Changes hold at once. GUI thread only.

#include "actions.h"

#include <QDialog>
#include <QLineEdit>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace tailrace {

class KeyMap;

/// Shows the key that was pressed in it last.
class KeyEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit KeyEdit(QWidget* parent = nullptr);

    [[nodiscard]] const QKeySequence& key() const { return m_key; }
    void clearKey();

signals:
    void keyChanged();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QKeySequence m_key;
};

class KeyMapDialog : public QDialog
{
    Q_OBJECT

public:
    /// `keys` must outlive the dialog. Deletes itself when closed.
    KeyMapDialog(KeyMap& keys, QWidget* parent);

private:
    void layOut();
    void fillTable();
    void refresh();
    void filter(const QString& text);
    void showChoice();
    void addKey();
    void usePreset(int index);
    [[nodiscard]] std::optional<ActionId> chosen() const;

    KeyMap& m_keys;
    QLineEdit* m_filter;
    QComboBox* m_preset;
    QTreeWidget* m_table;
    QLabel* m_prompt;
    KeyEdit* m_edit;
    QPushButton* m_add;
    QPushButton* m_clear;
    QPushButton* m_reset;
    QLabel* m_note;
    std::array<QTreeWidgetItem*, kActions> m_items{};
};

} // namespace tailrace
