#include "english/meaning.h"

#include "base/text.h"

#include <cmath>

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

bool isExit(const NodePtr& act)
{
    return is(act, "exit") || is(act, "sell");
}

bool hasMod(const NodePtr& act, std::string_view op)
{
    for (const NodePtr& kid : act->kids) {
        if (is(kid, op)) {
            return true;
        }
    }
    return false;
}

NodePtr with(const NodePtr& node, NodePtr kid)
{
    Arguments kids = node->kids;
    kids.push_back(std::move(kid));
    return withKids(*node, std::move(kids));
}

NodePtr modified(const Arguments& a)
{
    const NodePtr& act = a[0];
    const NodePtr& mod = a[1];
    if (is(mod, "same")) {
        return act;
    }
    if (hasMod(act, mod->op)) {
        return nullptr;
    }
    const bool entryOnly = is(mod, "size") || is(mod, "limit") || is(mod, "valid");
    if (entryOnly && isExit(act)) {
        return nullptr;
    }
    return with(act, mod);
}

NodePtr rule(const Arguments& a)
{
    const NodePtr& act = a[0];
    const NodePtr& condition = a[2];
    if (!isExit(act) && !is(act, "reduce") && !is(act, "add") &&
        (findNode(condition, "elapsed") || findNode(condition, "protect") ||
         findNode(condition, "gain") || findNode(condition, "loss") ||
         findNode(condition, "madeback"))) {
        return nullptr;
    }
    if (hasMod(act, "order") && findNode(condition, "protect")) {
        return nullptr; // "stop 2%, sell at the close" are two things
    }
    return makeText("rule", wordOf(a[1]), {act, condition});
}

/// Whether an order can rest at it: a share of nothing named and an oscillator are no prices.
bool isPriceLevel(const NodePtr& level)
{
    const NodePtr& bare = is(level, "negate") ? level->kids[0] : level;
    return !is(bare, "pct") && !is(bare, "relative") && measureOf(bare) != Measure::Oscillator;
}

NodePtr modifiedRule(const Arguments& a)
{
    const NodePtr& mod = a[1];
    const bool whole = is(a[0], "rule");
    const bool size = is(mod, "size") || is(mod, "risk") || is(mod, "riskcash");
    if (!whole && !(is(a[0], "bare") && size)) {
        return nullptr; // a particular of a rule has no place elsewhere
    }
    for (const NodePtr& kid : a[0]->kids) {
        if (is(kid, mod->op) && mod->op != "filter" && mod->op != "unless") {
            return nullptr;
        }
    }
    const bool resting = is(mod, "limit") || is(mod, "stoporder");
    if (resting && !isPriceLevel(mod->kids[0])) {
        return nullptr;
    }
    if (is(mod, "same") || is(mod, "sym") ||
        (is(mod, "order") && whole && findNode(a[0]->kids[1], "protect"))) {
        return nullptr;
    }
    return with(a[0], mod);
}

NodePtr filteredRule(const Arguments& a)
{
    return with(a[0], makeNode("filter", {a[1]}));
}

bool isPlainField(const NodePtr& node)
{
    return is(node, "field") && (node->text == "open" || node->text == "close");
}

/// "out at the average", "buy at a 15 day high", "buy at the lower band".
NodePtr reach(const Arguments& a)
{
    const NodePtr& act = a[0];
    const NodePtr& level = a[1];
    if (isPlainField(level) || is(level, "pct") || is(level, "obj") || is(level, "both") ||
        is(level, "relative") || measureOf(level) == Measure::Truth) {
        return nullptr;
    }
    if (is(level, "of") && is(level->kids[0], "field")) {
        return nullptr;
    }
    if (is(level, "range")) {
        const bool high = level->text.ends_with("high");
        const std::string field = level->text.starts_with("close") ? "close"
                                  : high                           ? "high"
                                                                   : "low";
        return makeText("rule", "when",
                        {act, makeCompare(high ? "gt" : "lt", makeField(field), level)});
    }
    if (isExit(act)) {
        return makeText("rule", "when", {act, makeCompare("reach", makeNode("subj"), level)});
    }
    if (is(level, "num")) {
        return nullptr;
    }
    return makeText("rule", "when", {act, makeCompare("touch", makeField("close"), level)});
}

