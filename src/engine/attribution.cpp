#include "engine/attribution.h"

#include "base/expects.h"
#include "engine/attribution_counts.h"
#include "engine/attribution_text.h"
#include "engine/attribution_thresholds.h"
#include "engine/position_expr.h"

#include <algorithm>
#include <limits>
#include <map>

namespace sw::engine {

using lang::NodeId;

namespace {

/// One position of a ledger as the decisions inside it saw it.
struct Held {
    PositionState state;
    std::int32_t firstBar = 0; ///< fill bar
    std::int32_t lastBar = 0;  ///< last bar on whose close something could be decided
};

std::vector<Held> positionsOf(const Ledger& ledger)
{
    std::map<std::int32_t, Held> byNumber;
    for (const Trade& trade : ledger.trades) {
        auto [at, isNew] = byNumber.try_emplace(trade.position);
        Held& held = at->second;
        if (isNew) {
            held.state.side = trade.side;
            held.state.entryPrice = trade.entryPrice;
            held.state.averagePrice = trade.entryPrice;
            held.state.lastFill = trade.entryPrice;
            held.state.signalBar = trade.signalBar;
            held.firstBar = trade.entryBar;
            held.lastBar = trade.entryBar - 1;
        }
        const bool decidedThere = trade.isOpen() || trade.exitSignalBar == trade.exitBar;
        held.lastBar = std::max(held.lastBar, decidedThere ? trade.exitBar : trade.exitBar - 1);
    }
    std::vector<Held> positions;
    positions.reserve(byNumber.size());
    for (auto& [number, held] : byNumber) {
        positions.push_back(held);
    }
    return positions;
}

void keepOnly(Mask& mask, const Mask& kept)
{
    for (std::size_t word = 0; word < mask.words().size(); ++word) {
        mask.words()[word] &= kept.words()[word];
    }
}

/// All nodes that the clauses of one run need, evaluated in one pass.
class ClauseTable
{
public:
    ClauseTable(const lang::Program& program, const SymbolRun& run) : m_program(program), m_run(run)
    {}

    void want(const lang::Condition& condition)
    {
        for (const lang::Clause& clause : condition.clauses) {
            wantNode(clause.truth);
            wantNode(clause.falsity);
            if (clause.threshold && !reads(clause.threshold->value)) {
                wantNode(clause.threshold->value);
            }
        }
    }

    Status evaluateAll(const Feeds& feeds, const std::stop_token& stop)
    {
        auto values = evaluate(m_program.graph, m_roots, m_run.ledger.symbol, m_program.timeframe,
                               feeds, stop);
        if (!values) {
            return fail(std::move(values).error());
        }
        m_values = *std::move(values);
        m_positions = positionsOf(m_run.ledger);
        return {};
    }

    RuleBits bitsOf(const lang::Condition& condition, lang::Sides sides)
    {
        RuleBits bits;
        bits.examined = condition.readsPosition ? inPositions(sides) : window();
        for (const lang::Clause& clause : condition.clauses) {
            ClauseBits made;
            made.truth = maskOf(clause.truth, sides);
            made.falsity = maskOf(clause.falsity, sides);
            keepOnly(made.truth, bits.examined);
            keepOnly(made.falsity, bits.examined);
            if (clause.threshold && !reads(clause.threshold->value)) {
                made.value = m_values.columns[m_first.at(clause.threshold->value)];
            }
            bits.clauses.push_back(std::move(made));
        }
        return bits;
    }

private:
    bool reads(NodeId node) const { return m_program.graph[node].readsPosition; }

    void wantNode(NodeId node)
    {
        if (m_first.contains(node)) {
            return;
        }
        m_first[node] = m_roots.size();
        if (!reads(node)) {
            m_roots.push_back(node);
            return;
        }
        const PositionExpr question(m_program.graph, node);
        m_roots.insert(m_roots.end(), question.pureNodes().begin(), question.pureNodes().end());
    }

    Mask window() const
    {
        Mask mask(m_run.bars->size());
        for (std::int32_t bar = m_run.ledger.firstBar; bar < m_run.ledger.endBar; ++bar) {
            mask.set(static_cast<std::size_t>(bar));
        }
        return mask;
    }

    Mask inPositions(lang::Sides sides) const
    {
        Mask mask(m_run.bars->size());
        for (const Held& held : m_positions) {
            for (std::int32_t bar = held.firstBar;
                 sides.has(held.state.side) && bar <= held.lastBar; ++bar) {
                mask.set(static_cast<std::size_t>(bar));
            }
        }
        return mask;
    }

    Mask maskOf(NodeId node, lang::Sides sides) const
    {
        if (!reads(node)) {
            return m_values.masks[m_first.at(node)];
        }
        PositionExpr question(m_program.graph, node);
        question.bind(m_values, m_first.at(node), m_run.bars);
        Mask mask(m_run.bars->size());
        for (const Held& held : m_positions) {
            PositionState state = held.state;
            for (std::int32_t bar = held.firstBar; sides.has(state.side) && bar <= held.lastBar;
                 ++bar) {
                state.barsHeld = bar - held.firstBar;
                if (question.truth(bar, state)) {
                    mask.set(static_cast<std::size_t>(bar));
                }
            }
        }
        return mask;
    }

