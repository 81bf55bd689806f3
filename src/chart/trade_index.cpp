#include "chart/trade_index.h"

#include <numeric>

namespace sw::chart {

TradeIndex::TradeIndex(std::span<const engine::Trade> trades)
    : m_trades(trades), m_order(trades.size()), m_place(trades.size())
{
    std::iota(m_order.begin(), m_order.end(), 0U);
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return trades[a].entryBar < trades[b].entryBar;
    });
    m_latestExit.reserve(trades.size());
    std::int32_t latest = INT32_MIN;
    for (std::size_t k = 0; k < m_order.size(); ++k) {
        m_place[m_order[k]] = static_cast<std::uint32_t>(k);
        latest = std::max(latest, trades[m_order[k]].exitBar);
        m_latestExit.push_back(latest);
        m_entries.push_back(trades[m_order[k]].entryBar);
        m_exits.push_back(trades[m_order[k]].exitBar);
    }
    std::sort(m_exits.begin(), m_exits.end());
}

int TradeIndex::countIn(std::int32_t first, std::int32_t last) const
{
    // Whoever has entered by the last bar and not left before the first one; a trade never leaves
    // before it enters.
    const auto entered = std::upper_bound(m_entries.begin(), m_entries.end(), last);
    const auto left = std::lower_bound(m_exits.begin(), m_exits.end(), first);
    return static_cast<int>((entered - m_entries.begin()) - (left - m_exits.begin()));
}

int TradeIndex::neighbour(int trade, int direction) const
{
    if (trade < 0 || static_cast<std::size_t>(trade) >= m_place.size()) {
        return -1;
    }
    const std::int64_t place =
        static_cast<std::int64_t>(m_place[static_cast<std::size_t>(trade)]) + direction;
    if (place < 0 || place >= static_cast<std::int64_t>(m_order.size())) {
        return -1;
    }
    return static_cast<int>(m_order[static_cast<std::size_t>(place)]);
}

int TradeIndex::enteredBeside(std::int32_t bar, int direction) const
{
    const auto before = [&](std::uint32_t trade, std::int32_t value) {
        return m_trades[trade].entryBar < value;
    };
    if (direction > 0) {
        const auto at = std::lower_bound(m_order.begin(), m_order.end(), bar + 1, before);
        return at == m_order.end() ? -1 : static_cast<int>(*at);
    }
    const auto at = std::lower_bound(m_order.begin(), m_order.end(), bar, before);
    return at == m_order.begin() ? -1 : static_cast<int>(*(at - 1));
}

} // namespace sw::chart