/// "cover at the 50 day unless …, then at the 100 day": the second level always counts.
NodePtr reachUnless(const Arguments& a)
{
    const NodePtr first = isExit(a[0]) ? reach({a[0], a[1]}) : nullptr;
    const NodePtr second = isExit(a[0]) ? reach({a[0], a[3]}) : nullptr;
    if (!first || !second || findNode(a[2], "elapsed") || findNode(a[2], "protect")) {
        return nullptr;
    }
    const NodePtr guarded =
        makeNode("and", {first->kids[1], makeNode("not", {makeNode("paren", {a[2]})})});
    return makeText("rule", "when",
                    {a[0], makeNode("or", {makeNode("paren", {guarded}), second->kids[1]})});
}

/// "exit at RSI 70": the number is a value, not a length.
NodePtr reachValue(const Arguments& a)
{
    const NodePtr series = completeCall(wordOf(a[1]), {});
    if (!series || !isExit(a[0]) || measureOf(series) != Measure::Oscillator) {
        return nullptr;
    }
    return makeText("rule", "when", {a[0], makeCompare("reach", series, a[2])});
}

/// "SPY buy and hold against …": what the rule is compared with.
NodePtr against(const Arguments& a)
{
    return makeNode("both", {makeNode("benchmark", {a[0]}), a[1]});
}

/// A resting order gets the condition that follows it.
NodePtr restingWhen(const Arguments& a)
{
    const NodePtr& rule = a[0];
    if (!is(rule, "rule") || !is(rule->kids[1], "always")) {
        return nullptr;
    }
    Arguments kids = rule->kids;
    kids[1] = a[1];
    return withKids(*rule, std::move(kids));
}

NodePtr restingSymbol(const Arguments& a)
{
    const NodePtr& rule = a[0];
    if (!is(rule, "rule") || !is(rule->kids[1], "always") || hasMod(rule->kids[0], "sym")) {
        return nullptr;
    }
    Arguments kids = rule->kids;
    kids[0] = with(kids[0], makeNode("sym", {a[1]}));
    return withKids(*rule, std::move(kids));
}

NodePtr levelOnly(const Arguments& a)
{
    return is(a[0], "num") || is(a[0], "pct") || is(a[0], "money") ? nullptr : a[0];
}

NodePtr timed(const Arguments& a)
{
    if (!isExit(a[0])) {
        return nullptr;
    }
    return makeNode("timeexit", {a[1], a[0]});
}

NodePtr bare(const Arguments& a)
{
    return makeNode("bare", {a[0]});
}

NodePtr bareWithOrder(const Arguments& a)
{
    return isExit(a[0]) && hasMod(a[0], "order") ? makeNode("bare", {a[0]}) : nullptr;
}

NodePtr timedAtClose(const Arguments& a)
{
    return isExit(a[0]) ? makeText("timeexit", "close", {makeLength(1, "bar")}) : nullptr;
}

NodePtr resting(const Arguments& a)
{
    const std::string kind = wordOf(a[0]);
    Arguments mods;
    if (at(a, 2) && is(a[2], "sym")) {
        mods.push_back(makeNode("sym", {a[2]}));
    }
    const NodePtr act = makeText("enter", "long", mods);
    if (!isPriceLevel(a[1])) {
        return nullptr;
    }
    return makeText(
        "rule", "when",
        {act, makeNode("always"), makeNode(kind == "limit" ? "limit" : "stoporder", {a[1]})});
}

/// "Short it with a limit order at the 20 day high": on whichever side the act is.
NodePtr restingAct(const Arguments& a)
{
    const NodePtr& act = a[2];
    if (!isPriceLevel(a[1]) || (!isExit(act) && !is(act, "enter"))) {
        return nullptr;
    }
    const std::string kind = wordOf(a[0]);
    return makeText(
        "rule", "when",
        {act, makeNode("always"), makeNode(kind == "limit" ? "limit" : "stoporder", {a[1]})});
}

