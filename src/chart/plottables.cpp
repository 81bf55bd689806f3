#include "chart/plottables.h"

#include <QLine>
#include <QPolygonF>
#include <QVector>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kLineWidth = 1.4;
constexpr double kSecondStroke = 0.45; // pixels between the strokes of a line on screen
constexpr double kFarPixels = 20'000;  // QPainter's raster engine clips badly far outside

int pixel(double value)
{
    return static_cast<int>(std::lround(std::clamp(value, -kFarPixels, kFarPixels)));
}

/// Square ends: flat ones leave out the last pixel, and with it the extreme of a column.
QPen hairline(const QColor& color)
{
    QPen pen(color, 1);
    pen.setCapStyle(Qt::SquareCap);
    return pen;
}

/// Width of a candle's body: odd, so that the wick stands in its middle.
int bodyWidth(double perBar)
{
    const int width = static_cast<int>(perBar * 0.72);
    return std::clamp(width - (width % 2 == 0 ? 1 : 0), 1, 41);
}

QColor withAlpha(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

/// Zero in pixels, within the pane.
int baseline(const Canvas& canvas)
{
    const double zero = canvas.isLogarithmic ? canvas.rect.bottom() + 1 : canvas.y(0);
    return pixel(std::clamp<double>(zero, canvas.rect.top(), canvas.rect.bottom() + 1));
}

bool isSparse(const Canvas& canvas)
{
    return canvas.perBar >= 0.5;
}

/// A smooth line. Qt strokes widths up to a pixel several times faster than wider ones, so on
/// screen two strokes side by side stand for one.
void drawRun(QCPPainter& painter, const QPolygonF& run)
{
    painter.drawPolyline(run);
    if (!painter.modes().testFlag(QCPPainter::pmVectorized)) {
        painter.drawPolyline(run.translated(0, kSecondStroke));
    }
}

void drawDenseLine(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series)
{
    QVector<QLine> strokes;
    strokes.reserve(canvas.rect.width());
    double before = std::numeric_limits<double>::quiet_NaN();
    visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
        MinMax values = series.range(first, end);
        if (!values.isEmpty()) {
            values.add(before);
            strokes.append(QLine(x, pixel(canvas.y(values.high)), x, pixel(canvas.y(values.low))));
        }
        before = series.at(end - 1);
    });
    painter.setAntialiasing(false);
    painter.drawLines(strokes);
}

} // namespace

double Canvas::y(double value) const
{
    if (!isLogarithmic) {
        return a * value + b;
    }
    return value > 0 ? a * std::log(value) + b : rect.bottom() + kFarPixels;
}

Canvas Canvas::of(const QCPAxis& key, const QCPAxis& value, std::int32_t barCount)
{
    Canvas canvas;
    canvas.rect = key.axisRect()->rect();
    const QCPRange bars = key.range();
    canvas.lower = bars.lower;
    canvas.perBar = canvas.rect.width() / bars.size();
    canvas.isLogarithmic = value.scaleType() == QCPAxis::stLogarithmic;
    const QCPRange values = value.range();
    const double bottom = value.coordToPixel(values.lower);
    const double top = value.coordToPixel(values.upper);
    const double low = canvas.isLogarithmic ? std::log(values.lower) : values.lower;
    const double high = canvas.isLogarithmic ? std::log(values.upper) : values.upper;
    canvas.a = (top - bottom) / (high - low);
    canvas.b = bottom - canvas.a * low;
    const double last = static_cast<double>(barCount) - 1;
    canvas.first = static_cast<std::int32_t>(
        std::clamp(std::floor(bars.lower - 0.5), 0.0, std::max(0.0, last)));
    canvas.last = static_cast<std::int32_t>(std::clamp(std::ceil(bars.upper + 0.5), -1.0, last));
    return canvas;
}

