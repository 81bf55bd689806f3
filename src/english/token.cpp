#include "english/token.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace sw::english {

namespace {

bool isWordByte(char c)
{
    return isAlpha(c) || c == '_' || c == '&' || (static_cast<unsigned char>(c) >= 0x80);
}

/// Text with typographic signs in plain ASCII of the same byte length where possible.
struct Plain {
    std::string text;
    std::vector<std::uint32_t> offset; ///< place in the sentence of each byte, one more at the end
};

struct Replacement {
    std::string_view from;
    std::string_view to;
};

constexpr std::array<Replacement, 14> kReplacements = {{
    {"\u2018", "'"},
    {"\u2019", "'"},
    {"\u201c", "\""},
    {"\u201d", "\""},
    {"\u2013", "-"},
    {"\u2014", " - "},
    {"\u2212", "-"},
    {"\u2192", "->"},
    {"\u2264", "<="},
    {"\u2265", ">="},
    {"\u00d7", "x"},
    {"\u20ac", "$"},
    {"\u00a3", "$"},
    {"\u00a0", " "},
}};

Plain plainText(std::string_view sentence)
{
    Plain plain;
    for (std::size_t i = 0; i < sentence.size();) {
        bool replaced = false;
        for (const Replacement& r : kReplacements) {
            if (sentence.substr(i).starts_with(r.from)) {
                for (const char c : r.to) {
                    plain.text += c;
                    plain.offset.push_back(static_cast<std::uint32_t>(i));
                }
                i += r.from.size();
                replaced = true;
                break;
            }
        }
        if (!replaced) {
            plain.text += sentence[i];
            plain.offset.push_back(static_cast<std::uint32_t>(i));
            ++i;
        }
    }
    plain.offset.push_back(static_cast<std::uint32_t>(sentence.size()));
    return plain;
}

constexpr std::array<std::string_view, 12> kArticles = {
    "the", "a", "an", "its", "their", "teh", "it's", "those", "these", "theese", "his", "your"};

/// Currencies and coins, so that EUR/USD and BTC-USD are one symbol and V/MA are two.
constexpr std::array<std::string_view, 26> kCurrencies = {
    "USD", "EUR", "GBP", "JPY", "CHF", "AUD",  "NZD",  "CAD",  "SEK",  "NOK",  "BTC", "ETH", "SOL",
    "LTC", "ADA", "XRP", "DOT", "BNB", "DOGE", "LINK", "AVAX", "USDT", "USDC", "INR", "MXN", "ZAR"};

bool isCurrency(std::string_view text)
{
    return std::find(kCurrencies.begin(), kCurrencies.end(), text) != kCurrencies.end();
}

class Scanner
{
public:
    explicit Scanner(std::string_view sentence) : m_plain(plainText(sentence)) {}

    std::vector<Token> run()
    {
        while (m_at < text().size()) {
            step();
        }
        return std::move(m_tokens);
    }

private:
    const std::string& text() const { return m_plain.text; }
    char peek(std::size_t k = 0) const
    {
        return m_at + k < text().size() ? text()[m_at + k] : '\0';
    }

    Token& add(TokenKind kind, std::size_t begin, std::size_t end)
    {
        Token token;
        token.kind = kind;
        token.span = {m_plain.offset[begin], m_plain.offset[end]};
        token.text = text().substr(begin, end - begin);
        token.lower = toLower(token.text);
        m_tokens.push_back(std::move(token));
        return m_tokens.back();
    }

    void step()
    {
        const char c = peek();
        if (c == '\n') {
            add(TokenKind::Break, m_at, m_at + 1);
            ++m_at;
        } else if (isSpace(c)) {
            ++m_at;
        } else if (c == '/' && peek(1) == '/') {
            skipPineHeader();
        } else if (scanRatio() || scanSymbol() || scanNumber() || scanQuoted()) {
            return;
        } else if (isWordByte(c) && c != '&') {
            scanWord();
        } else if ((c == '+' || c == '-') && toLower(text().substr(m_at + 1, 2)) == "di" &&
                   !isAlpha(peek(3))) {
            add(TokenKind::Word, m_at, m_at + 3);
            m_at += 3;
        } else if (c == '%' && isAlpha(peek(1)) && !isAlpha(peek(2))) {
            add(TokenKind::Word, m_at, m_at + 2);
            m_at += 2;
        } else {
            scanSign();
        }
    }

    /// "//@version=6" says nothing about trading.
    void skipPineHeader()
    {
        const std::size_t begin = m_at;
        while (m_at < text().size() && !isSpace(peek())) {
            ++m_at;
        }
        add(TokenKind::Word, begin, m_at).lower = "//";
    }

