// Pictures of the main chart. They are painted by a stage of their own, so that size and palette
// are free and the chart on screen stays as it is.
#include "chart/chart_stage.h"
#include "chart/chart_view.h"
#include "chart/export.h"

#include <QClipboard>
#include <QGuiApplication>

namespace sw::chart {

namespace {

/// A chart like the one on screen, laid out for a picture.
class Picture
{
public:
    Picture(const ChartStage& shown, const ExportOptions& options, QSize onScreen)
        : m_stage(nullptr), m_size(options.size.isEmpty() ? onScreen : options.size)
    {
        ChartColors colors = shown.colors();
        if (options.lightPalette && colors.isDark) {
            colors = ChartColors::light();
            colors.font = shown.colors().font;
            colors.numberFont = shown.colors().numberFont;
        }
        m_stage.setColors(colors);
        m_stage.setEmptyText(shown.crosshair().emptyText);
        m_stage.setPrepared(shown.prepared());
        m_stage.setChoices(shown.choices());
        m_stage.setRange(shown.lower(), shown.upper());
        m_stage.layoutFor(m_size);
    }

    QSize size() const { return m_size; }

    void paint(QPaintDevice& device, bool isVector)
    {
        QCPPainter painter(&device);
        painter.setMode(QCPPainter::pmVectorized, isVector);
        painter.setMode(QCPPainter::pmNoCaching, true);
        m_stage.plot().toPainter(&painter, m_size.width(), m_size.height());
    }

    PictureWords words(const ChartView& view) const
    {
        return PictureWords{view.accessibleName(), view.describe()};
    }

private:
    ChartStage m_stage;
    QSize m_size;
};

} // namespace

QByteArray ChartView::toSvg(const ExportOptions& options) const
{
    Picture picture(*m_stage, options, size());
    return svgOf(picture.size(), picture.words(*this),
                 [&picture](QPaintDevice& device) { picture.paint(device, true); });
}

Status ChartView::exportPng(const QString& path, const ExportOptions& options) const
{
    Picture picture(*m_stage, options, size());
    const auto bytes =
        pngOf(imageOf(picture.size(), options.scale,
                      [&picture](QPaintDevice& device) { picture.paint(device, false); }));
    return bytes ? writeFile(path, *bytes) : fail(bytes.error());
}

Status ChartView::exportSvg(const QString& path, const ExportOptions& options) const
{
    return writeFile(path, toSvg(options));
}

Status ChartView::exportPdf(const QString& path, const ExportOptions& options) const
{
    Picture picture(*m_stage, options, size());
    return writeFile(path,
                     pdfOf(picture.size(), picture.words(*this),
                           [&picture](QPaintDevice& device) { picture.paint(device, true); }));
}

void ChartView::copyToClipboard(const ExportOptions& options) const
{
    Picture picture(*m_stage, options, size());
    QGuiApplication::clipboard()->setImage(
        imageOf(picture.size(), options.scale,
                [&picture](QPaintDevice& device) { picture.paint(device, false); }));
}

} // namespace sw::chart
