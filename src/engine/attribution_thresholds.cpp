#include "engine/attribution_thresholds.h"

#include "base/text.h"
#include "engine/attribution_text.h"
#include "engine/stoppable_sort.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace sw::engine {

namespace {

/// Numbers of signals that changes are looked for. Units: bars.
constexpr std::array<std::size_t, 3> kWanted{1, 5, 10};

/// Bars between two looks at the stop token.
constexpr std::size_t kBarsPerLook = 65'536;

tl::unexpected<Error> cancelled()
{
    return fail(ErrorKind::Cancelled, "the explanation was cancelled");
}

bool passes(double value, double constant, const lang::Threshold& threshold)
{
    if (threshold.wantsBelow) {
        return threshold.strict ? value < constant : value <= constant;
    }
    return threshold.strict ? value > constant : value >= constant;
}

std::size_t countPassing(const std::vector<double>& values, double constant,
                         const lang::Threshold& threshold)
{
    const auto end = std::ranges::partition_point(
        values, [&](double value) { return passes(value, constant, threshold); });
    return static_cast<std::size_t>(end - values.begin());
}

double powerOfTen(int exponent)
{
    double power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

/// steps / 10^digits, correctly rounded, so that it prints as short as it looks.
double decimal(double steps, int digits)
{
    return digits >= 0 ? steps / powerOfTen(digits) : steps * powerOfTen(-digits);
}

/// Digits after the decimal point of a step of about a fifth of `change`; negative for tens.
int digitsFor(double change)
{
    int digits = 0;
    while (digits < 15 && decimal(1, digits) * 5 > change) {
        ++digits;
    }
    while (digits > -15 && decimal(1, digits - 1) * 5 <= change) {
        --digits;
    }
    return digits;
}

/// The program's text with the number of a threshold replaced.
std::string withNumber(const lang::Program& program, const lang::Threshold& threshold,
                       double written)
{
    const std::size_t begin = threshold.constantSpan.begin;
    const std::string old = program.source.substr(begin, threshold.constantSpan.length());
    std::string text = written < 0 ? "-" : "";
    text += old.find('$') != std::string::npos ? "$" : "";
    text += formatNumber(std::fabs(written));
    text += old.find('%') != std::string::npos ? "%" : "";
    std::string source = program.source;
    return source.replace(begin, old.size(), text);
}

/// Signals of the rule in the window with the number changed wherever the program uses it; nothing
/// when the changed text is no valid program.
Result<std::optional<std::int64_t>> signalsWith(const ThresholdQuestion& question,
                                                const lang::Threshold& threshold, double written,
                                                const std::stop_token& stop)
{
    const lang::ProgramPtr changed =
        lang::compile(withNumber(question.program, threshold, written)).program;
    if (changed == nullptr || changed->entries.size() != question.program.entries.size() ||
        changed->exits.size() != question.program.exits.size()) {
        return std::nullopt;
    }
    const lang::NodeId roots[] = {question.isEntry ? changed->entries[question.rule].condition.root
                                                   : changed->exits[question.rule].condition.root};
    auto values = evaluate(changed->graph, roots, question.run.ledger.symbol, changed->timeframe,
                           question.feeds, stop);
    if (!values) {
        return fail(std::move(values).error());
    }
    return static_cast<std::int64_t>(
        values->masks[0].count(static_cast<std::size_t>(question.run.ledger.firstBar),
                               static_cast<std::size_t>(question.run.ledger.endBar)));
}

/// Calls `take` with every bar of a mask while it answers true. False once `stop` is requested.
template <class Take> bool eachBar(const Mask& mask, const std::stop_token& stop, Take take)
{
    std::size_t seen = 0;
    for (std::size_t bar = mask.next(0); bar < mask.size(); bar = mask.next(bar + 1)) {
        if (seen++ % kBarsPerLook == 0 && stop.stop_requested()) {
            return false;
        }
        if (!take(bar)) {
            break;
        }
    }
    return true;
}

/// Values of a clause where all others hold.
struct Ranked {
    std::vector<double> values; ///< the most wanted first; in no order when enough of them pass
    std::size_t passing = 0;    ///< counted up to kWanted.back()
};

/// Looks no further once enough pass: ranking a long history takes longer than counting it.
/// Errors: Cancelled.
Result<Ranked> rankedValues(const RuleBits& bits, std::size_t clause,
                            const lang::Threshold& threshold, const std::stop_token& stop)
{
    Ranked ranked;
    const std::span<const double> compared = bits.clauses[clause].value;
    const bool isWhole = eachBar(othersTrue(bits, clause), stop, [&](std::size_t bar) {
        if (std::isfinite(compared[bar])) {
            ranked.values.push_back(compared[bar]);
            ranked.passing += passes(compared[bar], threshold.constant, threshold) ? 1 : 0;
        }
        return ranked.passing < kWanted.back();
    });
    if (!isWhole) {
        return cancelled();
    }
    if (ranked.passing == kWanted.back()) {
        return ranked;
    }
    const bool isSorted = threshold.wantsBelow
                              ? sortUnlessStopped(ranked.values, std::less<>(), stop)
                              : sortUnlessStopped(ranked.values, std::greater<>(), stop);
    if (!isSorted) {
        return cancelled();
    }
    return ranked;
}

/// What every bar's step of the clause's value passes, on the bars where all others hold.
/// Errors: Cancelled.
Result<std::vector<Crossing>> crossingsOf(const RuleBits& bits, std::size_t clause, bool below,
                                          const std::stop_token& stop)
{
    std::vector<Crossing> found;
    const std::span<const double> value = bits.clauses[clause].value;
    const bool isWhole = eachBar(othersTrue(bits, clause), stop, [&](std::size_t bar) {
        if (bar == 0 || !std::isfinite(value[bar]) || !std::isfinite(value[bar - 1])) {
            return true;
        }
        const bool moves = below ? value[bar] < value[bar - 1] : value[bar] > value[bar - 1];
        if (moves) {
            found.push_back(
                {std::min(value[bar], value[bar - 1]), std::max(value[bar], value[bar - 1])});
        }
        return true;
    });
    if (!isWhole) {
        return cancelled();
    }
    return found;
}

bool takesPart(const Crossing& crossing, double constant, bool below)
{
    return below ? crossing.low < constant && constant <= crossing.high
                 : crossing.low <= constant && constant < crossing.high;
}

} // namespace

double asWritten(double constant, double scale)
{
    return scale == 0.01 ? constant * 100 : constant / scale;
}

double asConstant(double written, double scale)
{
    return scale == 0.01 ? written / 100 : written * scale;
}

double readableThreshold(const std::vector<double>& values, std::size_t wanted,
                         const lang::Threshold& threshold)
{
    const double exact = asWritten(values[wanted - 1], threshold.scale);
    const double current = asWritten(threshold.constant, threshold.scale);
    const double change = std::fabs(exact - current);
    const double atLeast = std::max(std::fabs(exact) / 100, 1e-9);
    const int coarse = digitsFor(change > 0 ? change : atLeast);
    // Equal values, as of one week on its five days, come and go together.
    const auto isBeyond = [&](double value) {
        return threshold.wantsBelow ? value <= values[wanted - 1] : value >= values[wanted - 1];
    };
    const auto fewest =
        static_cast<std::size_t>(std::ranges::partition_point(values, isBeyond) - values.begin());
    double best = exact;
    for (int digits = coarse; digits <= coarse + 12; ++digits) {
        const double steps = exact * (digits >= 0 ? powerOfTen(digits) : 1 / powerOfTen(-digits));
        double whole = threshold.wantsBelow ? std::ceil(steps) : std::floor(steps);
        for (int nudge = 0; nudge < 2; ++nudge) {
            const double written = decimal(whole, digits);
            const std::size_t count =
                countPassing(values, asConstant(written, threshold.scale), threshold);
            if (count >= wanted) {
                best = written;
                if (count < 2 * wanted || count == fewest) {
                    return written;
                }
                break;
            }
            whole += threshold.wantsBelow ? 1 : -1;
        }
    }
    return best;
}

std::size_t countCrossings(const std::vector<Crossing>& crossings, double constant, bool below)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        crossings, [&](const Crossing& crossing) { return takesPart(crossing, constant, below); }));
}

