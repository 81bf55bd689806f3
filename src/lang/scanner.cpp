#include "lang/scanner.h"

#include "lang/scanner_signs.h"
#include "lang/syntax.h"

#include "base/text.h"
#include "base/timeframe.h"
#include "base/timestamp.h"

#include <algorithm>

namespace sw::lang {

namespace {

bool isNameByte(char c)
{
    return isAlpha(c) || isDigit(c) || c == '_';
}

/// One pass over the text; the position only moves forward.
class Scanner
{
public:
    Scanner(std::string_view source, Problems& problems) : m_source(source), m_problems(problems) {}

    Scanned run();

private:
    char at(std::size_t ahead = 0) const
    {
        const std::size_t place = m_place + ahead;
        return place < m_source.size() ? m_source[place] : '\0';
    }
    std::string_view from(std::size_t begin) const
    {
        return m_source.substr(begin, m_place - begin);
    }
    Span spanFrom(std::size_t begin) const
    {
        return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(m_place)};
    }
    void push(TokenKind kind, std::size_t begin, double number = 0);
    void invalid(std::size_t begin, std::string message, std::string hint = {},
                 std::optional<std::string> replacement = {});

    void scanToken();
    void scanWord();
    bool scanOddSymbol(std::size_t begin);
    void scanText();
    void scanSingleQuoted();
    void scanComment();
    void scanMoney();
    void scanNumber();
    bool scanTime(std::size_t begin);
    bool scanDate(std::size_t begin);
    void skipDigits();
    void skipNumberBody();
    void scanSuffix(std::size_t begin, std::string_view body);
    void badSuffix(std::size_t begin, std::string_view body, std::string_view suffix);
    void scanSign();

    bool mayContinue() const;
    bool statementOpensHere() const;
    void newline();
    void endLine();

