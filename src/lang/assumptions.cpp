// What a text marks as assumed, in the trader's words.
#include "base/text.h"
#include "lang/printer.h"
#include "lang/program_builder.h"
#include "lang/walk.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::lang {

namespace {

std::string literalText(const Expr& literal)
{
    Expr plain = literal;
    plain.assumed = false;
    return print(plain);
}

std::string clock(int minute)
{
    return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

class Collector
{
public:
    explicit Collector(std::vector<Assumption>& found) : m_found(found) {}

    void expr(const Expr& node, const std::string& owner)
    {
        if (node.assumed && node.kind == ExprKind::OnOf) {
            add(owner + ".count", std::to_string(node.count), node.span);
        } else if (node.assumed && node.kind == ExprKind::Index) {
            add(owner + ".bars back", std::to_string(node.count), node.span);
        } else if (node.assumed && node.kind == ExprKind::Frame) {
            add("timeframe", node.frame.word(), node.span);
        } else if (node.assumed) {
            add(owner, literalText(node), node.span);
        }
        if (node.bars.assumed) {
            add(owner + ".bars", std::to_string(node.bars.count), node.bars.span);
        }
        const bool call = (node.resolution == Resolution::Builtin && node.kind == ExprKind::Call) ||
                          (node.resolution == Resolution::Prefixed && node.hasArguments);
        const std::size_t first = node.kind == ExprKind::Member ? 1 : 0;
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            std::string name = owner;
            if (call && node.entry >= 0 && i >= first) {
                const indicators::Entry& entry =
                    indicators::catalog()[static_cast<std::size_t>(node.entry)];
                if (i - first < entry.parameters.size()) {
                    const std::string_view parameter = entry.parameters[i - first].name;
                    name =
                        fmt::format("{}.{}", entry.name, parameter == "n" ? "length" : parameter);
                }
            }
            expr(node.children[i], name);
        }
    }
    void expr(const std::optional<Expr>& node, const std::string& owner)
    {
        if (node) {
            expr(*node, owner);
        }
    }
    void bars(const BarsText& text, const std::string& owner)
    {
        if (text.assumed) {
            BarsText plain = text;
            plain.assumed = false;
            add(owner, print(plain), text.span);
        }
    }
    void size(const SizingText& text)
    {
        if (text.assumed) {
            SizingText plain = text;
            plain.assumed = plain.maximumAssumed = plain.over.assumed = false;
            add("size", print(plain), text.span);
        }
        if (text.over.assumed) {
            add("size.window", std::to_string(text.over.count), text.span);
        }
        if (text.maximumAssumed && text.maximumPercent) {
            add("size.maximum", formatNumber(*text.maximumPercent) + "%", text.span);
        }
    }
    void line(const PortfolioLine& part)
    {
        for (const Expr& value : part.exprs) {
            expr(value, "rebalance");
        }
        expr(part.when, "rebalance");
        if (part.countAssumed) {
            add("rebalance.count", std::to_string(part.count), part.span);
        }
        if (part.percentAssumed) {
            add("rebalance.percentage", formatNumber(part.percent) + "%", part.span);
        }
    }
    void order(const OrderText& text)
    {
        expr(text.price, "order.price");
        if (text.valid) {
            bars(*text.valid, "order.valid");
        }
    }
    void level(const LevelText& text, const std::string& owner) { expr(text.value, owner); }
    void add(const std::string& about, const std::string& value, Span span)
    {
        std::string subject = about;
        for (char& c : subject) {
            c = c == '.' || c == '_' ? ' ' : c;
        }
        m_found.push_back(
            {about, value, fmt::format("{} {} was not stated: assumed", subject, value), span});
    }

private:
    std::vector<Assumption>& m_found;
};

struct Visitor {
    Collector& collect;
    const Statement& statement;

