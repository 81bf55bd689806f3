// From the user's words, or from the last version and what was learned, to a program.
#pragma once

#include "agents/agent.h"

namespace sw::agents {

struct CodeRequest {
    const Brief* brief = nullptr;
    lang::ProgramPtr previous; ///< nothing = the first version
    Feedback feedback;
};

/// The first version is written by the plain-English interpreter, and by the run's model where it
/// has one, held against the interpreter's reading. Feedback is applied as the edits that were
/// measured, never rewritten.
/// Errors: InvalidInput when feedback does not fit the program. A draft that does not compile or
/// has open questions is no error: it says so itself.
class CodeGeneratorAgent : public Agent<CodeRequest, StrategyDraft>
{
public:
    CodeGeneratorAgent() : Agent("CodeGenerator") {}

protected:
    Result<StrategyDraft> work(const CodeRequest& in, RunContext& context) override;
    std::string action() const override { return "writing the program"; }
    std::string describe(const CodeRequest& in) const override;
    std::string summarise(const StrategyDraft& out) const override;
    void addCounts(const StrategyDraft& out, QJsonObject& data) const override;
};

/// The draft of a sentence or program, without events: what `interpret` shows.
StrategyDraft draftOf(const Brief& brief, const std::string& onlySymbol);

} // namespace sw::agents
