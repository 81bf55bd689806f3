#include "lang/graph_builder.h"

#include "base/expects.h"
#include "lang/names.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sw::lang {

namespace {

/// All that makes a node what it is, as bytes.
std::string identity(const Node& node)
{
    std::string key;
    const auto append = [&key](const auto& value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        key.append(bytes, sizeof value);
    };
    append(node.op);
    append(node.context);
    append(node.value);
    append(node.count);
    append(node.index);
    append(node.entry);
    append(static_cast<std::int32_t>(node.inputs.size()));
    for (const NodeId input : node.inputs) {
        append(input);
    }
    for (const double number : node.numbers) {
        append(number);
    }
    return key;
}

bool isBooleanOp(Op op)
{
    return op >= Op::Always;
}

bool isPositionOp(Op op)
{
    return op >= Op::EntryPrice && op <= Op::AtEntry;
}

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

int lookBack(const Node& node)
{
    switch (node.op) {
    case Op::Shift:
    case Op::ShiftMask:
        return node.count;
    case Op::AllOf:
    case Op::AnyOf:
    case Op::AtLeast:
        return node.count - 1;
    case Op::Call: {
        const indicators::Entry& entry =
            indicators::catalog()[static_cast<std::size_t>(node.entry)];
        return entry.warmup(node.numbers);
    }
    default:
        return 0;
    }
}

} // namespace

GraphBuilder::GraphBuilder(const Scope& scope) : m_scope(scope)
{
    m_graph.contexts.push_back({});
}

NodeId GraphBuilder::add(Node node)
{
    node.isBoolean = isBooleanOp(node.op);
    node.readsPosition = isPositionOp(node.op);
    const bool crossesContext = node.op == Op::Gather || node.op == Op::GatherMask;
    node.context = m_context;
    int warm = 0;
    for (const NodeId input : node.inputs) {
        const Node& source = m_graph[input];
        node.readsPosition = node.readsPosition || source.readsPosition;
        warm = crossesContext ? 0 : std::max(warm, source.warmup);
    }
    node.warmup = warm + lookBack(node);
    const auto [at, isNew] =
        m_known.emplace(identity(node), static_cast<NodeId>(m_graph.nodes.size()));
    if (isNew) {
        m_graph.nodes.push_back(std::move(node));
    }
    return at->second;
}

NodeId GraphBuilder::constant(double value)
{
    Node node;
    node.op = Op::Constant;
    node.value = value == 0 ? 0 : value; // -0 and 0 are one constant
    return add(std::move(node));
}

NodeId GraphBuilder::field(Op op)
{
    Node node;
    node.op = op;
    return add(std::move(node));
}

NodeId GraphBuilder::binary(Op op, NodeId a, NodeId b)
{
    const Node& left = m_graph[a];
    const Node& right = m_graph[b];
    if (left.op == Op::Constant && right.op == Op::Constant) {
        const double x = left.value;
        const double y = right.value;
        const double value = op == Op::Add        ? x + y
                             : op == Op::Subtract ? x - y
                             : op == Op::Multiply ? x * y
                                                  : x / y;
        if (std::isfinite(value)) {
            return constant(value);
        }
    }
    Node node;
    node.op = op;
    node.inputs = {a, b};
    return add(std::move(node));
}

NodeId GraphBuilder::number(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Number:
    case ExprKind::Percent:
    case ExprKind::Money:
    case ExprKind::Time:
        return constant(literalValue(expr));
    case ExprKind::Negate: {
        const NodeId inner = number(expr.children[0]);
        if (m_graph[inner].op == Op::Constant) {
            return constant(-m_graph[inner].value);
        }
        Node node;
        node.op = Op::Negate;
        node.inputs = {inner};
        return add(std::move(node));
    }
    case ExprKind::Add:
        return binary(Op::Add, number(expr.children[0]), number(expr.children[1]));
    case ExprKind::Subtract:
        return binary(Op::Subtract, number(expr.children[0]), number(expr.children[1]));
    case ExprKind::Multiply:
        return binary(Op::Multiply, number(expr.children[0]), number(expr.children[1]));
    case ExprKind::Divide:
        return binary(Op::Divide, number(expr.children[0]), number(expr.children[1]));
    case ExprKind::Index: {
        const NodeId inner = number(expr.children[0]);
        if (expr.count == 0 || m_graph[inner].op == Op::Constant) {
            return inner;
        }
        Node node;
        node.op = Op::Shift;
        node.inputs = {inner};
        node.count = expr.count;
        return add(std::move(node));
    }
    case ExprKind::If: {
        const NodeId truth = condition(expr.children[0]);
        const NodeId falsity = condition(expr.children[0], true);
        Node node;
        node.op = Op::Select;
        node.inputs = {truth, falsity, number(expr.children[1]), number(expr.children[2])};
        return add(std::move(node));
    }
    default:
        break;
    }
    switch (expr.resolution) {
    case Resolution::Field:
        return field(findField(expr.text)->op);
    case Resolution::Param:
        return constant(m_scope.params.find(expr.text)->second.value);
    case Resolution::Let:
        return number(*m_scope.lets.find(expr.text)->second.value);
    case Resolution::Math:
        return mathCall(expr);
    case Resolution::Position:
        return positionValue(expr);
    case Resolution::Prefixed:
        return prefixed(expr, false, false);
    case Resolution::Builtin:
        return builtin(expr);
    default:
        break;
    }
    EXPECTS(!"a resolved number");
    return kNoNode;
}