NodePtr stopAt(const Arguments& a)
{
    return isPriceLevel(a[1]) ? makeNode("stoporder", {a[1]}) : nullptr;
}

NodePtr sided(const Arguments& a)
{
    auto node = std::make_shared<Node>(*a[0]);
    node->label = wordOf(a[1]) == "gt" ? "above entry" : "below entry";
    return node;
}

NodePtr basis(const Arguments& a)
{
    return makeText("basis", wordOf(a[1]), {a[0]});
}

NodePtr reward(const Arguments& a)
{
    const double risk = a[0]->number;
    const double gain = a[1]->number;
    if (risk <= 0 || gain <= 0 || (risk != 1 && gain != 1)) {
        return nullptr;
    }
    const double multiple = risk == 1 ? gain : risk; // 1:2 and 2:1 both mean twice the risk
    return makeNode("target", {makeNode("rmult", {makeNumber(multiple)})});
}

NodePtr fraction(const Arguments& a)
{
    return makeNumber(a[0]->number / 100);
}

NodePtr trailAfter(const Arguments& a)
{
    return makeNode("trail", {a[0], a[1]});
}

NodePtr trailCloseAfter(const Arguments& a)
{
    return makeNode("trailclose", {a[0], a[1]});
}

NodePtr chandelier(const Arguments& a)
{
    if (a[0]->number < 1) {
        return nullptr;
    }
    const bool lengthFirst = a[0]->number >= a[1]->number;
    const NodePtr length = lengthOf(lengthFirst ? a[0] : a[1]);
    const NodePtr factor = lengthFirst ? a[1] : a[0];
    const NodePtr range = length ? completeCall("atr", {length}) : nullptr;
    return range ? makeNode("trail", {makeNode("mul", {factor, range})}) : nullptr;
}

NodePtr stopLevel(const Arguments& a)
{
    const NodePtr& level = a[1];
    if (is(level, "num") || measureOf(level) != Measure::Price) {
        return nullptr;
    }
    return makeText("stoplevel", wordOf(a[0]), {level});
}

NodePtr trailLevel(const Arguments& a)
{
    const NodePtr& level = a[0];
    if (is(level, "num") || is(level, "pct") || is(level, "money")) {
        return nullptr;
    }
    Arguments kids{level};
    if (at(a, 1)) {
        kids.push_back(makeNode("sym", {a[1]}));
    }
    return makeNode("traillevel", std::move(kids));
}

NodePtr flatAt(const Arguments& a)
{
    return isExit(a[0]) ? makeNode("flatat", {a[1]}) : nullptr;
}

NodePtr flatEndOfDay(const Arguments& a)
{
    return isExit(a[0]) ? makeNode("flateod") : nullptr;
}

/// 9.30 and 14 as clock times.
NodePtr clockNumber(const Arguments& a)
{
    const double value = a[0]->number;
    const double hour = std::floor(value);
    const double minute = std::round((value - hour) * 100);
    if (value < 0 || hour > 23 || minute > 59) {
        return nullptr;
    }
    auto node = std::make_shared<Node>();
    node->op = "time";
    node->number = hour * 60 + minute;
    return node;
}

NodePtr exitProtection(const Arguments& a)
{
    return isExit(a[0]) ? a[1] : nullptr;
}

NodePtr wanted(const Arguments& a)
{
    Arguments kids;
    if (at(a, 1)) {
        kids.push_back(makeNode("universe", {a[1]}));
    }
    if (at(a, 2)) {
        kids.push_back(makeNode("timeframe", {a[2]}));
    }
    kids.push_back(makeNode("filter", {a[3]}));
    return makeNode("both", std::move(kids));
}

NodePtr universe(const Arguments& a)
{
    return makeNode("universe", a[0]->kids);
}

