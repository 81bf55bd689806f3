// Nanoseconds per bar of every built-in, on a million made-up bars. Prints one line per entry:
// the call and the ns/bar of the median of several runs.
// Usage: bench_kernels [name...]
#include "indicators/catalog.h"

#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace {

using namespace sw;
using namespace sw::indicators;

constexpr std::size_t kBars = 1'000'000;
constexpr std::size_t kChunk = 2048; ///< as the evaluator feeds them
constexpr int kRuns = 9;

struct Bars {
    std::vector<double> open, high, low, close, volume, time;

    const std::vector<double>& column(Field field) const
    {
        switch (field) {
        case Field::Open:
            return open;
        case Field::High:
            return high;
        case Field::Low:
            return low;
        case Field::Close:
            return close;
        case Field::Volume:
            return volume;
        case Field::LocalTime:
            break;
        }
        return time;
    }
};

/// A mean-reverting walk on a 0.01 grid, five-minute bars from 2014 on.
Bars madeUpBars()
{
    Bars bars;
    std::uint64_t state = 42;
    const auto below = [&state](std::uint64_t count) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<int>((state >> 33) % count);
    };
    int price = 10000;
    double time = 1388655000000.0;
    for (std::size_t i = 0; i < kBars; ++i) {
        const int open = price + below(5) - 2;
        const int close = open + below(41) - 20 + (10000 - open) / 100;
        bars.open.push_back(open / 100.0);
        bars.high.push_back((std::max(open, close) + below(10)) / 100.0);
        bars.low.push_back((std::min(open, close) - below(10)) / 100.0);
        bars.close.push_back(close / 100.0);
        bars.volume.push_back(100 + below(5000));
        bars.time.push_back(time);
        price = close;
        time += 300000.0;
    }
    return bars;
}

std::vector<double> argumentsOf(const Entry& entry)
{
    std::vector<double> numbers;
    for (const Parameter& parameter : entry.parameters) {
        if (parameter.kind != ParameterKind::Series) {
            numbers.push_back(parseNumber(parameter.defaultText).value_or(20));
        }
    }
    return numbers;
}

std::vector<std::vector<double>> inputsOf(const Entry& entry, const Bars& bars)
{
    std::vector<std::vector<double>> inputs;
    for (const Parameter& parameter : entry.parameters) {
        if (parameter.isCondition) {
            std::vector<double> rises(kBars);
            for (std::size_t i = 0; i < kBars; ++i) {
                rises[i] = bars.close[i] > bars.open[i] ? 1 : 0;
            }
            inputs.push_back(rises);
        } else if (parameter.kind == ParameterKind::Series) {
            inputs.push_back(inputs.empty() ? bars.close : bars.open);
        }
    }
    for (const Field field : entry.fields) {
        inputs.push_back(bars.column(field));
    }
    return inputs;
}

/// How an entry is measured besides the plain way.
struct Variant {
    const char* remark = "";
    double ticksPerUnit = 0;
    std::size_t outputs = 8; ///< only the first so many are wanted
};

/// Nanoseconds per bar of one pass, chunk by chunk into buffers that stay in the cache.
double onePass(const Entry& entry, const std::vector<double>& numbers,
               const std::vector<std::vector<double>>& inputs, const Variant& variant)
{
    KernelContext context;
    context.barMinutes = 5;
    context.ticksPerUnit = variant.ticksPerUnit;
    const auto kernel = entry.make(numbers, context);
    std::vector<std::vector<double>> results(entry.outputs.size(), std::vector<double>(kChunk));
    std::vector<std::span<const double>> in(inputs.size());
    std::vector<std::span<double>> out(results.size());
    const std::clock_t start = std::clock(); // processor time: the machine may be busy
    for (std::size_t begin = 0; begin < kBars; begin += kChunk) {
        const std::size_t count = std::min(kChunk, kBars - begin);
        for (std::size_t k = 0; k < in.size(); ++k) {
            in[k] = {inputs[k].data() + begin, count};
        }
        for (std::size_t k = 0; k < out.size(); ++k) {
            out[k] = {results[k].data(), k < variant.outputs ? count : 0};
        }
        kernel->run(in, out);
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    return seconds * 1e9 / kBars;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void measure(const Entry& entry, const Bars& bars, const Variant& variant)
{
    const std::vector<double> numbers = argumentsOf(entry);
    const auto inputs = inputsOf(entry, bars);
    std::vector<double> runs;
    for (int run = 0; run < kRuns; ++run) {
        runs.push_back(onePass(entry, numbers, inputs, variant));
    }
    std::vector<std::string> texts;
    for (const double number : numbers) {
        texts.push_back(formatNumber(number));
    }
    const std::string call =
        std::string(entry.name) + "(" + join(texts, ", ") + ")" + variant.remark;
    std::printf("%-34s %7.2f ns/bar\n", call.c_str(), median(runs));
}

} // namespace

int main(int argc, char** argv)
{
    const Bars bars = madeUpBars();
    for (const Entry& entry : catalog()) {
        const auto isAsked = [&entry](const char* name) { return entry.name == name; };
        if (argc > 1 && std::none_of(argv + 1, argv + argc, isAsked)) {
            continue;
        }
        measure(entry, bars, {});
        if (entry.name == "sma" || entry.name == "wma" || entry.name == "bb") {
            measure(entry, bars, {.remark = " on a grid", .ticksPerUnit = 100});
        }
        if (entry.name == "bb") {
            measure(entry, bars, {.remark = " bands only", .outputs = 3});
        }
    }
    return 0;
}
