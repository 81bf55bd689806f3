// Conditions and prices that read the open position (profit, bars_held, at_entry …). They cannot be
// masks computed beforehand, so their parts that do not read the position are evaluated as columns
// and the small rest is computed bar by bar, inside positions only.
#pragma once

#include "engine/evaluate.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace sw::engine {

/// What an expression may know of the open position on one bar.
struct PositionState {
    lang::Side side = lang::Side::Long;
    double entryPrice = 0;      ///< of the first fill, slippage included
    double averagePrice = 0;    ///< over all fills
    double lastFill = 0;        ///< price of the latest fill
    double units = 1;           ///< fills that make up the position
    std::int32_t barsHeld = 0;  ///< bars since the fill bar; 0 on the fill bar itself
    std::int32_t signalBar = 0; ///< bar on whose close the entry was decided
};

/// One expression over bars and a position. `x[n]`, `for`, `within` and built-ins over position
/// terms look back to the fill bar only: before it they are missing.
/// Use: construct, evaluate() the pureNodes(), bind() the outcome, then ask bar by bar.
/// The graph and the bound evaluation must outlive it. Cost: proportional to the nodes that read
/// the position, per question.
class PositionExpr
{
public:
    /// Requires: `root` belongs to `graph`. A root that does not read the position works too.
    PositionExpr(const lang::Graph& graph, lang::NodeId root);
    ~PositionExpr();
    PositionExpr(PositionExpr&&) noexcept;
    PositionExpr& operator=(PositionExpr&&) noexcept;

    /// The largest sub-expressions that do not read the position, to be evaluated beforehand.
    const std::vector<lang::NodeId>& pureNodes() const { return m_pure; }
    /// Takes the values of pureNodes(): roots first … first + pureNodes().size() - 1 of the
    /// evaluation over all of `bars`. Forgets everything about earlier positions.
    void bind(const Evaluation& evaluation, std::size_t first, market::BarsPtr bars);

    /// Value at the close of `bar`, NaN when missing. Requires: a numeric root, bind() was called.
    double number(std::int32_t bar, const PositionState& state);
    /// True when the condition is true at the close of `bar`. Requires: a boolean root, bound.
    bool truth(std::int32_t bar, const PositionState& state);

private:
    struct CallHistory;

    void collect(lang::NodeId id, std::vector<bool>& seen);
    void take(std::int32_t bar, const PositionState& state);
    double value(lang::NodeId id, std::int32_t bar);
    double positionTerm(const lang::Node& node, std::int32_t bar);
    double arithmetic(const lang::Node& node, std::int32_t bar);
    double fieldValue(lang::Op op, std::int32_t bar) const;
    bool holds(lang::NodeId id, std::int32_t bar);
    bool comparison(const lang::Node& node, std::int32_t bar);
    bool countsUp(const lang::Node& node, std::int32_t bar, std::int32_t wanted);
    double callOutput(lang::NodeId call, std::size_t output, std::int32_t bar);

    const lang::Graph* m_graph = nullptr;
    lang::NodeId m_root = lang::kNoNode;
    std::vector<lang::NodeId> m_pure;
    std::vector<std::int32_t> m_pureIndex; ///< per node of the graph, -1 = not pure
    const Evaluation* m_evaluation = nullptr;
    std::size_t m_first = 0;
    market::BarsPtr m_bars;
    PositionState m_state;
    std::int32_t m_fillBar = 0;
    std::vector<CallHistory> m_calls;
};

} // namespace sw::engine
