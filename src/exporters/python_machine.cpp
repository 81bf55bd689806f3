#include "exporters/python_machine.h"

#include "base/expects.h"
#include "base/text.h"
#include "exporters/python_machine_text.h"

#include <algorithm>
#include <vector>

namespace sw::exporters {

namespace {

/// "a|!b" or "a&!b" of the features.
bool holds(std::string_view condition, const Features& features)
{
    const bool all = condition.find('&') != std::string_view::npos;
    for (std::string_view term : split(condition, all ? '&' : '|')) {
        const bool negated = term.starts_with('!');
        term.remove_prefix(negated ? 1 : 0);
        const auto feature = features.find(term);
        EXPECTS(feature != features.end());
        if ((feature->second != negated) != all) {
            return !all;
        }
    }
    return all;
}

} // namespace

std::string selected(std::string_view text, const Features& features)
{
    std::string out;
    std::vector<bool> shown{true};
    std::vector<bool> outer;
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("#if ")) {
            outer.push_back(shown.back());
            shown.push_back(shown.back() && holds(line.substr(4), features));
        } else if (line == "#else") {
            const bool now = outer.back() && !shown.back();
            shown.back() = now;
        } else if (line == "#end") {
            shown.pop_back();
            outer.pop_back();
        } else if (shown.back()) {
            out += std::string(line) + "\n";
        }
    }
    ENSURES(shown.size() == 1 && outer.empty());
    return out;
}

std::string withoutBlankEnds(std::string_view text)
{
    while (text.starts_with('\n')) {
        text.remove_prefix(1);
    }
    while (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    return std::string(text);
}

Features featuresOf(const lang::Program& program)
{
    using lang::OrderKind;
    Features features;
    const auto entryIs = [&](OrderKind kind) {
        return std::ranges::any_of(program.entries,
                                   [kind](const auto& rule) { return rule.order.kind == kind; });
    };
    const auto exitIs = [&](OrderKind kind) {
        return std::ranges::any_of(program.exits,
                                   [kind](const auto& rule) { return rule.order.kind == kind; });
    };
    const auto enters = [&](lang::Side side) {
        return std::ranges::any_of(program.entries,
                                   [side](const auto& rule) { return rule.side == side; });
    };
    const auto isRisk = [](const lang::Sizing& sizing) {
        return sizing.kind == lang::SizingKind::RiskPercent ||
               sizing.kind == lang::SizingKind::RiskCash;
    };
    features["entryOpen"] = entryIs(OrderKind::AtOpen);
    features["entryClose"] = entryIs(OrderKind::AtClose);
    features["resting"] = entryIs(OrderKind::Limit) || entryIs(OrderKind::Stop);
    features["bothSides"] = enters(lang::Side::Long) && enters(lang::Side::Short);
    features["exits"] = !program.exits.empty();
    features["exitOpen"] = exitIs(OrderKind::AtOpen);
    features["exitClose"] = exitIs(OrderKind::AtClose);
    const bool atClose = program.timeExit && program.timeExit->order.kind == OrderKind::AtClose;
    features["timeExit"] = program.timeExit.has_value() && !atClose;
    features["timeExitClose"] = program.timeExit.has_value() && atClose;
    features["flat"] = !program.flats.empty();
    features["sessions"] = !program.sessions.empty();
    features["cooldown"] = !program.cooldowns.empty();
    features["entryLimits"] = !program.entryLimits.empty();
    features["stops"] = !program.stops.empty();
    features["trails"] = !program.trails.empty();
    features["breakevens"] = !program.breakevens.empty();
    features["targets"] = !program.targets.empty();
    features["targetConditions"] = std::ranges::any_of(
        program.targets, [](const auto& target) { return target.condition.has_value(); });
    features["protected"] = features["stops"] || features["trails"] || features["breakevens"];
    features["distances"] = features["protected"] || features["targets"];
    features["risk"] = std::ranges::any_of(program.entries, [&](const lang::EntryRule& rule) {
        return isRisk(rule.sizing ? *rule.sizing : program.sizing);
    });
    features["positionRules"] = std::ranges::any_of(
        program.graph.nodes, [](const lang::Node& node) { return node.readsPosition; });
    return features;
}

std::string pythonMachine(const Features& features)
{
    std::string code = pythonRecords(features) + "\n\n" +
                       withoutBlankEnds(selected(kAccountOpen, features)) + "\n";
    for (const std::string_view part : {kAccountInside, kAccountClose, kAccountFills}) {
        const std::string text = withoutBlankEnds(selected(part, features));
        code += text.empty() ? "" : "\n" + text + "\n";
    }
    return code;
}

std::string pythonRecords(const Features& features)
{
    return withoutBlankEnds(selected(kRecords, features)) + "\n";
}

} // namespace sw::exporters
