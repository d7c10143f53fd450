// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where links to other tools are defined: a table of names and addresses (link_template.h). Addresses that are wrong
// are said before they are kept. GUI thread only.

#include "model/items/link_template.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableWidget;

namespace tailrace {

class LinkTemplatesDialog : public QDialog
{
    Q_OBJECT

public:
    LinkTemplatesDialog(const QList<LinkTemplate>& templates, QWidget* parent = nullptr);

    /// Without rows in which nothing is written.
    [[nodiscard]] QList<LinkTemplate> templates() const;

private:
    void addRow(const LinkTemplate& link);
    void check();

    QTableWidget* m_table;
    QLabel* m_problem;
    QPushButton* m_ok;
};

} // namespace tailrace
