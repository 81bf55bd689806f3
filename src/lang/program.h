// A checked strategy, ready to run: resolved rules over one hash-consed graph of expressions.
// Made only by compile(); a Program exists only when there was no error. Immutable.
#pragma once

#include "indicators/catalog.h"
#include "lang/syntax.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sw::lang {

// ---- the graph

using NodeId = std::int32_t;
inline constexpr NodeId kNoNode = -1;

/// What a node computes. Boolean nodes (isBoolean) yield one bit a bar, "true" or "not true":
/// negation was pushed down to the comparisons, so a missing value makes a comparison and its
/// negation both not true, which is the language's three-valued logic exactly.
enum class Op : std::uint8_t {
    // numeric
    Constant, ///< value
    Open,
    High,
    Low,
    Close,
    Volume,
    Hl2,       ///< (high + low) / 2
    Hlc3,      ///< (high + low + close) / 3
    Ohlc4,     ///< (open + high + low + close) / 4
    LocalTime, ///< bar start, exchange-local, milliseconds
    Call,      ///< catalog kernel `entry` with `numbers`; inputs: series arguments, then its fields
    Output,    ///< output `index` of the Call inputs[0]
    Add,
    Subtract,
    Multiply,
    Divide, ///< 0/0 and x/0 are missing (NaN)
    Negate,
    Absolute,
    Minimum,
    Maximum,
    Logarithm, ///< natural; missing for arguments ≤ 0
    SquareRoot,
    Round,
    Floor,
    Ceil,
    Shift,  ///< inputs[0] `count` bars ago
    Select, ///< inputs: c, not c, a, b: a where c is true, b where not c is true, else missing
    Truth,  ///< inputs: c, not c: 1, 0 or missing
    Gather, ///< inputs[0] lives in another context: its last completed value, on this node's bars
    // numeric, reading the position; only inside exits and protections
    EntryPrice,
    AveragePrice,
    LastFill,
    Profit, ///< open profit as a ratio of the entry price, positive when in favour
    Units,
    BarsHeld, ///< bars since the fill bar
    AtEntry,  ///< inputs[0] on the signal bar of the entry
    // boolean
    Always,
    Never,
    Less, ///< inputs: a, b
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual, ///< false when either is missing
    And,      ///< any number of inputs ≥ 2
    Or,
    ShiftMask,  ///< inputs[0] `count` bars ago; not true before
    AllOf,      ///< true on each of the last `count` bars
    AnyOf,      ///< true on at least one of the last `count` bars
    AtLeast,    ///< true on at least `index` of the last `count` bars
    GatherMask, ///< as Gather, of a boolean node
    Hole,       ///< external("…"): never true; a program with one does not run
};

struct Node {
    Op op = Op::Constant;
    std::int32_t context = 0; ///< index in Graph::contexts
    std::vector<NodeId> inputs;
    double value = 0;
    std::int32_t count = 0;
    std::int32_t index = 0;
    std::int32_t entry = -1;     ///< Call: index in indicators::catalog()
    std::vector<double> numbers; ///< Call: its Length and Number arguments
    /// Bars of its context that its look-backs reach over, those of its inputs included: of numbers
    /// exactly the bars without a value. An Output holds its kernel's, a Call none of its own; what
    /// a Gather waits for lies in another context and is not counted.
    std::int32_t warmup = 0;
    bool isBoolean = false;
    bool readsPosition = false;
};

/// The bars an expression lives on. Context 0 is the traded symbol at the program's timeframe.
struct Context {
    std::string symbol;             ///< empty = the traded symbol
    std::optional<Timeframe> frame; ///< nothing = the program's timeframe
    bool operator==(const Context&) const = default;
};

/// Nodes in an order in which inputs come first. Equal sub-expressions are one node.
struct Graph {
    std::vector<Node> nodes;
    std::vector<Context> contexts;
    const Node& operator[](NodeId id) const { return nodes[static_cast<std::size_t>(id)]; }
};

// ---- rules

