// Every variant that anyone evaluated, so that luck can be counted.
#pragma once

#include "agents/brief.h"

#include <cstdint>
#include <stop_token>

namespace sw::agents {

/// Longer series are compounded to days or groups before they are correlated.
inline constexpr std::int64_t kMostReturns = 5000;

/// The trials of one run, in order. Thread: used from the pipeline thread only.
class TrialLedger
{
public:
    /// Enters one evaluated variant on one window; a program that was there already is one more row
    /// and no further program. Once `stop` is requested it is counted, but not its returns.
    void add(const std::string& by, const lang::Program& program, const std::string& what,
             const BacktestOutcome& outcome, const std::stop_token& stop = {});
    /// True when that program was evaluated on that window already.
    bool has(const std::string& source, Window window) const;
    const std::vector<Trial>& trials() const { return m_trials; }
    /// Number of different programs among them.
    std::int64_t programs() const;
    /// What the search so far means for a Sharpe ratio: count, spread and correlation of the
    /// programs' returns on the training window. Cost: at most programs × kMostReturns steps.
    metrics::Search search() const;

private:
    std::vector<Trial> m_trials;
    std::vector<std::string> m_keys;    ///< of the trials' programs: text without assumption marks
    std::vector<double> m_trainSharpes; ///< per period, one per program on train
    std::vector<std::vector<double>> m_trainReturns; ///< of the same, compounded when long
};

} // namespace sw::agents
