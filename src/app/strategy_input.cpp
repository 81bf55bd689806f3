#include "app/strategy_input.h"

#include "agents/code_generator_agent.h"

#include <fmt/format.h>

namespace sw::app {

StrategyInput strategyInput(const Options& options, const data::LocalData& data, Console& console)
{
    const std::optional<std::string> text = options.value("text");
    if (text.has_value() == !options.positional().empty()) {
        console.error("Give either a program file or --text \"SENTENCE\".");
        return {nullptr, Exit::Usage};
    }
    agents::Brief brief;
    if (text) {
        brief.text = *text;
    } else {
        const Result<std::string> source = readProgram(options.positional()[0]);
        if (!source) {
            return {nullptr, failWith(source.error(), console)};
        }
        brief.source = *source;
        if (source->find_first_not_of(" \t\r\n") == std::string::npos) {
            console.error("The program is empty; write at least a trade line and an entry rule.");
            return {nullptr, Exit::DoesNotCompile};
        }
    }
    const agents::StrategyDraft draft = agents::draftOf(brief, data.onlySymbol());
    if (!draft.questions.empty()) {
        for (const agents::Note& question : draft.questions) {
            console.error(question.text);
        }
        return {nullptr, Exit::NeedsAnswer};
    }
    if (!draft.program) {
        // Point into what the user wrote, not into what was made of it.
        const std::string& shown = text ? draft.source : brief.source;
        const std::vector<lang::Diagnostic> found =
            text ? draft.diagnostics : lang::compile(brief.source).diagnostics;
        reportDiagnostics(found, shown, console);
        return {nullptr, Exit::DoesNotCompile};
    }
    if (!draft.program->holes.empty()) {
        cannotRun(*draft.program, console);
        return {nullptr, Exit::NeedsAnswer};
    }
    return {draft.program, Exit::Ok};
}

Result<engine::Feeds> feedsFor(const lang::Program& program, data::LocalData& data,
                               std::stop_token stop)
{
    engine::Feeds feeds;
    std::vector<std::string> symbols = program.symbols;
    symbols.insert(symbols.end(), program.otherSymbols.begin(), program.otherSymbols.end());
    for (const std::string& symbol : symbols) {
        Result<market::BarsPtr> bars = data.bars(symbol, program.timeframe, stop);
        if (!bars) {
            return fail(bars.error());
        }
        feeds.emplace(symbol, std::move(*bars));
    }
    return feeds;
}

std::optional<Exit> cannotRun(const lang::Program& program, Console& console)
{
    if (!program.holes.empty()) {
        console.error(
            fmt::format("There is no data for \"{}\"; remove that condition or replace it "
                        "before running.",
                        program.holes.front()));
        return Exit::NeedsAnswer;
    }
    if (!program.later.empty()) {
        reportDiagnostics(program.later, program.source, console);
        return Exit::DoesNotCompile;
    }
    return std::nullopt;
}

} // namespace sw::app