/// A threshold inside a clause, for counter-factuals: `value` compared with a constant.
struct Threshold {
    NodeId value = kNoNode;
    bool wantsBelow = false; ///< true for value < constant
    bool strict = true;
    double constant = 0;
    std::string valueText; ///< canonical text of the compared expression
    Span constantSpan;     ///< of the literal (or of the param's value), in the canonical source
    std::string parameter; ///< name when the constant is a param
    bool assumed = false;  ///< the user did not state it
    double scale = 1;      ///< constant = written number × scale (0.01 for percentages)
    /// `crosses above` or `below`: true on the bar on which the value passes the constant.
    bool crossing = false;
};

/// One conjunct of a condition.
struct Clause {
    NodeId truth = kNoNode;
    NodeId falsity = kNoNode; ///< its negation; neither true = missing
    std::string text;         ///< canonical text
    Span span;
    std::optional<Threshold> threshold;
    /// Numeric expressions worth showing at a signal: (text, node).
    std::vector<std::pair<std::string, NodeId>> values;
};

struct Condition {
    NodeId root = kNoNode;
    std::vector<Clause> clauses; ///< top-level `and`, lets opened
    std::string text;
    Span span;
    bool readsPosition = false;
};

struct Order {
    OrderKind kind = OrderKind::Market;
    NodeId price = kNoNode; ///< Limit, Stop: evaluated on the signal bar
    int validBars = 0;      ///< 0 = until filled or the program exits on it
};

struct Sizing {
    SizingKind kind = SizingKind::PercentOfEquity;
    double value = 100;
    bool assumed = false;
    std::string text; ///< canonical, without "size"
};

/// A distance from the fill or a price level.
struct Level {
    bool isLevel = false; ///< `node` is a price level
    DistanceKind kind = DistanceKind::Percent;
    double value = 0;      ///< Percent (5 = 5 %), RMultiple, Money, Pips, Ticks, Points
    NodeId node = kNoNode; ///< Price distances and levels
};

/// Which sides a rule concerns.
struct Sides {
    bool longs = true;
    bool shorts = true;
    bool has(Side side) const { return side == Side::Long ? longs : shorts; }
};

struct EntryRule {
    Side side = Side::Long;
    Condition condition;
    Order order;
    std::optional<Sizing> sizing; ///< overrides the program's
    int statement = 0;            ///< index in tree.statements
    std::string text;             ///< canonical line
};
struct ExitRule {
    Sides sides;
    Condition condition;
    Order order;
    int statement = 0;
    std::string text;
};
struct ScalingRule { ///< add and reduce: not simulated yet, present for signals and exports
    bool add = true;
    Side side = Side::Long;
    double reduceFraction = 0;
    Condition condition;
    Order order;
    std::optional<Sizing> sizing;
    int statement = 0;
    std::string text;
};
struct TimeExitRule {
    int bars = 0;
    Order order;
    int statement = 0;
    std::string text;
};
struct StopRule {
    Sides sides;
    Level level;
    StopLoss::Basis basis = StopLoss::Basis::Fill;
    int statement = 0;
    std::string text;
};
struct TargetRule {
    Sides sides;
    Level level;
    double fraction = 1; ///< of the initial size
    std::optional<Condition> condition;
    int statement = 0;
    std::string text;
};
struct TrailRule {
    Sides sides;
    Level level;
    TrailingStop::Anchor anchor =
        TrailingStop::Anchor::BestHigh; ///< in favour: mirrored for shorts
    std::optional<Level> onceUp;
    int statement = 0;
    std::string text;
};
struct BreakevenRule {
    Level onceUp;
    int statement = 0;
    std::string text;
};
struct CooldownRule {
    int bars = 0;
    Wait::After after = Wait::After::StopOut;
    int losses = 0;
    int statement = 0;
    std::string text;
};
struct EntryLimitRule {
    int count = 1;
    bool perWeek = false; ///< else per day
    int statement = 0;
    std::string text;
};
/// Local minutes since midnight; entries are decided only on bars that start in [from, to).
struct SessionRule {
    int fromMinute = 0, toMinute = 1440;
    NodeId inside = kNoNode; ///< true on bars that start in the session
    int statement = 0;
    std::string text;
};
struct FlatRule {
    int minute = 0;
    NodeId due = kNoNode; ///< true on bars that start at or after the time
    int statement = 0;
    std::string text;
};

