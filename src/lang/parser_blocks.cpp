// The lines of rebalance and switch blocks.
#include "lang/parser_statements.h"

#include <algorithm>
#include <array>

namespace sw::lang {

namespace {

void parseWeighting(LineCursor& cursor, PortfolioLine& line)
{
    if (cursor.acceptWord("equally")) {
        line.weighting = PortfolioLine::Weighting::Equally;
    } else if (cursor.acceptWord("each")) {
        line.weighting = PortfolioLine::Weighting::Each;
        line.percent = parsePercent(cursor, &line.percentAssumed);
    } else if (cursor.acceptWord("weighted")) {
        cursor.expectWord("by");
        if (cursor.acceptWords("inverse", "volatility")) {
            line.weighting = PortfolioLine::Weighting::InverseVolatility;
            cursor.expect(TokenKind::LeftParen, "'(' and a number of bars");
            Expr window;
            window.kind = ExprKind::Number;
            const std::uint32_t begin = cursor.begin();
            window.number = parseCount(cursor, "a number of bars");
            window.assumed = cursor.acceptMark();
            window.span = cursor.since(begin);
            line.exprs.push_back(std::move(window));
            cursor.expect(TokenKind::RightParen, "')'");
        } else {
            line.weighting = PortfolioLine::Weighting::By;
            line.exprs.push_back(parseValue(cursor));
        }
    }
}

void parseHold(LineCursor& cursor, PortfolioLine& line)
{
    if (cursor.is(TokenKind::Symbol) || cursor.is(TokenKind::Text)) {
        line.kind = PortfolioLine::Kind::HoldWeights;
        do {
            line.symbols.push_back(parseSymbol(cursor));
            cursor.expectWord("at");
            line.exprs.push_back(parseValue(cursor));
        } while (cursor.accept(TokenKind::Comma));
        cursor.expectEnd();
        return;
    }
    line.kind = PortfolioLine::Kind::HoldRanked;
    const std::size_t which = cursor.expectOneOf({"top", "bottom", "all"});
    line.bottom = which == 1;
    if (which != 2) {
        line.count = parseCount(cursor, "a number of holdings");
        line.countAssumed = cursor.acceptMark();
    }
    line.shortSide = cursor.acceptWord("short");
    parseWeighting(cursor, line);
    if (cursor.acceptWord("when")) {
        line.when = parseCondition(cursor);
    }
    cursor.expectEnd({"short", "equally", "weighted", "each", "when"});
}

void parsePercentLine(LineCursor& cursor, PortfolioLine& line, PortfolioLine::Kind kind)
{
    line.kind = kind;
    line.percent = parsePercent(cursor, &line.percentAssumed);
    cursor.expectEnd();
}

void parseConditionLine(LineCursor& cursor, PortfolioLine& line, PortfolioLine::Kind kind)
{
    line.kind = kind;
    line.exprs.push_back(parseCondition(cursor));
    cursor.expectEnd({"and", "or", "unless"});
}

void parseRebalanceLine(LineCursor& cursor, PortfolioLine& line)
{
    if (cursor.acceptWord("among")) {
        line.kind = PortfolioLine::Kind::Among;
        line.symbols = parseSymbols(cursor);
        cursor.expectEnd();
    } else if (cursor.acceptWord("rank")) {
        line.kind = PortfolioLine::Kind::Rank;
        cursor.expectWord("by");
        line.exprs.push_back(parseValue(cursor));
        line.highestFirst = cursor.expectOneOf({"highest", "lowest"}) == 0;
        cursor.expectWord("first");
        cursor.expectEnd();
    } else if (cursor.acceptWord("hold")) {
        parseHold(cursor, line);
    } else if (cursor.acceptWord("keep")) {
        line.kind = PortfolioLine::Kind::KeepUntilRank;
        cursor.expectWord("until");
        cursor.expectWord("rank");
        line.count = parseCount(cursor, "a rank");
        line.countAssumed = cursor.acceptMark();
        cursor.expectEnd();
    } else if (cursor.acceptWord("require")) {
        parseConditionLine(cursor, line, PortfolioLine::Kind::Require);
    } else if (cursor.acceptWord("gate")) {
        parseConditionLine(cursor, line, PortfolioLine::Kind::Gate);
    } else if (cursor.acceptWord("only")) {
        cursor.expectWord("if");
        parseConditionLine(cursor, line, PortfolioLine::Kind::OnlyIf);
    } else if (cursor.acceptWord("otherwise")) {
        line.kind = PortfolioLine::Kind::Otherwise;
        if (cursor.acceptWord("cash")) {
            line.holding = "cash";
        } else {
            line.symbols.push_back(parseSymbol(cursor));
        }
        cursor.expectEnd();
    } else if (cursor.acceptWord("cap")) {
        cursor.expectWord("each");
        cursor.expectWord("at");
        parsePercentLine(cursor, line, PortfolioLine::Kind::CapEach);
    } else if (cursor.acceptWord("ignore")) {
        cursor.expectWord("changes");
        cursor.expectWord("under");
        parsePercentLine(cursor, line, PortfolioLine::Kind::IgnoreUnder);
    } else if (cursor.acceptWord("drift")) {
        cursor.expectWord("over");
        parsePercentLine(cursor, line, PortfolioLine::Kind::DriftOver);
    } else {
        cursor.expectOneOf({"among", "rank", "hold", "keep", "require", "gate", "only", "otherwise",
                            "cap", "ignore", "drift", "end"});
    }
}

void parseHolding(LineCursor& cursor, PortfolioLine& line)
{
    cursor.expectWord("hold");
    if (cursor.acceptWord("cash")) {
        line.holding = "cash";
    } else if (cursor.acceptWord("same")) {
        line.holding = "same";
    } else {
        do {
            Expr weight;
            weight.kind = ExprKind::Percent;
            const std::uint32_t begin = cursor.begin();
            weight.number =
                parseLiteral(cursor, TokenKind::Percent,
                             "'cash', 'same' or a weight such as 60% SPY", &weight.assumed);
            weight.span = cursor.since(begin);
            line.exprs.push_back(std::move(weight));
            line.symbols.push_back(parseSymbol(cursor));
        } while (cursor.accept(TokenKind::Comma));
    }
    cursor.expectEnd();
}

void parseSwitchLine(LineCursor& cursor, PortfolioLine& line)
{
    if (cursor.expectOneOf({"when", "otherwise", "end"}) == 0) {
        line.kind = PortfolioLine::Kind::SwitchWhen;
        line.when = parseCondition(cursor);
    } else {
        line.kind = PortfolioLine::Kind::SwitchOtherwise;
    }
    parseHolding(cursor, line);
}

} // namespace

bool opensBlockLine(std::string_view word)
{
    constexpr std::array<std::string_view, 11> kWords = {
        "among",     "rank", "hold",   "keep",  "require", "gate",
        "otherwise", "cap",  "ignore", "drift", "when",
    };
    return std::ranges::find(kWords, word) != kWords.end();
}

Portfolio parseBlockHead(LineCursor& cursor, bool isSwitch)
{
    Portfolio block;
    block.isSwitch = isSwitch;
    block.frequency = cursor.text();
    cursor.expectOneOf({"daily", "weekly", "monthly", "quarterly", "yearly"});
    block.frequencyAssumed = cursor.acceptMark();
    if (cursor.acceptWord("on")) {
        if (cursor.is(TokenKind::Word) && isWeekday(cursor.text())) {
            block.day = cursor.text();
            cursor.next();
        } else if (cursor.isWord("first") || cursor.isWord("last")) {
            block.day = cursor.isWord("first") ? "first day" : "last day";
            cursor.next();
            cursor.expectWord("day");
        } else {
            cursor.unexpected("'first day', 'last day' or a weekday");
        }
        block.dayAssumed = cursor.acceptMark();
    }
    if (cursor.atEnd() && !cursor.failed()) {
        const Span end = cursor.peek().span;
        cursor.error(end, "the head of a block ends with ':'", "add ':'", Fix{end, ":"});
    }
    cursor.expect(TokenKind::Colon, "':'");
    if (!cursor.atEnd()) {
        cursor.error(cursor.peek().span, "the lines of a block begin below its head",
                     "break the line after ':'", Fix{{cursor.begin(), cursor.begin()}, "\n"});
    }
    return block;
}

PortfolioLine parseBlockLine(LineCursor& cursor, bool isSwitch)
{
    PortfolioLine line;
    const std::uint32_t begin = cursor.begin();
    if (isSwitch) {
        parseSwitchLine(cursor, line);
    } else {
        parseRebalanceLine(cursor, line);
    }
    line.span = cursor.since(begin);
    return line;
}

} // namespace sw::lang