void drawSeriesLine(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series,
                    const QPen& pen)
{
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    if (!isSparse(canvas)) {
        painter.setPen(hairline(pen.color()));
        drawDenseLine(painter, canvas, series);
        return;
    }
    painter.setAntialiasing(true);
    if (!painter.modes().testFlag(QCPPainter::pmVectorized)) {
        QPen thin = pen;
        thin.setWidthF(1);
        painter.setPen(thin);
    }
    QPolygonF run;
    const auto flush = [&] {
        if (run.size() == 1) {
            // A value between two gaps would vanish as a line.
            painter.drawLine(run[0] - QPointF(1, 0), run[0] + QPointF(1, 0));
        } else if (run.size() > 1) {
            drawRun(painter, run);
        }
        run.clear();
    };
    for (std::int64_t bar = canvas.first; bar <= canvas.last; ++bar) {
        const double value = series.at(bar);
        if (value - value != 0) {
            flush();
            continue;
        }
        run.append(QPointF(canvas.x(static_cast<double>(bar)),
                           std::clamp(canvas.y(value), -kFarPixels, kFarPixels)));
    }
    flush();
    painter.setAntialiasing(false);
}

void drawSeriesArea(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series,
                    const QColor& color)
{
    painter.setAntialiasing(false);
    const int base = baseline(canvas);
    if (!isSparse(canvas)) {
        QVector<QLine> strokes;
        visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
            const MinMax values = series.range(first, end);
            if (values.isEmpty()) {
                return;
            }
            // The side of the curve away from zero, so that fill and line meet.
            const int low = pixel(canvas.y(values.low));
            const int high = pixel(canvas.y(values.high));
            const int far = std::abs(low - base) > std::abs(high - base) ? low : high;
            if (far != base) {
                strokes.append(QLine(x, far, x, far < base ? base - 1 : base));
            }
        });
        painter.setPen(hairline(color));
        painter.drawLines(strokes);
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    QPolygonF area;
    const auto flush = [&] {
        if (area.size() > 1) {
            area.append(QPointF(area.last().x(), base));
            area.prepend(QPointF(area.first().x(), base));
            painter.drawPolygon(area);
        }
        area.clear();
    };
    for (std::int64_t bar = canvas.first; bar <= canvas.last; ++bar) {
        const double value = series.at(bar);
        if (value - value != 0) {
            flush();
            continue;
        }
        area.append(QPointF(canvas.x(static_cast<double>(bar)),
                            std::clamp(canvas.y(value), -kFarPixels, kFarPixels)));
    }
    flush();
}

void drawSeriesHistogram(QCPPainter& painter, const Canvas& canvas, const DrawnSeries& series,
                         const QColor& color)
{
    painter.setAntialiasing(false);
    const int base = baseline(canvas);
    if (canvas.isDense()) {
        QVector<QLine> strokes;
        visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
            MinMax values = series.range(first, end);
            if (!values.isEmpty()) {
                values.add(0.0);
                strokes.append(
                    QLine(x, pixel(canvas.y(values.high)), x, pixel(canvas.y(values.low))));
            }
        });
        painter.setPen(hairline(color));
        painter.drawLines(strokes);
        return;
    }
    const int width = bodyWidth(canvas.perBar);
    for (std::int64_t bar = canvas.first; bar <= canvas.last; ++bar) {
        const double value = series.at(bar);
        if (value - value == 0) {
            const int x = pixel(canvas.x(static_cast<double>(bar))) - width / 2;
            const int y = pixel(canvas.y(value));
            // Falling below zero is told by place, and by being paler.
            painter.fillRect(QRect(x, std::min(y, base), width, std::max(1, std::abs(base - y))),
                             value >= 0 ? color : withAlpha(color, color.alpha() / 2));
        }
    }
}

BarPlottable::BarPlottable(QCPAxis* key, QCPAxis* value, const Prepared& prepared,
                           const ChartColors& colors)
    : QCPAbstractPlottable(key, value), m_prepared(prepared), m_colors(colors)
{
    setSelectable(QCP::stNone);
}