    /// ^VIX, CL=F, BRK-B, BTC-USD, EUR/USD.
    bool scanSymbol()
    {
        std::size_t end = m_at;
        if (peek() == '^') {
            ++end;
        }
        const std::size_t first = end;
        while (end < text().size() &&
               (isUpper(text()[end]) || (end > first && isDigit(text()[end])))) {
            ++end;
        }
        const std::string head = text().substr(first, end - first);
        if (head.empty() ||
            (m_at > 0 && (isAlpha(text()[m_at - 1]) || isDigit(text()[m_at - 1])))) {
            return false;
        }
        std::size_t tail = end;
        const char sign = end < text().size() ? text()[end] : '\0';
        if (sign == '=' || sign == '-' || sign == '/' || sign == '.') {
            tail = end + 1;
            while (tail < text().size() && isUpper(text()[tail])) {
                ++tail;
            }
            const std::string rest = text().substr(end + 1, tail - end - 1);
            const bool closed =
                tail >= text().size() || !(isAlpha(text()[tail]) || isDigit(text()[tail]));
            const bool joined =
                closed && ((sign == '=' && (rest == "F" || rest == "X")) ||
                           ((sign == '-' || sign == '/') && isCurrency(head) && isCurrency(rest)) ||
                           ((sign == '-' || sign == '.') && rest.size() == 1 && head.size() >= 2));
            if (!joined) {
                tail = end;
            }
        }
        if (tail == end && first == m_at) {
            return false;
        }
        Token& token = add(TokenKind::Word, m_at, tail);
        token.capitals = true;
        token.lower = "$symbol";
        if (sign == '.' && tail > end) {
            std::replace(token.text.begin(), token.text.end(), '.', '-');
        }
        if (sign == '/' && tail > end) {
            std::erase(token.text, '/');
        }
        m_at = tail;
        return true;
    }

    bool previousIsOperand() const
    {
        if (m_tokens.empty()) {
            return false;
        }
        const Token& last = m_tokens.back();
        return last.kind == TokenKind::Number || last.text == ")" || last.text == "]";
    }

    bool scanNumber()
    {
        std::size_t at = m_at;
        const char sign = peek();
        const bool glued = m_at > 0 && !isSpace(text()[m_at - 1]) && text()[m_at - 1] != '(' &&
                           text()[m_at - 1] != ',' && text()[m_at - 1] != '<' &&
                           text()[m_at - 1] != '>' && text()[m_at - 1] != '=' &&
                           text()[m_at - 1] != ':';
        const bool hasSign = (sign == '-' || sign == '+') && !glued && !previousIsOperand();
        if (hasSign) {
            ++at;
        }
        bool money = false;
        if (at < text().size() && text()[at] == '$') {
            money = true;
            ++at;
        }
        const std::size_t digits = at;
        if (at >= text().size() ||
            !(isDigit(text()[at]) ||
              (text()[at] == '.' && at + 1 < text().size() && isDigit(text()[at + 1])))) {
            return false;
        }
        if (scanClockOrDate(digits)) {
            return true;
        }
        std::string number;
        while (at < text().size()) {
            const char c = text()[at];
            const bool nextDigit = at + 1 < text().size() && isDigit(text()[at + 1]);
            const bool group =
                (c == ',' || c == '_' || c == '\'') && at + 3 < text().size() &&
                isDigit(text()[at + 1]) && isDigit(text()[at + 2]) && isDigit(text()[at + 3]) &&
                (at + 4 >= text().size() || !isDigit(text()[at + 4])) && number.size() <= 3 + 4 &&
                number.find('.') == std::string::npos && !insideCall();
            if (isDigit(c) || (c == '.' && nextDigit && number.find('.') == std::string::npos)) {
                number += c;
            } else if (!group) {
                break;
            }
            ++at;
        }
        double value = parseNumber(number).value_or(0);
        at = scaled(at, value, money);
        Token& token = add(TokenKind::Number, m_at, at);
        token.value = sign == '-' && hasSign ? -value : value;
        token.money = money;
        token.signedNumber = hasSign;
        m_at = at;
        scanSuffix();
        return true;
    }

    /// Commas inside f(8,21,5) or "1, 2" separate; 10,000 groups.
    bool insideCall() const
    {
        int depth = 0;
        for (auto it = m_tokens.rbegin(); it != m_tokens.rend(); ++it) {
            if (it->text == "(") {
                ++depth;
            } else if (it->text == ")") {
                --depth;
            } else if (it->kind == TokenKind::Break) {
                break;
            }
        }
        return depth > 0;
    }

