#include "agents/insights_generator_agent.h"

#include "agents/model_charts.h"
#include "agents/model_step.h"
#include "agents/price_line.h"
#include "agents/prompt.h"
#include "base/text.h"
#include "lang/inlined.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace sw::agents {

using indicators::Unit;

namespace {

/// Builds charts from the comparisons of a program's rules.
class Builder
{
public:
    explicit Builder(const lang::Program& program) : m_program(program) {}

    InsightsConfig build()
    {
        for (const lang::Statement& statement : m_program.tree.statements) {
            if (const auto* entry = std::get_if<lang::Entry>(&statement.body)) {
                visit(entry->condition, "entry");
            } else if (const auto* exit = std::get_if<lang::Exit>(&statement.body)) {
                visit(exit->condition, "exit");
            } else if (const auto* stop = std::get_if<lang::StopLoss>(&statement.body)) {
                protection(stop->level);
            } else if (const auto* target = std::get_if<lang::TakeProfit>(&statement.body)) {
                protection(target->level);
            } else if (const auto* trail = std::get_if<lang::TrailingStop>(&statement.body)) {
                protection(trail->level);
            }
        }
        addTradeCharts();
        return std::move(m_config);
    }

private:
    void visit(const lang::Expr& expr, const std::string& role)
    {
        visitOpen(lang::inlined(expr, m_program.tree), role);
    }

    void visitOpen(const lang::Expr& expr, const std::string& role)
    {
        if (expr.kind < lang::ExprKind::Less || expr.kind > lang::ExprKind::Falling) {
            for (const lang::Expr& child : expr.children) {
                visitOpen(child, role);
            }
            return;
        }
        std::vector<double> levels;
        m_current.reset();
        for (const lang::Expr& child : expr.children) {
            const lang::CompiledExpr compiled = lang::compileExpression(lang::print(child));
            if (compiled.root == lang::kNoNode || compiled.isBoolean) {
                continue;
            }
            const lang::Node& node = compiled.graph[compiled.root];
            if (node.op == lang::Op::Constant) {
                levels.push_back(node.value);
            } else {
                addSeries(compiled);
            }
        }
        if (!m_current) {
            return;
        }
        if (expr.kind == lang::ExprKind::Between && levels.size() == 2) {
            addBand(levels, role);
            return;
        }
        for (const double level : levels) {
            addLevel(expr, level, role);
        }
    }

    /// The line or width that a protection follows, where it is computed from the bars.
    void protection(const lang::LevelText& level)
    {
        const lang::Expr open = lang::inlined(level.value, m_program.tree);
        const lang::CompiledExpr compiled = lang::compileExpression(lang::print(open));
        if (compiled.root == lang::kNoNode || compiled.isBoolean ||
            compiled.graph[compiled.root].op == lang::Op::Constant) {
            return;
        }
        m_current.reset();
        if (level.isLevel) {
            addSeries(compiled);
        } else {
            panel(compiled); // a distance such as 2 * atr(14) is no price to draw over the bars
        }
    }

    void addSeries(const lang::CompiledExpr& compiled)
    {
        if (compiled.unit == Unit::Price && isPriceLine(compiled, m_program.timeframe)) {
            overlay(compiled.canonical);
        } else {
            panel(compiled);
        }
    }

    /// The panel of a value; values compared with each other share one.
    void panel(const lang::CompiledExpr& compiled)
    {
        for (std::size_t i = 0; i < m_config.charts.size(); ++i) {
            const auto& series = m_config.charts[i].series;
            if (m_config.charts[i].kind == "indicator" &&
                std::ranges::any_of(series, [&](const InsightSeries& known) {
                    return known.expr == compiled.canonical;
                })) {
                m_current = i;
                return;
            }
        }
        const std::string title = label(compiled.canonical);
        if (m_current && m_config.charts[*m_current].kind == "indicator") {
            InsightChart& chart = m_config.charts[*m_current];
            chart.series.push_back({compiled.canonical, title, "line"});
            chart.title += " and " + title;
            return;
        }
        InsightChart chart;
        chart.id = fmt::format("indicator-{}", m_config.charts.size() + 1);
        chart.kind = "indicator";
        chart.title = title;
        chart.description =
            fmt::format("{} on every bar, with the levels that the rules compare it with.", title);
        chart.pane = "own";
        chart.series.push_back({compiled.canonical, title, "line"});
        if (compiled.unit == Unit::Oscillator && compiled.low < compiled.high) {
            chart.yMinimum = compiled.low;
            chart.yMaximum = compiled.high;
        }
        chart.yLabel = title;
        m_config.charts.push_back(std::move(chart));
        m_current = m_config.charts.size() - 1;
    }

