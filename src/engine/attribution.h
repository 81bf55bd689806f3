// Why there were no or few trades, exactly: what each clause did, what would have changed it.
#pragma once

#include "engine/backtest.h"

namespace sw::engine {

/// What one clause of a condition did over the window.
struct ClauseCount {
    std::string text;
    lang::Span span;
    std::int64_t isTrue = 0;
    std::int64_t missing = 0;
    std::int64_t trueWhenOthersTrue = 0; ///< = bars on which all clauses are true
    std::int64_t othersTrue =
        0; ///< all other clauses true: what this clause alone blocks is the rest
    std::int64_t trueAlone = 0; ///< this one true, every other one not
};

/// Bars on which two clauses are true together.
struct ClausePair {
    std::int32_t first = 0, second = 0;
    std::int64_t both = 0;
};

/// A threshold change and the number of entry signals it was computed to give.
struct CounterFactual {
    std::int32_t clause = 0;
    std::string valueText; ///< "rsi(close, 14)"
    double threshold = 0;  ///< the new constant, in the unit of the compared value
    bool crossing = false; ///< the value has to cross it
    double current = 0;
    std::int64_t signalCount = 0; ///< evaluated, not estimated
    lang::Span constantSpan;
    std::string parameter;
    double scale = 1;
};

/// The value nearest to the threshold while all other clauses held.
struct NearMiss {
    std::int32_t clause = 0;
    double value = 0;
    std::int32_t bar = -1; ///< -1: the other clauses never held
    Timestamp time;
};

struct RuleAttribution {
    bool isEntry = true;
    std::int32_t rule = 0; ///< index in Program::entries or exits
    std::string text;
    std::int64_t bars = 0;    ///< bars of the window examined
    std::int64_t allTrue = 0; ///< bars on which the whole condition is true
    std::vector<ClauseCount> clauses;
    std::vector<ClausePair> pairs;
    /// One per clause with a threshold; a crossing has none, since no distance makes it nearer.
    std::vector<NearMiss> nearMisses;
    std::vector<CounterFactual> counterFactuals; ///< for 1, 5 and 10 signals, where reachable
};

struct Attribution {
    std::string symbol;
    std::vector<RuleAttribution> rules;
    Counters counters;
    /// The explanation in the trader's words, each figure computed.
    std::vector<std::string> sentences;
};

/// Attribution of every entry and exit rule of a finished run over its window.
Result<std::vector<Attribution>> attribute(const BacktestResult& result, const Feeds& feeds,
                                           const std::stop_token& stop = {});

/// Values of each clause's expressions at one bar: (text, value).
struct ClauseValue {
    std::string text;
    double value = 0;
};
/// The clause values at the signal of each entry of a run, one list per trade. Errors: Cancelled.
Result<std::vector<std::vector<ClauseValue>>> valuesAtSignals(const BacktestResult& result,
                                                              const SymbolRun& run,
                                                              const Feeds& feeds,
                                                              const std::stop_token& stop = {});

} // namespace sw::engine
