#include "engine/evaluate_plan.h"

#include "base/expects.h"
#include "engine/scalar_ops.h"

#include <algorithm>

namespace sw::engine {

using lang::Graph;
using lang::Node;
using lang::NodeId;
using lang::Op;

namespace {

class PlanBuilder
{
public:
    PlanBuilder(const Graph& graph, std::span<const std::int32_t> places)
        : m_graph(graph),
          m_places(places),
          m_valueOf(graph.nodes.size(), -1),
          m_bitsOf(graph.nodes.size(), -1)
    {}

    ChunkPlan build(std::span<const NodeId> roots)
    {
        const std::vector<bool> needed = neededBy(roots);
        for (std::size_t i = 0; i < needed.size(); ++i) {
            if (needed[i]) {
                addNode(static_cast<NodeId>(i));
            }
        }
        for (std::size_t i = 0; i < roots.size(); ++i) {
            addRoot(static_cast<std::int32_t>(i), roots[i]);
        }
        assignBuffers();
        return std::move(m_plan);
    }

private:
    bool isSamePlace(const Node& gather) const
    {
        const auto inner = static_cast<std::size_t>(m_graph[gather.inputs[0]].context);
        return m_places[inner] == m_places[static_cast<std::size_t>(gather.context)];
    }

    std::vector<bool> neededBy(std::span<const NodeId> roots) const
    {
        std::vector<bool> needed(m_graph.nodes.size(), false);
        NodeId last = -1;
        for (const NodeId root : roots) {
            needed[static_cast<std::size_t>(root)] = true;
            last = std::max(last, root);
        }
        for (NodeId id = last; id >= 0; --id) {
            const Node& node = m_graph[id];
            const bool gathers = node.op == Op::Gather || node.op == Op::GatherMask;
            if (!needed[static_cast<std::size_t>(id)] || (gathers && !isSamePlace(node))) {
                continue;
            }
            for (const NodeId input : node.inputs) {
                EXPECTS(input < id);
                needed[static_cast<std::size_t>(input)] = true;
            }
        }
        return needed;
    }

    ValueId newValue(PlanValue value = {})
    {
        m_plan.values.push_back(value);
        return static_cast<ValueId>(m_plan.values.size() - 1);
    }
    ValueId newConstant(double constant)
    {
        PlanValue value;
        value.place = PlanValue::Place::Constant;
        value.constant = constant;
        return newValue(value);
    }
    const PlanValue& planned(ValueId id) const
    {
        return m_plan.values[static_cast<std::size_t>(id)];
    }
    bool isConstant(ValueId id) const { return planned(id).place == PlanValue::Place::Constant; }
    /// A constant that an operation wants as a column gets a buffer of its own, filled once.
    ValueId inMemory(ValueId id)
    {
        PlanValue& value = m_plan.values[static_cast<std::size_t>(id)];
        if (value.place == PlanValue::Place::Constant && value.buffer < 0) {
            value.buffer = m_plan.buffers++;
        }
        return id;
    }
    ValueId valueOf(NodeId id) const { return m_valueOf[static_cast<std::size_t>(id)]; }

    void addNode(NodeId id)
    {
        const Node& node = m_graph[id];
        EXPECTS(!node.readsPosition);
        if (node.isBoolean) {
            m_bitsOf[static_cast<std::size_t>(id)] = addBoolean(id, node);
        } else {
            m_valueOf[static_cast<std::size_t>(id)] = addNumeric(id, node);
        }
    }

    ValueId addNumeric(NodeId id, const Node& node)
    {
        switch (node.op) {
        case Op::Constant:
            return newConstant(node.value);
        case Op::Open:
        case Op::High:
        case Op::Low:
        case Op::Close:
        case Op::Volume: {
            PlanValue value;
            value.place = PlanValue::Place::Field;
            value.field = node.op;
            return newValue(value);
        }
        case Op::Call:
            return addCall(id, node);
        case Op::Output:
            return valueOf(node.inputs[0]) + node.index;
        case Op::Gather:
            return isSamePlace(node) ? valueOf(node.inputs[0]) : addStep(id, {}, {});
        case Op::Shift:
            return addShift(id, node);
        case Op::Select:
            return addStep(id, {valueOf(node.inputs[2]), valueOf(node.inputs[3])},
                           {m_bitsOf[static_cast<std::size_t>(node.inputs[0])],
                            m_bitsOf[static_cast<std::size_t>(node.inputs[1])]});
        case Op::Truth:
            return addStep(id, {newConstant(1), newConstant(0)},
                           {m_bitsOf[static_cast<std::size_t>(node.inputs[0])],
                            m_bitsOf[static_cast<std::size_t>(node.inputs[1])]});
        case Op::LocalTime:
        case Op::Hl2:
        case Op::Hlc3:
        case Op::Ohlc4:
            return addStep(id, {}, {});
        default:
            return addArithmetic(id, node);
        }
    }

