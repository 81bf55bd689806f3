#include "lang/inlined.h"

namespace sw::lang {

Expr inlined(const Expr& expr, const SyntaxTree& tree)
{
    if (expr.kind == ExprKind::Name) {
        for (const Statement& statement : tree.statements) {
            if (const auto* let = std::get_if<Let>(&statement.body);
                let != nullptr && let->name == expr.text) {
                return inlined(let->value, tree);
            }
            if (const auto* param = std::get_if<Param>(&statement.body);
                param != nullptr && param->name == expr.text) {
                return param->value;
            }
        }
        return expr;
    }
    Expr result = expr;
    for (Expr& child : result.children) {
        child = inlined(child, tree);
    }
    return result;
}

} // namespace sw::lang
