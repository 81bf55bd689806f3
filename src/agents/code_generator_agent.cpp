#include "agents/code_generator_agent.h"

#include "agents/tunable.h"
#include "base/text.h"
#include "english/describe.h"
#include "english/interpreter.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

namespace {

Note noteOf(const english::Note& note)
{
    return {note.words, note.about, note.text, note.value};
}

std::vector<Note> notesOf(const std::vector<english::Note>& notes)
{
    std::vector<Note> out;
    std::ranges::transform(notes, std::back_inserter(out), noteOf);
    return out;
}

/// A statement of one kind in the tree, appended when there is none.
template <class Body> Body& bodyOf(lang::SyntaxTree& tree)
{
    for (lang::Statement& statement : tree.statements) {
        if (auto* body = std::get_if<Body>(&statement.body)) {
            return *body;
        }
    }
    tree.statements.push_back({{}, Body{}, {}});
    return std::get<Body>(tree.statements.back().body);
}

/// Puts what was said outside the sentence (symbol, dates, capital) into the program's text.
std::string withSettings(const std::string& source, const Brief& brief, const std::string& symbol)
{
    if (symbol.empty() && !brief.from && !brief.to && !brief.capital) {
        return source;
    }
    lang::Parsed parsed = lang::parse(source);
    if (lang::hasErrors(parsed.diagnostics)) {
        return source;
    }
    if (!symbol.empty()) {
        auto& trade = bodyOf<lang::Trade>(parsed.tree);
        trade.symbols = {symbol};
        trade.symbolSpans.clear();
    }
    if (brief.from || brief.to) {
        auto& window = bodyOf<lang::TestWindow>(parsed.tree);
        window.from = brief.from ? brief.from : window.from;
        window.to = brief.to ? brief.to : window.to;
        window.fromAssumed = window.fromAssumed && !brief.from;
        window.toAssumed = window.toAssumed && !brief.to;
    }
    if (brief.capital) {
        auto& capital = bodyOf<lang::Capital>(parsed.tree);
        capital = {*brief.capital, false};
    }
    return lang::print(parsed.tree);
}

bool tradesSomething(const std::string& source)
{
    const lang::Parsed parsed = lang::parse(source);
    return std::ranges::any_of(parsed.tree.statements, [](const lang::Statement& statement) {
        return std::holds_alternative<lang::Trade>(statement.body) ||
               std::holds_alternative<lang::Pair>(statement.body);
    });
}

void compileInto(StrategyDraft& draft)
{
    lang::Compilation compiled = lang::compile(draft.source);
    draft.diagnostics = std::move(compiled.diagnostics);
    draft.program = std::move(compiled.program);
    if (draft.program) {
        draft.source = draft.program->source;
        draft.sentences = english::describe(draft.program->tree);
    }
}

} // namespace

StrategyDraft draftOf(const Brief& brief, const std::string& onlySymbol)
{
    StrategyDraft draft;
    if (!brief.source.empty()) {
        draft.mode = "signals";
        draft.source = withSettings(brief.source, brief, brief.symbol.value_or(""));
        compileInto(draft);
        if (draft.program) {
            for (const lang::Assumption& assumption : draft.program->assumptions) {
                draft.assumptions.push_back(
                    {"", assumption.about, assumption.text, assumption.value});
            }
        }
        return draft;
    }
    const english::Reading reading = english::interpret(brief.text);
    draft.mode = reading.mode;
    draft.source = reading.source;
    draft.assumptions = notesOf(reading.assumptions);
    draft.questions = notesOf(reading.questions);
    draft.unsupported = notesOf(reading.unsupported);
    for (const english::TraceItem& item : reading.trace) {
        draft.trace.push_back({item.words, item.text, item.rule});
    }
    std::string symbol = brief.symbol.value_or("");
    if (symbol.empty() && !onlySymbol.empty() && !draft.source.empty() &&
        !tradesSomething(draft.source)) {
        symbol = onlySymbol;
        draft.assumptions.push_back({"", "symbol",
                                     fmt::format("The sentence names no symbol; {} is the only one "
                                                 "with bars.",
                                                 onlySymbol),
                                     onlySymbol});
    }
    if (!symbol.empty()) {
        std::erase_if(draft.questions, [](const Note& note) { return note.about == "symbol"; });
    }
    if (draft.source.empty()) {
        return draft;
    }
    draft.source = withSettings(draft.source, brief, symbol);
    compileInto(draft);
    return draft;
}

Result<StrategyDraft> CodeGeneratorAgent::work(const CodeRequest& in, RunContext& context)
{
    if (!in.previous) {
        return draftOf(*in.brief, context.market.onlySymbol());
    }
    Result<std::string> source = applyEdits(in.previous->source, in.feedback.edits);
    if (!source) {
        return fail(source.error());
    }
    StrategyDraft draft;
    draft.mode = "signals";
    draft.source = std::move(*source);
    draft.changes.push_back(agents::describe(in.feedback.edits));
    compileInto(draft);
    return draft;
}

std::string CodeGeneratorAgent::describe(const CodeRequest& in) const
{
    if (in.previous) {
        return in.feedback.hypothesis;
    }
    return in.brief->source.empty() ? "Read: " + shortened(in.brief->text, 300)
                                    : "Read the program as given";
}

std::string CodeGeneratorAgent::summarise(const StrategyDraft& out) const
{
    if (!out.changes.empty()) {
        return join(out.changes, "; ");
    }
    if (!out.program) {
        return "The sentence does not give a complete program yet";
    }
    return out.sentences.empty() ? "Program written" : join(out.sentences, " ");
}

void CodeGeneratorAgent::addCounts(const StrategyDraft& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("compiles"), out.program != nullptr);
    data.insert(QStringLiteral("assumptions"), static_cast<qint64>(out.assumptions.size()));
    data.insert(QStringLiteral("questions"), static_cast<qint64>(out.questions.size()));
    data.insert(QStringLiteral("unsupported"), static_cast<qint64>(out.unsupported.size()));
    data.insert(QStringLiteral("changes"), static_cast<qint64>(out.changes.size()));
    data.insert(QStringLiteral("model"), QStringLiteral("built-in"));
}

} // namespace sw::agents