struct CostModel {
    bool stated = false; ///< false: the engine takes the visible default of the asset class
    bool none = false;   ///< `costs none`
    double commissionFraction = 0;       ///< of traded value, each side
    double commissionPerTrade = 0;       ///< money, each side
    double commissionPerShare = 0;       ///< money, each side
    double slippageFraction = 0;         ///< of price, on market and stop fills
    double slippagePerShare = 0;         ///< money per share
    double financingFractionPerYear = 0; ///< borrow rate on shorts
};

struct Parameter {
    std::string name;
    double value = 0; ///< as computed with: percentages as fractions
    std::optional<double> from, to, step;
    bool assumed = false;
    Span valueSpan;
    double scale = 1; ///< value = written number × scale
};

/// A number that the text marks as assumed, or a default that the text does not even show.
struct Assumption {
    std::string about; ///< field or clause: "timeframe", "rsi.length", "costs", …
    std::string value;
    std::string text; ///< one sentence
    Span span;        ///< empty when the text does not show it
};

struct Program {
    std::string source; ///< canonical text; all spans refer to it
    SyntaxTree tree;    ///< of `source`, names resolved, arguments complete and positional
    std::string name;
    std::vector<std::string> symbols;
    Timeframe timeframe;
    bool timeframeAssumed = false;
    std::optional<CivilDate> from, to;
    std::optional<double> capital; ///< nothing = the caller's default
    CostModel costs;
    std::optional<std::string> benchmark;
    Sizing sizing;
    bool sizingStated = false;
    std::vector<Parameter> parameters;

    Graph graph;
    std::vector<EntryRule> entries;
    std::vector<ExitRule> exits;
    std::vector<ScalingRule> scalings;
    std::optional<TimeExitRule> timeExit;
    std::vector<StopRule> stops;
    std::vector<TargetRule> targets;
    std::vector<TrailRule> trails;
    std::vector<BreakevenRule> breakevens;
    std::vector<CooldownRule> cooldowns;
    std::vector<EntryLimitRule> entryLimits;
    std::vector<SessionRule> sessions;
    std::vector<FlatRule> flats;

    std::vector<std::string> otherSymbols; ///< read but not traded, sorted
    std::vector<Assumption> assumptions;
    /// Texts of external("…"), each once; the program does not run with any.
    std::vector<std::string> holes;
    std::vector<Diagnostic> later; ///< constructs that parse and check but are not simulated
    int warmupBars = 0;            ///< longest look-back on the program's own timeframe
    /// Bars an open position can look back and hold at least; for purging between windows.
    int longestHoldBars = 0; ///< of `exit after`; 0 = unbounded
};
using ProgramPtr = std::shared_ptr<const Program>;

// ---- compilation

struct CompileOptions {
    /// Values for params, in the program's own units as written (5 for 5%).
    std::map<std::string, double> parameters;
};

/// What compile() returns: the canonical text where it parses, diagnostics whose spans refer to the
/// source as given, and the program when there was no error.
struct Compilation {
    std::string canonical;
    std::vector<Diagnostic> diagnostics;
    ProgramPtr program;
    SyntaxTree tree; ///< as parsed from the given source
};

/// Parses, checks and compiles a program. Never fails otherwise than by diagnostics.
Compilation compile(std::string_view source, const CompileOptions& options = {});

/// A single expression over the bars of one symbol, for `eval` and charts.
struct CompiledExpr {
    std::vector<Diagnostic> diagnostics;
    std::string canonical;
    Graph graph;
    NodeId root = kNoNode;
    NodeId negation = kNoNode; ///< of a boolean root
    bool isBoolean = false;
    indicators::Unit unit = indicators::Unit::Number;
    double low = 0, high = 0; ///< range of an oscillator
    std::vector<std::string> otherSymbols;
};
/// `timeframe`: of the bars it will live on, where they are known: what needs other bars is
/// refused.
CompiledExpr compileExpression(std::string_view source,
                               std::optional<Timeframe> timeframe = std::nullopt);

} // namespace sw::lang
