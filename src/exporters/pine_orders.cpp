#include "exporters/pine_orders.h"

#include "base/text.h"
#include "exporters/header.h"
#include "exporters/pine_order_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::exporters {

using lang::OrderKind;
using lang::Side;

std::string OrderWriter::write()
{
    rules();
    captures();
    if (hasProtections()) {
        protections();
    }
    exits();
    entries();
    return positionState(m_text) + m_text;
}

/// The lines on the open position that the rest of the script mentions.
std::string OrderWriter::positionState(const std::string& rest) const
{
    const bool closes = std::ranges::any_of(
        m_program.entries, [](const auto& rule) { return rule.order.kind == OrderKind::AtClose; });
    const std::pair<std::string, std::string> lines[] = {
        {"openProfit", "direction * (close - fillPrice) / fillPrice"},
        {"barsHeld", "strategy.opentrades == 0 ? 0 : bar_index - "
                     "strategy.opentrades.entry_bar_index(0)"},
        {"opened", fmt::format("strategy.opentrades == 0 ? false : "
                               "strategy.opentrades.entry_bar_index(0) == bar_index{}",
                               closes ? " - 1" : "")},
        {"fillPrice", "strategy.position_avg_price"},
        {"direction", "inShort ? -1 : 1"},
        {"inShort", "strategy.position_size < 0"},
        {"inLong", "strategy.position_size > 0"},
    };
    std::string text;
    for (const auto& [name, value] : lines) {
        if ((text + rest).find(name) != std::string::npos) {
            text = name + " = " + value + "\n" + text;
        }
    }
    return "// What is known of the open position at the close of this bar.\n" + text + "\n";
}

OrderWriter::LevelNames OrderWriter::levelNames(const lang::Level& level,
                                                const lang::LevelText& text,
                                                const std::string& name)
{
    LevelNames names;
    if (level.isLevel || level.kind == lang::DistanceKind::Price) {
        names.now = m_expressions.variable(name, text.value);
        names.frozen = m_expressions.name(name + "AtSignal");
    }
    return names;
}

void OrderWriter::rules()
{
    for (std::size_t i = 0; i < m_program.entries.size(); ++i) {
        const lang::EntryRule& rule = m_program.entries[i];
        const auto& text = bodyOf<lang::Entry>(m_program, rule.statement);
        const char* word = rule.side == Side::Long ? "enterLong" : "enterShort";
        const std::string name = numberedName(word, i, m_program.entries.size());
        EntryNames names;
        names.when = m_expressions.variable(name, text.condition);
        if (text.order.price) {
            names.price = m_expressions.variable(name + "Price", *text.order.price);
        }
        names.id = rule.side == Side::Long ? "Long" : "Short";
        m_entries.push_back(std::move(names));
    }
    for (std::size_t i = 0; i < m_program.exits.size(); ++i) {
        const lang::ExitRule& rule = m_program.exits[i];
        m_exits.push_back(
            m_expressions.variable(numberedName("exitRule", i, m_program.exits.size()),
                                   bodyOf<lang::Exit>(m_program, rule.statement).condition));
    }
    for (std::size_t i = 0; i < m_program.stops.size(); ++i) {
        const lang::StopRule& rule = m_program.stops[i];
        m_stops.push_back(levelNames(rule.level,
                                     bodyOf<lang::StopLoss>(m_program, rule.statement).level,
                                     numberedName("stopLoss", i, m_program.stops.size())));
    }
    for (std::size_t i = 0; i < m_program.targets.size(); ++i) {
        const lang::TargetRule& rule = m_program.targets[i];
        const auto& text = bodyOf<lang::TakeProfit>(m_program, rule.statement);
        const std::string name = numberedName("takeProfit", i, m_program.targets.size());
        m_targets.push_back(levelNames(rule.level, text.level, name));
        m_targetConditions.push_back(
            text.condition ? m_expressions.variable(name + "When", *text.condition) : "");
    }
    for (std::size_t i = 0; i < m_program.trails.size(); ++i) {
        const lang::TrailRule& rule = m_program.trails[i];
        const auto& text = bodyOf<lang::TrailingStop>(m_program, rule.statement);
        const std::string name = numberedName("trailing", i, m_program.trails.size());
        m_trails.push_back(levelNames(rule.level, text.level, name));
        m_onceUps.push_back(rule.onceUp ? levelNames(*rule.onceUp, *text.onceUp, name + "OnceUp")
                                        : LevelNames{});
    }
    for (std::size_t i = 0; i < m_program.breakevens.size(); ++i) {
        const lang::BreakevenRule& rule = m_program.breakevens[i];
        m_breakevens.push_back(
            levelNames(rule.onceUp, bodyOf<lang::Breakeven>(m_program, rule.statement).onceUp,
                       numberedName("breakeven", i, m_program.breakevens.size())));
    }
    m_text += "// The rules.\n" + m_expressions.takeLines();
    std::vector<std::string> sessions;
    for (const lang::SessionRule& rule : m_program.sessions) {
        sessions.push_back(
            fmt::format("(hour * 60 + minute >= {} {} hour * 60 + minute < {})", rule.fromMinute,
                        rule.fromMinute <= rule.toMinute ? "and" : "or", rule.toMinute));
    }
    if (!sessions.empty()) {
        add("inSession = " + join(sessions, " or "));
    }
    add("");
}

