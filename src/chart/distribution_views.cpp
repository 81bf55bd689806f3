#include "chart/distribution_views.h"

#include "base/expects.h"
#include "base/text.h"
#include "bridge/text.h"
#include "chart/figure_axes.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr int kWantedBins = 36;
constexpr double kReach = 9;          // pixels round a point
constexpr std::size_t kCrowd = 5'000; // points

std::vector<double> finiteOf(std::span<const double> values)
{
    std::vector<double> out;
    for (const double value : values) {
        if (std::isfinite(value)) {
            out.push_back(value);
        }
    }
    return out;
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

QString numberText(double value)
{
    return valueText(value, ValueFormat::Number, 0);
}

QString cell(double value)
{
    return std::isfinite(value) ? bridge::toQt(formatNumber(value)) : QString();
}

std::int64_t totalOf(const std::vector<std::int64_t>& counts)
{
    std::int64_t total = 0;
    for (const std::int64_t count : counts) {
        total += count;
    }
    return total;
}

double shareOf(std::int64_t count, std::int64_t total)
{
    return total == 0 ? 0 : 100.0 * static_cast<double>(count) / static_cast<double>(total);
}

std::int64_t mostOf(const std::vector<std::int64_t>& counts)
{
    return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

double endOf(const Bins& bins)
{
    return bins.low + bins.width * static_cast<double>(bins.counts.size());
}

/// Bin of a value, -1 outside.
int binOf(const Bins& bins, double value)
{
    const double place = (value - bins.low) / bins.width;
    const auto count = static_cast<double>(bins.counts.size());
    // Edges are multiples of the width, which rounding may put beside a value that lies on one.
    constexpr double kRounding = 1e-9;
    if (bins.counts.empty() || !(place >= -kRounding) || !(place <= count + kRounding)) {
        return -1;
    }
    return static_cast<int>(std::clamp(place, 0.0, count - 1));
}

FigureAxis shareAxis(double most, const QString& title)
{
    return FigureAxis{0, most * 1.12, title, false};
}

} // namespace

Bins binsOf(std::span<const double> values, int wanted)
{
    EXPECTS(wanted >= 1);
    const std::vector<double> finite = finiteOf(values);
    Bins bins;
    if (finite.empty()) {
        return bins;
    }
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const std::vector<double> edges =
        valueTicks(*low, *high > *low ? *high : *low + 1, wanted, 1, false);
    bins.width = edges.size() > 1 ? edges[1] - edges[0] : *high > *low ? *high - *low : 1;
    // Multiples of the width, so that zero is an edge when it is within.
    bins.low = std::floor(*low / bins.width + 1e-9) * bins.width;
    const double count = std::max(1.0, std::ceil((*high - bins.low) / bins.width - 1e-9));
    bins.counts.resize(static_cast<std::size_t>(count));
    bins.counts = countsIn(bins, finite);
    return bins;
}

std::vector<std::int64_t> countsIn(const Bins& bins, std::span<const double> values)
{
    std::vector<std::int64_t> counts(bins.counts.size());
    for (const double value : values) {
        const int bin = std::isfinite(value) ? binOf(bins, value) : -1;
        if (bin >= 0) {
            ++counts[static_cast<std::size_t>(bin)];
        }
    }
    return counts;
}

void HistogramView::setModel(Distribution model)
{
    m_model = std::move(model);
    m_bins = binsOf(m_model.values, kWantedBins);
    m_entryCounts = countsIn(m_bins, m_model.atEntries);
    setAccessibleName(tr("Distribution of %1").arg(bridge::toQt(m_model.name)));
    refresh();
}

bool HistogramView::isEmpty() const
{
    return m_bins.counts.empty();
}

QString HistogramView::describe() const
{
    const std::vector<double> values = finiteOf(m_model.values);
    if (values.empty()) {
        return {};
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    QString text = tr("%1 on %2: from %3 to %4, median %5.")
                       .arg(bridge::toQt(m_model.name),
                            bridge::toQt(counted(static_cast<long long>(values.size()), "bar")),
                            numberText(*low), numberText(*high), numberText(medianOf(values)));
    const std::vector<double> entries = finiteOf(m_model.atEntries);
    if (!entries.empty()) {
        text +=
            QLatin1Char(' ') + tr("At %1: median %2.")
                                   .arg(bridge::toQt(counted(static_cast<long long>(entries.size()),
                                                             "entry", "entries")),
                                        numberText(medianOf(entries)));
    }
    for (const ReferenceLine& line : m_model.thresholds) {
        const auto below = std::count_if(values.begin(), values.end(),
                                         [&](double value) { return value < line.value; });
        text += QLatin1Char(' ') +
                tr("Below %1: %2% of bars.")
                    .arg(numberText(line.value))
                    .arg(shareOf(below, static_cast<std::int64_t>(values.size())), 0, 'f', 1);
    }
    return text;
}

namespace {

FigurePlot histogramPlot(const QRectF& area, const Bins& bins, double most, FigureAxis& x,
                         FigureAxis& y, const ChartColors& colors)
{
    x.low = bins.low;
    x.high = endOf(bins);
    y = shareAxis(most, y.title);
    return plotWithin(area, x, y, colors);
}

} // namespace

void HistogramView::paintFigure(QPainter& painter, const QRectF& area,
                                const ChartColors& colors) const
{
    const std::int64_t bars = totalOf(m_bins.counts);
    const std::int64_t entries = totalOf(m_entryCounts);
    const double most =
        std::max(shareOf(mostOf(m_bins.counts), bars), shareOf(mostOf(m_entryCounts), entries));
    FigureAxis x{0, 1, bridge::toQt(m_model.name), false};
    FigureAxis y{0, 1, tr("Share, %"), false};
    const FigurePlot plot = histogramPlot(area, m_bins, most, x, y, colors);
    drawAxes(painter, plot, x, y, colors);
    QColor fill = colors.benchmark;
    fill.setAlpha(120);
    for (std::size_t k = 0; k < m_bins.counts.size(); ++k) {
        const double left = plot.x(m_bins.low + m_bins.width * static_cast<double>(k));
        const double right = plot.x(m_bins.low + m_bins.width * static_cast<double>(k + 1));
        const double top = plot.y(shareOf(m_bins.counts[k], bars));
        painter.fillRect(QRectF(left + 0.5, top, right - left - 1, plot.rect.bottom() - top), fill);
        if (m_entryCounts[k] > 0) {
            const double high = plot.y(shareOf(m_entryCounts[k], entries));
            // Entries are outlines: told apart without colour too.
            painter.setPen(QPen(colors.entry, 1.4));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(QRectF(left + 1.5, high, right - left - 3, plot.rect.bottom() - high));
        }
    }
    drawThresholds(painter, plot, m_model.thresholds, colors);
    std::vector<KeyEntry> key{{fill, tr("all bars (%1)").arg(bars), true}};
    if (entries > 0) {
        key.push_back({colors.entry, tr("at entries (%1)").arg(entries), false});
    }
    drawKey(painter, QRectF(area.left(), area.top() + 6, area.width() - 10, 18), key, colors);
}

QString HistogramView::textAt(QPointF point) const
{
    FigureAxis x{0, 1, bridge::toQt(m_model.name), false};
    FigureAxis y{0, 1, tr("Share, %"), false};
    const std::int64_t bars = totalOf(m_bins.counts);
    const std::int64_t entries = totalOf(m_entryCounts);
    const double most =
        std::max(shareOf(mostOf(m_bins.counts), bars), shareOf(mostOf(m_entryCounts), entries));
    const FigurePlot plot = histogramPlot(rect(), m_bins, most, x, y, colors());
    const int bin = plot.rect.contains(point) ? binOf(m_bins, plot.xValue(point.x())) : -1;
    if (bin < 0) {
        return {};
    }
    const auto k = static_cast<std::size_t>(bin);
    const double low = m_bins.low + m_bins.width * bin;
    return tr("%1 to %2: %3 of %4 bars (%5%), %6 of %7 entries")
        .arg(numberText(low), numberText(low + m_bins.width))
        .arg(m_bins.counts[k])
        .arg(bars)
        .arg(shareOf(m_bins.counts[k], bars), 0, 'f', 1)
        .arg(m_entryCounts[k])
        .arg(entries);
}

QString HistogramView::csv() const
{
    QString text = QStringLiteral("from,to,bars,entries\n");
    for (std::size_t k = 0; k < m_bins.counts.size(); ++k) {
        const double low = m_bins.low + m_bins.width * static_cast<double>(k);
        text += QStringLiteral("%1,%2,%3,%4\n")
                    .arg(cell(low), cell(low + m_bins.width))
                    .arg(m_bins.counts[k])
                    .arg(m_entryCounts[k]);
    }
    return text;
}

void ScatterView::setModel(Scatter model)
{
    m_model = std::move(model);
    m_model.points.erase(std::remove_if(m_model.points.begin(), m_model.points.end(),
                                        [](const ScatterPoint& point) {
                                            return !std::isfinite(point.value) ||
                                                   !std::isfinite(point.returnFraction);
                                        }),
                         m_model.points.end());
    setAccessibleName(tr("%1 against trade return").arg(bridge::toQt(m_model.valueName)));
    refresh();
}

bool ScatterView::isEmpty() const
{
    return m_model.points.empty();
}

namespace {

FigurePlot scatterPlot(const QRectF& area, const Scatter& model, FigureAxis& x, FigureAxis& y,
                       const ChartColors& colors)
{
    MinMax values;
    MinMax returns;
    returns.add(0.0);
    for (const ScatterPoint& point : model.points) {
        values.add(point.value);
        returns.add(100 * point.returnFraction);
    }
    for (const ReferenceLine& line : model.thresholds) {
        values.add(line.value);
    }
    const double aside = std::max(1e-9, 0.06 * (values.high - values.low));
    const double above = std::max(1e-9, 0.1 * (returns.high - returns.low));
    x = FigureAxis{values.low - aside, values.high + aside, bridge::toQt(model.valueName), false};
    y = FigureAxis{returns.low - above, returns.high + above,
                   ScatterView::tr("Net return of the trade"), true};
    return plotWithin(area, x, y, colors);
}

/// Pearson's correlation; NaN when one side does not vary.
double correlationOf(const std::vector<ScatterPoint>& points)
{
    double meanX = 0;
    double meanY = 0;
    for (const ScatterPoint& point : points) {
        meanX += point.value / static_cast<double>(points.size());
        meanY += point.returnFraction / static_cast<double>(points.size());
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (const ScatterPoint& point : points) {
        xx += (point.value - meanX) * (point.value - meanX);
        yy += (point.returnFraction - meanY) * (point.returnFraction - meanY);
        xy += (point.value - meanX) * (point.returnFraction - meanY);
    }
    return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::nan("");
}

} // namespace

QString ScatterView::describe() const
{
    const auto wins = std::count_if(m_model.points.begin(), m_model.points.end(),
                                    [](const ScatterPoint& p) { return p.returnFraction > 0; });
    QString text =
        tr("%1 against the net return of %2: %3 gained.")
            .arg(bridge::toQt(m_model.valueName),
                 bridge::toQt(counted(static_cast<long long>(m_model.points.size()), "trade")))
            .arg(wins);
    const double correlation = correlationOf(m_model.points);
    if (std::isfinite(correlation)) {
        text += QLatin1Char(' ') + tr("Correlation %1.").arg(signedText(correlation, 2));
    }
    return text;
}

void ScatterView::paintFigure(QPainter& painter, const QRectF& area,
                              const ChartColors& colors) const
{
    FigureAxis x;
    FigureAxis y;
    const FigurePlot plot = scatterPlot(area, m_model, x, y, colors);
    drawAxes(painter, plot, x, y, colors);
    painter.setPen(QPen(colors.mutedText, 1));
    const double zero = std::floor(plot.y(0)) + 0.5;
    painter.drawLine(QPointF(plot.rect.left(), zero), QPointF(plot.rect.right(), zero));
    drawThresholds(painter, plot, m_model.thresholds, colors);
    painter.setRenderHint(QPainter::Antialiasing, true);
    // Marks on the same pixel look like one: of a crowd each place is painted once.
    const auto columns = static_cast<std::size_t>(plot.rect.width()) + 1;
    const auto rows = static_cast<std::size_t>(plot.rect.height()) + 1;
    const bool isCrowd = m_model.points.size() > kCrowd;
    std::vector<bool> taken(isCrowd ? 2 * columns * rows : 0);
    for (const ScatterPoint& point : m_model.points) {
        const bool isWin = point.returnFraction > 0;
        const QPointF at(plot.x(point.value), plot.y(100 * point.returnFraction));
        if (isCrowd && plot.rect.contains(at)) {
            const auto column = static_cast<std::size_t>(at.x() - plot.rect.left());
            const auto row = static_cast<std::size_t>(at.y() - plot.rect.top());
            const std::size_t place = 2 * (row * columns + column) + (isWin ? 1 : 0);
            if (taken[place]) {
                continue;
            }
            taken[place] = true;
        }
        const double up = isWin ? -4 : 4;
        QColor color = isWin ? colors.up : colors.down;
        painter.setPen(QPen(color, 1.2));
        color.setAlpha(isWin ? 150 : 0); // losers are hollow
        painter.setBrush(color);
        painter.drawPolygon(
            QPolygonF{at + QPointF(0, up), at + QPointF(-4, -up), at + QPointF(4, -up)});
    }
    drawKey(painter, QRectF(area.left(), area.top() + 6, area.width() - 10, 18),
            {{colors.up, tr("gains"), true}, {colors.down, tr("losses"), false}}, colors);
}

int ScatterView::pointNear(QPointF at) const
{
    FigureAxis x;
    FigureAxis y;
    const FigurePlot plot = scatterPlot(rect(), m_model, x, y, colors());
    int nearest = -1;
    double least = kReach;
    for (std::size_t k = 0; k < m_model.points.size(); ++k) {
        const ScatterPoint& point = m_model.points[k];
        const double distance =
            std::hypot(plot.x(point.value) - at.x(), plot.y(100 * point.returnFraction) - at.y());
        if (distance < least) {
            least = distance;
            nearest = static_cast<int>(k);
        }
    }
    return nearest;
}

QString ScatterView::textAt(QPointF point) const
{
    const int index = pointNear(point);
    if (index < 0) {
        return {};
    }
    const ScatterPoint& shown = m_model.points[static_cast<std::size_t>(index)];
    return tr("Trade #%1: %2 at %3")
        .arg(shown.trade + 1)
        .arg(signedText(100 * shown.returnFraction, 2) + QLatin1Char('%'), numberText(shown.value));
}

void ScatterView::mouseReleaseEvent(QMouseEvent* event)
{
    const int index = isEmpty() ? -1 : pointNear(event->position());
    if (index >= 0 && m_model.points[static_cast<std::size_t>(index)].trade >= 0) {
        Q_EMIT tradeClicked(m_model.points[static_cast<std::size_t>(index)].trade);
    }
    FigureView::mouseReleaseEvent(event);
}

QString ScatterView::csv() const
{
    QString text = QStringLiteral("trade,value,return\n");
    for (const ScatterPoint& point : m_model.points) {
        text += QStringLiteral("%1,%2,%3\n")
                    .arg(point.trade + 1)
                    .arg(cell(point.value), cell(point.returnFraction));
    }
    return text;
}

void ReturnHistogram::setReturns(std::vector<double> returns)
{
    m_returns = finiteOf(returns);
    for (double& value : m_returns) {
        value *= 100;
    }
    m_bins = binsOf(m_returns, 24);
    setAccessibleName(tr("Distribution of trade returns"));
    refresh();
}

bool ReturnHistogram::isEmpty() const
{
    return m_returns.empty();
}

QString ReturnHistogram::describe() const
{
    if (m_returns.empty()) {
        return {};
    }
    const auto [low, high] = std::minmax_element(m_returns.begin(), m_returns.end());
    const auto wins =
        std::count_if(m_returns.begin(), m_returns.end(), [](double value) { return value > 0; });
    return tr("Returns of %1: from %2% to %3%, median %4%; %5 gained.")
        .arg(bridge::toQt(counted(static_cast<long long>(m_returns.size()), "trade")),
             signedText(*low, 2), signedText(*high, 2), signedText(medianOf(m_returns), 2))
        .arg(wins);
}

namespace {

FigurePlot returnPlot(const QRectF& area, const Bins& bins, FigureAxis& x, FigureAxis& y,
                      const ChartColors& colors)
{
    x = FigureAxis{bins.low, endOf(bins), ReturnHistogram::tr("Net return of a trade"), true};
    y = FigureAxis{0, std::max(1.0, static_cast<double>(mostOf(bins.counts)) * 1.15),
                   ReturnHistogram::tr("Trades"), false};
    return plotWithin(area, x, y, colors);
}

} // namespace

void ReturnHistogram::paintFigure(QPainter& painter, const QRectF& area,
                                  const ChartColors& colors) const
{
    FigureAxis x;
    FigureAxis y;
    const FigurePlot plot = returnPlot(area, m_bins, x, y, colors);
    drawAxes(painter, plot, x, y, colors);
    for (std::size_t k = 0; k < m_bins.counts.size(); ++k) {
        const double low = m_bins.low + m_bins.width * static_cast<double>(k);
        const double left = plot.x(low);
        const double right = plot.x(low + m_bins.width);
        const double top = plot.y(static_cast<double>(m_bins.counts[k]));
        const bool isGain = low + m_bins.width / 2 >= 0;
        QColor color = isGain ? colors.up : colors.down;
        color.setAlpha(isGain ? 190 : 150);
        painter.fillRect(QRectF(left + 0.5, top, right - left - 1, plot.rect.bottom() - top),
                         color);
    }
    const double median = medianOf(m_returns);
    drawThresholds(
        painter, plot,
        {ReferenceLine{0, "", Role::Neutral},
         ReferenceLine{median, bridge::fromQt(tr("median %1%").arg(signedText(median, 2))),
                       Role::Entry}},
        colors);
}

QString ReturnHistogram::textAt(QPointF point) const
{
    FigureAxis x;
    FigureAxis y;
    const FigurePlot plot = returnPlot(rect(), m_bins, x, y, colors());
    const int bin = plot.rect.contains(point) ? binOf(m_bins, plot.xValue(point.x())) : -1;
    if (bin < 0) {
        return {};
    }
    const double low = m_bins.low + m_bins.width * bin;
    return tr("%1% to %2%: %3")
        .arg(signedText(low, 2), signedText(low + m_bins.width, 2),
             bridge::toQt(counted(m_bins.counts[static_cast<std::size_t>(bin)], "trade")));
}

QString ReturnHistogram::csv() const
{
    QString text = QStringLiteral("from %,to %,trades\n");
    for (std::size_t k = 0; k < m_bins.counts.size(); ++k) {
        const double low = m_bins.low + m_bins.width * static_cast<double>(k);
        text += QStringLiteral("%1,%2,%3\n")
                    .arg(cell(low), cell(low + m_bins.width))
                    .arg(m_bins.counts[k]);
    }
    return text;
}

} // namespace sw::chart
