#include "english/meaning.h"

#include "indicators/catalog.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

NodePtr atom(std::string text)
{
    return makeText("atom", std::move(text));
}

NodePtr closing(const Arguments& a)
{
    return atom("c." + wordOf(a[0]));
}

std::string eventOf(const std::string& word)
{
    if (word == "gt" || word == "ge" || word == "up" || word == "back") {
        return "xup";
    }
    return word == "lt" || word == "le" || word == "down" ? "xdown" : "xany";
}

NodePtr event(const Arguments& a)
{
    return atom(eventOf(wordOf(a[0])));
}

NodePtr soft(const Arguments& a)
{
    return atom("soft." + eventOf(wordOf(a[0])));
}

NodePtr compare(const Arguments& a)
{
    const NodePtr& left = a[1];
    const NodePtr& right = a[2];
    if (is(left, "num") || is(left, "pct") || !comparable(left, right) ||
        signature(left) == signature(right)) {
        return nullptr;
    }
    if (is(left, "of") && is(right, "num") && measureOf(left) == Measure::Truth) {
        return nullptr;
    }
    return makeCompare(wordOf(a[0]), left, right);
}

/// 30 < RSI: the comparison read from the other side.
NodePtr compareTurned(const Arguments& a)
{
    const std::string how = wordOf(a[0]);
    const char* turned = how == "gt" ? "lt" : how == "lt" ? "gt" : how == "ge" ? "le" : "ge";
    return compare({atom(turned), a[1], a[2]});
}

/// "above its 50 and 200 day averages"
NodePtr compareTwo(const Arguments& a)
{
    const std::string kind = at(a, 4) ? wordOf(a[4]) : "avg";
    NodePtr window = lengthOf(a[2]);
    const NodePtr second = lengthOf(a[3]);
    if (!window || !second || measureOf(a[1]) == Measure::Oscillator) {
        return nullptr;
    }
    if (window->text == "bar") {
        window = makeLength(window->number, second->text);
    }
    return both(makeCompare(wordOf(a[0]), a[1], makeText("avg", kind, {makeNode("nil"), window})),
                makeCompare(wordOf(a[0]), a[1], makeText("avg", kind, {makeNode("nil"), second})));
}

/// "volume is twice the average": more than that.
NodePtr volumeIs(const Arguments& a)
{
    return is(a[0], "relative") || is(a[0], "mul") ? makeCompare("ge", makeField("volume"), a[0])
                                                   : nullptr;
}

/// "outperformed SPY over the last 20 days"
NodePtr outperforms(const Arguments& a)
{
    const NodePtr window = lengthOf(a[2]);
    if (!window) {
        return nullptr;
    }
    return makeNode(wordOf(a[0]),
                    {makeReturn(window), makeText("of", a[1]->text, {makeReturn(window)})});
}

NodePtr compareDirected(const Arguments& a)
{
    return compare({atom(eventOf(wordOf(a[3]))), a[1], a[2]});
}

NodePtr between(const Arguments& a)
{
    if (!comparable(a[0], a[1]) || !comparable(a[0], a[2])) {
        return nullptr;
    }
    return makeNode("between", {a[0], a[1], a[2]});
}

NodePtr within(const Arguments& a)
{
    if (!comparable(a[0], a[2]) || is(a[0], "num")) {
        return nullptr;
    }
    return makeNode("near", {a[0], a[2], a[1]});
}

NodePtr withinRange(const Arguments& a)
{
    const NodePtr series = is(a[2], "atom") ? completeCall(a[2]->text, {}) : a[2];
    if (!is(series, "call") || series->text != "atr") {
        return nullptr;
    }
    return makeNode("le", {makeText("fn", "abs", {makeNode("sub", {a[0], a[3]})}),
                           makeNode("mul", {a[1], series})});
}

NodePtr slope(const Arguments& a)
{
    if (measureOf(a[1]) == Measure::Truth) {
        return nullptr;
    }
    const NodePtr window = at(a, 2) ? lengthOf(a[2]) : nullptr;
    if (at(a, 2) && !window) {
        return nullptr;
    }
    return makeNode(wordOf(a[0]), window ? Arguments{a[1], window} : Arguments{a[1]});
}

NodePtr turn(const Arguments& a)
{
    return makeText("turn", wordOf(a[0]), {a[1]});
}

