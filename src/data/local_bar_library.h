// The bars that the user has, from the store of imported files and the samples in the program.
#pragma once

#include "agents/bar_library.h"
#include "data/local_data.h"

#include <memory>

namespace sw::data {

/// Thread: any; the store itself is the state.
class LocalBarLibrary : public agents::BarLibrary
{
public:
    /// `market`, which may be null, forgets what it read when the store changes, so that the next
    /// run reads anew.
    explicit LocalBarLibrary(std::shared_ptr<LocalData> market = nullptr);

    std::vector<agents::BarSet> sets() const override;
    Result<market::BarsPtr> load(const agents::BarSet& set,
                                 const std::stop_token& stop) const override;
    Result<agents::BarSet> add(const market::Bars& bars, const std::stop_token& stop) override;
    Status remove(const std::string& symbol, Timeframe timeframe) override;

private:
    void storeChanged();

    std::shared_ptr<LocalData> m_market;
};

} // namespace sw::data
