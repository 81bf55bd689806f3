#include "lang/program_builder.h"

#include "base/text.h"
#include "lang/names.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::lang {

ProgramBuilder::ProgramBuilder(SyntaxTree& tree, std::string_view source,
                               const CompileOptions& options)
    : m_tree(tree), m_source(source), m_options(options), m_resolver(m_scope, m_diagnostics, source)
{}

Program ProgramBuilder::takeProgram()
{
    m_program.graph = m_graph->take();
    m_program.tree = m_tree;
    return std::move(m_program);
}

void ProgramBuilder::error(Span span, std::string code, std::string message, std::string hint,
                           std::optional<Fix> fix)
{
    m_diagnostics.push_back({Severity::Error, std::move(code), span, std::move(message),
                             std::move(hint), std::move(fix)});
}

void ProgramBuilder::warn(Span span, std::string code, std::string message, std::string hint,
                          std::optional<Fix> fix)
{
    m_diagnostics.push_back({Severity::Warning, std::move(code), span, std::move(message),
                             std::move(hint), std::move(fix)});
}

void ProgramBuilder::later(Span span, std::string what)
{
    m_program.later.push_back({Severity::Error,
                               "later",
                               span,
                               fmt::format("{} cannot be backtested in this version", what),
                               "remove this line to run the rest; export and signals keep it",
                               {}});
}

bool ProgramBuilder::once(bool& seen, const Statement& statement, std::string_view what)
{
    if (seen) {
        error(statement.span, "duplicate", fmt::format("'{}' is given twice", what),
              "keep one of the two lines");
        return false;
    }
    seen = true;
    return true;
}

void ProgramBuilder::build()
{
    settings();
    m_graph = std::make_unique<GraphBuilder>(m_scope);
    m_checks = std::make_unique<ConditionChecks>(m_scope, *m_graph, m_diagnostics);
    definitions();
    rules();
    sizeLimits();
    wholeProgram();
    collectAssumptions(m_tree, m_program.assumptions);
    collectHoles(m_tree, m_program.holes);
    symbolsRead();
    for (const Node& node : m_graph->graph().nodes) {
        if (node.context == 0) {
            m_program.warmupBars = std::max(m_program.warmupBars, node.warmup);
        }
    }
}

void ProgramBuilder::settings()
{
    bool name = false;
    bool trade = false;
    bool test = false;
    bool capital = false;
    bool costs = false;
    bool benchmark = false;
    bool size = false;
    for (Statement& statement : m_tree.statements) {
        if (auto* body = std::get_if<StrategyName>(&statement.body)) {
            if (once(name, statement, "strategy")) {
                m_program.name = body->name;
            }
        } else if (auto* traded = std::get_if<Trade>(&statement.body)) {
            if (once(trade, statement, "trade")) {
                onTrade(statement, *traded);
            }
        } else if (auto* pair = std::get_if<Pair>(&statement.body)) {
            if (once(trade, statement, "trade")) {
                onPair(statement, *pair);
            }
        } else if (auto* window = std::get_if<TestWindow>(&statement.body)) {
            if (once(test, statement, "test")) {
                onTest(statement, *window);
            }
        } else if (auto* money = std::get_if<Capital>(&statement.body)) {
            if (once(capital, statement, "capital")) {
                onCapital(statement, *money);
            }
        } else if (auto* list = std::get_if<Costs>(&statement.body)) {
            if (once(costs, statement, "costs")) {
                onCosts(*list);
            }
        } else if (auto* against = std::get_if<Benchmark>(&statement.body)) {
            if (once(benchmark, statement, "benchmark")) {
                m_program.benchmark = against->symbol;
            }
        } else if (auto* sized = std::get_if<Size>(&statement.body)) {
            if (once(size, statement, "size")) {
                onSize(statement, sized->sizing);
            }
        }
    }
    if (!m_program.sizingStated) {
        m_program.sizing.text = "100% of equity";
        m_program.sizing.assumed = true;
    }
    const bool unread = std::ranges::any_of(m_tree.statements, [](const Statement& s) {
        return std::holds_alternative<InvalidLine>(s.body);
    });
    if (!trade && !unread) {
        error({}, "missing", "the program does not say what to trade",
              "add a line such as 'trade AAPL on daily'");
    }
}

void ProgramBuilder::onPair(const Statement& statement, Pair& pair)
{
    m_program.symbols = {pair.first, pair.second};
    m_program.timeframe = pair.frame.value_or(Timeframe{});
    m_program.timeframeAssumed = pair.frameAssumed || !pair.frame;
    pair.frameAssumed = m_program.timeframeAssumed;
    pair.frame = m_program.timeframe;
    m_scope.frame = m_program.timeframe;
    m_scope.traded = m_program.symbols;
    if (pair.first == pair.second) {
        error(statement.span, "duplicate", fmt::format("{} is paired with itself", pair.first),
              "name two different symbols");
    }
    later(statement.span, "a pair");
}

