#include "lang/parser_expressions.h"

#include "lang/precedence.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace sw::lang {

namespace {

/// An expression and how high its tree stands.
struct Node
{
    Expr expr;
    int height = 1;
};

/// An infix or postfix operator that the next tokens form.
struct Operator
{
    ExprKind kind = ExprKind::Invalid;
    Level level = Level::Lowest; ///< of the expression it makes
    Level left = Level::Lowest;  ///< that its left side must have
};

bool isLiteral(ExprKind kind)
{
    return kind == ExprKind::Number || kind == ExprKind::Percent || kind == ExprKind::Money ||
           kind == ExprKind::RMultiple;
}

class ExpressionParser
{
public:
    explicit ExpressionParser(LineCursor& cursor) : m_cursor(cursor) {}

    Node condition();
    Node expression(bool thenIsTaken);

private:
    Node operators(Level least);
    Operator peekOperator() const;
    Operator peekWordOperator() const;
    Node applied(const Operator& op, Node left);
    Node temporal(const Operator& op, Node left);
    Node prefix(Level least);
    Node negative();
    Node postfix();
    Node index(Node base);
    Node member(Node base);
    bool prefixMember(Node& base);
    Node primary();
    Node literal(ExprKind kind);
    Node name();
    Node frame();
    Node symbol();
    Node parenthesised();
    Node conditional();
    int arguments(Expr& call);
    void refuseBarePrefix(const Expr& expr);

    Node made(ExprKind kind, Node left);
    Node made(ExprKind kind, Node left, Node right);
    void rise(Node& node, int below);
    bool enter();

