#include "metrics/significance.h"

#include "base/expects.h"
#include "metrics/normal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sw::metrics {

namespace {

constexpr double kEuler = 0.5772156649015329;
constexpr double kE = 2.718281828459045;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// 1 - g3 S + (g4 - 1)/4 S^2.
double shapeOf(const SharpeSample& sample)
{
    const double s = sample.sharpe;
    return 1 - sample.skewness * s + (sample.kurtosis - 1) / 4 * s * s;
}

/// 5 % and 95 % quantiles of chi-square with 1, 2, 3 degrees of freedom.
constexpr double kChiSquare[3][2] = {{0.003932140000019522, 3.841458820694124},
                                     {0.10258658877510107, 5.991464547107979},
                                     {0.3518463177492722, 7.814727903251179}};

} // namespace

double sharpeStandardError(const SharpeSample& sample)
{
    EXPECTS(sample.count > 1);
    return std::sqrt(std::max(0.0, shapeOf(sample)) / (sample.count - 1));
}

double probabilisticSharpe(const SharpeSample& sample, double benchmark)
{
    EXPECTS(sample.count > 1);
    const double shape = shapeOf(sample);
    if (!(shape > 0)) {
        return kMissing;
    }
    return normalCdf((sample.sharpe - benchmark) * std::sqrt((sample.count - 1) / shape));
}

double minimumTrackRecord(const SharpeSample& sample, double benchmark, double confidence)
{
    const double gap = sample.sharpe - benchmark;
    if (!(gap > 0)) {
        return kMissing;
    }
    const double z = normalQuantile(confidence) / gap;
    return 1 + shapeOf(sample) * z * z;
}

double expectedMaximum(double trials)
{
    if (!(trials >= 2)) {
        return kMissing;
    }
    return (1 - kEuler) * normalQuantile(1 - 1 / trials) +
           kEuler * normalQuantile(1 - 1 / (trials * kE));
}

double luckySharpe(double variants, double periods, double periodsPerYear)
{
    return expectedMaximum(variants) * std::sqrt(periodsPerYear / periods);
}

double effectiveTrials(double trials, double meanCorrelation)
{
    const double rho = std::clamp(meanCorrelation, 0.0, 1.0);
    return rho + (1 - rho) * trials;
}

DeflatedSharpe deflatedSharpe(const SharpeSample& sample, const Search& search)
{
    DeflatedSharpe result;
    result.effectiveTrials = effectiveTrials(search.trials, search.meanCorrelation);
    const auto probabilityAgainst = [&](double threshold) {
        return probabilisticSharpe(sample, threshold);
    };
    if (result.effectiveTrials < 2) {
        const double probability = probabilityAgainst(0);
        result.probability = std::isnan(probability)
                                 ? undefined("the returns are too skewed for the formula")
                                 : defined(probability);
        if (search.trials < 2) {
            result.probability.remark = "one trial, so nothing to deflate";
        } else {
            result.probability.remark = "the trials are so alike that they count as less than two";
        }
        return result;
    }
    const double variance = std::max(0.0, search.variance.value_or(1 / (sample.count - 1)));
    const double factor = expectedMaximum(result.effectiveTrials);
    result.threshold = std::sqrt(variance) * factor;
    const double probability = probabilityAgainst(result.threshold);
    if (std::isnan(probability)) {
        result.probability = undefined("the returns are too skewed for the formula");
        return result;
    }
    result.probability = defined(probability);
    if (!search.variance) {
        result.probability.remark = "the trials' spread is taken from theory, not from the trials";
    } else if (search.trials < 5) {
        result.probability.remark = "few trials: their spread is unreliable, see the range";
        const int degrees = std::clamp(static_cast<int>(search.trials) - 1, 1, 3);
        const double sum = degrees * variance;
        const double most = std::sqrt(sum / kChiSquare[degrees - 1][0]) * factor;
        const double least = std::sqrt(sum / kChiSquare[degrees - 1][1]) * factor;
        result.range = Interval{probabilityAgainst(most), probabilityAgainst(least), 0.9};
        result.probability.interval = result.range;
    }
    return result;
}

} // namespace sw::metrics