    /// A line over the bars; the bars' own prices need none, but may be compared with a level.
    void overlay(const std::string& expr)
    {
        const bool ownPrice = expr == "close" || expr == "open" || expr == "high" || expr == "low";
        auto chart = std::ranges::find(m_config.charts, "price", &InsightChart::kind);
        if (chart == m_config.charts.end()) {
            InsightChart made;
            made.id = "price";
            made.kind = "price";
            made.title = "Price and the lines of the rules";
            made.description = "The prices that the rules compare, drawn over the bars.";
            made.pane = "price";
            m_config.charts.push_back(std::move(made));
            chart = m_config.charts.end() - 1;
        }
        const bool known = std::ranges::any_of(
            chart->series, [&](const InsightSeries& series) { return series.expr == expr; });
        if (!known && !ownPrice) {
            chart->series.push_back({expr, label(expr), "line"});
        }
        m_current = static_cast<std::size_t>(chart - m_config.charts.begin());
    }

    void addBand(std::vector<double> levels, const std::string& role)
    {
        std::ranges::sort(levels);
        InsightChart& chart = m_config.charts[*m_current];
        for (const double level : levels) {
            chart.referenceLines.push_back({level, role + " at " + formatNumber(level), role});
        }
        chart.zones.push_back({levels[0], levels[1], role + " zone", role});
    }

    void addLevel(const lang::Expr& expr, double level, const std::string& role)
    {
        InsightChart& chart = m_config.charts[*m_current];
        const bool below = expr.kind == lang::ExprKind::Less ||
                           expr.kind == lang::ExprKind::LessEqual ||
                           expr.kind == lang::ExprKind::CrossesBelow;
        const bool known = std::ranges::any_of(chart.referenceLines, [&](const InsightLine& line) {
            return line.value == level && line.role == role;
        });
        if (known) {
            return;
        }
        chart.referenceLines.push_back(
            {level, fmt::format("{} {} {}", role, below ? "below" : "above", formatNumber(level)),
             role});
        const bool inside =
            chart.yMinimum && chart.yMaximum && *chart.yMinimum < level && level < *chart.yMaximum;
        if (inside && expr.kind <= lang::ExprKind::GreaterEqual) {
            chart.zones.push_back({below ? *chart.yMinimum : level, below ? level : *chart.yMaximum,
                                   role + " zone", role});
        }
    }

    void addTradeCharts()
    {
        std::vector<InsightChart> added;
        for (const InsightChart& chart : m_config.charts) {
            const bool entry = std::ranges::any_of(
                chart.referenceLines, [](const InsightLine& line) { return line.role == "entry"; });
            if (chart.kind != "indicator" || !entry) {
                continue;
            }
            InsightChart distribution = chart;
            distribution.id = "distribution-" + chart.id;
            distribution.kind = "distribution";
            distribution.title = "How often " + chart.title + " has each value";
            distribution.description =
                "Histogram over all bars, beside it the values on the bars of entry.";
            distribution.zones.clear();
            added.push_back(std::move(distribution));
            InsightChart scatter = chart;
            scatter.id = "scatter-" + chart.id;
            scatter.kind = "scatter";
            scatter.title = chart.title + " at entry against the trade's return";
            scatter.description = "One point a trade; a slope would mean that the value matters.";
            scatter.zones.clear();
            added.push_back(std::move(scatter));
        }
        m_config.charts.insert(m_config.charts.end(), added.begin(), added.end());
        // A price chart that only the bars' own prices asked for shows nothing of its own.
        std::erase_if(m_config.charts, [](const InsightChart& chart) {
            return chart.kind == "price" && chart.series.empty() && chart.referenceLines.empty();
        });
        const bool several = m_program.exits.size() + m_program.stops.size() +
                                 m_program.targets.size() + m_program.trails.size() +
                                 (m_program.timeExit ? 1 : 0) >
                             1;
        for (const Breakdown& breakdown : breakdowns()) {
            if (breakdown.word == "year" || (breakdown.word == "exits" && several)) {
                addPlain(fmt::format("breakdown-{}", breakdown.word), "breakdown", breakdown.title,
                         breakdown.description);
            }
        }
        addPlain("calendar", "calendar", "Monthly returns", "Return of the account in each month.");
        if (std::ranges::any_of(m_config.charts, [](const InsightChart& chart) {
                return chart.kind == "distribution";
            })) {
            m_config.notes.emplace_back(
                "Look at how far the values at entry lie from the level: entries that crowd at the "
                "level depend on its exact value.");
        }
        if (!m_program.stops.empty()) {
            m_config.notes.emplace_back(
                "Look at how deep winning trades went before they won: a stop nearer than that "
                "would have ended them.");
        }
    }

