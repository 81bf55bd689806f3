// Expressions that stand on their own: lets and params replaced by what they mean.
#pragma once

#include "lang/syntax.h"

namespace sw::lang {

/// `expr` with every name that `tree` defines replaced by its definition, so that it can be
/// evaluated, charted or explained outside the program. Names stay where a tree that did not
/// compile would grow beyond the bounds of one that does.
Expr inlined(const Expr& expr, const SyntaxTree& tree);

} // namespace sw::lang
