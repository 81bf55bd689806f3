// A library of bars that lives in memory and fails when told to, for the tests of the dialogs.
#pragma once

#include "agents/bar_library.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace sw::test {

class MemoryLibrary : public agents::BarLibrary
{
public:
    std::string failure;             ///< what add answers; empty when it succeeds
    std::atomic<bool> waits = false; ///< add lasts until it is stopped

    std::vector<agents::BarSet> sets() const override
    {
        const std::scoped_lock lock(m_mutex);
        std::vector<agents::BarSet> out;
        for (const Entry& entry : m_entries) {
            out.push_back(entry.set);
        }
        return out;
    }

    Result<market::BarsPtr> load(const agents::BarSet& set, const std::stop_token&) const override
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = std::ranges::find(m_entries, set, &Entry::set);
        if (found == m_entries.end()) {
            return fail(ErrorKind::NotFound, "These bars are gone.");
        }
        return found->bars;
    }

    Result<agents::BarSet> add(const market::Bars& bars, const std::stop_token& stop) override
    {
        while (waits && !stop.stop_requested()) {
        }
        if (stop.stop_requested()) {
            return fail(ErrorKind::Cancelled, "The import was cancelled.");
        }
        if (!failure.empty()) {
            return fail(ErrorKind::Io, failure);
        }
        (void)remove(bars.symbol(), bars.timeframe());
        return put(bars.slice(0, bars.size()), false);
    }

    Status remove(const std::string& symbol, Timeframe timeframe) override
    {
        const std::scoped_lock lock(m_mutex);
        const auto gone = std::erase_if(m_entries, [&](const Entry& entry) {
            return entry.set.symbol == symbol && entry.set.timeframe == timeframe;
        });
        return gone > 0 ? Status() : fail(ErrorKind::NotFound, "There are no such bars.");
    }

    agents::BarSet put(market::BarsPtr bars, bool bundled)
    {
        const std::scoped_lock lock(m_mutex);
        const agents::BarSet set{bars->symbol(),
                                 bars->timeframe(),
                                 std::nullopt,
                                 bundled ? "bundled sample" : "imported",
                                 bundled ? "" : "/bars/" + bars->symbol() + ".csv",
                                 bundled};
        m_entries.push_back({set, std::move(bars)});
        return set;
    }

    market::BarsPtr bars(const std::string& symbol) const
    {
        const std::scoped_lock lock(m_mutex);
        for (const Entry& entry : m_entries) {
            if (entry.set.symbol == symbol) {
                return entry.bars;
            }
        }
        return nullptr;
    }

private:
    struct Entry {
        agents::BarSet set;
        market::BarsPtr bars;
    };
    mutable std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

} // namespace sw::test
