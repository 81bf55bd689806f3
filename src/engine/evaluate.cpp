#include "engine/evaluate.h"

#include "base/expects.h"
#include "engine/chunk_run.h"
#include "engine/evaluate_chunks.h"
#include "engine/evaluate_places.h"

#include <algorithm>
#include <map>

namespace sw::engine {

using lang::Graph;
using lang::Node;
using lang::NodeId;
using lang::Op;

namespace {

/// One call of evaluate(). Values of other places are evaluated first, over their own bars; gathers
/// of gathers make several rounds, ordered by depth.
class Rounds
{
public:
    Rounds(const EvaluationRequest& request, std::size_t chunkBars, std::stop_token stop)
        : m_request(request),
          m_graph(request.graph),
          m_chunkBars(chunkBars),
          m_stop(std::move(stop)),
          m_places({request.graph, request.symbol, request.timeframe, request.feeds}),
          m_sources(request.graph.nodes.size())
    {}

    Result<Evaluation> run()
    {
        findReachable();
        for (const auto& [key, wanted] : m_rounds) {
            if (Status status = runRound(key.second, wanted); !status) {
                return fail(std::move(status).error());
            }
        }
        auto result = runPlace(0, m_request.roots);
        if (result) {
            result->firstWarmBar = firstWarmBar();
        }
        return result;
    }

private:
    using RoundKey = std::pair<std::int32_t, std::int32_t>; ///< depth, place

    bool gathers(const Node& node) const
    {
        return (node.op == Op::Gather || node.op == Op::GatherMask) &&
               m_places.of(m_graph[node.inputs[0]]) != m_places.of(node);
    }

    static bool isColumnOfBars(Op op)
    {
        return op == Op::Open || op == Op::High || op == Op::Low || op == Op::Close ||
               op == Op::Volume;
    }

    void findReachable()
    {
        m_reachable.assign(m_graph.nodes.size(), false);
        for (const NodeId root : m_request.roots) {
            EXPECTS(!m_graph[root].readsPosition && m_places.of(m_graph[root]) == 0);
            m_reachable[static_cast<std::size_t>(root)] = true;
        }
        for (std::size_t i = m_graph.nodes.size(); i-- > 0;) {
            if (m_reachable[i]) {
                for (const NodeId input : m_graph.nodes[i].inputs) {
                    EXPECTS(static_cast<std::size_t>(input) < i);
                    m_reachable[static_cast<std::size_t>(input)] = true;
                }
            }
        }
        std::vector<std::int32_t> depth(m_graph.nodes.size(), 0);
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const Node& node = m_graph.nodes[i];
            if (!m_reachable[i]) {
                continue;
            }
            for (const NodeId input : node.inputs) {
                depth[i] = std::max(depth[i], depth[static_cast<std::size_t>(input)]);
            }
            if (gathers(node)) {
                const NodeId inner = node.inputs[0];
                std::vector<NodeId>& wanted = m_rounds[{depth[i], m_places.of(m_graph[inner])}];
                if (!std::ranges::count(wanted, inner)) {
                    wanted.push_back(inner);
                }
                ++depth[i];
            }
        }
    }

    Result<Evaluation> runPlace(std::int32_t place, std::span<const NodeId> roots)
    {
        auto bars = m_places.bars(place);
        if (!bars) {
            return fail(std::move(bars).error());
        }
        const ChunkInput input{m_graph, **bars, roots, m_places.ofContexts(), m_sources};
        return ChunkRun(input, m_chunkBars).run(m_stop);
    }

    Status runRound(std::int32_t place, const std::vector<NodeId>& wanted)
    {
        std::vector<NodeId> roots;
        std::ranges::copy_if(wanted, std::back_inserter(roots),
                             [&](NodeId id) { return !isColumnOfBars(m_graph[id].op); });
        auto values = runPlace(place, roots);
        if (!values) {
            return fail(std::move(values).error());
        }
        m_kept.push_back(*std::move(values));
        const Evaluation& kept = m_kept.back();
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const Node& node = m_graph.nodes[i];
            if (!m_reachable[i] || !gathers(node) || !std::ranges::count(wanted, node.inputs[0])) {
                continue;
            }
            auto index = m_places.indexOf(place, m_places.of(node));
            if (!index) {
                return fail(std::move(index).error());
            }
            m_sources[i].index = *index;
            const NodeId inner = node.inputs[0];
            if (isColumnOfBars(m_graph[inner].op)) {
                m_sources[i].values = columnOf(m_graph[inner].op, **m_places.bars(place));
                continue;
            }
            const auto root =
                static_cast<std::size_t>(std::ranges::find(roots, inner) - roots.begin());
            m_sources[i].values = kept.columns[root];
            m_sources[i].words = kept.masks[root].words();
        }
        return {};
    }

    static std::span<const double> columnOf(Op field, const market::Bars& bars)
    {
        switch (field) {
        case Op::Open:
            return bars.open();
        case Op::High:
            return bars.high();
        case Op::Low:
            return bars.low();
        case Op::Close:
            return bars.close();
        default:
            return bars.volume();
        }
    }

    /// Look-backs add up within a place; a gather is warm from the first bar that sees a warm one.
    std::int32_t firstWarmBar() const
    {
        std::vector<std::int32_t> warm(m_graph.nodes.size(), 0);
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const Node& node = m_graph.nodes[i];
            if (!m_reachable[i]) {
                continue;
            }
            if (node.op == Op::Gather || node.op == Op::GatherMask) {
                warm[i] = warmGather(i, warm[static_cast<std::size_t>(node.inputs[0])]);
                continue;
            }
            std::int32_t inputs = 0, declared = 0;
            for (const NodeId input : node.inputs) {
                inputs = std::max(inputs, warm[static_cast<std::size_t>(input)]);
                declared = std::max(declared, m_graph[input].warmup);
            }
            warm[i] = inputs + node.warmup - declared;
        }
        std::int32_t latest = 0;
        for (const NodeId root : m_request.roots) {
            latest = std::max(latest, warm[static_cast<std::size_t>(root)]);
        }
        return latest;
    }

    std::int32_t warmGather(std::size_t gather, std::int32_t inner) const
    {
        if (!gathers(m_graph.nodes[gather])) {
            return inner;
        }
        const auto& index = m_sources[gather].index;
        const auto first =
            std::ranges::partition_point(index, [inner](std::int32_t at) { return at < inner; });
        return static_cast<std::int32_t>(first - index.begin());
    }

    EvaluationRequest m_request;
    const Graph& m_graph;
    std::size_t m_chunkBars;
    std::stop_token m_stop;
    Places m_places;
    std::vector<bool> m_reachable;
    std::map<RoundKey, std::vector<NodeId>> m_rounds;
    std::vector<GatherSource> m_sources; ///< by node
    std::vector<Evaluation> m_kept;      ///< of finished rounds; what m_sources looks at
};

} // namespace

Result<Evaluation> evaluateInChunks(const EvaluationRequest& request, std::size_t chunkBars,
                                    std::stop_token stop)
{
    return Rounds(request, chunkBars, std::move(stop)).run();
}

Result<Evaluation> evaluate(const Graph& graph, std::span<const NodeId> roots,
                            const std::string& symbol, Timeframe timeframe, const Feeds& feeds,
                            std::stop_token stop)
{
    return evaluateInChunks({graph, roots, symbol, timeframe, feeds}, kChunkBars, std::move(stop));
}

} // namespace sw::engine
