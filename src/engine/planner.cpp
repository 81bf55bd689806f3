#include "engine/planner.h"

#include "engine/account.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::engine {

using lang::NodeId;

namespace {

/// First asks which nodes the rules need, then hands out their values in the same order.
class Layout
{
public:
    explicit Layout(const lang::Graph& graph) : m_graph(graph) {}

    void want(NodeId node)
    {
        if (node == lang::kNoNode) {
            return;
        }
        if (m_graph[node].readsPosition) {
            m_questions.push_back(std::make_unique<PositionExpr>(m_graph, node));
            m_firsts.push_back(m_roots.size());
            const std::vector<NodeId>& pure = m_questions.back()->pureNodes();
            m_roots.insert(m_roots.end(), pure.begin(), pure.end());
        } else {
            m_roots.push_back(node);
        }
        m_slots.push_back(
            {node, m_graph[node].readsPosition,
             m_graph[node].readsPosition ? m_questions.size() - 1 : m_roots.size() - 1});
    }
    void want(const lang::Level& level) { want(level.node); }

    const std::vector<NodeId>& roots() const { return m_roots; }

    void bind(PlannedRun& run)
    {
        m_values = run.values.get();
        for (std::size_t i = 0; i < m_questions.size(); ++i) {
            m_questions[i]->bind(*m_values, m_firsts[i], run.plan.bars);
        }
        run.questions = std::move(m_questions);
        m_asked = &run.questions;
    }

    const Mask* mask(NodeId node) const { return &m_values->masks[slot(node).index]; }

    std::span<const double> column(NodeId node) const
    {
        return node == lang::kNoNode ? std::span<const double>()
                                     : std::span<const double>(m_values->columns[slot(node).index]);
    }

    PlannedCondition condition(NodeId node) const
    {
        PlannedCondition planned;
        if (!slot(node).asks) {
            planned.mask = mask(node);
            return planned;
        }
        PositionExpr* question = (*m_asked)[slot(node).index].get();
        planned.test = [question](std::int32_t bar, const PositionState& state) {
            return question->truth(bar, state);
        };
        return planned;
    }

    PlannedLevel level(const lang::Level& level) const
    {
        PlannedLevel planned;
        planned.isLevel = level.isLevel;
        planned.kind = level.kind;
        planned.amount = level.value;
        if (level.node == lang::kNoNode) {
            return planned;
        }
        if (!slot(level.node).asks) {
            planned.price.column = column(level.node);
            return planned;
        }
        PositionExpr* question = (*m_asked)[slot(level.node).index].get();
        planned.price.ask = [question](std::int32_t bar, const PositionState& state) {
            return question->number(bar, state);
        };
        return planned;
    }

private:
    struct Slot {
        NodeId node = lang::kNoNode;
        bool asks = false;
        std::size_t index = 0;
    };

    const Slot& slot(NodeId node) const { return *std::ranges::find(m_slots, node, &Slot::node); }

