// Finds the kind of each line by its first words, and what was meant when there is no such kind.
// Internal to the parser; parse() itself is declared in syntax.h.
#pragma once

#include "lang/parser_statements.h"

namespace sw::lang {

/// Reads the statement of a line that is not part of a block. InvalidLine after a problem.
StatementBody parseStatement(LineCursor& cursor);
/// Reports a line that begins with none of the language's words.
void reportOpening(LineCursor& cursor);

} // namespace sw::lang
