#include "metrics/figures.h"

#include "base/expects.h"

#include <cmath>

namespace sw::metrics {

namespace {

using Id = FigureId;
using Group = FigureGroup;
using Unit = FigureUnit;

constexpr std::string_view kCommon = "common";
constexpr std::string_view kPrado2012 = "Bailey & Lopez de Prado 2012, Journal of Risk 15(2)";
constexpr std::string_view kPrado2014 =
    "Bailey & Lopez de Prado 2014, Journal of Portfolio Management 40(5)";

// clang-format off
constexpr std::array<FigureDefinition, kFigures> kTable{{
    {Id::TotalReturn, Group::Return, Unit::Fraction, "total_return", "Return",
     "Equity at the end over the capital at the start, minus one, open positions marked at the last close.", kCommon},
    {Id::NetProfit, Group::Return, Unit::Money, "net_profit", "Net profit",
     "Equity at the end minus the capital at the start, after all costs.", kCommon},
    {Id::FinalEquity, Group::Return, Unit::Money, "final_equity", "Final equity",
     "Cash plus open positions at the last close.", kCommon},
    {Id::Cagr, Group::Return, Unit::FractionPerYear, "cagr", "CAGR",
     "Yearly growth rate: (final equity / capital)^(365.25 / calendar days from first to last bar) - 1.", kCommon},
    {Id::Volatility, Group::Return, Unit::FractionPerYear, "volatility", "Volatility",
     "Sample standard deviation of the returns per bar times the square root of the bars a year.", kCommon},
    {Id::BestPeriod, Group::Return, Unit::Fraction, "best_period", "Best bar",
     "Highest return of equity on one bar.", kCommon},
    {Id::WorstPeriod, Group::Return, Unit::Fraction, "worst_period", "Worst bar",
     "Lowest return of equity on one bar.", kCommon},
    {Id::Skewness, Group::Return, Unit::Ratio, "skewness", "Skewness",
     "Third central moment of the returns per bar over the 1.5th power of the second; 0 for a normal distribution.", kCommon},
    {Id::Kurtosis, Group::Return, Unit::Ratio, "kurtosis", "Kurtosis",
     "Fourth central moment of the returns per bar over the square of the second (Pearson's); 3 for a normal distribution.", kCommon},

    {Id::MaxDrawdown, Group::Risk, Unit::Fraction, "max_drawdown", "Max. drawdown",
     "Deepest fall of equity, open positions included, from its highest value so far, as a positive fraction of that value.", kCommon},
    {Id::MaxDrawdownBars, Group::Risk, Unit::Bars, "max_drawdown_bars", "Length of max. drawdown",
     "Bars from the peak before the deepest drawdown to the recovery, or to the end when there was none.", kCommon},
    {Id::MaxDrawdownDays, Group::Risk, Unit::Days, "max_drawdown_days", "Days of max. drawdown",
     "Calendar days from the peak before the deepest drawdown to the recovery, or to the end when there was none.", kCommon},
    {Id::LongestDrawdownDays, Group::Risk, Unit::Days, "longest_drawdown_days", "Longest drawdown",
     "Calendar days of the longest time below an earlier peak, unrecovered ones up to the end included.", kCommon},
    {Id::DrawdownToExpect, Group::Risk, Unit::Fraction, "drawdown_to_expect", "Drawdown to expect",
     "95 % quantile of the max. drawdown over resampled paths of the same length: plan with this one, not with the one that happened.",
     "Politis & Romano 1994, JASA 89"},
    {Id::Ulcer, Group::Risk, Unit::Ratio, "ulcer_index", "Ulcer index",
     "Square root of the mean squared drawdown in per cent, over all bars.", "Martin & McCann 1989"},
    {Id::ValueAtRisk, Group::Risk, Unit::Fraction, "var_5", "Value at risk 5 %",
     "Loss on one bar that was exceeded on 5 % of the bars: minus the 5 % quantile of the returns, linearly interpolated.", kCommon},
    {Id::ConditionalValueAtRisk, Group::Risk, Unit::Fraction, "cvar_5", "Expected shortfall 5 %",
     "Minus the mean of the returns at or below their 5 % quantile.", kCommon},

    {Id::Sharpe, Group::Adjusted, Unit::Ratio, "sharpe", "Sharpe ratio",
     "Mean excess return per bar over its sample standard deviation, times the square root of the bars a year; interval from Mertens' standard error.",
     "Sharpe 1994; Lo 2002; Mertens 2002"},
    {Id::SharpeStandardError, Group::Adjusted, Unit::Ratio, "sharpe_standard_error", "Standard error of Sharpe",
     "Square root of (1 - skewness S + (kurtosis - 1)/4 S^2)/(T - 1) for S per bar, annualised like the Sharpe ratio.",
     "Mertens 2002; Lo 2002"},
    {Id::SharpeLo, Group::Adjusted, Unit::Ratio, "sharpe_lo", "Sharpe ratio, autocorrelation-adjusted",
     "Sharpe ratio annualised by Lo's factor for first-order autocorrelated returns instead of the square root of the bars a year; given when the autocorrelation is significant.",
     "Lo 2002, Financial Analysts Journal 58(4)"},
    {Id::FirstAutocorrelation, Group::Adjusted, Unit::Ratio, "autocorrelation_1", "Autocorrelation",
     "Correlation of the return on a bar with that on the bar before.", kCommon},
    {Id::Sortino, Group::Adjusted, Unit::Ratio, "sortino", "Sortino ratio",
     "Mean return above the minimum acceptable one over the root mean square of the shortfalls, counted over all bars, times the square root of the bars a year.",
     "Sortino & van der Meer 1991"},
    {Id::Calmar, Group::Adjusted, Unit::Ratio, "calmar", "Calmar ratio",
     "CAGR over max. drawdown, both over the whole window.", "Young 1991"},
    {Id::Martin, Group::Adjusted, Unit::Ratio, "martin", "Martin ratio",
     "CAGR above the risk-free rate, in per cent, over the ulcer index.", "Martin & McCann 1989"},
    {Id::Omega, Group::Adjusted, Unit::Ratio, "omega", "Omega ratio",
     "Sum of the returns above the minimum acceptable one over the sum of the shortfalls below it.", "Keating & Shadwick 2002"},
    {Id::TailRatio, Group::Adjusted, Unit::Ratio, "tail_ratio", "Tail ratio",
     "Size of the 95 % quantile of the returns per bar over that of the 5 % quantile, linearly interpolated.", kCommon},
    {Id::RecoveryFactor, Group::Adjusted, Unit::Ratio, "recovery_factor", "Recovery factor",
     "Net profit over the deepest fall of equity in money.", kCommon},

    {Id::HoldReturn, Group::Benchmark, Unit::Fraction, "hold_return", "Buy and hold",
     "Return of buying at the open of the first tradable bar with the whole capital, costs of that one purchase paid, and holding to the last close.", kCommon},
    {Id::HoldCagr, Group::Benchmark, Unit::FractionPerYear, "hold_cagr", "Buy and hold CAGR",
     "CAGR of buying at the first tradable bar and holding.", kCommon},
    {Id::HoldMaxDrawdown, Group::Benchmark, Unit::Fraction, "hold_max_drawdown", "Buy and hold max. drawdown",
     "Max. drawdown of buying at the first tradable bar and holding.", kCommon},
    {Id::HoldSharpe, Group::Benchmark, Unit::Ratio, "hold_sharpe", "Buy and hold Sharpe ratio",
     "Sharpe ratio of buying at the first tradable bar and holding.", kCommon},
    {Id::ExcessReturn, Group::Benchmark, Unit::Fraction, "excess_return", "Return over buy and hold",
     "Return of the strategy minus that of buy and hold over the same dates.", kCommon},
    {Id::Beta, Group::Benchmark, Unit::Ratio, "beta", "Beta",
     "Covariance of the returns per bar with those of the benchmark over the benchmark's variance.", kCommon},
    {Id::Alpha, Group::Benchmark, Unit::FractionPerYear, "alpha", "Alpha",
     "Mean excess return per bar minus beta times that of the benchmark, times the bars a year.", "Jensen 1968"},
    {Id::RSquared, Group::Benchmark, Unit::Ratio, "r_squared", "R squared",
     "Squared correlation of the returns per bar with those of the benchmark.", kCommon},
    {Id::TrackingError, Group::Benchmark, Unit::FractionPerYear, "tracking_error", "Tracking error",
     "Sample standard deviation of the difference of returns to the benchmark, times the square root of the bars a year.", kCommon},
    {Id::InformationRatio, Group::Benchmark, Unit::Ratio, "information_ratio", "Information ratio",
     "Mean difference of returns to the benchmark over its sample standard deviation, times the square root of the bars a year.", kCommon},

    {Id::Trades, Group::Trades, Unit::Count, "trades", "Closed trades",
     "Trades that were closed in the window; a position left in parts counts once per part.", kCommon},
    {Id::OpenTrades, Group::Trades, Unit::Count, "open_trades", "Open trades",
     "Trades still open at the end: part of equity, but of no trade statistic.", kCommon},
    {Id::Positions, Group::Trades, Unit::Count, "positions", "Positions",
     "Positions entered, each counted once however it was left.", kCommon},
    {Id::Wins, Group::Trades, Unit::Count, "wins", "Winning trades",
     "Closed trades with a net profit above zero.", kCommon},
    {Id::Losses, Group::Trades, Unit::Count, "losses", "Losing trades",
     "Closed trades with a net profit below zero.", kCommon},
    {Id::BreakEven, Group::Trades, Unit::Count, "break_even", "Break-even trades",
     "Closed trades with a net profit of exactly zero.", kCommon},
    {Id::WinRate, Group::Trades, Unit::Fraction, "win_rate", "Win rate",
     "Winning trades over closed trades, with Wilson's interval.", "Wilson 1927, JASA 22"},
    {Id::ProfitFactor, Group::Trades, Unit::Ratio, "profit_factor", "Profit factor",
     "Sum of the winning trades over the sum of the losing ones, in money after costs.", kCommon},
    {Id::Payoff, Group::Trades, Unit::Ratio, "payoff", "Payoff ratio",
     "Average winning trade over average losing trade, in money after costs.", kCommon},
    {Id::Expectancy, Group::Trades, Unit::Money, "expectancy", "Expectancy",
     "Mean net profit of a closed trade.", "Tharp 1998"},
    {Id::ExpectancyR, Group::Trades, Unit::RMultiple, "expectancy_r", "Expectancy in R",
     "Mean net profit of a closed trade in multiples of its initial risk.", "Tharp 1998"},
    {Id::AverageReturn, Group::Trades, Unit::Fraction, "average_trade", "Average trade",
     "Mean of net profit over value at entry of the closed trades.", kCommon},
    {Id::AverageWin, Group::Trades, Unit::Money, "average_win", "Average win",
     "Mean net profit of the winning trades.", kCommon},
    {Id::AverageLoss, Group::Trades, Unit::Money, "average_loss", "Average loss",
     "Mean net profit of the losing trades, a negative amount.", kCommon},
    {Id::BestTrade, Group::Trades, Unit::Fraction, "best_trade", "Best trade",
     "Highest net profit over value at entry of a closed trade.", kCommon},
    {Id::WorstTrade, Group::Trades, Unit::Fraction, "worst_trade", "Worst trade",
     "Lowest net profit over value at entry of a closed trade.", kCommon},
    {Id::BestTradeShare, Group::Trades, Unit::Fraction, "best_trade_share", "Share of the best trade",
     "Largest net profit of one closed trade over the net profit of all closed trades; above 100 % the rest lost money.", kCommon},
    {Id::Sqn, Group::Trades, Unit::Ratio, "sqn", "System quality number",
     "Square root of the number of closed trades, at most 100, times mean over sample standard deviation of their R multiples.", "Tharp 2008"},
    {Id::Kelly, Group::Trades, Unit::Fraction, "kelly", "Kelly fraction",
     "Win rate minus (1 - win rate) / payoff ratio; for information only.", "Kelly 1956"},
    {Id::AverageMae, Group::Trades, Unit::Fraction, "average_mae", "Average adverse excursion",
     "Mean over closed trades of the worst move against the position while open, as a fraction of the entry price, at most zero; approximate on the bar of entry.",
     "Sweeney 1997"},
    {Id::AverageMfe, Group::Trades, Unit::Fraction, "average_mfe", "Average favourable excursion",
     "Mean over closed trades of the best move for the position while open, as a fraction of the entry price; approximate on the bar of entry.",
     "Sweeney 1997"},
    {Id::EdgeRatio, Group::Trades, Unit::Ratio, "edge_ratio", "Edge ratio",
     "Mean favourable excursion over mean adverse excursion, each in average true ranges at entry.", "Faith 2007"},
    {Id::ExitEfficiency, Group::Trades, Unit::Fraction, "exit_efficiency", "Exit efficiency",
     "Mean net return of the closed trades over their mean favourable excursion: the part of the best move that was kept.", "Sweeney 1997"},
    {Id::AverageBarsHeld, Group::Trades, Unit::Bars, "average_bars_held", "Average holding time",
     "Mean number of bars from entry to exit of the closed trades.", kCommon},
    {Id::LongestWinStreak, Group::Trades, Unit::Count, "longest_win_streak", "Longest winning streak",
     "Most winning trades in a row, in order of exit.", kCommon},
    {Id::LongestLossStreak, Group::Trades, Unit::Count, "longest_loss_streak", "Longest losing streak",
     "Most losing trades in a row, in order of exit.", kCommon},
    {Id::Commission, Group::Trades, Unit::Money, "commission", "Commission",
     "Commission paid on all trades, open ones included.", kCommon},
    {Id::Slippage, Group::Trades, Unit::Money, "slippage", "Slippage",
     "Money lost to slippage on all trades, open ones included; already inside their profits.", kCommon},
    {Id::Financing, Group::Trades, Unit::Money, "financing", "Financing",
     "Borrowing and financing paid on all trades, open ones included.", kCommon},

    {Id::Exposure, Group::Activity, Unit::Fraction, "exposure", "Exposure",
     "Share of the bars on which a position was held at some moment, entry and exit bars included.", kCommon},
    {Id::Turnover, Group::Activity, Unit::PerYear, "turnover", "Turnover",
     "Half of the value bought and sold over mean equity, per year.", kCommon},
    {Id::ReturnPerExposure, Group::Activity, Unit::Fraction, "return_per_exposure", "Return per exposure",
     "Return over exposure.", kCommon},
    {Id::AverageLeverage, Group::Activity, Unit::Ratio, "average_leverage", "Average leverage",
     "Mean value of positions over equity on the bars that close with a position.", kCommon},

    {Id::ProbabilisticSharpe, Group::Luck, Unit::Probability, "psr", "Probabilistic Sharpe ratio",
     "Probability that the true Sharpe ratio is above zero, given length, skewness and kurtosis of the returns.", kPrado2012},
    {Id::MinimumTrackRecord, Group::Luck, Unit::Bars, "min_track_record", "Minimum track record",
     "Bars needed to call a Sharpe ratio as observed greater than zero at 95 % confidence.", kPrado2012},
    {Id::DeflatedSharpe, Group::Luck, Unit::Probability, "dsr", "Deflated Sharpe ratio",
     "Probability that the true Sharpe ratio is above what the best of as many independent trials of pure noise would show.", kPrado2014},
    {Id::EffectiveTrials, Group::Luck, Unit::Count, "effective_trials", "Effective trials",
     "Number of independent trials with the same spread as the correlated ones: rho + (1 - rho) N for mean correlation rho.", kPrado2014},
    {Id::LuckySharpe, Group::Luck, Unit::Ratio, "lucky_sharpe", "Sharpe ratio by luck",
     "Expected best yearly Sharpe ratio among that many independent variants of pure noise over as many bars.", kPrado2014},
}};
// clang-format on

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < kFigures; ++i) {
        if (static_cast<std::size_t>(kTable[i].figure) != i) {
            return false;
        }
    }
    return true;
}
static_assert(inOrder(), "the table follows the order of FigureId");

} // namespace

