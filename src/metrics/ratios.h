// Figures of the equity curve: growth, risk-adjusted ratios, comparison with a benchmark. Each is
// a Figure: where a formula has no value, the reason stands in its place.
#pragma once

#include "metrics/drawdown.h"
#include "metrics/figures.h"
#include "metrics/lanes.h"
#include "metrics/returns.h"

namespace sw::metrics {

/// How per-bar figures become yearly ones. Arithmetic: rates are divided by the bars a year.
struct Annualisation {
    double periodsPerYear = 252; ///< of the instrument's calendar, never of the trade count
    double riskFree = 0;         ///< fraction a year
    double minimumReturn = 0;    ///< acceptable return for Sortino and Omega; fraction a year
    double riskFreePerPeriod() const { return riskFree / periodsPerYear; }
    double minimumPerPeriod() const { return minimumReturn / periodsPerYear; }
};

/// (end / start)^(365.25 / days) - 1. Undefined for less than a day or when nothing was left.
Figure cagr(double start, double end, double days);
/// Sample deviation times the root of the periods a year.
Figure volatility(const Moments& moments, const Annualisation& annual);
/// sqrt(q) (m - rf) / s with the interval by Mertens' standard error. Undefined when the returns do
/// not vary.
Figure sharpe(const Moments& moments, const Annualisation& annual);
/// sqrt(q) times the standard error of the per-period Sharpe ratio.
Figure sharpeStandardErrorPerYear(const Moments& moments, const Annualisation& annual);

/// Lo's factor eta(q) for first-order autocorrelation: rho_k = rho^k. sqrt(q) for rho = 0.
/// Requires: q ≥ 1, -1 < rho < 1. Source: Lo 2002, eq. 20.
double loFactor(double q, double rho);
/// Lo's factor for given autocorrelations rho_1 … rho_{q-1}; q is their number plus one.
/// NaN when they are not those of any series (negative variance).
double loFactor(std::span<const double> rho);
/// True when |rho_1| is above 1.96 / sqrt(count).
bool autocorrelationIsSignificant(const Moments& moments);
/// Sharpe ratio by Lo's factor; undefined, with the reason, when rho_1 is not significant.
Figure sharpeLo(const Moments& moments, const Annualisation& annual);

/// What lies above and below a threshold.
struct Shortfalls {
    double gains = 0;   ///< sum of max(r - threshold, 0)
    double losses = 0;  ///< sum of max(threshold - r, 0)
    double squares = 0; ///< sum of min(r - threshold, 0)^2
};
Shortfalls shortfallsOf(std::span<const double> returns, double threshold);
/// sqrt(q) (m - MAR) / sqrt(mean over all T of min(r - MAR, 0)^2).
Figure sortino(const Moments& moments, const Shortfalls& shortfalls, const Annualisation& annual);
/// Sum of gains over sum of shortfalls.
Figure omega(const Shortfalls& shortfalls);

/// CAGR over maximum drawdown.
Figure calmar(const Figure& growth, const Drawdowns& drawdowns);
/// (CAGR - rf) in per cent over the ulcer index.
Figure martin(const Figure& growth, const Drawdowns& drawdowns, const Annualisation& annual);
/// Net profit over the deepest fall in money.
Figure recoveryFactor(double netProfit, const Drawdowns& drawdowns);
/// |P95| / |P5|.
Figure tailRatio(const Tails& tails);

/// Comparison of aligned returns with those of a benchmark.
struct BenchmarkFigures {
    Figure beta, alpha, rSquared, trackingError, informationRatio;
};
/// Returns with their moments, which are often known already.
struct ReturnSample {
    std::span<const double> returns;
    Moments moments;
};
/// What ties two aligned series of returns together.
struct CrossSums {
    double products = 0; ///< of the distances from the two means
    double squares = 0;  ///< of the differences less their mean
};
/// CrossSums of series that come block by block, whole multiples of kLanes but for the last.
class CrossWalk
{
public:
    CrossWalk(double ownMean, double baseMean)
        : m_ownMean(ownMean), m_baseMean(baseMean), m_meanDifference(ownMean - baseMean)
    {}
    void add(const double* own, const double* base, std::size_t count)
    {
        Lanes products = m_products;
        Lanes squares = m_squares;
        std::size_t i = 0;
        for (; i + kLanes <= count; i += kLanes) {
            Lanes r;
            Lanes b;
            load(r, own + i);
            load(b, base + i);
            const Lanes off = r - b - m_meanDifference;
            products += (r - m_ownMean) * (b - m_baseMean);
            squares += off * off;
        }
        for (; i < count; ++i) {
            const double off = own[i] - base[i] - m_meanDifference;
            products[0] += (own[i] - m_ownMean) * (base[i] - m_baseMean);
            squares[0] += off * off;
        }
        m_products = products;
        m_squares = squares;
    }
    CrossSums sums() const { return {joined(m_products), joined(m_squares)}; }

private:
    double m_ownMean, m_baseMean, m_meanDifference;
    Lanes m_products{};
    Lanes m_squares{};
};
/// The figures from sums over `own.count` common dates.
BenchmarkFigures benchmarkFigures(const Moments& own, const Moments& benchmark,
                                  const CrossSums& cross, const Annualisation& annual);
/// Requires: equal lengths, the same dates, moments of these returns. Sample (co)variances.
BenchmarkFigures benchmarkFigures(const ReturnSample& own, const ReturnSample& benchmark,
                                  const Annualisation& annual);

} // namespace sw::metrics
