#include "exporters/python_rules.h"

#include "exporters/program_parts.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::exporters {

namespace {

using lang::Node;
using lang::NodeId;
using lang::Op;

/// Warm-up as the engine counts it: bars of the traded symbol, plus gathers from other bars.
class WarmUp
{
public:
    WarmUp(const lang::Program& program, PythonExpressions& expressions)
        : m_program(program), m_graph(program.graph), m_expressions(expressions)
    {}

    void add(NodeId node)
    {
        if (node == lang::kNoNode) {
            return;
        }
        if (m_graph[node].readsPosition) {
            for (const NodeId input : m_graph[node].inputs) {
                add(input);
            }
            return;
        }
        for (const Term& term : terms(node)) {
            const auto same = std::ranges::find_if(m_terms, [&](const Term& other) {
                return other.context == term.context && other.inner == term.inner;
            });
            if (same == m_terms.end()) {
                m_terms.push_back(term);
            } else {
                same->after = std::max(same->after, term.after);
            }
        }
    }

    std::string text() const
    {
        int own = 0;
        std::vector<std::string> parts;
        for (const Term& term : m_terms) {
            if (term.context == 0) {
                own = std::max(own, term.after);
                continue;
            }
            std::string part = fmt::format("{}.first_bar({})", variable(term.context), term.inner);
            if (term.after > 0) {
                part += fmt::format(" + {}", term.after);
            }
            parts.push_back(std::move(part));
        }
        if (parts.empty()) {
            return std::to_string(own);
        }
        return fmt::format("max({}, {})", own, join(parts, ", "));
    }

private:
    struct Term {
        std::int32_t context = 0; ///< 0: `after` bars of the traded symbol
        int inner = 0;            ///< bars of that context
        int after = 0;
    };

    std::vector<Term> terms(NodeId id) const
    {
        const Node& node = m_graph[id];
        if (node.op == Op::Gather || node.op == Op::GatherMask) {
            const std::int32_t context = m_graph[node.inputs[0]].context;
            int inner = 0;
            for (const Term& term : terms(node.inputs[0])) {
                inner = std::max(inner, term.after);
            }
            return {{context, inner, 0}};
        }
        int declared = 0;
        std::vector<Term> all{{0, 0, 0}};
        for (const NodeId input : node.inputs) {
            declared = std::max(declared, m_graph[input].warmup);
            const std::vector<Term> parts = terms(input);
            all.insert(all.end(), parts.begin(), parts.end());
        }
        for (Term& term : all) {
            term.after += node.warmup - declared;
        }
        return all;
    }

    std::string variable(std::int32_t context) const
    {
        const lang::Context& of = m_graph.contexts[static_cast<std::size_t>(context)];
        if (!of.symbol.empty()) {
            return m_expressions.symbols().at(of.symbol);
        }
        const auto frame = std::ranges::find_if(m_expressions.frames(), [&](const auto& known) {
            return known.second == of.frame.value_or(m_program.timeframe);
        });
        return frame->first;
    }

