#include "lang/parser_cursor.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace sw::lang {

namespace {

struct WordAdvice {
    std::string_view wrong;
    std::string_view right;
};

// What people write between two values; "is above" and its kind are handled apart.
constexpr std::array kWordAdvice = {
    WordAdvice{"cross", "crosses"},
    WordAdvice{"crossed", "crosses"},
    WordAdvice{"crossing", "crosses"},
    WordAdvice{"crossover", "crosses above"},
    WordAdvice{"crossunder", "crosses below"},
    WordAdvice{"over", "above"},
    WordAdvice{"under", "below"},
    WordAdvice{"equals", "=="},
    WordAdvice{"above", ">"},
    WordAdvice{"below", "<"},
    WordAdvice{"but", "and"},
    WordAdvice{"xor", "!="},
    WordAdvice{"plus", "+"},
    WordAdvice{"minus", "-"},
    WordAdvice{"times", "*"},
    WordAdvice{"candles", "bars"},
    WordAdvice{"candle", "bar"},
    WordAdvice{"periods", "bars"},
    WordAdvice{"while", "and"},
    WordAdvice{"except", "unless"},
    WordAdvice{"percent", "%"},
};

constexpr std::array<std::string_view, 7> kMore = {"above", "over",   "greater", "higher",
                                                   "more",  "bigger", "larger"};
constexpr std::array<std::string_view, 6> kLess = {"below", "under", "less",
                                                   "lower", "fewer", "smaller"};

std::optional<Fix> replace(Span span, std::string_view text)
{
    return Fix{span, std::string(text)};
}

} // namespace

LineCursor::LineCursor(std::string_view source, std::span<const Token> tokens, Problems& problems)
    : m_source(source), m_tokens(tokens), m_problems(problems)
{
    if (!tokens.empty()) {
        m_end.span = {tokens.back().span.end, tokens.back().span.end};
    }
}

const Token& LineCursor::peek(std::size_t ahead) const
{
    return m_failed || m_place + ahead >= m_tokens.size() ? m_end : m_tokens[m_place + ahead];
}

std::string_view LineCursor::text(std::size_t ahead) const
{
    return text(peek(ahead));
}

std::string_view LineCursor::text(const Token& token) const
{
    return m_source.substr(token.span.begin, token.span.length());
}

bool LineCursor::isWord(std::string_view word, std::size_t ahead) const
{
    return is(TokenKind::Word, ahead) && text(ahead) == word;
}

Token LineCursor::next()
{
    const Token token = peek();
    if (token.kind != TokenKind::End) {
        ++m_place;
    }
    return token;
}

bool LineCursor::accept(TokenKind kind)
{
    if (!is(kind)) {
        return false;
    }
    ++m_place;
    return true;
}

bool LineCursor::acceptWord(std::string_view word)
{
    if (!isWord(word)) {
        return false;
    }
    ++m_place;
    return true;
}

bool LineCursor::acceptWords(std::string_view first, std::string_view second)
{
    if (!isWord(first) || !isWord(second, 1)) {
        return false;
    }
    m_place += 2;
    return true;
}

void LineCursor::expectWord(std::string_view word)
{
    if (!acceptWord(word)) {
        const std::array candidates = {std::string(word)};
        if (is(TokenKind::Word) && !nearest(shortened(text(), kShownBytes), candidates).empty()) {
            error(peek().span, "unknown word " + shown(peek()),
                  "did you mean '" + std::string(word) + "'?", replace(peek().span, word));
            return;
        }
        unexpected("'" + std::string(word) + "'");
    }
}

void LineCursor::expect(TokenKind kind, std::string_view shownKind)
{
    if (!accept(kind)) {
        unexpected(shownKind);
    }
}

std::size_t LineCursor::expectOneOf(std::initializer_list<std::string_view> words)
{
    std::string list;
    std::size_t index = 0;
    std::vector<std::string> candidates;
    for (const std::string_view word : words) {
        if (acceptWord(word)) {
            return index;
        }
        list += index == 0 ? "'" : index + 1 == words.size() ? " or '" : ", '";
        list += word;
        list += "'";
        candidates.emplace_back(word);
        ++index;
    }
    if (is(TokenKind::Word)) {
        const std::string near = nearest(shortened(text(), kShownBytes), candidates);
        if (!near.empty()) {
            error(peek().span, "unknown word " + shown(peek()), "did you mean '" + near + "'?",
                  replace(peek().span, near));
            return 0;
        }
    }
    unexpected(list);
    return 0;
}

