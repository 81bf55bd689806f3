#include "metrics/report.h"

#include "base/expects.h"
#include "base/text.h"
#include "engine/widest.h"
#include "metrics/ratios.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

using Id = FigureId;

constexpr double kDaysPerYear = 365.25;

/// Everything computed on the way that several figures share.
struct Shared {
    Annualisation annual;
    std::vector<double> returns;
    Moments moments;
    Drawdowns drawdowns;
    double days = 0;
    double finalEquity = 0;
};

void addReturn(FigureTable& table, const Shared& shared, double start)
{
    table[Id::TotalReturn] = defined(shared.finalEquity / start - 1);
    table[Id::NetProfit] = defined(shared.finalEquity - start);
    table[Id::FinalEquity] = defined(shared.finalEquity);
    table[Id::Cagr] = cagr(start, shared.finalEquity, shared.days);
    if (table[Id::Cagr].value && shared.days < kDaysPerYear) {
        table[Id::Cagr].remark = "extrapolated from less than a year";
    }
    table[Id::Volatility] = volatility(shared.moments, shared.annual);
    table[Id::BestPeriod] = defined(shared.moments.highest);
    table[Id::WorstPeriod] = defined(shared.moments.lowest);
    const Figure still = undefined("equity never moved, or by the same rate on each bar");
    const bool varies = shared.moments.varies();
    table[Id::Skewness] = varies ? defined(shared.moments.skewness) : still;
    table[Id::Kurtosis] = varies ? defined(shared.moments.kurtosis) : still;
    table[Id::FirstAutocorrelation] = varies ? defined(shared.moments.autocorrelation) : still;
}

void addRisk(FigureTable& table, const Shared& shared)
{
    const Drawdowns& drawdowns = shared.drawdowns;
    table[Id::MaxDrawdown] = defined(drawdowns.maxDepth());
    table[Id::Ulcer] = defined(drawdowns.ulcer);
    table[Id::LongestDrawdownDays] = defined(drawdowns.longestDays);
    if (drawdowns.worst.empty()) {
        const Figure none = undefined("equity never fell below an earlier value");
        table[Id::MaxDrawdownBars] = none;
        table[Id::MaxDrawdownDays] = none;
    } else {
        const Drawdown& deepest = drawdowns.worst.front();
        table[Id::MaxDrawdownBars] = defined(static_cast<double>(deepest.bars));
        table[Id::MaxDrawdownDays] = defined(deepest.days);
        if (!deepest.recovered()) {
            table[Id::MaxDrawdownBars].remark = "not recovered at the end";
            table[Id::MaxDrawdownDays].remark = "not recovered at the end";
        }
    }
    const Tails tails = tailsOf(shared.returns);
    table[Id::ValueAtRisk] = defined(-tails.low);
    table[Id::ConditionalValueAtRisk] = defined(-tails.meanBelowLow);
    table[Id::TailRatio] = tailRatio(tails);
    table[Id::DrawdownToExpect] = undefined("resampling was not asked for");
}

void addAdjusted(FigureTable& table, const Shared& shared)
{
    const Shortfalls shortfalls = shortfallsOf(shared.returns, shared.annual.minimumPerPeriod());
    table[Id::Sharpe] = sharpe(shared.moments, shared.annual);
    table[Id::SharpeStandardError] = sharpeStandardErrorPerYear(shared.moments, shared.annual);
    table[Id::SharpeLo] = sharpeLo(shared.moments, shared.annual);
    table[Id::Sortino] = sortino(shared.moments, shortfalls, shared.annual);
    table[Id::Omega] = omega(shortfalls);
    table[Id::Calmar] = calmar(table[Id::Cagr], shared.drawdowns);
    table[Id::Martin] = martin(table[Id::Cagr], shared.drawdowns, shared.annual);
    table[Id::RecoveryFactor] = recoveryFactor(*table[Id::NetProfit].value, shared.drawdowns);
}

