// Pieces that the description of statements and of expressions share.
#pragma once

#include "lang/syntax.h"

#include <set>
#include <string>
#include <vector>

namespace sw::english {

/// What the names of a program stand for, as far as the sentences differ by it.
struct ProgramNames {
    std::set<std::string> all;       ///< every `let` and `param`
    std::set<std::string> constants; ///< those that stand for one number
};

/// One sentence under way: its words and what in it was assumed.
struct Sentence {
    std::string text;
    std::vector<std::string> assumed;
};

/// Names of a tree.
ProgramNames namesOf(const lang::SyntaxTree& tree);
/// An expression in words, with the names of its program.
std::string describeExpr(const lang::Expr& expr, const ProgramNames& names);
/// The assumption marks inside an expression, each in words.
void assumptionsIn(const lang::Expr& expr, const ProgramNames& names,
                   std::vector<std::string>& out);
/// "3 bars", "1 day"
std::string spokenBars(const lang::BarsText& bars);
/// "the first day", "Friday"
std::string spokenDay(const std::string& day);
/// The sentences of a rebalance or switch block.
std::vector<Sentence> describePortfolio(const lang::Portfolio& plan, const ProgramNames& names);

} // namespace sw::english
