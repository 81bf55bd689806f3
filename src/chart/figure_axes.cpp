#include "chart/figure_axes.h"

#include "bridge/text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kAxisPadding = 10;
constexpr double kKeyRow = 20;

QString tickText(const FigureAxis& axis, double tick, int decimals)
{
    return axis.isPercent ? signedText(tick, decimals) + QLatin1Char('%')
                          : QString::number(tick, 'f', decimals);
}

std::vector<double> yTicks(const FigurePlot& plot)
{
    return valueTicks(plot.yLow, plot.yHigh, plot.rect.height(), 34, false);
}

std::vector<double> xTicks(const FigurePlot& plot)
{
    return valueTicks(plot.xLow, plot.xHigh, plot.rect.width(), 64, false);
}

} // namespace

FigurePlot plotWithin(const QRectF& area, const FigureAxis& x, const FigureAxis& y,
                      const ChartColors& colors)
{
    const QFontMetricsF numbers(colors.numberFont);
    const QFontMetricsF text(colors.font);
    FigurePlot plot;
    plot.xLow = x.low;
    plot.xHigh = x.high > x.low ? x.high : x.low + 1;
    plot.yLow = y.low;
    plot.yHigh = y.high > y.low ? y.high : y.low + 1;
    plot.rect = area.adjusted(kAxisPadding, kAxisPadding + kKeyRow, -kAxisPadding, -kAxisPadding);
    plot.rect.setBottom(plot.rect.bottom() - numbers.height() - 4 -
                        (x.title.isEmpty() ? 0 : text.height() + 2));
    double width = 0;
    const std::vector<double> ticks = yTicks(plot);
    const int decimals = decimalsOfTicks(ticks);
    for (const double tick : ticks) {
        width = std::max(width, numbers.horizontalAdvance(tickText(y, tick, decimals)));
    }
    plot.rect.setRight(plot.rect.right() - width - 6);
    return plot;
}

void drawAxes(QPainter& painter, const FigurePlot& plot, const FigureAxis& x, const FigureAxis& y,
              const ChartColors& colors)
{
    const QFontMetricsF numbers(colors.numberFont);
    const QFontMetricsF text(colors.font);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(colors.numberFont);
    const std::vector<double> rows = yTicks(plot);
    const int rowDecimals = decimalsOfTicks(rows);
    for (const double tick : rows) {
        const double at = std::floor(plot.y(tick)) + 0.5;
        painter.setPen(QPen(colors.grid, 1));
        painter.drawLine(QPointF(plot.rect.left(), at), QPointF(plot.rect.right(), at));
        painter.setPen(colors.mutedText);
        painter.drawText(
            QRectF(plot.rect.right() + 6, at - numbers.height() / 2, 200, numbers.height()),
            Qt::AlignLeft | Qt::AlignVCenter, tickText(y, tick, rowDecimals));
    }
    const std::vector<double> columns = xTicks(plot);
    const int columnDecimals = decimalsOfTicks(columns);
    for (const double tick : columns) {
        const double at = std::floor(plot.x(tick)) + 0.5;
        painter.setPen(QPen(colors.grid, 1));
        painter.drawLine(QPointF(at, plot.rect.top()), QPointF(at, plot.rect.bottom()));
        painter.setPen(colors.mutedText);
        const QString label = tickText(x, tick, columnDecimals);
        const double half = numbers.horizontalAdvance(label) / 2;
        const double middle =
            std::clamp(at, plot.rect.left() + half,
                       std::max(plot.rect.left() + half, plot.rect.right() + 30 - half));
        painter.drawText(
            QRectF(middle - half - 2, plot.rect.bottom() + 3, 2 * half + 4, numbers.height()),
            Qt::AlignCenter, label);
    }
    painter.setPen(QPen(colors.border, 1));
    painter.drawLine(plot.rect.bottomLeft(), plot.rect.bottomRight());
    painter.setFont(colors.font);
    painter.setPen(colors.mutedText);
    if (!x.title.isEmpty()) {
        painter.drawText(QRectF(plot.rect.left(), plot.rect.bottom() + numbers.height() + 4,
                                plot.rect.width(), text.height() + 2),
                         Qt::AlignCenter,
                         text.elidedText(x.title, Qt::ElideRight, plot.rect.width()));
    }
    if (!y.title.isEmpty()) {
        painter.drawText(QRectF(plot.rect.left(), plot.rect.top() - kKeyRow, plot.rect.width(),
                                text.height() + 2),
                         Qt::AlignLeft | Qt::AlignVCenter, y.title);
    }
}

void drawThresholds(QPainter& painter, const FigurePlot& plot,
                    const std::vector<ReferenceLine>& lines, const ChartColors& colors)
{
    const QFontMetricsF metrics(colors.font);
    painter.setFont(colors.font);
    double row = 0;
    for (const ReferenceLine& line : lines) {
        if (line.value < plot.xLow || line.value > plot.xHigh) {
            continue;
        }
        const QColor color = line.role == Role::Entry  ? colors.entry
                             : line.role == Role::Exit ? colors.exit
                                                       : colors.mutedText;
        QPen pen(color, 1);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        const double x = std::floor(plot.x(line.value)) + 0.5;
        painter.drawLine(QPointF(x, plot.rect.top()), QPointF(x, plot.rect.bottom()));
        const QString text = bridge::toQt(line.label);
        const double width = metrics.horizontalAdvance(text) + 6;
        const bool isLeft = x + width > plot.rect.right();
        const QRectF box(isLeft ? x - width : x, plot.rect.top() + row, width, metrics.height());
        QColor fill = colors.panel;
        fill.setAlpha(180);
        painter.fillRect(box, fill);
        painter.setPen(color);
        painter.drawText(box, Qt::AlignCenter, text);
        row += text.isEmpty() ? 0 : metrics.height();
    }
}

void drawKey(QPainter& painter, const QRectF& row, const std::vector<KeyEntry>& entries,
             const ChartColors& colors)
{
    const QFontMetricsF metrics(colors.font);
    painter.setFont(colors.font);
    double x = row.right();
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        x -= metrics.horizontalAdvance(entry->text);
        painter.setPen(colors.mutedText);
        painter.drawText(QRectF(x, row.top(), row.right() - x + 20, row.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, entry->text);
        x -= 15;
        const QRectF box(x, row.center().y() - 4.5, 9, 9);
        painter.setPen(QPen(entry->color, 1));
        painter.setBrush(entry->isFilled ? QBrush(entry->color) : QBrush(Qt::NoBrush));
        painter.drawRect(box);
        painter.setBrush(Qt::NoBrush);
        x -= 14;
    }
}

} // namespace sw::chart
