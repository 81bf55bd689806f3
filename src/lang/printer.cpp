#include "lang/printer.h"

#include "lang/printer_expressions.h"

#include "base/text.h"

#include <algorithm>

namespace sw::lang {

namespace {

std::string_view word(Side side)
{
    return side == Side::Long ? "long" : "short";
}

std::string withSide(std::string_view words, const std::optional<Side>& side)
{
    std::string text(words);
    if (side) {
        text += " ";
        text += word(*side);
    }
    return text + " ";
}

std::string orderClause(const OrderText& order)
{
    const std::string text = print(order);
    return text.empty() ? text : " " + text;
}

std::string sizeClause(const std::optional<SizingText>& size)
{
    return size ? " size " + print(*size) : "";
}

std::string frameClause(const std::optional<Timeframe>& frame, bool assumed)
{
    return frame ? " on " + frame->word() + printMark(assumed) : "";
}

std::string zoneClause(const std::string& zone)
{
    return zone.empty() ? "" : " in " + printText(zone);
}

std::string printCost(const CostText& cost)
{
    static constexpr std::string_view kKinds[] = {"commission ", "slippage ", "financing "};
    std::string text(kKinds[static_cast<std::size_t>(cost.kind)]);
    switch (cost.basis) {
    case CostBasis::Percent:
        return text + printPercent(cost.value, cost.assumed);
    case CostBasis::PerShare:
        return text + printMoney(cost.value, cost.assumed) + " per share";
    case CostBasis::PerTrade:
    case CostBasis::Money:
        break;
    }
    return text + printMoney(cost.value, cost.assumed) + " per trade";
}

std::string printWeighting(const PortfolioLine& line)
{
    switch (line.weighting) {
    case PortfolioLine::Weighting::None:
        return "";
    case PortfolioLine::Weighting::Equally:
        return " equally";
    case PortfolioLine::Weighting::InverseVolatility:
        return " weighted by inverse volatility(" + print(line.exprs.at(0)) + ")";
    case PortfolioLine::Weighting::By:
        return " weighted by " + print(line.exprs.at(0));
    case PortfolioLine::Weighting::Each:
        break;
    }
    return " each " + printPercent(line.percent, line.percentAssumed);
}

std::string printHolding(const PortfolioLine& line)
{
    if (!line.holding.empty()) {
        return "hold " + line.holding;
    }
    std::string text;
    for (std::size_t i = 0; i < line.symbols.size(); ++i) {
        text += i == 0 ? "hold " : ", ";
        text += print(line.exprs.at(i)) + " " + printSymbol(line.symbols[i]);
    }
    return text;
}

std::string printHoldLine(const PortfolioLine& line)
{
    if (line.kind == PortfolioLine::Kind::HoldWeights) {
        std::string text;
        for (std::size_t i = 0; i < line.symbols.size(); ++i) {
            text += i == 0 ? "hold " : ", ";
            text += printSymbol(line.symbols[i]) + " at " + print(line.exprs.at(i));
        }
        return text;
    }
    std::string text = "hold all";
    if (line.count > 0) {
        text = line.bottom ? "hold bottom " : "hold top ";
        text += printNumber(line.count, line.countAssumed);
    }
    text += line.shortSide ? " short" : "";
    text += printWeighting(line);
    return line.when ? text + " when " + print(*line.when) : text;
}

std::string printLine(const PortfolioLine& line)
{
    using Kind = PortfolioLine::Kind;
    switch (line.kind) {
    case Kind::Among:
        return "among " + printSymbols(line.symbols);
    case Kind::Rank:
        return "rank by " + print(line.exprs.at(0)) +
               (line.highestFirst ? " highest first" : " lowest first");
    case Kind::HoldRanked:
    case Kind::HoldWeights:
        return printHoldLine(line);
    case Kind::KeepUntilRank:
        return "keep until rank " + printNumber(line.count, line.countAssumed);
    case Kind::Require:
        return "require " + print(line.exprs.at(0));
    case Kind::Gate:
        return "gate " + print(line.exprs.at(0));
    case Kind::OnlyIf:
        return "only if " + print(line.exprs.at(0));
    case Kind::Otherwise:
        return "otherwise " +
               (line.holding.empty() ? printSymbol(line.symbols.at(0)) : line.holding);
    case Kind::CapEach:
        return "cap each at " + printPercent(line.percent, line.percentAssumed);
    case Kind::IgnoreUnder:
        return "ignore changes under " + printPercent(line.percent, line.percentAssumed);
    case Kind::DriftOver:
        return "drift over " + printPercent(line.percent, line.percentAssumed);
    case Kind::SwitchWhen:
        return "when " + (line.when ? print(*line.when) : "") + " " + printHolding(line);
    case Kind::SwitchOtherwise:
        return "otherwise " + printHolding(line);
    case Kind::Comment:
        break;
    }
    return "";
}

std::string withComment(std::string line, const std::string& comment)
{
    if (comment.empty()) {
        return line;
    }
    return line.empty() ? "# " + comment : line + " # " + comment;
}

/// One overload for each kind of statement.
struct BodyPrinter {
    const std::string& headComment; ///< stands on the head line of a block

