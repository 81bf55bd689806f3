// A program by a language model: asked once, sent back with its diagnostics at most twice, marked,
// and held against what the built-in interpreter read. What it wrote is text to compile, no more.
#pragma once

#include "agents/brief.h"
#include "agents/model_step.h"

namespace sw::agents {

/// How often a program that does not compile goes back to the model.
inline constexpr int kRepairs = 2;

/// The draft for the brief's sentence; `builtIn` is what the interpreter made of it. Without a
/// model and after a failure this is `builtIn` itself, and the timeline says so. Errors: Cancelled.
Result<StrategyDraft> draftByModel(const Brief& brief, StrategyDraft builtIn,
                                   const std::string& onlySymbol, ModelStep& model);

} // namespace sw::agents
