#include "exporters/pine_orders.h"

#include "base/text.h"
#include "exporters/header.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::exporters {

namespace {

using lang::OrderKind;
using lang::Side;

template <class Body> const Body& bodyOf(const lang::Program& program, int statement)
{
    return std::get<Body>(program.tree.statements[static_cast<std::size_t>(statement)].body);
}

std::string numbered(std::string_view name, std::size_t index, std::size_t count)
{
    return count > 1 ? fmt::format("{}{}", name, index + 1) : std::string(name);
}

bool isResting(OrderKind kind)
{
    return kind == OrderKind::Limit || kind == OrderKind::Stop;
}

std::string wholeLots(const std::string& quantity, double lot)
{
    const std::string unit = formatNumber(lot > 0 ? lot : 1e-8);
    return lot == 1 ? fmt::format("math.floor({})", quantity)
                    : fmt::format("math.floor({} / {}) * {}", quantity, unit, unit);
}

/// Writes the script top-down; the members are the names that later lines refer to.
class OrderWriter
{
public:
    OrderWriter(const lang::Program& program, const ExportOptions& options,
                PineExpressions& expressions)
        : m_program(program), m_options(options), m_expressions(expressions)
    {
    }

    std::string write()
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

private:
    struct Distance {
        std::string ahead;  ///< price of the distance in favour, from `m_base`
        std::string behind; ///< against the position
    };
    struct EntryNames {
        std::string when;
        std::string price; ///< of a resting order
        std::string id;
    };
    struct LevelNames {
        std::string now;    ///< column of a price level or distance
        std::string frozen; ///< its value on the signal bar
    };

    void add(const std::string& line) { m_text += line + "\n"; }
    bool hasProtections() const
    {
        return !m_program.stops.empty() || !m_program.targets.empty() ||
               !m_program.trails.empty() || !m_program.breakevens.empty();
    }
    bool has(Side side) const
    {
        return std::ranges::any_of(m_program.entries,
                                   [side](const auto& rule) { return rule.side == side; });
    }
    bool anyResting() const
    {
        return std::ranges::any_of(m_program.entries,
                                   [](const auto& rule) { return isResting(rule.order.kind); });
    }

    std::string positionState(const std::string& rest) const;
    void rules();
    void captures();
    void protections();
    void stopLines(std::string& stop);
    void trailLines(std::string& stop);
    void exitOrders(const std::string& stop);
    void exits();
    void entries();
    void entryLines(std::size_t index);
    std::string guards(std::size_t index) const;
    std::string quantity(const lang::EntryRule& rule, const std::string& price) const;
    std::string distance(const lang::Level& level, const LevelNames& names, const std::string& from,
                         bool ahead, bool frozen) const;
    std::string firstStop(std::size_t index) const;
    std::string sideTest(lang::Sides sides) const;
    LevelNames levelNames(const lang::Level& level, const lang::LevelText& text,
                          const std::string& name);