void OrderWriter::captures()
{
    std::vector<LevelNames> all;
    for (const auto* list : {&m_stops, &m_targets, &m_trails, &m_onceUps, &m_breakevens}) {
        for (const LevelNames& names : *list) {
            if (!names.frozen.empty()) {
                all.push_back(names);
            }
        }
    }
    if (all.empty() && m_expressions.captures().empty() && !anyResting()) {
        return;
    }
    add("// Values of the bar on which the entry was decided.");
    for (const LevelNames& names : all) {
        add(fmt::format("var float {} = na", names.frozen));
    }
    for (const auto& [name, source] : m_expressions.captures()) {
        add(fmt::format("var float {} = na", name));
    }
    if (anyResting()) {
        add("var int orderBar = na");
        add("if strategy.position_size != 0");
        add("    orderBar := na");
    }
    add("");
}

void OrderWriter::exits()
{
    add("// Exits.");
    for (std::size_t i = 0; i < m_program.exits.size(); ++i) {
        const lang::ExitRule& rule = m_program.exits[i];
        std::vector<std::string> lines;
        for (const Side side : {Side::Long, Side::Short}) {
            if (!rule.sides.has(side) || !has(side)) {
                continue;
            }
            const char* id = side == Side::Long ? "Long" : "Short";
            lines.push_back(fmt::format("    strategy.close(\"{}\", comment = \"rule\")", id));
            if (anyResting()) {
                lines.push_back(fmt::format("    strategy.cancel(\"{}\")", id));
                lines.emplace_back("    orderBar := na");
            }
        }
        if (!lines.empty()) {
            add("if " + m_exits[i]);
            add(join(lines, "\n"));
        }
    }
    if (m_program.timeExit) {
        const bool atClose = m_program.timeExit->order.kind == OrderKind::AtClose;
        add(fmt::format("if strategy.position_size != 0 and barsHeld >= {}",
                        m_program.timeExit->bars - (atClose ? 0 : 1)));
        add("    strategy.close_all(comment = \"time\")");
    }
    for (const lang::FlatRule& rule : m_program.flats) {
        add(fmt::format("if hour(time_close, syminfo.timezone) * 60 + minute(time_close, "
                        "syminfo.timezone) >= {}",
                        rule.minute));
        add("    strategy.close_all(comment = \"flat\")");
        if (anyResting()) {
            add("    strategy.cancel_all()");
            add("    orderBar := na");
        }
    }
    for (std::size_t i = 0; i < m_program.entries.size(); ++i) {
        const lang::Order& order = m_program.entries[i].order;
        if (isResting(order.kind) && order.validBars > 0) {
            add(fmt::format("if not na(orderBar) and bar_index >= orderBar + {}", order.validBars));
            add(fmt::format("    strategy.cancel(\"{}\")", m_entries[i].id));
            add("    orderBar := na");
        }
    }
    add("");
}