Figure defined(double value)
{
    if (!std::isfinite(value)) {
        return undefined("the result is too large to be a number");
    }
    Figure figure;
    figure.value = value;
    return figure;
}

Figure undefined(std::string reason)
{
    EXPECTS(!reason.empty());
    Figure figure;
    figure.reason = std::move(reason);
    return figure;
}

FigureTable::FigureTable()
{
    m_figures.fill(undefined("not part of this report"));
}

std::span<const FigureDefinition> figures()
{
    return kTable;
}

const FigureDefinition& definitionOf(FigureId figure)
{
    return kTable[static_cast<std::size_t>(figure)];
}

std::optional<FigureId> figureById(std::string_view id)
{
    for (const FigureDefinition& row : kTable) {
        if (row.id == id) {
            return row.figure;
        }
    }
    return std::nullopt;
}

std::string_view name(FigureUnit unit)
{
    switch (unit) {
    case FigureUnit::Fraction:
        return "%";
    case FigureUnit::FractionPerYear:
        return "% a year";
    case FigureUnit::Money:
        return "money";
    case FigureUnit::Ratio:
        return "";
    case FigureUnit::RMultiple:
        return "R";
    case FigureUnit::Bars:
        return "bars";
    case FigureUnit::Days:
        return "days";
    case FigureUnit::Count:
        return "";
    case FigureUnit::PerYear:
        return "a year";
    case FigureUnit::Probability:
        return "probability";
    }
    return "";
}

std::string_view name(FigureGroup group)
{
    switch (group) {
    case FigureGroup::Return:
        return "Return";
    case FigureGroup::Risk:
        return "Risk";
    case FigureGroup::Adjusted:
        return "Risk-adjusted";
    case FigureGroup::Benchmark:
        return "Against buy and hold";
    case FigureGroup::Trades:
        return "Trades";
    case FigureGroup::Activity:
        return "Activity";
    case FigureGroup::Luck:
        return "Skill or luck";
    }
    return "";
}

} // namespace sw::metrics
