#include "app/result_text.h"

#include "agents/tunable.h"
#include "app/result_json.h"
#include "base/text.h"
#include "english/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace sw::app {

using metrics::FigureId;
using metrics::FigureUnit;

namespace {

/// Gains and losses carry their sign; shares and amounts have none.
bool isSigned(FigureId id)
{
    return id == FigureId::TotalReturn || id == FigureId::HoldReturn || id == FigureId::Cagr ||
           id == FigureId::Expectancy;
}

std::string valueText(double value, FigureUnit unit, FigureId id)
{
    // A drawdown is stored as a depth and shown as the loss it is.
    const double shown = id == FigureId::MaxDrawdown && value != 0 ? -value : value;
    switch (unit) {
    case FigureUnit::Fraction:
    case FigureUnit::FractionPerYear:
        return isSigned(id) ? fmt::format("{:+.2f}%", shown * 100)
                            : fmt::format("{:.2f}%", shown * 100);
    case FigureUnit::Money:
        return isSigned(id) ? fmt::format("{:+.2f}", shown) : fmt::format("{:.2f}", shown);
    case FigureUnit::Count:
    case FigureUnit::Bars:
        return fmt::format("{:.{}f}", value, value == std::floor(value) ? 0 : 1);
    case FigureUnit::Days:
        return fmt::format("{:.0f} days", value);
    case FigureUnit::Probability:
        return fmt::format("{:.1f}%", value * 100);
    default:
        return fmt::format("{:.2f}", value);
    }
}

/// The value stands right-aligned, what is said of it after it.
constexpr int kValueWidth = 11;

std::string headlines(const metrics::Report& report)
{
    static constexpr FigureId kShown[] = {
        FigureId::TotalReturn, FigureId::HoldReturn,   FigureId::Cagr,       FigureId::MaxDrawdown,
        FigureId::Sharpe,      FigureId::Sortino,      FigureId::Exposure,   FigureId::Trades,
        FigureId::WinRate,     FigureId::ProfitFactor, FigureId::Expectancy, FigureId::Commission,
        FigureId::Slippage};
    std::string text;
    for (const FigureId id : kShown) {
        text += fmt::format("  {:<28} {}\n", metrics::definitionOf(id).title,
                            figureText(report, id, kValueWidth));
    }
    return text;
}

std::string section(const std::string& title)
{
    return "\n" + title + "\n";
}

/// A list; what was said before in it is not said again.
std::string lines(const std::vector<std::string>& texts)
{
    std::string out;
    for (auto text = texts.begin(); text != texts.end(); ++text) {
        if (std::find(texts.begin(), text, *text) == text) {
            out += "  - " + *text + "\n";
        }
    }
    return out;
}

std::string bars(const engine::SymbolRun& run, std::int32_t bar)
{
    return formatShort(run.bars->time()[static_cast<std::size_t>(bar)]);
}

} // namespace

std::string figureText(const metrics::Report& report, FigureId id, int width)
{
    const metrics::Figure& figure = report[id];
    const FigureUnit unit = metrics::definitionOf(id).unit;
    if (!figure.value) {
        return "undefined: " + figure.reason;
    }
    std::string text = fmt::format("{:>{}}", valueText(*figure.value, unit, id), width);
    if (figure.interval) {
        text += fmt::format("  ({:.0f}% interval {} to {})", figure.interval->level * 100,
                            valueText(figure.interval->low, unit, id),
                            valueText(figure.interval->high, unit, id));
    }
    if (!figure.remark.empty()) {
        text += "  [" + figure.remark + "]";
    }
    return text;
}