/// Is an indicator that has a direction up or down?
NodePtr upState(const Arguments& a)
{
    const NodePtr& series = a[0];
    const std::string way = wordOf(a[1]);
    if (is(series, "of") || is(series, "tf")) {
        const NodePtr inner = upState({series->kids[0], a[1]});
        return inner ? withKids(*series, {inner}) : nullptr;
    }
    if (is(series, "subj")) {
        return makeText("upstate", way, {series});
    }
    if (is(series, "call") && series->text == "supertrend") {
        const NodePtr up = makeText("member", "up", {series});
        return way == "up" ? up : makeNode("not", {up});
    }
    if (is(series, "call") && series->text == "psar") {
        return makeNode(way == "up" ? "gt" : "lt", {makeField("close"), series});
    }
    if (is(series, "call") && series->text == "macd") {
        return makeNode(way == "up" ? "gt" : "lt", {makeText("member", "line", {series}),
                                                    makeText("member", "signal", {series})});
    }
    if (is(series, "field") && series->text == "close") {
        return makeNode(way == "up" ? "gt" : "lt",
                        {series, makeNode("index", {series, makeNumber(1)})});
    }
    if (is(series, "avg") || (is(series, "call") && (series->text == "obv"))) {
        return slope({atom(way == "up" ? "rising" : "falling"), series});
    }
    return nullptr;
}

/// "the supertrend is buy": indicators give signals, "AAPL buy" is an order.
NodePtr signalState(const Arguments& a)
{
    const NodePtr& inner = is(a[0], "of") || is(a[0], "tf") ? a[0]->kids[0] : a[0];
    return is(inner, "call") ? upState(a) : nullptr;
}

NodePtr upFlip(const Arguments& a)
{
    const NodePtr& series = a[0];
    const std::string way = wordOf(a[1]);
    if (is(series, "subj")) {
        return makeText("upflip", way, {series});
    }
    if (is(series, "call") && series->text == "supertrend") {
        const NodePtr up = makeText("member", "up", {series});
        const NodePtr before = makeNode("index", {up, makeNumber(1)});
        return way == "up" ? both(up, makeNode("not", {before}))
                           : both(makeNode("not", {up}), before);
    }
    if (is(series, "call") && series->text == "psar") {
        return makeNode(way == "up" ? "xup" : "xdown", {makeField("close"), series});
    }
    if (is(series, "call") && series->text == "macd") {
        return makeNode(way == "up" ? "xup" : "xdown", {makeText("member", "line", {series}),
                                                        makeText("member", "signal", {series})});
    }
    if (is(series, "avg")) {
        return turn({atom(way == "up" ? "rising" : "falling"), series});
    }
    return nullptr;
}

struct Extremes {
    std::string_view name;
    double oversold;
    double overbought;
};

constexpr std::array<Extremes, 6> kExtremes = {{
    {"rsi", 30, 70},
    {"stoch", 20, 80},
    {"willr", -80, -20},
    {"cci", -100, 100},
    {"mfi", 20, 80},
    {"stochrsi", 20, 80},
}};

/// The oscillator's usual extreme, assumed; null when it has none.
NodePtr usualLevel(const NodePtr& series, bool oversold, const std::string& label)
{
    const NodePtr call = is(series, "member") ? series->kids[0] : series;
    if (is(call, "call")) {
        for (const Extremes& known : kExtremes) {
            if (known.name == call->text) {
                return makeAssumed(oversold ? known.oversold : known.overbought,
                                   call->text + "." + label);
            }
        }
    }
    return nullptr;
}

NodePtr levelWith(const Arguments& a, bool isEvent)
{
    const bool oversold = wordOf(a[0]) == "oversold";
    NodePtr series = at(a, 1) ? a[1] : completeCall("rsi", {});
    if (is(series, "field") && series->text == "close") {
        series = completeCall("rsi", {});
    }
    if (is(series, "of") || is(series, "tf")) {
        NodePtr inside = series->kids[0];
        const NodePtr inner = levelWith({a[0], inside}, isEvent);
        return inner ? withKids(*series, {inner}) : nullptr;
    }
    const NodePtr level = usualLevel(series, oversold, oversold ? "oversold" : "overbought");
    if (!level) {
        return nullptr;
    }
    const std::string how = isEvent ? (oversold ? "xdown" : "xup") : (oversold ? "lt" : "gt");
    return makeCompare(how, series, level);
}

NodePtr level(const Arguments& a)
{
    return levelWith(a, false);
}

NodePtr levelEvent(const Arguments& a)
{
    return levelWith(a, true);
}

} // namespace

NodePtr levelOf(const NodePtr& series, bool oversold)
{
    const NodePtr level = usualLevel(series, oversold, oversold ? "oversold" : "overbought");
    return level ? makeNode(oversold ? "lt" : "gt", {series, level}) : nullptr;
}