    void addPlain(std::string id, const char* kind, std::string_view title,
                  std::string_view description)
    {
        InsightChart chart;
        chart.id = std::move(id);
        chart.kind = kind;
        chart.title = title;
        chart.description = description;
        chart.pane = "own";
        m_config.charts.push_back(std::move(chart));
    }

    static std::string label(std::string expr)
    {
        std::erase(expr, '?');
        return expr;
    }

    const lang::Program& m_program;
    InsightsConfig m_config;
    std::optional<std::size_t> m_current; ///< the chart that this comparison's levels belong to
};

bool isOneOf(const std::string& word, std::initializer_list<std::string_view> words)
{
    return std::ranges::find(words, word) != words.end();
}

/// Why a series cannot be drawn; empty when it can.
std::string problemOf(const InsightSeries& series, bool overPrices, const ChartBars& bars)
{
    if (!isOneOf(series.style, {"line", "histogram", "area"})) {
        return fmt::format("there is no style '{}'", series.style);
    }
    const lang::CompiledExpr compiled = lang::compileExpression(series.expr, bars.timeframe);
    if (!compiled.diagnostics.empty() || compiled.root == lang::kNoNode) {
        return compiled.diagnostics.empty() ? "it has no value"
                                            : compiled.diagnostics.front().message;
    }
    const auto has = [&](auto&& test) { return std::ranges::any_of(compiled.graph.nodes, test); };
    if (has([](const lang::Node& node) { return node.op == lang::Op::Hole; })) {
        return "there is no data for " + series.expr;
    }
    if (compiled.isBoolean) {
        return "a condition cannot be drawn as a line";
    }
    if (has([](const lang::Node& node) { return node.readsPosition; })) {
        return "a value of the open position does not exist on every bar";
    }
    for (const std::string& symbol : compiled.otherSymbols) {
        if (std::ranges::find(bars.symbols, symbol) == bars.symbols.end()) {
            return "this run has no bars of " + symbol;
        }
    }
    if (overPrices && !isPriceLine(compiled, bars.timeframe)) {
        return series.expr + " is no price to draw over the bars; it needs a pane of its own";
    }
    return "";
}

/// Why a chart cannot be drawn; empty when it can.
std::string problemOf(const InsightChart& chart, const ChartBars& bars)
{
    if (!isOneOf(chart.kind,
                 {"indicator", "price", "distribution", "scatter", "calendar", "breakdown"})) {
        return fmt::format("there is no kind '{}'", chart.kind);
    }
    if (!isOneOf(chart.pane, {"own", "price"})) {
        return fmt::format("there is no pane '{}'", chart.pane);
    }
    const bool needsSeries = isOneOf(chart.kind, {"indicator", "distribution", "scatter"}) ||
                             (chart.kind == "price" && chart.referenceLines.empty());
    if (needsSeries && chart.series.empty()) {
        return "it names no series";
    }
    const bool overPrices =
        chart.kind == "price" || (chart.kind == "indicator" && chart.pane == "price");
    for (const InsightSeries& series : chart.series) {
        if (std::string why = problemOf(series, overPrices, bars); !why.empty()) {
            return why;
        }
    }
    for (const InsightLine& line : chart.referenceLines) {
        if (!std::isfinite(line.value) || !isOneOf(line.role, {"entry", "exit", "neutral"})) {
            return "a reference line has no finite value or an unknown role";
        }
    }
    for (const InsightZone& zone : chart.zones) {
        if (!(zone.from < zone.to) || !std::isfinite(zone.from) || !std::isfinite(zone.to) ||
            !isOneOf(zone.role, {"entry", "exit", "neutral"})) {
            return "a zone is empty, endless or has an unknown role";
        }
    }
    if (!std::isfinite(chart.yMinimum.value_or(0)) || !std::isfinite(chart.yMaximum.value_or(0)) ||
        (chart.yMinimum && chart.yMaximum && !(*chart.yMinimum < *chart.yMaximum))) {
        return "its axis is empty or endless";
    }
    return "";
}

constexpr Breakdown kBreakdowns[] = {
    {"exits", "Exits by reason", "How many trades each exit closed and what they earned."},
    {"weekday", "Profit by weekday", "Net profit of the trades closed on each day of the week."},
    {"month", "Profit by month", "Net profit of the trades closed in each month of the year."},
    {"year", "Profit by year", "Net profit of the trades closed in each year."},
};

} // namespace