void addBenchmark(FigureTable& table, const ReportInput& input, const Shared& shared)
{
    if (!input.hold || input.hold->price.empty() || !(input.hold->start > 0)) {
        const Figure none = undefined("buy and hold could not be computed for these bars");
        for (const Id id :
             {Id::HoldReturn, Id::HoldCagr, Id::HoldMaxDrawdown, Id::HoldSharpe, Id::ExcessReturn,
              Id::Beta, Id::Alpha, Id::RSquared, Id::TrackingError, Id::InformationRatio}) {
            table[id] = none;
        }
        return;
    }
    const Holding& hold = *input.hold;
    const double last = hold.valueAt(hold.price.size() - 1);
    const double total = last / hold.start - 1;
    const bool sameColumn =
        hold.time.data() == input.curve.time.data() && hold.time.size() == input.curve.time.size();
    const bool sameDates =
        sameColumn || std::equal(hold.time.begin(), hold.time.end(), input.curve.time.begin(),
                                 input.curve.time.end());
    const HoldingFigures found = figuresOf(
        hold, sameDates ? std::span<const double>(shared.returns) : std::span<const double>(),
        shared.moments.mean);
    table[Id::HoldReturn] = defined(total);
    table[Id::ExcessReturn] = defined(*table[Id::TotalReturn].value - total);
    const double days = static_cast<double>(hold.time.back().ms - hold.time.front().ms) / kMsPerDay;
    table[Id::HoldCagr] = cagr(hold.start, last, days);
    table[Id::HoldMaxDrawdown] = defined(found.maxDrawdown);
    table[Id::HoldSharpe] = sharpe(found.moments, shared.annual);
    BenchmarkFigures figures;
    if (sameDates) {
        figures = benchmarkFigures(shared.moments, found.moments, found.cross, shared.annual);
    } else {
        std::vector<double> equity;
        for (std::size_t i = 0; i < hold.price.size(); ++i) {
            equity.push_back(hold.valueAt(i));
        }
        const PairedReturns paired = pairedReturns(input.curve, {hold.start, hold.time, equity});
        figures = benchmarkFigures({paired.first, momentsOf(paired.first)},
                                   {paired.second, momentsOf(paired.second)}, shared.annual);
    }
    table[Id::Beta] = figures.beta;
    table[Id::Alpha] = figures.alpha;
    table[Id::RSquared] = figures.rSquared;
    table[Id::TrackingError] = figures.trackingError;
    table[Id::InformationRatio] = figures.informationRatio;
}

Figure turnoverOf(const ReportInput& input, double days)
{
    if (days < 1) {
        return undefined("the window is shorter than a day");
    }
    const double equity =
        sumOf(input.curve.equity) / static_cast<double>(input.curve.equity.size());
    if (equity <= 0) {
        return undefined("mean equity is not positive");
    }
    double traded = 0;
    for (const engine::Trade& trade : input.trades) {
        traded += std::fabs(trade.entryPrice * trade.size);
        traded += trade.isOpen() ? 0 : std::fabs(trade.exitPrice * trade.size);
    }
    return defined(traded / 2 / equity / (days / kDaysPerYear));
}

/// Adds position value over equity of each bar where both are above zero, bar by bar in order.
inline void addLeverage(std::span<const double> values, std::span<const double> equities,
                        double& sum, std::int64_t& count)
{
    const double* const value = values.data();
    const double* const equity = equities.data();
    constexpr std::size_t kLanes = 8;
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        double most = value[i];
        for (std::size_t k = 1; k < kLanes; ++k) {
            most = value[i + k] > most ? value[i + k] : most;
        }
        if (!(most > 0)) {
            continue; // flat
        }
        // Quotients side by side; those that do not count add nothing.
        std::array<double, kLanes> leverage;
        std::array<std::int64_t, kLanes> counts;
        for (std::size_t k = 0; k < kLanes; ++k) {
            const bool both = value[i + k] > 0 && equity[i + k] > 0;
            const double quotient = value[i + k] / equity[i + k];
            leverage[k] = both ? quotient : 0.0;
            counts[k] = both ? 1 : 0;
        }
        for (std::size_t k = 0; k < kLanes; ++k) {
            sum += leverage[k];
            count += counts[k];
        }
    }
    for (; i < values.size(); ++i) {
        if (value[i] > 0 && equity[i] > 0) {
            sum += value[i] / equity[i];
            ++count;
        }
    }
}

