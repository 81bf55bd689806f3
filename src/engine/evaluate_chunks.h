// evaluate() with the chunk size as an argument, which never changes a result.
#pragma once

#include "engine/evaluate.h"

namespace sw::engine {

inline constexpr std::size_t kChunkBars = 2048;

/// The arguments of evaluate(); all referenced values must outlive the call.
struct EvaluationRequest {
    const lang::Graph& graph;
    std::span<const lang::NodeId> roots;
    const std::string& symbol;
    Timeframe timeframe;
    const Feeds& feeds;
};

/// As evaluate(). Requires: `chunkBars` is a positive multiple of 64.
Result<Evaluation> evaluateInChunks(const EvaluationRequest& request, std::size_t chunkBars,
                                    std::stop_token stop = {});

} // namespace sw::engine
