#include "engine/chunk_run.h"

#include "base/expects.h"
#include "engine/kernel_context.h"
#include "engine/scalar_ops.h"
#include "market/large_pages.h"

#include <algorithm>

namespace sw::engine {

using lang::Node;
using lang::NodeId;
using lang::Op;
using Place = PlanValue::Place;

namespace {

std::size_t index(std::int32_t id)
{
    return static_cast<std::size_t>(id);
}

std::size_t wordsFor(std::size_t bars)
{
    return (bars + 63) / 64;
}

/// Clears the bits past `count` in the last word.
void clearTail(std::uint64_t* bits, std::size_t count)
{
    if (count % 64 != 0) {
        bits[count / 64] &= ~(~std::uint64_t{0} << (count % 64));
    }
}

bool isPrice(Op field)
{
    return field == Op::Open || field == Op::High || field == Op::Low || field == Op::Close;
}

} // namespace

ChunkRun::ChunkRun(const ChunkInput& input, std::size_t chunkBars)
    : m_input(input),
      m_chunk(std::min(chunkBars, (input.bars.size() / 64 + 1) * 64)),
      m_plan(makeChunkPlan(input.graph, input.roots, input.places)),
      m_compare(fastestCompareCode())
{
    EXPECTS(chunkBars > 0 && chunkBars % 64 == 0);
}

Result<Evaluation> ChunkRun::run(const std::stop_token& stop)
{
    const std::size_t bars = m_input.bars.size();
    m_out.masks.resize(m_input.roots.size());
    m_out.columns.resize(m_input.roots.size());
    for (std::size_t i = 0; i < m_input.roots.size(); ++i) {
        if (m_input.graph[m_input.roots[i]].isBoolean) {
            m_out.masks[i] = Mask(bars);
        } else {
            market::reserveLarge(m_out.columns[i], bars);
            m_out.columns[i].resize(bars);
        }
    }
    prepareBuffers();
    prepareStates();
    for (std::size_t start = 0; start < bars; start += m_chunk) {
        if (stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "the evaluation was cancelled");
        }
        place(start);
        runChunk(start, std::min(m_chunk, bars - start));
    }
    return std::move(m_out);
}

void ChunkRun::prepareBuffers()
{
    // A few bytes between buffers, so that equal positions do not compete for one cache set, and
    // room for the past in front of each.
    constexpr auto kPast = static_cast<std::size_t>(PlanValue::kMostBehind);
    m_stride = m_chunk + kPast + 24;
    m_memory.resize(m_stride * index(m_plan.buffers));
    const std::size_t words = wordsFor(m_chunk);
    m_bitMemory.resize(words * index(m_plan.bitBuffers));
    m_values.assign(m_plan.values.size(), nullptr);
    m_reads.assign(m_plan.values.size(), nullptr);
    m_bits.assign(m_plan.bits.size(), nullptr);
    for (std::size_t i = 0; i < m_plan.values.size(); ++i) {
        const PlanValue& value = m_plan.values[i];
        if (value.buffer < 0) {
            continue;
        }
        m_values[i] = m_memory.data() + m_stride * index(value.buffer) + kPast;
        m_reads[i] = m_values[i];
        std::fill_n(m_values[i] - value.history, value.history, scalar::kMissing);
        if (value.place == Place::Constant) {
            std::fill_n(m_values[i], m_chunk, value.constant);
        }
    }
    for (std::size_t i = 0; i < m_plan.values.size(); ++i) {
        const PlanValue& value = m_plan.values[i];
        if (value.place == Place::Behind) {
            m_reads[i] = m_values[index(value.source)] - value.delay;
        }
    }
    for (std::size_t i = 0; i < m_plan.bits.size(); ++i) {
        if (m_plan.bits[i].root < 0) {
            m_bits[i] = m_bitMemory.data() + words * index(m_plan.bits[i].buffer);
        }
    }
}

void ChunkRun::prepareStates()
{
    m_states.resize(m_plan.steps.size());
    for (std::size_t i = 0; i < m_plan.steps.size(); ++i) {
        const ChunkStep& step = m_plan.steps[i];
        const Node& node = m_input.graph[step.node];
        const auto count = static_cast<std::size_t>(std::max(node.count, 0));
        switch (node.op) {
        case Op::Call:
            m_states[i] = makeCall(step);
            break;
        case Op::Shift:
            if (m_plan.values[index(step.results[0])].place != Place::Delayed) {
                m_states[i] = DelayLine(count);
            }
            break;
        case Op::ShiftMask:
            m_states[i] = BitShift(count);
            break;
        case Op::AllOf:
            m_states[i] = BitAllOf(count);
            break;
        case Op::AnyOf:
            m_states[i] = BitAnyOf(count);
            break;
        case Op::AtLeast:
            m_states[i] = BitAtLeast(index(node.index), count);
            break;
        default:
            break;
        }
    }
}

