// Seeded random trees of every kind that the grammar has, for properties of parser and printer.
#pragma once

#include "lang/syntax.h"

#include <cstdint>

namespace sw::test {

/// A small generator with the same numbers on every platform. Source: splitmix64, Steele et al.
/// 2014.
class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    std::uint64_t next();
    /// 0 … count - 1
    int below(int count) { return static_cast<int>(next() % static_cast<std::uint64_t>(count)); }
    bool coin() { return below(2) == 0; }

private:
    std::uint64_t m_state;
};

/// Terms that expressions and statements share.
std::string randomName(Dice& dice);
std::string randomSymbol(Dice& dice);
double randomNumber(Dice& dice);
lang::BarsText randomBars(Dice& dice);
Timeframe randomFrame(Dice& dice);
/// A literal without a sign, perhaps assumed.
lang::Expr randomLiteral(Dice& dice, lang::ExprKind kind);
/// A number, percentage, amount of money or multiple of R.
lang::Expr randomSignedLiteral(Dice& dice);

/// Any expression; `unless` only at the top and only if asked for.
lang::Expr randomExpr(Dice& dice, int depth, bool mayHaveUnless = false);
/// Any statement but comments and invalid lines.
lang::Statement randomStatement(Dice& dice);

} // namespace sw::test