    ValueId addStep(NodeId id, std::vector<ValueId> values, std::vector<BitsId> bits)
    {
        ChunkStep step;
        step.node = id;
        step.values = std::move(values);
        step.bits = std::move(bits);
        step.results = {newValue()};
        m_plan.steps.push_back(std::move(step));
        return m_plan.steps.back().results[0];
    }

    ValueId addCall(NodeId id, const Node& node)
    {
        ChunkStep step;
        step.node = id;
        for (const NodeId input : node.inputs) {
            step.values.push_back(inMemory(valueOf(input)));
        }
        const auto& entry = indicators::catalog()[static_cast<std::size_t>(node.entry)];
        for (std::size_t i = 0; i < entry.outputs.size(); ++i) {
            step.results.push_back(newValue());
        }
        m_plan.steps.push_back(std::move(step));
        return m_plan.steps.back().results[0];
    }

    ValueId addShift(NodeId id, const Node& node)
    {
        const ValueId input = valueOf(node.inputs[0]);
        if (planned(input).place == PlanValue::Place::Buffer &&
            node.count <= PlanValue::kMostBehind) {
            PlanValue& source = m_plan.values[static_cast<std::size_t>(input)];
            source.history = std::max(source.history, node.count);
            PlanValue behind;
            behind.place = PlanValue::Place::Behind;
            behind.source = input;
            behind.delay = node.count;
            return newValue(behind);
        }
        if (planned(input).place != PlanValue::Place::Field) {
            return addStep(id, {inMemory(input)}, {});
        }
        const ValueId result = addStep(id, {input}, {});
        PlanValue& value = m_plan.values[static_cast<std::size_t>(result)];
        value.place = PlanValue::Place::Delayed;
        value.field = planned(input).field;
        value.delay = node.count;
        return result;
    }

    ValueId addArithmetic(NodeId id, const Node& node)
    {
        if (node.inputs.size() == 1) {
            const ValueId input = valueOf(node.inputs[0]);
            if (isConstant(input)) {
                return newConstant(scalar::unary(node.op, planned(input).constant));
            }
            return addStep(id, {input}, {});
        }
        ValueId result = valueOf(node.inputs[0]);
        for (std::size_t i = 1; i < node.inputs.size(); ++i) {
            const ValueId right = valueOf(node.inputs[i]);
            if (isConstant(result) && isConstant(right)) {
                result = newConstant(
                    scalar::binary(node.op, planned(result).constant, planned(right).constant));
            } else {
                result = addStep(id, {result, right}, {});
            }
        }
        return result;
    }

    BitsId addBoolean(NodeId id, const Node& node)
    {
        if (node.op == Op::GatherMask && isSamePlace(node)) {
            return m_bitsOf[static_cast<std::size_t>(node.inputs[0])];
        }
        ChunkStep step;
        step.node = id;
        if (node.op != Op::GatherMask) {
            for (const NodeId input : node.inputs) {
                if (m_graph[input].isBoolean) {
                    step.bits.push_back(m_bitsOf[static_cast<std::size_t>(input)]);
                } else {
                    step.values.push_back(valueOf(input));
                }
            }
        }
        if (step.values.size() == 2 && isConstant(step.values[0]) && isConstant(step.values[1])) {
            inMemory(step.values[0]);
        }
        m_plan.bits.push_back({});
        step.resultBits = static_cast<BitsId>(m_plan.bits.size() - 1);
        m_plan.steps.push_back(std::move(step));
        return m_plan.steps.back().resultBits;
    }

    void addRoot(std::int32_t root, NodeId id)
    {
        const Node& node = m_graph[id];
        if (node.isBoolean) {
            const BitsId bits = m_bitsOf[static_cast<std::size_t>(id)];
            PlanBits& target = m_plan.bits[static_cast<std::size_t>(bits)];
            if (target.root < 0) {
                target.root = root;
            } else {
                m_plan.copies.push_back({root, -1, bits});
            }
            return;
        }
        const ValueId value = valueOf(id);
        PlanValue& target = m_plan.values[static_cast<std::size_t>(value)];
        if (target.place == PlanValue::Place::Buffer && target.history == 0) {
            target.place = PlanValue::Place::Column;
            target.root = root;
        } else {
            m_plan.copies.push_back({root, value, -1});
        }
    }