std::string tradesText(const engine::BacktestResult& result, std::size_t most)
{
    // As wide as the longest symbol and size need: a coin is bought to eight decimals.
    std::size_t symbolWidth = 8;
    std::size_t sizeWidth = 9;
    std::size_t shown = 0;
    for (const engine::SymbolRun& run : result.runs) {
        symbolWidth = std::max(symbolWidth, run.ledger.symbol.size());
        for (const engine::Trade& trade : run.ledger.trades) {
            if (shown++ < most) {
                sizeWidth = std::max(sizeWidth, formatNumber(trade.size).size());
            }
        }
    }
    std::string text = fmt::format("  {:>3} {:<{}} {:<5} {:<12} {:>11} {:<12} {:>11} {:>{}} {:>11} "
                                   "{:>8}  {}\n",
                                   "#", "Symbol", symbolWidth, "Side", "Entry", "Price", "Exit",
                                   "Price", "Size", sizeWidth, "Net P&L", "Return", "Exit by");
    shown = 0;
    std::size_t total = 0;
    for (const engine::SymbolRun& run : result.runs) {
        total += run.ledger.trades.size();
        for (const engine::Trade& trade : run.ledger.trades) {
            if (shown == most) {
                continue;
            }
            ++shown;
            text += fmt::format("  {:>3} {:<{}} {:<5} {:<12} {:>11.4f} {:<12} {:>11.4f} {:>{}} "
                                "{:>+11.2f} {:>+7.2f}%  "
                                "{}\n",
                                shown, run.ledger.symbol, symbolWidth,
                                trade.side == engine::Side::Long ? "long" : "short",
                                bars(run, trade.entryBar), trade.entryPrice,
                                trade.isOpen() ? "still open" : bars(run, trade.exitBar),
                                trade.exitPrice, formatNumber(trade.size), sizeWidth, trade.netPnl,
                                trade.returnFraction() * 100, exitText(trade, *result.program));
        }
    }
    if (total > shown) {
        text += fmt::format("  … and {} more\n", total - shown);
    }
    return total == 0 ? "  none\n" : text;
}

std::string resultText(const engine::BacktestResult& result, const metrics::Report& report)
{
    std::string text = result.program->source;
    text +=
        section(fmt::format("Result, {} to {} ({})", formatShort(report.window.first),
                            formatShort(report.window.last), counted(report.window.bars, "bar")));
    text += headlines(report);
    text += section("Trades") + tradesText(result, 40);
    std::vector<std::string> notes;
    for (const lang::Assumption& assumption : result.assumptions) {
        notes.push_back(assumption.text);
    }
    if (!notes.empty()) {
        text += section("Assumed") + lines(notes);
    }
    if (!result.warnings.empty()) {
        text += section("Note") + lines(result.warnings);
    }
    return text;
}

std::string attributionText(const std::vector<engine::Attribution>& attribution)
{
    std::string text;
    for (const engine::Attribution& symbol : attribution) {
        for (const engine::RuleAttribution& rule : symbol.rules) {
            text += fmt::format("{}: {}\n", symbol.symbol, rule.text);
            text += fmt::format("  {:<44} {:>8} {:>8} {:>12}\n", "Condition", "True", "Missing",
                                "Others true");
            for (const engine::ClauseCount& clause : rule.clauses) {
                text += fmt::format("  {:<44} {:>8} {:>8} {:>12}\n", clause.text, clause.isTrue,
                                    clause.missing, clause.othersTrue);
            }
            text += fmt::format("  {:<44} {:>8}  of {}\n\n", "all together", rule.allTrue,
                                counted(rule.bars, "bar"));
        }
        text += lines(symbol.sentences);
    }
    return text;
}

