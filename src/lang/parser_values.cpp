// What an expression is made of: literals, names, calls, prefixes, parentheses.
#include "lang/expression_parser.h"
#include "lang/parser_expressions.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace sw::lang {

// ---- postfix

Subtree ExpressionParser::postfix()
{
    Subtree node = primary();
    while (!m_cursor.failed()) {
        if (m_cursor.is(TokenKind::LeftBracket)) {
            refuseBarePrefix(node.expr);
            node = index(std::move(node));
        } else if (m_cursor.is(TokenKind::Dot)) {
            node = member(std::move(node));
        } else {
            break;
        }
    }
    refuseBarePrefix(node.expr);
    return node;
}

void ExpressionParser::refuseBarePrefix(const Expr& expr)
{
    if (m_cursor.failed() || expr.parenthesised ||
        (expr.kind != ExprKind::Symbol && expr.kind != ExprKind::Frame)) {
        return;
    }
    const std::string written(m_cursor.text(Token{TokenKind::Symbol, expr.span}));
    const std::string lower = toLower(written);
    if (expr.kind == ExprKind::Symbol && m_cursor.is(TokenKind::LeftParen)) {
        m_cursor.error(expr.span, "functions are lower case", "write '" + lower + "'",
                       Fix{expr.span, lower});
    } else if (lower == "open" || lower == "high" || lower == "low" || lower == "close" ||
               lower == "volume") {
        m_cursor.error(expr.span, "'" + written + "' in capitals is a symbol",
                       "write '" + lower + "' for the value", Fix{expr.span, lower});
    } else if (isReserved(lower) && expr.kind == ExprKind::Symbol) {
        m_cursor.error(expr.span, "the words of the language are lower case",
                       "write '" + lower + "'", Fix{expr.span, lower});
    } else {
        m_cursor.error(expr.span, "'" + written + "' does not say which value is meant",
                       "write for example '" + written + ".close'",
                       Fix{{expr.span.end, expr.span.end}, ".close"});
    }
}

Subtree ExpressionParser::index(Subtree base)
{
    const std::uint32_t begin = base.expr.span.begin;
    m_cursor.next();
    Subtree node = made(ExprKind::Index, std::move(base));
    if (m_cursor.is(TokenKind::Minus)) {
        m_cursor.error(m_cursor.peek().span, "brackets look back, never ahead",
                       "write the number of bars without a sign", Fix{m_cursor.peek().span, ""});
        return node;
    }
    node.expr.count = parseCount(m_cursor, "a number of bars to look back", 0);
    node.expr.assumed = m_cursor.acceptMark();
    m_cursor.expect(TokenKind::RightBracket, "']'");
    node.expr.span = m_cursor.since(begin);
    return node;
}

// SPY.weekly and SPY.tf(4h) are one prefix: a frame that knows its symbol.
bool ExpressionParser::prefixMember(Subtree& base)
{
    if (base.expr.kind != ExprKind::Symbol || base.expr.parenthesised) {
        return false;
    }
    if (!m_cursor.isWord("daily") && !m_cursor.isWord("weekly") && !m_cursor.isWord("monthly") &&
        !(m_cursor.isWord("tf") && m_cursor.is(TokenKind::LeftParen, 1))) {
        return false;
    }
    Subtree node = frame();
    node.expr.text = std::move(base.expr.text);
    node.expr.span = joined(base.expr.span, node.expr.span);
    base = std::move(node);
    return true;
}

Subtree ExpressionParser::member(Subtree base)
{
    const std::uint32_t begin = base.expr.span.begin;
    m_cursor.next();
    if (prefixMember(base)) {
        return base;
    }
    const Token token = m_cursor.peek();
    if (token.kind == TokenKind::Symbol) {
        const std::string lower = toLower(m_cursor.text(token));
        m_cursor.error(token.span, "expected a name after '.', found " + m_cursor.shown(token),
                       base.expr.kind == ExprKind::Frame
                           ? "the symbol comes first, as in SPY.weekly.close"
                           : "names are lower case: write '" + lower + "'",
                       base.expr.kind == ExprKind::Frame ? std::nullopt
                                                         : std::optional(Fix{token.span, lower}));
        return base;
    }
    if (token.kind != TokenKind::Word) {
        m_cursor.unexpected("a name after '.'");
        return base;
    }
    Subtree node = made(ExprKind::Member, std::move(base));
    node.expr.text = m_cursor.text(token);
    m_cursor.next();
    if (m_cursor.is(TokenKind::LeftParen)) {
        rise(node, arguments(node.expr));
        node.expr.hasArguments = node.expr.children.size() > 1;
    }
    node.expr.span = m_cursor.since(begin);
    return node;
}

