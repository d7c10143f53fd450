// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window does to make pictures of the trace on show.

#include "main_window.h"

#include "model/base/format.h"
#include "model/items/to_qstring.h"
#include "picture_export.h"
#include "views/sources/message_bar.h"
#include "views/trace/trace_headline.h"
#include "views/trace/trace_page.h"
#include "views/trace/trace_views.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>

namespace tailrace {

namespace {

QString folderKey()
{
    return QStringLiteral("picture/folder");
}

QString suffixKey()
{
    return QStringLiteral("picture/suffix");
}

QString filterOf(const QString& suffix)
{
    return QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix);
}

} // namespace

void MainWindow::connectPictureActions()
{
    const auto on = [this](ActionId id, auto handler) {
        connect(m_actions->action(id), &QAction::triggered, this, std::move(handler));
    };
    on(ActionId::ExportPicture, [this] { choosePictureFile(false); });
    on(ActionId::ExportWholePicture, [this] { choosePictureFile(true); });
    on(ActionId::CopyPicture, &MainWindow::copyPicture);
    connect(m_pictures, &PictureExport::failed, this, &MainWindow::showError);
    connect(m_pictures, &PictureExport::done, this, [this](const QString& path, const RowsInPicture& rows) {
        QString text = path.isEmpty() ? tr("The picture is on the clipboard.")
                                      : tr("The picture was written to %1.").arg(path);
        if (rows.shown < rows.all)
            text += tr(" It has room for %1 of %2 rows.")
                        .arg(toQString(formatCount(static_cast<std::uint64_t>(rows.shown))),
                             toQString(formatCount(static_cast<std::uint64_t>(rows.all))));
        m_message->showMessage(MessageKind::Info, text);
    });
}

void MainWindow::choosePictureFile(bool whole)
{
    TracePage* page = tracePage();
    if (page == nullptr || page->views()->trace() == nullptr)
        return;
    const QString last = m_settings->value(suffixKey(), QStringLiteral("png")).toString();
    auto* dialog = new QFileDialog(this, whole ? tr("Export picture of whole trace") : tr("Export picture"),
                                   m_settings->value(folderKey()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->resize(860, 540);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const char* suffix : {"png", "svg", "pdf"})
        filters << filterOf(QLatin1String(suffix));
    dialog->setNameFilters(filters);
    dialog->selectNameFilter(filterOf(last));
    dialog->setDefaultSuffix(last);
    dialog->selectFile(QStringLiteral("trace-%1.%2").arg(shortId(page->traceId()), last));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        const QString suffix = filter.section(u' ', 0, 0).toLower();
        const QStringList chosen = dialog->selectedFiles();
        dialog->setDefaultSuffix(suffix);
        if (!chosen.isEmpty() && !QFileInfo(chosen.first()).isDir())
            dialog->selectFile(QFileInfo(chosen.first()).completeBaseName() + u'.' + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, whole](const QString& path) { exportPicture(path, whole); });
    dialog->open();
}

void MainWindow::exportPicture(const QString& path, bool whole)
{
    TracePage* page = tracePage();
    if (page == nullptr || page->views()->trace() == nullptr)
        return;
    const PictureExport::Target target = PictureExport::targetOf(path);
    const QFileInfo file(target.path);
    m_settings->setValue(folderKey(), file.absolutePath());
    m_settings->setValue(suffixKey(), file.suffix().toLower());
    const TraceViews& views = *page->views();
    if (whole)
        m_pictures->exportWhole(views.trace(), page->cacheFile(), views.wholePicture(), target);
    else
        m_pictures->exportView(*views.pictured(), views.trace(), !views.hasLegend(), target);
}

void MainWindow::copyPicture()
{
    TracePage* page = tracePage();
    if (page != nullptr && page->views()->trace() != nullptr)
        m_pictures->exportView(*page->views()->pictured(), page->views()->trace(), !page->views()->hasLegend(),
                               {});
}

} // namespace tailrace
