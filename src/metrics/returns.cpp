#include "metrics/returns.h"

#include "base/expects.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

constexpr std::size_t kLanes = 4; // fixed, so that the order of summation is the same everywhere

double joined(const std::array<double, kLanes>& lanes)
{
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// The k-th smallest of `values` is in place; the next larger one is returned too.
std::pair<double, double> neighbours(std::span<double> values, std::size_t k)
{
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(values.begin(), nth, values.end());
    const double next = k + 1 < values.size() ? *std::min_element(nth + 1, values.end()) : *nth;
    return {*nth, next};
}

/// Bounds outside which at least the wanted tails lie, guessed from every n-th value. Only speed
/// depends on the guess.
std::pair<double, double> guessedTails(std::span<const double> values)
{
    constexpr std::size_t kSample = 1024;
    const std::size_t step = values.size() / kSample;
    std::vector<double> sample;
    sample.reserve(kSample);
    for (std::size_t i = 0; i < kSample; ++i) {
        sample.push_back(values[i * step]);
    }
    return {quantileOf(sample, 0.075), quantileOf(sample, 0.925)};
}

/// The two order statistics around quantile `p` of `all` sorted values, of which `part` holds the
/// `part.size()` smallest, or the largest when `fromTop`.
double quantileOfPart(std::span<double> part, std::size_t all, double p, bool fromTop)
{
    const double h = static_cast<double>(all - 1) * p;
    const auto k = static_cast<std::size_t>(h);
    const auto [below, above] = neighbours(part, fromTop ? k - (all - part.size()) : k);
    const double share = h - static_cast<double>(k);
    return share > 0 ? below + share * (above - below) : below;
}

} // namespace

double sumOf(std::span<const double> values)
{
    std::array<double, kLanes> sum{};
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            sum[lane] += values[i + lane];
        }
    }
    for (; i < values.size(); ++i) {
        sum[0] += values[i];
    }
    return joined(sum);
}

std::vector<double> simpleReturns(const Curve& curve)
{
    EXPECTS(curve.start > 0);
    const std::size_t count = curve.equity.size();
    std::vector<double> returns(count);
    if (count == 0) {
        return returns;
    }
    returns[0] = curve.equity[0] / curve.start - 1;
    double lowest = curve.equity[0];
    for (std::size_t i = 1; i < count; ++i) {
        lowest = std::min(lowest, curve.equity[i]);
        returns[i] = curve.equity[i] / curve.equity[i - 1] - 1;
    }
    if (lowest <= 0) {
        const auto lost = std::find_if(curve.equity.begin(), curve.equity.end(),
                                       [](double equity) { return equity <= 0; });
        const auto after = returns.begin() + (lost - curve.equity.begin()) + 1;
        std::fill(after, returns.end(), 0.0);
    }
    return returns;
}

Moments momentsOf(std::span<const double> values)
{
    Moments moments;
    const std::size_t count = values.size();
    moments.count = static_cast<std::int64_t>(count);
    if (count == 0) {
        return moments;
    }
    std::array<double, kLanes> sum{};
    std::array<double, kLanes> low, high;
    low.fill(values[0]);
    high.fill(values[0]);
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const double x = values[i + lane];
            sum[lane] += x;
            low[lane] = x < low[lane] ? x : low[lane];
            high[lane] = x > high[lane] ? x : high[lane];
        }
    }
    for (; i < count; ++i) {
        sum[0] += values[i];
        low[0] = std::min(low[0], values[i]);
        high[0] = std::max(high[0], values[i]);
    }
    const double n = static_cast<double>(count);
    moments.mean = joined(sum) / n;
    moments.lowest = *std::min_element(low.begin(), low.end());
    moments.highest = *std::max_element(high.begin(), high.end());

    std::array<double, kLanes> second{}, third{}, fourth{}, lagged{};
    const double first = values[0] - moments.mean;
    second[0] = first * first;
    third[0] = first * first * first;
    fourth[0] = first * first * first * first;
    const auto add = [&](std::size_t at, std::size_t lane) {
        const double d = values[at] - moments.mean;
        const double square = d * d;
        second[lane] += square;
        third[lane] += square * d;
        fourth[lane] += square * square;
        lagged[lane] += d * (values[at - 1] - moments.mean);
    };
    i = 1;
    for (; i + kLanes <= count; i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            add(i + lane, lane);
        }
    }
    for (; i < count; ++i) {
        add(i, 0);
    }
    const double m2 = joined(second);
    moments.deviation = count > 1 ? std::sqrt(m2 / (n - 1)) : 0.0;
    if (moments.varies()) {
        const double variance = m2 / n;
        moments.skewness = (joined(third) / n) / (variance * std::sqrt(variance));
        moments.kurtosis = (joined(fourth) / n) / (variance * variance);
        moments.autocorrelation = joined(lagged) / m2;
    }
    return moments;
}

