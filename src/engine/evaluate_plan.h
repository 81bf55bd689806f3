// What to do with each chunk of bars: the steps that compute the wanted nodes of one context, and
// where each value lives. Buffers are shared by values that are never needed at the same time.
#pragma once

#include "lang/program.h"

#include <cstdint>
#include <span>
#include <vector>

namespace sw::engine {

using ValueId = std::int32_t; ///< index in ChunkPlan::values
using BitsId = std::int32_t;  ///< index in ChunkPlan::bits

/// A numeric value within a chunk.
struct PlanValue {
    enum class Place : std::uint8_t {
        Constant, ///< no memory unless `buffer` ≥ 0, which then holds it in each element
        Field,    ///< a column of the bars, read in place
        Delayed,  ///< a column of the bars, read in place `delay` bars back; `buffer` at the start
        Behind,   ///< the value `source`, read in place `delay` bars back
        Buffer,
        Column, ///< written straight into the wanted column `root`
    };
    /// The longest delay that is read in place.
    static constexpr std::int32_t kMostBehind = 64;

    Place place = Place::Buffer; ///< without a buffer: an output that nothing reads
    double constant = 0;
    lang::Op field = lang::Op::Close;
    std::int32_t delay = 0;
    std::int32_t source = -1;
    std::int32_t history = 0; ///< of a Buffer: bars of earlier chunks kept in front of it
    std::int32_t buffer = -1;
    std::int32_t root = -1;
};

/// A boolean value within a chunk: a buffer, or the wanted mask `root` itself.
struct PlanBits {
    std::int32_t buffer = -1;
    std::int32_t root = -1;
};

/// One operation of the chunk loop.
struct ChunkStep {
    lang::NodeId node = lang::kNoNode; ///< whose operator, count, index and numbers are meant
    std::vector<ValueId> values;       ///< numeric inputs
    std::vector<BitsId> bits;          ///< boolean inputs
    std::vector<ValueId> results;      ///< numeric results: one, or all outputs of a built-in
    BitsId resultBits = -1;
};

/// A wanted root that another value already holds: copied at the end of each chunk.
struct RootCopy {
    std::int32_t root = 0;
    ValueId value = -1;
    BitsId bits = -1;
};

struct ChunkPlan {
    std::vector<PlanValue> values;
    std::vector<PlanBits> bits;
    std::vector<ChunkStep> steps;
    std::vector<RootCopy> copies;
    std::int32_t buffers = 0;    ///< numeric buffers of one chunk each
    std::int32_t bitBuffers = 0; ///< bit buffers of one chunk each
};

/// Plans the evaluation of `roots`. `places` gives for each context of the graph the bars it means;
/// a gather between contexts of the same place is no operation at all.
/// Requires: the roots live in one place and do not read the position.
ChunkPlan makeChunkPlan(const lang::Graph& graph, std::span<const lang::NodeId> roots,
                        std::span<const std::int32_t> places);

} // namespace sw::engine
