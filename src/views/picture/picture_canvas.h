// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// What a picture is painted on: pixels for PNG, shapes and texts for SVG, PDF. Paint on the GUI thread, where the
// fonts of the views belong; encode() what was painted on any thread.

#include "model/base/result.h"

#include <QByteArray>
#include <QImage>
#include <QPainter>
#include <QSize>
#include <QString>

#include <memory>
#include <optional>

class QBuffer;
class QPaintDevice;

namespace tailrace {

enum class PictureFormat { Png, Svg, Pdf };

/// Of "png", "SVG" and so on; nothing for any other.
[[nodiscard]] std::optional<PictureFormat> pictureFormatOf(const QString& suffix);
/// How high a picture may be, logical px: 32,000 pixels and 32 million in all as PNG, 200 inches as PDF (what
/// readers of PDF take: ISO 32000, annex C), and 200,000 px as SVG.
[[nodiscard]] int mostPictureHeight(PictureFormat format, int width, double scale);

/// What was painted, not yet in the format's bytes.
struct PaintedPicture {
    PictureFormat format = PictureFormat::Png;
    QImage pixels;    ///< Png
    QByteArray bytes; ///< others

    /// The file's content. Any thread.
    [[nodiscard]] Result<QByteArray> encode() const;
};

class PictureCanvas
{
public:
    /// `size` in logical px, `scale` device pixels for one of them (as SVG and PDF: times as large). Fails with
    /// TooLarge if there is no memory for it.
    [[nodiscard]] static Result<std::unique_ptr<PictureCanvas>> make(PictureFormat format, QSize size,
                                                                     double scale, const QString& title);
    ~PictureCanvas();
    PictureCanvas(const PictureCanvas&) = delete;
    PictureCanvas& operator=(const PictureCanvas&) = delete;

    /// Works in logical px.
    [[nodiscard]] QPainter& painter() { return m_painter; }
    /// Ends painting.
    [[nodiscard]] PaintedPicture finish();

private:
    PictureCanvas() = default;
    void openSvg(QSize size, double scale, const QString& title);
    void openPdf(QSize size, double scale, const QString& title);

    PaintedPicture m_picture;
    std::unique_ptr<QBuffer> m_buffer;
    std::unique_ptr<QPaintDevice> m_device;
    QPainter m_painter;
};

} // namespace tailrace
