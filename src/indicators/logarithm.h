// The natural logarithm of signals. The C library's differs between processors in the last bit,
// and a last bit can reach a trade; this one uses only operations that IEEE 754 rounds exactly.
#pragma once

namespace sw::indicators {

/// Natural logarithm. NaN below zero, minus infinity at zero. Error: below 1.5 units in the last
/// place. Source: ln m = 2 artanh((m-1)/(m+1)), Abramowitz & Stegun 4.1.29.
double naturalLog(double x);

} // namespace sw::indicators