    const lang::Program& m_program;
    const lang::Graph& m_graph;
    PythonExpressions& m_expressions;
    std::vector<Term> m_terms;
};

const char* orderWord(lang::OrderKind kind)
{
    switch (kind) {
    case lang::OrderKind::AtClose:
        return "close";
    case lang::OrderKind::AtOpen:
        return "open";
    case lang::OrderKind::Limit:
        return "limit";
    case lang::OrderKind::Stop:
        return "stop";
    case lang::OrderKind::Market:
        break;
    }
    return "market";
}

PythonLevel levelOf(const lang::Level& level, const lang::LevelText& text, std::string_view name,
                    PythonExpressions& expressions)
{
    static constexpr const char* kKinds[] = {"percent", "r", "money", "pips", "ticks", "points"};
    if (level.isLevel || level.kind == lang::DistanceKind::Price) {
        return {level.isLevel ? "level" : "price", 0, expressions.column(name, text.value)};
    }
    return {kKinds[static_cast<int>(level.kind)], level.value, {}};
}

/// "enter_long", or "enter_long_2" when there are several.
std::string numbered(std::string_view name, std::size_t index, std::size_t count)
{
    return count > 1 ? fmt::format("{}_{}", name, index + 1) : std::string(name);
}

void writeEntries(const lang::Program& program, PythonExpressions& expressions, PythonRules& rules)
{
    for (std::size_t i = 0; i < program.entries.size(); ++i) {
        const lang::EntryRule& rule = program.entries[i];
        const auto& text = bodyOf<lang::Entry>(program, rule.statement);
        const std::string name =
            numbered(rule.side == lang::Side::Long ? "enter_long" : "enter_short", i,
                     program.entries.size());
        PythonEntry entry;
        entry.side = rule.side;
        entry.when = expressions.column(name, text.condition);
        entry.order = orderWord(rule.order.kind);
        if (text.order.price) {
            entry.price = expressions.column(name + "_price", *text.order.price);
        }
        entry.valid = rule.order.validBars;
        entry.sizing = rule.sizing ? *rule.sizing : program.sizing;
        rules.entries.push_back(std::move(entry));
    }
}

void writeExits(const lang::Program& program, PythonExpressions& expressions, PythonRules& rules)
{
    for (std::size_t i = 0; i < program.exits.size(); ++i) {
        const lang::ExitRule& rule = program.exits[i];
        const auto& text = bodyOf<lang::Exit>(program, rule.statement);
        const char* word = rule.sides.longs && rule.sides.shorts ? "exit_any"
                           : rule.sides.longs                    ? "exit_long"
                                                                 : "exit_short";
        PythonExit exit;
        exit.sides = rule.sides;
        exit.isFunction = expressions.readsPosition(text.condition);
        exit.when = expressions.column(numbered(word, i, program.exits.size()), text.condition);
        exit.order = orderWord(rule.order.kind);
        rules.exits.push_back(std::move(exit));
    }
}

void writeProtections(const lang::Program& program, PythonExpressions& expressions,
                      PythonRules& rules)
{
    for (std::size_t i = 0; i < program.stops.size(); ++i) {
        const lang::StopRule& rule = program.stops[i];
        const auto& text = bodyOf<lang::StopLoss>(program, rule.statement);
        rules.stops.push_back(
            {rule.sides, levelOf(rule.level, text.level,
                                 numbered("stop_loss", i, program.stops.size()), expressions)});
    }
    for (std::size_t i = 0; i < program.targets.size(); ++i) {
        const lang::TargetRule& rule = program.targets[i];
        const auto& text = bodyOf<lang::TakeProfit>(program, rule.statement);
        const std::string name = numbered("take_profit", i, program.targets.size());
        PythonTarget target;
        target.sides = rule.sides;
        target.level = levelOf(rule.level, text.level, name, expressions);
        target.fraction = rule.fraction;
        if (text.condition) {
            target.when = expressions.column(name + "_when", *text.condition);
        }
        rules.targets.push_back(std::move(target));
    }
    for (std::size_t i = 0; i < program.trails.size(); ++i) {
        const lang::TrailRule& rule = program.trails[i];
        const auto& text = bodyOf<lang::TrailingStop>(program, rule.statement);
        const std::string name = numbered("trailing_stop", i, program.trails.size());
        static constexpr const char* kAnchors[] = {"favourable", "close", "adverse"};
        PythonTrail trail;
        trail.sides = rule.sides;
        trail.level = levelOf(rule.level, text.level, name, expressions);
        trail.anchor = kAnchors[static_cast<int>(rule.anchor)];
        if (rule.onceUp) {
            trail.onceUp = levelOf(*rule.onceUp, *text.onceUp, name + "_once_up", expressions);
        }
        rules.trails.push_back(std::move(trail));
    }
    for (std::size_t i = 0; i < program.breakevens.size(); ++i) {
        const lang::BreakevenRule& rule = program.breakevens[i];
        const auto& text = bodyOf<lang::Breakeven>(program, rule.statement);
        rules.breakevens.push_back(
            levelOf(rule.onceUp, text.onceUp,
                    numbered("breakeven_once_up", i, program.breakevens.size()), expressions));
    }
}

std::string listOf(const std::vector<std::string>& items)
{
    if (items.empty()) {
        return "[]";
    }
    std::string text = "[\n";
    for (const std::string& item : items) {
        text += "            " + item + ",\n";
    }
    return text + "        ]";
}

} // namespace

