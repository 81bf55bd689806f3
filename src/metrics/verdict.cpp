#include "metrics/verdict.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::metrics {

namespace {

/// Gathers reasons and the worst kind they allow.
class Jury
{
public:
    Jury(const VerdictFacts& facts, const VerdictRules& rules) : m_facts(facts), m_rules(rules) {}

    Verdict decide()
    {
        checkAssumptions();
        checkTrades();
        checkLuck();
        checkHeldBack();
        addRemarks();
        std::stable_sort(
            m_reasons.begin(), m_reasons.end(),
            [](const VerdictReason& a, const VerdictReason& b) { return a.weight < b.weight; });
        const bool doubtful =
            std::any_of(m_reasons.begin(), m_reasons.end(),
                        [](const VerdictReason& r) { return r.weight == Weight::Doubt; });
        const VerdictKind open = doubtful ? VerdictKind::Weak : VerdictKind::Supported;
        return {m_settled.value_or(open), std::move(m_reasons)};
    }

private:
    /// The first decisive reason settles the kind; later ones of another kind are doubts.
    void settle(VerdictKind kind, std::string text)
    {
        const bool decisive = !m_settled || *m_settled == kind;
        m_settled = m_settled.value_or(kind);
        m_reasons.push_back({decisive ? Weight::Decisive : Weight::Doubt, std::move(text)});
    }
    void say(Weight weight, std::string text) { m_reasons.push_back({weight, std::move(text)}); }

    void checkAssumptions()
    {
        if (m_facts.badData) {
            settle(VerdictKind::BrokenAssumption,
                   "The data has serious faults; repair it before believing any figure.");
        }
        if (m_facts.ruined) {
            settle(VerdictKind::BrokenAssumption,
                   "The account was lost: no one could have carried positions of this size.");
        }
        const std::string optimistic =
            fmt::format("{:.0f}% of the fills are at the close on which they were decided, a price "
                        "that could not be known in time.",
                        100 * m_facts.optimisticFills);
        if (m_facts.optimisticFills > m_rules.brokenFills) {
            settle(VerdictKind::BrokenAssumption, optimistic);
        } else if (m_facts.optimisticFills > m_rules.doubtfulFills) {
            say(Weight::Doubt, optimistic);
        }
        const std::string ambiguous =
            fmt::format("Stop and target lay in one bar as often as {:.0f}% of the trades; finer "
                        "bars are needed to tell which came first.",
                        100 * m_facts.ambiguousBars);
        if (m_facts.ambiguousBars > m_rules.brokenAmbiguous) {
            settle(VerdictKind::BrokenAssumption, ambiguous);
        } else if (m_facts.ambiguousBars > m_rules.doubtfulAmbiguous) {
            say(Weight::Doubt, ambiguous);
        }
        if (m_facts.noCosts) {
            say(Weight::Doubt,
                "No commission and no slippage were charged; real trades cost both.");
        }
    }

    void checkTrades()
    {
        const std::string closed = counted(m_facts.closedTrades, "closed trade");
        if (m_facts.closedTrades < m_rules.fewestTrades) {
            settle(VerdictKind::TooFewTrades,
                   fmt::format("{}: at least {} are needed to say anything, {} to say it well.",
                               m_facts.closedTrades == 0 ? "No closed trade" : "Only " + closed,
                               m_rules.fewestTrades, m_rules.enoughTrades));
        } else if (m_facts.closedTrades < m_rules.enoughTrades) {
            say(Weight::Doubt,
                fmt::format("Few trades: {} where {} are wanted.", closed, m_rules.enoughTrades));
        }
        if (!m_facts.bestTradeShare) {
            return;
        }
        const double share = 100 * *m_facts.bestTradeShare;
        if (share > 100) {
            say(Weight::Doubt, fmt::format("One trade carries the result: without the best one "
                                           "({:.0f}% of the profit) the rest lost money.",
                                           share));
        } else if (share > 50 && m_facts.closedTrades > 1) {
            say(Weight::Doubt,
                fmt::format("One trade carries the result: it earned {:.0f}% of the profit.",
                            share));
        }
    }

    void checkLuck()
    {
        if (m_facts.netProfit <= 0) {
            settle(VerdictKind::NotDistinguishable, "It earned nothing after costs.");
        }
        const std::string search =
            m_facts.trials > 1
                ? fmt::format(", with the {} variants tried taken into account", m_facts.trials)
                : std::string();
        if (!m_facts.probability) {
            settle(VerdictKind::NotDistinguishable,
                   "Equity hardly moved, so the Sharpe ratio has no value to test.");
            return;
        }
        const double p = *m_facts.probability;
        std::string text = fmt::format(
            "The confidence that there is an edge at all is {:.1f}%{}; {:.0f}% is wanted.", 100 * p,
            search, 100 * m_rules.strongProbability);
        if (p < m_rules.weakProbability) {
            settle(VerdictKind::NotDistinguishable, std::move(text));
        } else {
            say(p < m_rules.strongProbability ? Weight::Doubt : Weight::Support, std::move(text));
        }
    }