void ProgramBuilder::onTest(const Statement& statement, const TestWindow& window)
{
    m_program.from = window.from;
    m_program.to = window.to;
    if (window.from && window.to && *window.to < *window.from) {
        error(statement.span, "never", "the test window ends before it starts",
              "swap the two dates");
    }
}

void ProgramBuilder::onCapital(const Statement& statement, const Capital& capital)
{
    m_program.capital = capital.amount;
    if (!(capital.amount > 0)) {
        error(statement.span, "limit", "the capital must be above 0",
              "write for example capital $10000");
    }
}

void ProgramBuilder::onSize(const Statement&, SizingText& text)
{
    if (const std::optional<Sizing> chosen = sizing(text)) {
        m_program.sizing = *chosen;
    }
    m_program.sizingStated = true;
}

void ProgramBuilder::onTrade(Statement& statement, Trade& trade)
{
    if (!trade.frame) {
        trade.frame = Timeframe{};
        trade.frameAssumed = true;
    }
    m_program.timeframe = *trade.frame;
    m_program.timeframeAssumed = trade.frameAssumed;
    m_scope.frame = trade.frame;
    for (std::size_t i = 0; i < trade.symbols.size(); ++i) {
        const std::string& symbol = trade.symbols[i];
        if (std::ranges::find(m_program.symbols, symbol) != m_program.symbols.end()) {
            const Span span = i < trade.symbolSpans.size() ? trade.symbolSpans[i] : statement.span;
            error(span, "duplicate", fmt::format("{} is listed twice", symbol),
                  "list each symbol once");
            continue;
        }
        m_program.symbols.push_back(symbol);
    }
    m_scope.traded = m_program.symbols;
}

void ProgramBuilder::onCosts(const Costs& costs)
{
    CostModel& model = m_program.costs;
    model.stated = true;
    model.none = costs.none;
    for (const CostText& item : costs.items) {
        if (item.value < 0 || (item.basis == CostBasis::Percent && item.value >= 100)) {
            error(item.span, "limit", "a cost must be at least 0 and below 100%",
                  "write for example commission 0.05%");
            continue;
        }
        const double fraction = item.value / 100;
        if (item.kind == CostKind::Commission) {
            switch (item.basis) {
            case CostBasis::Percent:
                model.commissionFraction += fraction;
                break;
            case CostBasis::PerShare:
                model.commissionPerShare += item.value;
                break;
            case CostBasis::PerTrade:
            case CostBasis::Money:
                model.commissionPerTrade += item.value;
                break;
            }
        } else if (item.kind == CostKind::Slippage) {
            if (item.basis == CostBasis::PerTrade) {
                error(item.span, "unit", "slippage is a percentage or money per share",
                      "write for example slippage 0.02%");
            } else if (item.basis == CostBasis::Percent) {
                model.slippageFraction += fraction;
            } else {
                model.slippagePerShare += item.value;
            }
        } else if (item.basis == CostBasis::Percent) {
            model.financingFractionPerYear += fraction;
        } else {
            error(item.span, "unit", "financing is a percentage a year",
                  "write for example financing 3%");
        }
    }
}

bool ProgramBuilder::isFreeName(const std::string& name, Span span)
{
    const bool builtin = indicators::find(name) != nullptr || findField(name) != nullptr ||
                         findPositionWord(name) != nullptr || findMathFunction(name) != nullptr ||
                         isKeyword(name);
    if (builtin) {
        error(span, "name", fmt::format("'{}' already has a meaning in the language", name),
              "choose another name");
        return false;
    }
    if (m_scope.lets.contains(name) || m_scope.params.contains(name) ||
        m_scope.invalid.contains(name)) {
        error(span, "duplicate", fmt::format("'{}' is defined twice", name),
              "rename or remove one of them");
        return false;
    }
    return true;
}

void ProgramBuilder::definitions()
{
    for (Statement& statement : m_tree.statements) {
        if (auto* param = std::get_if<Param>(&statement.body)) {
            onParam(statement, *param);
        } else if (const auto* let = std::get_if<Let>(&statement.body)) {
            m_scope.below.insert(let->name);
        }
    }
    for (Statement& statement : m_tree.statements) {
        if (auto* let = std::get_if<Let>(&statement.body)) {
            onLet(*let);
        }
    }
    for (const auto& [name, value] : m_options.parameters) {
        if (!m_scope.params.contains(name) && !m_scope.invalid.contains(name)) {
            error({}, "name", fmt::format("there is no param '{}' to set", name),
                  "set only params that the program defines");
        }
    }
}

