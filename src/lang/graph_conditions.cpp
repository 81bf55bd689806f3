// Conditions in the graph: comparisons, their negations, temporal words.
#include "lang/graph_builder.h"

#include "base/expects.h"

#include <algorithm>

namespace sw::lang {

namespace {

Op negatedComparison(Op op)
{
    switch (op) {
    case Op::Less:
        return Op::GreaterEqual;
    case Op::LessEqual:
        return Op::Greater;
    case Op::Greater:
        return Op::LessEqual;
    case Op::GreaterEqual:
        return Op::Less;
    case Op::Equal:
        return Op::NotEqual;
    default:
        return Op::Equal;
    }
}

} // namespace

/// A built-in that answers 1, 0 or missing, as a condition.
NodeId GraphBuilder::maskOf(NodeId numeric, bool negated)
{
    return compare(negated ? Op::LessEqual : Op::Greater, numeric, constant(0.5));
}

NodeId GraphBuilder::compare(Op op, NodeId a, NodeId b)
{
    const Node& left = m_graph[a];
    const Node& right = m_graph[b];
    if (left.op == Op::Constant && right.op == Op::Constant) {
        const double x = left.value;
        const double y = right.value;
        const bool holds = op == Op::Less           ? x < y
                           : op == Op::LessEqual    ? x <= y
                           : op == Op::Greater      ? x > y
                           : op == Op::GreaterEqual ? x >= y
                           : op == Op::Equal        ? x == y
                                                    : x != y;
        return field(holds ? Op::Always : Op::Never);
    }
    Node node;
    node.op = op;
    node.inputs = {a, b};
    return add(std::move(node));
}

/// A conjunction or disjunction of the parts, in their one order, without what changes nothing.
NodeId GraphBuilder::combine(Op op, const std::vector<NodeId>& parts)
{
    const Op neutral = op == Op::And ? Op::Always : Op::Never;
    const Op deciding = op == Op::And ? Op::Never : Op::Always;
    std::vector<NodeId> flat;
    for (const NodeId part : parts) {
        const Node& node = m_graph[part];
        if (node.op == deciding) {
            return part;
        }
        if (node.op == op) {
            flat.insert(flat.end(), node.inputs.begin(), node.inputs.end());
        } else if (node.op != neutral) {
            flat.push_back(part);
        }
    }
    if (flat.empty()) {
        return field(neutral);
    }
    std::ranges::sort(flat);
    flat.erase(std::unique(flat.begin(), flat.end()), flat.end());
    if (flat.size() == 1) {
        return flat[0];
    }
    Node node;
    node.op = op;
    node.inputs = std::move(flat);
    return add(std::move(node));
}

/// The links of `a and b and c`, which the tree nests.
void GraphBuilder::chain(const Expr& expr, ExprKind kind, bool negated, std::vector<NodeId>& parts)
{
    if (expr.kind != kind) {
        parts.push_back(condition(expr, negated));
        return;
    }
    for (const Expr& child : expr.children) {
        chain(child, kind, negated, parts);
    }
}

NodeId GraphBuilder::both(NodeId a, NodeId b)
{
    return combine(Op::And, {a, b});
}

NodeId GraphBuilder::shiftMask(NodeId inner, int count)
{
    if (count == 0) {
        return inner;
    }
    Node node;
    node.op = Op::ShiftMask;
    node.inputs = {inner};
    node.count = count;
    return add(std::move(node));
}

NodeId GraphBuilder::window(Op op, NodeId inner, int count, int index)
{
    if (count == 1) {
        return inner;
    }
    Node node;
    node.op = op;
    node.inputs = {inner};
    node.count = count;
    node.index = index;
    return add(std::move(node));
}

NodeId GraphBuilder::comparison(const Expr& expr, bool negated)
{
    const NodeId a = number(expr.children[0]);
    const NodeId b = number(expr.children[1]);
    if (expr.kind == ExprKind::CrossesAbove || expr.kind == ExprKind::CrossesBelow) {
        const bool above = expr.kind == ExprKind::CrossesAbove;
        const NodeId now = compare(above ? Op::Greater : Op::Less, a, b);
        const NodeId before = shiftMask(compare(above ? Op::LessEqual : Op::GreaterEqual, a, b), 1);
        if (!negated) {
            return combine(Op::And, {now, before});
        }
        const NodeId notNow = compare(above ? Op::LessEqual : Op::GreaterEqual, a, b);
        const NodeId notBefore = shiftMask(compare(above ? Op::Greater : Op::Less, a, b), 1);
        return combine(Op::Or, {notNow, notBefore});
    }
    static constexpr Op kOps[] = {Op::Less,         Op::LessEqual, Op::Greater,
                                  Op::GreaterEqual, Op::Equal,     Op::NotEqual};
    const Op op = kOps[static_cast<int>(expr.kind) - static_cast<int>(ExprKind::Less)];
    return compare(negated ? negatedComparison(op) : op, a, b);
}

NodeId GraphBuilder::trend(const Expr& expr, bool negated)
{
    const NodeId value = number(expr.children[0]);
    Node shifted;
    shifted.op = Op::Shift;
    shifted.inputs = {value};
    shifted.count = 1;
    const NodeId before = add(std::move(shifted));
    const bool rising = expr.kind == ExprKind::Rising;
    const Op op = rising ? Op::Greater : Op::Less;
    const int bars = barsOf(expr.bars);
    return negated ? window(Op::AnyOf, compare(negatedComparison(op), value, before), bars)
                   : window(Op::AllOf, compare(op, value, before), bars);
}

NodeId GraphBuilder::temporal(const Expr& expr, bool negated)
{
    const int bars = barsOf(expr.bars);
    const NodeId inner = condition(expr.children[0], negated);
    switch (expr.kind) {
    case ExprKind::ForBars:
        return window(negated ? Op::AnyOf : Op::AllOf, inner, bars);
    case ExprKind::Within:
        return window(negated ? Op::AllOf : Op::AnyOf, inner, bars);
    case ExprKind::OnOf:
        return window(Op::AtLeast, inner, bars, negated ? bars - expr.count + 1 : expr.count);
    default: {
        // a then b within n: b now, and a on one of the n bars before.
        const NodeId earlier = shiftMask(window(negated ? Op::AllOf : Op::AnyOf, inner, bars), 1);
        const NodeId now = condition(expr.children[1], negated);
        return combine(negated ? Op::Or : Op::And, {earlier, now});
    }
    }
}

NodeId GraphBuilder::condition(const Expr& expr, bool negated)
{
    switch (expr.kind) {
    case ExprKind::Less:
    case ExprKind::LessEqual:
    case ExprKind::Greater:
    case ExprKind::GreaterEqual:
    case ExprKind::Equal:
    case ExprKind::NotEqual:
    case ExprKind::CrossesAbove:
    case ExprKind::CrossesBelow:
        return comparison(expr, negated);
    case ExprKind::Between: {
        const NodeId value = number(expr.children[0]);
        const NodeId low = number(expr.children[1]);
        const NodeId high = number(expr.children[2]);
        return negated ? combine(Op::Or,
                                 {compare(Op::Less, value, low), compare(Op::Greater, value, high)})
                       : combine(Op::And, {compare(Op::GreaterEqual, value, low),
                                           compare(Op::LessEqual, value, high)});
    }
    case ExprKind::Rising:
    case ExprKind::Falling:
        return trend(expr, negated);
    case ExprKind::Not:
        return condition(expr.children[0], !negated);
    case ExprKind::And:
    case ExprKind::Or: {
        std::vector<NodeId> parts;
        chain(expr, expr.kind, negated, parts);
        return combine((expr.kind == ExprKind::And) != negated ? Op::And : Op::Or, parts);
    }
    case ExprKind::Unless:
        return combine(negated ? Op::Or : Op::And, {condition(expr.children[0], negated),
                                                    condition(expr.children[1], !negated)});
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::OnOf:
    case ExprKind::Then:
        return temporal(expr, negated);
    case ExprKind::If: {
        const NodeId truth = condition(expr.children[0]);
        const NodeId falsity = condition(expr.children[0], true);
        const NodeId a = condition(expr.children[1], negated);
        const NodeId b = condition(expr.children[2], negated);
        return combine(Op::Or, {combine(Op::And, {truth, a}), combine(Op::And, {falsity, b})});
    }
    case ExprKind::Index:
        return shiftMask(condition(expr.children[0], negated), expr.count);
    default:
        break;
    }
    switch (expr.resolution) {
    case Resolution::Let:
        return letValue(expr, negated ? Reading::Falsity : Reading::Truth);
    case Resolution::Prefixed:
        return prefixed(expr, true, negated);
    case Resolution::Builtin:
        if (expr.kind == ExprKind::Member && expr.children[0].resolution == Resolution::Prefixed) {
            return prefixed(expr, true, negated);
        }
        return maskOf(builtin(expr), negated);
    case Resolution::Hole:
        return field(Op::Hole);
    default:
        break;
    }
    EXPECTS(!"a resolved condition");
    return kNoNode;
}

NodeId GraphBuilder::timeBetween(int fromMinute, int toMinute)
{
    const indicators::Entry* entry = indicators::find("time_of_day");
    EXPECTS(entry != nullptr);
    Node kernel;
    kernel.op = Op::Call;
    kernel.entry = indicators::indexOf(*entry);
    kernel.inputs = {field(Op::LocalTime)};
    Node value;
    value.op = Op::Output;
    value.inputs = {add(std::move(kernel))};
    const NodeId minutes = add(std::move(value));
    const NodeId after = compare(Op::GreaterEqual, minutes, constant(fromMinute));
    const NodeId before = compare(Op::Less, minutes, constant(toMinute));
    // A session over midnight is the union of its two ends.
    return combine(fromMinute <= toMinute ? Op::And : Op::Or, {after, before});
}

} // namespace sw::lang
