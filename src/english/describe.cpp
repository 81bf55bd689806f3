#include "english/describe.h"

#include "base/text.h"
#include "base/timestamp.h"
#include "english/describe_parts.h"
#include "english/render.h"

#include <algorithm>
#include <utility>

namespace sw::english {

namespace {

using namespace lang;

/// Collects what carries the assumption mark, in words.
void assumptionsIn(const Expr& expr, std::vector<std::string>& out)
{
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
        const Expr& kid = expr.children[i];
        const bool argument =
            kid.assumed && (expr.kind == ExprKind::Call || expr.kind == ExprKind::Member);
        if (argument) {
            out.push_back(toUpper(expr.text) + " with " + describeExpr(kid));
        } else if (kid.assumed) {
            out.push_back("the value " + describeExpr(kid));
        }
        assumptionsIn(kid, out);
    }
    if (expr.bars.assumed) {
        out.push_back(spokenBars(expr.bars));
    }
}

std::string withAssumptions(std::string sentence, const std::vector<std::string>& assumed)
{
    std::vector<std::string> once;
    for (const std::string& one : assumed) {
        if (std::find(once.begin(), once.end(), one) == once.end()) {
            once.push_back(one);
        }
    }
    if (!once.empty()) {
        sentence += "; assumed: " + join(once, ", ");
    }
    return sentence + ".";
}

std::string capitalised(std::string text)
{
    if (text.empty()) {
        return text;
    }
    return toUpper(text.substr(0, 1)).append(text, 1);
}

class Describer
{
public:
    std::vector<std::string> run(const SyntaxTree& tree)
    {
        for (const Statement& statement : tree.statements) {
            if (const auto* trade = std::get_if<Trade>(&statement.body)) {
                m_symbols = join(trade->symbols, ", ");
            }
            if (const auto* pair = std::get_if<lang::Pair>(&statement.body)) {
                m_symbols = "the spread of " + pair->first + " and " + pair->second;
            }
        }
        for (const Statement& statement : tree.statements) {
            std::visit([this](const auto& body) { say(body); }, statement.body);
        }
        return std::move(m_out);
    }

private:
    void add(std::string sentence, std::vector<std::string> assumed = {})
    {
        m_out.push_back(withAssumptions(capitalised(std::move(sentence)), assumed));
    }
    void add(std::string sentence, const Expr& expr, std::vector<std::string> assumed = {})
    {
        if (expr.assumed) {
            assumed.push_back("the value " + describeExpr(expr));
        }
        assumptionsIn(expr, assumed);
        add(std::move(sentence), std::move(assumed));
    }
    static std::string number(double value) { return formatNumber(value); }

    std::string target() const { return m_symbols.empty() ? "the symbol" : m_symbols; }

    static std::string order(const OrderText& order)
    {
        switch (order.kind) {
        case OrderKind::AtClose:
            return ", at the close of that bar";
        case OrderKind::AtOpen:
            return ", at the open of that bar";
        case OrderKind::Limit:
        case OrderKind::Stop: {
            std::string out = order.kind == OrderKind::Limit ? ", with a limit order at "
                                                             : ", with a stop order at ";
            out += order.price ? describeExpr(*order.price) : "an unknown price";
            return out + (order.valid ? " that is valid for " + spokenBars(*order.valid) : "");
        }
        default:
            return ", at the next open";
        }
    }

    static std::string sizing(const SizingText& size)
    {
        const std::string value = number(size.value);
        const std::string cap =
            size.maximumPercent ? ", at most " + number(*size.maximumPercent) + "%" : "";
        switch (size.kind) {
        case SizingKind::PercentOfEquity:
            return value + "% of the equity";
        case SizingKind::PercentOfCash:
            return value + "% of the cash";
        case SizingKind::Cash:
            return "$" + value;
        case SizingKind::Shares:
            return value + " " + (size.unit.empty() ? std::string("shares") : size.unit);
        case SizingKind::RiskPercent:
            return "as much as loses " + value + "% of the equity at the stop";
        case SizingKind::RiskCash:
            return "as much as loses $" + value + " at the stop";
        case SizingKind::Volatility:
            return "a volatility of " + value + "% over " + spokenBars(size.over) + cap;
        case SizingKind::Kelly:
            return number(size.value) + " of the Kelly fraction over " +
                   std::to_string(size.over.count) + " trades" + cap;
        case SizingKind::EqualSlots:
            return "equal slots";
        }
        return value;
    }