    const lang::Graph& m_graph;
    std::vector<NodeId> m_roots;
    std::vector<Slot> m_slots;
    std::vector<std::unique_ptr<PositionExpr>> m_questions;
    std::vector<std::size_t> m_firsts;
    const Evaluation* m_values = nullptr;
    const std::vector<std::unique_ptr<PositionExpr>>* m_asked = nullptr;
};

void wantRules(const lang::Program& program, Layout& layout)
{
    for (const lang::EntryRule& rule : program.entries) {
        layout.want(rule.condition.root);
        layout.want(rule.order.price);
    }
    for (const lang::ExitRule& rule : program.exits) {
        layout.want(rule.condition.root);
    }
    for (const lang::StopRule& rule : program.stops) {
        layout.want(rule.level);
    }
    for (const lang::TargetRule& rule : program.targets) {
        layout.want(rule.level);
        if (rule.condition) {
            layout.want(rule.condition->root);
        }
    }
    for (const lang::TrailRule& rule : program.trails) {
        layout.want(rule.level);
        if (rule.onceUp) {
            layout.want(*rule.onceUp);
        }
    }
    for (const lang::BreakevenRule& rule : program.breakevens) {
        layout.want(rule.onceUp);
    }
    for (const lang::SessionRule& rule : program.sessions) {
        layout.want(rule.inside);
    }
    for (const lang::FlatRule& rule : program.flats) {
        layout.want(rule.due);
    }
}

void layRules(const lang::Program& program, const Layout& layout, Plan& plan)
{
    for (const lang::EntryRule& rule : program.entries) {
        plan.entries.push_back({rule.side, layout.mask(rule.condition.root), rule.order.kind,
                                layout.column(rule.order.price), rule.order.validBars,
                                rule.sizing.value_or(program.sizing)});
    }
    for (const lang::ExitRule& rule : program.exits) {
        plan.exits.push_back({rule.sides, layout.condition(rule.condition.root), rule.order.kind});
    }
    if (program.timeExit) {
        plan.exitAfterBars = program.timeExit->bars;
        plan.exitAfterAtClose = program.timeExit->order.kind == lang::OrderKind::AtClose;
    }
    for (const lang::StopRule& rule : program.stops) {
        plan.stops.push_back({rule.sides, layout.level(rule.level)});
    }
    for (const lang::TargetRule& rule : program.targets) {
        PlannedTarget target{rule.sides, layout.level(rule.level), rule.fraction, std::nullopt};
        if (rule.condition) {
            target.condition = layout.condition(rule.condition->root);
        }
        plan.targets.push_back(std::move(target));
    }
    for (const lang::TrailRule& rule : program.trails) {
        PlannedTrail trail{rule.sides, layout.level(rule.level), rule.anchor, std::nullopt};
        if (rule.onceUp) {
            trail.onceUp = layout.level(*rule.onceUp);
        }
        plan.trails.push_back(std::move(trail));
    }
    for (const lang::BreakevenRule& rule : program.breakevens) {
        plan.breakevens.push_back({layout.level(rule.onceUp)});
    }
    plan.cooldowns = program.cooldowns;
    plan.entryLimits = program.entryLimits;
    for (const lang::SessionRule& rule : program.sessions) {
        plan.sessions.push_back(layout.mask(rule.inside));
    }
    for (const lang::FlatRule& rule : program.flats) {
        plan.flats.push_back(layout.mask(rule.due));
    }
}

Status checkPips(const lang::Program& program, const market::Instrument& instrument)
{
    std::vector<std::pair<const lang::Level*, const std::string*>> levels;
    for (const lang::StopRule& rule : program.stops) {
        levels.emplace_back(&rule.level, &rule.text);
    }
    for (const lang::TargetRule& rule : program.targets) {
        levels.emplace_back(&rule.level, &rule.text);
    }
    for (const lang::TrailRule& rule : program.trails) {
        levels.emplace_back(&rule.level, &rule.text);
        if (rule.onceUp) {
            levels.emplace_back(&*rule.onceUp, &rule.text);
        }
    }
    for (const lang::BreakevenRule& rule : program.breakevens) {
        levels.emplace_back(&rule.onceUp, &rule.text);
    }
    for (const auto& [level, text] : levels) {
        const bool inPips = !level->isLevel && level->kind == lang::DistanceKind::Pips;
        if (inPips && !(instrument.pip > 0)) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("'{}': {} has no pips; write the distance in percent, points "
                                    "or ticks",
                                    *text, instrument.symbol));
        }
    }
    return {};
}

/// The bars of the program's window, narrowed by the caller's.
struct Window {
    std::int32_t from = 0, end = 0;
};

Window windowOf(const lang::Program& program, const BacktestOptions& options,
                const market::Bars& bars)
{
    const auto size = static_cast<std::int32_t>(bars.size());
    Window window{0, size};
    if (program.from) {
        const std::int64_t day = daysFromCivil(*program.from);
        while (window.from < size && localDay(bars, window.from) < day) {
            ++window.from;
        }
    }
    if (program.to) {
        const std::int64_t day = daysFromCivil(*program.to);
        while (window.end > 0 && localDay(bars, window.end - 1) > day) {
            --window.end;
        }
    }
    if (options.from) {
        window.from =
            std::max(window.from, static_cast<std::int32_t>(bars.lowerBound(*options.from)));
    }
    if (options.to) {
        const std::int64_t day = daysOf(*options.to);
        while (window.end > 0 && localDay(bars, window.end - 1) > day) {
            --window.end;
        }
    }
    return window;
}

Costs costsOf(const lang::CostModel& model, const market::Instrument& instrument)
{
    if (!model.stated && !model.none) {
        return defaultCosts(instrument);
    }
    Costs costs;
    if (!model.none) {
        costs.commissionFraction = model.commissionFraction;
        costs.commissionPerTrade = model.commissionPerTrade;
        costs.commissionPerShare = model.commissionPerShare;
        costs.slippageFraction = model.slippageFraction;
        costs.slippagePerShare = model.slippagePerShare;
        costs.financingFractionPerYear = model.financingFractionPerYear;
    }
    return costs;
}

