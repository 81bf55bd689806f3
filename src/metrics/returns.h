// Returns per period and their moments: what nearly every other figure is made of.
#pragma once

#include "base/timestamp.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace sw::metrics {

/// A column of equity with the capital it started from: bars of the test window, warm-up excluded,
/// flat bars included.
struct Curve {
    double start = 0; ///< money before the first bar
    std::span<const Timestamp> time;
    std::span<const double> equity; ///< money at each close; same length as `time`
};

/// Simple returns per period: r[0] from the start to the first close, then close to close. After
/// equity has reached zero or less the returns are 0: a lost account earns nothing.
/// Shape: one per bar of the curve, of the first bars only once `stop` is requested. Requires:
/// start > 0.
std::vector<double> simpleReturns(const Curve& curve, const std::stop_token& stop = {});

/// Mean, spread and shape of returns.
struct Moments {
    std::int64_t count = 0;
    double mean = 0;
    double deviation = 0;       ///< sample standard deviation (count - 1)
    double skewness = 0;        ///< m3 / m2^1.5, population moments; 0 without variance
    double kurtosis = 3;        ///< m4 / m2^2, Pearson's: normal = 3; 3 without variance
    double autocorrelation = 0; ///< lag 1; 0 without variance
    double lowest = 0;
    double highest = 0;
    /// True when there are two values or more that differ by more than rounding (deviation >
    /// 1e-12).
    bool varies() const { return count > 1 && deviation > kNoDeviation; }
    static constexpr double kNoDeviation = 1e-12;
};

/// Moments in two passes with a fixed order of summation. Cost: about 1 ns per value.
Moments momentsOf(std::span<const double> values);

/// Sum in four interleaved lanes: quick, and the same order everywhere.
double sumOf(std::span<const double> values);

/// Quantile with linear interpolation between order statistics, h = (n - 1) p.
/// Requires: not empty, 0 ≤ p ≤ 1. `values` is reordered.
double quantileOf(std::span<double> values, double p);

/// The 5 % and 95 % quantiles and the mean of what lies at or below the first.
struct Tails {
    double low = 0;
    double high = 0;
    double meanBelowLow = 0;
};
/// Requires: not empty.
Tails tailsOf(std::span<const double> all);

/// Compounds the returns of each UTC day into one, of the first days only once `stop` is requested.
/// Requires: equal lengths.
std::vector<double> dailyReturns(std::span<const Timestamp> time, std::span<const double> returns,
                                 const std::stop_token& stop = {});
/// Compounds each `count` neighbouring returns into one; the last may hold fewer. Requires: count
/// ≥ 1.
std::vector<double> groupedReturns(std::span<const double> returns, std::int64_t count);

/// Two curves on the dates that both have.
struct PairedReturns {
    std::vector<double> first, second; ///< simple returns between common dates, equal lengths
    std::vector<Timestamp> time;       ///< the later date of each
};
/// Returns of both curves over the dates they share: between two common dates the returns of the
/// dates only one has are compounded. The first return starts at `start` only when both begin on
/// the same date. Of the first dates only once `stop` is requested.
PairedReturns pairedReturns(const Curve& first, const Curve& second,
                            const std::stop_token& stop = {});

} // namespace sw::metrics