    static std::string level(const LevelText& level)
    {
        const std::string value = describeExpr(level.value);
        if (level.isLevel) {
            return "at " + value;
        }
        switch (level.kind) {
        case DistanceKind::Pips:
            return value + " pips away";
        case DistanceKind::Ticks:
            return value + " ticks away";
        case DistanceKind::Points:
            return value + " points away";
        default:
            return value + " away";
        }
    }

    static std::string sideOf(const std::optional<Side>& side)
    {
        return !side ? "" : *side == Side::Long ? " of a long position" : " of a short position";
    }

    void say(const Comment& /*unused*/) {}
    void say(const InvalidLine& /*unused*/) { add("one line could not be read"); }
    void say(const StrategyName& name) { add("strategy \"" + name.name + "\""); }
    void say(const Trade& trade)
    {
        const std::string frame = trade.frame ? trade.frame->word() : "daily";
        add("trade " + join(trade.symbols, ", ") + " on " + frame + " bars",
            trade.frameAssumed ? std::vector<std::string>{frame + " bars"}
                               : std::vector<std::string>{});
    }
    void say(const lang::Pair& pair)
    {
        std::string out = "trade " + pair.first + " against " + pair.second;
        if (pair.hedge == lang::Pair::Hedge::EqualDollars) {
            out += " with equal dollars";
        } else if (pair.ratio) {
            out += " with the hedge ratio " + describeExpr(*pair.ratio);
        }
        add(out + (pair.frame ? " on " + pair.frame->word() + " bars" : ""));
    }
    void say(const TestWindow& window)
    {
        add("test" + (window.from ? " from " + formatDate(*window.from) : std::string()) +
            (window.to ? " to " + formatDate(*window.to) : std::string()));
    }
    void say(const Capital& capital) { add("start with $" + number(capital.amount)); }
    void say(const Costs& costs)
    {
        if (costs.none) {
            add("no costs");
            return;
        }
        std::vector<std::string> items;
        for (const CostText& item : costs.items) {
            const char* name = item.kind == CostKind::Commission ? "commission"
                               : item.kind == CostKind::Slippage ? "slippage"
                                                                 : "financing";
            const std::string value = item.basis == CostBasis::Percent ? number(item.value) + "%"
                                                                       : "$" + number(item.value);
            const char* per = item.basis == CostBasis::PerTrade   ? " per trade"
                              : item.basis == CostBasis::PerShare ? " per share"
                                                                  : "";
            items.push_back(std::string(name) + " " + value + per);
        }
        add("costs: " + join(items, ", "));
    }
    void say(const Benchmark& benchmark) { add("compare with " + benchmark.symbol); }
    void say(const Size& size) { add("position size: " + sizing(size.sizing)); }
    void say(const Let& let)
    {
        add("\"" + let.name + "\" stands for " + describeExpr(let.value), let.value);
    }
    void say(const Param& param)
    {
        std::string out = "\"" + param.name + "\" is " + describeExpr(param.value);
        if (param.from && param.to) {
            out +=
                ", adjustable from " + describeExpr(*param.from) + " to " + describeExpr(*param.to);
        }
        add(out + (param.step ? " in steps of " + describeExpr(*param.step) : ""), param.value);
    }
    void say(const Entry& entry)
    {
        const std::string verb = entry.side == Side::Long ? "buy " : "sell short ";
        add(verb + target() + " when " + describeExpr(entry.condition) + order(entry.order) +
                (entry.size ? ", size " + sizing(*entry.size) : ""),
            entry.condition);
    }
    void say(const Scaling& scaling)
    {
        const std::string side = scaling.side == Side::Long ? "long" : "short";
        std::string out = scaling.add ? "add to the " + side + " position"
                                      : "reduce the " + side + " position by " +
                                            number(scaling.reducePercent) + "%";
        add(out + " when " + describeExpr(scaling.condition) + order(scaling.order) +
                (scaling.size ? ", size " + sizing(*scaling.size) : ""),
            scaling.condition);
    }
    void say(const Exit& exit)
    {
        const std::string what = !exit.side                 ? "close any position"
                                 : *exit.side == Side::Long ? "sell " + target()
                                                            : "cover " + target();
        add(what + " when " + describeExpr(exit.condition) + order(exit.order), exit.condition);
    }
    void say(const ExitAfter& exit)
    {
        add("close the position after " + spokenBars(exit.bars) +
            (exit.order.kind == OrderKind::AtClose ? ", at the close" : ""));
    }
    void say(const StopLoss& stop)
    {
        const char* from = stop.basis == StopLoss::Basis::LastFill ? ", from the last fill"
                           : stop.basis == StopLoss::Basis::AveragePrice
                               ? ", from the average price"
                               : "";
        add("stop loss" + sideOf(stop.side) + " " + level(stop.level) + from, stop.level.value);
    }
    void say(const TakeProfit& take)
    {
        add("take profit" + sideOf(take.side) + " " + level(take.level) +
                (take.sellPercent ? ", selling " + number(*take.sellPercent) + "%" : "") +
                (take.condition ? " when " + describeExpr(*take.condition) : ""),
            take.level.value);
    }
    void say(const TrailingStop& stop)
    {
        const char* anchor = stop.anchor == TrailingStop::Anchor::BestClose ? "close"
                             : stop.anchor == TrailingStop::Anchor::BestLow ? "low"
                                                                            : "high";
        add("trailing stop" + sideOf(stop.side) + " " + level(stop.level) +
                (stop.level.isLevel ? "" : std::string(" from the best ") + anchor) +
                (stop.onceUp ? ", once the trade is up " + describeExpr(stop.onceUp->value) : ""),
            stop.level.value);
    }
    void say(const Breakeven& even)
    {
        add("move the stop to the entry price once the trade is up " +
                describeExpr(even.onceUp.value),
            even.onceUp.value);
    }
    void say(const AtMost& most)
    {
        const std::string count = std::to_string(most.count);
        std::string out = "at most " + count;
        switch (most.what) {
        case AtMost::What::Positions:
            out += " positions at a time";
            break;
        case AtMost::What::Units:
            out += " units in a position";
            break;
        case AtMost::What::EntriesPerDay:
            out += " entries per day";
            break;
        case AtMost::What::EntriesPerWeek:
            out += " entries per week";
            break;
        }
        if (most.prefer) {
            out += std::string(", preferring the ") +
                   (most.preferHighest.value_or(true) ? "highest " : "lowest ") +
                   describeExpr(*most.prefer);
        }
        add(out);
    }
    void say(const Wait& wait)
    {
        std::string after = "a stop-out";
        if (wait.after == Wait::After::LosingTrade) {
            after = "a losing trade";
        } else if (wait.after == Wait::After::AnyTrade) {
            after = "any trade";
        } else if (wait.after == Wait::After::Losses) {
            after = std::to_string(wait.losses) + " losses in a row";
        }
        add("wait " + spokenBars(wait.bars) + " after " + after);
    }
    void say(const OnlyBetween& only)
    {
        add("enter only between " + renderTime(only.fromMinute) + " and " +
            renderTime(only.toMinute) + (only.zone.empty() ? "" : " (" + only.zone + ")"));
    }
    void say(const FlatAt& flat)
    {
        add("close everything at " + renderTime(flat.minute) +
            (flat.zone.empty() ? "" : " (" + flat.zone + ")"));
    }
    void say(const BuyEvery& buy)
    {
        const std::string amount = buy.amount == BuyEvery::Amount::Money ? "$" + number(buy.value)
                                   : buy.amount == BuyEvery::Amount::Percent
                                       ? number(buy.value) + "% of the cash"
                                       : number(buy.value) + " shares";
        std::string out = "buy " + amount + " of " + (buy.symbol.empty() ? target() : buy.symbol) +
                          " every " + buy.every + (buy.on.empty() ? "" : " on the " + buy.on);
        if (buy.condition) {
            add(out + " when " + describeExpr(*buy.condition), *buy.condition);
        } else {
            add(out);
        }
    }
    void say(const Portfolio& plan)
    {
        add((plan.isSwitch ? "choose the holding " : "rebalance ") + plan.frequency +
            (plan.day.empty() ? "" : " on the " + plan.day));
        for (const PortfolioLine& line : plan.lines) {
            sayLine(line);
        }
    }

