// What a text marks as assumed, in the trader's words.
#include "base/text.h"
#include "lang/printer.h"
#include "lang/program_builder.h"

#include <fmt/format.h>

namespace sw::lang {

namespace {

std::string literalText(const Expr& literal)
{
    Expr plain = literal;
    plain.assumed = false;
    return print(plain);
}

class Collector
{
public:
    explicit Collector(std::vector<Assumption>& found) : m_found(found) {}

    void expr(const Expr& node, const std::string& owner)
    {
        if (node.assumed) {
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
            plain.assumed = false;
            add("size", print(plain), text.span);
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

struct Visitor
{
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
    void operator()(const Param& param) const { collect.expr(param.value, param.name); }
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
    void operator()(const ExitAfter& exit) const { collect.bars(exit.bars, "exit after"); }
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
    void operator()(const Wait& wait) const { collect.bars(wait.bars, "cooldown"); }
    void operator()(const OnlyBetween& session) const
    {
        if (session.assumed) {
            collect.add("session", print(statement), statement.span);
        }
    }
    void operator()(const FlatAt& flat) const
    {
        if (flat.assumed) {
            collect.add("flat at", print(statement), statement.span);
        }
    }
    void operator()(const Portfolio& portfolio) const
    {
        if (portfolio.frequencyAssumed) {
            collect.add("rebalance.every", portfolio.frequency, statement.span);
        }
        for (const PortfolioLine& line : portfolio.lines) {
            for (const Expr& expr : line.exprs) {
                collect.expr(expr, "rebalance");
            }
            collect.expr(line.when, "rebalance");
        }
    }
    void operator()(const BuyEvery& buy) const
    {
        if (buy.assumed) {
            collect.add("size", formatNumber(buy.value), statement.span);
        }
        collect.expr(buy.condition, "schedule");
    }
    template <class Other> void operator()(const Other&) const {}
};

void findHoles(const Expr& expr, std::vector<std::string>& holes)
{
    if (expr.kind == ExprKind::Call && expr.text == "external" && !expr.children.empty()) {
        holes.push_back(expr.children[0].text);
    }
    for (const Expr& child : expr.children) {
        findHoles(child, holes);
    }
}

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
        if (const auto* let = std::get_if<Let>(&statement.body)) {
            findHoles(let->value, holes);
        } else if (const auto* entry = std::get_if<Entry>(&statement.body)) {
            findHoles(entry->condition, holes);
        } else if (const auto* scaling = std::get_if<Scaling>(&statement.body)) {
            findHoles(scaling->condition, holes);
        } else if (const auto* exit = std::get_if<Exit>(&statement.body)) {
            findHoles(exit->condition, holes);
        } else if (const auto* target = std::get_if<TakeProfit>(&statement.body)) {
            if (target->condition) {
                findHoles(*target->condition, holes);
            }
        } else if (const auto* buy = std::get_if<BuyEvery>(&statement.body)) {
            if (buy->condition) {
                findHoles(*buy->condition, holes);
            }
        } else if (const auto* portfolio = std::get_if<Portfolio>(&statement.body)) {
            for (const PortfolioLine& line : portfolio->lines) {
                for (const Expr& expr : line.exprs) {
                    findHoles(expr, holes);
                }
                if (line.when) {
                    findHoles(*line.when, holes);
                }
            }
        }
    }
}

} // namespace sw::lang
