#include "engine/attribution_thresholds.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace sw::engine {

namespace {

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

/// Values of the clause where all others hold, the most wanted first.
std::vector<double> rankedValues(const RuleBits& bits, std::size_t clause, bool wantsBelow)
{
    std::vector<double> values;
    const Mask others = othersTrue(bits, clause);
    for (std::size_t bar = others.next(0); bar < others.size(); bar = others.next(bar + 1)) {
        const double value = bits.clauses[clause].value[bar];
        if (std::isfinite(value)) {
            values.push_back(value);
        }
    }
    if (wantsBelow) {
        std::ranges::sort(values);
    } else {
        std::ranges::sort(values, std::greater<>());
    }
    return values;
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

Result<std::vector<CounterFactual>> counterFactuals(const ThresholdQuestion& question,
                                                    const RuleBits& bits, std::size_t clause,
                                                    const std::stop_token& stop)
{
    const lang::Threshold& threshold = *question.condition().clauses[clause].threshold;
    const std::vector<double> values = rankedValues(bits, clause, threshold.wantsBelow);
    const std::size_t already = countPassing(values, threshold.constant, threshold);
    std::vector<CounterFactual> found;
    for (const std::size_t wanted : {std::size_t{1}, std::size_t{5}, std::size_t{10}}) {
        const bool given =
            !found.empty() && found.back().signalCount >= static_cast<std::int64_t>(wanted);
        if (wanted <= already || wanted > values.size() || given) {
            continue;
        }
        const double written = readableThreshold(values, wanted, threshold);
        CounterFactual change;
        change.clause = static_cast<std::int32_t>(clause);
        change.valueText = threshold.valueText;
        change.threshold = asConstant(written, threshold.scale);
        change.current = threshold.constant;
        change.constantSpan = threshold.constantSpan;
        change.parameter = threshold.parameter;
        change.scale = threshold.scale;
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
