// Settings and definitions.
#include "lang/parser_statements.h"

namespace sw::lang {

namespace {

void insertAfter(LineCursor& cursor, Span span, std::string message, std::string_view text)
{
    cursor.error(span, std::move(message), "add '" + std::string(text) + "'",
                 Fix{{span.end, span.end}, " " + std::string(text)});
}

CostText parseCost(LineCursor& cursor)
{
    CostText cost;
    const std::uint32_t begin = cursor.begin();
    cost.kind = static_cast<CostKind>(cursor.expectOneOf({"commission", "slippage", "financing"}));
    const bool money = cursor.is(TokenKind::Money);
    if (money) {
        cost.basis = CostBasis::PerTrade;
        cost.value = parseLiteral(cursor, TokenKind::Money, "an amount", &cost.assumed);
    } else {
        cost.value =
            parseLiteral(cursor, TokenKind::Percent, "a cost such as 0.1% or $1", &cost.assumed);
    }
    const Token per = cursor.peek();
    if (cursor.acceptWord("per")) {
        const bool share = cursor.expectOneOf({"trade", "share"}) == 1;
        if (share && money) {
            cost.basis = CostBasis::PerShare;
        } else if (share && !cursor.failed()) {
            cursor.error(joined(per.span, cursor.since(per.span.begin)),
                         "a percentage is of the traded amount, not of a share",
                         "write an amount of money such as $0.01 per share");
        }
    }
    cost.span = cursor.since(begin);
    return cost;
}

void parseMaximum(LineCursor& cursor, SizingText& sizing)
{
    if (cursor.acceptWord("max")) {
        sizing.maximumPercent = parsePercent(cursor, &sizing.maximumAssumed);
    }
}

void parseRisk(LineCursor& cursor, SizingText& sizing)
{
    if (cursor.is(TokenKind::Money)) {
        sizing.kind = SizingKind::RiskCash;
        sizing.value = parseLiteral(cursor, TokenKind::Money, "an amount", &sizing.assumed);
        return;
    }
    const std::uint32_t begin = cursor.begin();
    sizing.kind = SizingKind::RiskPercent;
    sizing.value =
        parseLiteral(cursor, TokenKind::Percent, "a risk such as 1% or $100", &sizing.assumed);
    if (!cursor.acceptWords("of", "equity") && !cursor.failed()) {
        insertAfter(cursor, cursor.since(begin), "a risk in percent is of the equity", "of equity");
    }
}

void parsePlainSize(LineCursor& cursor, SizingText& sizing)
{
    const std::uint32_t begin = cursor.begin();
    const TokenKind kind = cursor.peek().kind;
    const bool known =
        kind == TokenKind::Percent || kind == TokenKind::Money || kind == TokenKind::Number;
    sizing.value =
        parseLiteral(cursor, known ? kind : TokenKind::Percent,
                     "a size such as 50% of equity, $5000 or 100 shares", &sizing.assumed);
    if (kind == TokenKind::Percent) {
        sizing.kind = SizingKind::PercentOfEquity;
        if (cursor.acceptWord("of") && cursor.expectOneOf({"equity", "cash"}) == 1) {
            sizing.kind = SizingKind::PercentOfCash;
        }
    } else if (kind == TokenKind::Money) {
        sizing.kind = SizingKind::Cash;
    } else {
        sizing.kind = SizingKind::Shares;
        sizing.unit = "shares";
        for (const std::string_view unit : {"shares", "contracts", "units"}) {
            if (cursor.acceptWord(unit)) {
                sizing.unit = unit;
                break;
            }
        }
        if (cursor.isWord("of")) {
            cursor.error(cursor.since(begin), "a share of the equity is written in percent", {},
                         Fix{{cursor.since(begin).end, cursor.since(begin).end}, "%"});
        }
    }
    if (kind != TokenKind::Number &&
        (cursor.isWord("shares") || cursor.isWord("contracts") || cursor.isWord("units"))) {
        cursor.error(cursor.peek().span,
                     std::string(cursor.text()) + " are counted with a plain number",
                     "write for example '100 shares'");
    }
}

/// The name being defined; reports a word that cannot be one.
std::string parseNewName(LineCursor& cursor, Span& span)
{
    const Token token = cursor.peek();
    span = token.span;
    if (token.kind != TokenKind::Word) {
        cursor.unexpected("a lower-case name");
        return {};
    }
    std::string name(cursor.text(token));
    if (isReserved(name)) {
        cursor.error(token.span, "'" + name + "' is a word of the language and cannot be a name",
                     {}, Fix{token.span, "my_" + name});
        return {};
    }
    cursor.next();
    cursor.expect(TokenKind::Assign, "'='");
    return name;
}

} // namespace

bool isWeekday(std::string_view word)
{
    return word == "monday" || word == "tuesday" || word == "wednesday" || word == "thursday" ||
           word == "friday" || word == "saturday" || word == "sunday";
}

std::vector<std::string> parseSymbols(LineCursor& cursor, std::vector<Span>* spans)
{
    std::vector<std::string> symbols;
    do {
        Span span;
        symbols.push_back(parseSymbol(cursor, &span));
        if (spans != nullptr) {
            spans->push_back(span);
        }
    } while (cursor.accept(TokenKind::Comma));
    if (cursor.is(TokenKind::Symbol) || cursor.is(TokenKind::Text) || cursor.isWord("and")) {
        const Token token = cursor.peek();
        const bool word = token.kind == TokenKind::Word;
        const std::uint32_t before = cursor.since(token.span.begin).end;
        cursor.error(token.span, "symbols are separated by commas", {},
                     word ? Fix{{token.span.begin, token.span.end}, ","}
                          : Fix{{before, before}, ","});
    }
    return symbols;
}

StatementBody parseStrategyName(LineCursor& cursor)
{
    const TokenKind kind = cursor.peek().kind;
    if (kind == TokenKind::Word || kind == TokenKind::Symbol || kind == TokenKind::Mixed) {
        const std::uint32_t begin = cursor.begin();
        std::string name;
        while (!cursor.atEnd()) {
            name += name.empty() ? "" : " ";
            name += cursor.text(cursor.next());
        }
        const Span span = cursor.since(begin);
        cursor.error(span, "the strategy's name stands in quotes", {}, Fix{span, quoted(name)});
    }
    StrategyName body{parseText(cursor, "the strategy's name in quotes")};
    cursor.expectEnd();
    return body;
}

StatementBody parseTrade(LineCursor& cursor)
{
    Trade body;
    body.symbols = parseSymbols(cursor, &body.symbolSpans);
    body.frame = parseOnFrame(cursor, &body.frameAssumed);
    cursor.expectEnd({"on"});
    return body;
}

StatementBody parsePair(LineCursor& cursor)
{
    Pair body;
    body.first = parseSymbol(cursor);
    cursor.expect(TokenKind::Comma, "',' and the second symbol");
    body.second = parseSymbol(cursor);
    if (cursor.acceptWord("hedge")) {
        if (cursor.expectOneOf({"equal", "ratio"}) == 0) {
            cursor.expectWord("dollars");
            body.hedge = Pair::Hedge::EqualDollars;
        } else {
            body.hedge = Pair::Hedge::Ratio;
            body.ratio = parseValue(cursor);
        }
    }
    body.frame = parseOnFrame(cursor, &body.frameAssumed);
    cursor.expectEnd({"hedge", "on"});
    return body;
}

StatementBody parseTest(LineCursor& cursor)
{
    TestWindow body;
    if (cursor.acceptWord("from")) {
        body.from = parseDateTerm(cursor, &body.fromAssumed);
    }
    if (cursor.acceptWord("to")) {
        body.to = parseDateTerm(cursor, &body.toAssumed);
    }
    if (!body.from && !body.to) {
        cursor.unexpected("'from' or 'to' and a date");
    }
    cursor.expectEnd({"to"});
    return body;
}

StatementBody parseCapital(LineCursor& cursor)
{
    Capital body;
    body.amount = parseLiteral(cursor, TokenKind::Money, "an amount such as $10000", &body.assumed);
    cursor.expectEnd();
    return body;
}

StatementBody parseCosts(LineCursor& cursor)
{
    Costs body;
    if (cursor.acceptWord("none")) {
        body.none = true;
    } else {
        do {
            body.items.push_back(parseCost(cursor));
        } while (cursor.accept(TokenKind::Comma));
    }
    cursor.expectEnd({"per"});
    return body;
}

StatementBody parseBenchmark(LineCursor& cursor)
{
    Benchmark body{parseSymbol(cursor)};
    cursor.expectEnd();
    return body;
}

StatementBody parseSize(LineCursor& cursor)
{
    Size body{parseSizing(cursor)};
    cursor.expectEnd({"of", "shares", "max"});
    return body;
}

SizingText parseSizing(LineCursor& cursor)
{
    SizingText sizing;
    const std::uint32_t begin = cursor.begin();
    if (cursor.acceptWord("risk")) {
        parseRisk(cursor, sizing);
    } else if (cursor.acceptWord("volatility")) {
        sizing.kind = SizingKind::Volatility;
        sizing.value = parsePercent(cursor, &sizing.assumed);
        cursor.expectWord("over");
        sizing.over = parseBars(cursor);
        parseMaximum(cursor, sizing);
    } else if (cursor.acceptWord("kelly")) {
        sizing.kind = SizingKind::Kelly;
        sizing.value =
            parseLiteral(cursor, TokenKind::Number, "a fraction such as 0.5", &sizing.assumed);
        cursor.expectWord("over");
        const std::uint32_t over = cursor.begin();
        sizing.over.count = parseCount(cursor, "a number of trades");
        sizing.over.assumed = cursor.acceptMark();
        sizing.over.span = cursor.since(over);
        cursor.expectWord("trades");
        parseMaximum(cursor, sizing);
    } else if (cursor.acceptWord("equal")) {
        sizing.kind = SizingKind::EqualSlots;
        cursor.expectWord("slots");
        sizing.assumed = cursor.acceptMark();
    } else {
        parsePlainSize(cursor, sizing);
    }
    sizing.span = cursor.since(begin);
    return sizing;
}

StatementBody parseLet(LineCursor& cursor)
{
    Let body;
    body.name = parseNewName(cursor, body.nameSpan);
    body.value = parseCondition(cursor);
    cursor.expectEnd();
    if (body.name.empty()) {
        return InvalidLine{};
    }
    if (cursor.failed()) {
        body.value = Expr{};
    }
    return body;
}

StatementBody parseParam(LineCursor& cursor)
{
    Param body;
    body.name = parseNewName(cursor, body.nameSpan);
    body.value = parseLiteralValue(cursor);
    if (cursor.acceptWord("from")) {
        body.from = parseLiteralValue(cursor);
        cursor.expectWord("to");
        body.to = parseLiteralValue(cursor);
        if (cursor.acceptWord("step")) {
            body.step = parseLiteralValue(cursor);
        }
    }
    cursor.expectEnd({"from", "to", "step"});
    if (body.name.empty()) {
        return InvalidLine{};
    }
    if (cursor.failed()) {
        body.value = Expr{};
        body.from.reset();
        body.to.reset();
        body.step.reset();
    }
    return body;
}

} // namespace sw::lang
