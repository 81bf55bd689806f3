// The tree of a program as written: every statement and expression with its place in the text.
// The parser builds it and never fails; the checker resolves names in it; the printer prints it.
#pragma once

#include "base/timeframe.h"
#include "base/timestamp.h"
#include "lang/diagnostic.h"
#include "lang/span.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sw::lang {

// ---- expressions

enum class ExprKind : std::uint8_t {
    Invalid,   ///< stands where something could not be parsed
    Number,    ///< `number`
    Percent,   ///< `number` = 5 for 5%
    Money,     ///< `number`
    RMultiple, ///< `number` = 2 for 2R
    Time,      ///< `number` = minutes since midnight
    Date,      ///< `date`
    Text,      ///< quoted text that is not followed by '.', in `text`
    Name,      ///< lower-case name in `text`
    Call,      ///< name in `text`, arguments in `children`, their names in `argumentNames`
    Symbol,    ///< upper-case or quoted symbol used as a prefix, in `text`
    Frame,     ///< tf(4h) used as a prefix, in `frame`; daily, weekly, monthly parse to this too
    Member,    ///< children[0] . text, further children = arguments, hasArguments
    Index,     ///< children[0] [ count ]
    Negate,    ///< - children[0]
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    CrossesAbove,
    CrossesBelow,
    Between, ///< children[0] between children[1] and children[2], inclusive
    Rising,  ///< children[0] rising bars
    Falling,
    Not,
    And,
    Or,
    Unless,  ///< children[0] unless children[1]; only at the top of a condition
    ForBars, ///< children[0] for bars
    Within,  ///< children[0] within bars
    OnOf,    ///< children[0] on count of last bars
    Then,    ///< children[0] then children[1] within bars
    If,      ///< if children[0] then children[1] else children[2]
};

enum class BarsUnit : std::uint8_t { Bar, Day, Week };

/// "3 bars", "10 days?": a count of bars as written.
struct BarsText {
    int count = 0;
    bool assumed = false;
    BarsUnit unit = BarsUnit::Bar;
    Span span;
    bool operator==(const BarsText& other) const
    {
        return count == other.count && assumed == other.assumed && unit == other.unit;
    }
};

/// What a Name, Call or Member turned out to be. Filled by the checker, None before.
enum class Resolution : std::uint8_t {
    None,
    Field,    ///< open high low close volume hl2 hlc3 ohlc4
    Builtin,  ///< a catalog entry: `entry`, `output`
    Let,      ///< a `let` of the program
    Param,    ///< a `param` of the program
    Position, ///< entry_price average_price last_fill profit units bars_held at_entry
    Hole,     ///< external("…")
    Math,     ///< abs min max log sqrt round floor ceil n_true: operators with call syntax
    Prefixed, ///< a member of a symbol or frame prefix
};

struct Expr {
    ExprKind kind = ExprKind::Invalid;
    Span span;
    double number = 0;
    bool assumed = false; ///< the literal carries '?'
    bool hasArguments = false;
    bool parenthesised = false; ///< written in parentheses; layout only
    int count = 0;              ///< Index: bars back; OnOf: k
    std::string text;
    CivilDate date;
    Timeframe frame;
    BarsText bars;
    std::vector<Expr> children;
    std::vector<std::string> argumentNames; ///< Call, Member: "" where positional
    Resolution resolution = Resolution::None;
    int entry = -1; ///< index in indicators::catalog()
    int output = 0; ///< index of the entry's output
};

/// Same meaning, whatever the spans, parentheses and resolution. `a unless b` means `a and not b`;
/// chains of `and` and of `or` mean the same however they are grouped; f() means f.
bool sameMeaning(const Expr& a, const Expr& b);

// ---- statements

enum class Side : std::uint8_t { Long, Short };

enum class OrderKind : std::uint8_t { Market, AtClose, AtOpen, Limit, Stop };

struct OrderText {
    OrderKind kind = OrderKind::Market;
    std::optional<Expr> price;     ///< Limit, Stop
    std::optional<BarsText> valid; ///< Limit, Stop
    Span span;
};

enum class SizingKind : std::uint8_t {
    PercentOfEquity,
    PercentOfCash,
    Cash,   ///< an amount of money
    Shares, ///< shares, contracts, units
    RiskPercent,
    RiskCash,
    Volatility,
    Kelly,
    EqualSlots,
};

