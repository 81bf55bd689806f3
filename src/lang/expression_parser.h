// The parser of expressions: operators in parser_expressions.cpp, values in
// parser_values.cpp. Internal to the parser.
#pragma once

#include "lang/parser_cursor.h"
#include "lang/precedence.h"

namespace sw::lang {

/// An expression and how high its tree stands.
struct Parsed {
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
    Parsed condition();
    /// An expression; with `thenIsTaken` the word `then` ends it.
    Parsed expression(bool thenIsTaken);

private:
    Parsed operators(Precedence least);
    Operator peekOperator() const;
    Operator peekWordOperator() const;
    Parsed applied(const Operator& op, Parsed left);
    Parsed temporal(const Operator& op, Parsed left);
    Parsed prefix(Precedence least);
    Parsed negative();
    Parsed postfix();
    Parsed index(Parsed base);
    Parsed member(Parsed base);
    bool prefixMember(Parsed& base);
    Parsed primary();
    Parsed literal(ExprKind kind);
    Parsed name();
    Parsed frame();
    Parsed symbol();
    Parsed parenthesised();
    Parsed conditional();
    int arguments(Expr& call);
    void refuseBarePrefix(const Expr& expr);

    Parsed made(ExprKind kind, Parsed left);
    Parsed made(ExprKind kind, Parsed left, Parsed right);
    void rise(Parsed& node, int below);
    bool enter();

    LineCursor& m_cursor;
    int m_depth = 0;
    bool m_thenIsTaken = false;
};

/// True for the literals that can carry a sign.
bool isSignedLiteral(ExprKind kind);

} // namespace sw::lang
