// The parser of expressions: operators in parser_expressions.cpp, values in
// parser_values.cpp. Internal to the parser.
#pragma once

#include "lang/parser_cursor.h"
#include "lang/precedence.h"

namespace sw::lang {

/// An expression and how high its tree stands.
struct Subtree {
    Expr expr;
    int height = 1;
};

/// An infix or postfix operator that the next tokens form.
struct Operator {
    ExprKind kind = ExprKind::Invalid;
    Precedence level = Precedence::Lowest; ///< of the expression it makes
    Precedence left = Precedence::Lowest;  ///< that its left side must have
};

/// Precedence climbing over the tokens of one line. The tree's height and the brackets' depth are
/// bounded, so no text can exhaust the stack.
class ExpressionParser
{
public:
    explicit ExpressionParser(LineCursor& cursor) : m_cursor(cursor) {}

    /// expr [ "unless" expr ]
    Subtree condition();
    /// An expression; with `thenIsTaken` the word `then` ends it.
    Subtree expression(bool thenIsTaken);

private:
    Subtree operators(Precedence least);
    Operator peekOperator() const;
    Operator peekWordOperator() const;
    Subtree applied(const Operator& op, Subtree left);
    Subtree temporal(const Operator& op, Subtree left);
    Subtree prefix(Precedence least);
    Subtree negative();
    Subtree postfix();
    Subtree index(Subtree base);
    Subtree member(Subtree base);
    bool prefixMember(Subtree& base);
    Subtree primary();
    Subtree literal(ExprKind kind);
    Subtree name();
    Subtree frame();
    Subtree symbol();
    Subtree parenthesised();
    Subtree conditional();
    int arguments(Expr& call);
    void refuseBarePrefix(const Expr& expr);

    Subtree made(ExprKind kind, Subtree left);
    Subtree made(ExprKind kind, Subtree left, Subtree right);
    void rise(Subtree& node, int below);
    bool enter();

    LineCursor& m_cursor;
    int m_depth = 0;
    bool m_thenIsTaken = false;
};

/// True for the literals that can carry a sign.
bool isSignedLiteral(ExprKind kind);

} // namespace sw::lang
