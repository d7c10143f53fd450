// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_export.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QProgressDialog>
#include <QSaveFile>
#include <QWidget>

#include <algorithm>

namespace tailrace {

namespace {

constexpr int kWaitMs = 5; // for what workers bring
constexpr int kProgressAfterMs = 400;
constexpr int kProgressSteps = 100;
constexpr int kNarrowest = 900; // px; a whole trace needs room for its names

/// Empty if it worked.
QString write(const PaintedPicture& picture, const QString& path)
{
    const Result<QByteArray> bytes = picture.encode();
    if (!bytes)
        return QString::fromStdString(bytes.error().text());
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(*bytes) == bytes->size() && file.commit();
    return written ? QString() : PictureExport::tr("%1: %2").arg(path, file.errorString());
}

} // namespace

PictureExport::PictureExport(QWidget* window)
    : QObject(window)
    , m_window(window)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PictureExport::step);
}

PictureExport::~PictureExport() = default;

PictureExport::Target PictureExport::targetOf(const QString& path)
{
    if (const auto format = pictureFormatOf(QFileInfo(path).suffix()))
        return {path, *format};
    return {path + QStringLiteral(".png"), PictureFormat::Png};
}

bool PictureExport::isRunning() const
{
    return m_picture != nullptr || m_writing.isRunning();
}

void PictureExport::exportView(QWidget& view, const SpanTablePtr& trace, bool withLegend, const Target& target)
{
    stop();
    m_target = target;
    Result<PaintedPicture> picture = paintView(view, trace, target.format, withLegend);
    if (picture)
        deliver(std::move(*picture), {});
    else
        emit failed(QString::fromStdString(picture.error().text()));
}

void PictureExport::exportWhole(const SpanTablePtr& trace, const QString& cacheFile, PictureRequest request,
                                const Target& target)
{
    stop();
    m_target = target;
    request.width = std::max(request.width, kNarrowest);
    request.mostHeight = mostPictureHeight(target.format, request.width, m_window->devicePixelRatioF());
    m_picture = std::make_unique<TracePicture>(trace, cacheFile, request);
    m_progress = new QProgressDialog(tr("Drawing the trace…"), tr("Cancel"), 0, kProgressSteps, m_window);
    m_progress->setWindowModality(Qt::WindowModal);
    m_progress->setMinimumDuration(kProgressAfterMs);
    m_progress->setValue(0);
    connect(m_progress, &QProgressDialog::canceled, this, &PictureExport::stop);
    m_timer.start(0);
}

void PictureExport::step()
{
    if (m_picture == nullptr)
        return;
    if (!m_picture->prepare())
        return m_timer.start(kWaitMs);
    if (m_canvas == nullptr) {
        auto canvas = PictureCanvas::make(m_target.format, m_picture->size(), m_window->devicePixelRatioF(),
                                          m_picture->title());
        if (!canvas) {
            stop();
            emit failed(QString::fromStdString(canvas.error().text()));
            return;
        }
        m_canvas = std::move(*canvas);
    }
    const TracePicture::Step step = m_picture->paintNext(m_canvas->painter());
    // A modal dialog handles events when its value changes: cancelling ends up here again, without a picture.
    if (m_progress != nullptr && step == TracePicture::Step::Painted)
        m_progress->setValue(static_cast<int>(m_picture->progress() * (kProgressSteps - 1)));
    if (m_picture == nullptr)
        return;
    if (step != TracePicture::Step::Done)
        return m_timer.start(step == TracePicture::Step::Waiting ? kWaitMs : 0);
    const RowsInPicture rows = m_picture->rows();
    PaintedPicture picture = m_canvas->finish();
    stop();
    deliver(std::move(picture), rows);
}

void PictureExport::stop()
{
    m_timer.stop();
    m_canvas.reset();
    m_picture.reset();
    if (m_progress != nullptr) {
        m_progress->disconnect(this);
        m_progress->deleteLater();
        m_progress.clear();
    }
}

void PictureExport::deliver(PaintedPicture picture, RowsInPicture rows)
{
    if (m_target.path.isEmpty()) {
        QGuiApplication::clipboard()->setImage(picture.pixels);
        emit done({}, rows);
        return;
    }
    m_writing.start([picture = std::move(picture),
                     path = m_target.path](const std::stop_token&) { return write(picture, path); },
                    [this, path = m_target.path, rows](const QString& error) {
                        if (error.isEmpty())
                            emit done(path, rows);
                        else
                            emit failed(tr("The picture could not be written to %1").arg(error));
                    });
}

} // namespace tailrace
