#include "english/meaning.h"

#include "indicators/catalog.h"

#include <array>
#include <cmath>

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

NodePtr at(const Arguments& a, std::size_t i)
{
    return i < a.size() && !isNil(a[i]) ? a[i] : nullptr;
}

NodePtr atom(std::string text)
{
    return makeText("atom", std::move(text));
}

NodePtr both(NodePtr a, NodePtr b)
{
    return makeNode("and", {std::move(a), std::move(b)});
}

NodePtr constant(std::string name)
{
    return makeCall(std::move(name), {});
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
        return makeNode(way == "up" ? "gt" : "lt",
                        {makeText("member", "line", {series}), makeText("member", "signal", {series})});
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
        return way == "up" ? both(up, makeNode("not", {before})) : both(makeNode("not", {up}), before);
    }
    if (is(series, "call") && series->text == "psar") {
        return makeNode(way == "up" ? "xup" : "xdown", {makeField("close"), series});
    }
    if (is(series, "call") && series->text == "macd") {
        return makeNode(way == "up" ? "xup" : "xdown",
                        {makeText("member", "line", {series}), makeText("member", "signal", {series})});
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
    return window ? makeText("avg", kind.empty() ? "avg" : kind, {makeNode("nil"), window}) : nullptr;
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
    return makeNode(wordOf(a[0]),
                    {makeCall("sma", {makeField("close"), makeAssumed(50, label)}),
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
        const NodePtr window =
            makeCall(high ? "highest" : "lowest", {series, range->kids[0]});
        return makeNode(high ? "gt" : "lt", {series, makeNode("index", {window, makeNumber(1)})});
    }
    return makeCompare(high ? "gt" : "lt", series, range);
}

NodePtr signedPercent(const NodePtr& value, double sign)
{
    auto copy = std::make_shared<Node>(*value);
    copy->number = sign * std::fabs(value->number);
    return copy;
}

NodePtr moveIn(const NodePtr& series, const std::string& way, const NodePtr& move,
               const NodePtr& span)
{
    const NodePtr window = span ? lengthOf(span) : [] {
        auto day = std::make_shared<Node>();
        day->op = "len";
        day->text = "day";
        day->number = 1;
        day->label = "day change";
        day->assumed = true;
        return NodePtr(day);
    }();
    if (!window) {
        return nullptr;
    }
    const NodePtr change = makeCall("pct_change", {series, window});
    const std::string how = move->text;
    const bool down = way == "down" || way == "falls";
    const NodePtr bound = signedPercent(move->kids[0], down ? -1 : 1);
    const bool less = how == "lt" || how == "le";
    const bool inclusive = how == "ge" || how == "le";
    const std::string op = down != less ? (inclusive ? "le" : "lt") : (inclusive ? "ge" : "gt");
    return makeNode(op, {change, bound});
}

NodePtr moved(const Arguments& a)
{
    return moveIn(makeField("close"), wordOf(a[0]), a[1], at(a, 2));
}

NodePtr movedOf(const Arguments& a)
{
    const NodePtr& who = a[0];
    std::string way = wordOf(a[1]);
    if (is(who, "sym")) {
        const NodePtr inner = moved({a[1], a[2], at(a, 3) ? a[3] : makeNode("nil")});
        return inner ? makeText("of", who->text, {inner}) : nullptr;
    }
    if (is(who, "of") && is(who->kids[0], "field")) {
        const NodePtr inner =
            moveIn(who->kids[0], way, a[2], at(a, 3));
        return inner ? makeText("of", who->text, {inner}) : nullptr;
    }
    const Measure measure = measureOf(who);
    if (measure != Measure::Price && measure != Measure::Volume) {
        return nullptr;
    }
    return moveIn(who, way, a[2], at(a, 3));
}

NodePtr signedMove(const Arguments& a)
{
    const double value = a[0]->number;
    if (value == 0 || a[0]->label != "signed") {
        return nullptr; // only a written sign tells the direction
    }
    const NodePtr move = makeText("move", "ge", {makePercent(std::fabs(value))});
    return moveIn(makeField("close"), value < 0 ? "down" : "up", move, makeLength(1, "day"));
}

/// "+4%" alone: a move over a time that is not said.
NodePtr signedBare(const Arguments& a)
{
    const double value = a[0]->number;
    if (value == 0 || a[0]->label != "signed") {
        return nullptr;
    }
    const NodePtr move = makeText("move", "ge", {makePercent(std::fabs(value))});
    return moveIn(makeField("close"), value < 0 ? "down" : "up", move, nullptr);
}

/// "down over the last 60 days"
NodePtr movedAtAll(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    if (!window || window->number <= 1) {
        return nullptr;
    }
    return makeNode(wordOf(a[0]) == "down" ? "lt" : "gt",
                    {makeCall("pct_change", {makeField("close"), window}), makePercent(0)});
}

NodePtr gap(const Arguments& a)
{
    const bool down = wordOf(a[0]) == "down";
    const NodePtr before = makeNode("index", {makeField("close"), makeNumber(1)});
    NodePtr level = before;
    std::string how = down ? "lt" : "gt";
    if (const NodePtr move = at(a, 1)) {
        if (move->text == "lt") {
            return nullptr;
        }
        const double factor = 1 + (down ? -1 : 1) * std::fabs(move->kids[0]->number) / 100;
        level = makeNode("mul", {makeNumber(std::round(factor * 1e9) / 1e9), before});
        if (move->text == "ge") {
            how = down ? "le" : "ge";
        }
    }
    return makeNode(how, {makeField("open"), level});
}

NodePtr offRange(const Arguments& a)
{
    const bool high = a[1]->text.ends_with("high");
    const double factor = 1 + (high ? -1 : 1) * a[0]->number / 100;
    if (factor <= 0) {
        return nullptr;
    }
    const std::string field = a[1]->text.starts_with("close") ? "close" : high ? "high" : "low";
    const NodePtr window = makeCall(high ? "highest" : "lowest", {makeField(field), a[1]->kids[0]});
    return makeNode(high ? "le" : "ge",
                    {makeField("close"),
                     makeNode("mul", {makeNumber(std::round(factor * 1e9) / 1e9), window})});
}

NodePtr offHigh(const Arguments& a)
{
    return offRange({a[0], makeText("range", "high", {makeAssumed(252, "high.window")})});
}

/// Conditions on one candle.
NodePtr candle(const std::string& kind)
{
    const auto field = [](const char* name) { return makeField(name); };
    const auto before = [](const char* name) {
        return makeNode("index", {makeField(name), makeNumber(1)});
    };
    if (kind == "red") {
        return makeNode("lt", {field("close"), field("open")});
    }
    if (kind == "green") {
        return makeNode("gt", {field("close"), field("open")});
    }
    if (kind == "downday" || kind == "lowerclose") {
        return makeNode("lt", {field("close"), before("close")});
    }
    if (kind == "upday" || kind == "higherclose") {
        return makeNode("gt", {field("close"), before("close")});
    }
    const bool higher = kind.starts_with("higher");
    const char* name = kind.ends_with("high") ? "high" : "low";
    return makeNode(higher ? "gt" : "lt", {field(name), before(name)});
}

NodePtr run(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    if (!window || window->number > 100) {
        return nullptr;
    }
    const NodePtr one = candle(wordOf(a[0]));
    return window->number == 1 ? one : makeNode("for", {one, window});
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
    return makeNode("ge", {makeText("fn", "count_true", {a[1], a[2], a[3]}), a[0]});
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

// ---- calendar

NodePtr equals(const std::string& name, double value)
{
    return makeNode("eq", {constant(name), makeNumber(value)});
}

NodePtr weekday(const Arguments& a)
{
    return equals("weekday", a[0]->number);
}

NodePtr weekdays(const Arguments& a)
{
    return makeNode("paren", {makeNode("or", {weekday({a[0]}), weekday({a[1]})})});
}

NodePtr monthIs(const Arguments& a)
{
    return equals("month", a[0]->number);
}

NodePtr months(const Arguments& a)
{
    const NodePtr from = makeNode("ge", {constant("month"), a[0]});
    const NodePtr to = makeNode("le", {constant("month"), a[1]});
    if (a[0]->number <= a[1]->number) {
        return both(from, to);
    }
    return makeNode("paren", {makeNode("or", {from, to})});
}

NodePtr tradingDay(const Arguments& a)
{
    return a[0]->number >= 1 && a[0]->number <= 23 ? equals("trading_day_of_month", a[0]->number)
                                                   : nullptr;
}

NodePtr daysLeft(const Arguments& a)
{
    return a[0]->number >= 1 && a[0]->number <= 23
               ? equals("trading_days_left_in_month", a[0]->number - 1)
               : nullptr;
}

NodePtr lastDays(const Arguments& a)
{
    return makeNode("lt", {constant("trading_days_left_in_month"), a[0]});
}

NodePtr quarterMonths(int first)
{
    NodePtr any;
    for (int month = first; month <= 12; month += 3) {
        const NodePtr one = equals("month", month);
        any = any ? makeNode("or", {any, one}) : one;
    }
    return makeNode("paren", {any});
}

NodePtr quarterDay(const Arguments& a)
{
    const NodePtr day = tradingDay(a);
    return day ? both(day, quarterMonths(1)) : nullptr;
}

NodePtr quarterDaysLeft(const Arguments& a)
{
    const NodePtr day = daysLeft(a);
    return day ? both(day, quarterMonths(3)) : nullptr;
}

NodePtr monthDay(const Arguments& a)
{
    const double day = a[0]->number;
    if (day < 1 || day > 31) {
        return nullptr;
    }
    const NodePtr today = constant("day_of_month");
    return both(makeNode("ge", {today, makeNumber(day)}),
                makeNode("lt", {makeNode("index", {today, makeNumber(1)}), makeNumber(day)}));
}

NodePtr clock(const Arguments& a)
{
    return makeNode(wordOf(a[0]), {constant("time_of_day"), a[1]});
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
        {"closing", closing},         {"event", event},
        {"soft", soft},               {"cmp", compare},
        {"cmpdir", compareDirected},  {"between", between},
        {"within", within},           {"withinatr", withinRange},
        {"slope", slope},             {"turn", turn},
        {"upstate", upState},         {"upflip", upFlip},
        {"level", level},             {"levelx", levelEvent},
        {"vaguelevel", vagueLevel},   {"macross", averagesCross},
        {"macrosscmp", averagesCompared}, {"macrossdir", averagesDirected},
        {"mascross", namedCross},     {"macross2", namedCrossOf},
        {"signalcross", signalCross}, {"newextreme", newExtreme},
        {"move", moved},              {"moveof", movedOf},
        {"signedmove", signedMove},   {"signedbare", signedBare},
        {"moved0", movedAtAll},   {"gap", gap},
        {"offrange", offRange},       {"offhigh", offHigh},
        {"run", run},                 {"runof", runOf},
        {"countof", countOf},         {"withinlast", withinLast},
        {"sequence", sequence},       {"afterprior", afterPrior},
        {"shift", shifted},           {"nof", someOf},
        {"patternat", patternAt},     {"volume", volumeAbove},
        {"weekday", weekday},         {"weekdays", weekdays},
        {"monthis", monthIs},         {"months", months},
        {"tradingday", tradingDay},   {"daysleft", daysLeft},
        {"lastdays", lastDays},       {"quarterday", quarterDay},
        {"quarterdaysleft", quarterDaysLeft},
        {"monthday", monthDay},       {"clock", clock},
        {"fromentry", fromEntry},     {"fromentrysigned", fromEntrySigned},
        {"not", negation},            {"and", conjunction},
        {"or", disjunction},          {"unless", exception},
        {"vagueof", vagueOf},
    };
}

} // namespace sw::english
