// Entries, scaling, exits, protections, limits and schedules.
#include "lang/parser_statements.h"

#include "base/text.h"

#include <utility>

namespace sw::lang {

namespace {

OrderText parseOrder(LineCursor& cursor)
{
    OrderText order;
    const std::uint32_t begin = cursor.begin();
    if (cursor.acceptWord("at")) {
        switch (cursor.expectOneOf({"close", "open", "next"})) {
        case 0:
            order.kind = OrderKind::AtClose;
            break;
        case 1:
            order.kind = OrderKind::AtOpen;
            break;
        default:
            cursor.expectWord("open");
            break;
        }
    } else if (cursor.acceptWord("using")) {
        const bool limit = cursor.expectOneOf({"limit", "stop"}) == 0;
        order.kind = limit ? OrderKind::Limit : OrderKind::Stop;
        order.price = parseValue(cursor);
        if (cursor.acceptWord("valid")) {
            order.valid = parseBars(cursor);
        }
    }
    order.span = cursor.since(begin);
    return order;
}

std::optional<SizingText> parseOptionalSize(LineCursor& cursor)
{
    if (!cursor.acceptWord("size")) {
        return std::nullopt;
    }
    return parseSizing(cursor);
}

/// "when" and a condition; `if` is the word people write instead.
Expr parseWhen(LineCursor& cursor)
{
    if (cursor.isWord("if")) {
        cursor.error(cursor.peek().span, "a rule has the word 'when', not 'if'", "write 'when'",
                     Fix{cursor.peek().span, "when"});
        return {};
    }
    cursor.expectWord("when");
    return parseCondition(cursor);
}

StatementBody parseEntry(LineCursor& cursor, Side side)
{
    Entry body;
    body.side = side;
    body.condition = parseWhen(cursor);
    body.order = parseOrder(cursor);
    body.size = parseOptionalSize(cursor);
    cursor.expectEnd({"at", "using", "valid", "size", "unless", "and", "or"});
    return body;
}

/// A percentage, R, money, points or a price difference; never negative where that shows.
LevelText parseDistance(LineCursor& cursor)
{
    LevelText level;
    const std::uint32_t begin = cursor.begin();
    level.value = parseValue(cursor);
    switch (level.value.kind) {
    case ExprKind::Percent:
        level.kind = DistanceKind::Percent;
        break;
    case ExprKind::RMultiple:
        level.kind = DistanceKind::RMultiple;
        break;
    case ExprKind::Money:
        level.kind = DistanceKind::Money;
        break;
    default:
        level.kind = DistanceKind::Price;
        if (cursor.acceptWord("pips")) {
            level.kind = DistanceKind::Pips;
        } else if (cursor.acceptWord("ticks")) {
            level.kind = DistanceKind::Ticks;
        } else if (cursor.acceptWord("points")) {
            level.kind = DistanceKind::Points;
        }
        break;
    }
    level.span = cursor.since(begin);
    const bool literal = level.kind != DistanceKind::Price || level.value.kind == ExprKind::Number;
    if (literal && level.value.number < 0) {
        cursor.error(level.value.span, "a distance has no sign",
                     "its direction follows from the side",
                     Fix{{level.value.span.begin, level.value.span.begin + 1}, ""});
    }
    return level;
}

LevelText parseLevel(LineCursor& cursor)
{
    const std::uint32_t begin = cursor.begin();
    if (!cursor.acceptWord("at")) {
        return parseDistance(cursor);
    }
    LevelText level;
    level.isLevel = true;
    level.kind = DistanceKind::Price;
    level.value = parseValue(cursor);
    level.span = cursor.since(begin);
    return level;
}

/// The second word of a protection; it is what people leave out.
void expectSecondWord(LineCursor& cursor, std::string_view first, std::string_view second,
                      Span firstSpan)
{
    if (cursor.acceptWord(second)) {
        return;
    }
    const Token token = cursor.peek();
    if (token.kind == TokenKind::Word && !cursor.isWord("at") && !cursor.isWord("long") &&
        !cursor.isWord("short") && !cursor.is(TokenKind::LeftParen, 1)) {
        cursor.expectWord(second);
        return;
    }
    const std::string both = std::string(first) + " " + std::string(second);
    cursor.error(firstSpan, "'" + std::string(first) + "' alone does not begin a statement",
                 "write '" + both + "'", Fix{firstSpan, both});
}

Span wordBefore(const LineCursor& cursor, std::string_view word)
{
    const std::uint32_t end = cursor.since(0).end;
    return {end - static_cast<std::uint32_t>(word.size()), end};
}

} // namespace

StatementBody parseLong(LineCursor& cursor)
{
    return parseEntry(cursor, Side::Long);
}

StatementBody parseShort(LineCursor& cursor)
{
    return parseEntry(cursor, Side::Short);
}

StatementBody parseAdd(LineCursor& cursor)
{
    Scaling body;
    body.side = parseSide(cursor);
    body.condition = parseWhen(cursor);
    body.order = parseOrder(cursor);
    body.size = parseOptionalSize(cursor);
    cursor.expectEnd({"at", "using", "valid", "size", "unless", "and", "or"});
    return body;
}

StatementBody parseReduce(LineCursor& cursor)
{
    Scaling body;
    body.add = false;
    body.side = parseSide(cursor);
    cursor.expectWord("by");
    body.reducePercent = parsePercent(cursor, &body.reduceAssumed);
    body.condition = parseWhen(cursor);
    body.order = parseOrder(cursor);
    cursor.expectEnd({"at", "using", "valid", "unless", "and", "or"});
    return body;
}

StatementBody parseExit(LineCursor& cursor)
{
    if (cursor.acceptWord("after")) {
        ExitAfter body;
        body.bars = parseBars(cursor);
        body.order = parseOrder(cursor);
        cursor.expectEnd({"at", "using"});
        return body;
    }
    Exit body;
    const Token side = cursor.peek();
    body.side = parseOptionalSide(cursor);
    if (body.side && cursor.isWord("after")) {
        cursor.error(side.span, "'exit after' counts for both sides", "remove the side",
                     Fix{{side.span.begin, cursor.begin()}, ""});
    } else if (!body.side && !cursor.isWord("when") && !cursor.isWord("if")) {
        cursor.expectOneOf({"when", "after", "long", "short"});
    }
    body.condition = parseWhen(cursor);
    body.order = parseOrder(cursor);
    cursor.expectEnd({"at", "using", "valid", "unless", "and", "or"});
    return body;
}

StatementBody parseStopLoss(LineCursor& cursor)
{
    StopLoss body;
    expectSecondWord(cursor, "stop", "loss", wordBefore(cursor, "stop"));
    body.side = parseOptionalSide(cursor);
    body.level = parseLevel(cursor);
    if (cursor.acceptWord("from")) {
        if (cursor.expectOneOf({"last", "average"}) == 0) {
            cursor.expectWord("fill");
            body.basis = StopLoss::Basis::LastFill;
        } else {
            cursor.expectWord("price");
            body.basis = StopLoss::Basis::AveragePrice;
        }
    }
    cursor.expectEnd({"from", "pips", "ticks", "points"});
    return body;
}

StatementBody parseTakeProfit(LineCursor& cursor)
{
    TakeProfit body;
    expectSecondWord(cursor, "take", "profit", wordBefore(cursor, "take"));
    body.side = parseOptionalSide(cursor);
    body.level = parseLevel(cursor);
    if (cursor.acceptWord("sell")) {
        body.sellPercent = parsePercent(cursor, &body.sellAssumed);
    }
    if (cursor.acceptWord("when")) {
        body.condition = parseCondition(cursor);
    }
    cursor.expectEnd({"sell", "when", "pips", "ticks", "points"});
    return body;
}

StatementBody parseTrailingStop(LineCursor& cursor)
{
    TrailingStop body;
    expectSecondWord(cursor, "trailing", "stop", wordBefore(cursor, "trailing"));
    body.side = parseOptionalSide(cursor);
    body.level = parseLevel(cursor);
    if (cursor.acceptWord("from")) {
        body.anchorWord = cursor.text();
        cursor.expectOneOf({"highest", "lowest", "best"});
        const std::size_t anchor = cursor.expectOneOf({"high", "low", "close"});
        body.anchor = anchor == 0   ? TrailingStop::Anchor::BestHigh
                      : anchor == 1 ? TrailingStop::Anchor::BestLow
                                    : TrailingStop::Anchor::BestClose;
        body.anchorWritten = true;
        body.anchorAssumed = cursor.acceptMark();
    }
    if (cursor.acceptWord("once")) {
        cursor.expectWord("up");
        body.onceUp = parseDistance(cursor);
    }
    cursor.expectEnd({"from", "once", "pips", "ticks", "points"});
    return body;
}

StatementBody parseBreakeven(LineCursor& cursor)
{
    Breakeven body;
    if (cursor.isWord("at") || cursor.isWord("after")) {
        cursor.error(cursor.peek().span, "'breakeven' says what it waits for with 'once up'",
                     "write 'once up'", Fix{cursor.peek().span, "once up"});
    }
    cursor.expectWord("once");
    cursor.expectWord("up");
    body.onceUp = parseDistance(cursor);
    cursor.expectEnd({"pips", "ticks", "points"});
    return body;
}

StatementBody parseAtMost(LineCursor& cursor)
{
    AtMost body;
    cursor.expectWord("most");
    body.count = parseCount(cursor, "a number");
    body.assumed = cursor.acceptMark();
    switch (cursor.expectOneOf({"positions", "position", "units", "unit", "entries", "entry"})) {
    case 0:
    case 1:
        body.what = AtMost::What::Positions;
        if (cursor.acceptWord("prefer")) {
            body.preferHighest = cursor.expectOneOf({"highest", "lowest"}) == 0;
            body.prefer = parseValue(cursor);
        }
        break;
    case 2:
    case 3:
        body.what = AtMost::What::Units;
        break;
    default:
        cursor.expectWord("per");
        body.what = cursor.expectOneOf({"day", "week"}) == 0 ? AtMost::What::EntriesPerDay
                                                             : AtMost::What::EntriesPerWeek;
        break;
    }
    cursor.expectEnd({"prefer"});
    return body;
}

StatementBody parseWait(LineCursor& cursor)
{
    Wait body;
    body.bars = parseBars(cursor);
    cursor.expectWord("after");
    if (cursor.is(TokenKind::Number)) {
        body.after = Wait::After::Losses;
        body.losses = parseCount(cursor, "a number of losses");
        body.lossesAssumed = cursor.acceptMark();
        cursor.expectWord("losses");
    } else if (cursor.acceptWord("stop")) {
        cursor.expectWord("out");
        body.after = Wait::After::StopOut;
    } else if (cursor.acceptWord("losing")) {
        cursor.expectWord("trade");
        body.after = Wait::After::LosingTrade;
    } else if (cursor.acceptWord("any")) {
        cursor.expectWord("trade");
        body.after = Wait::After::AnyTrade;
    } else {
        cursor.unexpected("'stop out', 'losing trade', 'any trade' or '2 losses'");
    }
    cursor.expectEnd();
    return body;
}

StatementBody parseOnly(LineCursor& cursor)
{
    OnlyBetween body;
    if (cursor.isWord("if")) {
        cursor.error(cursor.peek().span, "'only if' belongs inside a 'rebalance' block",
                     "here, add the condition to the rule with 'and'");
    }
    cursor.expectWord("between");
    body.fromMinute = parseTime(cursor, &body.assumed);
    if (cursor.isWord("to") || cursor.is(TokenKind::Minus)) {
        cursor.error(cursor.peek().span, "the two times are joined by 'and'", "write 'and'",
                     Fix{cursor.peek().span, "and"});
    }
    cursor.expectWord("and");
    body.toMinute = parseTime(cursor, &body.toAssumed);
    if (cursor.acceptWord("in")) {
        body.zone = parseText(cursor, "a time zone in quotes such as \"America/New_York\"");
    }
    cursor.expectEnd({"in"});
    return body;
}

StatementBody parseFlat(LineCursor& cursor)
{
    FlatAt body;
    cursor.expectWord("at");
    body.minute = parseTime(cursor, &body.assumed);
    if (cursor.acceptWord("in")) {
        body.zone = parseText(cursor, "a time zone in quotes such as \"America/New_York\"");
    }
    cursor.expectEnd({"in"});
    return body;
}

StatementBody parseBuy(LineCursor& cursor)
{
    BuyEvery body;
    const Token amount = cursor.peek();
    switch (cursor.peek().kind) {
    case TokenKind::Percent:
        body.amount = BuyEvery::Amount::Percent;
        body.value = parsePercent(cursor, &body.assumed);
        break;
    case TokenKind::Number:
        body.amount = BuyEvery::Amount::Shares;
        body.value = parseLiteral(cursor, TokenKind::Number, "a number", &body.assumed);
        if (cursor.isWord("every") || cursor.is(TokenKind::Symbol)) {
            cursor.error(amount.span, "a plain number does not say whether it is money or shares",
                         "write '$' before it, or 'shares' after it");
        }
        cursor.expectWord("shares");
        break;
    default:
        body.value = parseLiteral(cursor, TokenKind::Money,
                                  "an amount such as $300, 5% or 10 shares", &body.assumed);
        break;
    }
    if (cursor.is(TokenKind::Symbol) || cursor.is(TokenKind::Text)) {
        body.symbol = parseSymbol(cursor);
    }
    cursor.expectWord("every");
    if (cursor.is(TokenKind::Word) && isWeekday(cursor.text())) {
        body.every = cursor.text();
        cursor.next();
    } else {
        body.every = cursor.text();
        cursor.expectOneOf({"day", "week", "month", "quarter", "year"});
    }
    body.everyAssumed = cursor.acceptMark();
    if (cursor.acceptWord("on")) {
        body.on = cursor.expectOneOf({"first", "last"}) == 0 ? "first day" : "last day";
        cursor.expectWord("day");
        body.onAssumed = cursor.acceptMark();
    }
    if (cursor.acceptWord("when")) {
        body.condition = parseCondition(cursor);
    }
    cursor.expectEnd({"on", "when"});
    return body;
}

} // namespace sw::lang