    const lang::Program& m_program;
    const ExportOptions& m_options;
    PineExpressions& m_expressions;
    std::string m_text;
    std::vector<EntryNames> m_entries;
    std::vector<std::string> m_exits;
    std::vector<LevelNames> m_stops, m_targets, m_trails, m_onceUps, m_breakevens;
    std::vector<std::string> m_targetConditions;
};

/// The lines on the open position that the rest of the script mentions.
std::string OrderWriter::positionState(const std::string& rest) const
{
    const bool closes = std::ranges::any_of(m_program.entries, [](const auto& rule) {
        return rule.order.kind == OrderKind::AtClose;
    });
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
        const std::string name = numbered(word, i, m_program.entries.size());
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
            m_expressions.variable(numbered("exitRule", i, m_program.exits.size()),
                                   bodyOf<lang::Exit>(m_program, rule.statement).condition));
    }
    for (std::size_t i = 0; i < m_program.stops.size(); ++i) {
        const lang::StopRule& rule = m_program.stops[i];
        m_stops.push_back(levelNames(rule.level,
                                     bodyOf<lang::StopLoss>(m_program, rule.statement).level,
                                     numbered("stopLoss", i, m_program.stops.size())));
    }
    for (std::size_t i = 0; i < m_program.targets.size(); ++i) {
        const lang::TargetRule& rule = m_program.targets[i];
        const auto& text = bodyOf<lang::TakeProfit>(m_program, rule.statement);
        const std::string name = numbered("takeProfit", i, m_program.targets.size());
        m_targets.push_back(levelNames(rule.level, text.level, name));
        m_targetConditions.push_back(
            text.condition ? m_expressions.variable(name + "When", *text.condition) : "");
    }
    for (std::size_t i = 0; i < m_program.trails.size(); ++i) {
        const lang::TrailRule& rule = m_program.trails[i];
        const auto& text = bodyOf<lang::TrailingStop>(m_program, rule.statement);
        const std::string name = numbered("trailing", i, m_program.trails.size());
        m_trails.push_back(levelNames(rule.level, text.level, name));
        m_onceUps.push_back(rule.onceUp ? levelNames(*rule.onceUp, *text.onceUp, name + "OnceUp")
                                        : LevelNames{});
    }
    for (std::size_t i = 0; i < m_program.breakevens.size(); ++i) {
        const lang::BreakevenRule& rule = m_program.breakevens[i];
        m_breakevens.push_back(
            levelNames(rule.onceUp, bodyOf<lang::Breakeven>(m_program, rule.statement).onceUp,
                       numbered("breakeven", i, m_program.breakevens.size())));
    }
    m_text += "// The rules.\n" + m_expressions.takeLines();
    std::vector<std::string> sessions;
    for (const lang::SessionRule& rule : m_program.sessions) {
        sessions.push_back(fmt::format("(hour * 60 + minute >= {} {} hour * 60 + minute < {})",
                                       rule.fromMinute,
                                       rule.fromMinute <= rule.toMinute ? "and" : "or",
                                       rule.toMinute));
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
        return fmt::format("{} {} direction * {}", from, sign,
                           formatNumber(level.value * own.pip));
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
            m_expressions.name(numbered("trail", i, m_program.trails.size()));
        const char* anchor = rule.anchor == lang::TrailingStop::Anchor::BestClose ? "close"
                             : rule.anchor == lang::TrailingStop::Anchor::BestHigh
                                 ? "(inShort ? low : high)"
                                 : "(inShort ? high : low)";
        add(fmt::format("var float {}Best = na", name));
        add(fmt::format("var float {}Level = na", name));
        add(fmt::format("{0}Best := opened ? fillPrice : {0}Best", name));
        add(fmt::format("{0}Best := inShort ? math.min({0}Best, {1}) : math.max({0}Best, {1})", name,
                        anchor));
        const std::string level =
            rule.level.isLevel
                ? m_trails[i].now
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
            m_expressions.name(numbered("breakevenArmed", i, m_program.breakevens.size()));
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
    const bool parts = std::ranges::any_of(m_program.targets,
                                           [](const auto& rule) { return rule.fraction < 1; });
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
            add(fmt::format("if not na(orderBar) and bar_index >= orderBar + {}",
                            order.validBars));
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

std::string OrderWriter::guards(std::size_t index) const
{
    const lang::EntryRule& rule = m_program.entries[index];
    std::string text = fmt::format("{} and tradable and not in{}", m_entries[index].when,
                                   m_entries[index].id);
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
    const bool risk = sizing.kind == lang::SizingKind::RiskPercent ||
                      sizing.kind == lang::SizingKind::RiskCash;
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

} // namespace

std::string pineOrders(const lang::Program& program, const ExportOptions& options,
                       PineExpressions& expressions)
{
    return OrderWriter(program, options, expressions).write();
}

} // namespace sw::exporters
