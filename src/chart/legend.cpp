#include "chart/legend.h"

#include "base/text.h"
#include "bridge/text.h"
#include "chart/value_axis.h"

#include <QCoreApplication>

#include <cmath>

namespace sw::chart {

namespace {

QString inLegend(const char* text)
{
    return QCoreApplication::translate("ChartLegend", text);
}

LegendLine priceLine(const Prepared& prepared, const PanePlan& pane, std::int32_t bar,
                     const ChartColors& colors)
{
    const market::Bars& bars = prepared.bars();
    const auto k = static_cast<std::size_t>(bar);
    const int decimals = prepared.priceDecimals();
    LegendLine line{{bridge::toQt(pane.title), colors.text, false, true}};
    const auto price = [&](const char* letter, double value) {
        line.push_back({QLatin1String(letter), colors.mutedText, false});
        line.push_back({valueText(value, ValueFormat::Price, decimals), colors.text, true});
    };
    price("O", bars.open()[k]);
    price("H", bars.high()[k]);
    price("L", bars.low()[k]);
    price("C", bars.close()[k]);
    if (bar > 0) {
        const double before = bars.close()[k - 1];
        const double change = bars.close()[k] - before;
        QString text = signedText(change, decimals);
        if (before > 0) {
            text += QStringLiteral(" (%1%)").arg(signedText(100 * change / before, 2));
        }
        line.push_back({text, change < 0 ? colors.down : colors.up, true});
    }
    if (prepared.pane(kVolumePane) != nullptr) {
        line.push_back({QStringLiteral("V"), colors.mutedText, false});
        line.push_back({valueText(bars.volume()[k], ValueFormat::Volume, 0), colors.text, true});
    }
    return line;
}

void addSeries(LegendLine& line, const Prepared& prepared, const PanePlan& pane, std::int32_t bar,
               const ChartColors& colors)
{
    for (const DrawnSeries& series : pane.series) {
        const QColor color = colors.of(series.color, series.order);
        // A pane with one series is named by its title already.
        const bool isNamed =
            !series.name.empty() && !(pane.series.size() == 1 && series.name == pane.title);
        if (isNamed) {
            line.push_back({bridge::toQt(series.name), colors.mutedText, false});
        }
        line.push_back(
            {valueText(series.at(bar), pane.format, prepared.priceDecimals()), color, true});
    }
}

} // namespace

std::vector<LegendLine> legendOf(const Prepared& prepared, const PanePlan& pane, std::int32_t bar,
                                 const ChartColors& colors)
{
    std::vector<LegendLine> lines;
    if (pane.isPrice()) {
        lines.push_back(priceLine(prepared, pane, bar, colors));
        LegendLine overlays;
        addSeries(overlays, prepared, pane, bar, colors);
        if (!overlays.empty()) {
            lines.push_back(std::move(overlays));
        }
        return lines;
    }
    LegendLine line{{bridge::toQt(pane.title), colors.text, false, true}};
    if (pane.isVolume()) {
        const double volume = prepared.bars().volume()[static_cast<std::size_t>(bar)];
        line.push_back({valueText(volume, ValueFormat::Volume, 0), colors.text, true});
    }
    addSeries(line, prepared, pane, bar, colors);
    lines.push_back(std::move(line));
    return lines;
}

QString plainText(const LegendLine& line)
{
    QString text;
    for (const LegendRun& run : line) {
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + run.text;
    }
    return text;
}

QString tradeText(const Prepared& prepared, int index)
{
    const engine::Trade& trade = prepared.trades().trades()[static_cast<std::size_t>(index)];
    const QString side = trade.side == engine::Side::Long ? inLegend("Long") : inLegend("Short");
    const std::string_view reason = engine::name(trade.exitReason);
    return QStringLiteral("%1 #%2   %3%   %4   %5")
        .arg(side)
        .arg(index + 1)
        .arg(signedText(100 * trade.returnFraction(), 2))
        .arg(bridge::toQt(counted(trade.barsHeld(), "bar")))
        .arg(bridge::toQt(reason).replace(QLatin1Char('_'), QLatin1Char(' ')));
}

} // namespace sw::chart
