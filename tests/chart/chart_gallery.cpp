// Renders the charts with the sample bars to PNG files, dark and light, for looking at them:
// chart_gallery FOLDER.
#include "chart/chart_view.h"
#include "chart/distribution_views.h"
#include "chart/table_views.h"
#include "chart_samples.h"
#include "market/csv.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPixmap>

#include <cstdio>

using namespace sw;
using namespace sw::chart;

namespace {

market::BarsPtr sampleBars()
{
    QFile file(QStringLiteral(SW_SOURCE_DIR "/resources/samples/AAPL.csv"));
    if (!file.open(QIODevice::ReadOnly)) {
        return nullptr;
    }
    market::CsvOptions options;
    options.symbol = "AAPL";
    const auto read = market::readCsv(file.readAll().toStdString(), options);
    return read ? read->bars : nullptr;
}

void shoot(QWidget& widget, QSize size, const QString& path)
{
    widget.resize(size);
    widget.grab();
    QCoreApplication::processEvents();
    if (!widget.grab().save(path)) {
        std::fprintf(stderr, "cannot write %s\n", qPrintable(path));
    }
}

void shootCharts(const market::BarsPtr& bars, const ChartColors& colors, const QDir& folder,
                 const QString& theme)
{
    const auto path = [&](const char* name) {
        return folder.filePath(QLatin1String(name) + QLatin1Char('_') + theme +
                               QStringLiteral(".png"));
    };
    const QSize size(1400, 900);
    ChartView view;
    view.setColors(colors);
    shoot(view, {700, 300}, path("empty"));
    view.setModel(samples::fullModel(bars));
    shoot(view, size, path("all"));
    view.setVisibleBars(700, 940);
    view.setHoveredBar(860);
    shoot(view, size, path("middle"));
    view.setPaneVisible(QStringLiteral("sharpe"), false);
    view.setPaneVisible(QStringLiteral("underwater"), false);
    view.setVisibleBars(760, 830);
    view.showTrade(20);
    shoot(view, size, path("near"));
    view.setPriceStyle(PriceStyle::Bars);
    view.setVisibleBars(790, 850);
    shoot(view, {900, 600}, path("bars"));
    view.setPriceStyle(PriceStyle::Line);
    static_cast<void>(view.setLogScale(true));
    view.showAll();
    shoot(view, {900, 600}, path("line_log"));

    ChartView intraday;
    intraday.setColors(colors);
    intraday.setModel(
        samples::fullModel(samples::walkBars(40'000, Timeframe{5, FrameUnit::Minute}), 300, 60));
    intraday.setVisibleBars(30'000, 30'300);
    shoot(intraday, size, path("intraday"));
    intraday.showAll();
    shoot(intraday, size, path("intraday_all"));
}

std::vector<double> returnsOf(std::span<const engine::Trade> trades)
{
    std::vector<double> returns;
    for (const engine::Trade& trade : trades) {
        returns.push_back(trade.returnFraction());
    }
    return returns;
}

void shootFigures(const market::BarsPtr& bars, const ChartColors& colors, const QDir& folder,
                  const QString& theme)
{
    const auto path = [&](const char* name) {
        return folder.filePath(QLatin1String(name) + QLatin1Char('_') + theme +
                               QStringLiteral(".png"));
    };
    const ChartModelPtr model = samples::fullModel(bars, 12, 8);
    const std::vector<double>& strength = *model->panes.front().series.front().values;
    Distribution distribution{"RSI 14", strength, {}, model->panes.front().lines};
    Scatter scatter{"RSI 14 at entry", {}, {ReferenceLine{30, "Buy below 30", Role::Entry}}};
    for (std::size_t k = 0; k < model->trades.size(); ++k) {
        const engine::Trade& trade = model->trades[k];
        const double value = strength[static_cast<std::size_t>(trade.signalBar)];
        distribution.atEntries.push_back(value);
        scatter.points.push_back(ScatterPoint{value, trade.returnFraction(), static_cast<int>(k)});
    }
    const auto shootOne = [&](FigureView& view, QSize size, const char* name) {
        view.setColors(colors);
        shoot(view, size, path(name));
    };
    HistogramView histogram;
    shootOne(histogram, {420, 200}, "histogram_empty");
    histogram.setModel(distribution);
    shootOne(histogram, {480, 300}, "histogram");
    ScatterView scatterView;
    scatterView.setModel(scatter);
    shootOne(scatterView, {480, 300}, "scatter");
    ReturnHistogram returns;
    returns.setReturns(returnsOf(model->trades));
    shootOne(returns, {480, 300}, "returns");
    CalendarView calendar;
    calendar.setMonths(monthlyReturns(*bars, 0, *model->equity->buyAndHold, 10'000));
    shootOne(calendar, {720, 220}, "calendar");
    shootOne(calendar, {400, 200}, "calendar_small");
    BreakdownView breakdown;
    breakdown.setModel(exitsByReason(model->trades));
    shootOne(breakdown, {420, 260}, "exits");
    breakdown.setModel(profitBy(Period::Month, model->trades, *bars));
    shootOne(breakdown, {560, 280}, "months");
    engine::RuleAttribution rule;
    rule.text = "rsi(close, 14) < 30 and close > sma(close, 200)";
    rule.bars = 1260;
    rule.allTrue = 3;
    engine::ClauseCount low;
    low.text = "rsi(close, 14) < 30";
    low.isTrue = 64;
    low.missing = 14;
    low.trueWhenOthersTrue = 3;
    low.othersTrue = 790;
    low.trueAlone = 61;
    engine::ClauseCount trend = low;
    trend.text = "close > sma(close, 200)";
    trend.isTrue = 790;
    trend.othersTrue = 64;
    trend.trueAlone = 787;
    rule.clauses = {low, trend};
    rule.pairs = {engine::ClausePair{0, 1, 3}};
    ClauseBars clauses;
    clauses.setModel(rule);
    shootOne(clauses, {420, 200}, "clauses");
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral("."));
    const market::BarsPtr bars = sampleBars();
    if (bars == nullptr) {
        std::fprintf(stderr, "the sample bars cannot be read\n");
        return 1;
    }
    shootFigures(bars, ChartColors::dark(), folder, QStringLiteral("dark"));
    shootFigures(bars, ChartColors::light(), folder, QStringLiteral("light"));
    shootCharts(bars, ChartColors::dark(), folder, QStringLiteral("dark"));
    shootCharts(bars, ChartColors::light(), folder, QStringLiteral("light"));
    return 0;
}
