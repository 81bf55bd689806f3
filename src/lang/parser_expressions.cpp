#include "lang/parser_expressions.h"

#include "lang/expression_parser.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace sw::lang {

bool isSignedLiteral(ExprKind kind)
{
    return kind == ExprKind::Number || kind == ExprKind::Percent || kind == ExprKind::Money ||
           kind == ExprKind::RMultiple;
}

// ---- tree building

void ExpressionParser::rise(Subtree& node, int below)
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

Subtree ExpressionParser::made(ExprKind kind, Subtree left)
{
    Subtree node;
    node.expr.kind = kind;
    node.expr.span = left.expr.span;
    rise(node, left.height);
    node.expr.children.push_back(std::move(left.expr));
    return node;
}

Subtree ExpressionParser::made(ExprKind kind, Subtree left, Subtree right)
{
    Subtree node;
    node.expr.kind = kind;
    node.expr.span = joined(left.expr.span, right.expr.span);
    rise(node, std::max(left.height, right.height));
    node.expr.children.reserve(2);
    node.expr.children.push_back(std::move(left.expr));
    node.expr.children.push_back(std::move(right.expr));
    return node;
}

// ---- operators

Subtree ExpressionParser::condition()
{
    Subtree node = expression(false);
    if (m_cursor.acceptWord("unless")) {
        node = made(ExprKind::Unless, std::move(node), expression(false));
        if (m_cursor.isWord("unless")) {
            m_cursor.error(m_cursor.peek().span, "a condition has one 'unless'",
                           "join the exceptions with 'or'", Fix{m_cursor.peek().span, "or"});
        }
    }
    return node;
}

Subtree ExpressionParser::expression(bool thenIsTaken)
{
    const bool before = std::exchange(m_thenIsTaken, thenIsTaken);
    Subtree node;
    if (enter()) {
        node = operators(Precedence::Or);
        --m_depth;
    }
    m_thenIsTaken = before;
    return node;
}