    /// Thousands and millions: 60k, 1.5m with a currency sign.
    std::size_t scaled(std::size_t at, double& value, bool& money) const
    {
        const auto ends = [&](std::size_t k) {
            return k >= text().size() || !(isAlpha(text()[k]) || isDigit(text()[k]));
        };
        if (at < text().size() && (text()[at] == 'k' || text()[at] == 'K') && ends(at + 1)) {
            value *= 1000;
            money = true;
            return at + 1;
        }
        if (money && at < text().size() && (text()[at] == 'm' || text()[at] == 'M') &&
            ends(at + 1)) {
            value *= 1e6;
            return at + 1;
        }
        return at;
    }

    /// 9:30, 15:20, 3.20pm, 2 pm, 2012-01-31.
    bool scanClockOrDate(std::size_t digits)
    {
        std::size_t at = digits;
        const auto take = [&](std::size_t most) {
            std::string run;
            while (at < text().size() && isDigit(text()[at]) && run.size() < most) {
                run += text()[at++];
            }
            return run;
        };
        const std::string first = take(4);
        if (first.size() == 4 && at < text().size() && text()[at] == '-') {
            ++at;
            const std::string month = take(2);
            if (month.size() == 2 && at < text().size() && text()[at] == '-') {
                ++at;
                if (take(2).size() == 2) {
                    add(TokenKind::Date, m_at, at);
                    m_at = at;
                    return true;
                }
            }
            return false;
        }
        if (first.empty() || first.size() > 2) {
            return false;
        }
        std::string minute;
        const bool colon = at < text().size() && text()[at] == ':';
        if (at + 2 < text().size() && (colon || text()[at] == '.') && isDigit(text()[at + 1]) &&
            isDigit(text()[at + 2]) && (at + 3 >= text().size() || !isDigit(text()[at + 3]))) {
            minute = text().substr(at + 1, 2);
            at += 3;
        }
        std::size_t half = at;
        while (half < text().size() && text()[half] == ' ') {
            ++half;
        }
        const std::string mark = toLower(text().substr(half, 2));
        const bool marked = (mark == "am" || mark == "pm") &&
                            (half + 2 >= text().size() || !isAlpha(text()[half + 2]));
        if (!marked && (minute.empty() || !colon)) {
            return false;
        }
        double hour = parseNumber(first).value_or(0);
        if (marked) {
            hour = (hour >= 12 ? hour - 12 : hour) + (mark == "pm" ? 12 : 0);
            at = half + 2;
        }
        const double minutes = hour * 60 + parseNumber(minute).value_or(0);
        if (minutes >= 24 * 60 || parseNumber(minute).value_or(0) >= 60) {
            return false;
        }
        add(TokenKind::Time, m_at, at).value = minutes;
        m_at = at;
        return true;
    }

    /// What is glued to a number: %, th, x, day units, "sma" in 20sma, "-day".
    void scanSuffix()
    {
        if (peek() == '-' && isAlpha(peek(1))) {
            ++m_at; // 20-day
            return;
        }
        if (peek() == '-' && isDigit(peek(1))) {
            add(TokenKind::Sign, m_at, m_at + 1).lower = "to"; // 50-65
            ++m_at;
            return;
        }
        const std::string two = toLower(text().substr(m_at, 2));
        const bool ends = !isAlpha(peek(2));
        if (ends && (two == "th" || two == "st" || two == "nd" || two == "rd")) {
            m_tokens.back().ordinal = true;
            m_at += 2;
        }
    }

    bool scanQuoted()
    {
        const char quote = peek();
        if (quote != '"' && quote != '\'' && quote != '`') {
            return false;
        }
        if (quote == '\'' && m_at > 0 && isAlpha(text()[m_at - 1])) {
            // it's, today's: the ending says nothing that the grammar needs
            std::size_t end = m_at + 1;
            while (end < text().size() && isAlpha(text()[end])) {
                ++end;
            }
            const std::string ending = toLower(text().substr(m_at + 1, end - m_at - 1));
            Token& word = m_tokens.back();
            word.span.end = m_plain.offset[end];
            if (ending == "t") {
                word.lower += "'t";
            } else if (ending == "re" || ending == "m" || ending == "ll" || ending == "ve" ||
                       ending == "d") {
                word.lower += "'" + ending;
            }
            m_at = end;
            return true;
        }
        const std::size_t end = text().find(quote, m_at + 1);
        if (end == std::string::npos || end - m_at > 80 || end == m_at + 1) {
            ++m_at; // a lone quotation mark
            return true;
        }
        Token& token = add(TokenKind::Quoted, m_at, end + 1);
        token.text = text().substr(m_at + 1, end - m_at - 1);
        token.lower = toLower(token.text);
        m_at = end + 1;
        return true;
    }

