#include "agents/price_line.h"

#include "engine/evaluate.h"

#include <algorithm>
#include <cmath>

namespace sw::agents {

namespace {

constexpr double kLift = 1024; // exact in binary, far above the prices' own moves
/// Bars beyond the longest look-back, and the most of all.
constexpr std::size_t kTail = 60;
constexpr std::size_t kMostBars = 20'000;

/// Bars around 100 that go up and down a little, lifted as a whole.
Result<market::BarsPtr> madeUpBars(Timeframe timeframe, std::size_t count, double lift)
{
    market::BarColumns columns;
    for (std::size_t i = 0; i < count; ++i) {
        const double middle = 100 + lift + static_cast<double>(i * 7 % 13) - 6;
        const double close = middle + (i % 3 == 0 ? 1.5 : -0.5);
        columns.time.push_back({static_cast<std::int64_t>(i) * timeframe.minutes() * kMsPerMinute});
        columns.open.push_back(middle);
        columns.high.push_back(std::max(middle, close) + 1);
        columns.low.push_back(std::min(middle, close) - 1);
        columns.close.push_back(close);
        columns.volume.push_back(1000 + static_cast<double>(i % 5));
    }
    market::Instrument instrument;
    instrument.symbol = "X";
    return market::Bars::make(instrument, timeframe, std::move(columns));
}

/// The last value on made-up bars; NaN when there is none.
double lastValue(const lang::CompiledExpr& expr, Timeframe timeframe, std::size_t count,
                 double lift)
{
    const double missing = std::nan("");
    Result<market::BarsPtr> bars = madeUpBars(timeframe, count, lift);
    if (!bars) {
        return missing;
    }
    const lang::NodeId roots[] = {expr.root};
    const engine::Feeds feeds{{"X", *bars}};
    const auto values = engine::evaluate(expr.graph, roots, "X", timeframe, feeds);
    return values && !values->columns[0].empty() ? values->columns[0].back() : missing;
}

} // namespace

bool isPriceLine(const lang::CompiledExpr& expr, Timeframe timeframe)
{
    if (expr.root == lang::kNoNode || expr.isBoolean || !expr.otherSymbols.empty()) {
        return false;
    }
    // A look-back on a higher timeframe needs as many times more bars as its bars are longer.
    std::int64_t needed = 0;
    for (const lang::Node& node : expr.graph.nodes) {
        const std::optional<Timeframe>& frame =
            expr.graph.contexts[static_cast<std::size_t>(node.context)].frame;
        const std::int64_t longer =
            frame ? std::max<std::int64_t>(1, frame->minutes() / timeframe.minutes()) : 1;
        needed = std::max(needed, (node.warmup + 2) * longer);
    }
    const std::size_t count = std::min(kMostBars, static_cast<std::size_t>(needed) + kTail);
    const double moved =
        (lastValue(expr, timeframe, count, kLift) - lastValue(expr, timeframe, count, 0)) / kLift;
    return moved > 0.5 && moved < 2; // a line 5 % above the close moves by 1.05
}

} // namespace sw::agents