    void checkPart(bool present, const std::optional<double>& sharpe, std::string_view part,
                   int& failed)
    {
        if (!present) {
            return;
        }
        if (!sharpe) {
            ++failed;
            say(Weight::Doubt, fmt::format("In the {} it did not trade.", part));
        } else if (*sharpe <= 0) {
            ++failed;
            say(Weight::Doubt,
                fmt::format("In the {} it earned nothing (Sharpe ratio {:.2f}).", part, *sharpe));
        } else {
            say(Weight::Support,
                fmt::format("In the {} it held up (Sharpe ratio {:.2f}).", part, *sharpe));
        }
    }

    void checkHeldBack()
    {
        const int parts = (m_facts.hasValidation ? 1 : 0) + (m_facts.hasHoldout ? 1 : 0);
        if (parts == 0) {
            say(Weight::Doubt, "No data was held back to check it on.");
            return;
        }
        int failed = 0;
        checkPart(m_facts.hasValidation, m_facts.validationSharpe, "validation part", failed);
        checkPart(m_facts.hasHoldout, m_facts.holdoutSharpe, "sealed holdout", failed);
        if (failed == parts) {
            settle(VerdictKind::NotDistinguishable,
                   "It earned nothing on any data that it was not made on.");
        }
    }

    void addRemarks()
    {
        if (m_facts.costsAssumed) {
            say(Weight::Remark, "Costs are the defaults of the asset class; put in your own.");
        }
        if (m_facts.excessReturn && *m_facts.excessReturn < 0) {
            say(Weight::Remark,
                fmt::format("Buying and holding earned {:.1f} percentage points more.",
                            -100 * *m_facts.excessReturn));
        }
    }

    const VerdictFacts& m_facts;
    const VerdictRules& m_rules;
    std::optional<VerdictKind> m_settled;
    std::vector<VerdictReason> m_reasons;
};

} // namespace

Verdict verdict(const VerdictFacts& facts, const VerdictRules& rules)
{
    return Jury(facts, rules).decide();
}

VerdictFacts verdictFacts(const engine::BacktestResult& result, const Report& report,
                          std::int64_t trials)
{
    VerdictFacts facts;
    facts.trials = trials;
    facts.netProfit = report.figures.value(FigureId::NetProfit).value_or(0);
    facts.probability =
        report.figures.value(trials > 1 ? FigureId::DeflatedSharpe : FigureId::ProbabilisticSharpe);
    facts.bestTradeShare = report.figures.value(FigureId::BestTradeShare);
    facts.excessReturn = report.figures.value(FigureId::ExcessReturn);
    std::int64_t fills = 0;
    std::int64_t optimistic = 0;
    std::int64_t ambiguous = 0;
    facts.noCosts = !result.runs.empty();
    for (const engine::SymbolRun& run : result.runs) {
        for (const engine::Trade& trade : run.ledger.trades) {
            fills += trade.isOpen() ? 1 : 2;
            optimistic += trade.entryFill == engine::FillRule::SameClose ? 1 : 0;
            optimistic += trade.exitFill == engine::FillRule::SameClose ? 1 : 0;
            facts.closedTrades += trade.isOpen() ? 0 : 1;
        }
        ambiguous += run.ledger.counters.ambiguousBars;
        facts.ruined = facts.ruined || run.ledger.state == engine::EndState::Ruined;
        const engine::Costs& costs = run.costs;
        facts.costsAssumed = facts.costsAssumed || costs.assumed;
        facts.noCosts = facts.noCosts && costs.commissionFraction == 0 &&
                        costs.commissionPerTrade == 0 && costs.commissionPerShare == 0 &&
                        costs.slippageFraction == 0 && costs.slippagePerShare == 0;
    }
    facts.optimisticFills =
        fills > 0 ? static_cast<double>(optimistic) / static_cast<double>(fills) : 0;
    facts.ambiguousBars = facts.closedTrades > 0 ? static_cast<double>(ambiguous) /
                                                       static_cast<double>(facts.closedTrades)
                                                 : 0;
    return facts;
}

std::string_view name(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Supported:
        return "supported";
    case VerdictKind::Weak:
        return "weak";
    case VerdictKind::NotDistinguishable:
        return "not distinguishable from luck";
    case VerdictKind::TooFewTrades:
        return "too few trades";
    case VerdictKind::BrokenAssumption:
        return "broken assumption";
    }
    return "";
}

} // namespace sw::metrics
