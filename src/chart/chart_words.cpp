#include "chart/chart_words.h"

#include "base/text.h"
#include "bridge/text.h"
#include "chart/export.h"
#include "chart/time_axis.h"
#include "chart/value_axis.h"

#include <QCoreApplication>

#include <cmath>

namespace sw::chart {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("ChartWords", text);
}

QString twoDigits(std::int64_t value)
{
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

/// ISO 8601: a date for bars of a day and more, else the local time.
QString timeCell(const market::Bars& bars, std::size_t bar)
{
    const std::int64_t localMs = bars.localMs(bar);
    const Timestamp local{localMs};
    QString text = bridge::toQt(formatDate(local));
    if (!bars.timeframe().isIntraday()) {
        return text;
    }
    const std::int64_t second = (localMs - daysOf(local) * kMsPerDay) / 1000;
    text += QLatin1Char('T') + twoDigits(second / 3600) + QLatin1Char(':') +
            twoDigits(second / 60 % 60) + QLatin1Char(':') + twoDigits(second % 60);
    if (bars.hasOffsets()) {
        const std::int64_t minutes = bars.localOffsetMs()[bar] / kMsPerMinute;
        const std::int64_t size = minutes < 0 ? -minutes : minutes;
        text += (minutes < 0 ? QLatin1Char('-') : QLatin1Char('+')) + twoDigits(size / 60) +
                QLatin1Char(':') + twoDigits(size % 60);
    }
    return text;
}

void appendNumber(QString& row, double value)
{
    row += QLatin1Char(',');
    if (std::isfinite(value)) {
        row += bridge::toQt(formatNumber(value));
    }
}

} // namespace

QString describeChart(const Prepared& prepared, std::int32_t first, std::int32_t last,
                      const QStringList& paneTitles)
{
    const market::Bars& bars = prepared.bars();
    if (first > last || bars.size() == 0) {
        return translated("Chart without bars.");
    }
    const double close = bars.close()[static_cast<std::size_t>(last)];
    const double before = bars.close()[static_cast<std::size_t>(first)];
    QString text = translated("%1, %2 bars, from %3 to %4: %5 in view. Last close %6")
                       .arg(bridge::toQt(bars.symbol()), bridge::toQt(bars.timeframe().word()),
                            barTimeText(bars, first), barTimeText(bars, last),
                            bridge::toQt(counted(last - first + 1, "bar")),
                            valueText(close, ValueFormat::Price, prepared.priceDecimals()));
    if (before > 0 && last > first) {
        text += translated(", %1% since the first close in view")
                    .arg(signedText(100 * (close / before - 1), 2));
    }
    text += QStringLiteral(". ");
    if (prepared.trades().trades().empty()) {
        text += translated("No trades.");
    } else {
        text += translated("%1 in view, %2 in all.")
                    .arg(bridge::toQt(counted(prepared.trades().countIn(first, last), "trade")))
                    .arg(prepared.trades().trades().size());
    }
    if (!paneTitles.isEmpty()) {
        text +=
            QLatin1Char(' ') + translated("Panes: %1.").arg(paneTitles.join(QStringLiteral(", ")));
    }
    return text;
}

QString chartCsv(const Prepared& prepared, std::int32_t first, std::int32_t last)
{
    const market::Bars& bars = prepared.bars();
    QString text = QStringLiteral("time,open,high,low,close,volume");
    for (const PanePlan& pane : prepared.panes()) {
        for (const DrawnSeries& series : pane.series) {
            QString name = bridge::toQt(series.name.empty() ? pane.title : series.name);
            if (pane.format == ValueFormat::Percent) {
                name += QStringLiteral(" %");
            }
            text += QLatin1Char(',') + csvCell(name);
        }
    }
    text += QLatin1Char('\n');
    for (std::int32_t bar = first; bar <= last; ++bar) {
        const auto k = static_cast<std::size_t>(bar);
        text += timeCell(bars, k);
        for (const std::span<const double> column :
             {bars.open(), bars.high(), bars.low(), bars.close(), bars.volume()}) {
            appendNumber(text, column[k]);
        }
        for (const PanePlan& pane : prepared.panes()) {
            for (const DrawnSeries& series : pane.series) {
                appendNumber(text, series.at(bar));
            }
        }
        text += QLatin1Char('\n');
    }
    return text;
}

} // namespace sw::chart