    const lang::Program& m_program;
    const SymbolRun& m_run;
    std::vector<NodeId> m_roots;
    std::map<NodeId, std::size_t> m_first; ///< first root of each wanted node
    Evaluation m_values;
    std::vector<Held> m_positions;
};

/// Counts, near misses and counter-factuals of one rule.
Result<RuleAttribution> attributeRule(const ThresholdQuestion& question, const std::string& text,
                                      const RuleBits& bits, const std::stop_token& stop)
{
    const lang::Condition& condition = question.condition();
    RuleAttribution out;
    out.isEntry = question.isEntry;
    out.rule = static_cast<std::int32_t>(question.rule);
    out.text = text;
    countClauses(condition, bits, out);
    for (std::size_t i = 0; i < bits.clauses.size(); ++i) {
        if (stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "the explanation was cancelled");
        }
        if (bits.clauses[i].value.empty()) {
            continue;
        }
        if (!condition.clauses[i].threshold->crossing) {
            out.nearMisses.push_back(nearMiss(condition, bits, i, *question.run.bars));
        }
        if (condition.readsPosition || (!question.isEntry && out.allTrue > 0)) {
            continue;
        }
        auto changes = counterFactuals(question, bits, i, stop);
        if (!changes) {
            return fail(std::move(changes).error());
        }
        std::ranges::move(*changes, std::back_inserter(out.counterFactuals));
    }
    return out;
}

Result<Attribution> attributeRun(const lang::Program& program, const SymbolRun& run,
                                 const Feeds& feeds, const std::stop_token& stop)
{
    ClauseTable table(program, run);
    for (const lang::EntryRule& rule : program.entries) {
        table.want(rule.condition);
    }
    for (const lang::ExitRule& rule : program.exits) {
        table.want(rule.condition);
    }
    if (Status status = table.evaluateAll(feeds, stop); !status) {
        return fail(std::move(status).error());
    }
    Attribution out;
    out.symbol = run.ledger.symbol;
    out.counters = run.ledger.counters;
    const auto add = [&](bool isEntry, std::size_t index, const std::string& text,
                         lang::Sides sides) -> Status {
        const ThresholdQuestion question{program, isEntry, index, run, feeds};
        auto rule = attributeRule(question, text, table.bitsOf(question.condition(), sides), stop);
        if (!rule) {
            return fail(std::move(rule).error());
        }
        out.rules.push_back(*std::move(rule));
        return {};
    };
    for (std::size_t i = 0; i < program.entries.size(); ++i) {
        const Side side = program.entries[i].side;
        const lang::Sides sides{side == Side::Long, side == Side::Short};
        if (Status status = add(true, i, program.entries[i].text, sides); !status) {
            return fail(std::move(status).error());
        }
    }
    for (std::size_t i = 0; i < program.exits.size(); ++i) {
        Status status = add(false, i, program.exits[i].text, program.exits[i].sides);
        if (!status) {
            return fail(std::move(status).error());
        }
    }
    out.sentences = explain(program, out);
    return out;
}

} // namespace

Result<std::vector<Attribution>> attribute(const BacktestResult& result, const Feeds& feeds,
                                           const std::stop_token& stop)
{
    EXPECTS(result.program != nullptr);
    std::vector<Attribution> out;
    for (const SymbolRun& run : result.runs) {
        auto made = attributeRun(*result.program, run, feeds, stop);
        if (!made) {
            return fail(std::move(made).error());
        }
        out.push_back(*std::move(made));
    }
    return out;
}

Result<std::vector<std::vector<ClauseValue>>> valuesAtSignals(const BacktestResult& result,
                                                              const SymbolRun& run,
                                                              const Feeds& feeds,
                                                              const std::stop_token& stop)
{
    EXPECTS(result.program != nullptr);
    const lang::Program& program = *result.program;
    std::vector<NodeId> roots;
    std::vector<std::size_t> firstOfRule;
    for (const lang::EntryRule& rule : program.entries) {
        firstOfRule.push_back(roots.size());
        for (const lang::Clause& clause : rule.condition.clauses) {
            for (const auto& [text, node] : clause.values) {
                roots.push_back(node);
            }
        }
    }
    auto values = evaluate(program.graph, roots, run.ledger.symbol, program.timeframe, feeds, stop);
    if (!values) {
        return fail(std::move(values).error());
    }
    constexpr std::size_t kTradesALook = 1024;
    std::vector<std::vector<ClauseValue>> out;
    out.reserve(run.ledger.trades.size());
    for (const Trade& trade : run.ledger.trades) {
        if (out.size() % kTradesALook == 0 && stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "The values at the signals were cancelled.");
        }
        std::vector<ClauseValue> list;
        if (trade.entryRule >= 0) {
            const auto rule = static_cast<std::size_t>(trade.entryRule);
            std::size_t root = firstOfRule[rule];
            for (const lang::Clause& clause : program.entries[rule].condition.clauses) {
                for (const auto& [text, node] : clause.values) {
                    const auto& column = values->columns[root++];
                    list.push_back(
                        {withoutMarks(text), column[static_cast<std::size_t>(trade.signalBar)]});
                }
            }
        }
        out.push_back(std::move(list));
    }
    return out;
}

} // namespace sw::engine
