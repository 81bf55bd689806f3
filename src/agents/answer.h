// How an answer to a question goes into the sentence or the program it was asked about: the same
// for the window, the progress server and the command line.
#pragma once

#include "agents/brief.h"
#include "base/result.h"

#include <string>

namespace sw::agents {

/// The program with an assumed value replaced by a stated one, in canonical form. Errors:
/// InvalidInput when the text does not show the value as assumed or the new one does not fit.
Result<std::string> withValue(const std::string& source, const std::string& about,
                              const std::string& assumed, const std::string& stated);

/// The sentence with an answer worked in: in place of the words that were asked about, or after
/// what was said.
std::string withAnswer(const std::string& sentence, const Note& question,
                       const std::string& answer);

/// What came of an answer.
struct Answered {
    Brief brief;
    StrategyDraft draft; ///< `questions`: those still open; the brief runs when there are none
};

/// Answers one question of a run that needs answers. An assumed value is stated in the program,
/// anything else goes into the sentence, which is then read anew: questions about values therefore
/// come last. `about`: of the question; may be empty when there is only one. Errors: InvalidInput
/// when there is no such question, the answer is empty or does not fit, or another question comes
/// first.
Result<Answered> answer(const Brief& brief, const StrategyDraft& draft, const std::string& about,
                        const std::string& text);

} // namespace sw::agents
