#include "gui/chart_adapter.h"

#include "bridge/text.h"
#include "market/instrument.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr double kNoLevel = std::numeric_limits<double>::quiet_NaN();

QString say(const char* text)
{
    return QCoreApplication::translate("sw::gui::ChartAdapter", text);
}

chart::Role roleOf(const std::string& role)
{
    return role == "entry"  ? chart::Role::Entry
           : role == "exit" ? chart::Role::Exit
                            : chart::Role::Neutral;
}

chart::Series seriesOf(const ShownSeries& shown)
{
    chart::Series series;
    series.name = fromQt(shown.label);
    series.values = shown.values;
    series.style = shown.style == QLatin1String("histogram") ? chart::SeriesStyle::Histogram
                   : shown.style == QLatin1String("area")    ? chart::SeriesStyle::Area
                                                             : chart::SeriesStyle::Line;
    return series;
}

std::vector<chart::ReferenceLine> linesOf(const agents::InsightChart& chart)
{
    std::vector<chart::ReferenceLine> lines;
    for (const agents::InsightLine& line : chart.referenceLines) {
        lines.push_back({line.value, line.label, roleOf(line.role)});
    }
    return lines;
}

bool isOverPrice(const agents::InsightChart& chart)
{
    return chart.kind == "price" || (chart.kind == "indicator" && chart.pane == "price");
}

/// Series over the bars; levels of the price become lines of equal values.
void addOverlays(const ShownChart& shown, std::size_t bars, chart::ChartModel& model)
{
    for (const ShownSeries& series : shown.series) {
        model.overlays.push_back(seriesOf(series));
    }
    for (const agents::InsightLine& line : shown.chart.referenceLines) {
        chart::Series level;
        level.name = line.label;
        level.values = std::make_shared<const std::vector<double>>(bars, line.value);
        level.color = chart::ColorRole::Neutral;
        model.overlays.push_back(std::move(level));
    }
}

chart::IndicatorPane paneOf(const ShownChart& shown)
{
    chart::IndicatorPane pane;
    pane.id = shown.chart.id;
    pane.title = shown.chart.title;
    for (const ShownSeries& series : shown.series) {
        pane.series.push_back(seriesOf(series));
    }
    pane.lines = linesOf(shown.chart);
    for (const agents::InsightZone& zone : shown.chart.zones) {
        pane.zones.push_back({zone.from, zone.to, zone.label, roleOf(zone.role)});
    }
    pane.minimum = shown.chart.yMinimum;
    pane.maximum = shown.chart.yMaximum;
    return pane;
}

/// The price of a target that follows from the entry alone; NaN for any other.
double targetOf(const lang::TargetRule& rule, const engine::Trade& trade,
                const market::Instrument& instrument)
{
    const double direction = trade.side == engine::Side::Long ? 1 : -1;
    const double entry = trade.entryPrice;
    switch (rule.level.kind) {
    case lang::DistanceKind::Percent:
        return entry * (1 + direction * rule.level.value / 100);
    case lang::DistanceKind::RMultiple:
        return entry + direction * rule.level.value * std::fabs(entry - trade.initialStop);
    case lang::DistanceKind::Pips:
        return entry + direction * rule.level.value * instrument.pip;
    case lang::DistanceKind::Ticks:
        return entry + direction * rule.level.value * instrument.tick;
    case lang::DistanceKind::Points:
        return entry + direction * rule.level.value;
    case lang::DistanceKind::Money:
    case lang::DistanceKind::Price:
        break;
    }
    return kNoLevel;
}

/// Shape: one per trade, or empty when no target has a price that is known at the entry.
std::vector<double> targetsOf(const lang::Program& program, std::span<const engine::Trade> trades,
                              const market::Instrument& instrument)
{
    std::vector<double> targets;
    const auto ruleFor = [&](engine::Side side) -> const lang::TargetRule* {
        const lang::TargetRule* found = nullptr;
        for (const lang::TargetRule& rule : program.targets) {
            if (rule.sides.has(side)) {
                if (found != nullptr) {
                    return nullptr; // several: which one would have been taken is not one price
                }
                found = &rule;
            }
        }
        return found != nullptr && !found->level.isLevel && !found->condition ? found : nullptr;
    };
    const lang::TargetRule* longs = ruleFor(engine::Side::Long);
    const lang::TargetRule* shorts = ruleFor(engine::Side::Short);
    if (longs == nullptr && shorts == nullptr) {
        return targets;
    }
    targets.reserve(trades.size());
    for (const engine::Trade& trade : trades) {
        const lang::TargetRule* rule = trade.side == engine::Side::Long ? longs : shorts;
        targets.push_back(rule == nullptr ? kNoLevel : targetOf(*rule, trade, instrument));
    }
    return targets;
}

