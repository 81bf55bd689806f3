#include "metrics/ratios.h"

#include "base/expects.h"
#include "engine/widest.h"
#include "metrics/lanes.h"
#include "metrics/significance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

constexpr double kNormal95 = 1.959963984540054; // two-sided 95 %

/// The reason why figures that divide by the spread have no value, empty when they have.
std::string noSpread(const Moments& moments)
{
    if (moments.count < 2) {
        return "fewer than two bars in the window";
    }
    return moments.varies() ? std::string() : "equity never moved, or by the same rate on each bar";
}

} // namespace

Figure cagr(double start, double end, double days)
{
    if (days < 1) {
        return undefined("the window is shorter than a day");
    }
    if (end <= 0) {
        return undefined("the account was lost, and a loss of everything has no growth rate");
    }
    return defined(std::pow(end / start, 365.25 / days) - 1);
}

Figure volatility(const Moments& moments, const Annualisation& annual)
{
    if (moments.count < 2) {
        return undefined(noSpread(moments));
    }
    return defined(moments.deviation * std::sqrt(annual.periodsPerYear));
}

Figure sharpe(const Moments& moments, const Annualisation& annual)
{
    if (std::string reason = noSpread(moments); !reason.empty()) {
        return undefined(std::move(reason));
    }
    const double perPeriod = (moments.mean - annual.riskFreePerPeriod()) / moments.deviation;
    Figure figure = defined(perPeriod * std::sqrt(annual.periodsPerYear));
    const Figure error = sharpeStandardErrorPerYear(moments, annual);
    if (figure.value && error.value) {
        const double reach = kNormal95 * *error.value;
        figure.interval = Interval{*figure.value - reach, *figure.value + reach, 0.95};
    }
    return figure;
}

Figure sharpeStandardErrorPerYear(const Moments& moments, const Annualisation& annual)
{
    if (std::string reason = noSpread(moments); !reason.empty()) {
        return undefined(std::move(reason));
    }
    const double perPeriod = (moments.mean - annual.riskFreePerPeriod()) / moments.deviation;
    return defined(std::sqrt(annual.periodsPerYear) *
                   sharpeStandardError({perPeriod, static_cast<double>(moments.count),
                                        moments.skewness, moments.kurtosis}));
}

double loFactor(double q, double rho)
{
    EXPECTS(q >= 1 && rho > -1 && rho < 1);
    // sum_{k=1}^{q-1} (q-k) rho^k = rho/(1-rho) (q - (1 - rho^q)/(1-rho)); |rho|^q for a q that is
    // not whole, since the last term is far below rounding then.
    const double power = q == std::floor(q) ? std::pow(rho, q) : std::pow(std::fabs(rho), q);
    const double sum = rho / (1 - rho) * (q - (1 - power) / (1 - rho));
    return q / std::sqrt(q + 2 * sum);
}

double loFactor(std::span<const double> rho)
{
    const double q = static_cast<double>(rho.size()) + 1;
    double sum = 0;
    for (std::size_t k = 0; k < rho.size(); ++k) {
        sum += (q - static_cast<double>(k + 1)) * rho[k];
    }
    return q / std::sqrt(q + 2 * sum);
}

bool autocorrelationIsSignificant(const Moments& moments)
{
    return moments.varies() && std::fabs(moments.autocorrelation) >
                                   kNormal95 / std::sqrt(static_cast<double>(moments.count));
}

Figure sharpeLo(const Moments& moments, const Annualisation& annual)
{
    if (std::string reason = noSpread(moments); !reason.empty()) {
        return undefined(std::move(reason));
    }
    if (!autocorrelationIsSignificant(moments)) {
        return undefined(fmt::format(
            "the autocorrelation of {:.3f} is within chance (below {:.3f}), so nothing is adjusted",
            moments.autocorrelation, kNormal95 / std::sqrt(static_cast<double>(moments.count))));
    }
    if (std::fabs(moments.autocorrelation) >= 1) {
        return undefined("the returns repeat each other exactly");
    }
    const double perPeriod = (moments.mean - annual.riskFreePerPeriod()) / moments.deviation;
    return defined(perPeriod *
                   loFactor(std::max(1.0, annual.periodsPerYear), moments.autocorrelation));
}

