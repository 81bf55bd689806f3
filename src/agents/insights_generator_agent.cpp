#include "agents/insights_generator_agent.h"

#include "base/text.h"
#include "lang/inlined.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>

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
            }
        }
        addTradeCharts();
        return std::move(m_config);
    }

private:
    void visit(const lang::Expr& expr, const std::string& role)
    {
        const lang::Expr open = lang::inlined(expr, m_program.tree);
        visitOpen(open, role);
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
        if (m_last == nullptr) {
            return;
        }
        for (const double level : levels) {
            addLevel(expr, level, role);
        }
        m_last = nullptr;
    }

    void addSeries(const lang::CompiledExpr& compiled)
    {
        if (compiled.unit == Unit::Price && compiled.otherSymbols.empty()) {
            overlay(compiled.canonical);
            return;
        }
        for (InsightChart& chart : m_config.charts) {
            if (chart.kind == "indicator" && chart.series.front().expr == compiled.canonical) {
                m_last = &chart;
                return;
            }
        }
        InsightChart chart;
        chart.id = fmt::format("indicator-{}", m_config.charts.size() + 1);
        chart.kind = "indicator";
        chart.title = label(compiled.canonical);
        chart.description = fmt::format(
            "{} on every bar, with the levels that the rules compare it with.", chart.title);
        chart.pane = "own";
        chart.series.push_back({compiled.canonical, chart.title, "line"});
        if (compiled.unit == Unit::Oscillator && compiled.low < compiled.high) {
            chart.yMinimum = compiled.low;
            chart.yMaximum = compiled.high;
        }
        chart.yLabel = chart.title;
        m_config.charts.push_back(std::move(chart));
        m_last = &m_config.charts.back();
    }

    void overlay(const std::string& expr)
    {
        m_last = nullptr;
        if (expr == "close" || expr == "open" || expr == "high" || expr == "low") {
            return;
        }
        for (InsightChart& chart : m_config.charts) {
            if (chart.kind != "price") {
                continue;
            }
            const bool known = std::ranges::any_of(
                chart.series, [&](const InsightSeries& s) { return s.expr == expr; });
            if (!known) {
                chart.series.push_back({expr, label(expr), "line"});
            }
            return;
        }
        InsightChart chart;
        chart.id = "price";
        chart.kind = "price";
        chart.title = "Price and its averages";
        chart.description = "The prices that the rules compare, drawn over the bars.";
        chart.pane = "price";
        chart.series.push_back({expr, label(expr), "line"});
        m_config.charts.push_back(std::move(chart));
    }

    void addLevel(const lang::Expr& expr, double level, const std::string& role)
    {
        const bool below = expr.kind == lang::ExprKind::Less ||
                           expr.kind == lang::ExprKind::LessEqual ||
                           expr.kind == lang::ExprKind::CrossesBelow;
        const bool known =
            std::ranges::any_of(m_last->referenceLines, [&](const InsightLine& line) {
                return line.value == level && line.role == role;
            });
        if (known) {
            return;
        }
        m_last->referenceLines.push_back(
            {level, fmt::format("{} {} {}", role, below ? "below" : "above", formatNumber(level)),
             role});
        if (m_last->yMinimum && m_last->yMaximum && expr.kind <= lang::ExprKind::GreaterEqual) {
            m_last->zones.push_back({below ? *m_last->yMinimum : level,
                                     below ? level : *m_last->yMaximum, role + " zone", role});
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
        const bool several = m_program.exits.size() + m_program.stops.size() +
                                 m_program.targets.size() + m_program.trails.size() +
                                 (m_program.timeExit ? 1 : 0) >
                             1;
        if (several) {
            addPlain("breakdown-exits", "breakdown", "Exits by reason",
                     "How many trades each exit closed and what they earned.");
        }
        addPlain("breakdown-year", "breakdown", "Profit by year",
                 "Net profit of the trades closed in each year.");
        addPlain("calendar", "calendar", "Monthly returns", "Return of the account in each month.");
        m_config.notes.emplace_back("Look at how far the values at entry lie from the level: "
                                    "entries that crowd at the level "
                                    "depend on its exact value.");
    }

    void addPlain(const char* id, const char* kind, const char* title, const char* description)
    {
        InsightChart chart;
        chart.id = id;
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
    InsightChart* m_last = nullptr; ///< the chart that levels of this comparison belong to
};

} // namespace

void dropInvalidCharts(InsightsConfig& config)
{
    std::erase_if(config.charts, [&](const InsightChart& chart) {
        for (const InsightSeries& series : chart.series) {
            const lang::CompiledExpr compiled = lang::compileExpression(series.expr);
            std::string why;
            if (!compiled.diagnostics.empty()) {
                why = compiled.diagnostics.front().message;
            } else if (compiled.isBoolean) {
                why = "a condition cannot be drawn as a line";
            }
            if (!why.empty()) {
                config.dropped.push_back(
                    fmt::format("Chart '{}' was left out: {}.", chart.title, why));
                return true;
            }
        }
        return false;
    });
}

Result<InsightsConfig> InsightsGeneratorAgent::work(const InsightsRequest& in, RunContext&)
{
    InsightsConfig config = Builder(*in.program).build();
    dropInvalidCharts(config);
    return config;
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
    data.insert(QStringLiteral("model"), QStringLiteral("built-in"));
}

} // namespace sw::agents
