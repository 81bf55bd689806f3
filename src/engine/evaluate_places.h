// Which bars the contexts of a graph mean, and how bars of one place see those of another.
#pragma once

#include "engine/evaluate.h"

#include <map>
#include <memory>
#include <utility>

namespace sw::engine {

/// The bars behind the contexts of one graph for one traded symbol. Contexts that mean the same
/// bars share one place; place 0 holds the traded symbol's own bars.
class Places
{
public:
    /// What the contexts are resolved against; must outlive the places.
    struct Frame {
        const lang::Graph& graph;
        const std::string& symbol;
        Timeframe timeframe;
        const Feeds& feeds;
    };
    /// Names every context's place without looking at bars.
    explicit Places(const Frame& frame);

    /// Place of each context of the graph.
    std::span<const std::int32_t> ofContexts() const { return m_ofContexts; }
    std::int32_t of(const lang::Node& node) const
    {
        return m_ofContexts[static_cast<std::size_t>(node.context)];
    }
    /// Bars of a place. Errors: NotFound when the symbol has no bars, InvalidInput when they do not
    /// have the program's timeframe or cannot be grouped to the place's.
    Result<market::BarsPtr> bars(std::int32_t place);
    /// For each bar of `outer` the index of the last bar of `inner` complete by then, -1 = none.
    /// Lives as long as the places. Errors: as bars().
    Result<std::span<const std::int32_t>> indexOf(std::int32_t inner, std::int32_t outer);

private:
    struct Place {
        std::string symbol;
        Timeframe timeframe;
        market::BarsPtr bars;
        std::vector<std::int32_t> lastCompleted; ///< per bar of the symbol's own timeframe
    };

    Place& at(std::int32_t place) { return m_places[static_cast<std::size_t>(place)]; }
    std::int32_t placeFor(const std::string& symbol, Timeframe timeframe);
    Result<market::BarsPtr> feed(const std::string& symbol) const;
    Result<std::vector<std::int32_t>> pair(std::int32_t inner, std::int32_t outer);

    Frame m_frame;
    std::vector<Place> m_places;
    std::vector<std::int32_t> m_ofContexts;
    std::map<std::pair<std::int32_t, std::int32_t>, std::vector<std::int32_t>> m_indices;
};

} // namespace sw::engine
