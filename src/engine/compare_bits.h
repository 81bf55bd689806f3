// Comparisons of columns straight to one bit per bar: the one place where instruction sets matter
// for signals. The widest set that the machine has is chosen at run time; all give the same bits.
#pragma once

#include "lang/program.h"

#include <cstddef>
#include <cstdint>

namespace sw::engine {

/// Which code computes comparisons.
enum class CompareCode : std::uint8_t {
    Plain, ///< one bar after the other; the twin that the others are tested against
    Sse2,
    Avx2,
};

/// The fastest code that this machine can run.
CompareCode fastestCompareCode();
bool isAvailable(CompareCode code);

/// bit i = a[i] op b[i]; false when either is missing. Bits past `count` in the last word are zero.
/// Requires: op is one of the six comparisons; `bits` has room for (count + 63) / 64 words.
void compareColumns(lang::Op op, const double* a, const double* b, std::size_t count,
                    std::uint64_t* bits, CompareCode code);
/// bit i = a[i] op b, otherwise as compareColumns.
void compareWithConstant(lang::Op op, const double* a, double b, std::size_t count,
                         std::uint64_t* bits, CompareCode code);

/// The comparison that holds for (b, a) exactly when `op` holds for (a, b).
lang::Op mirrored(lang::Op op);

} // namespace sw::engine