PythonRules writeRules(const lang::Program& program, PythonExpressions& expressions)
{
    PythonRules rules;
    writeEntries(program, expressions, rules);
    writeExits(program, expressions, rules);
    writeProtections(program, expressions, rules);
    for (std::size_t i = 0; i < program.sessions.size(); ++i) {
        rules.sessions.push_back(
            expressions.timeBetween(numbered("in_session", i, program.sessions.size()),
                                    program.sessions[i].fromMinute, program.sessions[i].toMinute));
    }
    for (std::size_t i = 0; i < program.flats.size(); ++i) {
        rules.flats.push_back(expressions.timeBetween(numbered("flat_due", i, program.flats.size()),
                                                      program.flats[i].minute, 1440));
    }
    WarmUp warmUp(program, expressions);
    for (const lang::EntryRule& rule : program.entries) {
        warmUp.add(rule.condition.root);
        warmUp.add(rule.order.price);
    }
    for (const lang::ExitRule& rule : program.exits) {
        warmUp.add(rule.condition.root);
    }
    for (const lang::StopRule& rule : program.stops) {
        warmUp.add(rule.level.node);
    }
    for (const lang::TargetRule& rule : program.targets) {
        warmUp.add(rule.level.node);
        warmUp.add(rule.condition ? rule.condition->root : lang::kNoNode);
    }
    for (const lang::TrailRule& rule : program.trails) {
        warmUp.add(rule.level.node);
        warmUp.add(rule.onceUp ? rule.onceUp->node : lang::kNoNode);
    }
    for (const lang::BreakevenRule& rule : program.breakevens) {
        warmUp.add(rule.onceUp.node);
    }
    rules.firstBar = warmUp.text();
    return rules;
}

std::string pythonSides(lang::Sides sides)
{
    return sides.longs && sides.shorts ? "(LONG, SHORT)" : sides.longs ? "(LONG,)" : "(SHORT,)";
}

std::string pythonLevel(const PythonLevel& level)
{
    if (!level.column.empty()) {
        return fmt::format("Level(\"{}\", column={})", level.kind, level.column);
    }
    return fmt::format("Level(\"{}\", {})", level.kind, floatLiteral(level.amount));
}

std::string pythonSize(const lang::Sizing& sizing)
{
    const char* kind = "shares";
    switch (sizing.kind) {
    case lang::SizingKind::PercentOfEquity:
    case lang::SizingKind::PercentOfCash:
        kind = "percent";
        break;
    case lang::SizingKind::EqualSlots:
        kind = "slots";
        break;
    case lang::SizingKind::Cash:
        kind = "cash";
        break;
    case lang::SizingKind::RiskPercent:
        kind = "risk_percent";
        break;
    case lang::SizingKind::RiskCash:
        kind = "risk_cash";
        break;
    case lang::SizingKind::Shares:
    case lang::SizingKind::Volatility:
    case lang::SizingKind::Kelly:
        break;
    }
    return fmt::format("(\"{}\", {})", kind, floatLiteral(sizing.value));
}