namespace {

std::string windowText(const agents::BacktestOutcome& outcome)
{
    if (!outcome.report) {
        return "-";
    }
    const metrics::Figure& sharpe = (*outcome.report)[FigureId::Sharpe];
    const metrics::Figure& trades = (*outcome.report)[FigureId::Trades];
    return fmt::format("{} ({})", sharpe.value ? fmt::format("{:.2f}", *sharpe.value) : "undefined",
                       counted(std::llround(trades.value.value_or(0)), "trade"));
}

std::string iterationsText(const agents::RunOutcome& outcome)
{
    std::string text = fmt::format("  {:>2} {:<9} {:<24} {:<24} {}\n", "#", "Decision",
                                   "Train Sharpe", "Validation Sharpe", "Hypothesis and reason");
    for (const agents::Iteration& iteration : outcome.iterations) {
        text += fmt::format("  {:>2} {:<9} {:<24} {:<24} {}\n", iteration.number,
                            agents::name(iteration.decision), windowText(iteration.train),
                            windowText(iteration.validation), iteration.hypothesis);
        text += fmt::format("  {:>2} {:<9} {:<24} {:<24} {}\n", "", "", "", "",
                            "→ " + iteration.reason);
    }
    return text;
}

/// Every assumption once: where the run knows the figures of what the sentence left open, in the
/// run's words.
std::vector<std::string> assumptionsOf(const agents::RunOutcome& outcome)
{
    std::vector<lang::Assumption> measured;
    if (outcome.wholeAsked) {
        for (const lang::Assumption& assumption : outcome.wholeAsked->result->assumptions) {
            if (assumption.span.length() == 0) {
                measured.push_back(assumption);
            }
        }
    }
    std::vector<std::string> texts;
    for (const agents::Note& note : outcome.asked.assumptions) {
        if (std::ranges::find(measured, note.about, &lang::Assumption::about) == measured.end()) {
            texts.push_back(note.text);
        }
    }
    for (const lang::Assumption& assumption : measured) {
        texts.push_back(assumption.text);
    }
    return texts;
}

std::string notesText(const std::vector<agents::Note>& notes)
{
    std::vector<std::string> texts;
    texts.reserve(notes.size());
    for (const agents::Note& note : notes) {
        texts.push_back(note.text);
    }
    return lines(texts);
}

std::string resultPart(const agents::RunOutcome& outcome)
{
    std::string text;
    const agents::BacktestOutcome& asked = *outcome.wholeAsked;
    text += section(fmt::format(
        "As asked, all data, {} to {} ({})", formatShort(asked.report->window.first),
        formatShort(asked.report->window.last), counted(asked.report->window.bars, "bar")));
    text += headlines(*asked.report);
    text += section("Trades as asked") + tradesText(*asked.result, 40);
    std::vector<std::string> sentences;
    for (const engine::Attribution& attribution : asked.attribution) {
        sentences.insert(sentences.end(), attribution.sentences.begin(),
                         attribution.sentences.end());
    }
    text += section("Why these trades") + lines(sentences);
    if (outcome.wholeBest) {
        text += section("Refined, all data");
        text += outcome.iterations[static_cast<std::size_t>(outcome.best)].draft.source;
        text += headlines(*outcome.wholeBest->report);
    }
    if (outcome.holdout) {
        text +=
            fmt::format("\nSealed holdout, opened once: Sharpe {}\n", windowText(*outcome.holdout));
    }
    if (!asked.result->warnings.empty()) {
        text += section("Note") + lines(asked.result->warnings);
    }
    return text;
}

} // namespace

std::string outcomeText(const agents::RunOutcome& outcome)
{
    std::string text = outcome.asked.source;
    const std::vector<std::string> assumed = assumptionsOf(outcome);
    if (!outcome.asked.sentences.empty()) {
        std::vector<std::string> sentences = outcome.asked.sentences;
        for (std::string& sentence : sentences) {
            if (!assumed.empty()) {
                sentence = english::withoutAssumptions(std::move(sentence));
            }
        }
        text += "\n" + join(sentences, " ") + "\n";
    }
    if (!assumed.empty()) {
        text += section("Assumed") + lines(assumed);
    }
    if (!outcome.asked.unsupported.empty()) {
        text += section("Not supported") + notesText(outcome.asked.unsupported);
    }
    if (!outcome.asked.questions.empty()) {
        text += section("Please answer") + notesText(outcome.asked.questions);
    }
    if (outcome.wholeAsked) {
        text += resultPart(outcome);
    }
    if (!outcome.iterations.empty()) {
        text +=
            section("Iterations") + "  " + outcome.split.sentence + "\n" + iterationsText(outcome);
    }
    if (!outcome.analysis.issues.empty()) {
        text += section("Issues") + lines(outcome.analysis.issues);
    }
    if (outcome.verdict) {
        text += section(fmt::format("Verdict: {}", metrics::name(outcome.verdict->kind)));
        std::vector<std::string> reasons;
        for (const metrics::VerdictReason& reason : outcome.verdict->reasons) {
            reasons.push_back(reason.text);
        }
        text += lines(reasons);
        std::map<std::string, int> programs;
        for (const agents::Trial& trial : outcome.trials) {
            ++programs[trial.source];
        }
        text += fmt::format("  - {} evaluated, {} in the trial ledger.\n",
                            counted(static_cast<long long>(programs.size()), "variant"),
                            counted(static_cast<long long>(outcome.trials.size()), "backtest"));
    }
    if (!outcome.provenance.data.empty()) {
        text += section("Provenance") + "  " + outcome.provenance.program + ", model " +
                outcome.provenance.model + ", seed " + std::to_string(outcome.provenance.seed) +
                "\n" + lines(outcome.provenance.fallbacks) + lines(outcome.provenance.data);
    }
    return text;
}

} // namespace sw::app
