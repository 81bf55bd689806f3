#include "agents/trial_ledger.h"

#include "agents/backtest_runner_agent.h"
#include "agents/returns.h"
#include "metrics/returns.h"

#include <algorithm>
#include <set>
#include <span>

namespace sw::agents {

namespace {

/// Two texts that differ in assumption marks only trade alike: they are one program.
std::string withoutMarks(std::string source)
{
    std::erase(source, '?');
    return source;
}

/// Mean correlation over all pairs, of the latest values that all have: a longer look-back starts
/// later on the same window. A series that does not vary counts as independent, which is the
/// cautious side. The sum over pairs is (|sum of z|² - sum of |z|²) / 2 of standardised values.
double meanCorrelation(const std::vector<std::vector<double>>& all)
{
    std::size_t count = all.front().size();
    for (const std::vector<double>& series : all) {
        count = std::min(count, series.size());
    }
    if (count < 2) {
        return 0;
    }
    std::vector<double> sums(count, 0.0);
    double squares = 0;
    for (const std::vector<double>& series : all) {
        const std::span<const double> latest = std::span(series).last(count);
        const metrics::Moments moments = metrics::momentsOf(latest);
        for (std::size_t i = 0; moments.varies() && i < count; ++i) {
            const double z = (latest[i] - moments.mean) / moments.deviation;
            sums[i] += z;
            squares += z * z;
        }
    }
    double total = 0;
    for (const double sum : sums) {
        total += sum * sum;
    }
    const double programs = static_cast<double>(all.size());
    return (total - squares) / (static_cast<double>(count - 1) * programs * (programs - 1));
}

} // namespace

void TrialLedger::add(const std::string& by, const lang::Program& program, const std::string& what,
                      const BacktestOutcome& outcome, const std::stop_token& stop)
{
    const bool known = has(program.source, outcome.window);
    Trial trial;
    trial.number = static_cast<std::int32_t>(m_trials.size()) + 1;
    trial.by = by;
    trial.source = program.source;
    trial.what = what;
    trial.window = outcome.window;
    trial.sharpe = (*outcome.report)[metrics::FigureId::Sharpe].value;
    trial.trades = closedTrades(*outcome.result);
    m_trials.push_back(std::move(trial));
    m_keys.push_back(withoutMarks(program.source));
    if (known || outcome.window != Window::Train) {
        return;
    }
    const ReturnSeries series = seriesOf(*outcome.result, stop);
    if (stop.stop_requested()) {
        return;
    }
    const metrics::Moments moments = metrics::momentsOf(series.returns);
    if (stop.stop_requested()) {
        return;
    }
    m_trainSharpes.push_back(moments.varies() ? moments.mean / moments.deviation : 0);
    m_trainReturns.push_back(metrics::resampleSeries(series.time, series.returns,
                                                     series.periodsPerYear, series.daysPerYear,
                                                     kMostReturns, stop)
                                 .returns);
}

bool TrialLedger::has(const std::string& source, Window window) const
{
    const std::string key = withoutMarks(source);
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        if (m_trials[i].window == window && m_keys[i] == key) {
            return true;
        }
    }
    return false;
}

std::int64_t TrialLedger::programs() const
{
    return static_cast<std::int64_t>(std::set<std::string>(m_keys.begin(), m_keys.end()).size());
}

metrics::Search TrialLedger::search() const
{
    metrics::Search search;
    search.trials = static_cast<double>(std::max<std::int64_t>(1, programs()));
    if (m_trainSharpes.size() > 1) {
        const double deviation = metrics::momentsOf(m_trainSharpes).deviation;
        search.variance = deviation * deviation;
        search.meanCorrelation = meanCorrelation(m_trainReturns);
    }
    return search;
}

} // namespace sw::agents