/// "SPY 1 day": the symbol and its bars.
NodePtr oneDay(const Arguments& a)
{
    if (a[1]->number != 1) {
        return nullptr;
    }
    return makeNode(
        "both", {makeNode("universe", {a[0]}), makeNode("timeframe", {makeText("frame", "1d")})});
}

NodePtr timeframe(const Arguments& a)
{
    const std::string& unit = a[0]->text;
    const double count = a[0]->number;
    if (count != std::floor(count)) {
        return nullptr;
    }
    const std::string suffix = unit == "minute" || unit == "mletter" ? "m"
                               : unit == "hour"                      ? "h"
                               : unit == "day"                       ? "d"
                               : unit == "week"                      ? "w"
                               : unit == "month"                     ? "mo"
                                                                     : "";
    if (suffix.empty() || (suffix != "m" && suffix != "h" && count != 1)) {
        return nullptr;
    }
    return makeNode("timeframe", {makeText("frame", formatNumber(count) + suffix)});
}

// ---- plans

NodePtr savings(const Arguments& a)
{
    Arguments kids{at(a, 0) ? a[0] : makeNode("nil"), at(a, 1) ? a[1] : makeNode("nil")};
    return makeText("plan", "money", std::move(kids));
}

NodePtr savingsInShares(const Arguments& a)
{
    return makeText("plan", "shares", {a[0], a[1]});
}

NodePtr savingsOnDay(const Arguments& a)
{
    return makeText("dcaon", wordOf(a[1]),
                    {a[0], makeText("atom", wordOf(a[2]) == "first" ? "first" : "last")});
}

NodePtr weight(const Arguments& a)
{
    return makeNode("weight", {a[0], makeNumber(a[1]->number)});
}

NodePtr equalWeights(const Arguments& a)
{
    Arguments weights;
    const double each = 100.0 / static_cast<double>(a[0]->kids.size());
    for (const NodePtr& symbol : a[0]->kids) {
        weights.push_back(makeNode("weight", {symbol, makeNumber(each)}));
    }
    return makeNode("list", std::move(weights));
}

NodePtr splitWeights(const Arguments& a)
{
    if (a[0]->kids.size() != 2 || std::fabs(a[1]->number + a[2]->number - 100) > 1e-9) {
        return nullptr;
    }
    return makeNode("list", {makeNode("weight", {a[0]->kids[0], a[1]}),
                             makeNode("weight", {a[0]->kids[1], a[2]})});
}

NodePtr splitTwo(const Arguments& a)
{
    return splitWeights({makeNode("list", {a[0], a[1]}), a[2], a[3]});
}

} // namespace

MeaningTable statementMeanings()
{
    return {
        {"mod", modified},
        {"rule", rule},
        {"modrule", modifiedRule},
        {"filtered", filteredRule},
        {"reach", reach},
        {"timed", timed},
        {"bare", bare},
        {"resting", resting},
        {"bareorder", bareWithOrder},
        {"timedclose", timedAtClose},
        {"restact", restingAct},
        {"stopat", stopAt},
        {"sided", sided},
        {"basis", basis},
        {"reachat", reachValue},
        {"reachunless", reachUnless},
        {"against", against},
        {"restwhen", restingWhen},
        {"restsym", restingSymbol},
        {"levelonly", levelOnly},
        {"reward", reward},
        {"fraction", fraction},
        {"trailafter", trailAfter},
        {"trailcloseafter", trailCloseAfter},
        {"chandelier", chandelier},
        {"stoplevel", stopLevel},
        {"traillevel", trailLevel},
        {"flatat", flatAt},
        {"flateod", flatEndOfDay},
        {"clocknumber", clockNumber},
        {"exitprot", exitProtection},
        {"wanted", wanted},
        {"universe", universe},
        {"timeframe", timeframe},
        {"oneday", oneDay},
        {"dca", savings},
        {"dcashares", savingsInShares},
        {"dcaonday", savingsOnDay},
        {"weight", weight},
        {"equal", equalWeights},
        {"split", splitWeights},
        {"split2", splitTwo},
    };
}

} // namespace sw::english
