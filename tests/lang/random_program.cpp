#include "random_program.h"

#include <array>

namespace sw::test {

using namespace sw::lang;

namespace {

OrderText randomOrder(Dice& dice)
{
    OrderText order;
    order.kind = static_cast<OrderKind>(dice.below(5));
    if (order.kind == OrderKind::Limit || order.kind == OrderKind::Stop) {
        order.price = randomExpr(dice, 2);
        if (dice.coin()) {
            order.valid = randomBars(dice);
        }
    }
    return order;
}

SizingText randomSizing(Dice& dice)
{
    SizingText sizing;
    sizing.kind = static_cast<SizingKind>(dice.below(9));
    sizing.value = randomNumber(dice);
    sizing.assumed = dice.coin();
    const bool windowed = sizing.kind == SizingKind::Volatility || sizing.kind == SizingKind::Kelly;
    if (sizing.kind == SizingKind::Shares) {
        static constexpr std::array kUnits = {"shares", "contracts", "units"};
        sizing.unit = kUnits[static_cast<std::size_t>(dice.below(3))];
    }
    if (sizing.kind == SizingKind::EqualSlots) {
        sizing.value = 100;
    }
    if (windowed) {
        sizing.over = randomBars(dice);
        if (sizing.kind == SizingKind::Kelly) {
            sizing.over.unit = BarsUnit::Bar;
        }
        if (dice.coin()) {
            sizing.maximumPercent = randomNumber(dice);
            sizing.maximumAssumed = dice.coin();
        }
    }
    return sizing;
}

LevelText randomDistance(Dice& dice)
{
    LevelText level;
    level.kind = static_cast<DistanceKind>(dice.below(7));
    switch (level.kind) {
    case DistanceKind::Percent:
        level.value = randomLiteral(dice, ExprKind::Percent);
        break;
    case DistanceKind::RMultiple:
        level.value = randomLiteral(dice, ExprKind::RMultiple);
        break;
    case DistanceKind::Money:
        level.value = randomLiteral(dice, ExprKind::Money);
        break;
    default:
        level.value.kind = ExprKind::Multiply;
        level.value.children = {randomLiteral(dice, ExprKind::Number), randomExpr(dice, 2)};
        break;
    }
    return level;
}

LevelText randomLevel(Dice& dice)
{
    LevelText level = randomDistance(dice);
    if (dice.below(3) == 0) {
        level.isLevel = true;
        level.kind = DistanceKind::Price;
        level.value = randomExpr(dice, 2);
    }
    return level;
}

std::optional<Side> randomSide(Dice& dice)
{
    const int side = dice.below(3);
    return side == 2 ? std::nullopt : std::optional(static_cast<Side>(side));
}

std::optional<Expr> maybeCondition(Dice& dice)
{
    return dice.coin() ? std::optional(randomExpr(dice, 3, true)) : std::nullopt;
}

PortfolioLine rebalanceLine(Dice& dice)
{
    using Kind = PortfolioLine::Kind;
    PortfolioLine line;
    line.kind = static_cast<Kind>(dice.below(12));
    switch (line.kind) {
    case Kind::Among:
        line.symbols = {randomSymbol(dice), randomSymbol(dice)};
        break;
    case Kind::Rank:
        line.highestFirst = dice.coin();
        line.exprs = {randomExpr(dice, 2)};
        break;
    case Kind::HoldRanked:
        line.count = dice.below(4);
        line.bottom = line.count > 0 && dice.coin();
        line.countAssumed = line.count > 0 && dice.coin();
        line.shortSide = dice.coin();
        line.weighting = static_cast<PortfolioLine::Weighting>(dice.below(5));
        if (line.weighting == PortfolioLine::Weighting::By) {
            line.exprs = {randomExpr(dice, 2)};
        } else if (line.weighting == PortfolioLine::Weighting::InverseVolatility) {
            line.exprs = {randomLiteral(dice, ExprKind::Number)};
            line.exprs[0].number = 1 + dice.below(100);
        } else if (line.weighting == PortfolioLine::Weighting::Each) {
            line.percent = randomNumber(dice);
            line.percentAssumed = dice.coin();
        }
        line.when = maybeCondition(dice);
        break;
    case Kind::HoldWeights:
        line.symbols = {randomSymbol(dice), randomSymbol(dice)};
        line.exprs = {randomExpr(dice, 2), randomExpr(dice, 2)};
        break;
    case Kind::KeepUntilRank:
        line.count = 1 + dice.below(9);
        line.countAssumed = dice.coin();
        break;
    case Kind::Otherwise:
        if (dice.coin()) {
            line.holding = "cash";
        } else {
            line.symbols = {randomSymbol(dice)};
        }
        break;
    case Kind::CapEach:
    case Kind::IgnoreUnder:
    case Kind::DriftOver:
        line.percent = randomNumber(dice);
        line.percentAssumed = dice.coin();
        break;
    default:
        line.exprs = {randomExpr(dice, 3, true)};
        break;
    }
    return line;
}

PortfolioLine switchLine(Dice& dice)
{
    PortfolioLine line;
    line.kind =
        dice.coin() ? PortfolioLine::Kind::SwitchWhen : PortfolioLine::Kind::SwitchOtherwise;
    if (line.kind == PortfolioLine::Kind::SwitchWhen) {
        line.when = randomExpr(dice, 3, true);
    }
    switch (dice.below(3)) {
    case 0:
        line.holding = "cash";
        break;
    case 1:
        line.holding = "same";
        break;
    default:
        line.symbols = {randomSymbol(dice), randomSymbol(dice)};
        line.exprs = {randomLiteral(dice, ExprKind::Percent),
                      randomLiteral(dice, ExprKind::Percent)};
        break;
    }
    return line;
}

Portfolio randomPortfolio(Dice& dice)
{
    static constexpr std::array kFrequencies = {"daily", "weekly", "monthly", "quarterly",
                                                "yearly"};
    static constexpr std::array kDays = {"", "first day", "last day", "wednesday"};
    Portfolio block;
    block.isSwitch = dice.coin();
    block.frequency = kFrequencies[static_cast<std::size_t>(dice.below(5))];
    block.frequencyAssumed = dice.coin();
    block.day = kDays[static_cast<std::size_t>(dice.below(4))];
    block.dayAssumed = !block.day.empty() && dice.coin();
    block.closed = true;
    for (int i = dice.below(5); i > 0; --i) {
        block.lines.push_back(block.isSwitch ? switchLine(dice) : rebalanceLine(dice));
    }
    return block;
}

StatementBody randomSetting(Dice& dice)
{
    switch (dice.below(8)) {
    case 0:
        return StrategyName{randomSymbol(dice)};
    case 1: {
        Trade body;
        body.symbols = {randomSymbol(dice), randomSymbol(dice)};
        if (dice.coin()) {
            body.frame = randomFrame(dice);
            body.frameAssumed = dice.coin();
        }
        return body;
    }
    case 2: {
        Pair body;
        body.first = randomSymbol(dice);
        body.second = randomSymbol(dice);
        body.hedge = static_cast<Pair::Hedge>(dice.below(3));
        if (body.hedge == Pair::Hedge::Ratio) {
            body.ratio = randomExpr(dice, 3);
        }
        if (dice.coin()) {
            body.frame = randomFrame(dice);
            body.frameAssumed = dice.coin();
        }
        return body;
    }
    case 3: {
        TestWindow body;
        body.from = CivilDate{2000, 1 + dice.below(12), 2};
        body.fromAssumed = dice.coin();
        if (dice.coin()) {
            body.to = CivilDate{2020, 1 + dice.below(12), 28};
            body.toAssumed = dice.coin();
        }
        return body;
    }
    case 4:
        return Capital{randomNumber(dice), dice.coin()};
    case 5: {
        Costs body;
        body.none = dice.below(4) == 0;
        for (int i = body.none ? 0 : 1 + dice.below(3); i > 0; --i) {
            body.items.push_back({static_cast<CostKind>(dice.below(3)),
                                  static_cast<CostBasis>(dice.below(3)),
                                  randomNumber(dice),
                                  dice.coin(),
                                  {}});
        }
        return body;
    }
    case 6:
        return Benchmark{randomSymbol(dice)};
    default:
        return Size{randomSizing(dice)};
    }
}

StatementBody randomRule(Dice& dice)
{
    switch (dice.below(6)) {
    case 0: {
        Entry body;
        body.side = static_cast<Side>(dice.below(2));
        body.condition = randomExpr(dice, 5, true);
        body.order = randomOrder(dice);
        if (dice.coin()) {
            body.size = randomSizing(dice);
        }
        return body;
    }
    case 1: {
        Scaling body;
        body.add = dice.coin();
        body.side = static_cast<Side>(dice.below(2));
        if (!body.add) {
            body.reducePercent = randomNumber(dice);
            body.reduceAssumed = dice.coin();
        }
        body.condition = randomExpr(dice, 4, true);
        body.order = randomOrder(dice);
        if (body.add && dice.coin()) {
            body.size = randomSizing(dice);
        }
        return body;
    }
    case 2:
        return Exit{randomSide(dice), randomExpr(dice, 4, true), randomOrder(dice)};
    case 3:
        return ExitAfter{randomBars(dice), randomOrder(dice)};
    case 4: {
        Let body;
        body.name = randomName(dice);
        body.value = randomExpr(dice, 5, true);
        return body;
    }
    default: {
        Param body;
        body.name = randomName(dice);
        body.value = randomSignedLiteral(dice);
        if (dice.coin()) {
            body.from = randomSignedLiteral(dice);
            body.to = randomSignedLiteral(dice);
            if (dice.coin()) {
                body.step = randomSignedLiteral(dice);
            }
        }
        return body;
    }
    }
}

StatementBody randomProtection(Dice& dice)
{
    switch (dice.below(4)) {
    case 0:
        return StopLoss{randomSide(dice), randomLevel(dice),
                        static_cast<StopLoss::Basis>(dice.below(3))};
    case 1: {
        TakeProfit body;
        body.side = randomSide(dice);
        body.level = randomLevel(dice);
        if (dice.coin()) {
            body.sellPercent = randomNumber(dice);
            body.sellAssumed = dice.coin();
        }
        body.condition = maybeCondition(dice);
        return body;
    }
    case 2: {
        static constexpr std::array kWords = {"highest", "lowest", "best"};
        TrailingStop body;
        body.side = randomSide(dice);
        body.level = randomLevel(dice);
        if (dice.coin()) {
            body.anchorWritten = true;
            body.anchor = static_cast<TrailingStop::Anchor>(dice.below(3));
            body.anchorAssumed = dice.coin();
            body.anchorWord = kWords[static_cast<std::size_t>(dice.below(3))];
        }
        if (dice.coin()) {
            body.onceUp = randomDistance(dice);
        }
        return body;
    }
    default:
        return Breakeven{randomDistance(dice)};
    }
}

StatementBody randomLimit(Dice& dice)
{
    switch (dice.below(5)) {
    case 0: {
        AtMost body;
        body.what = static_cast<AtMost::What>(dice.below(4));
        body.count = 1 + dice.below(4);
        body.assumed = dice.coin();
        if (body.what == AtMost::What::Positions && dice.coin()) {
            body.preferHighest = dice.coin();
            body.prefer = randomExpr(dice, 3);
        }
        return body;
    }
    case 1: {
        Wait body;
        body.bars = randomBars(dice);
        body.after = static_cast<Wait::After>(dice.below(4));
        if (body.after == Wait::After::Losses) {
            body.losses = 1 + dice.below(5);
            body.lossesAssumed = dice.coin();
        }
        return body;
    }
    case 2:
        return OnlyBetween{dice.below(1440), dice.below(1440), dice.coin(), dice.coin(),
                           dice.coin() ? "Europe/London" : ""};
    case 3:
        return FlatAt{dice.below(1440), dice.coin(), dice.coin() ? "Asia/Tokyo" : ""};
    default: {
        static constexpr std::array kEvery = {"day", "week", "month", "quarter", "year", "friday"};
        BuyEvery body;
        body.amount = static_cast<BuyEvery::Amount>(dice.below(3));
        body.value = randomNumber(dice);
        body.assumed = dice.coin();
        body.symbol = dice.coin() ? randomSymbol(dice) : "";
        body.every = kEvery[static_cast<std::size_t>(dice.below(6))];
        body.everyAssumed = dice.coin();
        body.on = dice.coin() ? "" : dice.coin() ? "first day" : "last day";
        body.onAssumed = !body.on.empty() && dice.coin();
        body.condition = maybeCondition(dice);
        return body;
    }
    }
}

} // namespace

Statement randomStatement(Dice& dice)
{
    Statement statement;
    switch (dice.below(8)) {
    case 0:
        statement.body = randomPortfolio(dice);
        break;
    case 1:
    case 2:
        statement.body = randomSetting(dice);
        break;
    case 3:
        statement.body = randomProtection(dice);
        break;
    case 4:
        statement.body = randomLimit(dice);
        break;
    default:
        statement.body = randomRule(dice);
        break;
    }
    return statement;
}

} // namespace sw::test