    void scanWord()
    {
        const std::size_t begin = m_at;
        std::size_t end = m_at;
        while (end < text().size() &&
               (isWordByte(text()[end]) || (isDigit(text()[end]) && end > begin))) {
            ++end;
        }
        std::string lower = toLower(text().substr(begin, end - begin));
        if ((lower == "ta" || lower == "math" || lower == "pta") && end < text().size() &&
            text()[end] == '.' && end + 1 < text().size() && isAlpha(text()[end + 1])) {
            m_at = end + 1; // a Pine prefix
            return;
        }
        if (end + 2 < text().size() && text()[end] == '.' && text()[end + 2] == '.' &&
            (lower == "i" || lower == "e")) {
            add(TokenKind::Word, begin, end + 3).lower = "ie";
            m_at = end + 3;
            return;
        }
        // sma20, rsi14, day5: letters and then digits only, where the whole is not a symbol
        std::size_t letters = begin;
        while (letters < end && !isDigit(text()[letters])) {
            ++letters;
        }
        const std::string head = toLower(text().substr(begin, letters - begin));
        const bool glued = letters < end && kGlued(head) &&
                           std::all_of(text().begin() + static_cast<std::ptrdiff_t>(letters),
                                       text().begin() + static_cast<std::ptrdiff_t>(end), isDigit);
        if (glued) {
            end = letters;
        }
        Token& token = add(TokenKind::Word, begin, end);
        token.capitals = std::none_of(token.text.begin(), token.text.end(), isLower) &&
                         std::any_of(token.text.begin(), token.text.end(), isUpper);
        m_at = end;
        if (peek() == '-' && isAlpha(peek(1))) {
            ++m_at; // hyphenated words are two words
        }
    }

    /// P/E and P/B are ratios of a balance sheet, not one letter divided by another.
    bool scanRatio()
    {
        const std::string three = toLower(text().substr(m_at, 3));
        const bool glued = m_at > 0 && (isAlpha(text()[m_at - 1]) || isDigit(text()[m_at - 1]));
        if ((three != "p/e" && three != "p/b" && three != "p/s") || glued || isAlpha(peek(3))) {
            return false;
        }
        add(TokenKind::Word, m_at, m_at + 3);
        m_at += 3;
        return true;
    }

    static bool kGlued(const std::string& head)
    {
        constexpr std::array<std::string_view, 26> kNames = {
            "sma", "ema",   "wma", "rsi", "atr",  "adx",   "cci",  "mfi",  "roc",
            "ma",  "hma",   "dma", "bb",  "boll", "willr", "mom",  "high", "low",
            "avg", "stoch", "x",   "vol", "vwma", "dema",  "tema", "rma"};
        return std::find(kNames.begin(), kNames.end(), head) != kNames.end();
    }

    void scanSign()
    {
        constexpr std::array<std::string_view, 9> kPairs = {
            "->", "=>", "<=", ">=", "==", "!=", "&&", "||", "--"};
        for (const std::string_view pair : kPairs) {
            if (text().compare(m_at, 2, pair) == 0) {
                add(TokenKind::Sign, m_at, m_at + 2);
                m_at += 2;
                return;
            }
        }
        const char c = peek();
        const bool ends = c == ';' || c == '!' || c == '?' || c == '.';
        add(ends ? TokenKind::Break : TokenKind::Sign, m_at, m_at + 1);
        ++m_at;
    }

    Plain m_plain;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
};

} // namespace

std::vector<Token> tokenize(std::string_view sentence)
{
    std::vector<Token> out;
    bool article = false;
    std::uint32_t begin = 0;
    const std::vector<Token> all = Scanner(sentence).run();
    for (std::size_t i = 0; i < all.size(); ++i) {
        Token token = all[i];
        const bool isArticle =
            token.kind == TokenKind::Word && i + 1 < all.size() &&
            all[i + 1].kind != TokenKind::Sign && all[i + 1].kind != TokenKind::Break &&
            !(token.capitals && token.text != "A" && all[i + 1].capitals == false &&
              token.text != "I") &&
            std::find(kArticles.begin(), kArticles.end(), token.lower) != kArticles.end();
        if (isArticle) {
            if (!article) {
                begin = token.span.begin;
            }
            article = true;
            continue;
        }
        if (article) {
            token.article = true;
            token.span.begin = begin;
            article = false;
        }
        out.push_back(std::move(token));
    }
    return out;
}

} // namespace sw::english