void ProgramBuilder::onParam(Statement& statement, Param& param)
{
    if (!isFreeName(param.name, param.nameSpan)) {
        return;
    }
    m_scope.invalid.insert(param.name);
    const ExprKind kind = param.value.kind;
    const auto isLiteralOfKind = [&](const std::optional<Expr>& bound) {
        return !bound || bound->kind == kind;
    };
    if (!isNumericLiteral(param.value) && kind != ExprKind::Time) {
        error(param.value.span, "type", "a param is a number, a percentage, an amount or a time",
              "use let for anything computed");
        return;
    }
    if (!isLiteralOfKind(param.from) || !isLiteralOfKind(param.to) ||
        !isLiteralOfKind(param.step)) {
        error(statement.span, "unit", "the bounds of a param must be written like its value",
              "write all of them as percentages or all as plain numbers");
        return;
    }
    Parameter parameter;
    if (!setParam(param) || !paramRange(statement, param, parameter)) {
        return;
    }
    parameter.name = param.name;
    parameter.value = literalValue(param.value);
    parameter.scale = literalScale(kind);
    parameter.assumed = param.value.assumed;
    parameter.valueSpan = param.value.span;
    m_scope.invalid.erase(param.name);
    m_scope.params[param.name] = {parameter.value,   param.value.number, parameter.scale, kind,
                                  parameter.assumed, param.value.span};
    m_program.parameters.push_back(std::move(parameter));
}

/// Takes the caller's value, which must be one that the text could hold.
bool ProgramBuilder::setParam(Param& param)
{
    const auto given = m_options.parameters.find(param.name);
    if (given == m_options.parameters.end()) {
        return true;
    }
    const double value = given->second;
    const bool isTime = param.value.kind == ExprKind::Time;
    if (!std::isfinite(value) ||
        (isTime && (value < 0 || value >= 1440 || value != std::floor(value)))) {
        error(param.value.span, "type",
              fmt::format("the value set for '{}' is no {}", param.name,
                          isTime ? "time of day" : "finite number"),
              isTime ? "set it in minutes after midnight, from 0 to 1439" : "set a finite number");
        return false;
    }
    param.value.number = value;
    return true;
}

bool ProgramBuilder::paramRange(const Statement& statement, const Param& param,
                                Parameter& parameter)
{
    if (!param.from || !param.to) {
        return true;
    }
    parameter.from = literalValue(*param.from);
    parameter.to = literalValue(*param.to);
    if (*parameter.from > *parameter.to) {
        error(statement.span, "never",
              fmt::format("the range of '{}' ends before it starts", param.name),
              "swap its bounds");
        return false;
    }
    if (param.step) {
        parameter.step = literalValue(*param.step);
        if (!(*parameter.step > 0)) {
            error(param.step->span, "limit",
                  fmt::format("the step of '{}' must be above 0", param.name),
                  "write for example step 1");
            return false;
        }
    }
    return true;
}

void ProgramBuilder::onLet(Let& let)
{
    m_scope.below.erase(let.name);
    if (!isFreeName(let.name, let.nameSpan)) {
        return;
    }
    m_scope.defining = let.name;
    const Scope::LetInScope meaning = m_resolver.resolveLet(let.value);
    m_scope.defining.clear();
    if (meaning.type.valid) {
        m_scope.lets[let.name] = meaning;
    } else {
        m_scope.invalid.insert(let.name);
    }
}

std::optional<Sizing> ProgramBuilder::sizing(SizingText& text)
{
    if (!(text.value > 0)) {
        error(text.span, "sizing", "a size must be above 0",
              "write for example size 50% of equity");
        return std::nullopt;
    }
    if (text.kind == SizingKind::Kelly || text.kind == SizingKind::Volatility) {
        later(text.span, text.kind == SizingKind::Kelly ? "Kelly sizing" : "volatility sizing");
    }
    if (text.maximumPercent && !(*text.maximumPercent > 0)) {
        error(text.span, "sizing", "the largest size must be above 0",
              "write for example max 100%");
        return std::nullopt;
    }
    return Sizing{text.kind, text.value, text.assumed, print(text)};
}

Sides ProgramBuilder::sidesOf(std::optional<Side> side) const
{
    return side ? Sides{*side == Side::Long, *side == Side::Short} : Sides{};
}

std::string ProgramBuilder::textOf(int index) const
{
    return print(m_tree.statements[static_cast<std::size_t>(index)]);
}

std::optional<int> ProgramBuilder::bars(const BarsText& text)
{
    const std::optional<int> count = barsOn(text, m_scope.frame);
    if (!count) {
        m_diagnostics.push_back(unclearBars(text, m_scope.frame));
    }
    return count;
}

Span ProgramBuilder::spanOf(int statement) const
{
    return m_tree.statements[static_cast<std::size_t>(statement)].span;
}

} // namespace sw::lang