// ---- primary

Subtree ExpressionParser::primary()
{
    switch (m_cursor.peek().kind) {
    case TokenKind::Number:
        return literal(ExprKind::Number);
    case TokenKind::Percent:
        return literal(ExprKind::Percent);
    case TokenKind::Money:
        return literal(ExprKind::Money);
    case TokenKind::RMultiple:
        return literal(ExprKind::RMultiple);
    case TokenKind::Time:
        return literal(ExprKind::Time);
    case TokenKind::Date:
        return literal(ExprKind::Date);
    case TokenKind::Symbol:
    case TokenKind::Text:
        return symbol();
    case TokenKind::LeftParen:
        return parenthesised();
    case TokenKind::Word:
        return name();
    default:
        m_cursor.unexpected("a value");
        return {};
    }
}

Subtree ExpressionParser::literal(ExprKind kind)
{
    const Token token = m_cursor.next();
    Subtree node;
    node.expr.kind = kind;
    node.expr.number = token.number;
    if (kind == ExprKind::Date) {
        node.expr.date = parseDate(m_cursor.text(token)).value_or(CivilDate{});
    }
    node.expr.assumed = m_cursor.acceptMark();
    node.expr.span = m_cursor.since(token.span.begin);
    return node;
}

Subtree ExpressionParser::symbol()
{
    const Token token = m_cursor.next();
    Subtree node;
    node.expr.span = token.span;
    if (token.kind == TokenKind::Text) {
        node.expr.text = unquoted(m_cursor.text(token));
        node.expr.kind = m_cursor.is(TokenKind::Dot) ? ExprKind::Symbol : ExprKind::Text;
        if (node.expr.kind == ExprKind::Symbol && trimmed(node.expr.text).empty()) {
            m_cursor.error(token.span, "a symbol cannot be empty");
        }
        return node;
    }
    node.expr.kind = ExprKind::Symbol;
    node.expr.text = m_cursor.text(token);
    return node;
}

Subtree ExpressionParser::name()
{
    const Token token = m_cursor.peek();
    const std::string_view word = m_cursor.text(token);
    const bool called = m_cursor.is(TokenKind::LeftParen, 1);
    if (word == "if") {
        return conditional();
    }
    if (word == "tf" || word == "daily" || word == "weekly" || word == "monthly" ||
        word == "hourly") {
        return frame();
    }
    if (isReserved(word) && !called) {
        m_cursor.unexpected("a value");
        return {};
    }
    m_cursor.next();
    Subtree node;
    node.expr.kind = ExprKind::Name;
    node.expr.text = word;
    if (called) {
        rise(node, arguments(node.expr));
        // f() says no more than f.
        node.expr.kind = node.expr.children.empty() ? ExprKind::Name : ExprKind::Call;
        node.expr.hasArguments = !node.expr.children.empty();
    }
    node.expr.span = m_cursor.since(token.span.begin);
    return node;
}

Subtree ExpressionParser::frame()
{
    const Token token = m_cursor.next();
    Subtree node;
    node.expr.kind = ExprKind::Frame;
    const std::string_view word = m_cursor.text(token);
    if (word == "hourly") {
        m_cursor.error(token.span, "there is no prefix 'hourly'", "write 'tf(1h)'",
                       Fix{token.span, "tf(1h)"});
        return node;
    }
    if (word != "tf") {
        node.expr.frame = parseTimeframe(word).value_or(Timeframe{});
        node.expr.span = token.span;
        return node;
    }
    m_cursor.expect(TokenKind::LeftParen, "'(' and a timeframe, as in tf(4h)");
    const Token value = m_cursor.peek();
    const std::optional<Timeframe> frame =
        value.kind == TokenKind::Timeframe || value.kind == TokenKind::Word
            ? parseTimeframe(m_cursor.text(value))
            : std::nullopt;
    if (!frame) {
        m_cursor.unexpected("a timeframe such as 4h");
        return node;
    }
    m_cursor.next();
    node.expr.frame = *frame;
    node.expr.assumed = m_cursor.acceptMark();
    m_cursor.expect(TokenKind::RightParen, "')'");
    node.expr.span = m_cursor.since(token.span.begin);
    return node;
}