double quantileOf(std::span<double> values, double p)
{
    EXPECTS(!values.empty() && p >= 0 && p <= 1);
    const double h = static_cast<double>(values.size() - 1) * p;
    const auto k = static_cast<std::size_t>(h);
    const auto [below, above] = neighbours(values, k);
    const double part = h - static_cast<double>(k);
    return part > 0 ? below + part * (above - below) : below;
}

Tails tailsOf(std::span<const double> values)
{
    EXPECTS(!values.empty());
    constexpr std::size_t kWorthGuessing = 8192;
    const std::size_t count = values.size();
    std::vector<double> low;
    std::vector<double> high;
    if (count >= kWorthGuessing) {
        const auto [lowGuess, highGuess] = guessedTails(values);
        low.reserve(count / 8);
        high.reserve(count / 8);
        for (const double x : values) {
            if (x <= lowGuess) {
                low.push_back(x);
            }
            if (x >= highGuess) {
                high.push_back(x);
            }
        }
    }
    // Two values around each quantile are needed; a bad guess falls back to all values.
    const std::size_t wanted = count / 20 + 2;
    if (low.size() < wanted || high.size() < wanted) {
        low.assign(values.begin(), values.end());
        high = low;
    }
    Tails tails;
    tails.low = quantileOfPart(low, count, 0.05, false);
    tails.high = quantileOfPart(high, count, 0.95, true);
    double sum = 0;
    std::int64_t below = 0;
    for (const double x : low) {
        sum += x <= tails.low ? x : 0.0;
        below += x <= tails.low ? 1 : 0;
    }
    tails.meanBelowLow = sum / static_cast<double>(below);
    return tails;
}

std::vector<double> dailyReturns(std::span<const Timestamp> time, std::span<const double> returns)
{
    EXPECTS(time.size() == returns.size());
    std::vector<double> days;
    std::int64_t current = 0;
    for (std::size_t i = 0; i < returns.size(); ++i) {
        const std::int64_t day = daysOf(time[i]);
        if (days.empty() || day != current) {
            days.push_back(returns[i]);
            current = day;
        } else {
            days.back() = (1 + days.back()) * (1 + returns[i]) - 1;
        }
    }
    return days;
}

std::vector<double> groupedReturns(std::span<const double> returns, std::int64_t count)
{
    EXPECTS(count >= 1);
    std::vector<double> groups;
    groups.reserve(returns.size() / static_cast<std::size_t>(count) + 1);
    for (std::size_t i = 0; i < returns.size(); i += static_cast<std::size_t>(count)) {
        double growth = 1;
        const std::size_t end = std::min(returns.size(), i + static_cast<std::size_t>(count));
        for (std::size_t k = i; k < end; ++k) {
            growth *= 1 + returns[k];
        }
        groups.push_back(growth - 1);
    }
    return groups;
}

PairedReturns pairedReturns(const Curve& first, const Curve& second)
{
    PairedReturns paired;
    if (first.time.empty() || second.time.empty()) {
        return paired;
    }
    const bool together = first.time[0] == second.time[0];
    double lastFirst = together ? first.start : 0;
    double lastSecond = together ? second.start : 0;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < first.time.size() && j < second.time.size()) {
        if (first.time[i] < second.time[j]) {
            ++i;
        } else if (second.time[j] < first.time[i]) {
            ++j;
        } else {
            if (lastFirst > 0 && lastSecond > 0) {
                paired.first.push_back(first.equity[i] / lastFirst - 1);
                paired.second.push_back(second.equity[j] / lastSecond - 1);
            }
            lastFirst = first.equity[i++];
            lastSecond = second.equity[j++];
        }
    }
    return paired;
}

} // namespace sw::metrics
