// How much of a Sharpe ratio may be luck: its standard error, the probability that it is real, and
// the correction for having searched. Sharpe ratios here are per period, not per year.
#pragma once

#include "metrics/figures.h"
#include "metrics/returns.h"

#include <array>
#include <cstdint>
#include <optional>

namespace sw::metrics {

/// A per-period Sharpe ratio with what its error depends on.
struct SharpeSample {
    double sharpe = 0;   ///< per period
    double count = 0;    ///< periods
    double skewness = 0; ///< of the returns
    double kurtosis = 3; ///< Pearson's: 3 for a normal distribution, not the excess over it
};

/// sqrt((1 - g3 S + (g4 - 1)/4 S^2) / (T - 1)). Requires: count > 1.
/// Source: Mertens 2002; Lo 2002. The shape term is at least 0 for moments of real series.
double sharpeStandardError(const SharpeSample& sample);

/// Probability that the true Sharpe ratio is above `benchmark` (per period). NaN when the shape
/// term is not positive. Requires: count > 1. Source: Bailey & Lopez de Prado 2012.
double probabilisticSharpe(const SharpeSample& sample, double benchmark = 0);

/// Periods needed to call the sample's Sharpe ratio greater than `benchmark` with `confidence`; NaN
/// when it is not greater. Source: Bailey & Lopez de Prado 2012.
double minimumTrackRecord(const SharpeSample& sample, double benchmark = 0,
                          double confidence = 0.95);

/// Expected maximum of `trials` independent standard normal values: the factor by which a search
/// inflates the best result. NaN for fewer than 2 (one trial is not a search).
/// Source: Bailey & Lopez de Prado 2014, eq. 1.
double expectedMaximum(double trials);

/// Expected best yearly Sharpe ratio among `variants` independent variants of pure noise over
/// `periods` bars. Source: expectedMaximum × sqrt(periodsPerYear / periods).
double luckySharpe(double variants, double periods, double periodsPerYear);

/// One row of the table "how much luck a search buys".
struct LuckRow {
    int days;
    double best5, best45, best200; ///< mean best yearly Sharpe ratio among 5, 45, 200 variants
};
/// Simulated means for pure noise on daily returns, 252 days a year.
inline constexpr std::array<LuckRow, 3> kLuckTable{
    {{63, 2.3, 4.5, 5.7}, {252, 1.2, 2.2, 2.8}, {1260, 0.5, 1.0, 1.2}}};

/// Independent trials with the spread of `trials` correlated ones: rho + (1 - rho) N, the mean
/// pairwise correlation taken within 0…1.
double effectiveTrials(double trials, double meanCorrelation);

/// What is known about the search behind a result.
struct Search {
    double trials = 1;          ///< variants evaluated, by anyone
    double meanCorrelation = 0; ///< between the variants' returns
    /// Of the variants' per-period Sharpe ratios. Absent: that of estimates from pure noise,
    /// 1/(T-1).
    std::optional<double> variance;
};

/// A Sharpe ratio deflated by its search.
struct DeflatedSharpe {
    Figure probability;         ///< PSR against the best that luck would show
    double threshold = 0;       ///< that best: S0, per period
    double effectiveTrials = 1; ///< N used
    /// With fewer than 5 trials their variance is hardly known: the range of the probability over
    /// the 90 % interval of that variance.
    std::optional<Interval> range;
};

/// DSR = PSR(S0), S0 = sqrt(V) × expectedMaximum(N_eff). For one trial it is PSR(0).
/// Source: Bailey & Lopez de Prado 2014.
DeflatedSharpe deflatedSharpe(const SharpeSample& sample, const Search& search);

} // namespace sw::metrics
