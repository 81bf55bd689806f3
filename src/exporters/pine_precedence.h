// How tightly Pine's operators bind, and the parentheses that follow from it.
#pragma once

#include <string>

namespace sw::exporters {

inline constexpr int kChoice = 0; ///< a ? b : c
inline constexpr int kOr = 1;
inline constexpr int kAnd = 2;
inline constexpr int kComparison = 4;
inline constexpr int kSum = 5;
inline constexpr int kProduct = 6;
inline constexpr int kUnary = 7;
inline constexpr int kAtom = 9; ///< names, calls, literals

/// `text` in parentheses when it binds looser than `minimum`.
inline std::string wrapped(const std::string& text, int precedence, int minimum)
{
    return precedence < minimum ? "(" + text + ")" : text;
}

} // namespace sw::exporters
