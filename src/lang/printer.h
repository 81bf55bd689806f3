// The canonical text of a tree: one spacing, one order of lines, minimal parentheses.
#pragma once

#include "lang/syntax.h"

#include <string>

namespace sw::lang {

/// Canonical text of an expression, with the fewest parentheses that keep its meaning.
std::string print(const Expr& expr);
std::string print(const BarsText& bars);
std::string print(const OrderText& order);   ///< empty for a market order at the next open
std::string print(const SizingText& sizing); ///< without the word "size"
std::string print(const LevelText& level);
/// Canonical text of one statement without its comment; several lines for rebalance and switch.
std::string print(const Statement& statement);
/// Canonical text of a program: statements in their fixed order (settings, definitions, entries,
/// scaling, exits, protections, limits, portfolio; written order within a kind), comments kept
/// with the statement that follows them. parse(print(t)) has the same meaning as t.
std::string print(const SyntaxTree& tree);

/// A symbol as the language writes it: bare when it can be, quoted otherwise.
std::string printSymbol(std::string_view symbol);

} // namespace sw::lang
