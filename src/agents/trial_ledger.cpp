#include "agents/trial_ledger.h"

#include "metrics/returns.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace sw::agents {

namespace {

/// Longer series are not kept: the correlation then counts as 0, which is the cautious side.
constexpr std::size_t kMostReturns = 20000;

double correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    const std::size_t n = std::min(a.size(), b.size());
    const metrics::Moments x = metrics::momentsOf(std::span(a).first(n));
    const metrics::Moments y = metrics::momentsOf(std::span(b).first(n));
    if (!x.varies() || !y.varies()) {
        return 0;
    }
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += (a[i] - x.mean) * (b[i] - y.mean);
    }
    return sum / (static_cast<double>(n - 1) * x.deviation * y.deviation);
}

} // namespace

std::vector<double> returnsOf(const engine::BacktestResult& result)
{
    const engine::TotalCurve total = engine::totalCurve(result);
    return metrics::simpleReturns({result.capital, total.time, total.equity});
}

void TrialLedger::add(const std::string& by, const lang::Program& program, const std::string& what,
                      const BacktestOutcome& outcome)
{
    const bool known = has(program.source, outcome.window);
    Trial trial;
    trial.number = static_cast<std::int32_t>(m_trials.size()) + 1;
    trial.by = by;
    trial.source = program.source;
    trial.what = what;
    trial.window = outcome.window;
    trial.sharpe = (*outcome.report)[metrics::FigureId::Sharpe].value;
    for (const engine::SymbolRun& run : outcome.result->runs) {
        trial.trades += std::ranges::count_if(run.ledger.trades,
                                              [](const engine::Trade& t) { return !t.isOpen(); });
    }
    m_trials.push_back(std::move(trial));
    if (!known && outcome.window == Window::Train) {
        std::vector<double> returns = returnsOf(*outcome.result);
        if (returns.size() <= kMostReturns) {
            m_trainReturns.push_back(std::move(returns));
        }
    }
}

bool TrialLedger::has(const std::string& source, Window window) const
{
    return std::ranges::any_of(m_trials, [&](const Trial& trial) {
        return trial.window == window && trial.source == source;
    });
}

std::int64_t TrialLedger::programs() const
{
    std::set<std::string> sources;
    for (const Trial& trial : m_trials) {
        sources.insert(trial.source);
    }
    return static_cast<std::int64_t>(sources.size());
}

metrics::Search TrialLedger::search() const
{
    metrics::Search search;
    search.trials = static_cast<double>(std::max<std::int64_t>(1, programs()));
    std::vector<double> sharpes;
    for (const std::vector<double>& returns : m_trainReturns) {
        const metrics::Moments moments = metrics::momentsOf(returns);
        sharpes.push_back(moments.varies() ? moments.mean / moments.deviation : 0);
    }
    if (sharpes.size() > 1) {
        const double deviation = metrics::momentsOf(sharpes).deviation;
        search.variance = deviation * deviation;
        double sum = 0;
        std::int64_t pairs = 0;
        for (std::size_t i = 0; i < m_trainReturns.size(); ++i) {
            for (std::size_t j = i + 1; j < m_trainReturns.size(); ++j) {
                sum += correlation(m_trainReturns[i], m_trainReturns[j]);
                ++pairs;
            }
        }
        search.meanCorrelation = sum / static_cast<double>(pairs);
    }
    return search;
}

} // namespace sw::agents