double BarPlottable::selectTest(const QPointF&, bool, QVariant*) const
{
    return -1;
}

QCPRange BarPlottable::getKeyRange(bool& foundRange, QCP::SignDomain) const
{
    foundRange = m_prepared.barCount() > 0;
    return QCPRange(0, m_prepared.barCount());
}

QCPRange BarPlottable::getValueRange(bool& foundRange, QCP::SignDomain, const QCPRange&) const
{
    // Value axes are scaled by the stage, which knows panes as wholes.
    foundRange = false;
    return QCPRange();
}

void BarPlottable::drawLegendIcon(QCPPainter*, const QRectF&) const {}

void PricePlottable::draw(QCPPainter* painter)
{
    const Canvas canvas = this->canvas();
    if (m_style == PriceStyle::Line) {
        QPen pen(m_colors.priceLine, kLineWidth);
        pen.setCapStyle(Qt::FlatCap);
        drawSeriesLine(*painter, canvas, m_prepared.closes(), pen);
        return;
    }
    painter->setAntialiasing(false);
    if (canvas.isDense()) {
        drawDense(*painter, canvas);
    } else if (m_style == PriceStyle::Candles) {
        drawCandles(*painter, canvas);
    } else {
        drawBars(*painter, canvas);
    }
}

void PricePlottable::drawDense(QCPPainter& painter, const Canvas& canvas) const
{
    const std::span<const double> open = m_prepared.bars().open();
    const std::span<const double> close = m_prepared.bars().close();
    QVector<QLine> up;
    QVector<QLine> down;
    up.reserve(canvas.rect.width());
    down.reserve(canvas.rect.width());
    visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
        const auto from = static_cast<std::size_t>(first);
        const auto to = static_cast<std::size_t>(end);
        const MinMax prices = m_prepared.lowHigh().range(from, to);
        const QLine stroke(x, pixel(canvas.y(prices.high)), x, pixel(canvas.y(prices.low)));
        (close[to - 1] >= open[from] ? up : down).append(stroke);
    });
    painter.setPen(hairline(m_colors.up));
    painter.drawLines(up);
    painter.setPen(hairline(m_colors.down));
    painter.drawLines(down);
}

void PricePlottable::drawCandles(QCPPainter& painter, const Canvas& canvas) const
{
    const market::Bars& bars = m_prepared.bars();
    const int width = bodyWidth(canvas.perBar);
    QVector<QLine> upLines;
    QVector<QLine> downLines;
    QVector<QRect> upBodies;
    QVector<QRect> downBodies;
    for (std::int32_t bar = canvas.first; bar <= canvas.last; ++bar) {
        const auto k = static_cast<std::size_t>(bar);
        const bool isUp = bars.close()[k] >= bars.open()[k];
        const int x = pixel(canvas.x(bar));
        const int high = pixel(canvas.y(bars.high()[k]));
        const int low = pixel(canvas.y(bars.low()[k]));
        const int top = pixel(canvas.y(std::max(bars.open()[k], bars.close()[k])));
        const int bottom = pixel(canvas.y(std::min(bars.open()[k], bars.close()[k])));
        if (!isUp || width < 3) {
            (isUp ? upLines : downLines).append(QLine(x, high, x, low));
            if (width >= 3) {
                downBodies.append(QRect(x - width / 2, top, width, std::max(1, bottom - top)));
            }
            continue;
        }
        if (bottom - top < 2) {
            upLines.append(QLine(x, high, x, low));
            upLines.append(QLine(x - width / 2, top, x + width / 2, top));
            continue;
        }
        if (high < top) {
            upLines.append(QLine(x, high, x, top));
        }
        if (low > bottom) {
            upLines.append(QLine(x, bottom, x, low));
        }
        upBodies.append(QRect(x - width / 2, top, width - 1, bottom - top));
    }
    painter.setPen(hairline(m_colors.up));
    painter.drawLines(upLines);
    painter.setBrush(m_colors.panel);
    painter.drawRects(upBodies);
    painter.setPen(hairline(m_colors.down));
    painter.setBrush(Qt::NoBrush);
    painter.drawLines(downLines);
    for (const QRect& body : downBodies) {
        painter.fillRect(body, m_colors.down);
    }
}

