#include "lang/syntax.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sw::lang {

namespace {

bool isConjunction(const Expr& expr)
{
    return (expr.kind == ExprKind::And || expr.kind == ExprKind::Unless) &&
           expr.children.size() == 2;
}

bool isDisjunction(const Expr& expr)
{
    return expr.kind == ExprKind::Or && expr.children.size() == 2;
}

/// A part of a chain of `and` or `or`; negated by an `unless` before it or by its own `not`.
struct Part {
    const Expr* expr = nullptr;
    bool negated = false;
};

void collect(const Expr& expr, bool conjunction, std::vector<Part>& parts)
{
    if (conjunction ? !isConjunction(expr) : !isDisjunction(expr)) {
        const bool negated = expr.kind == ExprKind::Not && expr.children.size() == 1;
        parts.push_back({negated ? &expr.children[0] : &expr, negated});
        return;
    }
    collect(expr.children[0], conjunction, parts);
    if (expr.kind == ExprKind::Unless) {
        parts.push_back({&expr.children[1], true});
    } else {
        collect(expr.children[1], conjunction, parts);
    }
}

bool sameChains(const Expr& a, const Expr& b, bool conjunction)
{
    std::vector<Part> left;
    std::vector<Part> right;
    collect(a, conjunction, left);
    collect(b, conjunction, right);
    return std::ranges::equal(left, right, [](const Part& x, const Part& y) {
        return x.negated == y.negated && sameMeaning(*x.expr, *y.expr);
    });
}

struct Literal {
    ExprKind kind = ExprKind::Invalid;
    double number = 0;
    bool assumed = false;
    bool operator==(const Literal&) const = default;
};

bool isSigned(ExprKind kind)
{
    return kind == ExprKind::Number || kind == ExprKind::Percent || kind == ExprKind::Money ||
           kind == ExprKind::RMultiple;
}

/// A literal with its sign, whether the sign stands in the number or before it.
std::optional<Literal> literalOf(const Expr& expr)
{
    if (isSigned(expr.kind)) {
        return Literal{expr.kind, expr.number, expr.assumed};
    }
    if (expr.kind == ExprKind::Negate && expr.children.size() == 1 &&
        isSigned(expr.children[0].kind) && !std::signbit(expr.children[0].number)) {
        const Expr& child = expr.children[0];
        return Literal{child.kind, -child.number, child.assumed};
    }
    return std::nullopt;
}

ExprKind plainKind(const Expr& expr)
{
    return expr.kind == ExprKind::Call && expr.children.empty() ? ExprKind::Name : expr.kind;
}

bool sameArgumentNames(const Expr& a, const Expr& b)
{
    const std::size_t count = std::max(a.argumentNames.size(), b.argumentNames.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view left =
            i < a.argumentNames.size() ? std::string_view(a.argumentNames[i]) : std::string_view();
        const std::string_view right =
            i < b.argumentNames.size() ? std::string_view(b.argumentNames[i]) : std::string_view();
        if (left != right) {
            return false;
        }
    }
    return true;
}

bool sameFields(const Expr& a, const Expr& b)
{
    switch (plainKind(a)) {
    case ExprKind::Time:
        return a.number == b.number && a.assumed == b.assumed;
    case ExprKind::Date:
        return a.date == b.date && a.assumed == b.assumed;
    case ExprKind::Text:
    case ExprKind::Name:
    case ExprKind::Symbol:
        return a.text == b.text;
    case ExprKind::Call:
    case ExprKind::Member:
        return a.text == b.text && sameArgumentNames(a, b);
    case ExprKind::Frame:
        return a.text == b.text && a.frame == b.frame && a.assumed == b.assumed;
    case ExprKind::Index:
        return a.count == b.count && a.assumed == b.assumed;
    case ExprKind::OnOf:
        return a.count == b.count && a.assumed == b.assumed && a.bars == b.bars;
    case ExprKind::Rising:
    case ExprKind::Falling:
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::Then:
        return a.bars == b.bars;
    default:
        return true;
    }
}

bool same(const std::optional<Expr>& a, const std::optional<Expr>& b)
{
    return a.has_value() == b.has_value() && (!a || sameMeaning(*a, *b));
}

bool same(const std::vector<Expr>& a, const std::vector<Expr>& b)
{
    return std::ranges::equal(a, b, [](const Expr& x, const Expr& y) { return sameMeaning(x, y); });
}

bool same(const OrderText& a, const OrderText& b)
{
    return a.kind == b.kind && same(a.price, b.price) && a.valid == b.valid;
}

bool same(const SizingText& a, const SizingText& b)
{
    return a.kind == b.kind && a.value == b.value && a.assumed == b.assumed && a.unit == b.unit &&
           a.over == b.over && a.maximumPercent == b.maximumPercent &&
           a.maximumAssumed == b.maximumAssumed;
}

bool same(const std::optional<SizingText>& a, const std::optional<SizingText>& b)
{
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

bool same(const LevelText& a, const LevelText& b)
{
    return a.isLevel == b.isLevel && a.kind == b.kind && sameMeaning(a.value, b.value);
}

bool same(const CostText& a, const CostText& b)
{
    return a.kind == b.kind && a.basis == b.basis && a.value == b.value && a.assumed == b.assumed;
}

bool same(const PortfolioLine& a, const PortfolioLine& b)
{
    return a.kind == b.kind && a.symbols == b.symbols && same(a.exprs, b.exprs) &&
           a.count == b.count && a.countAssumed == b.countAssumed && a.bottom == b.bottom &&
           a.shortSide == b.shortSide && a.highestFirst == b.highestFirst &&
           a.weighting == b.weighting && a.percent == b.percent &&
           a.percentAssumed == b.percentAssumed && same(a.when, b.when) && a.holding == b.holding;
}

bool same(const Comment&, const Comment&)
{
    return true;
}
bool same(const InvalidLine&, const InvalidLine&)
{
    return true;
}
bool same(const StrategyName& a, const StrategyName& b)
{
    return a.name == b.name;
}
bool same(const Trade& a, const Trade& b)
{
    return a.symbols == b.symbols && a.frame == b.frame && a.frameAssumed == b.frameAssumed;
}
bool same(const Pair& a, const Pair& b)
{
    return a.first == b.first && a.second == b.second && a.hedge == b.hedge &&
           same(a.ratio, b.ratio) && a.frame == b.frame && a.frameAssumed == b.frameAssumed;
}
bool same(const TestWindow& a, const TestWindow& b)
{
    return a.from == b.from && a.to == b.to && a.fromAssumed == b.fromAssumed &&
           a.toAssumed == b.toAssumed;
}
bool same(const Capital& a, const Capital& b)
{
    return a.amount == b.amount && a.assumed == b.assumed;
}
bool same(const Costs& a, const Costs& b)
{
    return a.none == b.none &&
           std::ranges::equal(a.items, b.items,
                              [](const CostText& x, const CostText& y) { return same(x, y); });
}
bool same(const Benchmark& a, const Benchmark& b)
{
    return a.symbol == b.symbol;
}
bool same(const Size& a, const Size& b)
{
    return same(a.sizing, b.sizing);
}
bool same(const Let& a, const Let& b)
{
    return a.name == b.name && sameMeaning(a.value, b.value);
}
bool same(const Param& a, const Param& b)
{
    return a.name == b.name && sameMeaning(a.value, b.value) && same(a.from, b.from) &&
           same(a.to, b.to) && same(a.step, b.step);
}
bool same(const Entry& a, const Entry& b)
{
    return a.side == b.side && sameMeaning(a.condition, b.condition) && same(a.order, b.order) &&
           same(a.size, b.size);
}
bool same(const Scaling& a, const Scaling& b)
{
    return a.add == b.add && a.side == b.side && a.reducePercent == b.reducePercent &&
           a.reduceAssumed == b.reduceAssumed && sameMeaning(a.condition, b.condition) &&
           same(a.order, b.order) && same(a.size, b.size);
}
bool same(const Exit& a, const Exit& b)
{
    return a.side == b.side && sameMeaning(a.condition, b.condition) && same(a.order, b.order);
}
bool same(const ExitAfter& a, const ExitAfter& b)
{
    return a.bars == b.bars && same(a.order, b.order);
}
bool same(const StopLoss& a, const StopLoss& b)
{
    return a.side == b.side && same(a.level, b.level) && a.basis == b.basis;
}
bool same(const TakeProfit& a, const TakeProfit& b)
{
    return a.side == b.side && same(a.level, b.level) && a.sellPercent == b.sellPercent &&
           a.sellAssumed == b.sellAssumed && same(a.condition, b.condition);
}
bool same(const TrailingStop& a, const TrailingStop& b)
{
    return a.side == b.side && same(a.level, b.level) && a.anchor == b.anchor &&
           a.anchorWritten == b.anchorWritten && a.anchorAssumed == b.anchorAssumed &&
           a.anchorWord == b.anchorWord && a.onceUp.has_value() == b.onceUp.has_value() &&
           (!a.onceUp || same(*a.onceUp, *b.onceUp));
}
bool same(const Breakeven& a, const Breakeven& b)
{
    return same(a.onceUp, b.onceUp);
}
bool same(const AtMost& a, const AtMost& b)
{
    return a.what == b.what && a.count == b.count && a.assumed == b.assumed &&
           a.preferHighest == b.preferHighest && same(a.prefer, b.prefer);
}
bool same(const Wait& a, const Wait& b)
{
    return a.bars == b.bars && a.after == b.after && a.losses == b.losses &&
           a.lossesAssumed == b.lossesAssumed;
}
bool same(const OnlyBetween& a, const OnlyBetween& b)
{
    return a.fromMinute == b.fromMinute && a.toMinute == b.toMinute && a.assumed == b.assumed &&
           a.toAssumed == b.toAssumed && a.zone == b.zone;
}
bool same(const FlatAt& a, const FlatAt& b)
{
    return a.minute == b.minute && a.assumed == b.assumed && a.zone == b.zone;
}
bool same(const Portfolio& a, const Portfolio& b)
{
    const auto lines = [](const Portfolio& block) {
        std::vector<const PortfolioLine*> list;
        for (const PortfolioLine& line : block.lines) {
            if (line.kind != PortfolioLine::Kind::Comment) {
                list.push_back(&line);
            }
        }
        return list;
    };
    return a.isSwitch == b.isSwitch && a.frequency == b.frequency &&
           a.frequencyAssumed == b.frequencyAssumed && a.day == b.day &&
           a.dayAssumed == b.dayAssumed &&
           std::ranges::equal(
               lines(a), lines(b),
               [](const PortfolioLine* x, const PortfolioLine* y) { return same(*x, *y); });
}
bool same(const BuyEvery& a, const BuyEvery& b)
{
    return a.amount == b.amount && a.value == b.value && a.assumed == b.assumed &&
           a.symbol == b.symbol && a.every == b.every && a.everyAssumed == b.everyAssumed &&
           a.on == b.on && a.onAssumed == b.onAssumed && same(a.condition, b.condition);
}

} // namespace

bool sameMeaning(const Expr& a, const Expr& b)
{
    if (isConjunction(a) || isConjunction(b)) {
        return isConjunction(a) && isConjunction(b) && sameChains(a, b, true);
    }
    if (isDisjunction(a) || isDisjunction(b)) {
        return isDisjunction(a) && isDisjunction(b) && sameChains(a, b, false);
    }
    const std::optional<Literal> left = literalOf(a);
    const std::optional<Literal> right = literalOf(b);
    if (left || right) {
        return left == right;
    }
    return plainKind(a) == plainKind(b) && sameFields(a, b) && same(a.children, b.children);
}

bool sameMeaning(const SyntaxTree& a, const SyntaxTree& b)
{
    const auto statements = [](const SyntaxTree& tree) {
        std::vector<const Statement*> list;
        for (const Statement& statement : tree.statements) {
            if (!std::holds_alternative<Comment>(statement.body)) {
                list.push_back(&statement);
            }
        }
        return list;
    };
    return std::ranges::equal(
        statements(a), statements(b), [](const Statement* x, const Statement* y) {
            return std::visit(
                [](const auto& left, const auto& right) {
                    if constexpr (std::is_same_v<decltype(left), decltype(right)>) {
                        return same(left, right);
                    } else {
                        return false;
                    }
                },
                x->body, y->body);
        });
}

} // namespace sw::lang
