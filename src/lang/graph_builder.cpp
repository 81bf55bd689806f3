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
    default:
        return 0;
    }
}

const indicators::Entry& entryAt(int index)
{
    return indicators::catalog()[static_cast<std::size_t>(index)];
}

/// Look-backs add up; beyond this many bars nobody has data.
constexpr std::int32_t kMaxWarmup = 1'000'000'000;

} // namespace

GraphBuilder::GraphBuilder(const Scope& scope) : m_scope(scope)
{
    m_graph.contexts.push_back({});
}

NodeId GraphBuilder::add(Node node)
{
    if (m_overLimit) {
        return 0;
    }
    node.isBoolean = isBooleanOp(node.op);
    node.readsPosition = isPositionOp(node.op);
    const bool crossesContext = node.op == Op::Gather || node.op == Op::GatherMask;
    node.context = m_context;
    std::int32_t warm = 0;
    for (const NodeId input : node.inputs) {
        const Node& source = m_graph[input];
        node.readsPosition = node.readsPosition || source.readsPosition;
        warm = crossesContext ? 0 : std::max(warm, source.warmup);
    }
    int own = lookBack(node);
    if (node.op == Op::Output) {
        const Node& kernel = m_graph[node.inputs[0]];
        own = entryAt(kernel.entry).warmupOf(kernel.numbers, node.index);
    }
    node.warmup =
        static_cast<std::int32_t>(std::min(std::int64_t{warm} + own, std::int64_t{kMaxWarmup}));
    const auto [at, isNew] =
        m_known.emplace(identity(node), static_cast<NodeId>(m_graph.nodes.size()));
    if (!isNew) {
        return at->second;
    }
    if (m_graph.nodes.size() >= kMaxNodes) {
        m_overLimit = true;
        m_known.erase(at);
        return 0;
    }
    m_knownAtOpen.push_back(isKnownAtOpen(node));
    m_graph.nodes.push_back(std::move(node));
    return static_cast<NodeId>(m_graph.nodes.size()) - 1;
}

/// True for nodes whose value the open of their bar decides: opens, times and earlier bars only.
bool GraphBuilder::isKnownAtOpen(const Node& node) const
{
    switch (node.op) {
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
    case Op::AtEntry:
        return true;
    default:
        return std::ranges::all_of(node.inputs,
                                   [this](NodeId input) { return knownAtOpen(input); });
    }
}

/// A let means the same wherever it is used in a context, so its nodes are built once.
NodeId GraphBuilder::letValue(const Expr& name, Reading reading)
{
    const Expr* value = m_scope.lets.find(name.text)->second.value;
    const std::tuple key(value, m_context, reading);
    if (const auto known = m_lets.find(key); known != m_lets.end()) {
        return known->second;
    }
    const NodeId node = reading == Reading::Number ? number(*value)
                                                   : condition(*value, reading == Reading::Falsity);
    m_lets.emplace(key, node);
    return node;
}

int GraphBuilder::barsOf(const BarsText& bars) const
{
    const std::optional<Timeframe>& own =
        m_graph.contexts[static_cast<std::size_t>(m_context)].frame;
    const std::optional<int> count = barsOn(bars, own ? own : m_scope.frame);
    EXPECTS(count.has_value());
    return *count;
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
        return letValue(expr, Reading::Number);
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
    std::vector<NodeId> parts;
    std::vector<double> constants;
    for (const Expr& child : expr.children) {
        parts.push_back(number(child));
        if (m_graph[parts.back()].op == Op::Constant) {
            constants.push_back(m_graph[parts.back()].value);
        }
    }
    if (constants.size() == parts.size()) {
        if (const std::optional<double> value = foldedCall(function.op, constants)) {
            return constant(*value);
        }
    }
    NodeId result = parts[0];
    if (function.op != Op::Minimum && function.op != Op::Maximum) {
        Node node;
        node.op = function.op;
        node.inputs = {result};
        return add(std::move(node));
    }
    for (std::size_t i = 1; i < parts.size(); ++i) {
        Node node;
        node.op = function.op;
        node.inputs = {result, parts[i]};
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
    const indicators::Entry& entry = entryAt(expr.entry);
    Node node;
    node.op = Op::Call;
    node.entry = expr.entry;
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        const Expr& argument = expr.children[firstArgument + i];
        if (entry.parameters[i].kind != indicators::ParameterKind::Series) {
            const NodeId value = number(argument);
            node.numbers.push_back(m_graph[value].value);
        } else if (entry.parameters[i].isCondition) {
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

NodeId GraphBuilder::select(NodeId kernel, int index)
{
    Node node;
    node.op = Op::Output;
    node.inputs = {kernel};
    node.index = index;
    return add(std::move(node));
}

/// An output of a kernel; `vwap.upper(2)` is its centre plus twice the column.
NodeId GraphBuilder::scaled(NodeId kernel, const indicators::Entry& entry, int index,
                            const Expr& expr)
{
    const NodeId column = select(kernel, index);
    const int centre = entry.outputs[static_cast<std::size_t>(index)].scaledFrom;
    if (centre < 0) {
        return column;
    }
    const NodeId distance = binary(Op::Multiply, number(expr.children[1]), column);
    return binary(Op::Add, select(kernel, centre), distance);
}

NodeId GraphBuilder::builtin(const Expr& expr)
{
    return expr.kind == ExprKind::Member ? output(expr) : select(call(expr, 0), 0);
}

NodeId GraphBuilder::output(const Expr& expr)
{
    const Expr& inner = expr.children[0];
    if (inner.resolution == Resolution::Prefixed) {
        return prefixed(expr, false, false);
    }
    return scaled(call(inner, 0), entryAt(expr.entry), expr.output, expr);
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
        value = scaled(call(source, 1), entryAt(source.entry), isOutput ? expr.output : 0, expr);
    }
    if (wantMask) {
        value = maskOf(value, negated);
    }
    const bool sameContext = m_context == outer;
    m_context = outer;
    return sameContext ? value : gather(value, wantMask);
}

} // namespace sw::lang