    static std::string listed(const PortfolioLine& line)
    {
        std::string out;
        for (std::size_t i = 0; i < line.symbols.size() && i < line.exprs.size(); ++i) {
            out += (i ? ", " : "") + line.symbols[i] + " at " + describeExpr(line.exprs[i]);
        }
        return out;
    }

    void sayLine(const PortfolioLine& line)
    {
        using Kind = PortfolioLine::Kind;
        const std::string first = line.exprs.empty() ? "" : describeExpr(line.exprs[0]);
        const std::string percent = number(line.percent) + "%";
        switch (line.kind) {
        case Kind::Among:
            add("choose among " + join(line.symbols, ", "));
            break;
        case Kind::Rank:
            add("rank by " + first + ", the " + (line.highestFirst ? "highest" : "lowest") +
                " first");
            break;
        case Kind::HoldRanked:
            add("hold " + heldRanks(line) + weighting(line) +
                (line.when ? " when " + describeExpr(*line.when) : ""));
            break;
        case Kind::HoldWeights:
            add("hold " + listed(line));
            break;
        case Kind::KeepUntilRank:
            add("keep a holding until it falls below rank " + std::to_string(line.count));
            break;
        case Kind::Require:
            add("candidates need " + first);
            break;
        case Kind::Gate:
            add("a holding needs " + first);
            break;
        case Kind::OnlyIf:
            add("only if " + first);
            break;
        case Kind::Otherwise:
            add("otherwise hold " + (line.symbols.empty() ? line.holding : line.symbols[0]));
            break;
        case Kind::CapEach:
            add("at most " + percent + " in each");
            break;
        case Kind::IgnoreUnder:
            add("ignore changes under " + percent);
            break;
        case Kind::DriftOver:
            add("only when a weight has drifted by more than " + percent);
            break;
        case Kind::Comment:
            break;
        case Kind::SwitchWhen:
        case Kind::SwitchOtherwise:
            saySwitch(line);
            break;
        }
    }