    LineCursor& m_cursor;
    int m_depth = 0;
    bool m_thenIsTaken = false;
};

// ---- tree building

void ExpressionParser::rise(Node& node, int below)
{
    node.height = std::max(node.height, below + 1);
    if (node.height > kMaxNesting) {
        m_cursor.error(node.expr.span,
                       "this expression is nested too deeply: at most " +
                           std::to_string(kMaxNesting) + " levels",
                       "name parts of it with 'let'");
    }
}

// Brackets and signs are counted apart from the tree: they cost stack even where they add no node.
// A tree of the greatest height never needs more than two per level.
bool ExpressionParser::enter()
{
    if (m_depth >= 2 * kMaxNesting) {
        m_cursor.error(m_cursor.peek().span,
                       "this expression is nested too deeply: at most " +
                           std::to_string(kMaxNesting) + " levels",
                       "name parts of it with 'let'");
        return false;
    }
    ++m_depth;
    return true;
}

Node ExpressionParser::made(ExprKind kind, Node left)
{
    Node node;
    node.expr.kind = kind;
    node.expr.span = left.expr.span;
    rise(node, left.height);
    node.expr.children.push_back(std::move(left.expr));
    return node;
}

Node ExpressionParser::made(ExprKind kind, Node left, Node right)
{
    Node node;
    node.expr.kind = kind;
    node.expr.span = joined(left.expr.span, right.expr.span);
    rise(node, std::max(left.height, right.height));
    node.expr.children.reserve(2);
    node.expr.children.push_back(std::move(left.expr));
    node.expr.children.push_back(std::move(right.expr));
    return node;
}

// ---- operators

Node ExpressionParser::condition()
{
    Node node = expression(false);
    if (m_cursor.acceptWord("unless")) {
        node = made(ExprKind::Unless, std::move(node), expression(false));
        if (m_cursor.isWord("unless")) {
            m_cursor.error(m_cursor.peek().span, "a condition has one 'unless'",
                           "join the exceptions with 'or'", Fix{m_cursor.peek().span, "or"});
        }
    }
    return node;
}

Node ExpressionParser::expression(bool thenIsTaken)
{
    const bool before = std::exchange(m_thenIsTaken, thenIsTaken);
    Node node;
    if (enter()) {
        node = operators(Level::Or);
        --m_depth;
    }
    m_thenIsTaken = before;
    return node;
}

Node ExpressionParser::operators(Level least)
{
    Node left = prefix(least);
    Level leftLevel =
        left.expr.kind == ExprKind::Not && !left.expr.parenthesised ? Level::Not : Level::Unary;
    while (!m_cursor.failed()) {
        const Operator op = peekOperator();
        if (op.kind == ExprKind::Invalid || op.level < least) {
            break;
        }
        if (op.level == Level::Comparison && leftLevel == Level::Comparison) {
            m_cursor.error(m_cursor.peek().span, "a comparison has two sides",
                           "write 'low < x and x < high', or 'x between low and high'");
            break;
        }
        if (leftLevel < op.left) {
            break;
        }
        left = applied(op, std::move(left));
        leftLevel = op.level;
    }
    return left;
}

Operator ExpressionParser::peekOperator() const
{
    const auto comparison = [](ExprKind kind) {
        return Operator{kind, Level::Comparison, Level::Sum};
    };
    switch (m_cursor.peek().kind) {
    case TokenKind::Plus:
        return {ExprKind::Add, Level::Sum, Level::Sum};
    case TokenKind::Minus:
        return {ExprKind::Subtract, Level::Sum, Level::Sum};
    case TokenKind::Star:
        return {ExprKind::Multiply, Level::Product, Level::Product};
    case TokenKind::Slash:
        return {ExprKind::Divide, Level::Product, Level::Product};
    case TokenKind::Less:
        return comparison(ExprKind::Less);
    case TokenKind::LessEqual:
        return comparison(ExprKind::LessEqual);
    case TokenKind::Greater:
        return comparison(ExprKind::Greater);
    case TokenKind::GreaterEqual:
        return comparison(ExprKind::GreaterEqual);
    case TokenKind::Equal:
        return comparison(ExprKind::Equal);
    case TokenKind::NotEqual:
        return comparison(ExprKind::NotEqual);
    case TokenKind::Word:
        return peekWordOperator();
    default:
        return {};
    }
}

Operator ExpressionParser::peekWordOperator() const
{
    const std::string_view word = m_cursor.text();
    if (word == "or") {
        return {ExprKind::Or, Level::Or, Level::Or};
    }
    if (word == "and") {
        return {ExprKind::And, Level::And, Level::And};
    }
    if (word == "crosses") {
        return {ExprKind::CrossesAbove, Level::Comparison, Level::Sum};
    }
    if (word == "between") {
        return {ExprKind::Between, Level::Comparison, Level::Sum};
    }
    if (word == "rising" || word == "falling") {
        return {word == "rising" ? ExprKind::Rising : ExprKind::Falling, Level::Comparison,
                Level::Sum};
    }
    if (word == "for") {
        return {ExprKind::ForBars, Level::Temporal, Level::Temporal};
    }
    if (word == "within") {
        return {ExprKind::Within, Level::Temporal, Level::Temporal};
    }
    // "on daily" and "on last day" belong to the statement.
    if (word == "on" && m_cursor.is(TokenKind::Number, 1)) {
        return {ExprKind::OnOf, Level::Temporal, Level::Temporal};
    }
    if (word == "then" && !m_thenIsTaken) {
        return {ExprKind::Then, Level::Temporal, Level::Temporal};
    }
    return {};
}

Node ExpressionParser::applied(const Operator& op, Node left)
{
    const std::uint32_t begin = left.expr.span.begin;
    if (op.level == Level::Temporal) {
        return temporal(op, std::move(left));
    }
    m_cursor.next();
    switch (op.kind) {
    case ExprKind::CrossesAbove: {
        const bool above = m_cursor.expectOneOf({"above", "below"}) == 0;
        return made(above ? ExprKind::CrossesAbove : ExprKind::CrossesBelow, std::move(left),
                    operators(Level::Sum));
    }
    case ExprKind::Between: {
        Node low = operators(Level::Sum);
        m_cursor.expectWord("and");
        Node high = operators(Level::Sum);
        const int height = high.height;
        const Span span = joined(left.expr.span, high.expr.span);
        Node node = made(ExprKind::Between, std::move(left), std::move(low));
        node.expr.children.push_back(std::move(high.expr));
        node.expr.span = span;
        rise(node, height);
        return node;
    }
    case ExprKind::Rising:
    case ExprKind::Falling: {
        Node node = made(op.kind, std::move(left));
        node.expr.bars = parseBars(m_cursor);
        node.expr.span = m_cursor.since(begin);
        return node;
    }
    default:
        // The right side binds tighter, so that a chain leans to the left.
        return made(op.kind, std::move(left),
                    operators(op.level == Level::Comparison
                                  ? Level::Sum
                                  : static_cast<Level>(static_cast<int>(op.level) + 1)));
    }
}

Node ExpressionParser::temporal(const Operator& op, Node left)
{
    const std::uint32_t begin = left.expr.span.begin;
    m_cursor.next();
    Node node;
    if (op.kind == ExprKind::Then) {
        node = made(op.kind, std::move(left), operators(Level::Comparison));
        m_cursor.expectWord("within");
    } else {
        node = made(op.kind, std::move(left));
    }
    if (op.kind == ExprKind::OnOf) {
        const Span countSpan = m_cursor.peek().span;
        node.expr.count = parseCount(m_cursor, "a number of bars");
        node.expr.assumed = m_cursor.acceptMark();
        m_cursor.expectWord("of");
        m_cursor.expectWord("last");
        node.expr.bars = parseBars(m_cursor);
        if (!m_cursor.failed() && node.expr.bars.unit == BarsUnit::Bar &&
            node.expr.count > node.expr.bars.count) {
            m_cursor.error(joined(countSpan, node.expr.bars.span),
                           std::to_string(node.expr.count) + " of the last " +
                               counted(node.expr.bars.count, "bar") + " can never happen",
                           "the first number must not be the larger one");
        }
    } else {
        node.expr.bars = parseBars(m_cursor);
    }
    node.expr.span = m_cursor.since(begin);
    return node;
}

// ---- signs

Node ExpressionParser::prefix(Level least)
{
    if (m_cursor.isWord("not")) {
        const Token token = m_cursor.peek();
        if (least > Level::Not) {
            m_cursor.error(token.span, "'not' cannot stand here",
                           "put the part with 'not' in parentheses");
            return {};
        }
        if (!enter()) {
            return {};
        }
        m_cursor.next();
        Node node = made(ExprKind::Not, operators(Level::Not));
        --m_depth;
        node.expr.span = joined(token.span, node.expr.span);
        return node;
    }
    return m_cursor.is(TokenKind::Minus) ? negative() : postfix();
}

// A minus before a plain literal is part of the literal: -5% is a value, not an operation.
Node ExpressionParser::negative()
{
    const Token minus = m_cursor.next();
    if (m_cursor.is(TokenKind::Minus)) {
        m_cursor.error(joined(minus.span, m_cursor.peek().span), "two signs follow each other",
                       "put the second one in parentheses, or remove both");
        return {};
    }
    Node operand = postfix();
    if (isLiteral(operand.expr.kind) && !operand.expr.parenthesised) {
        operand.expr.number = -operand.expr.number;
        operand.expr.span = joined(minus.span, operand.expr.span);
        return operand;
    }
    Node node = made(ExprKind::Negate, std::move(operand));
    node.expr.span = joined(minus.span, node.expr.span);
    return node;
}

// ---- postfix

Node ExpressionParser::postfix()
{
    Node node = primary();
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

Node ExpressionParser::index(Node base)
{
    const std::uint32_t begin = base.expr.span.begin;
    m_cursor.next();
    Node node = made(ExprKind::Index, std::move(base));
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
bool ExpressionParser::prefixMember(Node& base)
{
    if (base.expr.kind != ExprKind::Symbol || base.expr.parenthesised) {
        return false;
    }
    if (!m_cursor.isWord("daily") && !m_cursor.isWord("weekly") && !m_cursor.isWord("monthly") &&
        !(m_cursor.isWord("tf") && m_cursor.is(TokenKind::LeftParen, 1))) {
        return false;
    }
    Node node = frame();
    node.expr.text = std::move(base.expr.text);
    node.expr.span = joined(base.expr.span, node.expr.span);
    base = std::move(node);
    return true;
}

Node ExpressionParser::member(Node base)
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
    Node node = made(ExprKind::Member, std::move(base));
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

Node ExpressionParser::primary()
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

Node ExpressionParser::literal(ExprKind kind)
{
    const Token token = m_cursor.next();
    Node node;
    node.expr.kind = kind;
    node.expr.number = token.number;
    if (kind == ExprKind::Date) {
        node.expr.date = parseDate(m_cursor.text(token)).value_or(CivilDate{});
    }
    node.expr.assumed = m_cursor.acceptMark();
    node.expr.span = m_cursor.since(token.span.begin);
    return node;
}

Node ExpressionParser::symbol()
{
    const Token token = m_cursor.next();
    Node node;
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

Node ExpressionParser::name()
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
    Node node;
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

Node ExpressionParser::frame()
{
    const Token token = m_cursor.next();
    Node node;
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

Node ExpressionParser::parenthesised()
{
    const Token open = m_cursor.next();
    Node node = expression(false);
    if (m_cursor.atEnd() && !m_cursor.failed()) {
        m_cursor.error(open.span, "this '(' is never closed", "add ')'");
        return node;
    }
    m_cursor.expect(TokenKind::RightParen, "')'");
    node.expr.parenthesised = true;
    node.expr.span = m_cursor.since(open.span.begin);
    return node;
}

// The words `then` and `else` frame the parts. Inside the condition `then` always closes it; a
// temporal `then` needs parentheses there.
Node ExpressionParser::conditional()
{
    const Token token = m_cursor.next();
    const bool outer = m_thenIsTaken;
    Node test = expression(true);
    m_cursor.expectWord("then");
    Node yes = expression(false);
    m_cursor.expectWord("else");
    Node no = expression(outer);
    const int height = no.height;
    Node node = made(ExprKind::If, std::move(test), std::move(yes));
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
        Node argument = expression(false);
        height = std::max(height, argument.height);
        call.children.push_back(std::move(argument.expr));
        call.argumentNames.push_back(std::move(argumentName));
    } while (m_cursor.accept(TokenKind::Comma));
    if (m_cursor.atEnd() && !m_cursor.failed()) {
        m_cursor.error(open.span, "this '(' is never closed", "add ')'");
    }
    m_cursor.expect(TokenKind::RightParen, "',' or ')'");
    return height;
}

} // namespace

Expr parseCondition(LineCursor& cursor)
{
    return ExpressionParser(cursor).condition().expr;
}

Expr parseValue(LineCursor& cursor)
{
    return ExpressionParser(cursor).expression(false).expr;
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
        cursor.unexpected("a plain value such as 14 or 5%");
        return expr;
    }
    if (negative && !isLiteral(expr.kind)) {
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
