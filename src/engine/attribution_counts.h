// What the clauses of one condition did, bar by bar, and the counts that follow from it. Finding
// the bits is for attribution.cpp, words for attribution_text.h.
#pragma once

#include "engine/attribution.h"

#include <span>
#include <vector>

namespace sw::engine {

/// One clause over all bars; masks are cut to the examined bars.
struct ClauseBits {
    Mask truth;
    Mask falsity;
    std::span<const double> value; ///< of the threshold's compared expression; empty without one
};

/// The clauses of one rule on the bars that are examined for it.
struct RuleBits {
    Mask examined; ///< the window; for rules that read the position only the bars inside one
    std::vector<ClauseBits> clauses;
};

/// Fills bars, allTrue, clauses and pairs.
void countClauses(const lang::Condition& condition, const RuleBits& bits, RuleAttribution& out);

/// Examined bars on which all clauses but number `clause` are true.
Mask othersTrue(const RuleBits& bits, std::size_t clause);

/// The bar where the compared value of a clause came nearest to its threshold without reaching it,
/// among bars where all other clauses held. Requires: the clause has a threshold and a value.
NearMiss nearMiss(const lang::Condition& condition, const RuleBits& bits, std::size_t clause,
                  const market::Bars& bars);

} // namespace sw::engine
