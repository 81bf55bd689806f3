// Axes of the small charts: round ticks, labels outside the plot, one faint grid.
#pragma once

#include "chart/chart_colors.h"
#include "chart/chart_model.h"
#include "chart/value_axis.h"

#include <QPainter>
#include <QRectF>
#include <QString>

namespace sw::chart {

/// One axis of a small chart.
struct FigureAxis {
    double low = 0, high = 1;
    QString title;
    bool isPercent = false; ///< labels with sign and %
};

/// A plot within an area: where values stand in pixels.
struct FigurePlot {
    QRectF rect;
    double xLow = 0, xHigh = 1, yLow = 0, yHigh = 1;

    double x(double value) const
    {
        return rect.left() + (value - xLow) / (xHigh - xLow) * rect.width();
    }
    double y(double value) const
    {
        return rect.bottom() - (value - yLow) / (yHigh - yLow) * rect.height();
    }
    double xValue(double pixel) const
    {
        return xLow + (pixel - rect.left()) / rect.width() * (xHigh - xLow);
    }
};

/// Room for labels and titles around the plot. Requires: area not empty.
FigurePlot plotWithin(const QRectF& area, const FigureAxis& x, const FigureAxis& y,
                      const ChartColors& colors);
/// Grid, tick labels and titles.
void drawAxes(QPainter& painter, const FigurePlot& plot, const FigureAxis& x, const FigureAxis& y,
              const ChartColors& colors);
/// Vertical lines at thresholds with their labels at the top, from right to left where they touch.
void drawThresholds(QPainter& painter, const FigurePlot& plot,
                    const std::vector<ReferenceLine>& lines, const ChartColors& colors);
/// A key of colours and names in one row, right-aligned above the plot.
struct KeyEntry {
    QColor color;
    QString text;
    bool isFilled = true;
};
void drawKey(QPainter& painter, const QRectF& row, const std::vector<KeyEntry>& entries,
             const ChartColors& colors);

} // namespace sw::chart
