// The meaning of every operator on single values: what the column loops must agree with.
#pragma once

#include "indicators/logarithm.h"
#include "lang/program.h"

#include <cmath>
#include <limits>

namespace sw::engine::scalar {

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// a / b; missing for b = 0.
inline double divide(double a, double b)
{
    const double quotient = a / b;
    return b == 0 ? kMissing : quotient;
}
/// The smaller one; missing when either is.
inline double minimum(double a, double b)
{
    const double smaller = b < a ? b : a;
    return b == b ? smaller : b;
}
/// The larger one; missing when either is.
inline double maximum(double a, double b)
{
    const double larger = b > a ? b : a;
    return b == b ? larger : b;
}
/// Natural logarithm; missing for arguments ≤ 0.
inline double logarithm(double a)
{
    return a > 0 ? indicators::naturalLog(a) : kMissing;
}
/// Missing below 0.
inline double squareRoot(double a)
{
    return a >= 0 ? std::sqrt(a) : kMissing;
}

/// Negate, Absolute, Logarithm, SquareRoot, Round (halves away from zero), Floor, Ceil.
inline double unary(lang::Op op, double a)
{
    switch (op) {
    case lang::Op::Negate:
        return -a;
    case lang::Op::Absolute:
        return std::fabs(a);
    case lang::Op::Logarithm:
        return logarithm(a);
    case lang::Op::SquareRoot:
        return squareRoot(a);
    case lang::Op::Round:
        return std::round(a);
    case lang::Op::Floor:
        return std::floor(a);
    case lang::Op::Ceil:
        return std::ceil(a);
    default:
        return kMissing;
    }
}

/// Add, Subtract, Multiply, Divide, Minimum, Maximum.
inline double binary(lang::Op op, double a, double b)
{
    switch (op) {
    case lang::Op::Add:
        return a + b;
    case lang::Op::Subtract:
        return a - b;
    case lang::Op::Multiply:
        return a * b;
    case lang::Op::Divide:
        return divide(a, b);
    case lang::Op::Minimum:
        return minimum(a, b);
    case lang::Op::Maximum:
        return maximum(a, b);
    default:
        return kMissing;
    }
}

/// The six comparisons; a missing side makes each of them false.
inline bool compare(lang::Op op, double a, double b)
{
    switch (op) {
    case lang::Op::Less:
        return a < b;
    case lang::Op::LessEqual:
        return a <= b;
    case lang::Op::Greater:
        return a > b;
    case lang::Op::GreaterEqual:
        return a >= b;
    case lang::Op::Equal:
        return a == b;
    case lang::Op::NotEqual:
        return a < b || a > b;
    default:
        return false;
    }
}

} // namespace sw::engine::scalar