NodeId GraphBuilder::mathCall(const Expr& expr)
{
    const MathFunction& function = *findMathFunction(expr.text);
    if (function.op == Op::Truth) {
        NodeId sum = kNoNode;
        for (const Expr& child : expr.children) {
            Node node;
            node.op = Op::Truth;
            node.inputs = {condition(child), condition(child, true)};
            const NodeId part = add(std::move(node));
            sum = sum == kNoNode ? part : binary(Op::Add, sum, part);
        }
        return sum;
    }
    NodeId result = number(expr.children[0]);
    if (function.op != Op::Minimum && function.op != Op::Maximum) {
        Node node;
        node.op = function.op;
        node.inputs = {result};
        return add(std::move(node));
    }
    for (std::size_t i = 1; i < expr.children.size(); ++i) {
        Node node;
        node.op = function.op;
        node.inputs = {result, number(expr.children[i])};
        result = add(std::move(node));
    }
    return result;
}

NodeId GraphBuilder::positionValue(const Expr& expr)
{
    const PositionWord& word = *findPositionWord(expr.text);
    Node node;
    node.op = word.op;
    if (word.takesArgument) {
        node.inputs = {number(expr.children[0])};
    }
    return add(std::move(node));
}

NodeId GraphBuilder::call(const Expr& expr, std::size_t firstArgument)
{
    const indicators::Entry& entry = indicators::catalog()[static_cast<std::size_t>(expr.entry)];
    Node node;
    node.op = Op::Call;
    node.entry = expr.entry;
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const Expr& argument = expr.children[firstArgument + i];
        if (entry.parameters[i].kind != indicators::ParameterKind::Series) {
            const NodeId value = number(argument);
            node.numbers.push_back(m_graph[value].value);
        } else if (entry.parameters[i].name == "condition") {
            Node truth;
            truth.op = Op::Truth;
            truth.inputs = {condition(argument), condition(argument, true)};
            node.inputs.push_back(add(std::move(truth)));
        } else {
            node.inputs.push_back(number(argument));
        }
    }
    for (const indicators::Field column : entry.fields) {
        static constexpr Op kOps[] = {Op::Open,  Op::High,   Op::Low,
                                      Op::Close, Op::Volume, Op::LocalTime};
        node.inputs.push_back(field(kOps[static_cast<std::size_t>(column)]));
    }
    return add(std::move(node));
}

NodeId GraphBuilder::builtin(const Expr& expr)
{
    if (expr.kind == ExprKind::Member) {
        return output(expr);
    }
    Node node;
    node.op = Op::Output;
    node.inputs = {call(expr, 0)};
    node.index = 0;
    return add(std::move(node));
}

NodeId GraphBuilder::output(const Expr& expr)
{
    const Expr& inner = expr.children[0];
    if (inner.resolution == Resolution::Prefixed) {
        return prefixed(expr, false, false);
    }
    const indicators::Entry& entry = indicators::catalog()[static_cast<std::size_t>(expr.entry)];
    const indicators::Output& chosen = entry.outputs[static_cast<std::size_t>(expr.output)];
    const NodeId source = call(inner, 0);
    const auto select = [&](int index) {
        Node node;
        node.op = Op::Output;
        node.inputs = {source};
        node.index = index;
        return add(std::move(node));
    };
    if (chosen.scaledFrom < 0) {
        return select(expr.output);
    }
    const NodeId scaled = binary(Op::Multiply, number(expr.children[1]), select(expr.output));
    return binary(Op::Add, select(chosen.scaledFrom), scaled);
}

