// SPDX-License-Identifier: GPL-3.0-or-later
#include "table_assistant.h"

#include "importers/table/table_mapping_text.h"
#include "importers/table/table_preview.h"
#include "views/sources/table_mapping_dialog.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace tailrace {

namespace {

/// Tables with the same columns have the same; in JSON their order says nothing.
QString settingsKey(const TableSample& sample)
{
    std::vector<std::string> columns = sample.columns;
    if (sample.isJson)
        std::sort(columns.begin(), columns.end());
    QCryptographicHash hash(QCryptographicHash::Sha1);
    for (const std::string& column : columns) {
        hash.addData(QByteArray::fromStdString(column));
        hash.addData(QByteArrayView("\0", 1));
    }
    return QStringLiteral("tables/") + QString::fromLatin1(hash.result().toHex());
}

} // namespace

TableAssistant::TableAssistant(QSettings* settings, QWidget* window)
    : QObject(window)
    , m_settings(settings)
    , m_window(window)
{
}

TableMappingDialog* TableAssistant::dialog() const
{
    return m_dialog;
}

std::optional<TableMapping> TableAssistant::remembered(const TableSample& sample) const
{
    const QByteArray text = m_settings->value(settingsKey(sample)).toString().toUtf8();
    const Result<TableMapping> mapping = parseTableMapping(text.toStdString());
    if (!mapping || !previewTable(sample, *mapping).canImport)
        return std::nullopt;
    return *mapping;
}

void TableAssistant::ask(const QString& input, const TableQuestion& question)
{
    close();
    if (const std::optional<TableMapping> known = remembered(question.sample)) {
        emit answered(*known);
        return;
    }
    m_dialog = new TableMappingDialog(
        QFileInfo(input).fileName(), question.sample, question.guess.mapping,
        [sample = question.sample](const TableMapping& mapping) { return previewTable(sample, mapping); },
        m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this, dialog = m_dialog.data(), sample = question.sample] {
        const TableMapping mapping = dialog->mapping();
        m_settings->setValue(settingsKey(sample), QString::fromStdString(jsonText(mapping)));
        emit answered(mapping);
    });
    connect(m_dialog, &QDialog::rejected, this, &TableAssistant::declined);
    m_dialog->open();
}

void TableAssistant::close()
{
    if (!m_dialog)
        return;
    m_dialog->disconnect(this);
    m_dialog->close();
    m_dialog = nullptr;
}

} // namespace tailrace
