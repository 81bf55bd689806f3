#include "exporters/pine_order_writer.h"

#include "base/text.h"

#include <fmt/format.h>

namespace sw::exporters {

using lang::OrderKind;

std::string numberedName(std::string_view name, std::size_t index, std::size_t count)
{
    return count > 1 ? fmt::format("{}{}", name, index + 1) : std::string(name);
}

std::string wholeLots(const std::string& quantity, double lot)
{
    const std::string unit = formatNumber(lot > 0 ? lot : 1e-8);
    return lot == 1 ? fmt::format("math.floor({})", quantity)
                    : fmt::format("math.floor({} / {}) * {}", quantity, unit, unit);
}

std::string OrderWriter::distance(const lang::Level& level, const LevelNames& names,
                                  const std::string& from, bool ahead, bool frozen) const
{
    const std::string sign = ahead ? "+" : "-";
    const SymbolConventions& own = m_options.conventions(m_program.symbols[0]);
    switch (level.kind) {
    case lang::DistanceKind::Percent:
        return fmt::format("{} * (1 {} direction * {})", from, sign,
                           formatNumber(level.value / 100));
    case lang::DistanceKind::RMultiple:
        return fmt::format("{} {} direction * {} * risk", from, sign, formatNumber(level.value));
    case lang::DistanceKind::Money:
        return fmt::format("{} {} direction * {} / math.abs(strategy.position_size)", from, sign,
                           formatNumber(level.value));
    case lang::DistanceKind::Pips:
        return fmt::format("{} {} direction * {}", from, sign, formatNumber(level.value * own.pip));
    case lang::DistanceKind::Ticks:
        return fmt::format("{} {} direction * {} * syminfo.mintick", from, sign,
                           formatNumber(level.value));
    case lang::DistanceKind::Points:
        return fmt::format("{} {} direction * {}", from, sign, formatNumber(level.value));
    case lang::DistanceKind::Price:
        break;
    }
    return fmt::format("{} {} direction * {}", from, sign, frozen ? names.frozen : names.now);
}

std::string OrderWriter::sideTest(lang::Sides sides) const
{
    if (sides.longs && sides.shorts) {
        return {};
    }
    return sides.longs ? "inLong" : "inShort";
}

void OrderWriter::stopLines(std::string& stop)
{
    add("var float initialStop = na");
    add("if opened");
    add("    initialStop := na");
    for (std::size_t i = 0; i < m_program.stops.size(); ++i) {
        const lang::StopRule& rule = m_program.stops[i];
        const std::string price = rule.level.isLevel
                                      ? m_stops[i].frozen
                                      : distance(rule.level, m_stops[i], "fillPrice", false, true);
        const std::string side = sideTest(rule.sides);
        const std::string value = fmt::format("tighter(direction, {}, initialStop)", price);
        add("    initialStop := " +
            (side.empty() ? value : fmt::format("{} ? {} : initialStop", side, value)));
    }
    add("risk = math.abs(fillPrice - initialStop)");
    stop = "initialStop";
}

void OrderWriter::trailLines(std::string& stop)
{
    add("var float bestPrice = na");
    add("bestPrice := opened ? fillPrice : bestPrice");
    add("bestPrice := inShort ? math.min(bestPrice, low) : math.max(bestPrice, high)");
    for (std::size_t i = 0; i < m_program.trails.size(); ++i) {
        const lang::TrailRule& rule = m_program.trails[i];
        const std::string name =
            m_expressions.name(numberedName("trail", i, m_program.trails.size()));
        const char* anchor = rule.anchor == lang::TrailingStop::Anchor::BestClose ? "close"
                             : rule.anchor == lang::TrailingStop::Anchor::BestHigh
                                 ? "(inShort ? low : high)"
                                 : "(inShort ? high : low)";
        add(fmt::format("var float {}Best = na", name));
        add(fmt::format("var float {}Level = na", name));
        add(fmt::format("{0}Best := opened ? fillPrice : {0}Best", name));
        add(fmt::format("{0}Best := inShort ? math.min({0}Best, {1}) : math.max({0}Best, {1})",
                        name, anchor));
        const std::string level =
            rule.level.isLevel ? m_trails[i].now
                               : distance(rule.level, m_trails[i], name + "Best", false, true);
        std::string start = rule.level.isLevel
                                ? m_trails[i].now + "[1]"
                                : distance(rule.level, m_trails[i], "fillPrice", false, true);
        std::string armed = "strategy.position_size != 0";
        if (rule.onceUp) {
            start = "na";
            armed += fmt::format(" and direction * (bestPrice - ({})) >= 0",
                                 distance(*rule.onceUp, m_onceUps[i], "fillPrice", true, true));
        }
        const std::string side = sideTest(rule.sides);
        if (!side.empty()) {
            armed += " and " + side;
            start = fmt::format("{} ? {} : na", side, start);
        }
        add("if opened");
        add(fmt::format("    {}Level := {}", name, start));
        add("if " + armed);
        add(fmt::format("    {0}Level := tighter(direction, {1}, {0}Level)", name, level));
        stop = stop.empty() ? name + "Level"
                            : fmt::format("tighter(direction, {}Level, {})", name, stop);
    }
    for (std::size_t i = 0; i < m_program.breakevens.size(); ++i) {
        const lang::BreakevenRule& rule = m_program.breakevens[i];
        const std::string name =
            m_expressions.name(numberedName("breakevenArmed", i, m_program.breakevens.size()));
        add(fmt::format("var bool {} = false", name));
        add(fmt::format("{0} := strategy.position_size != 0 and ((not opened and {0}) or direction "
                        "* (bestPrice - ({1})) >= 0)",
                        name, distance(rule.onceUp, m_breakevens[i], "fillPrice", true, true)));
        const std::string value = fmt::format("({} ? fillPrice : na)", name);
        stop = stop.empty() ? value : fmt::format("tighter(direction, {}, {})", value, stop);
    }
}

void OrderWriter::protections()
{
    add("// Protections: levels for the next bar, from the fill and the completed bars.");
    add("tighter(int side, float a, float b) =>");
    add("    na(a) ? b : na(b) ? a : side > 0 ? math.max(a, b) : math.min(a, b)");
    std::string stop;
    if (!m_program.stops.empty()) {
        stopLines(stop);
    }
    if (!m_program.trails.empty() || !m_program.breakevens.empty()) {
        trailLines(stop);
    }
    add("stopPrice = " + (stop.empty() ? std::string("float(na)") : stop));
    exitOrders(stop);
    add("");
}

void OrderWriter::exitOrders(const std::string& stop)
{
    const double lot = m_options.conventions(m_program.symbols[0]).lot;
    const bool parts =
        std::ranges::any_of(m_program.targets, [](const auto& rule) { return rule.fraction < 1; });
    if (parts) {
        add("var float entrySize = na");
        add("entrySize := opened ? math.abs(strategy.position_size) : entrySize");
    }
    for (const Side side : {Side::Long, Side::Short}) {
        if (!has(side)) {
            continue;
        }
        const char* id = side == Side::Long ? "Long" : "Short";
        std::vector<std::string> lines;
        double sold = 0;
        int part = 0;
        for (std::size_t i = 0; i < m_program.targets.size(); ++i) {
            const lang::TargetRule& rule = m_program.targets[i];
            if (!rule.sides.has(side)) {
                continue;
            }
            std::string price = rule.level.isLevel
                                    ? m_targets[i].now
                                    : distance(rule.level, m_targets[i], "fillPrice", true, true);
            if (!m_targetConditions[i].empty()) {
                price = fmt::format("{} ? {} : na", m_targetConditions[i], price);
            }
            sold += rule.fraction;
            const std::string quantity =
                rule.fraction < 1 && sold < 1 - 1e-12
                    ? ", qty = " + wholeLots("entrySize * " + formatNumber(rule.fraction), lot)
                    : "";
            lines.push_back(
                fmt::format("    strategy.exit(\"{0} exit {1}\", \"{0}\"{2}, stop = stopPrice, "
                            "limit = {3}, comment_loss = \"stop\", comment_profit = \"target\")",
                            id, ++part, quantity, price));
        }
        if (sold < 1 - 1e-12 && !stop.empty()) {
            lines.push_back(fmt::format("    strategy.exit(\"{0} exit\", \"{0}\", stop = "
                                        "stopPrice, comment_loss = \"stop\")",
                                        id));
        }
        if (!lines.empty()) {
            add(fmt::format("if in{}", id));
            add(join(lines, "\n"));
        }
    }
}

/// Price of the tightest stop loss before the fill, from the price that the entry expects.
std::string OrderWriter::firstStop(std::size_t index) const
{
    const lang::EntryRule& rule = m_program.entries[index];
    const std::string from = m_entries[index].price.empty() ? "close" : m_entries[index].price;
    std::string stop;
    for (std::size_t i = 0; i < m_program.stops.size(); ++i) {
        const lang::StopRule& stopRule = m_program.stops[i];
        if (!stopRule.sides.has(rule.side) ||
            (!stopRule.level.isLevel && stopRule.level.kind == lang::DistanceKind::Money)) {
            continue;
        }
        std::string price = stopRule.level.isLevel
                                ? m_stops[i].now
                                : distance(stopRule.level, m_stops[i], from, false, false);
        const std::string sign = rule.side == Side::Long ? "1" : "-1";
        const std::string factor = "direction * ";
        if (const std::size_t at = price.find(factor); at != std::string::npos) {
            price.replace(at, factor.size(), rule.side == Side::Long ? "" : "-1 * ");
        }
        stop = stop.empty() ? price : fmt::format("tighter({}, {}, {})", sign, price, stop);
    }
    return stop;
}

} // namespace sw::exporters