namespace {

/// A stretch of constants with enough crossings.
struct Reach {
    double low = 0;
    double high = 0;
};

/// Stretches between neighbouring ends of crossings that at least `wanted` of them cover, joined
/// where they touch; none once `stop` is requested.
std::vector<Reach> reaches(const std::vector<Crossing>& crossings, std::size_t wanted,
                           const std::stop_token& stop)
{
    using End = std::pair<double, int>;
    std::vector<End> ends;
    ends.reserve(2 * crossings.size());
    for (const Crossing& crossing : crossings) {
        ends.emplace_back(crossing.low, 1);
        ends.emplace_back(crossing.high, -1);
    }
    std::vector<Reach> found;
    if (!sortUnlessStopped(
            ends, [](const End& a, const End& b) { return a.first < b.first; }, stop)) {
        return found;
    }
    std::int64_t covering = 0;
    for (std::size_t i = 0; i < ends.size();) {
        const double at = ends[i].first;
        for (; i < ends.size() && ends[i].first == at; ++i) {
            covering += ends[i].second;
        }
        if (covering < static_cast<std::int64_t>(wanted) || i == ends.size()) {
            continue;
        }
        if (!found.empty() && found.back().high == at) {
            found.back().high = ends[i].first;
        } else {
            found.push_back({at, ends[i].first});
        }
    }
    return found;
}

double distanceTo(const Reach& reach, double constant)
{
    return constant < reach.low    ? reach.low - constant
           : constant > reach.high ? constant - reach.high
                                   : 0;
}

} // namespace