    void operator()(const Trade& trade) const
    {
        if (trade.frameAssumed && trade.frame) {
            collect.add("timeframe", trade.frame->word(), statement.span);
        }
    }
    void operator()(const Pair& pair) const
    {
        if (pair.frameAssumed && pair.frame) {
            collect.add("timeframe", pair.frame->word(), statement.span);
        }
        collect.expr(pair.ratio, "hedge");
    }
    void operator()(const TestWindow& window) const
    {
        if (window.from && window.fromAssumed) {
            collect.add("start", formatDate(*window.from), statement.span);
        }
        if (window.to && window.toAssumed) {
            collect.add("end", formatDate(*window.to), statement.span);
        }
    }
    void operator()(const Capital& capital) const
    {
        if (capital.assumed) {
            collect.add("capital", "$" + formatNumber(capital.amount), statement.span);
        }
    }
    void operator()(const Costs& costs) const
    {
        static constexpr const char* kNames[] = {"commission", "slippage", "financing"};
        for (const CostText& item : costs.items) {
            if (item.assumed) {
                const std::string number = formatNumber(item.value);
                collect.add(kNames[static_cast<int>(item.kind)],
                            item.basis == CostBasis::Percent ? number + "%" : "$" + number,
                            item.span);
            }
        }
    }
    void operator()(const Size& size) const { collect.size(size.sizing); }
    void operator()(const Let& let) const { collect.expr(let.value, let.name); }
    void operator()(const Param& param) const
    {
        collect.expr(param.value, param.name);
        collect.expr(param.from, param.name + ".from");
        collect.expr(param.to, param.name + ".to");
        collect.expr(param.step, param.name + ".step");
    }
    void operator()(const Entry& entry) const
    {
        collect.expr(entry.condition, "entry");
        collect.order(entry.order);
        if (entry.size) {
            collect.size(*entry.size);
        }
    }
    void operator()(const Scaling& scaling) const
    {
        collect.expr(scaling.condition, scaling.add ? "add" : "reduce");
        collect.order(scaling.order);
        if (scaling.size) {
            collect.size(*scaling.size);
        }
        if (scaling.reduceAssumed) {
            collect.add("reduce", formatNumber(scaling.reducePercent) + "%", statement.span);
        }
    }
    void operator()(const Exit& exit) const
    {
        collect.expr(exit.condition, "exit");
        collect.order(exit.order);
    }
    void operator()(const ExitAfter& exit) const
    {
        collect.bars(exit.bars, "exit after");
        collect.order(exit.order);
    }
    void operator()(const StopLoss& stop) const { collect.level(stop.level, "stop loss"); }
    void operator()(const TakeProfit& target) const
    {
        collect.level(target.level, "take profit");
        collect.expr(target.condition, "take profit");
        if (target.sellAssumed && target.sellPercent) {
            collect.add("take profit.fraction", formatNumber(*target.sellPercent) + "%",
                        statement.span);
        }
    }
    void operator()(const TrailingStop& trail) const
    {
        collect.level(trail.level, "trailing stop");
        if (trail.anchorAssumed) {
            static constexpr const char* kAnchors[] = {"high", "close", "low"};
            collect.add("trailing stop.anchor",
                        "best " + std::string(kAnchors[static_cast<int>(trail.anchor)]),
                        statement.span);
        }
        if (trail.onceUp) {
            collect.level(*trail.onceUp, "trailing stop.activation");
        }
    }
    void operator()(const Breakeven& breakeven) const
    {
        collect.level(breakeven.onceUp, "breakeven");
    }
    void operator()(const AtMost& limit) const
    {
        if (limit.assumed) {
            collect.add("limit", std::to_string(limit.count), statement.span);
        }
        collect.expr(limit.prefer, "preference");
    }
    void operator()(const Wait& wait) const
    {
        collect.bars(wait.bars, "cooldown");
        if (wait.lossesAssumed) {
            collect.add("cooldown.losses", std::to_string(wait.losses), statement.span);
        }
    }
    void operator()(const OnlyBetween& session) const
    {
        if (session.assumed) {
            collect.add("session.start", clock(session.fromMinute), statement.span);
        }
        if (session.toAssumed) {
            collect.add("session.end", clock(session.toMinute), statement.span);
        }
    }
    void operator()(const FlatAt& flat) const
    {
        if (flat.assumed) {
            collect.add("flat at", clock(flat.minute), statement.span);
        }
    }
    void operator()(const Portfolio& portfolio) const
    {
        if (portfolio.frequencyAssumed) {
            collect.add("rebalance.every", portfolio.frequency, statement.span);
        }
        if (portfolio.dayAssumed) {
            collect.add("rebalance.day", portfolio.day, statement.span);
        }
        for (const PortfolioLine& line : portfolio.lines) {
            collect.line(line);
        }
    }
    void operator()(const BuyEvery& buy) const
    {
        if (buy.assumed) {
            const std::string number = formatNumber(buy.value);
            collect.add("amount",
                        buy.amount == BuyEvery::Amount::Money     ? "$" + number
                        : buy.amount == BuyEvery::Amount::Percent ? number + "%"
                                                                  : number + " shares",
                        statement.span);
        }
        if (buy.everyAssumed) {
            collect.add("schedule.every", buy.every, statement.span);
        }
        if (buy.onAssumed) {
            collect.add("schedule.day", buy.on, statement.span);
        }
        collect.expr(buy.condition, "schedule");
    }
    template <class Other> void operator()(const Other&) const {}
};

} // namespace

void collectAssumptions(const SyntaxTree& tree, std::vector<Assumption>& assumptions)
{
    Collector collector(assumptions);
    for (const Statement& statement : tree.statements) {
        std::visit(Visitor{collector, statement}, statement.body);
    }
}

void collectHoles(const SyntaxTree& tree, std::vector<std::string>& holes)
{
    for (const Statement& statement : tree.statements) {
        walk(statement, [&holes](const Expr& expr) {
            const bool isHole =
                expr.kind == ExprKind::Call && expr.text == "external" && !expr.children.empty();
            if (isHole && std::ranges::find(holes, expr.children[0].text) == holes.end()) {
                holes.push_back(expr.children[0].text);
            }
        });
    }
}

} // namespace sw::lang