namespace {

std::vector<std::string> entryLines(const PythonRules& rules)
{
    std::vector<std::string> lines;
    for (const PythonEntry& entry : rules.entries) {
        std::string text =
            fmt::format("Rule(side={}, when={}, order=\"{}\"",
                        entry.side == lang::Side::Long ? "LONG" : "SHORT", entry.when, entry.order);
        if (!entry.price.empty()) {
            text += ", price=" + entry.price;
        }
        text += fmt::format(", valid={},\n                 size={})", entry.valid,
                            pythonSize(entry.sizing));
        lines.push_back(std::move(text));
    }
    return lines;
}

std::vector<std::string> exitLines(const PythonRules& rules)
{
    std::vector<std::string> lines;
    for (const PythonExit& exit : rules.exits) {
        lines.push_back(fmt::format("Rule(sides={}, when={}, order=\"{}\")",
                                    pythonSides(exit.sides), exit.when, exit.order));
    }
    return lines;
}

std::vector<std::string> targetLines(const PythonRules& rules)
{
    std::vector<std::string> lines;
    for (const PythonTarget& target : rules.targets) {
        lines.push_back(fmt::format("Rule(sides={}, level={}, fraction={}, when={})",
                                    pythonSides(target.sides), pythonLevel(target.level),
                                    floatLiteral(target.fraction),
                                    target.when.empty() ? "None" : target.when));
    }
    return lines;
}

std::vector<std::string> trailLines(const PythonRules& rules)
{
    std::vector<std::string> lines;
    for (const PythonTrail& trail : rules.trails) {
        lines.push_back(fmt::format("Rule(sides={}, level={}, anchor=\"{}\",\n                 "
                                    "once_up={})",
                                    pythonSides(trail.sides), pythonLevel(trail.level),
                                    trail.anchor,
                                    trail.onceUp ? pythonLevel(*trail.onceUp) : "None"));
    }
    return lines;
}

std::string cooldownText(const lang::CooldownRule& rule)
{
    static constexpr const char* kAfter[] = {"stop_out", "losing_trade", "any_trade", "losses"};
    return fmt::format("({}, \"{}\", {})", rule.bars, kAfter[static_cast<int>(rule.after)],
                       rule.losses);
}

std::vector<std::string> limitLines(const lang::Program& program)
{
    std::vector<std::string> lines;
    for (const lang::EntryLimitRule& rule : program.entryLimits) {
        lines.push_back(fmt::format("({}, {})", rule.count, rule.perWeek ? "True" : "False"));
    }
    return lines;
}

} // namespace

std::string pythonStrategy(const lang::Program& program, const PythonRules& rules,
                           const PythonExpressions& expressions)
{
    std::string code = "def strategy(bars, others):\n"
                       "    \"\"\"The rules on every bar: columns of True, False and None "
                       "(missing), and of prices.\"\"\"\n";
    for (const std::string& field : expressions.fields()) {
        code += fmt::format("    {} = bars.{}\n", field == "open" ? "open_" : field, field);
    }
    code += expressions.body();
    const auto part = [&](std::string_view name, const std::vector<std::string>& lines) {
        if (!lines.empty()) {
            code += fmt::format("        {}={},\n", name, listOf(lines));
        }
    };
    code += "    return Rule(\n";
    code += fmt::format("        first_bar={},\n", rules.firstBar);
    part("entries", entryLines(rules));
    part("exits", exitLines(rules));
    if (program.timeExit) {
        code += fmt::format("        exit_after={},\n", program.timeExit->bars);
    }
    std::vector<std::string> lines;
    for (const PythonStop& stop : rules.stops) {
        lines.push_back(fmt::format("Rule(sides={}, level={})", pythonSides(stop.sides),
                                    pythonLevel(stop.level)));
    }
    part("stops", lines);
    part("targets", targetLines(rules));
    part("trails", trailLines(rules));
    lines.clear();
    for (const PythonLevel& level : rules.breakevens) {
        lines.push_back(pythonLevel(level));
    }
    part("breakevens", lines);
    part("sessions", rules.sessions);
    part("flats", rules.flats);
    lines.clear();
    for (const lang::CooldownRule& rule : program.cooldowns) {
        lines.push_back(cooldownText(rule));
    }
    part("cooldowns", lines);
    part("entry_limits", limitLines(program));
    return code + "    )\n";
}

} // namespace sw::exporters