Subtree ExpressionParser::parenthesised()
{
    const Token open = m_cursor.next();
    Subtree node = expression(false);
    if (m_cursor.atEnd() && !m_cursor.failed()) {
        m_cursor.error(open.span, "this '(' is never closed", "add ')'",
                       Fix{m_cursor.peek().span, ")"});
        return node;
    }
    m_cursor.expect(TokenKind::RightParen, "')'");
    node.expr.parenthesised = true;
    node.expr.span = m_cursor.since(open.span.begin);
    return node;
}

// The words `then` and `else` frame the parts. Inside the condition `then` always closes it; a
// temporal `then` needs parentheses there.
Subtree ExpressionParser::conditional()
{
    const Token token = m_cursor.next();
    const bool outer = m_thenIsTaken;
    Subtree test = expression(true);
    m_cursor.expectWord("then");
    Subtree yes = expression(false);
    m_cursor.expectWord("else");
    Subtree no = expression(outer);
    const int height = no.height;
    Subtree node = made(ExprKind::If, std::move(test), std::move(yes));
    node.expr.children.push_back(std::move(no.expr));
    rise(node, height);
    node.expr.span = m_cursor.since(token.span.begin);
    return node;
}

// Appends the arguments to the children; the height of the highest.
int ExpressionParser::arguments(Expr& call)
{
    const Token open = m_cursor.next();
    int height = 0;
    if (m_cursor.accept(TokenKind::RightParen)) {
        return height;
    }
    do {
        std::string argumentName;
        if (m_cursor.is(TokenKind::Word) && m_cursor.is(TokenKind::Assign, 1)) {
            argumentName = m_cursor.text();
            m_cursor.next();
            m_cursor.next();
        }
        Subtree argument = expression(false);
        height = std::max(height, argument.height);
        call.children.push_back(std::move(argument.expr));
        call.argumentNames.push_back(std::move(argumentName));
    } while (m_cursor.accept(TokenKind::Comma));
    if (m_cursor.atEnd() && !m_cursor.failed()) {
        m_cursor.error(open.span, "this '(' is never closed", "add ')'",
                       Fix{m_cursor.peek().span, ")"});
    }
    m_cursor.expect(TokenKind::RightParen, "',' or ')'");
    return height;
}

Expr parseLiteralValue(LineCursor& cursor)
{
    const std::uint32_t begin = cursor.begin();
    const bool negative = cursor.accept(TokenKind::Minus);
    Expr expr;
    const Token token = cursor.peek();
    switch (token.kind) {
    case TokenKind::Number:
        expr.kind = ExprKind::Number;
        break;
    case TokenKind::Percent:
        expr.kind = ExprKind::Percent;
        break;
    case TokenKind::Money:
        expr.kind = ExprKind::Money;
        break;
    case TokenKind::RMultiple:
        expr.kind = ExprKind::RMultiple;
        break;
    case TokenKind::Time:
        expr.kind = ExprKind::Time;
        break;
    case TokenKind::Date:
        expr.kind = ExprKind::Date;
        expr.date = parseDate(cursor.text(token)).value_or(CivilDate{});
        break;
    default:
        if (token.kind == TokenKind::Word) {
            cursor.error(token.span, "a param is a plain value such as 14 or 5%",
                         "computed values are defined with 'let'");
        }
        cursor.unexpected("a plain value such as 14 or 5%");
        return expr;
    }
    if (negative && !isSignedLiteral(expr.kind)) {
        cursor.error({begin, begin + 1}, "times and dates have no sign", {},
                     Fix{{begin, begin + 1}, ""});
        return expr;
    }
    cursor.next();
    expr.number = negative ? -token.number : token.number;
    expr.assumed = cursor.acceptMark();
    expr.span = cursor.since(begin);
    return expr;
}

} // namespace sw::lang
