// The numeric side of a built-in: a small state that turns input columns into output columns,
// chunk by chunk. Which kernels exist, and what their arguments mean, is the catalog's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sw::indicators {

/// Which days and hours a market trades; decides calendar functions and annualisation.
enum class CalendarKind : std::uint8_t { Exchange, AlwaysOpen, ForeignExchange };

/// What a kernel may know beside its arguments. Everything here is fixed before the first bar.
struct KernelContext {
    CalendarKind calendar = CalendarKind::Exchange;
    double barMinutes = 1440;    ///< length of a bar
    double periodsPerYear = 252; ///< bars a year, for annualised values
    /// Grid of the first series input: every finite value is an integer multiple of 1/ticksPerUnit,
    /// and the sum of any 65,536 of them is below 2^53 ticks. 0 = unknown. Lets averages of prices
    /// be summed exactly in integer ticks.
    double ticksPerUnit = 0;
};

using Inputs = std::span<const std::span<const double>>;
using Outputs = std::span<const std::span<double>>;

/// A running computation over a series. Value i of an output depends on inputs 0…i only, and the
/// result does not depend on how the series is cut into calls (bytewise).
/// Shape: all input and output spans of one call have the same length (0 allowed); an output span
/// may instead be empty when nobody wants that output. Requires: outputs do not overlap inputs.
/// NaN means missing: leading NaNs of an input delay the warm-up by as many bars; a later NaN
/// passes through windows and leaves again, and recurrences hold their last value over it.
class Kernel
{
public:
    virtual ~Kernel() = default;
    /// Consumes the next values of each input and fills as many of each output.
    virtual void run(Inputs inputs, Outputs outputs) = 0;
    /// Promises that no input will ever hold NaN, so that none needs to be looked for.
    /// Requires: said before the first run().
    virtual void promiseComplete() {}
};

} // namespace sw::indicators