struct SizingText {
    SizingKind kind = SizingKind::PercentOfEquity;
    double value = 100; ///< percent, money, shares, Kelly fraction
    bool assumed = false;
    std::string unit; ///< "shares", "contracts", "units" as written
    BarsText over;    ///< Volatility: window; Kelly: trades in `count`
    std::optional<double> maximumPercent;
    bool maximumAssumed = false;
    Span span;
};

enum class CostKind : std::uint8_t { Commission, Slippage, Financing };
enum class CostBasis : std::uint8_t { Percent, PerTrade, PerShare, Money };

struct CostText {
    CostKind kind = CostKind::Commission;
    CostBasis basis = CostBasis::Percent;
    double value = 0; ///< percent or money
    bool assumed = false;
    Span span;
};

/// A distance: percent, R, money, pips/ticks/points, or an expression in price units.
enum class DistanceKind : std::uint8_t { Percent, RMultiple, Money, Pips, Ticks, Points, Price };

struct LevelText {
    bool isLevel = false; ///< `at expr`: a price level, not a distance
    DistanceKind kind = DistanceKind::Percent;
    Expr value; ///< the literal or expression
    Span span;
};

struct StrategyName {
    std::string name;
};
struct Trade {
    std::vector<std::string> symbols;
    std::vector<Span> symbolSpans;
    std::optional<Timeframe> frame;
    bool frameAssumed = false;
};
struct Pair {
    std::string first, second;
    enum class Hedge : std::uint8_t { None, EqualDollars, Ratio } hedge = Hedge::None;
    std::optional<Expr> ratio;
    std::optional<Timeframe> frame;
    bool frameAssumed = false;
};
struct TestWindow {
    std::optional<CivilDate> from, to;
    bool fromAssumed = false, toAssumed = false;
};
struct Capital {
    double amount = 0;
    bool assumed = false;
};
struct Costs {
    std::vector<CostText> items;
    bool none = false;
}; ///< none: `costs none`
struct Benchmark {
    std::string symbol;
};
struct Size {
    SizingText sizing;
};
struct Let {
    std::string name;
    Span nameSpan;
    Expr value;
};
struct Param {
    std::string name;
    Span nameSpan;
    Expr value; ///< a literal
    std::optional<Expr> from, to, step;
};
struct Entry {
    Side side = Side::Long;
    Expr condition;
    OrderText order;
    std::optional<SizingText> size;
};
struct Scaling { ///< add / reduce
    bool add = true;
    Side side = Side::Long;
    double reducePercent = 0;
    bool reduceAssumed = false;
    Expr condition;
    OrderText order;
    std::optional<SizingText> size;
};
struct Exit {
    std::optional<Side> side; ///< nothing = both
    Expr condition;
    OrderText order;
};
struct ExitAfter {
    BarsText bars;
    OrderText order;
};
struct StopLoss {
    std::optional<Side> side;
    LevelText level;
    enum class Basis : std::uint8_t { Fill, LastFill, AveragePrice } basis = Basis::Fill;
};
struct TakeProfit {
    std::optional<Side> side;
    LevelText level;
    std::optional<double> sellPercent;
    bool sellAssumed = false;
    std::optional<Expr> condition;
};
struct TrailingStop {
    std::optional<Side> side;
    LevelText level;
    enum class Anchor : std::uint8_t { BestHigh, BestClose, BestLow } anchor = Anchor::BestHigh;
    bool anchorWritten = false;
    bool anchorAssumed = false;
    std::string anchorWord;          ///< "highest", "lowest" or "best" as written
    std::optional<LevelText> onceUp; ///< a distance
};
struct Breakeven {
    LevelText onceUp;
};
struct AtMost {
    enum class What : std::uint8_t {
        Positions,
        Units,
        EntriesPerDay,
        EntriesPerWeek
    } what = What::Positions;
    int count = 1;
    bool assumed = false;
    std::optional<bool> preferHighest;
    std::optional<Expr> prefer;
};
struct Wait {
    BarsText bars;
    enum class After : std::uint8_t {
        StopOut,
        LosingTrade,
        AnyTrade,
        Losses
    } after = After::StopOut;
    int losses = 0;
    bool lossesAssumed = false;
};
struct OnlyBetween {
    int fromMinute = 0, toMinute = 0;
    bool assumed = false;   ///< of the first time
    bool toAssumed = false; ///< of the second time
    std::string zone;
};
struct FlatAt {
    int minute = 0;
    bool assumed = false;
    std::string zone;
};