    std::string operator()(const Comment&) const { return ""; }
    std::string operator()(const InvalidLine&) const { return ""; }
    std::string operator()(const StrategyName& body) const
    {
        return "strategy " + printText(body.name);
    }
    std::string operator()(const Trade& body) const
    {
        return "trade " + printSymbols(body.symbols) + frameClause(body.frame, body.frameAssumed);
    }
    std::string operator()(const Pair& body) const
    {
        std::string text = "pair " + printSymbols({body.first, body.second});
        if (body.hedge == Pair::Hedge::EqualDollars) {
            text += " hedge equal dollars";
        } else if (body.ratio) {
            text += " hedge ratio " + print(*body.ratio);
        }
        return text + frameClause(body.frame, body.frameAssumed);
    }
    std::string operator()(const TestWindow& body) const
    {
        std::string text = "test";
        if (body.from) {
            text += " from " + formatDate(*body.from) + printMark(body.fromAssumed);
        }
        if (body.to) {
            text += " to " + formatDate(*body.to) + printMark(body.toAssumed);
        }
        return text;
    }
    std::string operator()(const Capital& body) const
    {
        return "capital " + printMoney(body.amount, body.assumed);
    }
    std::string operator()(const Costs& body) const
    {
        std::string text = body.none ? "costs none" : "costs ";
        for (std::size_t i = 0; i < body.items.size(); ++i) {
            text += (i == 0 ? "" : ", ") + printCost(body.items[i]);
        }
        return text;
    }
    std::string operator()(const Benchmark& body) const
    {
        return "benchmark " + printSymbol(body.symbol);
    }
    std::string operator()(const Size& body) const { return "size " + print(body.sizing); }
    std::string operator()(const Let& body) const
    {
        return "let " + body.name + " = " + print(body.value);
    }
    std::string operator()(const Param& body) const
    {
        std::string text = "param " + body.name + " = " + print(body.value);
        if (body.from && body.to) {
            text += " from " + print(*body.from) + " to " + print(*body.to);
        }
        return body.step ? text + " step " + print(*body.step) : text;
    }
    std::string operator()(const Entry& body) const
    {
        return std::string(word(body.side)) + " when " + print(body.condition) +
               orderClause(body.order) + sizeClause(body.size);
    }
    std::string operator()(const Scaling& body) const
    {
        std::string text = body.add ? "add " : "reduce ";
        text += word(body.side);
        if (!body.add) {
            text += " by " + printPercent(body.reducePercent, body.reduceAssumed);
        }
        return text + " when " + print(body.condition) + orderClause(body.order) +
               sizeClause(body.size);
    }
    std::string operator()(const Exit& body) const
    {
        return withSide("exit", body.side) + "when " + print(body.condition) +
               orderClause(body.order);
    }
    std::string operator()(const ExitAfter& body) const
    {
        return "exit after " + print(body.bars) + orderClause(body.order);
    }
    std::string operator()(const StopLoss& body) const
    {
        std::string text = withSide("stop loss", body.side) + print(body.level);
        if (body.basis == StopLoss::Basis::LastFill) {
            text += " from last fill";
        } else if (body.basis == StopLoss::Basis::AveragePrice) {
            text += " from average price";
        }
        return text;
    }
    std::string operator()(const TakeProfit& body) const
    {
        std::string text = withSide("take profit", body.side) + print(body.level);
        if (body.sellPercent) {
            text += " sell " + printPercent(*body.sellPercent, body.sellAssumed);
        }
        return body.condition ? text + " when " + print(*body.condition) : text;
    }
    std::string operator()(const TrailingStop& body) const
    {
        static constexpr std::string_view kAnchors[] = {" high", " close", " low"};
        std::string text = withSide("trailing stop", body.side) + print(body.level);
        if (body.anchorWritten) {
            text += " from " + (body.anchorWord.empty() ? "best" : body.anchorWord);
            text += kAnchors[static_cast<std::size_t>(body.anchor)];
            text += printMark(body.anchorAssumed);
        }
        return body.onceUp ? text + " once up " + print(*body.onceUp) : text;
    }
    std::string operator()(const Breakeven& body) const
    {
        return "breakeven once up " + print(body.onceUp);
    }
    std::string operator()(const AtMost& body) const;
    std::string operator()(const Wait& body) const;
    std::string operator()(const OnlyBetween& body) const
    {
        return "only between " + printTime(body.fromMinute, body.assumed) + " and " +
               printTime(body.toMinute, body.toAssumed) + zoneClause(body.zone);
    }
    std::string operator()(const FlatAt& body) const
    {
        return "flat at " + printTime(body.minute, body.assumed) + zoneClause(body.zone);
    }
    std::string operator()(const Portfolio& body) const;
    std::string operator()(const BuyEvery& body) const;
};

std::string BodyPrinter::operator()(const AtMost& body) const
{
    const bool one = body.count == 1;
    std::string text = "at most " + printNumber(body.count, body.assumed);
    switch (body.what) {
    case AtMost::What::Positions:
        text += one ? " position" : " positions";
        break;
    case AtMost::What::Units:
        return text + (one ? " unit" : " units");
    case AtMost::What::EntriesPerDay:
        return text + (one ? " entry per day" : " entries per day");
    case AtMost::What::EntriesPerWeek:
        return text + (one ? " entry per week" : " entries per week");
    }
    if (body.prefer) {
        text += body.preferHighest.value_or(true) ? " prefer highest " : " prefer lowest ";
        text += print(*body.prefer);
    }
    return text;
}

std::string BodyPrinter::operator()(const Wait& body) const
{
    const std::string text = "wait " + print(body.bars) + " after ";
    switch (body.after) {
    case Wait::After::StopOut:
        return text + "stop out";
    case Wait::After::LosingTrade:
        return text + "losing trade";
    case Wait::After::AnyTrade:
        return text + "any trade";
    case Wait::After::Losses:
        break;
    }
    return text + printNumber(body.losses, body.lossesAssumed) + " losses";
}

std::string BodyPrinter::operator()(const Portfolio& body) const
{
    std::string text = body.isSwitch ? "switch " : "rebalance ";
    text += body.frequency + printMark(body.frequencyAssumed);
    if (!body.day.empty()) {
        text += " on " + body.day + printMark(body.dayAssumed);
    }
    text = withComment(text + ":", headComment) + "\n";
    for (const PortfolioLine& line : body.lines) {
        const bool emptyComment = line.kind == PortfolioLine::Kind::Comment && line.comment.empty();
        text += "  " + (emptyComment ? "#" : withComment(printLine(line), line.comment)) + "\n";
    }
    return text + "end";
}

std::string BodyPrinter::operator()(const BuyEvery& body) const
{
    std::string text = "buy ";
    switch (body.amount) {
    case BuyEvery::Amount::Money:
        text += printMoney(body.value, body.assumed);
        break;
    case BuyEvery::Amount::Percent:
        text += printPercent(body.value, body.assumed);
        break;
    case BuyEvery::Amount::Shares:
        text += printNumber(body.value, body.assumed) + " shares";
        break;
    }
    if (!body.symbol.empty()) {
        text += " " + printSymbol(body.symbol);
    }
    text += " every " + body.every + printMark(body.everyAssumed);
    if (!body.on.empty()) {
        text += " on " + body.on + printMark(body.onAssumed);
    }
    return body.condition ? text + " when " + print(*body.condition) : text;
}

/// The place of a kind of statement in the fixed order; kinds of one place keep their written
/// order.
int placeOf(const StatementBody& body)
{
    // Kinds stand in the variant in this order; definitions refer to each other and exits by rule
    // and by time share nothing, so only Let and Param are one place.
    const bool definition =
        std::holds_alternative<Let>(body) || std::holds_alternative<Param>(body);
    return static_cast<int>(definition ? StatementBody(Let{}).index() : body.index());
}

std::string printWithComment(const Statement& statement)
{
    const std::string none;
    if (std::holds_alternative<Portfolio>(statement.body)) {
        return std::visit(BodyPrinter{statement.comment}, statement.body);
    }
    if (std::holds_alternative<Comment>(statement.body) && statement.comment.empty()) {
        return "#";
    }
    return withComment(std::visit(BodyPrinter{none}, statement.body), statement.comment);
}

} // namespace

std::string print(const OrderText& order)
{
    switch (order.kind) {
    case OrderKind::Market:
        return "";
    case OrderKind::AtClose:
        return "at close";
    case OrderKind::AtOpen:
        return "at open";
    case OrderKind::Limit:
    case OrderKind::Stop:
        break;
    }
    std::string text = order.kind == OrderKind::Limit ? "using limit " : "using stop ";
    text += order.price ? print(*order.price) : "";
    return order.valid ? text + " valid " + print(*order.valid) : text;
}

std::string print(const SizingText& sizing)
{
    std::string text;
    switch (sizing.kind) {
    case SizingKind::PercentOfEquity:
        return printPercent(sizing.value, sizing.assumed) + " of equity";
    case SizingKind::PercentOfCash:
        return printPercent(sizing.value, sizing.assumed) + " of cash";
    case SizingKind::Cash:
        return printMoney(sizing.value, sizing.assumed);
    case SizingKind::Shares:
        return printNumber(sizing.value, sizing.assumed) + " " +
               (sizing.unit.empty() ? "shares" : sizing.unit);
    case SizingKind::RiskPercent:
        return "risk " + printPercent(sizing.value, sizing.assumed) + " of equity";
    case SizingKind::RiskCash:
        return "risk " + printMoney(sizing.value, sizing.assumed);
    case SizingKind::EqualSlots:
        return "equal slots" + printMark(sizing.assumed);
    case SizingKind::Volatility:
        text = "volatility " + printPercent(sizing.value, sizing.assumed) + " over " +
               print(sizing.over);
        break;
    case SizingKind::Kelly:
        text = "kelly " + printNumber(sizing.value, sizing.assumed) + " over " +
               printNumber(sizing.over.count, sizing.over.assumed) + " trades";
        break;
    }
    if (sizing.maximumPercent) {
        text += " max " + printPercent(*sizing.maximumPercent, sizing.maximumAssumed);
    }
    return text;
}

std::string print(const LevelText& level)
{
    if (level.isLevel) {
        return "at " + print(level.value);
    }
    switch (level.kind) {
    case DistanceKind::Pips:
        return print(level.value) + " pips";
    case DistanceKind::Ticks:
        return print(level.value) + " ticks";
    case DistanceKind::Points:
        return print(level.value) + " points";
    default:
        return print(level.value);
    }
}

std::string print(const Statement& statement)
{
    const std::string none;
    return std::visit(BodyPrinter{none}, statement.body);
}

// A comment on its own line belongs to the statement below it and moves with it; comments at the
// end of the program stay there.
std::string print(const SyntaxTree& tree)
{
    struct Group {
        int place = 0;
        std::string text;
    };
    std::vector<Group> groups;
    std::string pending;
    for (const Statement& statement : tree.statements) {
        if (std::holds_alternative<InvalidLine>(statement.body) && statement.comment.empty()) {
            continue;
        }
        pending += printWithComment(statement) + "\n";
        if (!std::holds_alternative<Comment>(statement.body)) {
            groups.push_back({placeOf(statement.body), std::move(pending)});
            pending.clear();
        }
    }
    std::ranges::stable_sort(groups, {}, &Group::place);
    std::string text;
    for (const Group& group : groups) {
        text += group.text;
    }
    return text + pending;
}

} // namespace sw::lang
