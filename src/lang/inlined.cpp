#include "lang/inlined.h"

#include "lang/resolver.h"

#include <map>
#include <string_view>

namespace sw::lang {

namespace {

/// Opens names within bounds: a text that was never checked may define a name by itself.
class Opener
{
public:
    explicit Opener(const SyntaxTree& tree)
    {
        for (const Statement& statement : tree.statements) {
            if (const auto* let = std::get_if<Let>(&statement.body)) {
                m_values.emplace(let->name, &let->value);
            } else if (const auto* param = std::get_if<Param>(&statement.body)) {
                m_values.emplace(param->name, &param->value);
            }
        }
    }

    Expr opened(const Expr& expr, int height)
    {
        ++m_parts;
        if (expr.kind == ExprKind::Name && m_parts < kMaxParts && height < kMaxHeight) {
            const auto value = m_values.find(expr.text);
            return value == m_values.end() ? expr : opened(*value->second, height + 1);
        }
        Expr result = expr;
        for (Expr& child : result.children) {
            child = opened(child, height + 1);
        }
        return result;
    }

private:
    std::map<std::string_view, const Expr*> m_values;
    std::int64_t m_parts = 0;
};

} // namespace

Expr inlined(const Expr& expr, const SyntaxTree& tree)
{
    return Opener(tree).opened(expr, 0);
}

} // namespace sw::lang
