#include "kernel_run.h"

#include "base/text.h"
#include "base/timestamp.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sw::test {

using namespace indicators;

double Noise::uniform()
{
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    return static_cast<double>(z >> 11) * 0x1p-53;
}

int Noise::below(int count)
{
    return static_cast<int>(uniform() * count);
}

const Column& BarTable::column(Field field) const
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

BarTable intradayBars(std::size_t size, std::uint64_t seed)
{
    constexpr int kBarsADay = 78;
    BarTable bars;
    Noise noise(seed);
    std::int64_t day = daysFromCivil({2014, 1, 2});
    int price = 10000; // cents
    for (std::size_t i = 0; i < size; ++i) {
        const int inDay = static_cast<int>(i % kBarsADay);
        if (i > 0 && inDay == 0) {
            do {
                ++day;
            } while (weekdayOf(day) > 5);
        }
        const int open = price + noise.below(5) - 2;
        const int close = open + noise.below(41) - 20 + (10000 - open) / 100;
        const int high = std::max(open, close) + noise.below(10);
        const int low = std::min(open, close) - noise.below(10);
        price = close;
        bars.open.push_back(open / 100.0);
        bars.high.push_back(high / 100.0);
        bars.low.push_back(low / 100.0);
        bars.close.push_back(close / 100.0);
        bars.volume.push_back(100 + noise.below(5000));
        const std::int64_t minute = 9 * 60 + 30 + 5 * inDay;
        bars.time.push_back(static_cast<double>(day * kMsPerDay + minute * kMsPerMinute));
    }
    return bars;
}

BarTable constantBars(std::size_t size)
{
    BarTable bars = intradayBars(size, 1);
    for (Column* column : {&bars.open, &bars.high, &bars.low, &bars.close}) {
        column->assign(size, 10.1);
    }
    bars.volume.assign(size, 700);
    return bars;
}

Column argumentsOf(const Entry& entry, int length)
{
    Column numbers;
    for (const Parameter& parameter : entry.parameters) {
        if (parameter.kind == ParameterKind::Series) {
            continue;
        }
        const std::optional<double> value = parseNumber(parameter.defaultText);
        numbers.push_back(value ? *value
                          : parameter.kind == ParameterKind::Length
                              ? std::max<double>(length, parameter.minimum)
                              : 30);
    }
    return numbers;
}

ColumnList inputsOf(const Entry& entry, const BarTable& bars)
{
    ColumnList inputs;
    for (const Parameter& parameter : entry.parameters) {
        if (parameter.isCondition) {
            inputs.emplace_back(bars.size(), 1.0);
        } else if (parameter.kind == ParameterKind::Series) {
            inputs.push_back(inputs.empty() ? bars.close : bars.open);
        }
    }
    for (const Field field : entry.fields) {
        inputs.push_back(bars.column(field));
    }
    return inputs;
}

ColumnList evaluate(const Entry& entry, const Column& numbers, const ColumnList& inputs,
                    std::size_t chunk, const KernelContext& context)
{
    const std::size_t size = inputs.empty() ? 0 : inputs[0].size();
    ColumnList results(entry.outputs.size(), Column(size, -12345.0));
    const std::unique_ptr<Kernel> kernel = entry.make(numbers, context);
    const std::size_t step = chunk == 0 ? std::max<std::size_t>(size, 1) : chunk;
    std::size_t begin = 0;
    do {
        const std::size_t count = std::min(step, size - begin);
        std::vector<std::span<const double>> in;
        std::vector<std::span<double>> out;
        for (const Column& column : inputs) {
            in.emplace_back(column.data() + begin, count);
        }
        for (Column& column : results) {
            out.emplace_back(column.data() + begin, count);
        }
        kernel->run(in, out);
        begin += count;
    } while (begin < size);
    return results;
}

Column evaluate(const char* name, const char* output, const Column& numbers,
                const ColumnList& inputs, const KernelContext& context)
{
    const Entry* entry = find(name);
    if (entry == nullptr || entry->outputIndex(output) < 0) {
        return {};
    }
    return evaluate(*entry, numbers, inputs, 0,
                    context)[static_cast<std::size_t>(entry->outputIndex(output))];
}

bool sameBytes(const Column& a, const Column& b)
{
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

std::string labelOf(const Entry& entry, const Column& numbers, std::size_t output)
{
    std::vector<std::string> texts;
    for (const double number : numbers) {
        texts.push_back(formatNumber(number));
    }
    return std::string(entry.name) + "(" + join(texts, ", ") + ")." +
           std::string(entry.outputs[output].name);
}

} // namespace sw::test