/// rebalance and switch blocks. `lines` keeps each inner line's parsed parts.
struct PortfolioLine {
    enum class Kind : std::uint8_t {
        Among,
        Rank,
        HoldRanked,
        HoldWeights,
        KeepUntilRank,
        Require,
        Gate,
        OnlyIf,
        Otherwise,
        CapEach,
        IgnoreUnder,
        DriftOver,
        SwitchWhen,
        SwitchOtherwise,
        Comment ///< a line of its own in the block, text in `comment`
    } kind = Kind::Among;
    std::vector<std::string> symbols; ///< Among, Otherwise (one), weights' symbols
    /// Rank: its value; Require, Gate, OnlyIf: the condition; HoldRanked: the weighting's value or
    /// the window of its volatility; HoldWeights and switch lines: one weight for each symbol.
    std::vector<Expr> exprs;
    int count = 0; ///< top/bottom n, keep until rank n; 0 = all
    bool countAssumed = false;
    bool bottom = false, shortSide = false, highestFirst = true;
    enum class Weighting : std::uint8_t {
        None,
        Equally,
        InverseVolatility,
        By,
        Each
    } weighting = Weighting::None;
    double percent = 0; ///< Each, CapEach, IgnoreUnder, DriftOver
    bool percentAssumed = false;
    std::optional<Expr> when; ///< `when` of a hold line, condition of SwitchWhen
    std::string holding;      ///< "cash" or "same" on switch and otherwise lines
    Span span;
    std::string comment;
};
struct Portfolio {
    bool isSwitch = false;
    std::string frequency; ///< daily weekly monthly quarterly yearly
    bool frequencyAssumed = false;
    std::string day; ///< "first day", "last day", "wednesday" or empty
    bool dayAssumed = false;
    std::vector<PortfolioLine> lines;
    bool closed = false; ///< `end` was found
};
struct BuyEvery {
    enum class Amount : std::uint8_t { Money, Percent, Shares } amount = Amount::Money;
    double value = 0;
    bool assumed = false;
    std::string symbol;
    std::string every; ///< day week month quarter year or a weekday
    bool everyAssumed = false;
    std::string on; ///< "first day", "last day" or empty
    bool onAssumed = false;
    std::optional<Expr> condition;
};
struct Comment {};     ///< a line that holds only a comment
struct InvalidLine {}; ///< a line that could not be understood; its diagnostics say why

using StatementBody =
    std::variant<Comment, InvalidLine, StrategyName, Trade, Pair, TestWindow, Capital, Costs,
                 Benchmark, Size, Let, Param, Entry, Scaling, Exit, ExitAfter, StopLoss, TakeProfit,
                 TrailingStop, Breakeven, AtMost, Wait, OnlyBetween, FlatAt, Portfolio, BuyEvery>;

struct Statement {
    Span span; ///< without the comment
    StatementBody body;
    std::string comment; ///< text after '#', trimmed; empty if none
};

struct SyntaxTree {
    std::vector<Statement> statements;
};

/// Same statements with the same meaning in the same order; comments and layout do not count.
bool sameMeaning(const SyntaxTree& a, const SyntaxTree& b);

/// What parse() returns: always a tree, and what is wrong with it.
struct Parsed {
    SyntaxTree tree;
    std::vector<Diagnostic> diagnostics;
};

/// Limits that keep hostile input harmless.
inline constexpr std::size_t kMaxSourceBytes = 1'000'000;
inline constexpr int kMaxNesting = 100;

/// Parses a program; every bad line is reported and skipped.
Parsed parse(std::string_view source);

/// What parseExpression() returns.
struct ParsedExpr {
    Expr expr;
    std::vector<Diagnostic> diagnostics;
};
/// Parses a single condition or expression (`unless` allowed).
ParsedExpr parseExpression(std::string_view source);

} // namespace sw::lang
