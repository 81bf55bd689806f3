// The final word on a strategy, from facts only: what may be believed, and why not more. The rules
// are few, in one place and published; nothing here looks at prices.
#pragma once

#include "metrics/report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sw::metrics {

enum class VerdictKind : std::uint8_t {
    Supported,          ///< the evidence held up where it was not tuned
    Weak,               ///< some evidence, with a reason to doubt it
    NotDistinguishable, ///< from luck
    TooFewTrades,       ///< to say anything
    BrokenAssumption,   ///< the simulation assumes what a market does not offer
};

/// What the verdict is made of. Absent figures are facts too: nothing was held back.
struct VerdictFacts {
    std::int64_t closedTrades = 0;
    std::int64_t trials = 1;                ///< variants evaluated before this one, itself included
    double netProfit = 0;                   ///< money, of the data the strategy was made on
    std::optional<double> probability;      ///< deflated Sharpe when trials > 1, else probabilistic
    std::optional<double> validationSharpe; ///< a year; nothing = no validation part or no value
    std::optional<double> holdoutSharpe;    ///< a year, of the sealed part
    bool hasValidation = false;
    bool hasHoldout = false;
    double optimisticFills = 0; ///< share of fills at a price known only when the order was decided
    double ambiguousBars = 0;   ///< bars where stop and target both lay, over closed trades
    std::optional<double> bestTradeShare; ///< of the net profit of all closed trades
    std::optional<double> excessReturn;   ///< over buy and hold
    bool costsAssumed = false;            ///< defaults of the asset class
    bool noCosts = false;                 ///< no commission and no slippage
    bool ruined = false;                  ///< the account was lost
    bool badData = false;                 ///< a serious finding of the quality checks
};

/// Limits of the verdict, as published.
struct VerdictRules {
    std::int64_t fewestTrades = 10;         ///< below: too few
    std::int64_t enoughTrades = kFewTrades; ///< below: marked, at most weak
    double strongProbability = 0.95;
    double weakProbability = 0.80; ///< below: not distinguishable from luck
    double brokenFills = 0.5;      ///< share of optimistic fills above which the result is not one
    double doubtfulFills = 0.1;
    double brokenAmbiguous = 0.25;
    double doubtfulAmbiguous = 0.1;
};

/// How a reason weighs.
enum class Weight : std::uint8_t {
    Decisive, ///< settles the kind
    Doubt,    ///< keeps a result from being supported
    Support,  ///< speaks for it
    Remark,   ///< worth knowing, changes nothing
};

struct VerdictReason {
    Weight weight = Weight::Remark;
    std::string text; ///< one sentence in plain words
    bool operator==(const VerdictReason&) const = default;
};

struct Verdict {
    VerdictKind kind = VerdictKind::NotDistinguishable;
    std::vector<VerdictReason> reasons; ///< decisive first, then doubts, support, remarks
    bool operator==(const Verdict&) const = default;
};

/// The verdict: broken assumptions first, then too few trades, then luck, then doubts.
Verdict verdict(const VerdictFacts& facts, const VerdictRules& rules = {});

/// Facts that one result and its report hold; validation, holdout and data quality are for the
/// caller, who knows how the data was split.
VerdictFacts verdictFacts(const engine::BacktestResult& result, const Report& report,
                          std::int64_t trials);

/// "supported", "weak", "not distinguishable from luck", "too few trades", "broken assumption"
std::string_view name(VerdictKind kind);

} // namespace sw::metrics
