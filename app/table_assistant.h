// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Knows what the columns of tables are: from what the user said of a table with the same columns before, or by
// asking. One question at a time; a new one takes the place of the one before. GUI thread only.

#include "importers/table/table_importer.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <optional>

class QSettings;

namespace tailrace {

class TableMappingDialog;

class TableAssistant : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it; dialogs belong to the window.
    TableAssistant(QSettings* settings, QWidget* window);

    /// Answers with what is remembered, or when the user has decided. `input` is the table's file.
    void ask(const QString& input, const TableQuestion& question);
    /// Takes the question back, without an answer.
    void close();
    /// The open question; nullptr if there is none.
    [[nodiscard]] TableMappingDialog* dialog() const;

signals:
    void answered(const tailrace::TableMapping& mapping);
    void declined();

private:
    [[nodiscard]] std::optional<TableMapping> remembered(const TableSample& sample) const;

    QSettings* m_settings;
    QWidget* m_window;
    QPointer<TableMappingDialog> m_dialog;
};

} // namespace tailrace
