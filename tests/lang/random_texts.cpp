#include "random_texts.h"

#include "base/text.h"
#include "lang/names.h"

#include "naive_world.h"

#include <vector>

namespace sw::test {

namespace {

std::string pick(Dice& dice, std::initializer_list<const char*> choices)
{
    return choices.begin()[dice.below(static_cast<int>(choices.size()))];
}

/// Words, signs and literals that make up programs.
const std::vector<std::string>& vocabulary()
{
    static const std::vector<std::string> words = [] {
        std::vector<std::string> all = lang::knownNames();
        for (const char* word :
             {"strategy", "trade", "pair",   "hedge",  "test",      "capital",   "costs",
              "size",     "let",   "param",  "long",   "short",     "exit",      "add",
              "reduce",   "when",  "stop",   "loss",   "take",      "profit",    "trailing",
              "at",       "most",  "wait",   "after",  "only",      "between",   "and",
              "or",       "not",   "unless", "if",     "then",      "else",      "for",
              "within",   "on",    "of",     "last",   "bars",      "days",      "weeks",
              "crosses",  "above", "below",  "rising", "falling",   "once",      "up",
              "from",     "to",    "step",   "using",  "limit",     "valid",     "risk",
              "equity",   "daily", "weekly", "tf",     "rebalance", "monthly",   "end",
              "hold",     "top",   "switch", "buy",    "every",     "month",     "breakeven",
              "pips",     "sell",  "flat",   "prefer", "highest",   "positions", "per",
              "entry",    "a",     "b",      "n",      "mean",      "SPY",       "X",
              "\"^VIX\"", "14",    "14?",    "0",      "1",         "2.5",       "1e9",
              "30%",      "-3%",   "5%?",    "$10",    "2R",        "09:30",     "2020-01-31",
              "\"text\"", "<",     ">",      "<=",     ">=",        "==",        "!=",
              "=",        "+",     "-",      "*",      "/",         "(",         ")",
              "[",        "]",     "[1]",    "[0]",    ".",         ",",         ":",
              "?",        "\n",    "#",      ".hist",  ".upper",    ".close",    "4h"}) {
            all.emplace_back(word);
        }
        return all;
    }();
    return words;
}

const std::string& anyWord(Dice& dice)
{
    return vocabulary()[static_cast<std::size_t>(
        dice.below(static_cast<int>(vocabulary().size())))];
}

/// A word that could stand where `piece` stands: a number for a number, a sign for a sign, a value
/// for a value; nothing for spaces and for words that hold a line together.
std::string likewise(Dice& dice, const std::string& piece)
{
    if (isDigit(piece[0])) {
        return pick(dice,
                    {"0", "1", "2", "3.5", "14", "200", "14?", "5%", "$3", "1e6", "09:30", "2R"});
    }
    if (piece == "<" || piece == ">") {
        return pick(dice, {"<", ">", "<=", ">=", "==", "!=", " crosses above ", " crosses below "});
    }
    if (piece == "+" || piece == "-" || piece == "*" || piece == "/") {
        return pick(dice, {"+", "-", "*", "/"});
    }
    if (piece == "and" || piece == "or") {
        return pick(dice, {"and", "or", "and not", "or not", "unless"});
    }
    for (const std::string& known : lang::knownNames()) {
        if (known == piece) {
            return pick(dice, {"close",
                               "volume",
                               "rsi",
                               "sma(close, 3)",
                               "macd.hist",
                               "profit",
                               "bars_held",
                               "mean",
                               "n",
                               "up",
                               "atr(14)",
                               "hammer",
                               "clsoe",
                               "weekly.close",
                               "SPY.close",
                               "vwap",
                               "entry_price",
                               "time_of_day",
                               "highest(high, 5)",
                               "obv",
                               "ibs",
                               "pct_change(close, 2)"});
        }
    }
    return {};
}

std::string condition(Dice& dice)
{
    switch (dice.below(5)) {
    case 0:
        return randomCondition(dice, 2);
    case 1:
        return pick(dice,
                    {"rsi(14) < 30", "rsi < n", "macd.hist crosses above 0", "up and not down",
                     "close > bb.upper", "ibs < 20%", "pct_change(close, 5) < -3%",
                     "stoch.k > 80? on 2 of last 3? bars", "adx(14?) > 25"});
    case 2:
        return pick(dice, {"close > mean", "weekly.close > weekly.sma(close, n)",
                           "\"^VIX\".close < 28 within 2 days", "not external(\"news\")",
                           "mean rising 3 bars", "close > highest(high, n)[1]"}) +
               pick(dice, {"", " unless down", " and weekday <= 3", " or up[1]"});
    case 3:
        return "(" + randomCondition(dice, 1) + ") " + pick(dice, {"and", "or"}) + " " +
               pick(dice, {"up", "down", "close > $20", "volume >= 1.5? * sma(volume, 20)"});
    default:
        return randomCondition(dice, 1);
    }
}

std::string order(Dice& dice)
{
    return pick(dice, {"", "", "", " at close", " using limit close - atr(10) valid 2 bars",
                       " using stop high + 0.1", " at next open"});
}

} // namespace

std::string randomSoundProgram(Dice& dice)
{
    std::string text = pick(dice, {"strategy \"Any \\\"name\\\"\"\n", "", "# a comment\n"});
    text += pick(dice, {"trade X on daily\n", "trade X\n", "trade X, \"BRK-B\" on 1d?\n"});
    text += "param n = " + std::to_string(2 + dice.below(30)) + pick(dice, {"", "?"}) +
            pick(dice, {"\n", " from 1 to 50\n", " from 1 to 50 step 5\n"});
    text += "let mean = sma(close, n)\nlet up = close > mean\nlet down = not up\n";
    text += pick(dice, {"", "capital $50_000\n", "costs commission 0.1%?, slippage 0.05%\n",
                        "test from 2010-01-01 to 2020-12-31\n", "costs none\n"});
    text += pick(dice, {"", "size 50% of equity\n", "size risk 1%? of equity\n", "size $1000\n"});
    text += "long when " + condition(dice) + order(dice) + pick(dice, {"", "", " size 10%"}) + "\n";
    if (dice.coin()) {
        text += "short when " + condition(dice) + order(dice) + "\n";
    }
    text += "exit when " + condition(dice) + pick(dice, {"", " at close"}) + "\n";
    if (dice.coin()) {
        text += "exit when " +
                pick(dice, {"profit > 5%", "bars_held >= n", "close < entry_price * 0.9"}) + "\n";
    }
    text += pick(dice, {"stop loss 5%\n", "stop loss 2? * atr(14)\n",
                        "stop loss at lowest(low, n)\n", "stop loss 70 pips\n"});
    text += pick(dice, {"", "take profit 2R sell 50%\n", "take profit at bb.upper when down\n"});
    text +=
        pick(dice, {"", "trailing stop 3 * atr from highest high\n",
                    "trailing stop 5%? from best close once up 2R\n", "breakeven once up 1R\n"});
    text += pick(dice, {"", "wait 3? bars after stop out\n", "at most 2 entries per week\n",
                        "exit after 2 weeks at close\n"});
    return text;
}

std::string mutated(Dice& dice, const std::string& text)
{
    // Words keep their spaces, so that the pieces put together are the text again.
    std::vector<std::string> pieces;
    for (const char c : text) {
        const bool word = isAlpha(c) || isDigit(c) || c == '_' || c == '%' || c == '$';
        const bool before =
            !pieces.empty() && (isAlpha(pieces.back().back()) || isDigit(pieces.back().back()));
        if (word && before) {
            pieces.back() += c;
        } else {
            pieces.emplace_back(1, c);
        }
    }
    const bool gently = dice.below(3) > 0;
    for (int changes = 1 + dice.below(3); gently && changes > 0;) {
        const auto at =
            static_cast<std::size_t>(dice.next() % static_cast<std::uint64_t>(pieces.size()));
        const std::string other = likewise(dice, pieces[at]);
        if (!other.empty()) {
            pieces[at] = other;
            --changes;
        }
    }
    for (int changes = 1 + dice.below(3); !gently && changes > 0 && !pieces.empty(); --changes) {
        const auto at =
            static_cast<std::size_t>(dice.next() % static_cast<std::uint64_t>(pieces.size()));
        const auto other =
            static_cast<std::size_t>(dice.next() % static_cast<std::uint64_t>(pieces.size()));
        switch (dice.below(6)) {
        case 0:
            pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(at));
            break;
        case 1:
            pieces[at] = anyWord(dice);
            break;
        case 2:
            pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(at),
                          " " + anyWord(dice) + " ");
            break;
        case 3:
            std::swap(pieces[at], pieces[other]);
            break;
        case 4:
            pieces[at] += pieces[other];
            break;
        default:
            pieces[at] = pieces[other];
            break;
        }
    }
    std::string result;
    for (const std::string& piece : pieces) {
        result += piece;
    }
    if (dice.below(20) == 0 && !result.empty()) {
        result[static_cast<std::size_t>(dice.next() % result.size())] =
            static_cast<char>(dice.below(256));
    }
    return result;
}

std::string randomSoup(Dice& dice)
{
    std::string text;
    if (dice.coin()) {
        text = "trade X on daily\nlet a = close > open\nlong when a\nexit when close < 1\n";
    }
    for (int lines = 1 + dice.below(3); lines > 0; --lines) {
        text +=
            pick(dice, {"long when ", "exit when ", "stop loss ", "let b = ", "", "take profit ",
                        "trailing stop at ", "add long when ", "param n = ", "size "});
        for (int words = 1 + dice.below(12); words > 0; --words) {
            text += anyWord(dice) + (dice.below(4) == 0 ? "" : " ");
        }
        text += "\n";
    }
    return text;
}

} // namespace sw::test
