#include "random_program.h"

#include <array>

namespace sw::test {

using namespace sw::lang;

std::uint64_t Dice::next()
{
    m_state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

std::string randomName(Dice& dice)
{
    static constexpr std::array kNames = {"close", "rsi",  "fast", "x",      "sma_20", "highest",
                                          "top",   "vwap", "a1",   "rising", "limit",  "last"};
    return kNames[static_cast<std::size_t>(dice.below(kNames.size()))];
}

std::string randomSymbol(Dice& dice)
{
    static constexpr std::array kSymbols = {"SPY",  "T",  "BRK-B", "^VIX",           "CL=F",
                                            "LONG", "X1", "lower", "with \"quote\"", "back\\slash",
                                            "é"};
    return kSymbols[static_cast<std::size_t>(dice.below(kSymbols.size()))];
}

double randomNumber(Dice& dice)
{
    switch (dice.below(6)) {
    case 0:
        return 0;
    case 1:
        return dice.below(300);
    case 2:
        return dice.below(100000) / 1000.0;
    case 3:
        return static_cast<double>(dice.next() >> 11U) * 1e-16;
    case 4:
        return 1e-9 * (1 + dice.below(9));
    default:
        return 1e18 * (1 + dice.below(9));
    }
}

BarsText randomBars(Dice& dice)
{
    BarsText bars;
    bars.count = dice.coin() ? 1 : 1 + dice.below(300);
    bars.assumed = dice.coin();
    bars.unit = static_cast<BarsUnit>(dice.below(3));
    return bars;
}

Timeframe randomFrame(Dice& dice)
{
    static constexpr std::array kFrames = {
        Timeframe{1, FrameUnit::Day},   Timeframe{1, FrameUnit::Week},
        Timeframe{1, FrameUnit::Month}, Timeframe{1, FrameUnit::Hour},
        Timeframe{4, FrameUnit::Hour},  Timeframe{5, FrameUnit::Minute},
        Timeframe{3, FrameUnit::Day},
    };
    return kFrames[static_cast<std::size_t>(dice.below(kFrames.size()))];
}

Expr randomLiteral(Dice& dice, ExprKind kind)
{
    Expr expr;
    expr.kind = kind;
    expr.number = randomNumber(dice);
    expr.assumed = dice.coin();
    return expr;
}

Expr randomSignedLiteral(Dice& dice)
{
    static constexpr std::array kKinds = {ExprKind::Number, ExprKind::Percent, ExprKind::Money,
                                          ExprKind::RMultiple};
    Expr expr = randomLiteral(dice, kKinds[static_cast<std::size_t>(dice.below(4))]);
    if (dice.below(4) == 0) {
        expr.number = -expr.number;
    }
    return expr;
}

namespace {

Expr leaf(Dice& dice)
{
    Expr expr;
    switch (dice.below(6)) {
    case 0:
        expr = randomLiteral(dice, ExprKind::Time);
        expr.number = dice.below(1440);
        return expr;
    case 1:
        expr = randomLiteral(dice, ExprKind::Date);
        expr.number = 0;
        expr.date = {1990 + dice.below(40), 1 + dice.below(12), 1 + dice.below(28)};
        return expr;
    case 2:
        expr.kind = ExprKind::Text;
        expr.text = randomSymbol(dice);
        return expr;
    case 3:
        return randomSignedLiteral(dice);
    default:
        expr.kind = ExprKind::Name;
        expr.text = randomName(dice);
        return expr;
    }
}

Expr prefixOf(Dice& dice)
{
    Expr expr;
    expr.kind = dice.coin() ? ExprKind::Symbol : ExprKind::Frame;
    if (expr.kind == ExprKind::Symbol || dice.coin()) {
        expr.text = randomSymbol(dice);
    }
    if (expr.kind == ExprKind::Frame) {
        expr.frame = randomFrame(dice);
        expr.assumed = dice.coin();
    }
    return expr;
}

void addArguments(Dice& dice, int depth, int least, Expr& call)
{
    const int count = least + dice.below(3);
    for (int i = 0; i < count; ++i) {
        call.children.push_back(randomExpr(dice, depth - 1));
        call.argumentNames.push_back(dice.below(3) == 0 ? randomName(dice) : "");
    }
}

Expr withChildren(Dice& dice, int depth, ExprKind kind, int count)
{
    Expr expr;
    expr.kind = kind;
    for (int i = 0; i < count; ++i) {
        expr.children.push_back(randomExpr(dice, depth - 1));
    }
    return expr;
}

Expr postfixExpr(Dice& dice, int depth)
{
    Expr expr;
    switch (dice.below(3)) {
    case 0:
        expr.kind = ExprKind::Call;
        expr.text = randomName(dice);
        addArguments(dice, depth, 1, expr);
        return expr;
    case 1:
        expr.kind = ExprKind::Member;
        expr.text = randomName(dice);
        expr.children.push_back(dice.coin() ? prefixOf(dice) : randomExpr(dice, depth - 1));
        addArguments(dice, depth, 0, expr);
        expr.hasArguments = expr.children.size() > 1;
        return expr;
    default:
        expr = withChildren(dice, depth, ExprKind::Index, 1);
        expr.count = dice.below(30);
        expr.assumed = dice.below(4) == 0;
        return expr;
    }
}

Expr timed(Dice& dice, int depth)
{
    static constexpr std::array kKinds = {ExprKind::Rising, ExprKind::Falling, ExprKind::ForBars,
                                          ExprKind::Within, ExprKind::OnOf,    ExprKind::Then};
    const ExprKind kind = kKinds[static_cast<std::size_t>(dice.below(kKinds.size()))];
    Expr expr = withChildren(dice, depth, kind, kind == ExprKind::Then ? 2 : 1);
    expr.bars = randomBars(dice);
    if (kind == ExprKind::OnOf) {
        expr.count = 1 + dice.below(expr.bars.count);
        expr.assumed = dice.coin();
    }
    return expr;
}

} // namespace

Expr randomExpr(Dice& dice, int depth, bool mayHaveUnless)
{
    if (mayHaveUnless && dice.below(4) == 0) {
        return withChildren(dice, depth, ExprKind::Unless, 2);
    }
    if (depth <= 0 || dice.below(6) == 0) {
        return leaf(dice);
    }
    static constexpr std::array kBinary = {
        ExprKind::Add,   ExprKind::Subtract,  ExprKind::Multiply,     ExprKind::Divide,
        ExprKind::Less,  ExprKind::LessEqual, ExprKind::Greater,      ExprKind::GreaterEqual,
        ExprKind::Equal, ExprKind::NotEqual,  ExprKind::CrossesAbove, ExprKind::CrossesBelow,
        ExprKind::And,   ExprKind::Or,        ExprKind::And,          ExprKind::Or,
    };
    switch (dice.below(8)) {
    case 0:
        return postfixExpr(dice, depth);
    case 1:
    case 2:
        return timed(dice, depth);
    case 3:
        return withChildren(dice, depth, ExprKind::Between, 3);
    case 4:
        return withChildren(dice, depth, dice.coin() ? ExprKind::Not : ExprKind::Negate, 1);
    case 5:
        if (dice.below(3) == 0) {
            return withChildren(dice, depth, ExprKind::If, 3);
        }
        [[fallthrough]];
    default:
        return withChildren(dice, depth,
                            kBinary[static_cast<std::size_t>(dice.below(kBinary.size()))], 2);
    }
}

} // namespace sw::test
