// Charts that fit a program, and the door that no unfit chart passes.
#include "test_main.h"

#include "fakes.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

const InsightChart* chartWith(const InsightsConfig& config, const std::string& expr,
                              const std::string& kind)
{
    for (const InsightChart& chart : config.charts) {
        const bool has = std::ranges::any_of(
            chart.series, [&](const InsightSeries& series) { return series.expr == expr; });
        if (has && chart.kind == kind) {
            return &chart;
        }
    }
    return nullptr;
}

InsightChart soundChart()
{
    InsightChart chart;
    chart.id = "x";
    chart.kind = "indicator";
    chart.title = "RSI";
    chart.pane = "own";
    chart.series = {{"rsi(close, 14)", "RSI 14", "line"}};
    chart.referenceLines = {{30, "entry below", "entry"}};
    chart.zones = {{0, 30, "oversold", "entry"}};
    chart.yMinimum = 0;
    chart.yMaximum = 100;
    return chart;
}

} // namespace

class TestInsights : public QObject
{
    Q_OBJECT

private slots:
    void givesEachComparedValueAPanelWithItsLevels();
    void drawsPricesOverTheBars();
    void putsComparedValuesInOnePanel();
    void marksBandsAndPriceLevels();
    void addsChartsOfTradesThatFitTheExits();
    void drawsProtectionsComputedFromBars();
    void opensLetsAndParams();
    void givesChartsUniqueNames();
    void dropsWhatCannotBeDrawn_data();
    void dropsWhatCannotBeDrawn();
    void keepsSoundCharts();

private:
    InsightsConfig chartsOf(const std::string& rules)
    {
        MemoryMarketData market;
        CountingBacktester backtester;
        Stage stage(market, backtester);
        const Brief brief;
        InsightsRequest request;
        request.brief = &brief;
        request.program = compiled("trade TST on daily\n" + rules);
        InsightsGeneratorAgent agent;
        const Result<InsightsConfig> config = agent.process(request, stage.context());
        EXPECTS(config.has_value());
        return *config;
    }
};

void TestInsights::givesEachComparedValueAPanelWithItsLevels()
{
    const InsightsConfig config =
        chartsOf("long when rsi(close, 14) < 30\nexit when rsi(close, 14) > 70\n");
    const InsightChart* chart = chartWith(config, "rsi(close, 14)", "indicator");
    QVERIFY(chart != nullptr);
    QCOMPARE(chart->pane, std::string("own"));
    QCOMPARE(chart->referenceLines.size(), std::size_t(2));
    QCOMPARE(chart->referenceLines[0].value, 30.0);
    QCOMPARE(chart->referenceLines[0].role, std::string("entry"));
    QCOMPARE(chart->referenceLines[1].role, std::string("exit"));
    QCOMPARE(chart->zones.size(), std::size_t(2));
    QCOMPARE(chart->zones[0].from, 0.0);
    QCOMPARE(chart->zones[0].to, 30.0);
    QCOMPARE(chart->yMaximum, std::optional<double>(100));
    QVERIFY(chartWith(config, "rsi(close, 14)", "distribution") != nullptr);
    QVERIFY(chartWith(config, "rsi(close, 14)", "scatter") != nullptr);
    QVERIFY(config.dropped.empty());
    QVERIFY(!config.notes.empty());
}

void TestInsights::drawsPricesOverTheBars()
{
    const InsightsConfig config =
        chartsOf("long when close > sma(close, 50)\nexit when close < sma(close, 50)\n");
    const InsightChart* chart = chartWith(config, "sma(close, 50)", "price");
    QVERIFY(chart != nullptr);
    QCOMPARE(chart->pane, std::string("price"));
    QCOMPARE(chart->series.size(), std::size_t(1)); // close itself is there already
}

void TestInsights::putsComparedValuesInOnePanel()
{
    const InsightsConfig config = chartsOf(
        "long when macd().line crosses above macd().signal\nexit when macd().line crosses below "
        "macd().signal\n");
    const auto panels =
        std::ranges::count(config.charts, std::string("indicator"), &InsightChart::kind);
    QCOMPARE(panels, std::ptrdiff_t(1));
    const auto panel = std::ranges::find(config.charts, "indicator", &InsightChart::kind);
    QCOMPARE(panel->series.size(), std::size_t(2));
}

void TestInsights::marksBandsAndPriceLevels()
{
    const InsightsConfig config = chartsOf(
        "long when rsi(close, 14) between 40 and 60 and close > 150\nexit when close < 120\n");
    const InsightChart* rsi = chartWith(config, "rsi(close, 14)", "indicator");
    QVERIFY(rsi != nullptr);
    QCOMPARE(rsi->zones.size(), std::size_t(1));
    QCOMPARE(rsi->zones[0].from, 40.0);
    QCOMPARE(rsi->zones[0].to, 60.0);
    const auto price = std::ranges::find(config.charts, "price", &InsightChart::kind);
    QVERIFY(price != config.charts.end());
    QCOMPARE(price->referenceLines.size(), std::size_t(2));
}