Figure leverageOf(const ReportInput& input)
{
    if (input.positionValue.empty() && !input.leverage) {
        return undefined("the value of positions on each bar was not computed");
    }
    LeverageSum found;
    if (input.leverage) {
        found = *input.leverage;
    } else {
        found.add(input.positionValue, input.curve.equity);
    }
    return found.bars > 0 ? defined(found.sum / static_cast<double>(found.bars))
                          : undefined("no bar closed with a position");
}

void addActivity(FigureTable& table, const ReportInput& input, const Shared& shared)
{
    const double exposure =
        static_cast<double>(input.barsInPosition) / static_cast<double>(input.curve.equity.size());
    table[Id::Exposure] = defined(exposure);
    table[Id::Turnover] = turnoverOf(input, shared.days);
    table[Id::ReturnPerExposure] = exposure > 0 ? defined(*table[Id::TotalReturn].value / exposure)
                                                : undefined("no position was ever held");
    table[Id::AverageLeverage] = leverageOf(input);
}

void addLuck(FigureTable& table, const Shared& shared, const Search& search)
{
    const double effective = effectiveTrials(search.trials, search.meanCorrelation);
    table[Id::EffectiveTrials] = defined(effective);
    table[Id::LuckySharpe] =
        effective >= 2 ? defined(luckySharpe(effective, static_cast<double>(shared.moments.count),
                                             shared.annual.periodsPerYear))
                       : undefined("one trial is not a search");
    if (!shared.moments.varies()) {
        const Figure none = undefined(table[Id::Sharpe].reason);
        table[Id::ProbabilisticSharpe] = none;
        table[Id::MinimumTrackRecord] = none;
        table[Id::DeflatedSharpe] = none;
        return;
    }
    const Moments& moments = shared.moments;
    const SharpeSample sample{
        (moments.mean - shared.annual.riskFreePerPeriod()) / moments.deviation,
        static_cast<double>(moments.count), moments.skewness, moments.kurtosis};
    const double probability = probabilisticSharpe(sample);
    table[Id::ProbabilisticSharpe] = std::isnan(probability)
                                         ? undefined("the returns are too skewed for the formula")
                                         : defined(probability);
    table[Id::MinimumTrackRecord] = sample.sharpe > 0
                                        ? defined(minimumTrackRecord(sample))
                                        : undefined("the Sharpe ratio is not above zero");
    table[Id::DeflatedSharpe] = deflatedSharpe(sample, search).probability;
}

