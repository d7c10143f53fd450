// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Pictures of the trace on show: into files and to the clipboard. A view is painted as it looks, at once; a whole
// trace is painted piece by piece between other events, with a dialog that shows how far it is and can stop it.
// Encoding and writing happen on a worker. A new picture takes the place of an unfinished one. GUI thread only.

#include "model/items/job.h"
#include "views/picture/trace_picture.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

class QProgressDialog;
class QWidget;

namespace tailrace {

class PictureExport : public QObject
{
    Q_OBJECT

public:
    explicit PictureExport(QWidget* window);
    ~PictureExport() override;

    /// Where a picture goes to; the clipboard if there is no path.
    struct Target {
        QString path;
        PictureFormat format = PictureFormat::Png;
    };
    /// Of a file's name; PNG with ".png" added where it says nothing known.
    [[nodiscard]] static Target targetOf(const QString& path);

    void exportView(QWidget& view, const SpanTablePtr& trace, bool withLegend, const Target& target);
    void exportWhole(const SpanTablePtr& trace, const QString& cacheFile, PictureRequest request,
                     const Target& target);
    [[nodiscard]] bool isRunning() const;

signals:
    /// The picture is there; `path` is empty for the clipboard. Not all rows may have had room.
    void done(const QString& path, const tailrace::RowsInPicture& rows);
    void failed(const QString& message);

private:
    void step();
    void stop();
    void deliver(PaintedPicture picture, RowsInPicture rows);

    QWidget* m_window;
    Target m_target;
    std::unique_ptr<TracePicture> m_picture;
    std::unique_ptr<PictureCanvas> m_canvas; // of the whole trace
    QTimer m_timer;
    JobRunner m_writing;
    QPointer<QProgressDialog> m_progress;
};

} // namespace tailrace
