// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the main window: traces exported to files, and what is copied to the clipboard.

#include "document_tabs.h"
#include "importers/exporter_registry.h"
#include "importers/otlp/otlp_json_export.h"
#include "main_window.h"
#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "trace_export.h"
#include "views/detail/detail_tree.h"
#include "views/search/traces_page.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_page.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace tailrace {

namespace {

QString exportFormatKey()
{
    return QStringLiteral("export/format");
}

QString suffixOf(const Exporter& format)
{
    return toQString(format.info().suffix);
}

/// "CSV (*.csv)": what the file dialog offers.
QString filterOf(const Exporter& format)
{
    return QStringLiteral("%1 (*.%2)").arg(toQString(format.info().displayName), suffixOf(format));
}

const Exporter& exporterOfFilter(const QString& filter)
{
    for (const auto& exporter : exporters())
        if (filterOf(*exporter) == filter)
            return *exporter;
    return *exporters().front();
}

} // namespace

void MainWindow::exportTrace()
{
    const auto trace = chosenTrace();
    if (!trace)
        return;
    const QString base = QStringLiteral("trace-%1").arg(QString::fromStdString(toHex(*trace)));
    const Exporter* last = exporterOf(m_settings->value(exportFormatKey()).toString().toStdString());
    if (last == nullptr)
        last = exporters().front().get();
    auto* dialog = new QFileDialog(this, tr("Export trace"), m_settings->value(openFolderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const auto& exporter : exporters())
        filters.append(filterOf(*exporter));
    dialog->setNameFilters(filters);
    dialog->selectNameFilter(filterOf(*last));
    dialog->setDefaultSuffix(suffixOf(*last));
    dialog->selectFile(base + u'.' + suffixOf(*last));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        const Exporter& format = exporterOfFilter(filter);
        const QStringList chosen = dialog->selectedFiles();
        dialog->setDefaultSuffix(suffixOf(format));
        if (!chosen.isEmpty() && !QFileInfo(chosen.first()).isDir())
            dialog->selectFile(QFileInfo(chosen.first()).completeBaseName() + u'.' + suffixOf(format));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, id = *trace](const QString& path) {
        exportTraceTo(id, exporterOfFilter(dialog->selectedNameFilter()), path);
    });
    dialog->open();
}

void MainWindow::exportTraceTo(TraceId id, const Exporter& format, const QString& path)
{
    const ExporterInfo info = format.info();
    m_settings->setValue(exportFormatKey(), toQString(info.id));
    // The document is held until the export is done, also when another one is opened meanwhile.
    m_exportJob.start(
        [document = m_document, id, &format,
         target = QFile::encodeName(path).toStdString()](const std::stop_token& stop) {
            return exportTraceToFile(document->outcome.cacheFile, id, format, target, stop);
        },
        [this, path, info](const Result<ExportReport>& written) {
            if (!written)
                return showError(QString::fromStdString(written.error().text()));
            QString text =
                tr("%1 written to %2.").arg(QString::fromStdString(formatCount(written->spans, "span")), path);
            QStringList losses;
            for (const ExportLoss& loss : written->losses)
                losses.append(QString::fromStdString(sentence(loss)));
            if (!losses.isEmpty())
                text += tr(" %1 cannot hold everything: %2.").arg(toQString(info.displayName), losses.join(u"; "));
            m_message->showMessage(MessageKind::Info, text);
        });
}

void MainWindow::copy()
{
    // The shortcut keeps the key from what has the focus, which knows best what is selected in it.
    QWidget* focus = QApplication::focusWidget();
    if (auto* detail = qobject_cast<DetailTree*>(focus)) {
        detail->copySelected(DetailTree::CopyAs::Value);
        return;
    }
    if (focus != nullptr && focus->metaObject()->indexOfSlot("copy()") >= 0) { // text fields
        QMetaObject::invokeMethod(focus, "copy");
        return;
    }
    if (TracePage* page = tracePage())
        page->copySpan();
    else if (hasListedTrace())
        QGuiApplication::clipboard()->setText(m_tabs->tracesPage()->selectedRowsText());
}

void MainWindow::copyTraceId()
{
    QStringList ids;
    if (const TracePage* page = tracePage())
        ids.append(QString::fromStdString(toHex(page->traceId())));
    else if (hasListedTrace())
        for (const TraceId& id : m_tabs->tracesPage()->selectedTraces())
            ids.append(QString::fromStdString(toHex(id)));
    if (!ids.isEmpty())
        QGuiApplication::clipboard()->setText(ids.join(u'\n'));
}

void MainWindow::copyTraceJson()
{
    const auto trace = chosenTrace();
    if (!trace)
        return;
    m_exportJob.start(
        [document = m_document, id = *trace](const std::stop_token& stop) {
            return exportTraceToText(document->outcome.cacheFile, id, stop).map([](const std::string& json) {
                return QString::fromStdString(json);
            });
        },
        [this](const Result<QString>& json) {
            if (json)
                QGuiApplication::clipboard()->setText(*json);
            else if (json.error().code == ErrorCode::TooLarge)
                m_message->showMessage(MessageKind::Info, QString::fromStdString(json.error().message),
                                       tr("Export…"), [this] { exportTrace(); });
            else
                showError(QString::fromStdString(json.error().text()));
        });
}

void MainWindow::copySpanOtlp()
{
    const TracePage* page = tracePage();
    if (const SpanDetail* span = page == nullptr ? nullptr : page->spanDetail())
        QGuiApplication::clipboard()->setText(QString::fromStdString(otlpJsonOf(*span)).trimmed());
}

} // namespace tailrace