void LineCursor::expectEnd(std::initializer_list<std::string_view> clauses)
{
    if (atEnd()) {
        return;
    }
    const Token token = peek();
    if (advise(token)) {
        return;
    }
    std::string hint;
    if (token.kind == TokenKind::Word && std::ranges::find(clauses, text(token)) == clauses.end()) {
        const std::vector<std::string> candidates(clauses.begin(), clauses.end());
        const std::string near = nearest(shortened(text(token), kShownBytes), candidates);
        if (!near.empty()) {
            error(token.span, "unknown word " + shown(token), "did you mean '" + near + "'?",
                  replace(token.span, near));
            return;
        }
    }
    for (const std::string_view clause : clauses) {
        hint += hint.empty() ? "what may follow here: " : ", ";
        hint += clause;
    }
    if (hint.empty()) {
        hint = "the line should end before it";
    }
    error(token.span, shown(token) + " does not belong here", hint);
}

Span LineCursor::since(std::uint32_t begin) const
{
    const std::size_t taken = std::min(m_place, m_tokens.size());
    const std::uint32_t end = taken > 0 ? m_tokens[taken - 1].span.end : begin;
    return {begin, std::max(begin, end)};
}

void LineCursor::error(Span span, std::string message, std::string hint, std::optional<Fix> fix)
{
    if (!m_failed) {
        m_problems.addSyntax(span, std::move(message), std::move(hint), std::move(fix));
    }
    m_failed = true;
}

void LineCursor::unexpected(std::string_view expected)
{
    const Token token = peek();
    if (advise(token)) {
        return;
    }
    error(token.span, "expected " + std::string(expected) + ", found " + shown(token));
}

std::string LineCursor::shown(const Token& token) const
{
    if (token.kind == TokenKind::End) {
        return "the end of the line";
    }
    const std::string_view words = text(token);
    return token.kind == TokenKind::Text ? shortened(words, kShownBytes)
                                         : "'" + shortened(words, kShownBytes) + "'";
}

// Mistakes that say by themselves what was meant. True when the problem has been reported.
bool LineCursor::advise(const Token& token)
{
    switch (token.kind) {
    case TokenKind::Invalid:
        m_failed = true; // the scanner has said why
        return true;
    case TokenKind::Assign:
        error(token.span, "'=' does not compare", "write '=='", replace(token.span, "=="));
        return true;
    case TokenKind::Question:
        error(token.span, "'?' marks an assumed value and must stand right after it",
              "names and words cannot be marked", replace(token.span, ""));
        return true;
    case TokenKind::RightParen:
        error(token.span, "this ')' closes nothing", "remove it, or add '(' before");
        return true;
    case TokenKind::Mixed: {
        const std::string lower = toLower(text(token));
        error(token.span,
              shown(token) +
                  " mixes upper and lower case: names are lower case, symbols upper case",
              "write '" + shortened(lower, kShownBytes) + "'", replace(token.span, lower));
        return true;
    }
    case TokenKind::Symbol: {
        const std::string lower = toLower(text(token));
        if (isReserved(lower)) {
            error(token.span, "the words of the language are lower case", "write '" + lower + "'",
                  replace(token.span, lower));
            return true;
        }
        return false;
    }
    case TokenKind::Number:
        return adviseAgo();
    case TokenKind::Word:
        return adviseWord(token);
    default:
        return false;
    }
}

bool LineCursor::adviseWord(const Token& token)
{
    const std::string_view word = text(token);
    if (word == "is" || word == "goes" || word == "rises" || word == "falls" || word == "greater" ||
        word == "less" || word == "higher" || word == "lower") {
        const std::size_t first =
            word == "is" || word == "goes" || word == "rises" || word == "falls" ? 1 : 0;
        const std::string_view kind = text(first);
        const bool more = std::ranges::find(kMore, kind) != kMore.end();
        const bool less = std::ranges::find(kLess, kind) != kLess.end();
        if (!more && !less) {
            return false;
        }
        const std::size_t last = isWord("than", first + 1) ? first + 1 : first;
        const std::string_view sign = more ? ">" : "<";
        const Span span = joined(token.span, peek(last).span);
        error(span,
              "'" + std::string(m_source.substr(span.begin, span.length())) +
                  "' is not part of the language",
              "write '" + std::string(sign) + "', or 'crosses " + (more ? "above" : "below") +
                  "' for the moment of crossing",
              replace(span, sign));
        return true;
    }
    for (const WordAdvice& advice : kWordAdvice) {
        if (word == advice.wrong) {
            const bool afterCrosses = m_place > 0 && text(m_tokens[m_place - 1]) == "crosses";
            if (afterCrosses && (word == "above" || word == "below")) {
                return false;
            }
            error(token.span, "unknown word '" + std::string(word) + "'",
                  "write '" + std::string(advice.right) + "'", replace(token.span, advice.right));
            return true;
        }
    }
    return false;
}