ChunkRun::Call ChunkRun::makeCall(const ChunkStep& step) const
{
    const Node& node = m_input.graph[step.node];
    indicators::KernelContext context = kernelContext(m_input.bars);
    if (!step.values.empty()) {
        const PlanValue& first = m_plan.values[index(step.values[0])];
        const bool isColumn = first.place == Place::Field || first.place == Place::Delayed;
        if (isColumn && isPrice(first.field)) {
            context.ticksPerUnit = m_input.bars.ticksPerUnit();
        }
    }
    const auto& entry = indicators::catalog()[index(node.entry)];
    Call call;
    call.kernel = entry.make(node.numbers, context);
    call.inputs.resize(step.values.size());
    call.outputs.resize(step.results.size());
    const bool complete = std::ranges::all_of(step.values, [this](ValueId id) {
        return m_plan.values[index(id)].place == Place::Field; // bars are never missing
    });
    if (complete && !step.values.empty()) {
        call.kernel->promiseComplete();
    }
    return call;
}

/// Finds the places of this chunk's values in columns and masks of full length.
void ChunkRun::place(std::size_t start)
{
    for (std::size_t i = 0; i < m_plan.values.size(); ++i) {
        const PlanValue& value = m_plan.values[i];
        if (value.place == Place::Field) {
            m_reads[i] = column(value.field) + start;
        } else if (value.place == Place::Column) {
            m_values[i] = m_out.columns[index(value.root)].data() + start;
            m_reads[i] = m_values[i];
        }
    }
    for (std::size_t i = 0; i < m_plan.bits.size(); ++i) {
        if (m_plan.bits[i].root >= 0) {
            m_bits[i] = m_out.masks[index(m_plan.bits[i].root)].words().data() + start / 64;
        }
    }
}

void ChunkRun::runChunk(std::size_t start, std::size_t count)
{
    for (std::size_t at = 0; at < m_plan.steps.size(); ++at) {
        if (m_plan.steps[at].resultBits >= 0) {
            runBoolean(at, start, count);
        } else {
            runNumeric(at, start, count);
        }
    }
    copyRoots(start, count);
    keepPast(count);
}

/// Moves the end of each value whose past is read in front of the chunk to come.
void ChunkRun::keepPast(std::size_t count)
{
    for (std::size_t i = 0; i < m_plan.values.size(); ++i) {
        const auto history = index(m_plan.values[i].history);
        if (history > 0) {
            const double* const end = m_values[i] + count;
            std::copy_n(end - history, history, m_values[i] - history);
        }
    }
}

void ChunkRun::runNumeric(std::size_t at, std::size_t start, std::size_t count)
{
    const ChunkStep& step = m_plan.steps[at];
    const Node& node = m_input.graph[step.node];
    if (node.op == Op::Call) {
        runCall(step, std::get<Call>(m_states[at]), count);
        return;
    }
    if (node.op == Op::Shift) {
        runShift(step, m_states[at], start, count);
        return;
    }
    const std::span<double> out(m_values[index(step.results[0])], count);
    switch (node.op) {
    case Op::Gather: {
        const GatherSource& source = m_input.gathers[index(step.node)];
        gatherColumn(source.values, source.index.subspan(start, count), out);
        break;
    }
    case Op::LocalTime:
        runLocalTime(start, out);
        break;
    case Op::Hl2:
    case Op::Hlc3:
    case Op::Ohlc4:
        averagePrice(node.op, column(Op::Open) + start, column(Op::High) + start,
                     column(Op::Low) + start, column(Op::Close) + start, out);
        break;
    case Op::Select:
    case Op::Truth:
        selectColumn(m_bits[index(step.bits[0])], m_bits[index(step.bits[1])],
                     operand(step.values[0]), operand(step.values[1]), out);
        break;
    default:
        if (step.values.size() == 1) {
            mapColumn(node.op, m_reads[index(step.values[0])], out);
        } else {
            combineColumns(node.op, operand(step.values[0]), operand(step.values[1]), out);
        }
        break;
    }
}

void ChunkRun::runCall(const ChunkStep& step, Call& call, std::size_t count)
{
    for (std::size_t i = 0; i < step.values.size(); ++i) {
        call.inputs[i] = {m_reads[index(step.values[i])], count};
    }
    for (std::size_t i = 0; i < step.results.size(); ++i) {
        double* const target = m_values[index(step.results[i])];
        call.outputs[i] = {target, target == nullptr ? 0 : count};
    }
    call.kernel->run(call.inputs, call.outputs);
}

