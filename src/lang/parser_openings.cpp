// How statements begin, and how people think they begin.
#include "lang/parser.h"

#include "base/text.h"

#include <array>

namespace sw::lang {

namespace {

struct Opening {
    std::string_view word;
    StatementBody (*parse)(LineCursor& cursor);
};

constexpr std::array kOpenings = {
    Opening{"strategy", parseStrategyName},
    Opening{"trade", parseTrade},
    Opening{"pair", parsePair},
    Opening{"test", parseTest},
    Opening{"capital", parseCapital},
    Opening{"costs", parseCosts},
    Opening{"benchmark", parseBenchmark},
    Opening{"size", parseSize},
    Opening{"let", parseLet},
    Opening{"param", parseParam},
    Opening{"long", parseLong},
    Opening{"short", parseShort},
    Opening{"add", parseAdd},
    Opening{"reduce", parseReduce},
    Opening{"exit", parseExit},
    Opening{"stop", parseStopLoss},
    Opening{"take", parseTakeProfit},
    Opening{"trailing", parseTrailingStop},
    Opening{"breakeven", parseBreakeven},
    Opening{"at", parseAtMost},
    Opening{"wait", parseWait},
    Opening{"only", parseOnly},
    Opening{"flat", parseFlat},
    Opening{"buy", parseBuy},
};

struct Mistake {
    std::string_view written;
    std::string_view meant;
};

// Longer ones first: the first that fits counts.
constexpr std::array kMistakes = {
    Mistake{"enter long when", "long when"},
    Mistake{"enter short when", "short when"},
    Mistake{"enter long if", "long when"},
    Mistake{"enter short if", "short when"},
    Mistake{"go long when", "long when"},
    Mistake{"go short when", "short when"},
    Mistake{"go long if", "long when"},
    Mistake{"go short if", "short when"},
    Mistake{"open long when", "long when"},
    Mistake{"open short when", "short when"},
    Mistake{"close long when", "exit long when"},
    Mistake{"close short when", "exit short when"},
    Mistake{"sell short when", "short when"},
    Mistake{"sell short if", "short when"},
    Mistake{"buy when", "long when"},
    Mistake{"buy if", "long when"},
    Mistake{"buy long when", "long when"},
    Mistake{"enter when", "long when"},
    Mistake{"entry when", "long when"},
    Mistake{"sell when", "exit when"},
    Mistake{"sell if", "exit when"},
    Mistake{"close when", "exit when"},
    Mistake{"close if", "exit when"},
    Mistake{"cover when", "exit short when"},
    Mistake{"cover if", "exit short when"},
    Mistake{"position size", "size"},
    Mistake{"profit target", "take profit"},
    Mistake{"break even", "breakeven"},
    Mistake{"start date", "test from"},
    Mistake{"risk", "size risk"},
    Mistake{"stoploss", "stop loss"},
    Mistake{"sl", "stop loss"},
    Mistake{"takeprofit", "take profit"},
    Mistake{"tp", "take profit"},
    Mistake{"target", "take profit"},
    Mistake{"trail", "trailing stop"},
    Mistake{"tsl", "trailing stop"},
    Mistake{"var", "let"},
    Mistake{"set", "let"},
    Mistake{"define", "let"},
    Mistake{"const", "let"},
    Mistake{"def", "let"},
    Mistake{"parameter", "param"},
    Mistake{"input", "param"},
    Mistake{"symbol", "trade"},
    Mistake{"symbols", "trade"},
    Mistake{"ticker", "trade"},
    Mistake{"universe", "trade"},
    Mistake{"name", "strategy"},
    Mistake{"title", "strategy"},
    Mistake{"commission", "costs commission"},
    Mistake{"slippage", "costs slippage"},
    Mistake{"fee", "costs commission"},
    Mistake{"fees", "costs commission"},
    Mistake{"cost", "costs"},
    Mistake{"from", "test from"},
    Mistake{"backtest", "test"},
    Mistake{"cash", "capital"},
    Mistake{"balance", "capital"},
    Mistake{"max", "at most"},
    Mistake{"maximum", "at most"},
    Mistake{"cooldown", "wait"},
    Mistake{"when", "long when"},
    Mistake{"if", "long when"},
};

/// How many tokens the words of the mistake cover at the beginning of the line, 0 if they differ.
std::size_t matches(const LineCursor& cursor, std::string_view written)
{
    std::size_t count = 0;
    for (const std::string_view word : split(written, ' ')) {
        if (!cursor.isWord(word, count)) {
            return 0;
        }
        ++count;
    }
    return count;
}

bool reportMistake(LineCursor& cursor)
{
    for (const Mistake& mistake : kMistakes) {
        const std::size_t count = matches(cursor, mistake.written);
        if (count == 0) {
            continue;
        }
        const Span span = joined(cursor.peek().span, cursor.peek(count - 1).span);
        cursor.error(span, "no statement begins with '" + std::string(mistake.written) + "'",
                     "write '" + std::string(mistake.meant) + "'",
                     Fix{span, std::string(mistake.meant)});
        return true;
    }
    return false;
}

} // namespace

void reportOpening(LineCursor& cursor)
{
    const Token token = cursor.peek();
    if (token.kind == TokenKind::Invalid || reportMistake(cursor)) {
        cursor.unexpected("a statement");
        return;
    }
    if (token.kind == TokenKind::Word && cursor.is(TokenKind::Assign, 1)) {
        cursor.error(token.span, "a definition begins with 'let'", "write 'let' before it",
                     Fix{{token.span.begin, token.span.begin}, "let "});
        return;
    }
    const std::string word = toLower(shortened(cursor.text(token), 40));
    if (token.kind == TokenKind::Word && opensBlockLine(word)) {
        cursor.error(token.span, "'" + word + "' belongs inside a 'rebalance' or 'switch' block",
                     "begin the block with a line such as 'rebalance monthly:'");
        return;
    }
    if (token.kind == TokenKind::Word && word == "end") {
        cursor.error(token.span, "this 'end' closes no block", "remove it", Fix{token.span, ""});
        return;
    }
    if (token.kind == TokenKind::Word || token.kind == TokenKind::Symbol ||
        token.kind == TokenKind::Mixed) {
        std::vector<std::string> words = {"rebalance", "switch"};
        for (const Opening& opening : kOpenings) {
            words.emplace_back(opening.word);
        }
        const std::string near = nearest(word, words);
        if (!near.empty()) {
            cursor.error(token.span, "no statement begins with " + cursor.shown(token),
                         near == word ? "the words of the language are lower case"
                                      : "did you mean '" + near + "'?",
                         Fix{token.span, near});
            return;
        }
    }
    cursor.error(token.span, "no statement begins with " + cursor.shown(token),
                 "lines begin with a word such as trade, let, long, exit, stop loss or size");
}

StatementBody parseStatement(LineCursor& cursor)
{
    if (cursor.is(TokenKind::Word)) {
        const bool schedule =
            !cursor.isWord("when", 1) && !cursor.isWord("if", 1) && !cursor.isWord("long", 1);
        for (const Opening& opening : kOpenings) {
            if (!cursor.isWord(opening.word) || (opening.word == "buy" && !schedule)) {
                continue;
            }
            cursor.next();
            StatementBody body = opening.parse(cursor);
            const bool keepsName =
                std::holds_alternative<Let>(body) || std::holds_alternative<Param>(body);
            if (cursor.failed() && !keepsName) {
                return InvalidLine{};
            }
            return body;
        }
    }
    reportOpening(cursor);
    return InvalidLine{};
}

} // namespace sw::lang