    /// Walks the steps in order, giving each result a buffer that no living value occupies.
    void assignBuffers()
    {
        std::vector<std::size_t> lastUse(m_plan.values.size(), 0);
        markWanted();
        std::vector<std::size_t> lastUseOfBits(m_plan.bits.size(), 0);
        for (std::size_t s = 0; s < m_plan.steps.size(); ++s) {
            const ChunkStep& step = m_plan.steps[s];
            for (const ValueId id : step.values) {
                lastUse[static_cast<std::size_t>(id)] = s;
            }
            for (const ValueId id : step.results) {
                lastUse[static_cast<std::size_t>(id)] = s;
            }
            for (const BitsId id : step.bits) {
                lastUseOfBits[static_cast<std::size_t>(id)] = s;
            }
            if (step.resultBits >= 0) {
                lastUseOfBits[static_cast<std::size_t>(step.resultBits)] = s;
            }
        }
        for (const RootCopy& copy : m_plan.copies) {
            if (copy.value >= 0) {
                lastUse[static_cast<std::size_t>(copy.value)] = m_plan.steps.size();
            }
        }
        std::vector<std::int32_t> free, freeBits;
        for (std::size_t s = 0; s < m_plan.steps.size(); ++s) {
            const ChunkStep& step = m_plan.steps[s];
            for (const ValueId id : step.results) {
                PlanValue& value = m_plan.values[static_cast<std::size_t>(id)];
                if (value.place != PlanValue::Place::Column &&
                    m_wanted[static_cast<std::size_t>(id)]) {
                    // Whose past is read keeps its memory from chunk to chunk.
                    value.buffer =
                        value.history > 0 ? m_plan.buffers++ : takeBuffer(free, m_plan.buffers);
                }
            }
            if (step.resultBits >= 0) {
                PlanBits& bits = m_plan.bits[static_cast<std::size_t>(step.resultBits)];
                if (bits.root < 0) {
                    bits.buffer = takeBuffer(freeBits, m_plan.bitBuffers);
                }
            }
            releaseAfter(s, step, lastUse, free);
            releaseBitsAfter(s, step, lastUseOfBits, freeBits);
        }
    }

    /// Outputs of built-ins that nothing reads get no memory.
    void markWanted()
    {
        m_wanted.assign(m_plan.values.size(), false);
        for (const ChunkStep& step : m_plan.steps) {
            for (const ValueId id : step.values) {
                m_wanted[static_cast<std::size_t>(id)] = true;
            }
        }
        for (const PlanValue& value : m_plan.values) {
            if (value.place == PlanValue::Place::Behind) {
                m_wanted[static_cast<std::size_t>(value.source)] = true;
            }
        }
        for (const RootCopy& copy : m_plan.copies) {
            if (copy.value >= 0) {
                m_wanted[static_cast<std::size_t>(copy.value)] = true;
            }
        }
    }

    static std::int32_t takeBuffer(std::vector<std::int32_t>& free, std::int32_t& made)
    {
        if (free.empty()) {
            return made++;
        }
        const std::int32_t buffer = free.back();
        free.pop_back();
        return buffer;
    }

    void releaseAfter(std::size_t s, const ChunkStep& step, const std::vector<std::size_t>& lastUse,
                      std::vector<std::int32_t>& free) const
    {
        std::vector<ValueId> touched = step.values;
        touched.insert(touched.end(), step.results.begin(), step.results.end());
        std::ranges::sort(touched);
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        for (const ValueId id : touched) {
            const PlanValue& value = planned(id);
            const bool pooled =
                value.place == PlanValue::Place::Buffer || value.place == PlanValue::Place::Delayed;
            if (pooled && value.history == 0 && value.buffer >= 0 &&
                lastUse[static_cast<std::size_t>(id)] == s) {
                free.push_back(value.buffer);
            }
        }
    }

    void releaseBitsAfter(std::size_t s, const ChunkStep& step,
                          const std::vector<std::size_t>& lastUse,
                          std::vector<std::int32_t>& free) const
    {
        std::vector<BitsId> touched = step.bits;
        if (step.resultBits >= 0) {
            touched.push_back(step.resultBits);
        }
        std::ranges::sort(touched);
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        for (const BitsId id : touched) {
            const PlanBits& bits = m_plan.bits[static_cast<std::size_t>(id)];
            if (bits.root < 0 && lastUse[static_cast<std::size_t>(id)] == s) {
                free.push_back(bits.buffer);
            }
        }
    }

    const Graph& m_graph;
    std::span<const std::int32_t> m_places;
    std::vector<ValueId> m_valueOf;
    std::vector<BitsId> m_bitsOf;
    std::vector<bool> m_wanted; ///< per value
    ChunkPlan m_plan;
};

} // namespace

ChunkPlan makeChunkPlan(const Graph& graph, std::span<const NodeId> roots,
                        std::span<const std::int32_t> places)
{
    return PlanBuilder(graph, places).build(roots);
}

} // namespace sw::engine
