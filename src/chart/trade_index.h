// Which trades touch a range of bars, without looking at all of them each frame.
#pragma once

#include "engine/ledger.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace sw::chart {

/// Trades in order of entry. The trades must outlive the index.
class TradeIndex
{
public:
    TradeIndex() = default;
    explicit TradeIndex(std::span<const engine::Trade> trades);

    std::span<const engine::Trade> trades() const { return m_trades; }
    /// Calls visit(index of the trade) for each trade held on a bar of [first, last], in order of
    /// entry. Cost: trades entered between the oldest one still held and `last`.
    template <class Visit> void visitIn(std::int32_t first, std::int32_t last, Visit visit) const
    {
        const auto begin = std::lower_bound(m_latestExit.begin(), m_latestExit.end(), first);
        for (auto k = static_cast<std::size_t>(begin - m_latestExit.begin()); k < m_order.size();
             ++k) {
            const engine::Trade& trade = m_trades[m_order[k]];
            if (trade.entryBar > last) {
                return;
            }
            if (trade.exitBar >= first) {
                visit(static_cast<int>(m_order[k]));
            }
        }
    }
    /// Number of trades held on a bar of [first, last]. Cost: O(log n). Requires: first <= last.
    int countIn(std::int32_t first, std::int32_t last) const;
    /// The trade after (direction 1) or before (-1) another one in order of entry; -1 at the ends
    /// and for a number that is no trade.
    int neighbour(int trade, int direction) const;
    /// First trade entered after `bar` (direction 1), or last one entered before it (-1); -1 when
    /// there is none.
    int enteredBeside(std::int32_t bar, int direction) const;

private:
    std::span<const engine::Trade> m_trades;
    std::vector<std::uint32_t> m_order;           ///< trades by entry bar
    std::vector<std::int32_t> m_entries, m_exits; ///< each in ascending order
    std::vector<std::uint32_t> m_place;           ///< where each trade stands in m_order
    std::vector<std::int32_t> m_latestExit;       ///< latest exit among m_order[0…k]
};

} // namespace sw::chart
