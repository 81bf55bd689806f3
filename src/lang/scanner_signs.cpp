#include "lang/scanner_signs.h"

#include "lang/scanner.h"

#include "base/text.h"
#include "base/timeframe.h"

#include <algorithm>
#include <array>

namespace sw::lang {

namespace {

constexpr std::array kSigns = {
    Sign{"<=", TokenKind::LessEqual},   Sign{">=", TokenKind::GreaterEqual},
    Sign{"==", TokenKind::Equal},       Sign{"!=", TokenKind::NotEqual},
    Sign{"?", TokenKind::Question},     Sign{"(", TokenKind::LeftParen},
    Sign{")", TokenKind::RightParen},   Sign{"[", TokenKind::LeftBracket},
    Sign{"]", TokenKind::RightBracket}, Sign{",", TokenKind::Comma},
    Sign{".", TokenKind::Dot},          Sign{":", TokenKind::Colon},
    Sign{"=", TokenKind::Assign},       Sign{"+", TokenKind::Plus},
    Sign{"-", TokenKind::Minus},        Sign{"*", TokenKind::Star},
    Sign{"/", TokenKind::Slash},        Sign{"<", TokenKind::Less},
    Sign{">", TokenKind::Greater},
};

// Looked up before the signs of the language where they begin with one.
constexpr std::array kForeignSigns = {
    ForeignSign{"===", "==", "write '=='"},
    ForeignSign{"!==", "!=", "write '!='"},
    ForeignSign{"&&", "and", "write 'and'"},
    ForeignSign{"||", "or", "write 'or'"},
    ForeignSign{"=>", ">=", "write '>='"},
    ForeignSign{"=<", "<=", "write '<='"},
    ForeignSign{"<>", "!=", "write '!='"},
    ForeignSign{":=", "=", "write '='"},
    ForeignSign{"**", "", "there is no power sign; multiply"},
    ForeignSign{"//", "#", "a comment begins with '#'"},
    ForeignSign{"&", "and", "write 'and'"},
    ForeignSign{"|", "or", "write 'or'"},
    ForeignSign{"!", "not ", "write 'not'"},
    ForeignSign{";", "\n", "each statement has its own line"},
    ForeignSign{"≥", ">=", "write '>='"},
    ForeignSign{"≤", "<=", "write '<='"},
    ForeignSign{"≠", "!=", "write '!='"},
    ForeignSign{"×", "*", "write '*'"},
    ForeignSign{"÷", "/", "write '/'"},
    ForeignSign{"−", "-", "write '-'"},
    ForeignSign{"–", "-", "write '-'"},
    ForeignSign{"—", "-", "write '-'"},
    ForeignSign{"“", "\"", "text stands in straight quotes"},
    ForeignSign{"”", "\"", "text stands in straight quotes"},
    ForeignSign{"€", "$", "money is written with '$', in the account's currency"},
    ForeignSign{"£", "$", "money is written with '$', in the account's currency"},
};

constexpr std::array<std::string_view, 7> kBlanks = {
    "\u00A0", "\u2007", "\u2009", "\u200B", "\u202F", "\u3000", "\uFEFF",
};

constexpr std::array<std::string_view, 34> kStatementWords = {
    "add",     "among",  "at",       "benchmark", "breakeven", "buy",     "cap",
    "capital", "costs",  "drift",    "end",       "exit",      "flat",    "gate",
    "hold",    "ignore", "keep",     "let",       "long",      "only",    "otherwise",
    "pair",    "param",  "rank",     "rebalance", "reduce",    "require", "short",
    "size",    "stop",   "strategy", "switch",    "take",      "test",
};
constexpr std::array<std::string_view, 4> kMoreStatementWords = {"trade", "trailing", "wait",
                                                                 "when"};
constexpr std::array<std::string_view, 20> kExpressionWords = {
    "and", "between", "crosses", "daily", "else", "for",  "from",   "hourly", "if",     "monthly",
    "not", "of",      "on",      "or",    "tf",   "then", "unless", "using",  "weekly", "within",
};

template <class Table> bool contains(const Table& table, std::string_view word)
{
    return std::ranges::find(table, word) != table.end();
}

} // namespace

const Sign* findSign(std::string_view text)
{
    const ForeignSign* foreign = findForeignSign(text);
    for (const Sign& sign : kSigns) {
        if (text.starts_with(sign.text)) {
            return foreign != nullptr && foreign->text.size() > sign.text.size() ? nullptr : &sign;
        }
    }
    return nullptr;
}

const ForeignSign* findForeignSign(std::string_view text)
{
    for (const ForeignSign& sign : kForeignSigns) {
        if (text.starts_with(sign.text)) {
            return &sign;
        }
    }
    return nullptr;
}

std::size_t blankBytes(std::string_view text)
{
    if (text.empty() || static_cast<unsigned char>(text.front()) < 0x80) {
        return 0;
    }
    for (const std::string_view blank : kBlanks) {
        if (text.starts_with(blank)) {
            return blank.size();
        }
    }
    return 0;
}

bool isForeignByte(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte < 0x20 && !isSpace(c)) || byte == 0x7F || c == '@' || c == '`' ||
           c == '~' || c == '\\' || c == '{' || c == '}' || c == '^';
}