std::int32_t GraphBuilder::contextFor(const Expr& prefix)
{
    Context context;
    context.symbol = prefix.text;
    if (prefix.kind == ExprKind::Frame) {
        context.frame = prefix.frame;
    }
    // The only traded symbol under its own name is the traded symbol.
    if (m_scope.traded.size() == 1 && context.symbol == m_scope.traded[0]) {
        context.symbol.clear();
    }
    if (context.frame && m_scope.frame && *context.frame == *m_scope.frame) {
        context.frame.reset();
    }
    const auto found = std::ranges::find(m_graph.contexts, context);
    if (found != m_graph.contexts.end()) {
        return static_cast<std::int32_t>(found - m_graph.contexts.begin());
    }
    m_graph.contexts.push_back(std::move(context));
    return static_cast<std::int32_t>(m_graph.contexts.size()) - 1;
}

NodeId GraphBuilder::gather(NodeId inner, bool isMask)
{
    Node node;
    node.op = isMask ? Op::GatherMask : Op::Gather;
    node.inputs = {inner};
    return add(std::move(node));
}

/// A prefixed value: `SPY.close`, `weekly.sma(close, 20)`, or an output of one, `SPY.macd(…).hist`.
NodeId GraphBuilder::prefixed(const Expr& expr, bool wantMask, bool negated)
{
    const bool isOutput = expr.children[0].kind == ExprKind::Member;
    const Expr& source = isOutput ? expr.children[0] : expr;
    const std::int32_t outer = m_context;
    m_context = contextFor(source.children[0]);
    NodeId value = kNoNode;
    if (const FieldName* name = findField(source.text)) {
        value = field(name->op);
    } else {
        const NodeId kernel = call(source, 1);
        const indicators::Entry& entry =
            indicators::catalog()[static_cast<std::size_t>(source.entry)];
        const int chosenIndex = isOutput ? expr.output : 0;
        const indicators::Output& chosen = entry.outputs[static_cast<std::size_t>(chosenIndex)];
        const auto select = [&](int index) {
            Node node;
            node.op = Op::Output;
            node.inputs = {kernel};
            node.index = index;
            return add(std::move(node));
        };
        value = select(chosenIndex);
        if (chosen.scaledFrom >= 0) {
            const NodeId scaled = binary(Op::Multiply, number(expr.children[1]), value);
            value = binary(Op::Add, select(chosen.scaledFrom), scaled);
        }
    }
    if (wantMask) {
        value = maskOf(value, negated);
    }
    const bool sameContext = m_context == outer;
    m_context = outer;
    return sameContext ? value : gather(value, wantMask);
}

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

NodeId GraphBuilder::combine(Op op, std::vector<NodeId> parts)
{
    std::vector<NodeId> flat;
    for (const NodeId part : parts) {
        if (m_graph[part].op == op) {
            flat.insert(flat.end(), m_graph[part].inputs.begin(), m_graph[part].inputs.end());
        } else {
            flat.push_back(part);
        }
    }
    std::ranges::sort(flat);
    const auto repeated = std::ranges::unique(flat);
    flat.erase(repeated.begin(), repeated.end());
    if (flat.size() == 1) {
        return flat[0];
    }
    Node node;
    node.op = op;
    node.inputs = std::move(flat);
    return add(std::move(node));
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
    const int bars = barsOn(expr.bars, m_scope.frame).value_or(1);
    return negated ? window(Op::AnyOf, compare(negatedComparison(op), value, before), bars)
                   : window(Op::AllOf, compare(op, value, before), bars);
}

NodeId GraphBuilder::temporal(const Expr& expr, bool negated)
{
    const int bars = barsOn(expr.bars, m_scope.frame).value_or(1);
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
        for (const Expr& child : expr.children) {
            parts.push_back(condition(child, negated));
        }
        return combine((expr.kind == ExprKind::And) != negated ? Op::And : Op::Or,
                       std::move(parts));
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
        return condition(*m_scope.lets.find(expr.text)->second.value, negated);
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

bool GraphBuilder::knownAtOpen(NodeId id) const
{
    const Node& node = m_graph[id];
    switch (node.op) {
    case Op::Constant:
    case Op::Open:
    case Op::LocalTime:
    case Op::Always:
    case Op::Never:
    case Op::EntryPrice:
    case Op::AveragePrice:
    case Op::LastFill:
    case Op::Units:
    case Op::BarsHeld:
    case Op::AtEntry:
    case Op::Hole:
        return true;
    case Op::Shift:
    case Op::ShiftMask:
        return node.count >= 1 || knownAtOpen(node.inputs[0]);
    case Op::High:
    case Op::Low:
    case Op::Close:
    case Op::Volume:
    case Op::Hl2:
    case Op::Hlc3:
    case Op::Ohlc4:
    case Op::Profit:
    case Op::Gather:
    case Op::GatherMask:
        return false;
    default:
        return std::ranges::all_of(node.inputs,
                                   [this](NodeId input) { return knownAtOpen(input); });
    }
}

} // namespace sw::lang