std::optional<double> readableCrossing(const std::vector<Crossing>& crossings, std::size_t wanted,
                                       const lang::Threshold& threshold,
                                       const std::stop_token& stop)
{
    const std::vector<Reach> found = reaches(crossings, wanted, stop);
    if (found.empty()) {
        return std::nullopt;
    }
    const Reach best = *std::ranges::min_element(
        found, {}, [&](const Reach& reach) { return distanceTo(reach, threshold.constant); });
    const bool upwards = threshold.constant < best.high;
    const double exact = asWritten(upwards ? best.low : best.high, threshold.scale);
    const double current = asWritten(threshold.constant, threshold.scale);
    const double change = std::fabs(exact - current);
    const double atLeast = std::max(std::fabs(exact) / 100, 1e-9);
    const int coarse = digitsFor(change > 0 ? change : atLeast);
    for (int digits = coarse; digits <= coarse + 12; ++digits) {
        const double steps = exact * (digits >= 0 ? powerOfTen(digits) : 1 / powerOfTen(-digits));
        double whole = upwards ? std::ceil(steps) : std::floor(steps);
        for (int nudge = 0; nudge < 2 && !stop.stop_requested(); ++nudge) {
            const double written = decimal(whole, digits);
            const double constant = asConstant(written, threshold.scale);
            if (countCrossings(crossings, constant, threshold.wantsBelow) >= wanted) {
                return written;
            }
            whole += upwards ? 1 : -1;
        }
    }
    return std::nullopt;
}

namespace {

CounterFactual changeOf(const lang::Threshold& threshold, std::size_t clause, double written)
{
    CounterFactual change;
    change.clause = static_cast<std::int32_t>(clause);
    change.valueText = withoutMarks(threshold.valueText);
    change.threshold = asConstant(written, threshold.scale);
    change.current = threshold.constant;
    change.constantSpan = threshold.constantSpan;
    change.parameter = threshold.parameter;
    change.scale = threshold.scale;
    change.crossing = threshold.crossing;
    return change;
}

/// Constants of a crossing that give more signals. Only numbers that stand in the text can be
/// tried, since each count comes from running the changed text.
Result<std::vector<CounterFactual>> movedCrossings(const ThresholdQuestion& question,
                                                   const RuleBits& bits, std::size_t clause,
                                                   const std::stop_token& stop)
{
    const lang::Threshold& threshold = *question.condition().clauses[clause].threshold;
    std::vector<CounterFactual> found;
    if (threshold.constantSpan.length() == 0) {
        return found;
    }
    const auto crossings = crossingsOf(bits, clause, threshold.wantsBelow, stop);
    if (!crossings) {
        return fail(crossings.error());
    }
    auto most = static_cast<std::int64_t>(
        countCrossings(*crossings, threshold.constant, threshold.wantsBelow));
    for (const std::int64_t wanted : {1, 5, 10}) {
        if (wanted <= most) {
            continue;
        }
        const std::optional<double> written =
            readableCrossing(*crossings, static_cast<std::size_t>(wanted), threshold, stop);
        if (stop.stop_requested()) {
            return cancelled();
        }
        if (!written) {
            break;
        }
        auto evaluated = signalsWith(question, threshold, *written, stop);
        if (!evaluated) {
            return fail(std::move(evaluated).error());
        }
        if (!*evaluated || **evaluated < wanted) {
            continue;
        }
        CounterFactual change = changeOf(threshold, clause, *written);
        change.signalCount = most = **evaluated;
        found.push_back(std::move(change));
    }
    return found;
}

} // namespace

Result<std::vector<CounterFactual>> counterFactuals(const ThresholdQuestion& question,
                                                    const RuleBits& bits, std::size_t clause,
                                                    const std::stop_token& stop)
{
    const lang::Threshold& threshold = *question.condition().clauses[clause].threshold;
    if (threshold.crossing) {
        return movedCrossings(question, bits, clause, stop);
    }
    std::vector<CounterFactual> found;
    const Result<Ranked> ranked = rankedValues(bits, clause, threshold, stop);
    if (!ranked) {
        return fail(ranked.error());
    }
    const std::size_t already = ranked->passing;
    if (already >= kWanted.back()) {
        return found;
    }
    const std::vector<double>& values = ranked->values;
    for (const std::size_t wanted : kWanted) {
        const bool given =
            !found.empty() && found.back().signalCount >= static_cast<std::int64_t>(wanted);
        if (wanted <= already || wanted > values.size() || given) {
            continue;
        }
        const double written = readableThreshold(values, wanted, threshold);
        CounterFactual change = changeOf(threshold, clause, written);
        change.signalCount =
            static_cast<std::int64_t>(countPassing(values, change.threshold, threshold));
        if (threshold.constantSpan.length() > 0) {
            auto evaluated = signalsWith(question, threshold, written, stop);
            if (!evaluated) {
                return fail(std::move(evaluated).error());
            }
            if (!*evaluated || **evaluated < static_cast<std::int64_t>(wanted)) {
                continue;
            }
            change.signalCount = **evaluated;
        }
        found.push_back(std::move(change));
    }
    return found;
}

} // namespace sw::engine
