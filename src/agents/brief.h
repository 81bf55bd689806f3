// What the user asked for, and what each agent hands to the next: plain values.
#pragma once

#include "base/timestamp.h"
#include "engine/attribution.h"
#include "engine/backtest.h"
#include "lang/program.h"
#include "metrics/report.h"
#include "metrics/verdict.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sw::agents {

/// A request: a sentence or a program, and how to run it.
struct Brief {
    std::string text;                  ///< the user's sentence; data, never instructions
    std::string source;                ///< a program to run as it is; wins over `text`
    std::optional<std::string> symbol; ///< trades this instead of what the text names
    std::optional<CivilDate> from, to;
    std::optional<double> capital; ///< money
    int maxIterations = 5;         ///< 1 = only as asked; at most 10
    bool keepMyNumbers = false;    ///< numbers that the user stated may not be changed
    std::uint64_t seed = 1;        ///< of every resampling
};

/// A note about the translation: something assumed, asked, or not supported.
struct Note {
    std::string words; ///< the user's words, empty for what was not said
    std::string about; ///< field or clause
    std::string text;  ///< one sentence
    std::string value; ///< assumptions only
};

/// Which words became which line.
struct TraceLine {
    lang::Span words; ///< in the sentence
    std::string text;
    std::string rule; ///< canonical line of the program
};

/// A change to the canonical source of a program.
struct Edit {
    lang::Span span;
    std::string from;
    std::string to;
    std::string what;       ///< "entry level of rsi(close, 14)"
    bool padlocked = false; ///< leaves a value that the user stated
    std::string asked;      ///< padlocked only: what the user stated, in a chain not always `from`
    bool operator==(const Edit& other) const
    {
        return span == other.span && from == other.from && to == other.to;
    }
};

/// What came of the last version, for the next one.
struct Feedback {
    std::string hypothesis;
    std::vector<Edit> edits;
};

/// A program with all that must be said about it.
struct StrategyDraft {
    std::string source;       ///< canonical when it compiles
    lang::ProgramPtr program; ///< nothing when it does not compile
    std::string mode;         ///< signals, buy_and_hold, dca, rebalance, pairs, none
    std::vector<Note> assumptions, questions, unsupported;
    std::vector<TraceLine> trace;
    std::vector<lang::Diagnostic> diagnostics;
    std::vector<std::string> changes;   ///< against the previous program, one sentence each
    std::vector<std::string> sentences; ///< the program read back in English
};

/// The part of the data that a run may see.
enum class Window : std::uint8_t { Train, Validation, Holdout, Whole };
std::string_view name(Window window);

/// First and last instant of a window. Both inclusive, by bar start; a window ends with a day.
struct WindowDates {
    Timestamp from, to;
    std::int64_t lastDay = 0; ///< exchange-local days since 1970-01-01: that of `to`
    std::int64_t bars = 0;
};

/// How the data were divided, once, before the first result was seen.
struct Split {
    std::optional<WindowDates> train, validation, holdout;
    WindowDates whole;
    std::int64_t purgedBars = 0; ///< left out before validation and before holdout
    std::string sentence;        ///< what was done and why, for the user
};

struct BacktestOutcome {
    Window window = Window::Whole;
    std::shared_ptr<const engine::BacktestResult> result;
    std::shared_ptr<const metrics::Report> report;
    std::vector<engine::Attribution> attribution;
};

/// A machine-applicable suggestion.
struct Suggestion {
    std::string id;
    std::string category; ///< "threshold", "length", "stop", "clause", "refined"
    std::string title;
    std::string rationale;
    std::string impact;
    std::string source;      ///< canonical program that the edits fit
    std::vector<Edit> edits; ///< never empty
};

struct Analysis {
    std::string summary;
    std::vector<std::string> issues;
    std::vector<Suggestion> suggestions;
    bool needsRefinement = false; ///< there is something to mend and a change to try
};

