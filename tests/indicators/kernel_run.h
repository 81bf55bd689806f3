// How the tests of this room run kernels: made-up bars, arguments of an entry, and a run in chunks.
#pragma once

#include "indicators/catalog.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sw::test {

using Column = std::vector<double>;
using ColumnList = std::vector<Column>;

/// A small reproducible generator of random numbers (splitmix64).
class Noise
{
public:
    explicit Noise(std::uint64_t seed) : m_state(seed) {}
    /// Uniform in 0…1, 1 excluded.
    double uniform();
    /// Whole number in 0…count-1.
    int below(int count);

private:
    std::uint64_t m_state;
};

/// Columns of made-up bars. `time` is local milliseconds.
struct BarTable {
    Column open, high, low, close, volume, time;

    const Column& column(indicators::Field field) const;
    std::size_t size() const { return time.size(); }
};

/// Five-minute bars of stock-exchange days on a 0.01 grid, from 2014-01-02 09:30 on.
BarTable intradayBars(std::size_t size, std::uint64_t seed);
/// The same bars with one price for everything.
BarTable constantBars(std::size_t size);

/// Arguments of an entry: the defaults, and `length` for a length that has none.
Column argumentsOf(const indicators::Entry& entry, int length);
/// Input columns of an entry: its series arguments from different prices, then its fields.
/// Conditions are true on every bar.
ColumnList inputsOf(const indicators::Entry& entry, const BarTable& bars);

/// What an entry makes of its inputs, fed `chunk` values at a time (0 = all at once).
ColumnList evaluate(const indicators::Entry& entry, const Column& numbers, const ColumnList& inputs,
                    std::size_t chunk = 0, const indicators::KernelContext& context = {});
/// The same for a single output by name.
Column evaluate(const char* name, const char* output, const Column& numbers,
                const ColumnList& inputs, const indicators::KernelContext& context = {});

/// True when both columns hold the same bits.
bool sameBytes(const Column& a, const Column& b);
/// "entry(1, 2).output" for messages.
std::string labelOf(const indicators::Entry& entry, const Column& numbers, std::size_t output);

inline bool isMissing(double value)
{
    return value != value;
}

} // namespace sw::test