void addWindows(const agents::Split& split, const market::Bars& bars, chart::ChartModel& model)
{
    const auto add = [&](const std::optional<agents::WindowDates>& dates, const char* label,
                         chart::WindowKind kind) {
        if (!dates) {
            return;
        }
        const auto first = static_cast<std::int32_t>(bars.lowerBound(dates->from));
        const auto last =
            static_cast<std::int32_t>(bars.lowerBound(Timestamp{dates->to.ms + 1})) - 1;
        if (first <= last) {
            model.windows.push_back({first, last, fromQt(say(label)), kind});
        }
    };
    add(split.train, "Train", chart::WindowKind::Train);
    add(split.validation, "Validation", chart::WindowKind::Validation);
    add(split.holdout, "Holdout", chart::WindowKind::Holdout);
}

/// Values of a series on the signal bars of all trades.
std::vector<double> atSignals(const std::vector<double>& values,
                              std::span<const engine::Trade> trades)
{
    std::vector<double> out;
    out.reserve(trades.size());
    for (const engine::Trade& trade : trades) {
        const auto bar = static_cast<std::size_t>(trade.signalBar);
        out.push_back(bar < values.size() ? values[bar] : kNoLevel);
    }
    return out;
}

InsightFigure distributionFigure(const ShownChart& shown, const engine::Ledger& ledger)
{
    const ShownSeries& series = shown.series.front();
    const std::vector<double>& values = *series.values;
    const std::size_t first =
        std::min(values.size(), static_cast<std::size_t>(std::max(0, ledger.firstBar)));
    const std::size_t end =
        std::min(values.size(), static_cast<std::size_t>(std::max(0, ledger.endBar)));
    const std::size_t step = end <= first ? 1 : (end - first + kMostBars - 1) / kMostBars;
    chart::Distribution model;
    model.name = fromQt(series.label);
    model.values.reserve((end - std::min(first, end)) / step + 1);
    for (std::size_t i = first; i < end; i += step) {
        model.values.push_back(values[i]);
    }
    model.atEntries = atSignals(values, ledger.trades);
    model.thresholds = linesOf(shown.chart);
    QString description = toQt(shown.chart.description);
    if (step > 1) {
        description += QLatin1Char(' ') + say("Counted on every %1th bar.").arg(step);
    }
    return {toQt(shown.chart.title), description, std::move(model)};
}

InsightFigure scatterFigure(const ShownChart& shown, const engine::Ledger& ledger)
{
    const ShownSeries& series = shown.series.front();
    const std::vector<double> values = atSignals(*series.values, ledger.trades);
    chart::Scatter model;
    model.valueName = fromQt(say("%1 at the signal").arg(series.label));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const engine::Trade& trade = ledger.trades[i];
        if (!trade.isOpen() && !std::isnan(values[i])) {
            model.points.push_back({values[i], trade.returnFraction(), static_cast<int>(i)});
        }
    }
    model.thresholds = linesOf(shown.chart);
    return {toQt(shown.chart.title), toQt(shown.chart.description), std::move(model)};
}

chart::Breakdown breakdownOf(const agents::InsightChart& chart, const engine::Ledger& ledger,
                             const market::Bars& bars)
{
    const QString words = toQt(chart.id + ' ' + chart.title).toLower();
    const auto mentions = [&](const char* word) { return words.contains(QLatin1String(word)); };
    if (mentions("weekday")) {
        return chart::profitBy(chart::Period::Weekday, ledger.trades, bars);
    }
    if (mentions("month")) {
        return chart::profitBy(chart::Period::Month, ledger.trades, bars);
    }
    if (mentions("year")) {
        return chart::profitBy(chart::Period::Year, ledger.trades, bars);
    }
    return chart::exitsByReason(ledger.trades);
}

std::vector<chart::MonthlyReturn> monthsOf(const ShownSymbol& symbol, const engine::Ledger& ledger)
{
    return chart::monthlyReturns(*symbol.bars, ledger.firstBar, *symbol.equity, ledger.startCash);
}

/// A colour so thin that what is drawn over it keeps its contrast.
QColor shadeOf(QColor color)
{
    color.setAlpha(20);
    return color;
}

} // namespace

