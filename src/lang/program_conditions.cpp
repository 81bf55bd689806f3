// Conditions of rules: their roots in the graph, the clauses that they consist of, and the
// thresholds inside those.
#include "lang/printer.h"
#include "lang/program_builder.h"

#include <algorithm>

namespace sw::lang {

Condition ProgramBuilder::condition(Expr& expr, const ExprPlace& place)
{
    Condition result;
    result.span = expr.span;
    const ExprType type = m_resolver.resolveCondition(expr, place);
    result.text = print(expr);
    if (!type.valid) {
        return result;
    }
    const std::size_t before = m_diagnostics.size();
    m_checks->check(expr);
    result.root = m_graph->condition(expr);
    result.readsPosition = m_graph->graph()[result.root].readsPosition;
    addClauses(expr, false, result.clauses);
    if (m_graph->graph()[result.root].op == Op::Never && m_diagnostics.size() == before) {
        warn(expr.span, "never", "this condition can never be true", "change one of its numbers");
    }
    return result;
}

/// The definition behind a name, or the expression itself.
const Expr& ProgramBuilder::opened(const Expr& expr) const
{
    const Expr* at = &expr;
    while (at->resolution == Resolution::Let) {
        at = m_scope.lets.find(at->text)->second.value;
    }
    return *at;
}

void ProgramBuilder::addClauses(const Expr& written, bool negated, std::vector<Clause>& clauses)
{
    const Expr& expr = opened(written);
    if (expr.kind == ExprKind::Not) {
        addClauses(expr.children[0], !negated, clauses);
        return;
    }
    if (expr.kind == (negated ? ExprKind::Or : ExprKind::And)) {
        addClauses(expr.children[0], negated, clauses);
        addClauses(expr.children[1], negated, clauses);
        return;
    }
    if (expr.kind == ExprKind::Unless && !negated) {
        addClauses(expr.children[0], false, clauses);
        addClauses(expr.children[1], true, clauses);
        return;
    }
    Clause made = clause(expr, negated);
    // A clause that is demanded twice is one clause.
    if (std::ranges::find(clauses, made.truth, &Clause::truth) == clauses.end()) {
        clauses.push_back(std::move(made));
    }
}

Clause ProgramBuilder::clause(const Expr& expr, bool negated)
{
    Clause result;
    result.truth = m_graph->condition(expr, negated);
    result.falsity = m_graph->condition(expr, !negated);
    Expr shown = expr;
    if (negated) {
        shown = Expr{};
        shown.kind = ExprKind::Not;
        shown.children = {expr};
    }
    result.text = print(shown);
    result.span = expr.span;
    result.threshold = threshold(expr, negated);
    const bool comparison = expr.kind >= ExprKind::Less && expr.kind <= ExprKind::Falling;
    if (comparison) {
        for (const Expr& child : expr.children) {
            const NodeId node = m_graph->number(child);
            if (m_graph->graph()[node].op != Op::Constant) {
                result.values.emplace_back(print(child), node);
            }
        }
    }
    return result;
}

std::optional<Threshold> ProgramBuilder::threshold(const Expr& expr, bool negated)
{
    const bool crossing =
        expr.kind == ExprKind::CrossesAbove || expr.kind == ExprKind::CrossesBelow;
    const bool compares = expr.kind >= ExprKind::Less && expr.kind <= ExprKind::GreaterEqual;
    if (!compares && (!crossing || negated)) {
        return std::nullopt;
    }
    const NodeId left = m_graph->number(expr.children[0]);
    const NodeId right = m_graph->number(expr.children[1]);
    const bool leftConstant = m_graph->graph()[left].op == Op::Constant;
    const bool rightConstant = m_graph->graph()[right].op == Op::Constant;
    if (leftConstant == rightConstant || (crossing && leftConstant)) {
        return std::nullopt;
    }
    const Expr& constant = expr.children[leftConstant ? 0 : 1];
    const bool less = expr.kind == ExprKind::Less || expr.kind == ExprKind::LessEqual ||
                      expr.kind == ExprKind::CrossesBelow;
    const bool strict = crossing || expr.kind == ExprKind::Less || expr.kind == ExprKind::Greater;
    Threshold result;
    result.value = leftConstant ? right : left;
    result.valueText = print(expr.children[leftConstant ? 1 : 0]);
    result.wantsBelow = (less != leftConstant) != negated;
    result.strict = strict != negated;
    result.crossing = crossing;
    result.constant = m_graph->graph()[leftConstant ? left : right].value;
    placeOf(constant, result);
    return opened(constant).kind == ExprKind::Time ? std::nullopt : std::optional(result);
}

/// Where the number of a threshold is written: here, in a let or in a param.
void ProgramBuilder::placeOf(const Expr& constant, Threshold& threshold) const
{
    const Expr& literal = opened(constant);
    if (isNumericLiteral(literal)) {
        threshold.constantSpan = literal.span;
        threshold.scale = literalScale(literal.kind);
        threshold.assumed = literal.assumed;
    } else if (literal.resolution == Resolution::Param) {
        const Scope::ParamInScope& param = m_scope.params.find(literal.text)->second;
        threshold.parameter = literal.text;
        threshold.constantSpan = param.valueSpan;
        threshold.scale = param.scale;
        threshold.assumed = param.assumed;
    }
}

} // namespace sw::lang
