// How tightly expressions bind: the one list that parser and printer share.
#pragma once

#include "lang/syntax.h"

namespace sw::lang {

/// Loosest to tightest, as in the grammar.
enum class Precedence : std::uint8_t {
    Lowest, ///< if … then … else, unless
    Or,
    And,
    Not,
    Temporal,
    Comparison,
    Sum,
    Product,
    Unary,
    Postfix,
};

} // namespace sw::lang