std::span<const Breakdown> breakdowns()
{
    return kBreakdowns;
}

void dropInvalidCharts(InsightsConfig& config, const ChartBars& bars)
{
    std::erase_if(config.charts, [&](const InsightChart& chart) {
        const std::string why = problemOf(chart, bars);
        if (!why.empty()) {
            config.dropped.push_back(fmt::format(
                "Chart '{}' was left out: {}.", chart.title.empty() ? chart.id : chart.title, why));
        }
        return !why.empty();
    });
}

Result<InsightsConfig> InsightsGeneratorAgent::work(const InsightsRequest& in, RunContext&)
{
    InsightsConfig config = Builder(*in.program).build();
    addProposals(config, in.proposal, *in.program);
    ChartBars bars{in.program->symbols, in.program->timeframe};
    bars.symbols.insert(bars.symbols.end(), in.program->otherSymbols.begin(),
                        in.program->otherSymbols.end());
    dropInvalidCharts(config, bars);
    return config;
}

Result<InsightsConfig> InsightsProposer::work(const Brief& in, RunContext& context)
{
    ModelStep model(name(), action(), context, m_use);
    if (!model.hasModel()) {
        return InsightsConfig{};
    }
    llm::ModelRequest request =
        roleRequest(QStringLiteral("insights_generator"), QStringLiteral("insights_generator_task"),
                    {{QStringLiteral("sentence"), bridge::toQt(in.text)},
                     {QStringLiteral("program"), bridge::toQt(in.source)}});
    request.agent = QStringLiteral("InsightsGenerator");
    request.purpose = QStringLiteral("proposing charts");
    const Result<QJsonObject> answer = model.ask(request);
    if (answer) {
        return proposedCharts(*answer);
    }
    if (answer.error().kind == ErrorKind::Cancelled) {
        return fail(answer.error());
    }
    model.fallBack(bridge::toQt(answer.error().message));
    return InsightsConfig{};
}

std::string InsightsProposer::describe(const Brief&) const
{
    return "Propose charts from the sentence while the program is written";
}

std::string InsightsProposer::summarise(const InsightsConfig& out) const
{
    return counted(static_cast<long long>(out.charts.size()), "chart") + " proposed";
}

void InsightsProposer::addCounts(const InsightsConfig& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("charts"), static_cast<qint64>(out.charts.size()));
}

std::string InsightsGeneratorAgent::describe(const InsightsRequest&) const
{
    return "Choose the charts that show what the rules look at";
}

std::string InsightsGeneratorAgent::summarise(const InsightsConfig& out) const
{
    return counted(static_cast<long long>(out.charts.size()), "chart") + " chosen" +
           (out.dropped.empty() ? "" : ", " + std::to_string(out.dropped.size()) + " left out");
}

void InsightsGeneratorAgent::addCounts(const InsightsConfig& out, QJsonObject& data) const
{
    data.insert(QStringLiteral("charts"), static_cast<qint64>(out.charts.size()));
    data.insert(QStringLiteral("dropped"), static_cast<qint64>(out.dropped.size()));
}

} // namespace sw::agents
