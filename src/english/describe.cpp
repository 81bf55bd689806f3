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

constexpr std::string_view kAssumed = "; assumed: ";

std::string withAssumptions(std::string sentence, const std::vector<std::string>& assumed)
{
    std::vector<std::string> once;
    for (const std::string& one : assumed) {
        if (std::find(once.begin(), once.end(), one) == once.end()) {
            once.push_back(one);
        }
    }
    if (!once.empty()) {
        sentence.append(kAssumed).append(join(once, ", "));
    }
    return sentence + ".";
}

bool isWeekday(const std::string& word)
{
    return word.ends_with("day") && word != "day";
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
        m_names = namesOf(tree);
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
    using Assumed = std::vector<std::string>;

    void add(std::string sentence, const Assumed& assumed = {})
    {
        m_out.push_back(withAssumptions(capitalised(std::move(sentence)), assumed));
    }

    std::string said(const Expr& expr) const { return describeExpr(expr, m_names); }

    // ---- assumption marks
    static void mark(bool assumed, std::string words, Assumed& out)
    {
        if (assumed) {
            out.push_back(std::move(words));
        }
    }
    void marks(const Expr& expr, Assumed& out) const { assumptionsIn(expr, m_names, out); }
    void marks(const std::optional<Expr>& expr, Assumed& out) const
    {
        if (expr) {
            marks(*expr, out);
        }
    }
    void marks(const OrderText& order, Assumed& out) const
    {
        marks(order.price, out);
        if (order.valid) {
            mark(order.valid->assumed, "valid for " + spokenBars(*order.valid), out);
        }
    }
    static void marks(const SizingText& size, Assumed& out)
    {
        SizingText plain = size;
        plain.maximumPercent.reset();
        mark(size.assumed, "size " + sizing(plain), out);
        mark(size.over.assumed,
             size.kind == SizingKind::Kelly ? std::to_string(size.over.count) + " trades"
                                            : spokenBars(size.over),
             out);
        if (size.maximumPercent) {
            mark(size.maximumAssumed, "at most " + number(*size.maximumPercent) + "%", out);
        }
    }
    static void marks(const std::optional<SizingText>& size, Assumed& out)
    {
        if (size) {
            marks(*size, out);
        }
    }

    // ---- parts
    static std::string number(double value) { return formatNumber(value); }

    std::string target() const { return m_symbols.empty() ? "the symbol" : m_symbols; }

    std::string order(const OrderText& order) const
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
            out += order.price ? said(*order.price) : "an unknown price";
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

    std::string level(const LevelText& level) const
    {
        return level.isLevel ? "at " + said(level.value) : distance(level) + " away";
    }
    std::string distance(const LevelText& level) const
    {
        const std::string value = said(level.value);
        switch (level.kind) {
        case DistanceKind::Pips:
            return value + " pips";
        case DistanceKind::Ticks:
            return value + " ticks";
        case DistanceKind::Points:
            return value + " points";
        default:
            return value;
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
        Assumed assumed;
        mark(trade.frameAssumed, frame + " bars", assumed);
        add("trade " + join(trade.symbols, ", ") + " on " + frame + " bars", assumed);
    }
    void say(const lang::Pair& pair)
    {
        std::string out = "trade " + pair.first + " against " + pair.second;
        Assumed assumed;
        if (pair.hedge == lang::Pair::Hedge::EqualDollars) {
            out += " with equal dollars";
        } else if (pair.ratio) {
            out += " with the hedge ratio " + said(*pair.ratio);
            marks(*pair.ratio, assumed);
        }
        if (pair.frame) {
            out += " on " + pair.frame->word() + " bars";
            mark(pair.frameAssumed, pair.frame->word() + " bars", assumed);
        }
        add(out, assumed);
    }
    void say(const TestWindow& window)
    {
        std::string out = "test";
        Assumed assumed;
        if (window.from) {
            out += " from " + formatDate(*window.from);
            mark(window.fromAssumed, "from " + formatDate(*window.from), assumed);
        }
        if (window.to) {
            out += " to " + formatDate(*window.to);
            mark(window.toAssumed, "to " + formatDate(*window.to), assumed);
        }
        add(out, assumed);
    }
    void say(const Capital& capital)
    {
        Assumed assumed;
        mark(capital.assumed, "$" + number(capital.amount), assumed);
        add("start with $" + number(capital.amount), assumed);
    }
    static std::string cost(const CostText& item)
    {
        const char* name = item.kind == CostKind::Commission ? "commission "
                           : item.kind == CostKind::Slippage ? "slippage "
                                                             : "financing ";
        const std::string value =
            item.basis == CostBasis::Percent ? number(item.value) + "%" : "$" + number(item.value);
        const char* per = item.basis == CostBasis::PerTrade   ? " per trade"
                          : item.basis == CostBasis::PerShare ? " per share"
                                                              : "";
        return name + value + per;
    }
    void say(const Costs& costs)
    {
        if (costs.none) {
            add("no costs");
            return;
        }
        std::vector<std::string> items;
        Assumed assumed;
        for (const CostText& item : costs.items) {
            items.push_back(cost(item));
            mark(item.assumed, cost(item), assumed);
        }
        add("costs: " + join(items, ", "), assumed);
    }
    void say(const Benchmark& benchmark) { add("compare with " + benchmark.symbol); }
    void say(const Size& size)
    {
        Assumed assumed;
        marks(size.sizing, assumed);
        add("position size: " + sizing(size.sizing), assumed);
    }
    void say(const Let& let)
    {
        Assumed assumed;
        marks(let.value, assumed);
        add("\"" + let.name + "\" stands for " + said(let.value), assumed);
    }
    void say(const Param& param)
    {
        std::string out = "\"" + param.name + "\" is " + said(param.value);
        Assumed assumed;
        marks(param.value, assumed);
        if (param.from && param.to) {
            out += ", adjustable from " + said(*param.from) + " to " + said(*param.to);
            marks(param.from, assumed);
            marks(param.to, assumed);
        }
        if (param.step) {
            out += " in steps of " + said(*param.step);
            marks(param.step, assumed);
        }
        add(out, assumed);
    }
    void say(const Entry& entry)
    {
        Assumed assumed;
        marks(entry.condition, assumed);
        marks(entry.order, assumed);
        marks(entry.size, assumed);
        const std::string verb = entry.side == Side::Long ? "buy " : "sell short ";
        add(verb + target() + " when " + said(entry.condition) + order(entry.order) +
                (entry.size ? ", size " + sizing(*entry.size) : ""),
            assumed);
    }
    void say(const Scaling& scaling)
    {
        const std::string side = scaling.side == Side::Long ? "long" : "short";
        const std::string share = number(scaling.reducePercent) + "%";
        Assumed assumed;
        mark(scaling.reduceAssumed, "by " + share, assumed);
        marks(scaling.condition, assumed);
        marks(scaling.order, assumed);
        marks(scaling.size, assumed);
        const std::string out = scaling.add ? "add to the " + side + " position"
                                            : "reduce the " + side + " position by " + share;
        add(out + " when " + said(scaling.condition) + order(scaling.order) +
                (scaling.size ? ", size " + sizing(*scaling.size) : ""),
            assumed);
    }
    void say(const Exit& exit)
    {
        Assumed assumed;
        marks(exit.condition, assumed);
        marks(exit.order, assumed);
        const std::string what = !exit.side                 ? "close any position"
                                 : *exit.side == Side::Long ? "sell " + target()
                                                            : "cover " + target();
        add(what + " when " + said(exit.condition) + order(exit.order), assumed);
    }
    void say(const ExitAfter& exit)
    {
        Assumed assumed;
        mark(exit.bars.assumed, spokenBars(exit.bars), assumed);
        marks(exit.order, assumed);
        add("close the position after " + spokenBars(exit.bars) +
                (exit.order.kind == OrderKind::Market ? std::string() : order(exit.order)),
            assumed);
    }
    void say(const StopLoss& stop)
    {
        Assumed assumed;
        marks(stop.level.value, assumed);
        const char* from = stop.basis == StopLoss::Basis::LastFill ? ", from the last fill"
                           : stop.basis == StopLoss::Basis::AveragePrice
                               ? ", from the average price"
                               : "";
        add("stop loss" + sideOf(stop.side) + " " + level(stop.level) + from, assumed);
    }
    void say(const TakeProfit& take)
    {
        std::string out = "take profit" + sideOf(take.side) + " " + level(take.level);
        Assumed assumed;
        marks(take.level.value, assumed);
        if (take.sellPercent) {
            out += ", selling " + number(*take.sellPercent) + "%";
            mark(take.sellAssumed, "selling " + number(*take.sellPercent) + "%", assumed);
        }
        if (take.condition) {
            out += " when " + said(*take.condition);
            marks(take.condition, assumed);
        }
        add(out, assumed);
    }
    void say(const TrailingStop& stop)
    {
        std::string out = "trailing stop" + sideOf(stop.side) + " " + level(stop.level);
        Assumed assumed;
        marks(stop.level.value, assumed);
        const std::string anchor = std::string("from the ") +
                                   (stop.anchorWord.empty() ? "best" : stop.anchorWord) +
                                   (stop.anchor == TrailingStop::Anchor::BestClose ? " close"
                                    : stop.anchor == TrailingStop::Anchor::BestLow ? " low"
                                                                                   : " high");
        if (!stop.level.isLevel || stop.anchorWritten) {
            out += " " + anchor;
        }
        mark(stop.anchorAssumed, anchor, assumed);
        if (stop.onceUp) {
            out += ", once the trade is up " + distance(*stop.onceUp);
            marks(stop.onceUp->value, assumed);
        }
        add(out, assumed);
    }
    void say(const Breakeven& even)
    {
        Assumed assumed;
        marks(even.onceUp.value, assumed);
        add("move the stop to the entry price once the trade is up " + distance(even.onceUp),
            assumed);
    }
    void say(const AtMost& most)
    {
        std::string out = "at most ";
        switch (most.what) {
        case AtMost::What::Positions:
            out += counted(most.count, "position") + " at a time";
            break;
        case AtMost::What::Units:
            out += counted(most.count, "unit") + " in a position";
            break;
        case AtMost::What::EntriesPerDay:
            out += counted(most.count, "entry", "entries") + " per day";
            break;
        case AtMost::What::EntriesPerWeek:
            out += counted(most.count, "entry", "entries") + " per week";
            break;
        }
        Assumed assumed;
        mark(most.assumed, out, assumed);
        if (most.prefer) {
            out += std::string(", preferring the ") +
                   (most.preferHighest.value_or(true) ? "highest " : "lowest ") +
                   said(*most.prefer);
            marks(most.prefer, assumed);
        }
        add(out, assumed);
    }
    void say(const Wait& wait)
    {
        Assumed assumed;
        mark(wait.bars.assumed, spokenBars(wait.bars), assumed);
        std::string after = "a stop-out";
        if (wait.after == Wait::After::LosingTrade) {
            after = "a losing trade";
        } else if (wait.after == Wait::After::AnyTrade) {
            after = "any trade";
        } else if (wait.after == Wait::After::Losses) {
            after = counted(wait.losses, "loss", "losses") + " in a row";
            mark(wait.lossesAssumed, after, assumed);
        }
        add("wait " + spokenBars(wait.bars) + " after " + after, assumed);
    }
    static std::string zone(const std::string& name)
    {
        return name.empty() ? "" : " (" + name + ")";
    }
    void say(const OnlyBetween& only)
    {
        Assumed assumed;
        mark(only.assumed, "from " + renderTime(only.fromMinute), assumed);
        mark(only.toAssumed, "to " + renderTime(only.toMinute), assumed);
        add("enter only between " + renderTime(only.fromMinute) + " and " +
                renderTime(only.toMinute) + zone(only.zone),
            assumed);
    }
    void say(const FlatAt& flat)
    {
        Assumed assumed;
        mark(flat.assumed, renderTime(flat.minute), assumed);
        add("close everything at " + renderTime(flat.minute) + zone(flat.zone), assumed);
    }
    void say(const BuyEvery& buy)
    {
        const std::string amount =
            buy.amount == BuyEvery::Amount::Money ? "$" + number(buy.value)
            : buy.amount == BuyEvery::Amount::Percent
                ? number(buy.value) + "% of the cash"
                : number(buy.value) + (buy.value == 1 ? " share" : " shares");
        Assumed assumed;
        mark(buy.assumed, amount, assumed);
        const std::string every =
            "every " + (isWeekday(buy.every) ? spokenDay(buy.every) : buy.every);
        mark(buy.everyAssumed, every, assumed);
        std::string out =
            "buy " + amount + " of " + (buy.symbol.empty() ? target() : buy.symbol) + " " + every;
        if (!buy.on.empty()) {
            out += " on " + spokenDay(buy.on);
            mark(buy.onAssumed, "on " + spokenDay(buy.on), assumed);
        }
        if (buy.condition) {
            out += " when " + said(*buy.condition);
            marks(buy.condition, assumed);
        }
        add(out, assumed);
    }
    void say(const Portfolio& plan)
    {
        for (Sentence& sentence : describePortfolio(plan, m_names)) {
            add(std::move(sentence.text), sentence.assumed);
        }
    }

    ProgramNames m_names;
    std::string m_symbols;
    std::vector<std::string> m_out;
};

} // namespace

std::vector<std::string> describe(const SyntaxTree& tree)
{
    return Describer().run(tree);
}

std::string withoutAssumptions(std::string sentence)
{
    const std::size_t at = sentence.find(kAssumed);
    if (at != std::string::npos) {
        sentence.replace(at, std::string::npos, ".");
    }
    return sentence;
}

} // namespace sw::english