    void saySwitch(const PortfolioLine& line)
    {
        const bool conditional = line.kind == PortfolioLine::Kind::SwitchWhen;
        PortfolioLine weights = line;
        std::string when = "otherwise";
        if (line.when) {
            when = "when " + describeExpr(*line.when);
        } else if (conditional && weights.exprs.size() > weights.symbols.size()) {
            when = "when " + describeExpr(weights.exprs[0]);
            weights.exprs.erase(weights.exprs.begin());
        }
        add(when + " hold " + (line.holding.empty() ? listed(weights) : line.holding));
    }

    static std::string heldRanks(const PortfolioLine& line)
    {
        const std::string which = line.count == 0 ? "all"
                                                  : (line.bottom ? "the last " : "the first ") +
                                                        std::to_string(line.count);
        return which + (line.shortSide ? " short" : "");
    }

    static std::string weighting(const PortfolioLine& line)
    {
        using Weighting = PortfolioLine::Weighting;
        switch (line.weighting) {
        case Weighting::Equally:
            return " in equal parts";
        case Weighting::InverseVolatility:
            return " weighted by inverse volatility" +
                   (line.exprs.empty() ? "" : " over " + describeExpr(line.exprs[0]));
        case Weighting::By:
            return " weighted by " + (line.exprs.empty() ? "" : describeExpr(line.exprs[0]));
        case Weighting::Each:
            return " with " + number(line.percent) + "% each";
        default:
            return "";
        }
    }

    std::string m_symbols;
    std::vector<std::string> m_out;
};

} // namespace

std::vector<std::string> describe(const SyntaxTree& tree)
{
    return Describer().run(tree);
}

} // namespace sw::english
