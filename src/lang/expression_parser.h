// The parser of expressions: operators in parser_expressions.cpp, values in
// parser_values.cpp. Internal to the parser.
#pragma once

#include "lang/parser_cursor.h"
#include "lang/precedence.h"

namespace sw::lang {

/// An expression and how high its tree stands.
struct Node {
    Expr expr;
    int height = 1;
};

/// An infix or postfix operator that the next tokens form.
struct Operator {
    ExprKind kind = ExprKind::Invalid;
    Level level = Level::Lowest; ///< of the expression it makes
    Level left = Level::Lowest;  ///< that its left side must have
};

/// Precedence climbing over the tokens of one line. The tree's height and the brackets' depth are
/// bounded, so no text can exhaust the stack.
class ExpressionParser
{
public:
    explicit ExpressionParser(LineCursor& cursor) : m_cursor(cursor) {}

    /// expr [ "unless" expr ]
    Node condition();
    /// An expression; with `thenIsTaken` the word `then` ends it.
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

/// True for the literals that can carry a sign.
bool isSignedLiteral(ExprKind kind);

} // namespace sw::lang