void TestInsights::addsChartsOfTradesThatFitTheExits()
{
    const auto has = [](const InsightsConfig& config, const std::string& id) {
        return std::ranges::find(config.charts, id, &InsightChart::id) != config.charts.end();
    };
    const InsightsConfig one = chartsOf("long when close > open\nexit when close < open\n");
    QVERIFY(!has(one, "breakdown-exits") && has(one, "breakdown-year") && has(one, "calendar"));
    const InsightsConfig two =
        chartsOf("long when close > open\nexit when close < open\nstop loss 5%\n");
    QVERIFY(has(two, "breakdown-exits"));
}

void TestInsights::drawsProtectionsComputedFromBars()
{
    const InsightsConfig config = chartsOf(
        "long when close > open\nexit when close < open\nstop loss at lowest(low, 10)\ntrailing "
        "stop 3 * atr(14)\n");
    QVERIFY(chartWith(config, "lowest(low, 10)", "price") != nullptr);
    const auto panel = std::ranges::find(config.charts, "indicator", &InsightChart::kind);
    QVERIFY(panel != config.charts.end());
    QVERIFY(panel->series[0].expr.find("atr(14)") != std::string::npos);
}

void TestInsights::opensLetsAndParams()
{
    const InsightsConfig config =
        chartsOf("param level = 25\nlet strength = rsi(close, 14)\nlong when strength < "
                 "level\nexit when strength > 70\n");
    const InsightChart* chart = chartWith(config, "rsi(close, 14)", "indicator");
    QVERIFY(chart != nullptr);
    QCOMPARE(chart->referenceLines[0].value, 25.0);
}

void TestInsights::givesChartsUniqueNames()
{
    const InsightsConfig config =
        chartsOf("long when rsi(close, 14) < 30 and close > sma(close, 20) and adx(14) > 25 and "
                 "cci(20) < 100\nexit when rsi(close, 14) > 70\nstop loss 5%\n");
    std::vector<std::string> ids;
    for (const InsightChart& chart : config.charts) {
        QVERIFY(std::ranges::find(ids, chart.id) == ids.end());
        ids.push_back(chart.id);
        QVERIFY(!chart.title.empty() && !chart.description.empty());
        QVERIFY(chart.title.find('?') == std::string::npos);
    }
    QVERIFY(ids.size() >= 9);
}

void TestInsights::dropsWhatCannotBeDrawn_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char* name, const char* expr, const char* fault) {
        QTest::newRow(name) << QString::fromUtf8(expr) << QString::fromUtf8(fault);
    };
    row("unknown function", "wizard(close, 14)", "wizard");
    row("future value", "close[-1]", "never ahead");
    row("hole", "external(\"sentiment\")", "");
    row("hole inside", "close + external(\"sentiment\")", "");
    row("condition", "close > open", "condition");
    row("position", "close - entry_price", "position");
    row("no text", "", "");
    row("broken text", "rsi(close,", "");
    row("another symbol", "SPY.close", "SPY");
    row("kind", "kind", "kind 'pie'");
    row("style", "style", "style 'dots'");
    row("pane", "pane", "pane 'left'");
    row("no series", "no series", "no series");
    row("endless level", "endless level", "finite");
    row("empty zone", "empty zone", "zone");
    row("empty axis", "empty axis", "axis");
    row("endless axis", "endless axis", "axis");
}

void TestInsights::dropsWhatCannotBeDrawn()
{
    QFETCH(QString, expr);
    QFETCH(QString, fault);
    InsightChart chart = soundChart();
    const QString row = QString::fromUtf8(QTest::currentDataTag());
    if (row == QLatin1String("kind")) {
        chart.kind = "pie";
    } else if (row == QLatin1String("style")) {
        chart.series[0].style = "dots";
    } else if (row == QLatin1String("pane")) {
        chart.pane = "left";
    } else if (row == QLatin1String("no series")) {
        chart.series.clear();
    } else if (row == QLatin1String("endless level")) {
        chart.referenceLines[0].value = std::numeric_limits<double>::infinity();
    } else if (row == QLatin1String("empty zone")) {
        chart.zones[0].to = chart.zones[0].from;
    } else if (row == QLatin1String("empty axis")) {
        chart.yMaximum = chart.yMinimum;
    } else if (row == QLatin1String("endless axis")) {
        chart.yMaximum = std::numeric_limits<double>::infinity();
    } else {
        chart.series[0].expr = expr.toStdString();
    }
    InsightsConfig config;
    config.charts = {chart, soundChart()};
    dropInvalidCharts(config, {{"TST"}, Timeframe{}});
    QCOMPARE(config.charts.size(), std::size_t(1));
    QCOMPARE(config.dropped.size(), std::size_t(1));
    const QString why = QString::fromStdString(config.dropped[0]);
    QVERIFY2(why.startsWith(QStringLiteral("Chart 'RSI' was left out: ")), qPrintable(why));
    QVERIFY2(why.contains(fault), qPrintable(why));
}

void TestInsights::keepsSoundCharts()
{
    InsightsConfig config;
    config.charts = {soundChart()};
    config.charts.push_back(soundChart());
    config.charts[1].series[0].expr = "SPY.close / close";
    dropInvalidCharts(config, {{"TST", "SPY"}, Timeframe{}});
    QCOMPARE(config.charts.size(), std::size_t(2));
    QVERIFY(config.dropped.empty());
}

SW_TEST(TestInsights)
#include "tst_insights.moc"