bool isPriced(lang::OrderKind kind)
{
    return kind == lang::OrderKind::Limit || kind == lang::OrderKind::Stop;
}

Status unsupported(std::string_view text, std::string_view what)
{
    return fail(ErrorKind::Unsupported,
                fmt::format("'{}': {} cannot be backtested in this version; change or remove this "
                            "line",
                            text, what));
}

} // namespace

Costs defaultCosts(const market::Instrument& instrument)
{
    Costs costs;
    costs.commissionFraction = instrument.defaultCommissionFraction;
    costs.slippageFraction = instrument.defaultSlippageFraction;
    costs.assumed = true;
    return costs;
}

Status checkSimulated(const lang::Program& program)
{
    if (!program.holes.empty()) {
        return fail(ErrorKind::Unsupported,
                    fmt::format("there is no data for external(\"{}\"); remove it or replace it "
                                "with a condition on bars",
                                program.holes.front()));
    }
    if (!program.later.empty()) {
        const lang::Diagnostic& first = program.later.front();
        return fail(ErrorKind::Unsupported, first.hint.empty()
                                                ? first.message
                                                : fmt::format("{}; {}", first.message, first.hint));
    }
    if (!program.scalings.empty()) {
        return unsupported(program.scalings.front().text, program.scalings.front().add
                                                              ? "adding to a position"
                                                              : "reducing a position");
    }
    for (const lang::ExitRule& rule : program.exits) {
        if (isPriced(rule.order.kind)) {
            return unsupported(rule.text, "a limit or stop order as an exit");
        }
        if (rule.order.kind == lang::OrderKind::AtOpen && rule.condition.readsPosition) {
            return unsupported(rule.text, "an exit at the open that reads the position");
        }
    }
    if (program.timeExit && isPriced(program.timeExit->order.kind)) {
        return unsupported(program.timeExit->text, "a limit or stop order as an exit");
    }
    for (const lang::EntryRule& rule : program.entries) {
        const lang::Sizing& sizing = rule.sizing ? *rule.sizing : program.sizing;
        if (sizing.kind == lang::SizingKind::Volatility || sizing.kind == lang::SizingKind::Kelly) {
            return unsupported(rule.text, sizing.kind == lang::SizingKind::Kelly
                                              ? "Kelly sizing"
                                              : "volatility sizing");
        }
    }
    if (program.symbols.empty()) {
        return fail(ErrorKind::InvalidInput,
                    "the strategy names no symbol to trade; add a line such as: trade AAPL on "
                    "daily");
    }
    if (program.entries.empty()) {
        return fail(ErrorKind::InvalidInput,
                    "the strategy has no entry rule, so nothing would ever be bought; add a line "
                    "such as: long when rsi(close, 14) < 30");
    }
    return {};
}

Result<PlannedRun> planRun(const lang::Program& program, const std::string& symbol,
                           const Feeds& feeds, const BacktestOptions& options, double capital,
                           std::stop_token stop)
{
    Layout layout(program.graph);
    wantRules(program, layout);
    auto values =
        evaluate(program.graph, layout.roots(), symbol, program.timeframe, feeds, std::move(stop));
    if (!values) {
        return fail(std::move(values).error());
    }
    PlannedRun run;
    Plan& plan = run.plan;
    plan.bars = feeds.at(symbol);
    const market::Instrument& instrument = plan.bars->instrument();
    if (auto pips = checkPips(program, instrument); !pips) {
        return fail(std::move(pips).error());
    }
    const Window window = windowOf(program, options, *plan.bars);
    if (window.from >= window.end) {
        const bool any = plan.bars->size() > 0;
        return fail(ErrorKind::InvalidInput,
                    any ? fmt::format("{} has no bars in the test window; its bars run from {} to "
                                      "{}",
                                      symbol, formatShort(plan.bars->time().front()),
                                      formatShort(plan.bars->time().back()))
                        : fmt::format("{} has no bars; load some", symbol));
    }
    run.values = std::make_unique<Evaluation>(*std::move(values));
    layout.bind(run);
    plan.firstBar = std::min(std::max(window.from, run.values->firstWarmBar), window.end);
    plan.endBar = window.end;
    run.delayedByWarmup = plan.firstBar > window.from;
    plan.capital = capital;
    plan.marginFraction = options.marginFraction;
    const auto lot = options.lots.find(symbol);
    plan.lot = lot == options.lots.end() ? instrument.lot : lot->second;
    plan.costs = costsOf(program.costs, instrument);
    layRules(program, layout, plan);
    return run;
}

} // namespace sw::engine