chart::ChartColors chartColorsOf(const Theme& theme)
{
    chart::ChartColors colors =
        theme.dark ? chart::ChartColors::dark() : chart::ChartColors::light();
    colors.isDark = theme.dark;
    colors.background = theme[Token::Gap];
    colors.panel = theme[Token::Panel];
    colors.raised = theme[Token::Raised];
    colors.grid = theme[Token::Line];
    colors.grid.setAlphaF(0.55F);
    colors.border = theme[Token::Line];
    colors.text = theme[Token::Text];
    colors.mutedText = theme[Token::Muted];
    colors.crosshair = theme[Token::Muted];
    colors.up = theme[Token::Up];
    colors.down = theme[Token::Down];
    colors.volume = theme[Token::Faint];
    colors.priceLine = theme[Token::Text];
    colors.accent = theme[Token::Accent];
    colors.benchmark = theme[Token::Muted];
    colors.drawdown = theme[Token::Down];
    colors.warning = theme[Token::Warn];
    colors.entry = theme[Token::Entry];
    colors.exit = theme[Token::Exit];
    colors.stop = theme[Token::Down];
    colors.target = theme[Token::Up];
    colors.validation = shadeOf(theme[Token::Validation]);
    colors.holdout = shadeOf(theme[Token::Holdout]);
    colors.series = {theme[Token::Series1], theme[Token::Series2], theme[Token::Series3],
                     theme[Token::Series4], theme[Token::Series5], theme[Token::Info]};
    colors.font = theme.text;
    colors.numberFont = theme.numbers;
    return colors;
}

chart::ChartModelPtr chartModelOf(const ShownResultPtr& result, int symbol)
{
    const ShownSymbol& shown = result->symbols[static_cast<std::size_t>(symbol)];
    const engine::Ledger& ledger = result->runOf(shown).ledger;
    auto model = std::make_shared<chart::ChartModel>();
    model->bars = shown.bars;
    model->owner = result;
    model->trades = ledger.trades;
    model->targets = targetsOf(*result->program, ledger.trades, shown.bars->instrument());
    for (const ShownChart& one : shown.charts) {
        if (isOverPrice(one.chart)) {
            addOverlays(one, shown.bars->size(), *model);
        } else if (one.chart.kind == "indicator") {
            model->panes.push_back(paneOf(one));
        }
    }
    if (shown.equity && !shown.equity->empty()) {
        chart::EquityCurves equity;
        equity.firstBar = ledger.firstBar;
        equity.start = ledger.startCash;
        equity.equity = shown.equity;
        equity.buyAndHold = shown.hold;
        equity.periodsPerYear =
            market::periodsPerYear(shown.bars->instrument().assetClass, shown.bars->timeframe());
        model->equity = std::move(equity);
    }
    addWindows(result->split, *shown.bars, *model);
    return model;
}

std::vector<InsightFigure> insightFiguresOf(const ShownResult& result, int symbol)
{
    const ShownSymbol& shown = result.symbols[static_cast<std::size_t>(symbol)];
    const engine::Ledger& ledger = result.runOf(shown).ledger;
    std::vector<InsightFigure> figures;
    bool hasCalendar = false;
    for (const ShownChart& one : shown.charts) {
        const bool hasSeries = !one.series.empty();
        if (one.chart.kind == "distribution" && hasSeries) {
            figures.push_back(distributionFigure(one, ledger));
        } else if (one.chart.kind == "scatter" && hasSeries) {
            figures.push_back(scatterFigure(one, ledger));
        } else if (one.chart.kind == "breakdown") {
            figures.push_back({toQt(one.chart.title), toQt(one.chart.description),
                               breakdownOf(one.chart, ledger, *shown.bars)});
        } else if (one.chart.kind == "calendar" && shown.equity) {
            hasCalendar = true;
            figures.push_back(
                {toQt(one.chart.title), toQt(one.chart.description), monthsOf(shown, ledger)});
        }
    }
    std::vector<double> returns;
    for (const engine::Trade& trade : ledger.trades) {
        if (!trade.isOpen()) {
            returns.push_back(trade.returnFraction());
        }
    }
    figures.push_back({say("Returns of the trades"),
                       say("How many closed trades returned how much, costs included."),
                       std::move(returns)});
    if (!hasCalendar && shown.equity) {
        figures.push_back({say("Monthly returns"), say("Return of the account in each month."),
                           monthsOf(shown, ledger)});
    }
    return figures;
}

} // namespace sw::gui
