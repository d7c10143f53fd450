// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/picture/picture_canvas.h"

#include <QBuffer>
#include <QMarginsF>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace tailrace {

namespace {

constexpr int kDotsPerInch = 96; // of logical px; fonts come out as large as on the screen
constexpr double kPointsPerPx = 72.0 / kDotsPerInch;
constexpr double kMostPixelsHigh = 32'000; // QPainter counts pixels in 16 bits
constexpr double kMostPixels = 32e6;       // 128 MB, beyond which Qt's readers of images refuse
constexpr double kMostPoints = 14'400;
constexpr int kMostSvgHeight = 200'000;

/// XML 1.0 has no place for most control characters, not even escaped; names of spans may have them.
QByteArray withoutControls(QByteArray xml)
{
    xml.removeIf([](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\n' && c != '\t' && c != '\r';
    });
    return xml.replace("\xEF\xBF\xBE", "").replace("\xEF\xBF\xBF", "");
}

} // namespace

std::optional<PictureFormat> pictureFormatOf(const QString& suffix)
{
    const QString lower = suffix.toLower();
    if (lower == QStringLiteral("png"))
        return PictureFormat::Png;
    if (lower == QStringLiteral("svg"))
        return PictureFormat::Svg;
    return lower == QStringLiteral("pdf") ? std::optional(PictureFormat::Pdf) : std::nullopt;
}

int mostPictureHeight(PictureFormat format, int width, double scale)
{
    switch (format) {
    case PictureFormat::Png:
        return static_cast<int>(std::min(kMostPixelsHigh, kMostPixels / (width * scale)) / scale);
    case PictureFormat::Pdf:
        return static_cast<int>(kMostPoints / kPointsPerPx / scale);
    case PictureFormat::Svg:
        break;
    }
    return kMostSvgHeight;
}

Result<QByteArray> PaintedPicture::encode() const
{
    if (format == PictureFormat::Svg)
        return withoutControls(bytes);
    if (format == PictureFormat::Pdf)
        return bytes;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!pixels.save(&buffer, "PNG"))
        return failure(ErrorCode::TooLarge, "the picture could not be encoded");
    return buffer.data();
}

Result<std::unique_ptr<PictureCanvas>> PictureCanvas::make(PictureFormat format, QSize size, double scale,
                                                           const QString& title)
{
    std::unique_ptr<PictureCanvas> canvas(new PictureCanvas);
    canvas->m_picture.format = format;
    if (format == PictureFormat::Png) {
        QImage& image = canvas->m_picture.pixels;
        image = QImage((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
        if (image.isNull())
            return failure(ErrorCode::TooLarge, "there is no memory for a picture of " +
                                                    std::to_string(size.width()) + " × " +
                                                    std::to_string(size.height()) + " px");
        image.setDotsPerMeterX(qRound(kDotsPerInch / 0.0254));
        image.setDotsPerMeterY(qRound(kDotsPerInch / 0.0254));
        image.setText(QStringLiteral("Title"), title);
        image.setDevicePixelRatio(scale);
        canvas->m_painter.begin(&image);
        return canvas;
    }
    canvas->m_buffer = std::make_unique<QBuffer>(&canvas->m_picture.bytes);
    canvas->m_buffer->open(QIODevice::WriteOnly);
    if (format == PictureFormat::Svg)
        canvas->openSvg(size, scale, title);
    else
        canvas->openPdf(size, scale, title);
    return canvas;
}

void PictureCanvas::openSvg(QSize size, double scale, const QString& title)
{
    auto svg = std::make_unique<QSvgGenerator>();
    svg->setOutputDevice(m_buffer.get());
    svg->setResolution(kDotsPerInch);
    svg->setSize((QSizeF(size) * scale).toSize());
    svg->setViewBox(QRect(QPoint(0, 0), size));
    svg->setTitle(title);
    m_painter.begin(svg.get());
    m_device = std::move(svg);
}

void PictureCanvas::openPdf(QSize size, double scale, const QString& title)
{
    auto pdf = std::make_unique<QPdfWriter>(m_buffer.get());
    pdf->setResolution(kDotsPerInch);
    pdf->setPageSize(QPageSize(QSizeF(size) * scale * kPointsPerPx, QPageSize::Point, {}, QPageSize::ExactMatch));
    pdf->setPageMargins(QMarginsF());
    pdf->setTitle(title);
    m_painter.begin(pdf.get());
    m_painter.scale(scale, scale);
    m_device = std::move(pdf);
}

PictureCanvas::~PictureCanvas()
{
    if (m_painter.isActive())
        m_painter.end();
}

PaintedPicture PictureCanvas::finish()
{
    m_painter.end();
    m_device.reset();
    m_buffer.reset();
    return std::move(m_picture);
}

} // namespace tailrace
