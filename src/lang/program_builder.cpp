#include "lang/program_builder.h"

#include "base/text.h"
#include "lang/names.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::lang {

ProgramBuilder::ProgramBuilder(SyntaxTree& tree, const CompileOptions& options)
    : m_tree(tree), m_options(options), m_resolver(m_scope, m_diagnostics)
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
    definitions();
    rules();
    wholeProgram();
    collectAssumptions(m_tree, m_program.assumptions);
    collectHoles(m_tree, m_program.holes);
    for (const Context& context : m_graph->graph().contexts) {
        if (!context.symbol.empty() &&
            std::ranges::find(m_program.symbols, context.symbol) == m_program.symbols.end()) {
            m_program.otherSymbols.push_back(context.symbol);
        }
    }
    std::ranges::sort(m_program.otherSymbols);
    const auto repeated = std::ranges::unique(m_program.otherSymbols);
    m_program.otherSymbols.erase(repeated.begin(), repeated.end());
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
                m_program.symbols = {pair->first, pair->second};
                m_program.timeframe = pair->frame.value_or(Timeframe{});
                m_program.timeframeAssumed = pair->frameAssumed || !pair->frame;
                pair->frameAssumed = m_program.timeframeAssumed;
                pair->frame = m_program.timeframe;
                m_scope.frame = m_program.timeframe;
                m_hasPortfolio = true;
                later(statement.span, "a pair");
            }
        } else if (auto* window = std::get_if<TestWindow>(&statement.body)) {
            if (once(test, statement, "test")) {
                m_program.from = window->from;
                m_program.to = window->to;
                if (window->from && window->to && *window->to < *window->from) {
                    error(statement.span, "never", "the test window ends before it starts",
                          "swap the two dates");
                }
            }
        } else if (auto* money = std::get_if<Capital>(&statement.body)) {
            if (once(capital, statement, "capital")) {
                m_program.capital = money->amount;
                if (!(money->amount > 0)) {
                    error(statement.span, "limit", "the capital must be above 0",
                          "write for example capital $10000");
                }
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
                if (const std::optional<Sizing> chosen = sizing(sized->sizing)) {
                    m_program.sizing = *chosen;
                    m_program.sizingStated = true;
                }
            }
        }
    }
    if (!m_program.sizingStated) {
        m_program.sizing.text = "100% of equity";
        m_program.sizing.assumed = true;
    }
    if (!trade) {
        error({}, "missing", "the program does not say what to trade",
              "add a line such as 'trade AAPL on daily'");
    }
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
    if (m_scope.lets.contains(name) || m_scope.params.contains(name)) {
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
        }
    }
    for (Statement& statement : m_tree.statements) {
        if (auto* let = std::get_if<Let>(&statement.body)) {
            onLet(*let);
        }
    }
    for (const auto& [name, value] : m_options.parameters) {
        if (!m_scope.params.contains(name)) {
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
    const ExprKind kind = param.value.kind;
    const auto isLiteralOfKind = [&](const std::optional<Expr>& bound) {
        return !bound || bound->kind == kind;
    };
    if (!isNumericLiteral(param.value) && kind != ExprKind::Time) {
        error(param.value.span, "type", "a param is a number, a percentage or an amount",
              "use let for anything computed");
        return;
    }
    if (!isLiteralOfKind(param.from) || !isLiteralOfKind(param.to) ||
        !isLiteralOfKind(param.step)) {
        error(statement.span, "unit", "the bounds of a param must be written like its value",
              "write all of them as percentages or all as plain numbers");
        return;
    }
    if (const auto given = m_options.parameters.find(param.name);
        given != m_options.parameters.end()) {
        param.value.number = given->second;
    }
    Parameter parameter;
    parameter.name = param.name;
    parameter.value = literalValue(param.value);
    parameter.scale = literalScale(kind);
    parameter.assumed = param.value.assumed;
    parameter.valueSpan = param.value.span;
    if (param.from) {
        parameter.from = literalValue(*param.from);
        parameter.to = literalValue(*param.to);
        parameter.step = param.step ? std::optional(literalValue(*param.step)) : std::nullopt;
        if (*parameter.from > *parameter.to) {
            error(statement.span, "never", "the range of this param ends before it starts",
                  "swap its bounds");
        }
        if (parameter.step && *parameter.step <= 0) {
            error(param.step->span, "limit", "the step must be above 0",
                  "write for example step 1");
        }
    }
    m_scope.params[param.name] = {parameter.value, parameter.scale, kind, parameter.assumed,
                                  param.value.span};
    m_program.parameters.push_back(std::move(parameter));
}

void ProgramBuilder::onLet(Let& let)
{
    if (!isFreeName(let.name, let.nameSpan)) {
        return;
    }
    const ExprType type = m_resolver.resolve(let.value, {true, "a definition"});
    m_scope.lets[let.name] = {&let.value, type};
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

void ProgramBuilder::wholeProgram()
{
    const bool anyEntry = !m_program.entries.empty();
    const bool anyBuying =
        anyEntry || m_hasPortfolio ||
        std::ranges::any_of(m_program.scalings, [](const ScalingRule& rule) { return rule.add; });
    const bool entryWritten = std::ranges::any_of(m_tree.statements, [](const Statement& s) {
        return std::holds_alternative<Entry>(s.body) || std::holds_alternative<InvalidLine>(s.body);
    });
    if (!anyBuying && !entryWritten) {
        error({}, "missing", "the program has no entry rule, so nothing would ever be bought",
              "add a line such as 'long when rsi(close, 14) < 30'");
    }
    const auto side = [this](Side wanted) {
        return std::ranges::any_of(m_program.entries,
                                   [wanted](const EntryRule& rule) { return rule.side == wanted; });
    };
    for (const Side wanted : {Side::Long, Side::Short}) {
        if (!side(wanted)) {
            continue;
        }
        const auto closes = [wanted](const auto& rule) { return rule.sides.has(wanted); };
        const bool left = std::ranges::any_of(m_program.exits, closes) || m_program.timeExit ||
                          std::ranges::any_of(m_program.stops, closes) ||
                          std::ranges::any_of(m_program.targets, closes) ||
                          std::ranges::any_of(m_program.trails, closes) ||
                          !m_program.flats.empty() || (side(Side::Long) && side(Side::Short));
        if (!left && !hasErrors(m_diagnostics)) {
            warn({}, "exit",
                 fmt::format("no rule ever closes a {} position; intended (buy and hold)?",
                             wanted == Side::Long ? "long" : "short"),
                 "add an exit, a stop or a time exit");
        }
        const bool hasStop = std::ranges::any_of(m_program.stops, closes);
        for (const EntryRule& rule : m_program.entries) {
            const Sizing& used = rule.sizing ? *rule.sizing : m_program.sizing;
            const bool risk =
                used.kind == SizingKind::RiskPercent || used.kind == SizingKind::RiskCash;
            if (rule.side == wanted && risk && !hasStop) {
                error(m_tree.statements[static_cast<std::size_t>(rule.statement)].span, "sizing",
                      "sizing by risk needs a stop loss to know the risk",
                      "add a line such as 'stop loss 5%'");
                break;
            }
        }
        for (const TargetRule& target : m_program.targets) {
            if (target.sides.has(wanted) && target.level.kind == DistanceKind::RMultiple &&
                !target.level.isLevel && !hasStop) {
                error(m_tree.statements[static_cast<std::size_t>(target.statement)].span, "sizing",
                      "a target in R needs a stop loss to know what R is",
                      "add a line such as 'stop loss 5%'");
            }
        }
    }
}

} // namespace sw::lang
