#include "checked_programs.h"

#include "base/text.h"
#include "lang/printer.h"

#include <fmt/format.h>

namespace sw::test {

namespace {

using namespace lang;

class Facts
{
public:
    explicit Facts(const Program& program) : m_program(program) {}

    std::vector<std::string> lines()
    {
        settings();
        for (const EntryRule& rule : m_program.entries) {
            add("entry {}{}{}", rule.side == Side::Long ? "long" : "short", orderText(rule.order),
                rule.sizing ? ", size " + rule.sizing->text : "");
            clauses(rule.condition);
        }
        for (const ScalingRule& rule : m_program.scalings) {
            add("{} {}{}", rule.add ? "add" : "reduce", rule.side == Side::Long ? "long" : "short",
                orderText(rule.order));
            clauses(rule.condition);
        }
        for (const ExitRule& rule : m_program.exits) {
            add("exit {}{}", sidesText(rule.sides), orderText(rule.order));
            clauses(rule.condition);
        }
        protections();
        limits();
        for (const Diagnostic& diagnostic : m_program.later) {
            add("later '{}': {}", at(diagnostic.span), diagnostic.message);
        }
        for (const std::string& hole : m_program.holes) {
            add("hole {}", hole);
        }
        for (const Assumption& assumption : m_program.assumptions) {
            add("assumes {} = {}", assumption.about, assumption.value);
        }
        return std::move(m_lines);
    }

private:
    template <class... Parts> void add(fmt::format_string<Parts...> format, Parts&&... parts)
    {
        m_lines.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    std::string at(Span span) const
    {
        const std::string text = m_program.source.substr(span.begin, span.length());
        return text.substr(0, text.find('\n'));
    }

    void settings()
    {
        add("trades {} on {}{}", join(m_program.symbols, " "), m_program.timeframe.text(),
            m_program.timeframeAssumed ? "?" : "");
        if (!m_program.otherSymbols.empty()) {
            add("reads {}", join(m_program.otherSymbols, " "));
        }
        add("warm after {} bars, holds {}", m_program.warmupBars,
            m_program.longestHoldBars == 0 ? "without end"
                                           : std::to_string(m_program.longestHoldBars) + " bars");
        add("size {}{}", m_program.sizing.text, m_program.sizing.assumed ? "?" : "");
        for (const Parameter& parameter : m_program.parameters) {
            std::string text = fmt::format("param {} = {} at '{}'", parameter.name, parameter.value,
                                           at(parameter.valueSpan));
            if (parameter.from) {
                text += fmt::format(" from {} to {}", *parameter.from, *parameter.to);
            }
            if (parameter.step) {
                text += fmt::format(" step {}", *parameter.step);
            }
            m_lines.push_back(text);
        }
        const CostModel& costs = m_program.costs;
        if (costs.stated) {
            add("costs {} {} {}, {} {}, {}", costs.commissionFraction, costs.commissionPerTrade,
                costs.commissionPerShare, costs.slippageFraction, costs.slippagePerShare,
                costs.financingFractionPerYear);
        }
    }

    void protections()
    {
        for (const StopRule& rule : m_program.stops) {
            add("stop {} {}", sidesText(rule.sides), levelText(rule.level));
        }
        for (const TargetRule& rule : m_program.targets) {
            add("target {} {} of {}", sidesText(rule.sides), levelText(rule.level), rule.fraction);
            if (rule.condition) {
                clauses(*rule.condition);
            }
        }
        for (const TrailRule& rule : m_program.trails) {
            add("trail {} {} from anchor {}{}", sidesText(rule.sides), levelText(rule.level),
                static_cast<int>(rule.anchor),
                rule.onceUp ? " once up " + levelText(*rule.onceUp) : "");
        }
        for (const BreakevenRule& rule : m_program.breakevens) {
            add("breakeven once up {}", levelText(rule.onceUp));
        }
        if (m_program.timeExit) {
            add("exit after {} bars{}", m_program.timeExit->bars,
                orderText(m_program.timeExit->order));
        }
    }

    void limits()
    {
        for (const CooldownRule& rule : m_program.cooldowns) {
            add("wait {} bars after {} {}", rule.bars, static_cast<int>(rule.after), rule.losses);
        }
        for (const EntryLimitRule& rule : m_program.entryLimits) {
            add("at most {} a {}", rule.count, rule.perWeek ? "week" : "day");
        }
        for (const SessionRule& rule : m_program.sessions) {
            add("session {} to {}", rule.fromMinute, rule.toMinute);
        }
        for (const FlatRule& rule : m_program.flats) {
            add("flat from {}", rule.minute);
        }
    }

    void clauses(const Condition& condition)
    {
        for (const Clause& clause : condition.clauses) {
            std::string text = "  clause " + clause.text;
            if (clause.threshold) {
                const Threshold& threshold = *clause.threshold;
                text += fmt::format(
                    " | {}{} {}{} {} at '{}'{}{}", threshold.valueText,
                    threshold.crossing ? " crosses" : "", threshold.wantsBelow ? "<" : ">",
                    threshold.strict ? "" : "=", threshold.constant, at(threshold.constantSpan),
                    threshold.assumed ? " assumed" : "",
                    threshold.parameter.empty() ? "" : " of " + threshold.parameter);
            }
            std::vector<std::string> values;
            for (const auto& [value, node] : clause.values) {
                values.push_back(value);
            }
            m_lines.push_back(text + (values.empty() ? "" : " | shows " + join(values, " and ")));
        }
    }

    static std::string sidesText(Sides sides)
    {
        return sides.longs && sides.shorts ? "both" : sides.longs ? "long" : "short";
    }

    static std::string orderText(const Order& order)
    {
        static constexpr const char* kKinds[] = {"", " at close", " at open", " limit", " stop"};
        std::string text = kKinds[static_cast<int>(order.kind)];
        return text + (order.validBars > 0 ? fmt::format(" for {} bars", order.validBars) : "");
    }

    static std::string levelText(const Level& level)
    {
        static constexpr const char* kUnits[] = {"%", "R", "$", " pips", " ticks", " points"};
        if (level.isLevel) {
            return "at a price";
        }
        return level.kind == DistanceKind::Price
                   ? "a price away"
                   : fmt::format("{}{}", level.value, kUnits[static_cast<int>(level.kind)]);
    }

    const Program& m_program;
    std::vector<std::string> m_lines;
};

} // namespace

std::vector<std::string> factsOf(const Compilation& compilation)
{
    std::vector<std::string> lines;
    for (const std::string_view line : split(compilation.canonical, '\n')) {
        if (!line.empty()) {
            lines.push_back("text " + std::string(line));
        }
    }
    for (const Diagnostic& diagnostic : compilation.diagnostics) {
        lines.push_back("says " + diagnostic.code + ": " + diagnostic.message);
    }
    if (compilation.program) {
        const std::vector<std::string> facts = Facts(*compilation.program).lines();
        lines.insert(lines.end(), facts.begin(), facts.end());
    }
    return lines;
}

} // namespace sw::test