std::string OrderWriter::quantity(const lang::EntryRule& rule, const std::string& price) const
{
    const lang::Sizing& sizing = rule.sizing ? *rule.sizing : m_program.sizing;
    const SymbolConventions& own = m_options.conventions(m_program.symbols[0]);
    const lang::CostModel costs = costsOf(m_program, m_options, m_program.symbols[0]);
    const double factor = 1 + costs.commissionFraction + costs.slippageFraction;
    const double perShare = costs.commissionPerShare + costs.slippagePerShare;
    std::string perUnit = factor == 1 ? price : price + " * " + formatNumber(factor);
    if (perShare > 0) {
        perUnit += " + " + formatNumber(perShare);
    }
    const auto budget = [&](const std::string& money) {
        const std::string left =
            costs.commissionPerTrade > 0
                ? fmt::format("({} - {})", money, formatNumber(costs.commissionPerTrade))
                : money;
        const bool simple = factor == 1 && perShare == 0;
        return simple ? left + " / " + perUnit : fmt::format("{} / ({})", left, perUnit);
    };
    const auto share = [](double percent) {
        return percent == 100 ? std::string("strategy.equity")
                              : "strategy.equity * " + formatNumber(percent / 100);
    };
    const std::string most = budget("strategy.equity");
    std::string wanted;
    switch (sizing.kind) {
    case lang::SizingKind::Cash:
        wanted = budget(formatNumber(sizing.value));
        break;
    case lang::SizingKind::Shares:
        wanted = formatNumber(sizing.value);
        break;
    case lang::SizingKind::RiskPercent:
        wanted = share(sizing.value) + " / firstRisk";
        break;
    case lang::SizingKind::RiskCash:
        wanted = formatNumber(sizing.value) + " / firstRisk";
        break;
    case lang::SizingKind::EqualSlots:
        wanted = budget("strategy.equity");
        break;
    default:
        wanted = budget(share(sizing.value));
        break;
    }
    const std::string whole = wanted == most ? most : fmt::format("math.min({}, {})", wanted, most);
    return wholeLots(whole, own.lot);
}

std::string OrderWriter::guards(std::size_t index) const
{
    const lang::EntryRule& rule = m_program.entries[index];
    std::string text =
        fmt::format("{} and tradable and not in{}", m_entries[index].when, m_entries[index].id);
    if (!m_program.sessions.empty()) {
        text += " and inSession";
    }
    if (isResting(rule.order.kind)) {
        text += fmt::format(" and na(orderBar) and not na({})", m_entries[index].price);
    }
    return text;
}

void OrderWriter::entryLines(std::size_t index)
{
    const lang::EntryRule& rule = m_program.entries[index];
    const EntryNames& names = m_entries[index];
    const bool resting = isResting(rule.order.kind);
    const lang::Sizing& sizing = rule.sizing ? *rule.sizing : m_program.sizing;
    add("if " + guards(index));
    const std::string stop = firstStop(index);
    const bool risk =
        sizing.kind == lang::SizingKind::RiskPercent || sizing.kind == lang::SizingKind::RiskCash;
    const std::string price = resting ? names.price : "close";
    if (!stop.empty()) {
        add("    firstStop = " + stop);
    }
    if (risk) {
        add(fmt::format("    firstRisk = {}",
                        rule.side == Side::Long ? price + " - firstStop" : "firstStop - " + price));
    }
    add("    quantity = " + quantity(rule, price));
    add(risk ? "    if quantity > 0 and firstRisk > 0" : "    if quantity > 0");
    std::string order = fmt::format("        strategy.entry(\"{}\", {}, quantity", names.id,
                                    rule.side == Side::Long ? "strategy.long" : "strategy.short");
    if (resting) {
        order += fmt::format(", {} = {}", rule.order.kind == OrderKind::Limit ? "limit" : "stop",
                             names.price);
    }
    add(order + ")");
    if (resting) {
        add("        orderBar := bar_index");
    }
    const bool hasTarget = std::ranges::any_of(
        m_program.targets, [&](const auto& target) { return target.sides.has(rule.side); });
    if (!stop.empty()) {
        add(fmt::format("        strategy.exit(\"{0} exit{1}\", \"{0}\", stop = firstStop, "
                        "comment_loss = \"stop\")",
                        names.id, hasTarget ? " 1" : ""));
    }
    for (const auto* list : {&m_stops, &m_targets, &m_trails, &m_onceUps, &m_breakevens}) {
        for (const LevelNames& level : *list) {
            if (!level.frozen.empty()) {
                add(fmt::format("        {} := {}", level.frozen, level.now));
            }
        }
    }
    for (const auto& [name, source] : m_expressions.captures()) {
        add(fmt::format("        {} := {}", name, source));
    }
}

void OrderWriter::entries()
{
    add("// Entries.");
    for (std::size_t i = 0; i < m_program.entries.size(); ++i) {
        entryLines(i);
    }
}

std::string pineOrders(const lang::Program& program, const ExportOptions& options,
                       PineExpressions& expressions)
{
    return OrderWriter(program, options, expressions).write();
}

} // namespace sw::exporters
