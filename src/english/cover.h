// The cheapest way to cover a sentence with statements: every word belongs to one, is known to say
// nothing, or is reported.
#pragma once

#include "english/grammar.h"
#include "english/lexicon.h"
#include "english/token.h"

#include <string>
#include <string_view>
#include <vector>

namespace sw::english {

/// Readings whose costs differ by less than this are equally plausible. Shades that do not decide
/// between meanings, such as a missing article, cost up to 0.05.
inline constexpr double kCloseReading = 0.1;
inline constexpr std::size_t kMostOthers = 16;

/// A corrected spelling that the chosen reading relies on.
struct Correction {
    int token = 0;
    std::string word;
};

/// One reading of a whole sentence.
struct Cover {
    std::vector<NodePtr> facts; ///< statements in the order of the sentence; `words` are tokens
    std::vector<int> missed;    ///< tokens that no statement covers and that are not filler
    std::vector<int> filler;    ///< tokens that say nothing about trading
    std::vector<Correction> corrections;
    double cost = 0;
    /// Covers by other statements that cost less than kCloseReading more, at most kMostOthers, in
    /// no order. They differ from the chosen one in one stretch between two sentence ends.
    std::vector<Cover> others;
};

/// Covers the tokens; `sentence` is needed for the user's words in holes.
Cover coverSentence(const Lexicon& lexicon, const Grammar& grammar,
                    const std::vector<Token>& tokens, std::string_view sentence);

} // namespace sw::english
