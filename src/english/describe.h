// A program as sentences that a trader can check: the way back from text to English. Every number
// of the program appears in the sentences.
#pragma once

#include "lang/syntax.h"

#include <string>
#include <vector>

namespace sw::english {

/// One sentence per statement, in the order of the program; what is assumed is said at the end of
/// its sentence.
std::vector<std::string> describe(const lang::SyntaxTree& tree);

/// A sentence of describe() without what it says of assumptions, for those who list them.
std::string withoutAssumptions(std::string sentence);

/// An expression in words: "RSI(14) of the close crosses above 30".
std::string describeExpr(const lang::Expr& expr);

} // namespace sw::english