/// A value measured to do better on the training window.
struct Recommendation {
    std::vector<Edit> edits; ///< one number wherever it stands, or one clause
    std::string what;        ///< the number: "length of rsi"; empty for a clause
    double value = 0;        ///< recommended, as written
    bool onEdge = false;     ///< the best value tried, and the last one tried in its direction
    double trainScore = 0;   ///< yearly Sharpe ratio on train, with the change
    double gain = 0;         ///< against the unchanged program
    /// 0…1: probability that the change is better on train, from the paired bootstrap error of the
    /// difference; only for changes that gain something.
    double confidence = 0;
    std::int64_t entrySignals = 0; ///< on train with the change
    std::int64_t trades = 0;       ///< closed trades on train with the change
    std::string reason;
};

struct Advice {
    std::string source; ///< canonical program that was measured and that all edits fit
    std::string primaryIssue;
    std::vector<engine::Attribution> clauses;    ///< what each clause did on train
    std::vector<Recommendation> recommendations; ///< best first
};

/// One evaluated variant, by whomever.
struct Trial {
    std::int32_t number = 0; ///< 1, 2, 3 …
    std::string by;          ///< agent name
    std::string source;      ///< canonical program
    std::string what;        ///< "as asked" or the edits in words
    Window window = Window::Train;
    std::optional<double> sharpe; ///< per year
    std::int64_t trades = 0;
};

enum class Decision : std::uint8_t { AsAsked, Accepted, Rejected };
std::string_view name(Decision decision);

struct Iteration {
    std::int32_t number = 1;
    std::string hypothesis;
    std::vector<Edit> edits;
    StrategyDraft draft;
    /// `train` holds the whole window when there is no split. Without a result in an iteration that
    /// was cancelled half-way.
    BacktestOutcome train, validation;
    Decision decision = Decision::AsAsked;
    std::string reason;               ///< why accepted or rejected, with the figures
    bool changesWhatWasAsked = false; ///< here or in an accepted iteration before
};

/// Which charts belong to a strategy, as data; the shape of agents.md section 4.
struct InsightSeries {
    std::string expr, label, style;
};
struct InsightLine {
    double value = 0;
    std::string label, role;
};
struct InsightZone {
    double from = 0, to = 0;
    std::string label, role;
};
struct InsightChart {
    std::string id, kind, title, description, pane;
    std::vector<InsightSeries> series;
    std::vector<InsightLine> referenceLines;
    std::vector<InsightZone> zones;
    std::optional<double> yMinimum, yMaximum;
    std::string yLabel;
};
struct InsightsConfig {
    std::vector<InsightChart> charts;
    std::vector<std::string> notes;
    std::vector<std::string> dropped; ///< charts that were refused, each with its reason
};

/// Where the numbers come from.
struct Provenance {
    std::string program;           ///< "stratwright 0.1.0"
    std::vector<std::string> data; ///< one sentence per symbol: source, bars, dates, fingerprint
    std::uint64_t seed = 0;
    std::string model; ///< "built-in", or which models answered which agents
    /// Agents whose model did not answer, each with the reason: the built-in rules went on.
    std::vector<std::string> fallbacks;
};

enum class RunState : std::uint8_t { Completed, NeedsAnswer, DoesNotCompile, Cancelled, Failed };
std::string_view name(RunState state);

/// Everything a run found; also what was found before it was cancelled.
struct RunOutcome {
    RunState state = RunState::Completed;
    std::optional<Error> error;
    Brief brief;
    StrategyDraft asked;
    Split split;
    std::vector<Iteration> iterations;
    std::int32_t best = -1;                    ///< index in iterations
    std::optional<BacktestOutcome> holdout;    ///< of the best, opened once
    std::optional<BacktestOutcome> wholeAsked; ///< strategy as asked over all data
    std::optional<BacktestOutcome>
        wholeBest; ///< refined one over all data; absent if it is the same
    InsightsConfig insights;
    Analysis analysis;
    Advice advice;
    std::vector<Trial> trials;
    std::optional<metrics::Verdict> verdict;
    Provenance provenance;
    std::int64_t elapsedMs = 0;
};
using RunOutcomePtr = std::shared_ptr<const RunOutcome>;

} // namespace sw::agents
