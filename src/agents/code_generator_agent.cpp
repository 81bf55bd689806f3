#include "agents/code_generator_agent.h"

#include "agents/certainty.h"
#include "agents/model_program.h"
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

/// A statement of one kind in the tree; put in front, where settings stand, when there is none.
template <class Body> Body& bodyOf(lang::SyntaxTree& tree)
{
    for (lang::Statement& statement : tree.statements) {
        if (auto* body = std::get_if<Body>(&statement.body)) {
            return *body;
        }
    }
    auto at = tree.statements.begin();
    while (at != tree.statements.end() && (std::holds_alternative<lang::StrategyName>(at->body) ||
                                           std::holds_alternative<lang::Comment>(at->body) ||
                                           std::holds_alternative<lang::Trade>(at->body))) {
        ++at;
    }
    return std::get<Body>(tree.statements.insert(at, {{}, Body{}, {}})->body);
}

/// Puts what was said outside the sentence (symbol, dates, capital) into the program's text, and
/// says what it replaced. Text that does not parse stays as it is: its diagnostics come first.
void putSettings(StrategyDraft& draft, const Brief& brief, const std::string& symbol)
{
    if (symbol.empty() && !brief.from && !brief.to && !brief.capital) {
        return;
    }
    lang::Parsed parsed = lang::parse(draft.source);
    if (lang::hasErrors(parsed.diagnostics)) {
        return;
    }
    if (!symbol.empty()) {
        auto& trade = bodyOf<lang::Trade>(parsed.tree);
        if (!trade.symbols.empty() && trade.symbols != std::vector{symbol}) {
            draft.changes.push_back(
                fmt::format("trades {} instead of {}", symbol, join(trade.symbols, ", ")));
        }
        trade.symbols = {symbol};
        trade.symbolSpans.clear();
    }
    if (brief.from || brief.to) {
        auto& window = bodyOf<lang::TestWindow>(parsed.tree);
        const auto replace = [&](std::optional<CivilDate>& old, bool& assumed,
                                 const std::optional<CivilDate>& given, std::string_view end) {
            if (!given) {
                return;
            }
            if (old && *old != *given) {
                draft.changes.push_back(fmt::format("test {} {} instead of {}", end,
                                                    formatDate(*given), formatDate(*old)));
            }
            old = given;
            assumed = false;
        };
        replace(window.from, window.fromAssumed, brief.from, "from");
        replace(window.to, window.toAssumed, brief.to, "to");
    }
    if (brief.capital) {
        auto& capital = bodyOf<lang::Capital>(parsed.tree);
        if (capital.amount != 0 && capital.amount != *brief.capital) {
            draft.changes.push_back(fmt::format("capital ${} instead of ${}",
                                                formatNumber(*brief.capital),
                                                formatNumber(capital.amount)));
        }
        capital = {*brief.capital, false};
    }
    draft.source = lang::print(parsed.tree);
    // A setting of the sentence that was replaced is no longer where its words went.
    std::erase_if(draft.trace, [&](const TraceLine& line) {
        const bool setting = line.rule.starts_with("trade ") || line.rule.starts_with("test ") ||
                             line.rule.starts_with("capital ");
        return setting && draft.source.find(line.rule) == std::string::npos;
    });
}

bool tradesSomething(const std::string& source)
{
    const lang::Parsed parsed = lang::parse(source);
    return std::ranges::any_of(parsed.tree.statements, [](const lang::Statement& statement) {
        return std::holds_alternative<lang::Trade>(statement.body) ||
               std::holds_alternative<lang::Pair>(statement.body);
    });
}

/// The symbol to put into the text; empty when it names its own. Says when it was assumed.
std::string symbolFor(StrategyDraft& draft, const Brief& brief, const std::string& onlySymbol)
{
    if (brief.symbol) {
        return *brief.symbol;
    }
    if (onlySymbol.empty() || draft.source.empty() || tradesSomething(draft.source)) {
        return "";
    }
    draft.assumptions.push_back(
        {"", "symbol", fmt::format("No symbol is named; {} is the only one with bars.", onlySymbol),
         onlySymbol});
    return onlySymbol;
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
        draft.source = brief.source;
        putSettings(draft, brief, symbolFor(draft, brief, onlySymbol));
        compileInto(draft);
        if (draft.program) {
            for (const lang::Assumption& assumption : draft.program->assumptions) {
                if (!isNoted(draft.assumptions, assumption)) {
                    draft.assumptions.push_back(
                        {"", assumption.about, assumption.text, assumption.value});
                }
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
    const std::string symbol = symbolFor(draft, brief, onlySymbol);
    if (!symbol.empty()) {
        std::erase_if(draft.questions, [](const Note& note) { return note.about == "symbol"; });
    }
    if (draft.source.empty()) {
        if (draft.questions.empty()) {
            draft.questions.push_back({brief.text, "strategy",
                                       "What should be bought, and when? Nothing in this text says "
                                       "so.",
                                       ""});
        }
        return draft;
    }
    putSettings(draft, brief, symbol);
    compileInto(draft);
    return draft;
}

Result<StrategyDraft> CodeGeneratorAgent::work(const CodeRequest& in, RunContext& context)
{
    if (!in.previous) {
        StrategyDraft draft = draftOf(*in.brief, context.market.onlySymbol());
        ModelStep model(name(), action(), context, m_use);
        // A program is run as it is given: nobody rewrites it.
        if (!model.hasModel() || !in.brief->source.empty() || in.brief->text.empty() ||
            in.brief->text.size() > english::kMaxSentenceBytes) {
            return draft;
        }
        return draftByModel(*in.brief, std::move(draft), context.market.onlySymbol(), model);
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
    if (!out.program) {
        return out.questions.empty() ? "The program does not compile"
                                     : "The sentence does not give a complete program yet";
    }
    if (!out.changes.empty()) {
        return join(out.changes, "; ");
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
}

} // namespace sw::agents
