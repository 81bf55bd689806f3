// The chunk loop: runs a plan over the bars of one context. Intermediate values live in buffers of
// one chunk that stay in the processor's caches; only wanted masks and columns have full length.
#pragma once

#include "engine/bit_windows.h"
#include "engine/column_ops.h"
#include "engine/compare_bits.h"
#include "engine/evaluate.h"
#include "engine/evaluate_plan.h"

#include <memory>
#include <span>
#include <stop_token>
#include <variant>
#include <vector>

namespace sw::engine {

/// Where a gather node finds the values of the other context: exactly one of values and words.
struct GatherSource {
    std::span<const std::int32_t> index; ///< per bar of the gathering context, -1 = none yet
    std::span<const double> values;
    std::span<const std::uint64_t> words;
};

/// What a run works on; all of it must outlive the run.
struct ChunkInput {
    const lang::Graph& graph;
    const market::Bars& bars;
    std::span<const lang::NodeId> roots;
    std::span<const std::int32_t> places;  ///< as for makeChunkPlan()
    std::span<const GatherSource> gathers; ///< by node of the graph
};

class ChunkRun
{
public:
    /// Requires: `chunkBars` is a positive multiple of 64.
    ChunkRun(const ChunkInput& input, std::size_t chunkBars);
    /// Masks and columns of the roots. Errors: Cancelled, looked for once a chunk.
    Result<Evaluation> run(const std::stop_token& stop);

private:
    /// What a step carries from chunk to chunk.
    struct Call {
        std::unique_ptr<indicators::Kernel> kernel;
        std::vector<std::span<const double>> inputs;
        std::vector<std::span<double>> outputs;
    };
    using State =
        std::variant<std::monostate, Call, DelayLine, BitShift, BitAllOf, BitAnyOf, BitAtLeast>;

    void prepareStates();
    Call makeCall(const ChunkStep& step) const;
    void prepareBuffers();
    void place(std::size_t start);
    void runChunk(std::size_t start, std::size_t count);
    void runNumeric(std::size_t at, std::size_t start, std::size_t count);
    void runCall(const ChunkStep& step, Call& call, std::size_t count);
    void runShift(const ChunkStep& step, State& state, std::size_t start, std::size_t count);
    void runBoolean(std::size_t at, std::size_t start, std::size_t count);
    void runComparison(lang::Op op, const ChunkStep& step, std::size_t count,
                       std::uint64_t* out) const;
    void runLogic(lang::Op op, const ChunkStep& step, std::size_t words, std::uint64_t* out) const;
    void runLocalTime(std::size_t start, std::span<double> out) const;
    void keepPast(std::size_t count);
    void copyRoots(std::size_t start, std::size_t count);
    Operand operand(ValueId id) const;
    const double* column(lang::Op field) const;

    ChunkInput m_input;
    std::size_t m_chunk;
    ChunkPlan m_plan;
    CompareCode m_compare;
    std::vector<State> m_states; ///< per step
    std::vector<double> m_memory;
    std::size_t m_stride = 0; ///< doubles between buffers
    std::vector<std::uint64_t> m_bitMemory;
    std::vector<double*> m_values;      ///< per value: its place in this chunk
    std::vector<std::uint64_t*> m_bits; ///< per boolean value
    std::vector<const double*> m_reads; ///< per value: where to read it in this chunk
    Evaluation m_out;
};

} // namespace sw::engine