// "close 3 bars ago" is how people say close[3].
bool LineCursor::adviseAgo()
{
    if (m_place == 0 || !is(TokenKind::Word, 1) || !isWord("ago", 2)) {
        return false;
    }
    const Span span = {m_tokens[m_place - 1].span.end, peek(2).span.end};
    const std::string index = "[" + std::string(text()) + "]";
    error(joined(peek().span, peek(2).span), "an earlier value is written with brackets",
          "write '" + index + "' after the value", replace(span, index));
    return true;
}

BarsText parseBars(LineCursor& cursor)
{
    BarsText bars;
    const std::uint32_t begin = cursor.begin();
    if (!cursor.is(TokenKind::Number)) {
        cursor.unexpected("a number of bars such as '3 bars'");
        return bars;
    }
    bars.count = parseCount(cursor, "a number of bars");
    bars.assumed = cursor.acceptMark();
    const std::string_view unit = cursor.text();
    if (cursor.isWord("bar") || cursor.isWord("bars")) {
        bars.unit = BarsUnit::Bar;
    } else if (cursor.isWord("day") || cursor.isWord("days")) {
        bars.unit = BarsUnit::Day;
    } else if (cursor.isWord("week") || cursor.isWord("weeks")) {
        bars.unit = BarsUnit::Week;
    } else if (cursor.is(TokenKind::Word) &&
               (unit.starts_with("month") || unit.starts_with("year") || unit.starts_with("hour") ||
                unit.starts_with("minute"))) {
        cursor.error(cursor.peek().span, "lengths are counted in bars, days or weeks",
                     unit.starts_with("month")  ? "a month is 21 days"
                     : unit.starts_with("year") ? "a year is 252 days"
                                                : "write how many bars that is");
        return bars;
    } else if (cursor.is(TokenKind::Word) && (unit.starts_with("candle") || unit == "periods")) {
        cursor.unexpected("'bars'");
        return bars;
    } else if (!cursor.failed()) {
        const Span gap = {cursor.since(begin).end, cursor.since(begin).end};
        cursor.error(cursor.peek().span,
                     "expected 'bars', 'days' or 'weeks', found " + cursor.shown(cursor.peek()),
                     "write the unit after the number", replace(gap, " bars"));
        return bars;
    }
    cursor.next();
    bars.assumed = cursor.acceptMark() || bars.assumed;
    bars.span = cursor.since(begin);
    return bars;
}

std::string parseSymbol(LineCursor& cursor, Span* span)
{
    const Token token = cursor.peek();
    if (span != nullptr) {
        *span = token.span;
    }
    if (token.kind == TokenKind::Symbol) {
        cursor.next();
        return std::string(cursor.text(token));
    }
    if (token.kind == TokenKind::Text) {
        std::string symbol = unquoted(cursor.text(token));
        if (trimmed(symbol).empty()) {
            cursor.error(token.span, "a symbol cannot be empty");
            return {};
        }
        cursor.next();
        return symbol;
    }
    if (token.kind == TokenKind::Mixed ||
        (token.kind == TokenKind::Word && !isReserved(cursor.text(token)))) {
        const std::string upper = toUpper(cursor.text(token));
        const bool plain = upper.find('_') == std::string::npos;
        cursor.error(token.span, "symbols are upper case", {},
                     replace(token.span, plain ? upper : quoted(upper)));
        return {};
    }
    cursor.unexpected("a symbol such as SPY or \"BRK-B\"");
    return {};
}

int parseCount(LineCursor& cursor, std::string_view what, int least)
{
    constexpr double kMost = 1e6;
    const Token token = cursor.peek();
    if (token.kind != TokenKind::Number) {
        cursor.unexpected(what);
        return least;
    }
    const auto whole = static_cast<int>(std::min(token.number, kMost));
    if (token.number > kMost || whole != token.number || whole < least) {
        cursor.error(token.span, "expected " + std::string(what) + ", found " + cursor.shown(token),
                     "write a whole number from " + std::to_string(least) + " to 1000000");
        return least;
    }
    cursor.next();
    return whole;
}

