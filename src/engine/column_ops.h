// Arithmetic on chunks of columns: plain loops that compilers vectorise, with constants on either
// side kept out of memory. The meaning of each operator is that of scalar_ops.h.
#pragma once

#include "lang/program.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sw::engine {

/// One side of an operator: a column, or a constant where `values` is null.
struct Operand {
    const double* values = nullptr;
    double constant = 0;
};

/// Add, Subtract, Multiply, Divide, Minimum, Maximum. Requires: not both sides are constants.
void combineColumns(lang::Op op, Operand a, Operand b, std::span<double> out);
/// Negate, Absolute, Logarithm, SquareRoot, Round, Floor, Ceil.
void mapColumn(lang::Op op, const double* in, std::span<double> out);
/// Hl2, Hlc3, Ohlc4 of price columns.
void averagePrice(lang::Op op, const double* open, const double* high, const double* low,
                  const double* close, std::span<double> out);
/// a where the bit of `truth` is set, b where that of `falsity` is, missing elsewhere.
void selectColumn(const std::uint64_t* truth, const std::uint64_t* falsity, Operand a, Operand b,
                  std::span<double> out);
/// Values at `index`, missing where it is negative.
void gatherColumn(std::span<const double> values, std::span<const std::int32_t> index,
                  std::span<double> out);
/// Bits at `index`, not true where it is negative.
void gatherBits(std::span<const std::uint64_t> words, std::span<const std::int32_t> index,
                std::uint64_t* out);

/// The values of `count` bars ago, missing before there are any.
class DelayLine
{
public:
    explicit DelayLine(std::size_t count);
    /// Requires: in and out do not overlap.
    void run(std::span<const double> in, std::span<double> out);

private:
    std::vector<double> m_past; ///< the last `count` values, oldest at m_oldest
    std::size_t m_oldest = 0;
};

} // namespace sw::engine
