// Pictures and text on their way out: the same painting as SVG, PDF and PNG, written whole or not
// at all.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

#include <functional>

class QPaintDevice;

namespace sw::chart {

/// Paints a picture with a painter of its own. Units: logical pixels.
using Painting = std::function<void(QPaintDevice&)>;

/// A title and a description for those who cannot see the picture.
struct PictureWords {
    QString title, description;
};

/// An SVG document of its own.
QByteArray svgOf(QSize size, const PictureWords& words, const Painting& painting);
/// A PDF document of one page that is the picture.
QByteArray pdfOf(QSize size, const PictureWords& words, const Painting& painting);
/// Requires: scale > 0.
QImage imageOf(QSize size, double scale, const Painting& painting);
/// Errors: Internal when the picture is empty.
Result<QByteArray> pngOf(const QImage& image);
/// Writes a file as a whole. Errors: Io naming the file and the reason.
Status writeFile(const QString& path, const QByteArray& bytes);

/// A cell of comma-separated text, quoted where needed.
QString csvCell(const QString& text);

} // namespace sw::chart