double parseLiteral(LineCursor& cursor, TokenKind kind, std::string_view what, bool* assumed)
{
    const Token token = cursor.peek();
    if (token.kind != kind) {
        if (kind == TokenKind::Percent && token.kind == TokenKind::Number) {
            const Span gap = {token.span.end, token.span.end};
            cursor.error(token.span,
                         "expected " + std::string(what) + ", found " + cursor.shown(token),
                         "write '" + std::string(cursor.text(token)) + "%'", replace(gap, "%"));
        } else if (kind == TokenKind::Money && token.kind == TokenKind::Number) {
            const Span gap = {token.span.begin, token.span.begin};
            cursor.error(token.span,
                         "expected " + std::string(what) + ", found " + cursor.shown(token),
                         "write '$" + std::string(cursor.text(token)) + "'", replace(gap, "$"));
        } else {
            cursor.unexpected(what);
        }
        return 0;
    }
    cursor.next();
    const bool mark = cursor.acceptMark();
    if (assumed != nullptr) {
        *assumed = mark;
    }
    return token.number;
}

double parsePercent(LineCursor& cursor, bool* assumed)
{
    return parseLiteral(cursor, TokenKind::Percent, "a percentage such as 5%", assumed);
}

int parseTime(LineCursor& cursor, bool* assumed)
{
    return static_cast<int>(parseLiteral(cursor, TokenKind::Time, "a time such as 09:30", assumed));
}

CivilDate parseDateTerm(LineCursor& cursor, bool* assumed)
{
    const Token token = cursor.peek();
    parseLiteral(cursor, TokenKind::Date, "a date such as 2020-01-31", assumed);
    return parseDate(cursor.text(token)).value_or(CivilDate{});
}

std::string parseText(LineCursor& cursor, std::string_view what)
{
    const Token token = cursor.peek();
    if (token.kind != TokenKind::Text) {
        cursor.unexpected(what);
        return {};
    }
    cursor.next();
    return unquoted(cursor.text(token));
}

std::optional<Timeframe> parseOnFrame(LineCursor& cursor, bool* assumed)
{
    if (!cursor.acceptWord("on")) {
        return std::nullopt;
    }
    const Token token = cursor.peek();
    const bool word = token.kind == TokenKind::Word || token.kind == TokenKind::Timeframe;
    const std::optional<Timeframe> frame = word ? parseTimeframe(cursor.text(token)) : std::nullopt;
    if (!frame) {
        if (cursor.is(TokenKind::Number) && cursor.is(TokenKind::Word, 1)) {
            const std::string_view unit = cursor.text(1);
            const std::string suffix = unit.starts_with("min")     ? "m"
                                       : unit.starts_with("hour")  ? "h"
                                       : unit.starts_with("day")   ? "d"
                                       : unit.starts_with("week")  ? "w"
                                       : unit.starts_with("month") ? "mo"
                                                                   : "";
            if (!suffix.empty()) {
                const std::string written = std::string(cursor.text()) + suffix;
                const Span span = joined(token.span, cursor.peek(1).span);
                cursor.error(span, "a timeframe is written in one word", "write '" + written + "'",
                             replace(span, written));
                return std::nullopt;
            }
        }
        const std::array words = {std::string("daily"), std::string("weekly"),
                                  std::string("monthly"), std::string("hourly")};
        const std::string near =
            word ? nearest(shortened(cursor.text(token), kShownBytes), words) : std::string();
        if (!near.empty()) {
            cursor.error(token.span, "unknown timeframe " + cursor.shown(token),
                         "did you mean '" + near + "'?", replace(token.span, near));
        } else {
            cursor.unexpected("a timeframe such as daily, 4h or 5m");
        }
        return std::nullopt;
    }
    cursor.next();
    *assumed = cursor.acceptMark();
    return frame;
}

std::optional<Side> parseOptionalSide(LineCursor& cursor)
{
    if (cursor.acceptWord("long")) {
        return Side::Long;
    }
    if (cursor.acceptWord("short")) {
        return Side::Short;
    }
    return std::nullopt;
}

Side parseSide(LineCursor& cursor)
{
    return cursor.expectOneOf({"long", "short"}) == 0 ? Side::Long : Side::Short;
}

} // namespace sw::lang