namespace {

/// "RSI is high": the usual extreme as a proposal that has to be confirmed.
NodePtr vagueLevel(const Arguments& a)
{
    const bool low = wordOf(a[1]) == "low";
    const NodePtr value = usualLevel(a[0], low, low ? "low?" : "high?");
    return value ? makeCompare(low ? "lt" : "gt", a[0], value) : nullptr;
}

NodePtr averageOf(const std::string& kind, const NodePtr& length)
{
    const NodePtr window = lengthOf(length);
    return window ? makeText("avg", kind.empty() ? "avg" : kind, {makeNode("nil"), window})
                  : nullptr;
}

NodePtr averagesCross(const Arguments& a)
{
    const std::string kind = at(a, 3) ? wordOf(a[3]) : "avg";
    NodePtr fast = averageOf(kind, a[1]);
    NodePtr slow = averageOf(kind, a[2]);
    if (!fast || !slow || a[1]->number == a[2]->number) {
        return nullptr;
    }
    if (a[1]->number > a[2]->number && a[1]->text == a[2]->text) {
        std::swap(fast, slow);
    }
    return makeCompare(wordOf(a[0]), fast, slow);
}

NodePtr averagesCompared(const Arguments& a)
{
    const std::string kind = at(a, 3) ? wordOf(a[3]) : "avg";
    const NodePtr first = averageOf(kind, a[1]);
    const NodePtr second = averageOf(kind, a[2]);
    if (!first || !second || a[1]->number == a[2]->number) {
        return nullptr;
    }
    return makeCompare(wordOf(a[0]), first, second);
}

NodePtr averagesDirected(const Arguments& a)
{
    return averagesCompared({event({a[0]}), a[1], a[2], a[3]});
}

NodePtr namedCross(const Arguments& a)
{
    const bool up = wordOf(a[0]) == "xup";
    const std::string label = up ? "golden_cross" : "death_cross";
    return makeNode(wordOf(a[0]), {makeCall("sma", {makeField("close"), makeAssumed(50, label)}),
                                   makeCall("sma", {makeField("close"), makeAssumed(200, label)})});
}

NodePtr namedCrossOf(const Arguments& a)
{
    return averagesCross({a[0], a[1], a[2], atom("avg")});
}

NodePtr signalCross(const Arguments& a)
{
    const std::string way = wordOf(a[0]);
    const NodePtr& series = a[1];
    const NodePtr call = is(series, "member") ? series->kids[0] : series;
    const auto lines = [&](const char* one, const char* other) {
        return makeNode(way, {makeText("member", one, {call}), makeText("member", other, {call})});
    };
    if (is(call, "call")) {
        if (call->text == "macd") {
            return lines("line", "signal");
        }
        if (call->text == "stoch" || call->text == "stochrsi") {
            return lines("k", "d");
        }
        if (call->text == "dmi") {
            return lines("plus", "minus");
        }
        if (call->text == "supertrend" || call->text == "psar") {
            return upFlip({call, atom(way == "xup" ? "up" : "down")});
        }
    }
    if (is(series, "avg")) {
        return makeCompare(way, makeField("close"), series);
    }
    return nullptr;
}

NodePtr newExtreme(const Arguments& a)
{
    const NodePtr& range = a[1];
    const bool high = range->text.ends_with("high") || is(range, "alltime");
    NodePtr series = at(a, 0);
    if (!series) {
        const bool close = range->text.starts_with("close");
        series = makeField(close ? "close" : high ? "high" : "low");
    }
    if (!is(series, "field") && !is(series, "of")) {
        const Measure measure = measureOf(series);
        if (measure != Measure::Oscillator && measure != Measure::Number) {
            return nullptr;
        }
        if (!is(range, "range")) {
            return nullptr;
        }
        const NodePtr window = makeCall(high ? "highest" : "lowest", {series, range->kids[0]});
        return makeNode(high ? "gt" : "lt", {series, makeNode("index", {window, makeNumber(1)})});
    }
    return makeCompare(high ? "gt" : "lt", series, range);
}

NodePtr runOf(const Arguments& a)
{
    const NodePtr window = lengthOf(a[0]);
    if (!window || window->number > 1000 || findNode(a[1], "elapsed")) {
        return nullptr;
    }
    return window->number == 1 ? a[1] : makeNode("for", {a[1], window});
}

NodePtr countOf(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    if (!window || a[0]->number > window->number) {
        return nullptr;
    }
    return makeNode("onof", {a[2], a[0], window});
}

NodePtr withinLast(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    return window && !findNode(a[0], "elapsed") ? makeNode("within", {a[0], window}) : nullptr;
}

NodePtr sequence(const Arguments& a)
{
    const NodePtr window = lengthOf(a[2]);
    return window ? makeNode("then", {a[0], a[1], window}) : nullptr;
}

NodePtr afterPrior(const Arguments& a)
{
    return both(a[0], makeNode("shift", {a[1], makeNumber(1)}));
}

NodePtr shifted(const Arguments& a)
{
    const NodePtr by = is(a[1], "len") ? a[1] : makeNumber(a[1]->number);
    return makeNode("shift", {a[0], by});
}

NodePtr someOf(const Arguments& a)
{
    if (a[0]->number < 1 || a[0]->number > 3) {
        return nullptr;
    }
    return makeNode("ge", {makeText("fn", "n_true", {a[1], a[2], a[3]}), a[0]});
}

/// "at least 3 of SPY, QQQ, IWM are above their 200 day average": how many symbols it holds for.
NodePtr countSymbols(const Arguments& a)
{
    const std::string how = wordOf(a[0]);
    const double count = a[1]->number;
    const std::vector<NodePtr>& symbols = a[2]->kids;
    const bool whole = count == std::floor(count) && count >= 0;
    if (!whole || count > static_cast<double>(symbols.size()) || is(a[4], "subj")) {
        return nullptr;
    }
    Arguments each;
    for (const NodePtr& symbol : symbols) {
        const NodePtr held = compare({a[3], makeField("close"), a[4]});
        if (!held) {
            return nullptr;
        }
        auto of = std::make_shared<Node>();
        of->op = "of";
        of->text = symbol->text;
        of->label = symbol->label;
        of->words = symbol->words;
        of->kids = {held};
        each.push_back(std::move(of));
    }
    return makeNode(how, {makeText("fn", "n_true", std::move(each)), a[1]});
}

NodePtr patternAt(const Arguments& a)
{
    if (!is(a[1], "range")) {
        const Measure measure = measureOf(a[1]);
        if (measure != Measure::Price) {
            return nullptr;
        }
        return both(a[0], makeCompare("touch", makeField("close"), a[1]));
    }
    const bool high = a[1]->text.ends_with("high");
    const NodePtr field = makeField(high ? "high" : "low");
    const NodePtr window = makeCall(high ? "highest" : "lowest", {field, a[1]->kids[0]});
    return both(a[0], makeNode(high ? "ge" : "le", {field, window}));
}

NodePtr volumeAbove(const Arguments& a)
{
    const NodePtr average =
        makeCall("sma", {makeField("volume"), makeAssumed(20, "volume_average")});
    const NodePtr factor = at(a, 0) ? a[0] : makeAssumed(2, "volume.spike?");
    const NodePtr bound = factor->number == 1 ? average : makeNode("mul", {factor, average});
    return makeNode("gt", {makeField("volume"), bound});
}

NodePtr fromEntry(const Arguments& a)
{
    return makeNode(wordOf(a[1]) == "gt" ? "gain" : "loss", {a[0]});
}

NodePtr fromEntrySigned(const Arguments& a)
{
    const double value = a[0]->number;
    if (value == 0 || a[0]->label != "signed") {
        return nullptr;
    }
    return makeNode(value > 0 ? "gain" : "loss", {makePercent(std::fabs(value))});
}

NodePtr negation(const Arguments& a)
{
    return makeNode("not", {a[0]});
}

NodePtr conjunction(const Arguments& a)
{
    return both(a[0], a[1]);
}

NodePtr disjunction(const Arguments& a)
{
    return makeNode("or", {a[0], a[1]});
}

NodePtr exception(const Arguments& a)
{
    return makeNode("unless", {a[0], a[1]});
}

NodePtr vagueOf(const Arguments& a)
{
    return makeNode("vague", {a[0]});
}

} // namespace