void addIntervals(Report& report, const ReportInput& input, Shared& shared,
                  const BootstrapOptions& options)
{
    FigureTable& table = report.figures;
    if (shared.moments.count >= 2) {
        ResampleSeries series =
            resampleSeries(input.curve.time, shared.returns, input.periodsPerYear,
                           input.daysPerYear, options.mostPeriods, options.stop);
        if (series.returns.size() >= 2) {
            report.curveBootstrap =
                bootstrapCurve({series.returns, series.periodsPerYear, shared.annual.riskFree,
                                shared.days, series.note},
                               options);
            const CurveBootstrap& found = *report.curveBootstrap;
            if (table[Id::Cagr].value) {
                table[Id::Cagr].interval = found.cagr;
            }
            table[Id::TotalReturn].interval = found.totalReturn;
            table[Id::MaxDrawdown].interval = found.maxDrawdown;
            table[Id::DrawdownToExpect] = defined(found.drawdownToExpect);
            report.notes.push_back("Intervals: " + found.note + ".");
        } else {
            table[Id::DrawdownToExpect] = undefined("fewer than two periods to resample");
        }
    }
    std::vector<double> profits;
    for (const engine::Trade& trade : input.trades) {
        if (!trade.isOpen()) {
            profits.push_back(trade.netPnl);
        }
    }
    if (!profits.empty()) {
        report.tradeBootstrap = bootstrapTrades(profits, options);
        table[Id::Expectancy].interval = report.tradeBootstrap->expectancy;
        if (table[Id::ProfitFactor].value) {
            table[Id::ProfitFactor].interval = report.tradeBootstrap->profitFactor;
        }
        report.notes.push_back("Trade intervals: " + report.tradeBootstrap->note + ".");
    }
}

/// Sets all figures that depend on the curve to undefined for one reason.
void refuseCurve(FigureTable& table, const std::string& reason)
{
    for (const FigureDefinition& row : figures()) {
        if (row.group != FigureGroup::Trades) {
            table[row.figure] = undefined(reason);
        }
    }
}

} // namespace

void LeverageSum::add(std::span<const double> positionValue, std::span<const double> equity)
{
    engine::onWidest([&] { addLeverage(positionValue, equity, sum, bars); });
}

Report report(const ReportInput& input, const ReportOptions& options)
{
    const Curve& curve = input.curve;
    EXPECTS(curve.time.size() == curve.equity.size());
    EXPECTS(input.positionValue.empty() || input.positionValue.size() == curve.equity.size());
    EXPECTS(input.periodsPerYear > 0 && input.daysPerYear > 0);
    Report report;
    report.symbol = input.symbol;
    report.window.periodsPerYear = input.periodsPerYear;
    report.window.bars = static_cast<std::int64_t>(curve.equity.size());
    report.exits = exitsByReason(input.trades);
    addTradeFigures(report.figures, input.trades, input.atrAtEntry);
    if (input.positions) {
        report.figures[Id::Positions] = defined(static_cast<double>(*input.positions));
    }
    if (curve.equity.empty() || !(curve.start > 0)) {
        refuseCurve(report.figures, curve.equity.empty() ? "no bar in the window"
                                                         : "the capital is not above zero");
        return report;
    }
    Shared shared;
    shared.annual = {input.periodsPerYear, options.riskFree, options.minimumReturn};
    shared.returns = simpleReturns(curve, options.stop);
    if (options.stop.stop_requested()) {
        return report;
    }
    shared.moments = momentsOf(shared.returns);
    shared.drawdowns = drawdownsOf(curve, std::max<std::size_t>(1, options.worstDrawdowns));
    shared.days = static_cast<double>(curve.time.back().ms - curve.time.front().ms) / kMsPerDay;
    shared.finalEquity = curve.equity.back();
    report.window.first = curve.time.front();
    report.window.last = curve.time.back();
    report.window.days = shared.days;

    if (options.stop.stop_requested()) {
        return report;
    }
    FigureTable& table = report.figures;
    addReturn(table, shared, curve.start);
    if (options.stop.stop_requested()) {
        return report;
    }
    addRisk(table, shared);
    addAdjusted(table, shared);
    if (options.stop.stop_requested()) {
        return report;
    }
    addBenchmark(table, input, shared);
    addActivity(table, input, shared);
    addLuck(table, shared, options.search);
    report.notes.push_back(fmt::format("Annualised with {} bars a year; risk-free rate {}% a year.",
                                       formatNumber(input.periodsPerYear),
                                       formatNumber(100 * options.riskFree)));
    if (options.bootstrap) {
        addIntervals(report, input, shared, *options.bootstrap);
    }
    report.drawdowns = std::move(shared.drawdowns.worst);
    return report;
}

} // namespace sw::metrics