    std::string_view m_source;
    Problems& m_problems;
    std::size_t m_place = 0;
    Scanned m_out;
    Line m_line;
    bool m_full = false;
    bool m_commented = false;
};

void Scanner::push(TokenKind kind, std::size_t begin, double number)
{
    m_out.tokens.push_back({kind, spanFrom(begin), number});
}

void Scanner::invalid(std::size_t begin, std::string message, std::string hint,
                      std::optional<std::string> replacement)
{
    push(TokenKind::Invalid, begin);
    const Span span = spanFrom(begin);
    std::optional<Fix> fix;
    if (replacement) {
        fix = Fix{span, std::move(*replacement)};
    }
    m_problems.addSyntax(span, std::move(message), std::move(hint), std::move(fix));
}

Scanned Scanner::run()
{
    while (m_place < m_source.size() && !m_full) {
        const char c = at();
        if (c == '\n' || (c == '\r' && at(1) != '\n')) {
            newline();
        } else if (isSpace(c)) {
            ++m_place;
        } else if (c == '#') {
            ++m_place;
            scanComment();
        } else {
            scanToken();
        }
    }
    endLine();
    return std::move(m_out);
}

void Scanner::scanToken()
{
    const std::size_t blank = blankBytes(m_source.substr(m_place, 4));
    if (blank > 0) {
        m_place += blank;
        return;
    }
    if (m_out.tokens.size() - m_line.begin >= kMaxLineTokens) {
        const std::size_t begin = m_out.tokens[m_line.begin].span.begin;
        while (m_place < m_source.size() && at() != '\n') {
            ++m_place;
        }
        // One problem for all of it: nothing of the line is read.
        m_out.tokens.resize(m_line.begin);
        invalid(begin,
                "this line is too long: a line has at most " + std::to_string(kMaxLineTokens) +
                    " words",
                "name parts of it with 'let'");
        return;
    }
    const char c = at();
    if (isAlpha(c) || c == '_') {
        scanWord();
    } else if (isDigit(c) || (c == '.' && isDigit(at(1)))) {
        scanNumber();
    } else if (c == '$') {
        scanMoney();
    } else if (c == '"') {
        scanText();
    } else if (c == '\'') {
        scanSingleQuoted();
    } else {
        scanSign();
    }
}

void Scanner::scanWord()
{
    const std::size_t begin = m_place;
    bool lower = false;
    bool upper = false;
    bool other = false;
    while (isNameByte(at())) {
        const char c = at();
        lower = lower || isLower(c);
        upper = upper || isUpper(c);
        other = other || c == '_';
        ++m_place;
    }
    const std::string_view word = from(begin);
    if (isLower(word.front()) && !upper) {
        push(TokenKind::Word, begin);
    } else if (isUpper(word.front()) && !lower && !other) {
        if (!scanOddSymbol(begin)) {
            push(TokenKind::Symbol, begin);
        }
    } else if (upper && !lower && isUpper(word.front())) {
        invalid(begin, "a symbol with other signs than capitals and digits stands in quotes", {},
                quoted(word));
    } else if (upper && word.front() != '_') {
        push(TokenKind::Mixed, begin);
    } else {
        invalid(begin, "'" + shortened(word, kShownBytes) + "' must begin with a letter");
    }
}

// BRK-B, CL=F and BRK.B are what traders type; they are symbols only in quotes. A long part after
// a dot is a name in capitals (SPY.CLOSE), which the parser reports.
bool Scanner::scanOddSymbol(std::size_t begin)
{
    const auto joins = [](char c) { return c == '-' || c == '=' || c == '.'; };
    const std::size_t end = m_place;
    while (joins(at()) && (isUpper(at(1)) || isDigit(at(1)))) {
        const bool dot = at() == '.';
        const std::size_t part = ++m_place;
        while (isUpper(at()) || isDigit(at())) {
            ++m_place;
        }
        if (dot && m_place - part > 2) {
            m_place = end;
            return false;
        }
    }
    if (m_place == end || isNameByte(at())) {
        m_place = end;
        return false;
    }
    invalid(begin, "a symbol with other signs than capitals and digits stands in quotes", {},
            quoted(from(begin)));
    return true;
}

void Scanner::scanText()
{
    const std::size_t begin = m_place++;
    while (m_place < m_source.size() && at() != '"' && at() != '\n' && at() != '\r') {
        m_place += at() == '\\' && (at(1) == '"' || at(1) == '\\') ? 2 : 1;
    }
    if (at() == '"') {
        ++m_place;
        push(TokenKind::Text, begin);
        return;
    }
    const std::string_view text = trimmed(from(begin));
    invalid(begin, "this text has no closing quote", "end it with \"",
            text.size() > 1 ? std::optional(std::string(text) + "\"") : std::nullopt);
}

void Scanner::scanSingleQuoted()
{
    const std::size_t begin = m_place++;
    std::size_t close = m_place;
    while (close < m_source.size() && m_source[close] != '\'' && m_source[close] != '\n') {
        ++close;
    }
    const bool closed = close < m_source.size() && m_source[close] == '\'';
    if (!closed) {
        invalid(begin, "text stands in double quotes", "write \"");
        m_place = close;
        return;
    }
    m_place = close + 1;
    const std::string_view inside = m_source.substr(begin + 1, close - begin - 1);
    invalid(begin, "text stands in double quotes", {}, quoted(inside));
}

void Scanner::scanComment()
{
    const std::size_t begin = m_place - 1;
    const std::size_t textBegin = m_place;
    while (m_place < m_source.size() && at() != '\n' && at() != '\r') {
        ++m_place;
    }
    const std::string_view text = trimmed(from(textBegin));
    if (!m_commented) {
        m_line.commentSpan = spanFrom(begin);
    } else {
        m_line.commentSpan = joined(m_line.commentSpan, spanFrom(begin));
    }
    if (!m_line.comment.empty() && !text.empty()) {
        m_line.comment += ' ';
    }
    for (const char c : text) {
        m_line.comment += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    m_commented = true;
}

void Scanner::skipDigits()
{
    while (isDigit(at()) || (at() == '_' && isDigit(at(1)))) {
        ++m_place;
    }
}

void Scanner::skipNumberBody()
{
    skipDigits();
    if (at() == '.' && isDigit(at(1))) {
        ++m_place;
        skipDigits();
    }
    if (at() == 'e' || at() == 'E') {
        const std::size_t sign = at(1) == '+' || at(1) == '-' ? 1 : 0;
        if (isDigit(at(1 + sign))) {
            m_place += 1 + sign;
            skipDigits();
        }
    }
}

/// The value of digits with underscores, nothing when it is not finite.
std::optional<double> numberOf(std::string_view body)
{
    std::string digits;
    digits.reserve(body.size());
    for (const char c : body) {
        if (c != '_') {
            digits += c;
        }
    }
    return parseNumber(digits);
}

void Scanner::scanMoney()
{
    const std::size_t begin = m_place++;
    if (!isDigit(at()) && !(at() == '.' && isDigit(at(1)))) {
        invalid(begin, "'$' must stand right before an amount, for example $500");
        return;
    }
    const std::size_t number = m_place;
    skipNumberBody();
    const std::string_view body = from(number);
    if (at() == ',' && isDigit(at(1)) && isDigit(at(2)) && isDigit(at(3)) && !isDigit(at(4))) {
        while (isDigit(at()) || (at() == ',' && isDigit(at(1)))) {
            ++m_place;
        }
        std::string plain(from(begin));
        std::ranges::replace(plain, ',', '_');
        invalid(begin, "numbers are written without commas", {}, plain);
        return;
    }
    if (isNameByte(at())) {
        const std::size_t suffix = m_place;
        while (isNameByte(at())) {
            ++m_place;
        }
        std::optional<std::string> fix;
        const std::string unit = toLower(from(suffix));
        const double scale = unit == "k" ? 1e3 : unit == "m" ? 1e6 : 0;
        const std::optional<double> amount = numberOf(body);
        if (scale > 0 && amount) {
            fix = "$" + formatNumber(*amount * scale);
        }
        invalid(begin, "'" + shortened(from(begin), kShownBytes) + "' is not an amount of money",
                "write it in full, for example $50000", fix);
        return;
    }
    const std::optional<double> amount = numberOf(body);
    if (!amount) {
        invalid(begin, "this amount is too large or too small to be represented");
        return;
    }
    push(TokenKind::Money, begin, *amount);
}

bool Scanner::scanTime(std::size_t begin)
{
    const std::size_t digits = isDigit(at(1)) ? 2 : 1;
    if (!isDigit(at()) || at(digits) != ':' || !isDigit(at(digits + 1)) ||
        !isDigit(at(digits + 2)) || isNameByte(at(digits + 3))) {
        return false;
    }
    const int hour = digits == 2 ? (at() - '0') * 10 + (at(1) - '0') : at() - '0';
    const int minute = (at(digits + 1) - '0') * 10 + (at(digits + 2) - '0');
    m_place += digits + 3;
    if (hour > 23 || minute > 59) {
        invalid(begin, "there is no time " + std::string(from(begin)),
                "times run from 00:00 to 23:59");
    } else {
        push(TokenKind::Time, begin, hour * 60 + minute);
    }
    return true;
}

bool Scanner::scanDate(std::size_t begin)
{
    for (std::size_t i = 0; i < 4; ++i) {
        if (!isDigit(at(i))) {
            return false;
        }
    }
    const std::size_t month = isDigit(at(6)) ? 2 : 1;
    const std::size_t dash = 5 + month;
    if (at(4) != '-' || !isDigit(at(5)) || at(dash) != '-' || !isDigit(at(dash + 1))) {
        return false;
    }
    const std::size_t day = isDigit(at(dash + 2)) ? 2 : 1;
    if (isNameByte(at(dash + 1 + day))) {
        return false;
    }
    m_place += dash + 1 + day;
    const std::string_view text = from(begin);
    std::string full(text);
    if (month == 1) {
        full.insert(5, "0");
    }
    if (day == 1) {
        full.insert(8, "0");
    }
    const std::optional<CivilDate> date = parseDate(full);
    if (!date || date->year < 1) {
        invalid(begin, "there is no day " + std::string(text),
                "dates are written year-month-day, for example 2024-01-31");
    } else if (full != text) {
        invalid(begin, "month and day have two digits", {}, full);
    } else {
        push(TokenKind::Date, begin);
    }
    return true;
}

void Scanner::scanNumber()
{
    const std::size_t begin = m_place;
    if (scanTime(begin) || scanDate(begin)) {
        return;
    }
    skipNumberBody();
    const std::string_view body = from(begin);
    if (isNameByte(at())) {
        scanSuffix(begin, body);
        return;
    }
    const bool percent = at() == '%';
    if (percent) {
        ++m_place;
    }
    const std::optional<double> value = numberOf(body);
    if (!value) {
        invalid(begin, "this number is too large or too small to be represented");
        return;
    }
    push(percent ? TokenKind::Percent : TokenKind::Number, begin, *value);
}

void Scanner::scanSuffix(std::size_t begin, std::string_view body)
{
    const std::size_t suffixBegin = m_place;
    while (isNameByte(at())) {
        ++m_place;
    }
    const std::string_view suffix = from(suffixBegin);
    const std::optional<double> value = numberOf(body);
    if (suffix == "R" && value) {
        push(TokenKind::RMultiple, begin, *value);
    } else if (suffix == "R") {
        invalid(begin, "this number is too large or too small to be represented");
    } else if (parseTimeframe(from(begin))) {
        push(TokenKind::Timeframe, begin);
    } else {
        badSuffix(begin, body, suffix);
    }
}

void Scanner::badSuffix(std::size_t begin, std::string_view body, std::string_view suffix)
{
    const std::string shown = shortened(from(begin), kShownBytes);
    std::optional<std::string> repaired = repairedSuffix(body, suffix);
    if (toLower(suffix) == "x" && (at() != ' ' || !isAlpha(at(1)))) {
        repaired.reset(); // "2x atr(14)" is a product, "14x" alone is not
    }
    if (repaired) {
        invalid(begin, "'" + shown + "' is not written like this", "write '" + *repaired + "'",
                repaired);
    } else {
        invalid(begin, "'" + shown + "' is neither a number nor a timeframe",
                "numbers are written like 14, 1.5, 5%, 2R, $500; timeframes like 5m, 4h, 1d, 1w, "
                "1mo");
    }
}

void Scanner::scanSign()
{
    const std::size_t begin = m_place;
    if (at() == '^' && isUpper(at(1))) {
        ++m_place;
        while (isUpper(at()) || isDigit(at())) {
            ++m_place;
        }
        invalid(begin, "a symbol with other signs than capitals and digits stands in quotes", {},
                quoted(from(begin)));
        return;
    }
    if (const Sign* sign = findSign(m_source.substr(m_place, 4)); sign != nullptr) {
        m_place += sign->text.size();
        push(sign->kind, begin);
        return;
    }
    if (at() == '/' && at(1) == '/') {
        m_place += 2;
        invalid(begin, "a comment begins with '#'", {}, "#");
        while (m_place < m_source.size() && at() != '\n' && at() != '\r') {
            ++m_place;
        }
        return;
    }
    if (const ForeignSign* sign = findForeignSign(m_source.substr(m_place, 4)); sign != nullptr) {
        m_place += sign->text.size();
        invalid(begin, "'" + std::string(sign->text) + "' is not part of the language",
                std::string(sign->hint),
                sign->replacement.empty() ? std::nullopt
                                          : std::optional<std::string>(sign->replacement));
        return;
    }
    if (at() == '%') {
        ++m_place;
        invalid(begin, "'%' must stand right after a number, for example 5%");
        return;
    }
    while (m_place < m_source.size() && isForeignByte(at())) {
        ++m_place;
    }
    m_place += m_place == begin ? 1 : 0;
    invalid(begin, "'" + shortened(from(begin), kShownBytes) + "' is not part of the language",
            "remove it, or put it in quotes if it belongs to a symbol");
}

bool Scanner::mayContinue() const
{
    if (m_out.tokens.size() == m_line.begin) {
        return false;
    }
    const Token& last = m_out.tokens.back();
    const std::string_view text = m_source.substr(last.span.begin, last.span.length());
    return last.kind == TokenKind::Comma || last.kind == TokenKind::LeftParen ||
           (last.kind == TokenKind::Word && (text == "and" || text == "or"));
}

bool Scanner::statementOpensHere() const
{
    std::size_t length = 0;
    while (length < 20 && isLower(at(length))) {
        ++length;
    }
    if (!opensStatement(m_source.substr(m_place, length))) {
        return false;
    }
    std::size_t gap = length;
    while (at(gap) == ' ' || at(gap) == '\t') {
        ++gap;
    }
    const bool alone = at(gap) == '\n' || at(gap) == '\r' || at(gap) == '\0';
    return alone || (gap > length && (isNameByte(at(gap)) || at(gap) == '"' || at(gap) == '$'));
}

// A line that ends in and, or, ',' or '(' goes on, unless the next one clearly opens a statement:
// then the sign at the end is the mistake, and the next line must not be lost with it.
void Scanner::newline()
{
    if (!mayContinue()) {
        ++m_place;
        endLine();
        return;
    }
    while (m_place < m_source.size() && isSpace(at())) {
        ++m_place;
    }
    if (statementOpensHere()) {
        endLine();
    }
}

void Scanner::endLine()
{
    m_line.end = m_out.tokens.size();
    const bool empty = m_line.end == m_line.begin && !m_commented;
    if (!empty && m_out.lines.size() >= kMaxLines) {
        const Span span =
            m_line.end > m_line.begin ? m_out.tokens[m_line.begin].span : m_line.commentSpan;
        m_problems.addSyntax(span, "a program has at most " + std::to_string(kMaxLines) +
                                       " lines; the rest was not read");
        m_out.tokens.resize(m_line.begin);
        m_full = true;
    } else if (!empty) {
        m_out.lines.push_back(std::move(m_line));
    }
    m_line = Line{};
    m_line.begin = m_out.tokens.size();
    m_commented = false;
}

} // namespace

Scanned scan(std::string_view source, Problems& problems)
{
    if (source.size() > kMaxSourceBytes) {
        constexpr auto limit = static_cast<std::uint32_t>(kMaxSourceBytes);
        problems.addSyntax({limit, limit}, "the text is too long: a program has at most " +
                                               std::to_string(kMaxSourceBytes) + " bytes");
        return {};
    }
    const std::size_t nul = source.find('\0');
    if (nul != std::string_view::npos) {
        const auto place = static_cast<std::uint32_t>(nul);
        problems.addSyntax({place, place + 1}, "the text contains a NUL byte; it is not a program");
        return {};
    }
    const std::size_t bad = firstBadByte(source);
    if (bad != std::string_view::npos) {
        const auto place = static_cast<std::uint32_t>(bad);
        problems.addSyntax({place, place + 1}, "the text is not UTF-8 from here on",
                           "save it as UTF-8");
        return {};
    }
    return Scanner(source, problems).run();
}

} // namespace sw::lang