Shortfalls shortfallsOf(std::span<const double> returns, double threshold)
{
    Shortfalls found;
    engine::onWidest([&] {
        Lanes gains{};
        Lanes losses{};
        Lanes squares{};
        const auto add = [&](const Lanes& values) {
            const Lanes excess = values - threshold;
            const Lanes size = excess < 0.0 ? -excess : excess;
            // min(excess, 0), exactly and without a branch
            const Lanes below = 0.5 * (excess - size);
            gains += 0.5 * (excess + size);
            losses -= below;
            squares += below * below;
        };
        std::size_t i = 0;
        for (; i + kLanes <= returns.size(); i += kLanes) {
            Lanes values;
            load(values, returns.data() + i);
            add(values);
        }
        for (; i < returns.size(); ++i) {
            // Alone in the first lane; the others hold the threshold and add nothing.
            add(Lanes{returns[i], threshold, threshold, threshold});
        }
        found = {joined(gains), joined(losses), joined(squares)};
    });
    return found;
}

Figure sortino(const Moments& moments, const Shortfalls& shortfalls, const Annualisation& annual)
{
    if (moments.count < 2) {
        return undefined(noSpread(moments));
    }
    const double downside = std::sqrt(shortfalls.squares / static_cast<double>(moments.count));
    if (downside <= Moments::kNoDeviation) {
        return undefined("no bar returned less than the minimum acceptable return");
    }
    return defined(std::sqrt(annual.periodsPerYear) * (moments.mean - annual.minimumPerPeriod()) /
                   downside);
}

Figure omega(const Shortfalls& shortfalls)
{
    if (shortfalls.losses <= 0) {
        return undefined("no bar returned less than the minimum acceptable return");
    }
    return defined(shortfalls.gains / shortfalls.losses);
}

Figure calmar(const Figure& growth, const Drawdowns& drawdowns)
{
    if (!growth.value) {
        return undefined(growth.reason);
    }
    if (drawdowns.maxDepth() <= 0) {
        return undefined("equity never fell below an earlier value");
    }
    return defined(*growth.value / drawdowns.maxDepth());
}

Figure martin(const Figure& growth, const Drawdowns& drawdowns, const Annualisation& annual)
{
    if (!growth.value) {
        return undefined(growth.reason);
    }
    if (drawdowns.ulcer <= 0) {
        return undefined("equity never fell below an earlier value");
    }
    return defined(100 * (*growth.value - annual.riskFree) / drawdowns.ulcer);
}

Figure recoveryFactor(double netProfit, const Drawdowns& drawdowns)
{
    if (drawdowns.maxMoney <= 0) {
        return undefined("equity never fell below an earlier value");
    }
    return defined(netProfit / drawdowns.maxMoney);
}

Figure tailRatio(const Tails& tails)
{
    if (tails.low == 0) {
        return undefined("the 5 % quantile of the returns is zero: too few bars in a position");
    }
    return defined(std::fabs(tails.high) / std::fabs(tails.low));
}

BenchmarkFigures benchmarkFigures(const ReturnSample& own, const ReturnSample& benchmark,
                                  const Annualisation& annual)
{
    EXPECTS(own.returns.size() == benchmark.returns.size());
    CrossWalk walk(own.moments.mean, benchmark.moments.mean);
    engine::onWidest(
        [&] { walk.add(own.returns.data(), benchmark.returns.data(), own.returns.size()); });
    return benchmarkFigures(own.moments, benchmark.moments, walk.sums(), annual);
}

BenchmarkFigures benchmarkFigures(const Moments& own, const Moments& benchmark,
                                  const CrossSums& cross, const Annualisation& annual)
{
    const std::int64_t count = own.count;
    const double ownMean = own.mean;
    const double baseMean = benchmark.mean;
    BenchmarkFigures figures;
    if (count < 2 || !benchmark.varies()) {
        const Figure none =
            undefined(count < 2 ? "fewer than two dates in common with the benchmark"
                                : "the benchmark never moved");
        figures = {none, none, none, none, none};
        return figures;
    }
    const double meanDifference = ownMean - baseMean;
    const double degrees = static_cast<double>(count - 1);
    const double covariance = cross.products / degrees;
    const double deviation = benchmark.deviation;
    const double beta = covariance / (deviation * deviation);
    const double riskFree = annual.riskFreePerPeriod();
    figures.beta = defined(beta);
    figures.alpha =
        defined(annual.periodsPerYear * ((ownMean - riskFree) - beta * (baseMean - riskFree)));
    const double correlation = covariance / (own.deviation * deviation);
    figures.rSquared =
        own.varies() ? defined(correlation * correlation) : undefined("equity never moved");
    const double error = std::sqrt(cross.squares / degrees);
    const double root = std::sqrt(annual.periodsPerYear);
    figures.trackingError = defined(error * root);
    figures.informationRatio = error > Moments::kNoDeviation
                                   ? defined(meanDifference / error * root)
                                   : undefined("the strategy moved exactly as the benchmark did");
    return figures;
}

} // namespace sw::metrics