MeaningTable conditionMeanings()
{
    return {
        {"closing", closing},
        {"event", event},
        {"soft", soft},
        {"cmp", compare},
        {"cmpturn", compareTurned},
        {"cmptwo", compareTwo},
        {"volumeis", volumeIs},
        {"relative2", outperforms},
        {"cmpdir", compareDirected},
        {"between", between},
        {"within", within},
        {"withinatr", withinRange},
        {"slope", slope},
        {"turn", turn},
        {"upstate", upState},
        {"signalstate", signalState},
        {"upflip", upFlip},
        {"level", level},
        {"levelx", levelEvent},
        {"vaguelevel", vagueLevel},
        {"macross", averagesCross},
        {"macrosscmp", averagesCompared},
        {"macrossdir", averagesDirected},
        {"mascross", namedCross},
        {"macross2", namedCrossOf},
        {"signalcross", signalCross},
        {"newextreme", newExtreme},
        {"runof", runOf},
        {"countof", countOf},
        {"withinlast", withinLast},
        {"sequence", sequence},
        {"afterprior", afterPrior},
        {"shift", shifted},
        {"nof", someOf},
        {"countsyms", countSymbols},
        {"patternat", patternAt},
        {"volume", volumeAbove},
        {"fromentry", fromEntry},
        {"fromentrysigned", fromEntrySigned},
        {"not", negation},
        {"and", conjunction},
        {"or", disjunction},
        {"unless", exception},
        {"vagueof", vagueOf},
    };
}

} // namespace sw::english
