// The one list of reported figures: window, tooltips, help and JSON derive names, units and
// definitions from here. Undefined is undefined, with the reason in words; it is never 0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sw::metrics {

/// A range that holds the true value with the stated confidence.
struct Interval {
    double low = 0;
    double high = 0;
    double level = 0.95; ///< confidence, 0…1
    bool operator==(const Interval&) const = default;
};

/// One reported number, or the reason why there is none.
struct Figure {
    std::optional<double> value; ///< finite when present
    std::optional<Interval> interval;
    std::string reason; ///< why there is no value; empty when there is one
    std::string remark; ///< how a present value has to be read: "few trades"; mostly empty
    bool operator==(const Figure&) const = default;
};

/// A figure with a value; a value that is not finite becomes undefined, with that as its reason.
Figure defined(double value);
/// A figure without a value. Requires: a reason, in words that a trader understands.
Figure undefined(std::string reason);

/// What a figure counts in. Fractions are shown times 100 with a per cent sign.
enum class FigureUnit : std::uint8_t {
    Fraction,
    FractionPerYear,
    Money,
    Ratio,
    RMultiple,
    Bars,
    Days,
    Count,
    PerYear,
    Probability,
};

/// Where a figure belongs in a report.
enum class FigureGroup : std::uint8_t { Return, Risk, Adjusted, Benchmark, Trades, Activity, Luck };

/// Every reported figure, in the order of a report.
enum class FigureId : std::uint8_t {
    // Return
    TotalReturn,
    NetProfit,
    FinalEquity,
    Cagr,
    Volatility,
    BestPeriod,
    WorstPeriod,
    Skewness,
    Kurtosis,
    // Risk
    MaxDrawdown,
    MaxDrawdownBars,
    MaxDrawdownDays,
    LongestDrawdownDays,
    DrawdownToExpect,
    Ulcer,
    ValueAtRisk,
    ConditionalValueAtRisk,
    // Adjusted
    Sharpe,
    SharpeStandardError,
    SharpeLo,
    FirstAutocorrelation,
    Sortino,
    Calmar,
    Martin,
    Omega,
    TailRatio,
    RecoveryFactor,
    // Benchmark
    HoldReturn,
    HoldCagr,
    HoldMaxDrawdown,
    HoldSharpe,
    ExcessReturn,
    Beta,
    Alpha,
    RSquared,
    TrackingError,
    InformationRatio,
    // Trades
    Trades,
    OpenTrades,
    Positions,
    Wins,
    Losses,
    BreakEven,
    WinRate,
    ProfitFactor,
    Payoff,
    Expectancy,
    ExpectancyR,
    AverageReturn,
    AverageWin,
    AverageLoss,
    BestTrade,
    WorstTrade,
    BestTradeShare,
    Sqn,
    Kelly,
    AverageMae,
    AverageMfe,
    EdgeRatio,
    ExitEfficiency,
    AverageBarsHeld,
    LongestWinStreak,
    LongestLossStreak,
    Commission,
    Slippage,
    Financing,
    // Activity
    Exposure,
    Turnover,
    ReturnPerExposure,
    AverageLeverage,
    // Luck
    ProbabilisticSharpe,
    MinimumTrackRecord,
    DeflatedSharpe,
    EffectiveTrials,
    LuckySharpe,
};
inline constexpr std::size_t kFigures = static_cast<std::size_t>(FigureId::LuckySharpe) + 1;

/// What a figure is called and how it is computed.
struct FigureDefinition {
    FigureId figure;
    FigureGroup group;
    FigureUnit unit;
    std::string_view id;         ///< stable, snake_case: the key in JSON and the column in CSV
    std::string_view title;      ///< as shown
    std::string_view definition; ///< one sentence that stands alone
    std::string_view source;     ///< paper, book or "common"
};

/// One Figure for each FigureId. A figure that nobody computed says so in its reason.
class FigureTable
{
public:
    FigureTable();
    Figure& operator[](FigureId id) { return m_figures[static_cast<std::size_t>(id)]; }
    const Figure& operator[](FigureId id) const { return m_figures[static_cast<std::size_t>(id)]; }
    /// The value of a figure, nothing when undefined.
    std::optional<double> value(FigureId id) const { return (*this)[id].value; }
    bool operator==(const FigureTable&) const = default;

private:
    std::array<Figure, kFigures> m_figures;
};

/// All definitions, in the order of FigureId.
std::span<const FigureDefinition> figures();
/// The definition of one figure.
const FigureDefinition& definitionOf(FigureId figure);
/// The figure with this id, nothing for an unknown one.
std::optional<FigureId> figureById(std::string_view id);

/// "%", "% a year", "money", "" …: the unit as shown after a number.
std::string_view name(FigureUnit unit);
/// "Return", "Risk", "Risk-adjusted" …: the heading of a group.
std::string_view name(FigureGroup group);

} // namespace sw::metrics