void PricePlottable::drawBars(QCPPainter& painter, const Canvas& canvas) const
{
    const market::Bars& bars = m_prepared.bars();
    const int tick = std::max(1, bodyWidth(canvas.perBar) / 2);
    QVector<QLine> up;
    QVector<QLine> down;
    for (std::int32_t bar = canvas.first; bar <= canvas.last; ++bar) {
        const auto k = static_cast<std::size_t>(bar);
        QVector<QLine>& lines = bars.close()[k] >= bars.open()[k] ? up : down;
        const int x = pixel(canvas.x(bar));
        const int open = pixel(canvas.y(bars.open()[k]));
        const int close = pixel(canvas.y(bars.close()[k]));
        lines.append(QLine(x, pixel(canvas.y(bars.high()[k])), x, pixel(canvas.y(bars.low()[k]))));
        lines.append(QLine(x - tick, open, x, open));
        lines.append(QLine(x, close, x + tick, close));
    }
    painter.setPen(hairline(m_colors.up));
    painter.drawLines(up);
    painter.setPen(hairline(m_colors.down));
    painter.drawLines(down);
}

void VolumePlottable::draw(QCPPainter* painter)
{
    const Canvas canvas = this->canvas();
    const market::Bars& bars = m_prepared.bars();
    const int base = baseline(canvas);
    QVector<QRect> up;
    QVector<QRect> down;
    const auto add = [&](int x, int width, double volume, bool isUp) {
        const int y = pixel(canvas.y(volume));
        (isUp ? up : down).append(QRect(x, y, width, std::max(1, base - y)));
    };
    if (canvas.isDense()) {
        visitColumns(canvas, [&](int x, std::int64_t first, std::int64_t end) {
            const auto from = static_cast<std::size_t>(first);
            const auto to = static_cast<std::size_t>(end);
            add(x, 1, m_prepared.volume().range(from, to).high,
                bars.close()[to - 1] >= bars.open()[from]);
        });
    } else {
        const int width = bodyWidth(canvas.perBar);
        for (std::int32_t bar = canvas.first; bar <= canvas.last; ++bar) {
            const auto k = static_cast<std::size_t>(bar);
            add(pixel(canvas.x(bar)) - width / 2, width, bars.volume()[k],
                bars.close()[k] >= bars.open()[k]);
        }
    }
    painter->setAntialiasing(false);
    for (const QRect& bar : up) {
        painter->fillRect(bar, withAlpha(m_colors.up, 110));
    }
    for (const QRect& bar : down) {
        painter->fillRect(bar, withAlpha(m_colors.down, 150));
    }
}

SeriesPlottable::SeriesPlottable(QCPAxis* key, QCPAxis* value, const Prepared& prepared,
                                 const ChartColors& colors, const DrawnSeries& series)
    : BarPlottable(key, value, prepared, colors), m_series(series)
{}

void SeriesPlottable::draw(QCPPainter* painter)
{
    const Canvas canvas = this->canvas();
    const QColor color = m_colors.of(m_series.color, m_series.order);
    QPen pen(color, kLineWidth);
    pen.setCapStyle(Qt::FlatCap);
    switch (m_series.style) {
    case SeriesStyle::Histogram:
        drawSeriesHistogram(*painter, canvas, m_series, withAlpha(color, 170));
        break;
    case SeriesStyle::Area:
        drawSeriesArea(*painter, canvas, m_series, withAlpha(color, m_colors.isDark ? 38 : 30));
        drawSeriesLine(*painter, canvas, m_series, pen);
        break;
    case SeriesStyle::Line:
        drawSeriesLine(*painter, canvas, m_series, pen);
        break;
    }
}

} // namespace sw::chart
