#include "lang/sanity.h"

#include "base/text.h"
#include "lang/conjunction.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::lang {

using indicators::Unit;

namespace {

const indicators::Entry* entryOf(const Graph& graph, NodeId id)
{
    const Node& node = graph[id];
    return node.op == Op::Output
               ? &indicators::catalog()[static_cast<std::size_t>(graph[node.inputs[0]].entry)]
               : nullptr;
}

bool isPrice(Op op)
{
    return (op >= Op::Open && op <= Op::Close) || (op >= Op::Hl2 && op <= Op::Ohlc4);
}

/// True when `value` can be no further out than `range`, the extreme of bars up to its own.
bool isWithinRange(const Graph& graph, NodeId value, NodeId range, bool above)
{
    const NodeId inner = behindGather(graph, value);
    const NodeId extreme = behindGather(graph, range);
    const indicators::Entry* entry = entryOf(graph, extreme);
    if (entry == nullptr || entry->name != (above ? "highest" : "lowest") ||
        graph[inner].context != graph[extreme].context) {
        return false;
    }
    const NodeId source = graph[graph[extreme].inputs[0]].inputs[0];
    return inner == source ||
           (isPrice(graph[inner].op) && graph[source].op == (above ? Op::High : Op::Low));
}

bool isComparison(const Expr& expr)
{
    return expr.kind >= ExprKind::Less && expr.kind <= ExprKind::CrossesBelow;
}

/// Values that hit a given number only by accident.
bool isMeasured(const Graph& graph, NodeId id)
{
    const NodeId inner = behindGather(graph, id);
    const Op op = graph[inner].op;
    if (isPrice(op) || op == Op::Profit || op == Op::AveragePrice || op == Op::EntryPrice ||
        op == Op::LastFill) {
        return true;
    }
    const indicators::Entry* entry = entryOf(graph, inner);
    if (entry == nullptr) {
        return false;
    }
    const Unit unit = entry->outputs[static_cast<std::size_t>(graph[inner].index)].unit;
    return unit == Unit::Oscillator || unit == Unit::Price || unit == Unit::Ratio ||
           unit == Unit::SameAsSource;
}

} // namespace

void ConditionChecks::report(Diagnostic diagnostic)
{
    if (m_reported.emplace(diagnostic.span.begin, diagnostic.code).second) {
        m_diagnostics.push_back(std::move(diagnostic));
    }
}

void ConditionChecks::check(const Expr& condition)
{
    visit(condition);
    checkConjunction(condition);
}

void ConditionChecks::visit(const Expr& expr)
{
    if (expr.resolution == Resolution::Let) {
        if (m_lets.insert(expr.text).second) {
            const Scope::LetInScope& let = m_scope.lets.find(expr.text)->second;
            visit(*let.value);
            if (let.type.isCondition) {
                checkConjunction(*let.value);
            }
        }
        return;
    }
    if (expr.resolution == Resolution::Prefixed) {
        return; // its arguments live on other bars
    }
    if (isComparison(expr)) {
        checkSelfRange(expr);
        checkEquality(expr);
    }
    for (const Expr& child : expr.children) {
        visit(child);
        if (expr.kind != ExprKind::And && expr.kind != ExprKind::Unless) {
            checkConjunction(child);
        }
    }
}

/// close > highest(high, n): the range holds this bar, so the comparison is never true.
void ConditionChecks::checkSelfRange(const Expr& expr)
{
    const bool above = expr.kind == ExprKind::Greater || expr.kind == ExprKind::CrossesAbove;
    const bool below = expr.kind == ExprKind::Less || expr.kind == ExprKind::CrossesBelow;
    if (!above && !below) {
        return;
    }
    const NodeId left = m_graph.number(expr.children[0]);
    const NodeId right = m_graph.number(expr.children[1]);
    const Graph& graph = m_graph.graph();
    const bool onRight = isWithinRange(graph, left, right, above);
    if (!onRight && !isWithinRange(graph, right, left, below)) {
        return;
    }
    const Expr& range = expr.children[onRight ? 1 : 0];
    report({Severity::Error,
            "self-range",
            range.span,
            fmt::format("'{}' contains this bar, so this can never be true; add [1]", print(range)),
            {},
            Fix{{range.span.end, range.span.end}, "[1]"}});
}

void ConditionChecks::checkEquality(const Expr& expr)
{
    if (expr.kind != ExprKind::Equal) {
        return;
    }
    const NodeId sides[] = {m_graph.number(expr.children[0]), m_graph.number(expr.children[1])};
    const Graph& graph = m_graph.graph();
    for (std::size_t side = 0; side < 2; ++side) {
        const NodeId value = sides[side];
        const Node& constant = graph[sides[1 - side]];
        if (constant.op != Op::Constant || !isMeasured(graph, value)) {
            continue;
        }
        const std::optional<std::pair<double, double>> range = rangeOf(graph, value);
        if (range && (constant.value == range->first || constant.value == range->second)) {
            return; // the ends of a range are reached
        }
        const std::string_view instead = graph[value].readsPosition ? ">=" : "crosses above";
        const std::string text = fmt::format("{} {} {}", print(expr.children[side]), instead,
                                             print(expr.children[1 - side]));
        report({Severity::Warning, "equality", expr.span,
                fmt::format("'{}' is almost never true on real data", print(expr)),
                fmt::format("use '{}' or a band", text), Fix{expr.span, text}});
        return;
    }
}

void ConditionChecks::checkConjunction(const Expr& expr)
{
    Conjunction conjunction(m_scope, m_graph);
    conjunction.add(expr, false);
    if (const std::optional<Diagnostic>& problem = conjunction.problem()) {
        report(*problem);
    }
}

} // namespace sw::lang
