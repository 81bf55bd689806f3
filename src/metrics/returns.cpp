#include "metrics/returns.h"

#include "base/expects.h"
#include "engine/widest.h"
#include "market/large_pages.h"
#include "metrics/lanes.h"
#include "metrics/moment_sums.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::metrics {

namespace {

/// Bars between two looks at the stop token.
constexpr std::size_t kBarsPerLook = 65'536;

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
    double total = 0;
    engine::onWidest([&] {
        Lanes sum{};
        std::size_t i = 0;
        for (; i + kLanes <= values.size(); i += kLanes) {
            Lanes next;
            load(next, values.data() + i);
            sum += next;
        }
        std::array<double, kLanes> sums = unpacked(sum);
        for (; i < values.size(); ++i) {
            sums[0] += values[i];
        }
        total = joined(sums);
    });
    return total;
}

namespace {

/// Fills returns [begin, end); answers the lowest equity of these bars. Requires: begin > 0.
inline double fillReturns(std::span<const double> equities, std::size_t begin, std::size_t end,
                          std::vector<double>& returns)
{
    const double* const equity = equities.data();
    double* const out = returns.data();
    Lanes low = Lanes{} + equity[begin];
    std::size_t i = begin;
    for (; i + kLanes <= end; i += kLanes) {
        Lanes now;
        Lanes before;
        load(now, equity + i);
        load(before, equity + i - 1);
        low = now < low ? now : low;
        const Lanes change = now / before - 1.0;
        std::memcpy(out + i, &change, sizeof change);
    }
    for (; i < end; ++i) {
        low[0] = std::min(low[0], equity[i]);
        out[i] = equity[i] / equity[i - 1] - 1;
    }
    return leastOf(low);
}

} // namespace

std::vector<double> simpleReturns(const Curve& curve, const std::stop_token& stop)
{
    EXPECTS(curve.start > 0);
    const std::size_t count = curve.equity.size();
    std::vector<double> returns;
    if (count == 0) {
        return returns;
    }
    market::reserveLarge(returns, count);
    returns.push_back(curve.equity[0] / curve.start - 1);
    double lowest = curve.equity[0];
    constexpr std::size_t kBlock = 2048; // cleared by resize(), then filled while in the cache
    for (std::size_t begin = 1; begin < count && !stop.stop_requested(); begin += kBlock) {
        const std::size_t end = std::min(begin + kBlock, count);
        returns.resize(end);
        double low = 0;
        engine::onWidest([&] { low = fillReturns(curve.equity, begin, end, returns); });
        lowest = std::min(lowest, low);
    }
    if (lowest <= 0) {
        const auto lost = std::find_if(curve.equity.begin(), curve.equity.end(),
                                       [](double equity) { return equity <= 0; });
        const auto after = static_cast<std::size_t>(lost - curve.equity.begin()) + 1;
        std::fill(returns.begin() + static_cast<std::ptrdiff_t>(std::min(after, returns.size())),
                  returns.end(), 0.0);
    }
    return returns;
}

Moments momentsOf(std::span<const double> values)
{
    if (values.empty()) {
        return {};
    }
    FirstSums first(values.front());
    engine::onWidest([&] { first.add(values.data(), values.size()); });
    SecondSums second(values.front(), first.sum() / static_cast<double>(values.size()));
    engine::onWidest([&] { second.add(values.data() + 1, values.size() - 1); });
    return second.moments(first, values.size());
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

Tails tailsOf(std::span<const double> all)
{
    EXPECTS(!all.empty());
    std::span<const double> values = all;
    constexpr std::size_t kWorthGuessing = 8192;
    const std::size_t count = values.size();
    std::vector<double> low;
    std::vector<double> high;
    if (count >= kWorthGuessing) {
        const auto [lowGuess, highGuess] = guessedTails(values);
        low.reserve(count / 8);
        high.reserve(count / 8);
        while (!values.empty()) {
            // Every value is written, and the next one over it unless it belongs here: which ones
            // do cannot be foretold.
            constexpr std::size_t kBlock = 512;
            std::array<double, kBlock> lowBlock, highBlock;
            std::size_t lows = 0;
            std::size_t highs = 0;
            for (const double x : values.first(std::min(kBlock, values.size()))) {
                lowBlock[lows] = x;
                highBlock[highs] = x;
                lows += x <= lowGuess ? 1 : 0;
                highs += x >= highGuess ? 1 : 0;
            }
            low.insert(low.end(), lowBlock.begin(), lowBlock.begin() + lows);
            high.insert(high.end(), highBlock.begin(), highBlock.begin() + highs);
            values = values.subspan(std::min(kBlock, values.size()));
        }
    }
    // Two values around each quantile are needed; a bad guess falls back to all values.
    const std::size_t wanted = count / 20 + 2;
    if (low.size() < wanted || high.size() < wanted) {
        low.assign(all.begin(), all.end());
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

std::vector<double> dailyReturns(std::span<const Timestamp> time, std::span<const double> returns,
                                 const std::stop_token& stop)
{
    EXPECTS(time.size() == returns.size());
    std::vector<double> days;
    std::int64_t current = 0;
    for (std::size_t i = 0; i < returns.size(); ++i) {
        if (i % kBarsPerLook == 0 && stop.stop_requested()) {
            break;
        }
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

PairedReturns pairedReturns(const Curve& first, const Curve& second, const std::stop_token& stop)
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
    for (std::size_t steps = 1; i < first.time.size() && j < second.time.size(); ++steps) {
        if (steps % kBarsPerLook == 0 && stop.stop_requested()) {
            break;
        }
        if (first.time[i] < second.time[j]) {
            ++i;
        } else if (second.time[j] < first.time[i]) {
            ++j;
        } else {
            if (lastFirst > 0 && lastSecond > 0) {
                paired.first.push_back(first.equity[i] / lastFirst - 1);
                paired.second.push_back(second.equity[j] / lastSecond - 1);
                paired.time.push_back(first.time[i]);
            }
            lastFirst = first.equity[i++];
            lastSecond = second.equity[j++];
        }
    }
    return paired;
}

} // namespace sw::metrics