Subtree ExpressionParser::operators(Precedence least)
{
    Subtree left = prefix(least);
    Precedence leftLevel = left.expr.kind == ExprKind::Not && !left.expr.parenthesised
                               ? Precedence::Not
                               : Precedence::Unary;
    while (!m_cursor.failed()) {
        const Operator op = peekOperator();
        if (op.kind == ExprKind::Invalid || op.level < least) {
            break;
        }
        if (op.level == Precedence::Comparison && leftLevel == Precedence::Comparison) {
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
        return Operator{kind, Precedence::Comparison, Precedence::Sum};
    };
    switch (m_cursor.peek().kind) {
    case TokenKind::Plus:
        return {ExprKind::Add, Precedence::Sum, Precedence::Sum};
    case TokenKind::Minus:
        return {ExprKind::Subtract, Precedence::Sum, Precedence::Sum};
    case TokenKind::Star:
        return {ExprKind::Multiply, Precedence::Product, Precedence::Product};
    case TokenKind::Slash:
        return {ExprKind::Divide, Precedence::Product, Precedence::Product};
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
        return {ExprKind::Or, Precedence::Or, Precedence::Or};
    }
    if (word == "and") {
        return {ExprKind::And, Precedence::And, Precedence::And};
    }
    if (word == "crosses") {
        return {ExprKind::CrossesAbove, Precedence::Comparison, Precedence::Sum};
    }
    if (word == "between") {
        return {ExprKind::Between, Precedence::Comparison, Precedence::Sum};
    }
    if (word == "rising" || word == "falling") {
        return {word == "rising" ? ExprKind::Rising : ExprKind::Falling, Precedence::Comparison,
                Precedence::Sum};
    }
    if (word == "for") {
        return {ExprKind::ForBars, Precedence::Temporal, Precedence::Temporal};
    }
    if (word == "within") {
        return {ExprKind::Within, Precedence::Temporal, Precedence::Temporal};
    }
    // "on daily" and "on last day" belong to the statement.
    if (word == "on" && m_cursor.is(TokenKind::Number, 1)) {
        return {ExprKind::OnOf, Precedence::Temporal, Precedence::Temporal};
    }
    if (word == "then" && !m_thenIsTaken) {
        return {ExprKind::Then, Precedence::Temporal, Precedence::Temporal};
    }
    return {};
}

Subtree ExpressionParser::applied(const Operator& op, Subtree left)
{
    const std::uint32_t begin = left.expr.span.begin;
    if (op.level == Precedence::Temporal) {
        return temporal(op, std::move(left));
    }
    m_cursor.next();
    switch (op.kind) {
    case ExprKind::CrossesAbove: {
        const bool above = m_cursor.expectOneOf({"above", "below"}) == 0;
        return made(above ? ExprKind::CrossesAbove : ExprKind::CrossesBelow, std::move(left),
                    operators(Precedence::Sum));
    }
    case ExprKind::Between: {
        Subtree low = operators(Precedence::Sum);
        m_cursor.expectWord("and");
        Subtree high = operators(Precedence::Sum);
        const int height = high.height;
        const Span span = joined(left.expr.span, high.expr.span);
        Subtree node = made(ExprKind::Between, std::move(left), std::move(low));
        node.expr.children.push_back(std::move(high.expr));
        node.expr.span = span;
        rise(node, height);
        return node;
    }
    case ExprKind::Rising:
    case ExprKind::Falling: {
        Subtree node = made(op.kind, std::move(left));
        node.expr.bars = parseBars(m_cursor);
        node.expr.span = m_cursor.since(begin);
        return node;
    }
    default:
        // The right side binds tighter, so that a chain leans to the left.
        return made(op.kind, std::move(left),
                    operators(op.level == Precedence::Comparison
                                  ? Precedence::Sum
                                  : static_cast<Precedence>(static_cast<int>(op.level) + 1)));
    }
}

Subtree ExpressionParser::temporal(const Operator& op, Subtree left)
{
    const std::uint32_t begin = left.expr.span.begin;
    m_cursor.next();
    Subtree node;
    if (op.kind == ExprKind::Then) {
        node = made(op.kind, std::move(left), operators(Precedence::Comparison));
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

Subtree ExpressionParser::prefix(Precedence least)
{
    if (m_cursor.isWord("not")) {
        const Token token = m_cursor.peek();
        if (least > Precedence::Not) {
            m_cursor.error(token.span, "'not' cannot stand here",
                           "put the part with 'not' in parentheses");
            return {};
        }
        if (!enter()) {
            return {};
        }
        m_cursor.next();
        Subtree node = made(ExprKind::Not, operators(Precedence::Not));
        --m_depth;
        node.expr.span = joined(token.span, node.expr.span);
        return node;
    }
    return m_cursor.is(TokenKind::Minus) ? negative() : postfix();
}

// A minus before a plain literal is part of the literal: -5% is a value, not an operation.
Subtree ExpressionParser::negative()
{
    const Token minus = m_cursor.next();
    if (m_cursor.is(TokenKind::Minus)) {
        m_cursor.error(joined(minus.span, m_cursor.peek().span), "two signs follow each other",
                       "put the second one in parentheses, or remove both");
        return {};
    }
    Subtree operand = postfix();
    if (isSignedLiteral(operand.expr.kind) && !operand.expr.parenthesised) {
        operand.expr.number = -operand.expr.number;
        operand.expr.span = joined(minus.span, operand.expr.span);
        return operand;
    }
    Subtree node = made(ExprKind::Negate, std::move(operand));
    node.expr.span = joined(minus.span, node.expr.span);
    return node;
}

Expr parseCondition(LineCursor& cursor)
{
    return ExpressionParser(cursor).condition().expr;
}

Expr parseValue(LineCursor& cursor)
{
    return ExpressionParser(cursor).expression(false).expr;
}

} // namespace sw::lang
