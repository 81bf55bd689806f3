// Every variant that anyone evaluated, so that luck can be counted.
#pragma once

#include "agents/brief.h"

#include <span>

namespace sw::agents {

/// The trials of one run, in order. Thread: used from the pipeline thread only.
class TrialLedger
{
public:
    /// Enters one evaluated variant on one window.
    void add(const std::string& by, const lang::Program& program, const std::string& what,
             const BacktestOutcome& outcome);
    /// True when that program was evaluated on that window already.
    bool has(const std::string& source, Window window) const;
    const std::vector<Trial>& trials() const { return m_trials; }
    /// Number of different programs among them.
    std::int64_t programs() const;
    /// What the search so far means for a Sharpe ratio: count, spread and correlation of the
    /// programs' returns on the training window.
    metrics::Search search() const;

private:
    std::vector<Trial> m_trials;
    std::vector<std::vector<double>> m_trainReturns; ///< one per program measured on train
};

/// Per-period returns of a result on the union of its dates.
std::vector<double> returnsOf(const engine::BacktestResult& result);

} // namespace sw::agents
