// Holds a model's program against what is known without it: the numbers of the sentence and what
// the built-in interpreter understood with certainty. A model may fill gaps; it may not change what
// was said without somebody noticing.
#pragma once

#include "agents/brief.h"

namespace sw::agents {

/// The program's text with a question mark after every number that neither the sentence nor the
/// built-in reading states. Returns the text as it is when nothing needs a mark.
std::string withAssumptionMarks(const lang::Program& program, const std::string& sentence,
                                const StrategyDraft& builtIn);

/// Whether an assumption is among the notes already: one number may stand in several rules, and is
/// told once.
bool isNoted(const std::vector<Note>& notes, const lang::Assumption& assumption);

/// One question for each rule, protection or setting that the built-in interpreter read without
/// assumption and that the model's program does not have. Empty when the built-in reading has no
/// program: nothing is certain then.
std::vector<Note> changedCertainties(const StrategyDraft& builtIn, const lang::Program& model);

} // namespace sw::agents