std::optional<std::string> repairedSuffix(std::string_view body, std::string_view suffix)
{
    const std::string unit = toLower(suffix);
    const std::string number(body);
    const auto is = [&unit](std::initializer_list<std::string_view> words) {
        return std::ranges::find(words, unit) != words.end();
    };
    std::string candidate;
    if (is({"r"})) {
        return number + "R";
    }
    if (is({"bar", "bars", "day", "days", "week", "weeks", "pips", "ticks", "points", "shares"})) {
        return number + " " + unit;
    }
    if (is({"candle", "candles"})) {
        return number + " bars";
    }
    if (is({"pct", "percent"})) {
        return number + "%";
    }
    if (is({"x"})) {
        return number + " *";
    }
    if (is({"k", "bps", "bp"})) {
        const std::optional<double> value = parseNumber(number);
        if (!value) {
            return std::nullopt;
        }
        return unit == "k" ? formatNumber(*value * 1000) : formatNumber(*value / 100) + "%";
    }
    if (suffix == "M" || is({"mo", "month", "months", "mon"})) {
        candidate = number + "mo";
    } else if (is({"m", "min", "mins", "minute", "minutes"})) {
        candidate = number + "m";
    } else if (is({"h", "hr", "hrs", "hour", "hours"})) {
        candidate = number + "h";
    } else if (is({"d", "w"})) {
        candidate = number + unit;
    }
    if (parseTimeframe(candidate)) {
        return candidate;
    }
    return std::nullopt;
}

std::size_t firstBadByte(std::string_view text)
{
    std::size_t place = 0;
    while (place < text.size()) {
        const auto lead = static_cast<unsigned char>(text[place]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        // A character is checked alone so that the first bad one is found exactly.
        if (lead >= 0x80 && !isUtf8(text.substr(place, length))) {
            return place;
        }
        place += length;
    }
    return std::string_view::npos;
}

std::string unquoted(std::string_view token)
{
    std::string text;
    for (std::size_t i = 1; i + 1 < token.size(); ++i) {
        if (token[i] == '\\' && i + 2 < token.size() &&
            (token[i + 1] == '"' || token[i + 1] == '\\')) {
            ++i;
        }
        text += token[i];
    }
    return text;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out + "\"";
}

bool opensStatement(std::string_view word)
{
    return contains(kStatementWords, word) || contains(kMoreStatementWords, word);
}

bool isReserved(std::string_view word)
{
    return opensStatement(word) || contains(kExpressionWords, word);
}

} // namespace sw::lang
