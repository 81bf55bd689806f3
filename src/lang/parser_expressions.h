// Expressions and conditions, by precedence climbing. Internal to the parser.
#pragma once

#include "lang/parser_cursor.h"

namespace sw::lang {

/// expr [ "unless" expr ]
Expr parseCondition(LineCursor& cursor);
/// An expression without `unless`.
Expr parseValue(LineCursor& cursor);
/// A literal with an optional sign and mark: what a param may be.
Expr parseLiteralValue(LineCursor& cursor);

} // namespace sw::lang