void ChunkRun::runShift(const ChunkStep& step, State& state, std::size_t start, std::size_t count)
{
    const std::size_t result = index(step.results[0]);
    const double* const in = m_reads[index(step.values[0])];
    if (auto* line = std::get_if<DelayLine>(&state)) {
        line->run({in, count}, {m_values[result], count});
        return;
    }
    const auto delay = index(m_plan.values[result].delay);
    if (start >= delay) {
        m_reads[result] = in - delay;
        return;
    }
    const std::size_t missing = std::min(delay - start, count);
    std::fill_n(m_values[result], missing, scalar::kMissing);
    std::copy_n(in - start, count - missing, m_values[result] + missing);
    m_reads[result] = m_values[result];
}

void ChunkRun::runLocalTime(std::size_t start, std::span<double> out) const
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<double>(m_input.bars.localMs(start + i));
    }
}

void ChunkRun::runBoolean(std::size_t at, std::size_t start, std::size_t count)
{
    const ChunkStep& step = m_plan.steps[at];
    const Node& node = m_input.graph[step.node];
    std::uint64_t* const out = m_bits[index(step.resultBits)];
    const std::size_t words = wordsFor(count);
    const auto windowed = [&](auto& window) {
        window.run({m_bits[index(step.bits[0])], words}, {out, words});
    };
    switch (node.op) {
    case Op::ShiftMask:
        windowed(std::get<BitShift>(m_states[at]));
        break;
    case Op::AllOf:
        windowed(std::get<BitAllOf>(m_states[at]));
        break;
    case Op::AnyOf:
        windowed(std::get<BitAnyOf>(m_states[at]));
        break;
    case Op::AtLeast:
        windowed(std::get<BitAtLeast>(m_states[at]));
        break;
    case Op::GatherMask: {
        const GatherSource& source = m_input.gathers[index(step.node)];
        gatherBits(source.words, source.index.subspan(start, count), out);
        break;
    }
    case Op::Always:
        std::fill_n(out, words, ~std::uint64_t{0});
        break;
    case Op::Never:
    case Op::Hole:
        std::fill_n(out, words, std::uint64_t{0});
        break;
    case Op::And:
    case Op::Or:
        runLogic(node.op, step, words, out);
        break;
    default:
        runComparison(node.op, step, count, out);
        break;
    }
    clearTail(out, count);
}

void ChunkRun::runComparison(Op op, const ChunkStep& step, std::size_t count,
                             std::uint64_t* out) const
{
    const Operand a = operand(step.values[0]);
    const Operand b = operand(step.values[1]);
    if (b.values == nullptr) {
        compareWithConstant(op, a.values, b.constant, count, out, m_compare);
    } else if (a.values == nullptr) {
        compareWithConstant(mirrored(op), b.values, a.constant, count, out, m_compare);
    } else {
        compareColumns(op, a.values, b.values, count, out, m_compare);
    }
}

void ChunkRun::runLogic(Op op, const ChunkStep& step, std::size_t words, std::uint64_t* out) const
{
    std::copy_n(m_bits[index(step.bits[0])], words, out);
    for (std::size_t input = 1; input < step.bits.size(); ++input) {
        const std::uint64_t* const other = m_bits[index(step.bits[input])];
        for (std::size_t word = 0; word < words; ++word) {
            out[word] = op == Op::And ? out[word] & other[word] : out[word] | other[word];
        }
    }
}

void ChunkRun::copyRoots(std::size_t start, std::size_t count)
{
    for (const RootCopy& copy : m_plan.copies) {
        if (copy.bits >= 0) {
            std::copy_n(m_bits[index(copy.bits)], wordsFor(count),
                        m_out.masks[index(copy.root)].words().data() + start / 64);
            continue;
        }
        double* const target = m_out.columns[index(copy.root)].data() + start;
        const double* const source = m_reads[index(copy.value)];
        if (source == nullptr) {
            std::fill_n(target, count, m_plan.values[index(copy.value)].constant);
        } else {
            std::copy_n(source, count, target);
        }
    }
}

/// A value as one side of an operator; constants stay constants.
Operand ChunkRun::operand(ValueId id) const
{
    const PlanValue& value = m_plan.values[index(id)];
    return {m_reads[index(id)], value.constant};
}

const double* ChunkRun::column(Op field) const
{
    switch (field) {
    case Op::Open:
        return m_input.bars.open().data();
    case Op::High:
        return m_input.bars.high().data();
    case Op::Low:
        return m_input.bars.low().data();
    case Op::Close:
        return m_input.bars.close().data();
    default:
        return m_input.bars.volume().data();
    }
}

} // namespace sw::engine
