#include "chart/export.h"

#include "bridge/text.h"

#include <QBuffer>
#include <QMarginsF>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <cmath>

namespace sw::chart {

namespace {

constexpr int kPictureDpi = 96; // of logical pixels
constexpr double kPointsPerInch = 72;

} // namespace

QByteArray svgOf(QSize size, const PictureWords& words, const Painting& painting)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(kPictureDpi);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    // Qt 6.4 writes both as they are, which breaks on "rsi < 30".
    generator.setTitle(words.title.toHtmlEscaped());
    generator.setDescription(words.description.toHtmlEscaped());
    painting(generator);
    buffer.close();
    return bytes;
}

QByteArray pdfOf(QSize size, const PictureWords& words, const Painting& painting)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(words.title);
    writer.setCreator(QStringLiteral("Stratwright"));
    writer.setResolution(kPictureDpi);
    const QSizeF points = QSizeF(size) * kPointsPerInch / kPictureDpi;
    writer.setPageSize(QPageSize(points, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    painting(writer);
    buffer.close();
    return bytes;
}

QImage imageOf(QSize size, double scale, const Painting& painting)
{
    QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::white);
    painting(image);
    return image;
}

Result<QByteArray> pngOf(const QImage& image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (image.isNull() || !image.save(&buffer, "PNG")) {
        return fail(ErrorKind::Internal,
                    "The picture could not be made; try a smaller size or scale.");
    }
    return bytes;
}

Status writeFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return fail(ErrorKind::Io, "Cannot write " + bridge::fromQt(path) + ": " +
                                       bridge::fromQt(file.errorString()) +
                                       ". Choose another place or name.");
    }
    return {};
}

QString csvCell(const QString& text)
{
    if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')) &&
        !text.contains(QLatin1Char('\n'))) {
        return text;
    }
    QString quoted = text;
    quoted.replace(QLatin1String("\""), QLatin1String("\"\""));
    return QLatin1Char('"') + quoted + QLatin1Char('"');
}

} // namespace sw::chart
